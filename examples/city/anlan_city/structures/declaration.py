"""What is declared of the further systems: their matters, the kinds of tables of a matter, the dirt of comments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from anlan_city.words import read_pack

SERVERS = ("postgresql", "mariadb")


@dataclass(frozen=True)
class Kind:
    """A kind of table that every matter has: its name's end, its label, and what its columns speak of."""

    name: str
    suffix: str
    label: str
    share: float
    """Rows, as a share of the insured."""
    body: tuple[int, int]
    words: tuple[str, ...]
    of: str = ""
    pairs: bool = False
    """Whether every column is there before and after."""


@dataclass(frozen=True)
class Matter:
    """A matter that a system deals with, whom it is about (person, employer, agency) and in which words."""

    code: str
    label: str
    of: str
    about: tuple[str, ...]


@dataclass(frozen=True)
class SystemPlan:
    """A system: of what make, how its columns are named, from which businesses its elements come, its matters."""

    name: str
    make: str
    style: str
    prefix: str
    businesses: tuple[str, ...]
    matters: tuple[Matter, ...]


@dataclass(frozen=True)
class Declaration:
    """Everything declared: the systems, and what holds for all of them."""

    systems: Mapping[str, SystemPlan]
    kinds: Sequence[Kind]
    lead: Mapping[str, Sequence[str]]
    serial: str
    tail: Sequence[str]
    dirt: Mapping[str, float]
    remarks: Sequence[str]

    def of_make(self, *makes: str) -> tuple[str, ...]:
        """The names of the systems of some makes."""
        return tuple(plan.name for plan in self.systems.values() if plan.make in makes)


@cache
def declaration() -> Declaration:
    """The declaration of the pack."""
    body = read_pack("systems.yml")
    kinds = [
        Kind(name, **fields | {"body": tuple(fields["body"]), "words": tuple(fields["words"])})
        for name, fields in body["kinds"].items()
    ]
    systems = {name: _plan(name, fields) for name, fields in body["systems"].items()}
    return Declaration(systems, kinds, body["lead"], body["serial"], body["tail"], body["dirt"], body["remarks"])


def _plan(name: str, fields: Mapping[str, object]) -> SystemPlan:
    matters = fields["matters"]
    assert isinstance(matters, list)
    businesses = fields["businesses"]
    assert isinstance(businesses, list)
    return SystemPlan(
        name,
        str(fields.get("make", "")),
        str(fields["style"]),
        str(fields["prefix"]),
        tuple(businesses),
        tuple(Matter(one["code"], one["label"], one["of"], tuple(one["about"].split())) for one in matters),
    )
