"""An employer's alerts over the weeks: smoothing, merging, and what changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from anlan.base.risk_types import Level, RiskType
from anlan.risk.fusion import Verdict
from anlan.risk.fusion_rules import FusionRules


@dataclass
class Course:
    """What must be remembered of one employer from one week to the next."""

    scores: dict[RiskType, float] = field(default_factory=dict)
    first_seen: dict[RiskType, date] = field(default_factory=dict)
    last_seen: dict[RiskType, date] = field(default_factory=dict)
    level: Level = Level.NONE

    def last_score(self, kind: RiskType) -> float:
        """Last week's uncapped score of a type."""
        return self.scores.get(kind, 0.0)

    def enter(self, verdicts: list[Verdict], day: date, rules: FusionRules) -> tuple[str, Level, date]:
        """Take in a week's verdicts; returns the change, last week's level and when the alert was first seen.

        A type that returns within the days of merging keeps its first day, and the alert is then not new.
        """
        self.scores = {one.kind: one.uncapped_score for one in verdicts}
        alerts = [one for one in verdicts if one.level > Level.NONE]
        level = max((one.level for one in alerts), default=Level.NONE)
        previous, merged = self.level, False
        for one in alerts:
            gone = self.last_seen.get(one.kind)
            if gone is None or (day - gone).days > rules.merge_days:
                self.first_seen[one.kind] = day
            else:
                merged = True
            self.last_seen[one.kind] = day
        self.level = level
        first = min((self.first_seen[one.kind] for one in alerts), default=day)
        return _change(previous, level, merged), previous, first


def _change(previous: Level, level: Level, merged: bool) -> str:
    if level is Level.NONE:
        return "closed"
    if previous is Level.NONE:
        return "raised" if merged else "new"
    if level == previous:
        return "same"
    return "raised" if level > previous else "lowered"
