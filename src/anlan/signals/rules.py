"""Rules at work: which sentence says what, and how it is meant."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from anlan.base.risk_types import RiskType
from anlan.signals.pack_reader import Modality, Pack, Rule
from anlan.signals.text import boundaries

_REACH = 160
_NEAR = 45
_LONGEST_TRIGGER = 12
_MAX_FINDINGS = 400
_MAX_HITS = 40_000


@dataclass(frozen=True)
class Finding:
    """One place of a text at which one rule fired, with the modalities that weaken it.

    ``score`` is the rule's score times what the modalities keep; offsets are those of the text.
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


@dataclass(frozen=True)
class Place:
    """A trigger in its surroundings: the sentence, the clause before it and what follows."""

    text: str
    start: int
    end: int
    sentence_start: int
    sentence_end: int
    reach_end: int

    def sentence(self) -> str:
        """The sentence in which the trigger stands."""
        return self.text[self.sentence_start : self.sentence_end]

    def near(self) -> str:
        """What stands near the trigger, the following sentence included: there a denial is read."""
        first = max(self.sentence_start, self.start - _NEAR)
        return self.text[first : min(self.reach_end, self.end + _NEAR)]

    def before(self) -> str:
        """What stands before the trigger in its sentence."""
        return self.text[self.sentence_start : self.start]

    def after(self) -> str:
        """What stands behind the trigger in its sentence."""
        return self.text[self.end : self.sentence_end]


def _applies(modality: Modality, rule: Rule, place: Place, in_text: frozenset[str]) -> bool:
    if rule.type not in modality.types:
        return False
    if modality.id in in_text:
        return True
    if modality.before is not None and modality.before.search(place.before()):
        return True
    if modality.after is not None and modality.after.search(place.after()):
        return True
    if modality.sentence is None:
        return False
    return bool(modality.sentence.search(place.near() if modality.denied else place.sentence()))


def _finding(rule: Rule, place: Place, modalities: Sequence[Modality], in_text: frozenset[str]) -> Finding:
    meant = [modality for modality in modalities if _applies(modality, rule, place, in_text)]
    score = rule.score
    for modality in meant:
        score *= modality.keeps
    return Finding(
        rule.id, rule.type, score, place.text[place.start : place.end], place.start, place.end,
        place.sentence_start, place.sentence_end, tuple(modality.id for modality in meant),
        any(modality.negated for modality in meant), any(modality.denied for modality in meant),
        any(modality.rumour for modality in meant),
    )  # fmt: skip


class RuleReader:
    """Reads folded texts with one pass of the automaton, then reasons only around what it found."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack

    def read(self, text: str) -> list[Finding]:
        """Every finding of a folded text, in order of position; at most one for a rule and sentence."""
        hits = self._pack.automaton.find_overlapping(text)
        if not hits:
            return []
        return list(self._findings(text, hits))

    def _findings(self, text: str, hits: Sequence[tuple[int, int, int]]) -> Iterator[Finding]:
        ends = boundaries(text)
        in_text: frozenset[str] | None = None
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
                if in_text is None:
                    in_text = self._text_modalities(text)
                settled[(number, sentence)] = len(text)
                yield _finding(rule, place, self._pack.modalities, in_text)
                count += 1
                if count >= _MAX_FINDINGS:
                    return

    def _text_modalities(self, text: str) -> frozenset[str]:
        head = text[:4000]
        return frozenset(item.id for item in self._pack.modalities if item.text is not None and item.text.search(head))


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
    if rule.needs_text is not None and not rule.needs_text.search(text, 0, 4000):
        return len(text)
    reach_end = min(ends[min(sentence + 2, len(ends) - 1)], end + 2 * _REACH)
    return Place(text, start, end, first, last, max(reach_end, last))
