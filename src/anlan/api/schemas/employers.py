"""One employer: profile, indicators, evidence tree."""

from __future__ import annotations

from datetime import date
from typing import Literal

from ninja import Schema
from pydantic import Field

from anlan.api.schemas.ledger import Alert
from anlan.api.schemas.shared import AlertStatus, Change, LevelNumber, PointState, Records, RiskCode, SourceClassCode


class RecordGroup(Schema):
    """One section of the employer page."""

    key: Literal["registry", "social", "judicial", "dishonesty", "equity"]
    label: str
    records: list[Records]


class AlertWeek(Schema):
    """An employer's standing in one week."""

    week: str
    level: LevelNumber
    score: float
    types: list[RiskCode]
    status: AlertStatus
    change: Change


class Employer(Schema):
    week: str | None
    uscc: str
    name: str
    former_names: str | None
    district_code: str | None
    industry_code: str | None
    status_code: str | None
    staff_count: int | None
    registered_date: date | None
    capital_yuan: float | None
    registered_address: str | None
    actual_address: str | None
    scope: str | None
    legal_representative: str | None = Field(description="按分级脱敏")
    groups: list[RecordGroup]
    alert: Alert | None
    history: list[AlertWeek]


class Threshold(Schema):
    """From which value an indicator counts at a level, and since when."""

    level: LevelNumber
    value: float | None
    text: str
    from_date: date | None


class Indicator(Schema):
    indicator_id: str
    label: str
    english: str
    group: str
    definition: str
    unit: str | None
    types: list[RiskCode]
    sources: list[str]
    source_class: SourceClassCode | None
    weight: float
    thresholds: list[Threshold]
    legal_source: str | None
    sql: str | None = None


class IndicatorPoint(Schema):
    week: str
    value: float | None
    level: LevelNumber | None
    points: float | None
    state: PointState
    data_date: date | None


class IndicatorSeries(Schema):
    """One indicator of one employer over the weeks."""

    indicator_id: str
    label: str
    group: str
    unit: str | None
    types: list[RiskCode]
    thresholds: list[Threshold]
    points: list[IndicatorPoint]


class EmployerIndicators(Schema):
    uscc: str
    week: str | None
    weeks: list[str]
    series: list[IndicatorSeries]
