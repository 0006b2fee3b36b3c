"""Evidence, and the rows behind it as received."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ninja import Schema
from pydantic import Field

from anlan.api.schemas.ledger import Alert
from anlan.api.schemas.shared import Column, LevelNumber, RiskCode, SourceClassCode, Stance


class Evidence(Schema):
    evidence_id: str
    risk_type_code: RiskCode
    indicator_id: str | None
    event_id: str | None
    stance: Stance
    source_system: str | None
    source_label: str | None
    source_class: SourceClassCode | None
    text: str
    value: float | None
    level: LevelNumber | None
    points: float | None
    data_date: date | None
    row_count: int | None
    has_rows: bool = Field(description="能否追溯到来源行")


class ScorePart(Schema):
    """One bar of the waterfall from zero to the score."""

    label: str
    points: float


class EvidenceBranch(Schema):
    """The evidence of one risk type."""

    type: RiskCode
    label: str
    level: LevelNumber
    score: float | None
    parts: list[ScorePart]
    caps: list[str] = Field(description="压低级别的规则")
    supporting: list[Evidence]
    contradicting: list[Evidence]
    missing: list[Evidence]


class EvidenceTree(Schema):
    week: str | None
    uscc: str
    alert: Alert | None
    branches: list[EvidenceBranch]


class Load(Schema):
    """A load package: one delivery of one source table."""

    load_id: str
    source_system: str
    table: str
    file_name: str | None
    sha256: str | None
    received_at: datetime | None
    row_count: int | None
    set_aside_count: int | None


class SourceRow(Schema):
    """A core row behind an evidence, with the place of its raw row."""

    load_id: str
    row_no: int
    source_system: str
    raw_table: str | None
    file_name: str | None
    known_at: date | None
    values: dict[str, Any]


class EvidenceRows(Schema):
    evidence: Evidence
    table: str
    label: str
    columns: list[Column]
    total: int
    page: int
    size: int
    rows: list[SourceRow]
    release: int | None


class RawField(Schema):
    name: str
    label: str
    value: str | None
    grade: str
    is_masked: bool


class RawRow(Schema):
    """One row as received, masked by grade, with its load package."""

    table: str
    load_id: str
    row_no: int
    load: Load | None
    fields: list[RawField]
