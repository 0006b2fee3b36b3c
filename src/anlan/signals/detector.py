"""What a text says happened: risk types with trigger and meaning, how many people, how much money, where and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from math import exp, log

from anlan.base.risk_types import RiskType
from anlan.signals.dates import event_date
from anlan.signals.model import LinearModel, load_default
from anlan.signals.pack_reader import Pack, default_pack
from anlan.signals.places import district_code
from anlan.signals.quantities import money_yuan, people_count
from anlan.signals.rules import Finding, RuleReader
from anlan.signals.text import fold

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
        self._pack = pack or default_pack()
        self._reader = RuleReader(self._pack)
        self._model = model if model is not None else load_default()

    def detect(self, text: str, title: str | None = None, published: date | None = None) -> Detection:
        """The categories of a text with their places, and the facts of the event."""
        head = f"{title}\n" if title else ""
        whole = fold(head + text)
        findings = self._reader.read(whole)
        if not findings:
            return Detection()
        categories = self._categories(whole, findings, len(head))
        if not categories:
            return Detection(findings=tuple(findings))
        spans = _told_in(findings, categories, len(head))
        return Detection(
            categories,
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
        margins = self._model.margins(text, findings)
        found = (self._category(kind, group, margins.get(kind, 0.0), shift) for kind, group in by_type.items())
        return tuple(sorted((item for item in found if item is not None), key=lambda item: -item.score))

    def _category(self, kind: RiskType, group: Sequence[Finding], margin: float, shift: int) -> Category | None:
        asserted = [finding for finding in group if not finding.negated]
        best = max(asserted or group, key=lambda finding: finding.score)
        score = judged(combined(asserted or group), margin)
        if score < THRESHOLD and asserted:
            denied = [finding for finding in group if finding.negated]
            if not denied:
                return None
            best, asserted = max(denied, key=lambda finding: finding.score), []
        start, end = best.start - shift, best.end - shift
        inside = start >= 0
        reasons = "、".join([self._pack.label(best.rule_id), *best.modalities])
        return Category(
            kind, round(score, 4), best.trigger, start if inside else None, end if inside else None,
            not asserted, best.rumour, best.denied, reasons,
        )  # fmt: skip


def combined(findings: Sequence[Finding]) -> float:
    """The score of several findings of one type: as if independent, at most three of them counted."""
    rest = 1.0
    for finding in sorted(findings, key=lambda item: -item.score)[:3]:
        rest *= 1 - finding.score
    return 1 - rest


def judged(score: float, margin: float) -> float:
    """The score after the model's vote: its margin is added to the logit of the rules' score."""
    bounded = min(max(score, 0.01), 0.99)
    return 1 / (1 + exp(-(log(bounded / (1 - bounded)) + margin)))


def _told_in(findings: Sequence[Finding], categories: Sequence[Category], shift: int) -> list[tuple[int, int]]:
    """The sentences that carry the categories, nearest to the best trigger first."""
    kinds = {item.type: rank for rank, item in enumerate(categories)}
    carrying = sorted(
        (item for item in findings if item.type in kinds), key=lambda item: (kinds[item.type], -item.score)
    )
    return [(item.sentence_start, item.sentence_end) for item in carrying]
