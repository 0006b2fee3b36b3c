"""Runs of the main job, their incidents, and the sources they read."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from ninja import Schema
from pydantic import Field

from anlan.api.schemas.shared import Choice, SourceClassCode, SourceState

RunState = Literal["running", "done", "done_with_incidents", "failed", "interrupted"]
StepState = Literal["waiting", "running", "done", "failed", "skipped"]


class RunStep(Schema):
    name: str
    label: str
    state: StepState
    done: int
    total: int
    unit: str
    rows: int | None
    started_at: datetime | None
    ended_at: datetime | None
    message: str
    current: str = Field(description="正在处理的对象")


class Incident(Schema):
    id: int
    run_id: int | None
    step: str
    code: str
    severity: Literal["error", "warning", "info"]
    subject: str
    message: str
    hint: str
    happened_at: datetime


class Run(Schema):
    id: int
    state: RunState
    state_label: str
    business_date: date
    weeks: int
    release: int | None
    started_at: datetime
    ended_at: datetime | None
    seconds: float | None
    peak_memory_mb: int | None
    started_by: str
    incident_count: int
    message: str


class RunDetail(Run):
    steps: list[RunStep]
    incidents: list[Incident]


class RunPage(Schema):
    total: int
    page: int
    size: int
    rows: list[Run]


class RunRequest(Schema):
    weeks: int | None = Field(default=None, ge=1, le=120, description="计算的周数；省略时按设置")


class IncidentPage(Schema):
    total: int
    page: int
    size: int
    rows: list[Incident]


class SourceTable(Schema):
    name: str
    label: str
    core: str | None
    row_count: int
    set_aside_count: int
    last_load_id: str | None
    last_received_at: datetime | None


class Source(Schema):
    system: str
    label: str
    source_class: SourceClassCode
    owner: str
    kind: str
    state: SourceState | None
    last_known_at: date | None
    last_received_at: datetime | None
    row_count: int
    set_aside_count: int
    tables: list[SourceTable]


class SetAsideRow(Schema):
    """One finding about a received row, with the reason in words; the value is masked by grade."""

    source_system: str
    source_label: str
    table: str
    load_id: str
    row_no: int | None
    file_name: str | None
    column: str | None
    reason_code: str
    reason: str
    value: str | None
    drops_row: bool = Field(description="整行未入明细层")
    found_date: date | None


class SetAsidePage(Schema):
    total: int
    page: int
    size: int
    rows: list[SetAsideRow]
    sources: list[Choice]
