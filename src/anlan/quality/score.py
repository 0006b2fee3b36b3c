"""Scores in the indicators of GB/T 36344: each is A / B, and every lost point names the rule that lost it.

Rules that count towards the same indicator are pooled (rows that pass / rows that were checked); a dimension is the
mean of its indicators, a resource the mean of its dimensions. What was not checked is left out, neither zero nor full.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from anlan.quality.judge import RuleResult
from anlan.quality.rule import DIMENSIONS

FULL = 100.0


@dataclass(frozen=True)
class IndicatorScore:
    """One indicator of a dimension: A of B, and the ratio."""

    dimension: str
    indicator: str
    passed: int
    checked: int

    @property
    def ratio(self) -> float:
        """A / B."""
        return self.passed / self.checked


@dataclass(frozen=True)
class Loss:
    """Points that a rule lost, of the hundred of its resource (or of the group that the score is for)."""

    table: str
    rule_id: str
    dimension: str
    indicator: str
    failed: int
    points: float


@dataclass(frozen=True)
class Score:
    """A score of up to a hundred points with its parts; ``total`` is None where nothing was checked."""

    total: float | None
    dimensions: Mapping[str, float]
    indicators: tuple[IndicatorScore, ...]
    losses: tuple[Loss, ...]


def score_of(results: Iterable[RuleResult]) -> Score:
    """The score of one resource from what its rules found."""
    pooled: dict[tuple[str, str], list[RuleResult]] = defaultdict(list)
    for result in results:
        if result.checked:
            pooled[result.rule.dimension_id, result.rule.indicator].append(result)
    indicators = tuple(_indicator(key, pooled[key]) for key in sorted(pooled, key=_in_order))
    by_dimension: dict[str, list[IndicatorScore]] = defaultdict(list)
    for one in indicators:
        by_dimension[one.dimension].append(one)
    dimensions = {name: FULL * _mean([one.ratio for one in found]) for name, found in by_dimension.items()}
    losses = []
    for (dimension, indicator), found in pooled.items():
        checked = sum(result.checked for result in found)
        share = FULL / len(dimensions) / len(by_dimension[dimension])
        losses += [
            Loss(r.rule.table, r.rule.id, dimension, indicator, r.failed, share * r.failed / checked)
            for r in found
            if r.failed
        ]
    total = _mean(list(dimensions.values())) if dimensions else None
    return Score(total, dimensions, indicators, _largest(losses))


def pooled_score(scores: Sequence[Score]) -> Score:
    """The score of a group (a system, a department) from those of its resources: their mean, losses shared alike."""
    seen = [score for score in scores if score.total is not None]
    if not seen:
        return Score(None, {}, (), ())
    dimensions = {
        name: _mean([score.dimensions[name] for score in seen if name in score.dimensions])
        for name in DIMENSIONS
        if any(name in score.dimensions for score in seen)
    }
    counts: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for one in (one for score in seen for one in score.indicators):
        counts[one.dimension, one.indicator][0] += one.passed
        counts[one.dimension, one.indicator][1] += one.checked
    indicators = tuple(IndicatorScore(*key, *counts[key]) for key in sorted(counts, key=_in_order))
    losses = [
        Loss(one.table, one.rule_id, one.dimension, one.indicator, one.failed, one.points / len(seen))
        for score in seen
        for one in score.losses
    ]
    return Score(_mean([score.total or 0.0 for score in seen]), dimensions, indicators, _largest(losses))


def _indicator(key: tuple[str, str], results: Sequence[RuleResult]) -> IndicatorScore:
    checked = sum(result.checked for result in results)
    return IndicatorScore(*key, checked - sum(result.failed for result in results), checked)


def _in_order(key: tuple[str, str]) -> tuple[int, str]:
    return DIMENSIONS.index(key[0]), key[1]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _largest(losses: Sequence[Loss]) -> tuple[Loss, ...]:
    return tuple(sorted(losses, key=lambda loss: (-loss.points, loss.table, loss.rule_id)))
