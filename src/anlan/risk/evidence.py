"""What speaks for a risk, against it, or could have spoken and is silent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256

from anlan.base.risk_types import Level, RiskType, SourceClass


class Stance(StrEnum):
    """How a piece of evidence stands to the risk."""

    SUPPORTING = "supporting"
    CONTRADICTING = "contradicting"
    MISSING = "missing"


def month_text(day: date, back: int = 0) -> str:
    """The month ``YYYY-MM`` that lies some months before a day's."""
    number = day.year * 12 + day.month - 1 - back
    return f"{number // 12}-{number % 12 + 1:02d}"


@dataclass(frozen=True)
class RowsBehind:
    """Which rows a figure was made of: core table, employer and a filter still to be filled in with days and months."""

    table: str
    template: str
    uscc: str
    end: date
    data_date: date | None
    window_days: int

    def filled(self) -> dict[str, str]:
        """The trace as published: ``table``, ``uscc`` and ``filter``, limited to rows known by the week's end."""
        month_of = self.data_date or self.end
        values = {
            "start": (self.end - timedelta(days=self.window_days - 1)).isoformat(),
            "end": self.end.isoformat(),
            "month": month_text(month_of),
            "month_before": month_text(month_of, 1),
            "month_2_before": month_text(month_of, 2),
            "month_3_before": month_text(month_of, 3),
            "month_5_before": month_text(month_of, 5),
        }
        condition = f"{self.template.format(**values)} AND known_at <= DATE '{self.end}'"
        return {"table": self.table, "uscc": self.uscc, "filter": condition}


@dataclass(frozen=True)
class Evidence:
    """One piece of evidence about one employer in one week.

    ``source`` is an indicator's or an event's id; ``weights`` gives the points at level red by risk type.
    """

    source: str
    is_event: bool
    group: str
    stance: Stance
    level: Level
    source_class: SourceClass
    source_system: str
    weights: Mapping[RiskType, float]
    text: str
    value: float | None = None
    data_date: date | None = None
    row_count: int | None = None
    is_key: bool = True
    hard_level: Level = Level.NONE
    is_authoritative: bool = False
    is_hearsay: bool = False
    first_date: date | None = None
    rows: RowsBehind | None = None

    def speaks_about(self, kind: RiskType) -> bool:
        """Whether it carries weight for a risk type."""
        return self.weights.get(kind, 0) > 0

    def is_key_for(self, kinds: frozenset[RiskType], least_weight: float) -> bool:
        """Whether its source class counts as a key for one of the risk types: it must carry some weight for it."""
        counts = self.stance is Stance.SUPPORTING and self.is_key and self.level >= Level.YELLOW
        return counts and any(self.weights.get(kind, 0.0) >= least_weight for kind in kinds)

    def identity(self, week: str, uscc: str, kind: RiskType) -> str:
        """A stable id of this evidence in a week's list."""
        return sha256(f"{week}|{uscc}|{kind}|{self.source}|{self.stance}".encode()).hexdigest()[:16]


def number_text(value: float) -> str:
    """A figure as people write it: no decimals from a hundred on, at most two below."""
    if value == int(value):
        return str(int(value))
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 1 else f"{value:.2f}"


def as_json(value: object) -> str:
    """JSON text with Chinese characters as they are and dates in ISO form."""
    return json.dumps(value, ensure_ascii=False, default=str, sort_keys=True)
