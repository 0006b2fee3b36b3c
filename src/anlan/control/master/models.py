"""What master data remembers: judgements, pairs that wait for one, models, and where old identifiers went."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models


class Judgement(models.Model):
    """A person's word on two records; one that is undone stays as a record of what was thought."""

    subject: models.CharField[str, str] = models.CharField(max_length=20, db_index=True)
    left: models.CharField[str, str] = models.CharField(max_length=200)
    right: models.CharField[str, str] = models.CharField(max_length=200)
    verdict: models.CharField[str, str] = models.CharField("判定", max_length=12)
    by: models.CharField[str, str] = models.CharField("判定人", max_length=150)
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    note: models.CharField[str, str] = models.CharField("说明", max_length=300, blank=True)
    undone_by: models.CharField[str, str] = models.CharField("撤销人", max_length=150, blank=True)
    undone_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]


class WaitingPair(models.Model):
    """Two records that a person should look at, with the waterfall; made anew by each run.

    Values in ``explanation`` are masked when they are written: this table is no second copy of personal data.
    """

    subject: models.CharField[str, str] = models.CharField(max_length=20, db_index=True)
    left: models.CharField[str, str] = models.CharField(max_length=200)
    right: models.CharField[str, str] = models.CharField(max_length=200)
    probability: models.FloatField[float, float] = models.FloatField()
    reason: models.CharField[str, str] = models.CharField(max_length=12)
    explanation: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()

    class Meta:
        ordering = ["-probability", "id"]
        constraints = [models.UniqueConstraint(fields=["subject", "left", "right"], name="one_wait_a_pair")]


class TrainedModel(models.Model):
    """The model and prior of the last full run of a subject, and when the last run was: new records are weighed so."""

    subject: models.CharField[str, str] = models.CharField(max_length=20, primary_key=True)
    model: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    prior: models.FloatField[float, float] = models.FloatField()
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField()


class IdentifierChange(models.Model):
    """An identifier that merged into another, was split, or retired; whoever holds an old one follows its merges."""

    subject: models.CharField[str, str] = models.CharField(max_length=20)
    kind: models.CharField[str, str] = models.CharField(max_length=10)
    entity: models.CharField[str, str] = models.CharField(max_length=20, db_index=True)
    other: models.CharField[str, str] = models.CharField(max_length=20, db_index=True, blank=True)
    records: models.PositiveIntegerField[int, int] = models.PositiveIntegerField(default=0)
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField()

    class Meta:
        ordering = ["id"]
