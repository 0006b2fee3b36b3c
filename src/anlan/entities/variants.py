"""Names written with another organisation form, another place, or without them, decided by what else is registered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from anlan.base.text import normalise_name
from anlan.entities.answers import Candidate, Resolution
from anlan.entities.forms import NameParts, parse_name, place_codes
from anlan.entities.keys import core_key, hash_key
from anlan.entities.name_index import NameIndex

_SHORTEST_CORE = 4
_MOST_ROWS = 64
_MOST_WITHOUT_PLACE = 8
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Variant:
    """A row with the same core, and how its place and form compare."""

    row: int
    place: str
    same_form: bool


class VariantMatcher:
    """Looks among the registered names with the same core."""

    def __init__(self, index: NameIndex) -> None:
        self._index = index

    def answer(self, parts: NameParts) -> Resolution | None:
        """Resolved, ambiguous among several, or None where no name has this core in a fitting place and form."""
        if len(parts.core) < 2:
            return None
        rows = self._index.core.find(hash_key(core_key(parts)), _MOST_ROWS)
        if len(rows) > _MOST_WITHOUT_PLACE and not parts.places:
            return self._ambiguous(parts, rows, len(rows))
        if not parts.places and not parts.form:
            return self._bare(parts, rows)
        fitting = [variant for row in rows if (variant := self._fits(parts, row)) is not None]
        if not fitting:
            return None
        near = [variant for variant in fitting if variant.place == "same"] or fitting
        codes = {self._index.usccs[variant.row]: variant for variant in near}
        if len(codes) > 1 or len(rows) == _MOST_ROWS:
            return self._ambiguous(parts, [variant.row for variant in codes.values()], len(rows))
        return self._only(parts, next(iter(codes.values())))

    def _bare(self, parts: NameParts, rows: list[int]) -> Resolution | None:
        """The answer to a core alone: any place and form fits, so the key says it all."""
        codes = {self._index.usccs[row]: row for row in rows}
        if len(codes) > 1:
            return self._ambiguous(parts, list(codes.values()), len(rows))
        return self._only(parts, Variant(rows[0], "left out", False)) if rows else None

    def _fits(self, parts: NameParts, row: int) -> Variant | None:
        other = parse_name(normalise_name(self._index.names[row]))
        if other.core != parts.core or other.branch != parts.branch:
            return None
        place = self._place(parts, other, row)
        if place == "different" or not _same_kind(parts.form, other.form):
            return None
        return Variant(row, place, parts.form == other.form)

    def _place(self, parts: NameParts, other: NameParts, row: int) -> str:
        if parts.places == other.places:
            return "same"
        if not parts.places:
            return "left out"
        written, registered = set(parts.places), set(other.places)
        if not (written < registered or registered < written):
            return "different"
        return "same" if all(self._lies_in(row, place) for place in written ^ registered) else "different"

    def _lies_in(self, row: int, place: str) -> bool:
        if place in self._index.place_of(row):
            return True
        code = self._index.districts[row] or self._index.usccs[row][2:8]
        return any(code.startswith(found) for found in place_codes().get(place, ()))

    def _only(self, parts: NameParts, variant: Variant) -> Resolution:
        uscc, name = self._index.usccs[variant.row], self._index.names[variant.row]
        is_bare = len(parts.core) < _SHORTEST_CORE and set(parse_name(normalise_name(name)).places) != set(parts.places)
        if variant.place == "same" and not is_bare:
            reason = "地名、字号与行业一致，企业组织形式写法不同"
            return Resolution("resolved", uscc, name, 0.93, "variant", (reason,))
        if len(parts.core) < _SHORTEST_CORE:
            candidate = Candidate(uscc, name, 0.5, "字号一致")
            return Resolution("ambiguous", "", "", 0.5, "core", ("简称过短，不足以认定",), (candidate,))
        return Resolution("resolved", uscc, name, 0.85, "core", ("字号与行业一致，登记库中唯一",))

    def _ambiguous(self, parts: NameParts, rows: Sequence[int], count: int) -> Resolution:
        shown = tuple(
            Candidate(self._index.usccs[row], self._index.names[row], 0.5, self._index.place_of(row))
            for row in rows[:_SHOWN]
        )
        told = f"{count} 户以上" if count >= _MOST_ROWS else f"{len(rows)} 户"
        reason = f"登记库中有 {told}企业字号与行业为“{parts.core}”"
        return Resolution("ambiguous", "", "", 0.5, "core", (reason,), shown)


def _same_kind(written: str, registered: str) -> bool:
    """Whether a written form may stand for a registered one: equal, left out, or shortened to 公司."""
    return written in ("", registered) or (written == "company" and registered in ("limited", "share"))
