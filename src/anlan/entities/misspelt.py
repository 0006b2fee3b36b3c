"""Names that are in the register under another spelling: candidates by rare pairs, ranked, judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA
from scipy import sparse

from anlan.base.text import normalise_name
from anlan.entities.answers import Candidate, Resolution
from anlan.entities.differences import PairUse, Zones, differences, in_words
from anlan.entities.forms import NameParts, leading_place, parse_name, split_form
from anlan.entities.judge import Judge
from anlan.entities.keys import hash_key
from anlan.entities.name_index import NameIndex

_TOP = 24
_BATCH = 1_000
_SHOWN = 5
_MOST_EDITS = 5
_NEAR = 0.6
_LONGEST_SWAP = 60
_LARGE = 300_000
"""A register of that size would hold the enterprise that was really meant, or one closer; a small one says little."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate row with its exact key and how many characters it is away, the legal form counted half."""

    row: int
    key: str
    edits: int
    cost: float


class SpellingMatcher:
    """Finds and judges the registered names that a misspelt name may mean."""

    def __init__(self, index: NameIndex, judge: Judge, threads: int) -> None:
        self._index = index
        self._judge = judge
        self._threads = threads
        self._use = PairUse(index.pairs)
        self._most_margin = 4 if len(index) >= _LARGE else 1
        self._matrix: sparse.csr_matrix = index.pairs.matrix()

    def ranked(self, names: Sequence[str]) -> list[list[Ranked]]:
        """For each normal name the nearest registered names, nearest first."""
        keys = [name.replace("(", "").replace(")", "") for name in names]
        found: list[list[Ranked]] = []
        for start in range(0, len(keys), _BATCH):
            block = keys[start : start + _BATCH]
            rows = self._index.pairs.candidates(block, self._matrix, _TOP, self._threads)
            found += [self._rank(key, near.tolist()) for key, near in zip(block, rows, strict=True)]
        return found

    def _swapped(self, key: str) -> set[int]:
        """Rows whose whole name is this one with two neighbours swapped: no pair of a short brand may be left."""
        forms = {key[:at] + key[at + 1] + key[at] + key[at + 2 :] for at in range(min(len(key), _LONGEST_SWAP) - 1)}
        numbers = [hash_key(form) for form in forms]
        return {row for rows in self._index.exact.find_many(numbers) for row in rows}

    def _rank(self, key: str, rows: list[int]) -> list[Ranked]:
        bare, _ = split_form(key)
        near = []
        for row in dict.fromkeys([*rows, *self._swapped(key)]):
            other = normalise_name(self._index.names[row]).replace("(", "").replace(")", "")
            edits = int(OSA.distance(key, other))
            cost = (edits + OSA.distance(bare, split_form(other)[0])) / 2
            near.append(Ranked(row, other, edits, cost))
        return sorted(near, key=lambda item: item.cost)

    def differences(self, name: str, near: Sequence[Ranked]) -> Mapping[str, float]:
        """The named differences to the nearest candidate."""
        best = near[0]
        code = self._index.usccs[best.row]
        second = next((item for item in near[1:] if self._index.usccs[item.row] != code), None)
        margin = min(second.edits - best.edits if second is not None else 4, self._most_margin)
        key = name.replace("(", "").replace(")", "")
        zones = Zones.of(normalise_name(self._index.names[best.row]), self._use)
        return differences(key, parse_name(name), zones, margin, self._use)

    def answer(self, name: str, near: Sequence[Ranked], bonus: float = 0.0) -> Resolution | None:
        """Resolved, ambiguous with the nearest, or None where nothing is near."""
        key = name.replace("(", "").replace(")", "")
        near = [item for item in near if item.edits <= max(_MOST_EDITS, len(key) // 3)]
        candidates = self._candidates(key, near)
        if not near or not candidates:
            return None
        best = near[0]
        chance = 0.0
        if best.edits <= _MOST_EDITS:
            chance = self._judge.probability(self.differences(name, near))
        reason = f"与登记名称相差 {best.edits} 字：{in_words(key, best.key)}"
        if self._judge.accepts(chance) and self._is_alone(near):
            uscc, registered = self._index.usccs[best.row], self._index.names[best.row]
            return Resolution("resolved", uscc, registered, chance, "repaired_name", (reason,), candidates[1:3])
        if self._judge.doubts(chance):
            reasons = (reason, "不足以认定，请人工确认")
            return Resolution("ambiguous", "", "", chance, "repaired_name", reasons, candidates)
        return Resolution("unknown", "", "", chance, "", ("登记库中没有该名称；最相近的名称差别过大",), candidates)

    def _is_alone(self, near: Sequence[Ranked]) -> bool:
        """Whether no other enterprise has the very name that is nearest."""
        codes = {self._index.usccs[item.row] for item in near if item.key == near[0].key}
        return len(codes) == 1

    def _candidates(self, key: str, near: Sequence[Ranked]) -> tuple[Candidate, ...]:
        shown: dict[str, Candidate] = {}
        for item in near[: 2 * _SHOWN]:
            likeness = 1 - item.edits / max(len(key), len(item.key), 1)
            uscc = self._index.usccs[item.row]
            if likeness >= _NEAR and uscc not in shown:
                shown[uscc] = Candidate(uscc, self._index.names[item.row], likeness)
        return tuple(shown.values())[:_SHOWN]


def is_sibling(parts: NameParts, near: Ranked, registered: str) -> bool:
    """Whether a registered name is a branch of the same head office that a written branch may well mean.

    Branches of two known places are two branches, however alike their names are.
    """
    other = parse_name(normalise_name(registered))
    if near.edits > 2 or other.head != parts.head:
        return False
    mine, theirs = leading_place(parts.branch)[0], leading_place(other.branch)[0]
    return not (mine and theirs and mine != theirs)
