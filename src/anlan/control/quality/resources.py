"""The tables under quality control and what is known of them: label, systems, owners, what their sources promise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from anlan.collection.contract import CYCLE_DAYS, Contract, TableContract
from anlan.quality.derive import Promise
from anlan.standards.registry import Registry


@dataclass(frozen=True)
class Resource:
    """A core table: its label, the systems that feed it (identifier and label), and the departments that own these."""

    table: str
    label: str
    systems: tuple[tuple[str, str], ...]
    owners: tuple[str, ...]

    def owner_of(self, system: str, contracts: Sequence[Contract]) -> str:
        """The department that owns a system; the table's first owner where the system is not known."""
        return next((one.owner for one in contracts if one.system == system), self.owners[0] if self.owners else "")


def resources(standards: Registry, contracts: Sequence[Contract], held: Iterable[str]) -> dict[str, Resource]:
    """Table → resource, for every core table that the pool holds."""
    kept = set(held)
    found = {}
    for name, table in standards.tables.items():
        if name not in kept:
            continue
        mine = [one for one in contracts if any(t.core == name for t in one.tables)]
        systems = tuple((one.system, one.label) for one in mine)
        found[name] = Resource(name, table.label, systems, tuple(dict.fromkeys(one.owner for one in mine)))
    return found


def promises(contracts: Sequence[Contract]) -> dict[str, Promise]:
    """Core table → what its sources promise together: only what every one of them does."""
    fed: dict[str, list[tuple[Contract, TableContract]]] = {}
    for contract in contracts:
        for table in contract.tables:
            if table.core:
                fed.setdefault(table.core, []).append((contract, table))
    return {core: _promise(feeds) for core, feeds in fed.items()}


def _promise(feeds: Sequence[tuple[Contract, TableContract]]) -> Promise:
    required = [frozenset(c for c, item in t.mapped.items() if item.required) for _, t in feeds]
    days = [CYCLE_DAYS[t.expected.cycle] + t.expected.within_days for _, t in feeds if t.expected.cycle in CYCLE_DAYS]
    within = max(days) if len(days) == len(feeds) else None
    return Promise(frozenset.intersection(*required), within, tuple(dict.fromkeys(c.label for c, _ in feeds)))
