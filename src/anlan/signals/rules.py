"""Rules at work: which sentence says what, and how it is meant."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from anlan.base.risk_types import RiskType
from anlan.signals.needles import Found, Needles
from anlan.signals.pack_reader import Modality, Pack, Regex, Rule
from anlan.signals.text import boundaries

_REACH = 160
_NEAR = 45
_LONGEST_TRIGGER = 12
_MAX_FINDINGS = 400
_MAX_HITS = 40_000
_HEAD = 4000
NONE = -1
"""The number of a pattern that is not there."""


@dataclass(frozen=True)
class Finding:
    """One place of a text at which one rule fired, with the modalities that weaken it.

    ``score`` is the rule's score times what the modalities keep; offsets are those of the text. What is not
    ``notable`` makes no event.
    """

    rule_id: str
    type: RiskType
    score: float
    trigger: str
    start: int
    end: int
    sentence_start: int
    sentence_end: int
    modalities: tuple[str, ...]
    negated: bool
    denied: bool
    rumour: bool
    notable: bool = True


@dataclass(frozen=True, slots=True)
class Place:
    """A trigger in its surroundings: the sentence, and how far around it one looks."""

    start: int
    end: int
    sentence_start: int
    sentence_end: int
    reach_start: int
    reach_end: int

    def near(self) -> tuple[int, int]:
        """What stands near the trigger, the following sentences included: there a denial is read."""
        return max(self.sentence_start, self.start - _NEAR), min(self.reach_end, self.end + _NEAR)


@dataclass(frozen=True, slots=True)
class _Way:
    """A modality, and the numbers of its patterns among those of all; ``NONE`` where it has none."""

    modality: Modality
    before: int
    after: int
    sentence: int
    nearby: int
    text: int
    unless: int

    def may_hold(self, found: Found) -> bool:
        """Whether anything of it can stand in a text."""
        return any(map(found.may_hold, (self.before, self.after, self.sentence, self.nearby, self.text)))

    def is_meant(self, place: Place, found: Found) -> bool:
        """Whether it weakens the statement made at a place."""
        around = (place.reach_start, place.reach_end)
        said = (
            found.holds(self.before, place.sentence_start, place.start)
            or found.holds(self.after, place.end, place.sentence_end)
            or found.holds(self.nearby, *around)
            or found.holds(
                self.sentence,
                *(place.near() if self.modality.denied else (place.sentence_start, place.sentence_end)),
            )
        )
        return said and not found.holds(self.unless, *around)


class _Meaning:
    """What weakens the statements of one text."""

    def __init__(self, found: Found, ways: Sequence[_Way]) -> None:
        self._found = found
        self._ways = [way for way in ways if way.may_hold(found)]
        self._in_text = frozenset(way.modality.id for way in self._ways if found.holds(way.text, 0, _HEAD))

    def at(self, place: Place, rule: Rule) -> list[Modality]:
        """The modalities of a rule's finding."""
        return [
            way.modality
            for way in self._ways
            if rule.type in way.modality.types
            and (way.modality.id in self._in_text or way.is_meant(place, self._found))
        ]


def _finding(rule: Rule, place: Place, text: str, meant: Sequence[Modality]) -> Finding:
    score = rule.score
    for modality in meant:
        score *= modality.keeps
    return Finding(
        rule.id, rule.type, score, text[place.start : place.end], place.start, place.end,
        place.sentence_start, place.sentence_end, tuple(modality.id for modality in meant),
        any(modality.negated for modality in meant), any(modality.denied for modality in meant),
        any(modality.rumour for modality in meant), rule.notable and all(modality.notable for modality in meant),
    )  # fmt: skip


class RuleReader:
    """Reads folded texts with one pass of the automaton, then reasons only around what it found."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        patterns: list[Regex] = []
        self._ways = [_numbered(item, patterns) for item in pack.modalities]
        self._needles = Needles(patterns)

    def read(self, text: str) -> list[Finding]:
        """Every finding of a folded text, in order of position; at most one for a rule and sentence."""
        hits = self._pack.automaton.find_overlapping(text)
        if not hits:
            return []
        return list(self._findings(text, hits))

    def _findings(self, text: str, hits: Sequence[tuple[int, int, int]]) -> Iterator[Finding]:
        ends = boundaries(text)
        meaning: _Meaning | None = None
        settled: dict[tuple[int, int], int] = {}
        count = 0
        for start, end, word in sorted(hits)[:_MAX_HITS]:
            sentence = bisect_right(ends, start) - 1
            for number in self._pack.by_trigger[word]:
                if start < settled.get((number, sentence), 0):
                    continue
                rule = self._pack.rules[number]
                place = _place(rule, text, start, end, ends, sentence)
                if isinstance(place, int):
                    settled[(number, sentence)] = place
                    continue
                if meaning is None:
                    meaning = _Meaning(self._needles.found_in(text), self._ways)
                settled[(number, sentence)] = len(text)
                yield _finding(rule, place, text, meaning.at(place, rule))
                count += 1
                if count >= _MAX_FINDINGS:
                    return


def _numbered(modality: Modality, patterns: list[Regex]) -> _Way:
    """The modality with its patterns added to those of all."""
    numbers = []
    for pattern in (
        modality.before,
        modality.after,
        modality.sentence,
        modality.nearby,
        modality.text,
        modality.unless,
    ):
        numbers.append(len(patterns) if pattern is not None else NONE)
        if pattern is not None:
            patterns.append(pattern)
    return _Way(modality, *numbers)


def _place(rule: Rule, text: str, start: int, end: int, ends: Sequence[int], sentence: int) -> Place | int:
    """Where a rule holds around a trigger; else the offset before which no other trigger need be tried.

    A sentence without an end counts up to a fixed reach, so that a megabyte without a full stop costs no more.
    """
    first = max(ends[sentence], start - _REACH)
    last = min(ends[min(sentence + 1, len(ends) - 1)], end + _REACH)
    if rule.pattern is not None:
        match = next((found for found in rule.pattern.finditer(text, first, last) if found.end() > start), None)
        if match is None:
            return last
        if match.start() > end:
            return min(match.start(), last) - _LONGEST_TRIGGER
        start, end = match.span()
    if rule.unless is not None and rule.unless.search(text, first, last):
        return last
    if rule.needs_text is not None and not rule.needs_text.search(text, 0, _HEAD):
        return len(text)
    reach_start = max(ends[max(sentence - 1, 0)], first - _REACH)
    reach_end = min(ends[min(sentence + 3, len(ends) - 1)], end + 2 * _REACH)
    return Place(start, end, first, last, reach_start, max(reach_end, last))
