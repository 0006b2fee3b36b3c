"""What data assets remember: decisions on grades, and destructions from the request to the certificate."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import models


class GradeDecision(models.Model):
    """What was decided of a column that carries more than is declared; the newest approved one of a node holds."""

    class State(models.TextChoices):
        """In review until a second person decides."""

        REVIEW = "review", "待审批"
        APPROVED = "approved", "已批准"
        REFUSED = "refused", "已退回"

    node: models.CharField[str, str] = models.CharField("字段", max_length=200, db_index=True)
    grade: models.CharField[str, str] = models.CharField("定为", max_length=2)
    before: models.CharField[str, str] = models.CharField("血缘要求", max_length=2)
    reason: models.TextField[str, str] = models.TextField("理由")
    state: models.CharField[str, str] = models.CharField(max_length=10, choices=State.choices, db_index=True)
    author: models.CharField[str, str] = models.CharField("提出人", max_length=150)
    submitted_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    reviewer: models.CharField[str, str] = models.CharField("审批人", max_length=150, blank=True)
    decided_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    refusal: models.TextField[str, str] = models.TextField("退回理由", blank=True)

    class Meta:
        ordering = ["-id"]


class Destruction(models.Model):
    """Data to be destroyed or handed back: the request, its plan, who approved it, how far it came, and its proof.

    ``salt`` and ``witnesses`` (salted hashes of values that were there) are kept only until the proof is made.
    """

    class State(models.TextChoices):
        """Where it stands; a step that was cut off is taken up again from ``stage``."""

        REVIEW = "review", "待审批"
        REFUSED = "refused", "已退回"
        APPROVED = "approved", "已批准"
        RUNNING = "running", "执行中"
        DONE = "done", "已完成"

    system: models.CharField[str, str] = models.CharField("来源系统", max_length=100, db_index=True)
    label: models.CharField[str, str] = models.CharField(max_length=200)
    before: models.DateField[date | None, date | None] = models.DateField("早于", null=True)
    is_return: models.BooleanField[bool, bool] = models.BooleanField("先返还", default=False)
    basis: models.TextField[str, str] = models.TextField("依据")
    requested_on: models.DateField[date, date] = models.DateField("收到要求")
    due: models.DateField[date, date] = models.DateField("期限")
    plan: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    state: models.CharField[str, str] = models.CharField(max_length=10, choices=State.choices, db_index=True)
    stage: models.CharField[str, str] = models.CharField("已完成的步骤", max_length=20, blank=True)
    author: models.CharField[str, str] = models.CharField("申请人", max_length=150)
    submitted_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    reviewer: models.CharField[str, str] = models.CharField("审批人", max_length=150, blank=True)
    decided_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    refusal: models.TextField[str, str] = models.TextField("退回理由", blank=True)
    message: models.TextField[str, str] = models.TextField("上次中断的原因", blank=True)
    salt: models.CharField[str, str] = models.CharField(max_length=64, blank=True)
    witnesses: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    proof: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    files: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(default=list)
    log_index: models.PositiveBigIntegerField[int | None, int | None] = models.PositiveBigIntegerField(null=True)
    finished_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
