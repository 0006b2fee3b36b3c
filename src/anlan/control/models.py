"""What the control database remembers: people, runs, incidents, reports, corrections and who looked at what."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Profile(models.Model):
    """A person's role and, for a role bound to a district, the district."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="profile")
    name = models.CharField("姓名", max_length=60)
    role = models.CharField("角色", max_length=30)
    district_code = models.CharField("辖区", max_length=12, blank=True)


class SignInFailure(models.Model):
    """A failed attempt to sign in; too many of them close the door for a while."""

    username = models.CharField(max_length=150, db_index=True)
    address = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)


class Run(models.Model):
    """One run of the main job."""

    class State(models.TextChoices):
        """Where a run stands; a run with incidents never shows as plainly done."""

        RUNNING = "running", "运行中"
        DONE = "done", "完成"
        DONE_WITH_INCIDENTS = "done_with_incidents", "完成但有异常"
        FAILED = "failed", "失败"
        INTERRUPTED = "interrupted", "中断"

    state = models.CharField(max_length=24, choices=State.choices)
    business_date = models.DateField("业务日期")
    weeks = models.PositiveIntegerField("计算周数")
    release = models.PositiveIntegerField("发布号", null=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    peak_memory_mb = models.PositiveIntegerField("内存峰值（MB）", null=True)
    started_by = models.CharField("发起人", max_length=150, blank=True)
    process_id = models.PositiveIntegerField(null=True)
    message = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]


class RunStep(models.Model):
    """One step of a run with its live progress."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=30)
    label = models.CharField(max_length=60)
    state = models.CharField(max_length=12, default="waiting")
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    unit = models.CharField(max_length=12, blank=True)
    rows = models.PositiveBigIntegerField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    message = models.TextField(blank=True)
    current = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["run_id", "position"]
        constraints = [models.UniqueConstraint(fields=["run", "name"], name="one_step_a_name")]


class Incident(models.Model):
    """Something a run met that a person has to know: nothing of it shows as green."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, null=True, related_name="incidents")
    step = models.CharField(max_length=30)
    code = models.CharField(max_length=60)
    severity = models.CharField(max_length=10)
    subject = models.CharField(max_length=200)
    message = models.TextField()
    hint = models.TextField(blank=True)
    happened_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]


class IssuedReport(models.Model):
    """A report as issued: its files lie in the workspace, their digests here."""

    kind = models.CharField(max_length=20)
    week = models.CharField(max_length=8)
    title = models.CharField(max_length=120)
    release = models.PositiveIntegerField(null=True)
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=150)
    files = models.JSONField(default=list)

    class Meta:
        ordering = ["-id"]


class Correction(models.Model):
    """An analyst's judgement on an event: wrong employer, wrong type, or no risk."""

    event_id = models.CharField(max_length=80, db_index=True)
    kind = models.CharField(max_length=20)
    value = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)
    is_released = models.BooleanField("可用于训练", default=False)

    class Meta:
        ordering = ["id"]


class AccessRecord(models.Model):
    """Who looked at what, took what away, or was refused."""

    at = models.DateTimeField(db_index=True)
    username = models.CharField(max_length=150, db_index=True)
    action = models.CharField(max_length=30)
    subject = models.CharField(max_length=200)
    detail = models.TextField(blank=True)
    address = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-id"]
