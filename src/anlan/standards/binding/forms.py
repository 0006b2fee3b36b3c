"""Every way in which a data element may be named: its own name and the wordings bound to it, in the forms compared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from anlan.base.text import normalise_name
from anlan.standards.binding.wording import Words, family_of, length_of, pinyin_forms
from anlan.standards.objects import ObjectRegistry, RegisteredObject

_FORMAT = re.compile(r"([a-z]+)(?:\.\.)?(\d+(?:,\d+)?)?")
_BUSINESS = re.compile(r"^(.*?)业务中")


@dataclass(frozen=True)
class Wording:
    """One wording bound to an element, and where it was seen."""

    name: str
    system: str = ""


@dataclass(frozen=True)
class ElementForms:
    """One data element as it is compared with items."""

    identifier: str
    name: str
    code: str
    english: str
    business: str
    object_class: str
    representation: str
    family: str
    length: tuple[int, int] | None
    values: Mapping[str, str]
    is_doubtful: bool
    is_local: bool
    wordings: tuple[Wording, ...]
    pinyin: str
    initials: str

    @property
    def plain(self) -> str:
        """The name as it is compared."""
        return normalise_name(self.name)


def element_forms(
    registry: ObjectRegistry,
    day: date,
    words: Words,
    learned: Iterable[tuple[str, str]] = (),
    without: frozenset[tuple[str, str]] = frozenset(),
) -> list[ElementForms]:
    """The elements in force on a day with every wording bound to them.

    ``learned`` adds (element, wording) pairs that people accepted; ``without`` leaves out bindings by (element, name).
    """
    wordings: dict[str, list[Wording]] = {}
    for entry in registry.of_kind("source_item", day):
        body = entry.body
        key = (str(body.get("element", "")), entry.name)
        if key[0] and key not in without:
            wordings.setdefault(key[0], []).append(Wording(entry.name, str(body.get("system", ""))))
    for element, name in learned:
        wordings.setdefault(element, []).append(Wording(name))
    codes = {entry.identifier: entry.body.get("values", {}) for entry in registry.of_kind("code_set", day)}
    return [
        _forms(entry, wordings.get(entry.identifier, ()), codes, words)
        for entry in registry.of_kind("data_element", day)
    ]


def _forms(
    entry: RegisteredObject, wordings: Sequence[Wording], codes: Mapping[str, Mapping[str, str]], words: Words
) -> ElementForms:
    body = entry.body
    match = _FORMAT.match(str(body.get("format", "")))
    is_confirmed = body.get("format_status") == "confirmed"
    pinyin, initials = pinyin_forms(entry.name)
    business = _BUSINESS.match(str(body.get("definition", "")))
    return ElementForms(
        identifier=entry.identifier,
        name=entry.name,
        code=str(body.get("code", "")),
        english=str(body.get("english", "")),
        business=business[1] if business else "",
        object_class=str(body.get("object_class", "")),
        representation=str(body.get("representation", "")),
        family=family_of(str(body.get("data_type", "")), words),
        # An inferred format is a default of its representation, not a length that anyone declared.
        length=length_of(match[2] or "") if match and is_confirmed else None,
        values=codes.get(str(body.get("value_domain", "")), {}),
        is_doubtful=body.get("status") == "conflict",
        is_local=body.get("owner") == "local",
        wordings=tuple(wordings),
        pinyin=pinyin,
        initials=initials,
    )
