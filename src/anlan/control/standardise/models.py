"""Decisions about how one item's values are standardised: each is submitted by one person and decided by another."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models


class ConversionDecision(models.Model):
    """A value's standard code, or a conversion an item goes without; never changed once decided, only ended.

    ``applied_at`` says when core was first made with it, ``undone_at`` when core was made again without it.
    """

    class Kind(models.TextChoices):
        """What is decided."""

        CODE = "code", "代码映射"
        SWITCH = "switch", "停用转换"

    class State(models.TextChoices):
        """Where it stands."""

        REVIEW = "review", "待复核"
        IN_FORCE = "in_force", "生效"
        REFUSED = "refused", "已退回"
        ENDED = "ended", "已撤销"

    kind: models.CharField[str, str] = models.CharField(max_length=10, choices=Kind.choices)
    system: models.CharField[str, str] = models.CharField("系统", max_length=100, db_index=True)
    table: models.CharField[str, str] = models.CharField("表", max_length=200)
    item: models.CharField[str, str] = models.CharField("项目", max_length=200)
    value: models.CharField[str, str] = models.CharField("来源值", max_length=200, blank=True)
    code: models.CharField[str, str] = models.CharField("标准代码", max_length=60, blank=True)
    conversion: models.CharField[str, str] = models.CharField("转换", max_length=40, blank=True)
    version: models.IntegerField[int, int] = models.IntegerField(default=1)
    state: models.CharField[str, str] = models.CharField(max_length=10, choices=State.choices, db_index=True)
    count: models.BigIntegerField[int, int] = models.BigIntegerField("出现次数", default=0)
    score: models.FloatField[float, float] = models.FloatField(default=0.0)
    note: models.CharField[str, str] = models.CharField("理由", max_length=300, blank=True)
    author: models.CharField[str, str] = models.CharField("提交人", max_length=150)
    submitted_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    reviewer: models.CharField[str, str] = models.CharField("复核人", max_length=150, blank=True)
    decided_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    effective_from: models.DateField[date | None, date | None] = models.DateField(null=True)
    reason: models.CharField[str, str] = models.CharField("退回或撤销原因", max_length=300, blank=True)
    ended_by: models.CharField[str, str] = models.CharField("撤销人", max_length=150, blank=True)
    ended_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    applied_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    undone_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["system", "table", "item", "value", "conversion"],
                condition=models.Q(state__in=["review", "in_force"]),
                name="one_standing_decision",
            )
        ]

    @property
    def place(self) -> str:
        """The item that it is about."""
        return f"{self.system}.{self.table}.{self.item}"

    @property
    def subject(self) -> str:
        """In words what is decided."""
        return f"{self.value} → {self.code}" if self.kind == self.Kind.CODE else f"停用 {self.conversion}"
