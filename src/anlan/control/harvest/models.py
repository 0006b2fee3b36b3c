"""What is kept of harvests: each harvest that differs from the one before, items with their proposals, decisions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import models


class KeptHarvest(models.Model):
    """The structure of one system as found on a day; a later harvest that finds the same only moves ``last_seen``."""

    system: models.CharField[str, str] = models.CharField("系统", max_length=100, db_index=True)
    first_seen: models.DateField[date, date] = models.DateField()
    last_seen: models.DateField[date, date] = models.DateField()
    tables: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField()
    items: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField()
    differences: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField()
    unread: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField()

    class Meta:
        ordering = ["system", "id"]


class KeptProfile(models.Model):
    """The last profile of one table, personal values masked."""

    system: models.CharField[str, str] = models.CharField(max_length=100)
    table: models.CharField[str, str] = models.CharField(max_length=200)
    profiled_on: models.DateField[date, date] = models.DateField()
    body: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "table"], name="one_profile_a_table")]


class ItemMeaning(models.Model):
    """One item of a system as last harvested, the elements proposed for it, and the one that a person accepted."""

    class State(models.TextChoices):
        """Open until a person accepts an element; none where nothing is left to propose; gone with its item."""

        OPEN = "open", "待确认"
        ACCEPTED = "accepted", "已接受"
        NONE = "none", "无建议"
        GONE = "gone", "已不存在"

    system: models.CharField[str, str] = models.CharField(max_length=100, db_index=True)
    table: models.CharField[str, str] = models.CharField(max_length=200)
    column: models.CharField[str, str] = models.CharField(max_length=200)
    label: models.CharField[str, str] = models.CharField(max_length=500, blank=True)
    state: models.CharField[str, str] = models.CharField(max_length=10, choices=State.choices, db_index=True)
    element: models.CharField[str, str] = models.CharField(max_length=60, blank=True)
    score: models.FloatField[float, float] = models.FloatField(default=0.0)
    proposals: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField()
    refused: models.JSONField[list[str], list[str]] = models.JSONField(default=list)

    class Meta:
        ordering = ["system", "table", "id"]
        constraints = [models.UniqueConstraint(fields=["system", "table", "column"], name="one_meaning_an_item")]


class Decision(models.Model):
    """What a person decided of a proposal; never changed, the newest of an item holds."""

    item: models.ForeignKey[ItemMeaning, ItemMeaning] = models.ForeignKey(ItemMeaning, on_delete=models.PROTECT)
    action: models.CharField[str, str] = models.CharField(max_length=10)
    element: models.CharField[str, str] = models.CharField(max_length=60)
    reason: models.TextField[str, str] = models.TextField(blank=True)
    person: models.CharField[str, str] = models.CharField(max_length=150)
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
