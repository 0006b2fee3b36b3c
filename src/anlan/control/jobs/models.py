"""What scheduling remembers: schedules, and jobs with the occurrence they stand for."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class Schedule(models.Model):
    """When a kind of job is due: placed by a contract's update cycle, by the platform, or by a person."""

    class Origin(models.TextChoices):
        """Who placed it; what a person placed is not moved by a contract any more."""

        CYCLE = "cycle", "更新周期"
        PLATFORM = "platform", "平台默认"
        PERSON = "person", "人工设定"

    class Missed(models.TextChoices):
        """What becomes of occurrences that fell due while nothing ran."""

        ONCE = "once", "补跑一次"
        SKIP = "skip", "只记为错过"

    name: models.CharField[str, str] = models.CharField("计划", max_length=120, unique=True)
    label: models.CharField[str, str] = models.CharField("名称", max_length=160)
    kind: models.CharField[str, str] = models.CharField("作业种类", max_length=30)
    target: models.CharField[str, str] = models.CharField("对象", max_length=120, blank=True)
    rule: models.CharField[str, str] = models.CharField("时间", max_length=60)
    origin: models.CharField[str, str] = models.CharField(max_length=10, choices=Origin.choices)
    missed: models.CharField[str, str] = models.CharField(max_length=5, choices=Missed.choices, default=Missed.ONCE)
    is_paused: models.BooleanField[bool, bool] = models.BooleanField("暂停", default=False)
    is_gone: models.BooleanField[bool, bool] = models.BooleanField("契约已不再包含", default=False)
    considered_until: models.DateTimeField[datetime, datetime] = models.DateTimeField("已安排到")
    trouble: models.TextField[str, str] = models.TextField("无法安排的原因", blank=True)
    changed_by: models.CharField[str, str] = models.CharField("修改人", max_length=150, blank=True)
    changed_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()

    if TYPE_CHECKING:
        jobs: RelatedManager[Job]

    class Meta:
        ordering = ["name"]


class Job(models.Model):
    """One piece of work: asked for by a person or an occurrence of a schedule, which has one job at most."""

    class State(models.TextChoices):
        """Waiting → queued → running → one of the ends; a failure that may pass goes back to waiting."""

        WAITING = "waiting", "等待"
        QUEUED = "queued", "已派发"
        RUNNING = "running", "运行中"
        DONE = "done", "完成"
        DONE_WITH_INCIDENTS = "done_with_incidents", "完成但有异常"
        FAILED = "failed", "失败"
        CRASHED = "crashed", "崩溃"
        CANCELLED = "cancelled", "已取消"
        MISSED = "missed", "错过"

    kind: models.CharField[str, str] = models.CharField("种类", max_length=30, db_index=True)
    target: models.CharField[str, str] = models.CharField("对象", max_length=120, blank=True)
    label: models.CharField[str, str] = models.CharField("名称", max_length=160)
    state: models.CharField[str, str] = models.CharField(
        max_length=24, choices=State.choices, default=State.WAITING, db_index=True
    )
    schedule: models.ForeignKey[Schedule | None, Schedule | None] = models.ForeignKey(
        Schedule, on_delete=models.PROTECT, null=True, related_name="jobs"
    )
    planned_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField("计划时刻", null=True)
    missed_count: models.PositiveIntegerField[int, int] = models.PositiveIntegerField("一并补跑的时刻数", default=0)
    attempt: models.PositiveIntegerField[int, int] = models.PositiveIntegerField("第几次尝试", default=1)
    retries: models.PositiveIntegerField[int, int] = models.PositiveIntegerField("自动重试次数", default=0)
    asked_by: models.CharField[str, str] = models.CharField("发起人", max_length=150, blank=True)
    asked_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    not_before: models.DateTimeField[datetime, datetime] = models.DateTimeField("最早开始")
    waits_for: models.CharField[str, str] = models.CharField("等待的原因", max_length=300, blank=True)
    started_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    ended_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    worker: models.CharField[str, str] = models.CharField("作业进程", max_length=40, blank=True)
    interrupted: models.PositiveIntegerField[int, int] = models.PositiveIntegerField("中断次数", default=0)
    current: models.CharField[str, str] = models.CharField("正在处理", max_length=200, blank=True)
    done: models.PositiveIntegerField[int, int] = models.PositiveIntegerField(default=0)
    total: models.PositiveIntegerField[int, int] = models.PositiveIntegerField(default=0)
    rows: models.PositiveBigIntegerField[int | None, int | None] = models.PositiveBigIntegerField("行数", null=True)
    message: models.TextField[str, str] = models.TextField("结果", blank=True)
    code: models.CharField[str, str] = models.CharField("错误码", max_length=60, blank=True)
    hint: models.TextField[str, str] = models.TextField("下一步", blank=True)
    is_cancel_asked: models.BooleanField[bool, bool] = models.BooleanField(default=False)
    facts: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["schedule", "planned_at"], name="one_job_an_occurrence")]
