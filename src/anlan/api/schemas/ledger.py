"""The list of one week and its overview."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from ninja import Schema
from pydantic import Field

from anlan.api.schemas.shared import (
    AlertStatus,
    Change,
    Choice,
    LevelNumber,
    RiskCode,
    RumourState,
    SourceClassCode,
    SourceState,
)


class Alert(Schema):
    """One employer on the list of one week."""

    week: str
    uscc: str
    name: str
    district_code: str | None
    industry_code: str | None
    staff_count: int | None
    types: list[RiskCode]
    main_type: RiskCode | None
    level: LevelNumber
    uncapped_level: LevelNumber
    score: float
    status: AlertStatus
    rumour_state: RumourState
    is_hard: bool
    key_classes: list[SourceClassCode]
    change: Change
    previous_level: LevelNumber | None
    first_seen: str | None
    clears_when: str | None
    summary: str | None


class Facets(Schema):
    level: list[Choice]
    type: list[Choice]
    district: list[Choice]
    industry: list[Choice]
    status: list[Choice]
    change: list[Choice]


class LedgerPage(Schema):
    week: str | None
    release: int | None
    total: int
    page: int
    size: int
    rows: list[Alert]
    facets: Facets


class TrendPoint(Schema):
    """How many employers stood at each level in one week."""

    week: str
    blue: int
    yellow: int
    orange: int
    red: int


class SourceWeek(Schema):
    """Whether a source system was on time as of a week."""

    system: str
    label: str
    source_class: SourceClassCode
    state: SourceState
    last_known_at: date | None
    row_count: int | None
    expected: str | None = Field(description="约定的到数要求")


class Coverage(Schema):
    total: int
    on_time: int
    late: int
    silent: int
    failed: int
    sources: list[SourceWeek]


class Overview(Schema):
    week: str | None
    release: int | None
    total: int
    levels: list[Choice]
    districts: list[Choice]
    types: list[Choice]
    industries: list[Choice]
    changes: list[Choice]
    trend: list[TrendPoint]
    coverage: Coverage


class WeekItem(Schema):
    week: str
    start_date: date
    end_date: date
    alert_count: int


class DistrictMap(Schema):
    """District outlines as GeoJSON: a sketch, not an official map."""

    type: Literal["FeatureCollection"]
    note: str
    source: str
    features: list[dict[str, Any]]
