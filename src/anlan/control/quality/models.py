"""What data quality remembers: rules people wrote, and rework orders with their rows."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class WrittenRule(models.Model):
    """A rule that a person wrote, by form or as SQL; derived rules are made anew from the standards each time."""

    identifier: models.CharField[str, str] = models.CharField("标识", max_length=120, unique=True)
    table_name: models.CharField[str, str] = models.CharField("表", max_length=120, db_index=True)
    body: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField("规则")
    is_active: models.BooleanField[bool, bool] = models.BooleanField("启用", default=True)
    author: models.CharField[str, str] = models.CharField("编写人", max_length=150)
    changed_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()

    class Meta:
        ordering = ["table_name", "identifier"]


class RuleProposal(models.Model):
    """A rule that a person wrote or changed, with what its trial found; it counts once another person approved it."""

    class State(models.TextChoices):
        """In review until somebody else approves or sends it back."""

        REVIEW = "review", "待审批"
        APPROVED = "approved", "已批准"
        REFUSED = "refused", "已退回"

    identifier: models.CharField[str, str] = models.CharField("标识", max_length=120, db_index=True)
    table_name: models.CharField[str, str] = models.CharField("表", max_length=120)
    label: models.CharField[str, str] = models.CharField("名称", max_length=200)
    body: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField("规则")
    is_change: models.BooleanField[bool, bool] = models.BooleanField("改动现有规则", default=False)
    checked: models.BigIntegerField[int, int] = models.BigIntegerField("试运行检查的行")
    failed: models.BigIntegerField[int, int] = models.BigIntegerField("试运行不合格的行")
    author: models.CharField[str, str] = models.CharField("提交人", max_length=150)
    submitted_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    state: models.CharField[str, str] = models.CharField(
        max_length=12, choices=State.choices, default=State.REVIEW, db_index=True
    )
    reviewer: models.CharField[str, str] = models.CharField("审批人", max_length=150, blank=True)
    decided_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    refusal: models.TextField[str, str] = models.TextField("退回理由", blank=True)

    class Meta:
        ordering = ["-id"]


class ReworkOrder(models.Model):
    """Failing rows of one rule handed to the unit that owns them, with a deadline."""

    class State(models.TextChoices):
        """Issued → answered (every row) → closed when every row is settled by a re-check or a decision."""

        ISSUED = "issued", "整改中"
        ANSWERED = "answered", "已答复"
        CLOSED = "closed", "已办结"

    table_name: models.CharField[str, str] = models.CharField("表", max_length=120, db_index=True)
    rule_id: models.CharField[str, str] = models.CharField("规则", max_length=160, db_index=True)
    rule_label: models.CharField[str, str] = models.CharField("规则名称", max_length=200)
    dimension: models.CharField[str, str] = models.CharField("维度", max_length=20)
    source_system: models.CharField[str, str] = models.CharField("来源系统", max_length=80, blank=True)
    owner: models.CharField[str, str] = models.CharField("责任方", max_length=100, db_index=True)
    state: models.CharField[str, str] = models.CharField(max_length=12, choices=State.choices, default=State.ISSUED)
    due: models.DateField[date, date] = models.DateField("期限")
    issued_by: models.CharField[str, str] = models.CharField("下发人", max_length=150)
    issued_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    checked_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField("最近复检", null=True)
    closed_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)

    if TYPE_CHECKING:
        rows: RelatedManager[ReworkRow]

    class Meta:
        ordering = ["-id"]


class ReworkRow(models.Model):
    """One failing row of an order and where it stands. What is shown is masked; the package carries the values."""

    class State(models.TextChoices):
        """Open → corrected or contested by the unit; fixed only by a re-check, exempted only by a decision."""

        OPEN = "open", "待整改"
        CORRECTED = "corrected", "已更正待复检"
        CONTESTED = "contested", "申辩待裁定"
        FIXED = "fixed", "复检通过"
        EXEMPTED = "exempted", "申辩成立"

    order: models.ForeignKey[ReworkOrder, ReworkOrder] = models.ForeignKey(
        ReworkOrder, on_delete=models.CASCADE, related_name="rows"
    )
    position: models.PositiveIntegerField[int, int] = models.PositiveIntegerField("序号")
    source_system: models.CharField[str, str] = models.CharField(max_length=80, blank=True)
    load_id: models.CharField[str, str] = models.CharField("装载包", max_length=120, blank=True)
    row_no: models.BigIntegerField[int | None, int | None] = models.BigIntegerField("行号", null=True)
    row_key: models.CharField[str, str] = models.CharField("主键", max_length=300, blank=True)
    key_digest: models.CharField[str, str] = models.CharField(max_length=32, db_index=True)
    value: models.CharField[str, str] = models.CharField("值", max_length=300, blank=True)
    state: models.CharField[str, str] = models.CharField(
        max_length=12, choices=State.choices, default=State.OPEN, db_index=True
    )
    note: models.TextField[str, str] = models.TextField("说明", blank=True)
    answered_by: models.CharField[str, str] = models.CharField(max_length=150, blank=True)
    answered_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    decided_by: models.CharField[str, str] = models.CharField(max_length=150, blank=True)
    decision: models.TextField[str, str] = models.TextField("裁定理由", blank=True)
    failed_checks: models.PositiveIntegerField[int, int] = models.PositiveIntegerField("复检未通过次数", default=0)

    class Meta:
        ordering = ["order", "position"]
        constraints = [models.UniqueConstraint(fields=["order", "position"], name="rework_row_position")]
