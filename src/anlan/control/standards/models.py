"""What the standards remember beyond the pack: every proposed revision, what became of it, and its change sheet."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import models


class Revision(models.Model):
    """A proposed version of one object and where it stands; an approved one is in force from its day on.

    ``body`` is the whole object as it would read (`RegisteredObject.as_dict`); ``base_version`` the version it was
    made from, 0 for a new object; ``impact`` what the change touched when it was submitted or decided.
    """

    class State(models.TextChoices):
        """Draft → in review → approved; refused goes back to its author, who may also withdraw it."""

        DRAFT = "draft", "草稿"
        REVIEW = "review", "审核中"
        REFUSED = "refused", "退回"
        APPROVED = "approved", "已批准"
        WITHDRAWN = "withdrawn", "已撤回"

    kind: models.CharField[str, str] = models.CharField("类别", max_length=30)
    identifier: models.CharField[str, str] = models.CharField("标识", max_length=80, db_index=True)
    state: models.CharField[str, str] = models.CharField(max_length=12, choices=State.choices, db_index=True)
    body: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    base_version: models.PositiveIntegerField[int, int] = models.PositiveIntegerField("基于版本")
    note: models.TextField[str, str] = models.TextField("修订理由", blank=True)
    author: models.CharField[str, str] = models.CharField("提出人", max_length=150)
    changed_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    reviewer: models.CharField[str, str] = models.CharField("审核人", max_length=150, blank=True)
    decided_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    reason: models.TextField[str, str] = models.TextField("审核意见", blank=True)
    version: models.PositiveIntegerField[int | None, int | None] = models.PositiveIntegerField("新版本", null=True)
    effective_from: models.DateField[date | None, date | None] = models.DateField("生效日期", null=True)
    impact: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    files: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(default=list)
    log_index: models.PositiveBigIntegerField[int | None, int | None] = models.PositiveBigIntegerField(null=True)

    class Meta:
        ordering = ["-pk"]

    @property
    def number(self) -> str:
        """The number of the change sheet."""
        return f"{self.changed_at.year}-{self.pk:04d}"
