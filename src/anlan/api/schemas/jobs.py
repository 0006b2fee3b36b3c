"""Schedules, background jobs and the health of sources."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from ninja import Schema
from pydantic import Field

from anlan.api.schemas.shared import SourceState

JobState = Literal[
    "waiting", "queued", "running", "done", "done_with_incidents", "failed", "crashed", "cancelled", "missed"
]
JobKind = Literal["collect", "main", "truth", "harvest", "quality", "health"]
MissedPolicy = Literal["once", "skip"]


class BackgroundJob(Schema):
    id: int
    kind: JobKind
    kind_label: str
    target: str
    label: str
    state: JobState
    state_label: str
    schedule: str | None = Field(description="由哪个计划产生")
    planned_at: datetime | None
    missed_count: int = Field(description="此前错过、由本作业一并补跑或只记为错过的时刻数")
    attempt: int
    retries: int = Field(description="自动重试次数")
    interrupted: int = Field(description="作业进程中断后接着做的次数")
    asked_by: str
    asked_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    seconds: float | None
    waits_for: str = Field(description="等待的原因")
    is_cancel_asked: bool
    current: str = Field(description="正在处理的对象")
    done: int
    total: int
    rows: int | None
    message: str
    code: str
    hint: str = Field(description="下一步怎么做")
    run_id: int | None = Field(description="主作业的运行编号")


class JobIncident(Schema):
    code: str
    severity: Literal["error", "warning", "info"]
    subject: str
    message: str
    hint: str


class BackgroundJobDetail(BackgroundJob):
    incidents: list[JobIncident]


class BackgroundJobPage(Schema):
    total: int
    page: int
    size: int
    rows: list[BackgroundJob]


class JobRequest(Schema):
    kind: JobKind
    target: str = Field(default="", max_length=120, description="来源系统；collect 可写 due，表示全部未按时的来源")


class JobSchedule(Schema):
    name: str
    label: str
    kind: JobKind
    kind_label: str
    target: str
    rule: str
    origin: Literal["cycle", "platform", "person"]
    origin_label: str
    missed: MissedPolicy
    missed_label: str
    is_paused: bool
    next: list[datetime] = Field(description="接下来的时刻；暂停时为空")
    trouble: str = Field(description="无法安排的原因，例如缺少某年的节假日安排")
    last_job: BackgroundJob | None
    changed_by: str
    changed_at: datetime


class ScheduleChange(Schema):
    rule: str = Field(max_length=60, description="时间，如“每月第 3 个工作日 06:00”")
    missed: MissedPolicy


class JobStanding(Schema):
    has_worker: bool = Field(description="有作业进程在运行")
    waiting: int
    running: int
    concurrency: int
    queue_limit: int
    shortage: str = Field(description="缺少磁盘或内存时的说明")
    calendar_years: list[int] = Field(description="已知节假日安排的年份")
    clock_stands: bool = Field(description="业务日期固定，计划不会自行到点")


class SourceTableHealth(Schema):
    system: str
    system_label: str
    owner: str
    table: str
    label: str
    state: SourceState
    state_label: str
    cycle: str = Field(description="目录的更新周期")
    expected: str
    last_success: datetime | None
    last_known: date | None
    due: date | None = Field(description="按约定应有更新数据的日期")
    days_late: int
    failures: int = Field(description="最近连续失败的次数")
    failure: str
    last_rows: int | None
    rows_min: int | None = Field(description="约定的最少行数")
    rows_max: int | None
    usual_min: int | None = Field(description="以往装载推得的最少行数；装载不足四次时没有")
    usual_max: int | None
    is_unusual: bool
