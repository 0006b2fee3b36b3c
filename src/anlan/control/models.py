"""What the control database remembers: people, runs, incidents, reports, corrections and who looked at what."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import User
from django.db import models

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class Profile(models.Model):
    """A person's role and, for a role bound to a district, the district."""

    user: models.OneToOneField[User, User] = models.OneToOneField(
        User, on_delete=models.CASCADE, related_name="profile"
    )
    name: models.CharField[str, str] = models.CharField("姓名", max_length=60)
    role: models.CharField[str, str] = models.CharField("角色", max_length=30)
    district_code: models.CharField[str, str] = models.CharField("辖区", max_length=12, blank=True)


class SignInFailure(models.Model):
    """A failed attempt to sign in; too many of them close the door for a while."""

    username: models.CharField[str, str] = models.CharField(max_length=150, db_index=True)
    address: models.CharField[str, str] = models.CharField(max_length=64)
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField(db_index=True)


class Run(models.Model):
    """One run of the main job."""

    class State(models.TextChoices):
        """Where a run stands; a run with incidents never shows as plainly done."""

        RUNNING = "running", "运行中"
        DONE = "done", "完成"
        DONE_WITH_INCIDENTS = "done_with_incidents", "完成但有异常"
        FAILED = "failed", "失败"
        INTERRUPTED = "interrupted", "中断"

    state: models.CharField[str, str] = models.CharField(max_length=24, choices=State.choices)
    business_date: models.DateField[date, date] = models.DateField("业务日期")
    weeks: models.PositiveIntegerField[int, int] = models.PositiveIntegerField("计算周数")
    release: models.PositiveIntegerField[int | None, int | None] = models.PositiveIntegerField("发布号", null=True)
    started_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    ended_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    peak_memory_mb: models.PositiveIntegerField[int | None, int | None] = models.PositiveIntegerField(
        "内存峰值（MB）", null=True
    )
    started_by: models.CharField[str, str] = models.CharField("发起人", max_length=150, blank=True)
    process_id: models.PositiveIntegerField[int | None, int | None] = models.PositiveIntegerField(null=True)
    message: models.TextField[str, str] = models.TextField(blank=True)

    if TYPE_CHECKING:
        steps: RelatedManager[RunStep]
        incidents: RelatedManager[Incident]

    class Meta:
        ordering = ["-id"]


class RunStep(models.Model):
    """One step of a run with its live progress."""

    run: models.ForeignKey[Run, Run] = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="steps")
    position: models.PositiveSmallIntegerField[int, int] = models.PositiveSmallIntegerField()
    name: models.CharField[str, str] = models.CharField(max_length=30)
    label: models.CharField[str, str] = models.CharField(max_length=60)
    state: models.CharField[str, str] = models.CharField(max_length=12, default="waiting")
    done: models.PositiveIntegerField[int, int] = models.PositiveIntegerField(default=0)
    total: models.PositiveIntegerField[int, int] = models.PositiveIntegerField(default=0)
    unit: models.CharField[str, str] = models.CharField(max_length=12, blank=True)
    rows: models.PositiveBigIntegerField[int | None, int | None] = models.PositiveBigIntegerField(null=True)
    started_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    ended_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    message: models.TextField[str, str] = models.TextField(blank=True)
    current: models.CharField[str, str] = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["run_id", "position"]
        constraints = [models.UniqueConstraint(fields=["run", "name"], name="one_step_a_name")]


class Incident(models.Model):
    """Something a run met that a person has to know: nothing of it shows as green."""

    run: models.ForeignKey[Run | None, Run | None] = models.ForeignKey(
        Run, on_delete=models.CASCADE, null=True, related_name="incidents"
    )
    step: models.CharField[str, str] = models.CharField(max_length=30)
    code: models.CharField[str, str] = models.CharField(max_length=60)
    severity: models.CharField[str, str] = models.CharField(max_length=10)
    subject: models.CharField[str, str] = models.CharField(max_length=200)
    message: models.TextField[str, str] = models.TextField()
    hint: models.TextField[str, str] = models.TextField(blank=True)
    happened_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()

    class Meta:
        ordering = ["-id"]


class IssuedReport(models.Model):
    """A report as issued: its files lie in the workspace, their digests here."""

    kind: models.CharField[str, str] = models.CharField(max_length=20)
    week: models.CharField[str, str] = models.CharField(max_length=8)
    title: models.CharField[str, str] = models.CharField(max_length=120)
    release: models.PositiveIntegerField[int | None, int | None] = models.PositiveIntegerField(null=True)
    issued_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    issued_by: models.CharField[str, str] = models.CharField(max_length=150)
    files: models.JSONField[Any, Any] = models.JSONField(default=list)

    class Meta:
        ordering = ["-id"]


class Correction(models.Model):
    """An analyst's judgement on what an article was read to say: wrong employer, wrong type, or no risk."""

    group_id: models.CharField[str, str] = models.CharField(max_length=120, db_index=True)
    type: models.CharField[str, str] = models.CharField(max_length=2)
    employer: models.CharField[str, str] = models.CharField(max_length=200)
    kind: models.CharField[str, str] = models.CharField(max_length=20)
    sentence: models.TextField[str, str] = models.TextField(blank=True)
    right_uscc: models.CharField[str, str] = models.CharField(max_length=18, blank=True)
    right_type: models.CharField[str, str] = models.CharField(max_length=2, blank=True)
    made_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    made_by: models.CharField[str, str] = models.CharField(max_length=150)
    note: models.CharField[str, str] = models.CharField(max_length=500, blank=True, default="")
    also: models.CharField[str, str] = models.CharField("句中另外成立的类型", max_length=20, blank=True, default="")
    released_by: models.CharField[str, str] = models.CharField("放行训练的人", max_length=150, blank=True)
    released_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]


class AccessRecord(models.Model):
    """Who looked at what, took what away, or was refused."""

    at: models.DateTimeField[datetime, datetime] = models.DateTimeField(db_index=True)
    username: models.CharField[str, str] = models.CharField(max_length=150, db_index=True)
    action: models.CharField[str, str] = models.CharField(max_length=30)
    subject: models.CharField[str, str] = models.CharField(max_length=200)
    detail: models.TextField[str, str] = models.TextField(blank=True)
    address: models.CharField[str, str] = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-id"]
