"""What a text says happened: risk types with trigger and meaning, how many people, how much money, where and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from anlan.base.risk_types import RiskType
from anlan.signals.dates import event_date
from anlan.signals.features import buckets, found, window
from anlan.signals.model import LinearModel, load_default, load_model
from anlan.signals.pack_reader import HINT, Pack, default_pack
from anlan.signals.places import district_code
from anlan.signals.quantities import money_yuan, people_count
from anlan.signals.rules import Finding, RuleReader
from anlan.signals.text import fold
from anlan.signals.words import counts

SHORT = 300
"""Up to so many characters a text may be judged by its words alone: longer ones speak of too many things."""

THRESHOLD = 0.5
"""A type counts as said from this score on; below it only a denied or negated statement is shown."""


@dataclass(frozen=True)
class Category:
    """One risk type that a text speaks of, at its clearest place.

    ``start`` and ``end`` are offsets into the given text; both are None where only the title says it.
    """

    type: RiskType
    score: float
    trigger: str
    start: int | None
    end: int | None
    negated: bool
    rumour: bool
    denied: bool = False
    explanation: str = ""


@dataclass(frozen=True)
class Detection:
    """The reading of one text. **Units**: people in persons, money in yuan."""

    categories: tuple[Category, ...] = ()
    people: int | None = None
    money_yuan: float | None = None
    district_code: str | None = None
    event_date: date | None = None
    findings: tuple[Finding, ...] = field(default=(), repr=False)

    @property
    def types(self) -> frozenset[RiskType]:
        """The types that the text asserts."""
        return frozenset(item.type for item in self.categories if not item.negated and item.score >= THRESHOLD)


class Detector:
    """Reads Chinese texts; safe to share between threads, keeps no state between texts."""

    def __init__(self, pack: Pack | None = None, model: LinearModel | None = None) -> None:
        self._model = model if model is not None else load_default()
        whole = pack or default_pack()
        self._pack = whole.without_hints() if self._model is None or self._model.gated else whole
        self._reader = RuleReader(self._pack)

    @classmethod
    def with_model(cls, path: Path | None) -> Detector:
        """A detector with the model of a file, or with the one that comes with Anlan. Raises: InputMissing."""
        return cls(model=load_model(path) if path is not None else None)

    def detect(self, text: str, title: str | None = None, published: date | None = None) -> Detection:
        """The categories of a text with their places, and the facts of the event."""
        head = f"{title}\n" if title else ""
        given = head + text
        whole = fold(given)
        findings = self._reader.read(whole)
        if not findings and not self._speaks_alone(whole):
            return Detection()
        categories = self._categories(whole, findings, len(head))
        if not categories:
            return Detection(findings=tuple(findings))
        spans = _told_in(findings, categories, len(head))
        return Detection(
            tuple(_placed(item, given, len(head)) for item in categories),
            people_count(whole, spans),
            money_yuan(whole, spans),
            district_code(whole),
            event_date(whole, published, spans),
            tuple(findings),
        )

    def _categories(self, text: str, findings: Sequence[Finding], shift: int) -> tuple[Category, ...]:
        by_type: dict[RiskType, list[Finding]] = {}
        for finding in findings:
            by_type.setdefault(finding.type, []).append(finding)
        margins = self._margins(text, findings)
        categories = [self._category(kind, group, margins, shift) for kind, group in by_type.items()]
        if self._model is not None and self._model.gated:
            categories += self._by_words_alone(self._model, by_type, text)
        elif self._model is not None:
            silent = [kind for kind in self._model.kinds if kind not in by_type]
            categories += [self._unprompted(kind, text, margins) for kind in silent]
        return tuple(sorted((item for item in categories if item is not None), key=lambda item: -item.score))

    def _speaks_alone(self, text: str) -> bool:
        """Whether a text without any finding is worth judging by its words."""
        if self._model is None:
            return False
        return not self._model.gated or (self._model.unprompted is not None and len(text) <= SHORT)

    def _by_words_alone(
        self, model: LinearModel, by_type: Mapping[RiskType, Sequence[Finding]], text: str
    ) -> list[Category | None]:
        """What a gated model says of a short text by its words, for types that no rule speaks of."""
        if model.unprompted is None or len(text) > SHORT or self._meant_otherwise(text):
            return []
        scores = model.unprompted_scores(buckets(text))
        told = [(kind, score) for kind, score in scores.items() if score >= THRESHOLD and kind not in by_type]
        rumour = bool(told) and self._pack.speaks_of_rumour(text)
        found_at = [(kind, score, strongest_place(model, kind, text)) for kind, score in told]
        return [
            Category(kind, round(score, 4), "", start, end, negated=False, rumour=rumour, explanation="模型")
            for kind, score, (start, end) in found_at
        ]

    def _meant_otherwise(self, text: str) -> bool:
        """Whether a text denies, advises or regulates: then words alone prove nothing."""
        return any(
            (item.denied and item.sentence is not None and item.sentence.search(text))
            or (item.text is not None and item.keeps < THRESHOLD and item.text.search(text))
            for item in self._pack.modalities
        )

    def _margins(self, text: str, findings: Sequence[Finding]) -> Mapping[RiskType, float]:
        if self._model is None:
            return {}
        return self._model.margins(window(text, findings))

    def _unprompted(self, kind: RiskType, text: str, margins: Mapping[RiskType, float]) -> Category | None:
        """A type that the trained model sees where no rule fired; its trigger is the place that speaks most for it."""
        model = self._model
        if model is None:
            return None
        score = model.score(kind, margins[kind], found((), 0.0))
        if score < THRESHOLD:
            return None
        start, end = strongest_place(model, kind, text)
        return Category(kind, round(score, 4), "", start, end, negated=False, rumour=False, explanation="模型")

    def _category(
        self, kind: RiskType, group: Sequence[Finding], margins: Mapping[RiskType, float], shift: int
    ) -> Category | None:
        asserted = [finding for finding in group if not finding.negated]
        best = _clearest(asserted or group, shift)
        score = combined(asserted or group)
        if self._model is not None and kind in margins:
            score = self._model.score(kind, margins[kind], found(group, score))
        if score < THRESHOLD and asserted:
            denied = [finding for finding in group if finding.negated]
            if not denied:
                return None
            best, asserted = _clearest(denied, shift), []
        reasons = "、".join([self._pack.label(best.rule_id), *best.modalities])
        return Category(
            kind, round(score, 4), "", best.start, best.end, not asserted, best.rumour, best.denied, reasons
        )


def _clearest(findings: Sequence[Finding], shift: int) -> Finding:
    """The finding to show: one in the text before one in the title, then the most certain."""
    return max(findings, key=lambda finding: (finding.start >= shift, finding.score))


def _placed(category: Category, given: str, shift: int) -> Category:
    """The category with its trigger as written and its offsets counted in the text without the title."""
    start, end = category.start or 0, category.end or 0
    trigger = given[start:end]
    if start < shift:
        return replace(category, trigger=trigger, start=None, end=None)
    return replace(category, trigger=trigger, start=start - shift, end=end - shift)


def combined(findings: Sequence[Finding]) -> float:
    """The score of several findings of one type: as if independent, at most three counted, mere hints only alone."""
    shares = sorted((finding.score for finding in findings), reverse=True)[:3]
    rest = 1.0
    for share in shares:
        rest *= 1 - share if share >= HINT or share == shares[0] else 1.0
    return 1 - rest


def strongest_place(model: LinearModel, kind: RiskType, text: str) -> tuple[int, int]:
    """Where the twelve characters begin and end that speak most for a type."""
    weights = model.unprompted.weights if model.gated and model.unprompted is not None else model.weights
    number = model.kinds.index(kind)
    row = weights[number] * model.rarity
    steps = range(0, max(1, min(len(text), 1000) - 6), 6)
    margins = {start: float(row[buckets(text[start : start + 12])].sum()) for start in steps}
    if model.words is not None:
        row = model.words.weights[number] * model.words.rarity
        margins = {
            start: held + float(row[counts(text[start : start + 12])[0]].sum()) for start, held in margins.items()
        }
    start = max(margins, key=lambda place: margins[place])
    return start, min(start + 12, len(text))


def _told_in(findings: Sequence[Finding], categories: Sequence[Category], shift: int) -> list[tuple[int, int]]:
    """The sentences that carry the categories, nearest to the best trigger first."""
    kinds = {item.type: rank for rank, item in enumerate(categories)}
    carrying = sorted(
        (item for item in findings if item.type in kinds), key=lambda item: (kinds[item.type], -item.score)
    )
    return [(item.sentence_start, item.sentence_end) for item in carrying]
