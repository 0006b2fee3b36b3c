"""What the catalogue remembers: duties, drafts, versions of entries, numbers allotted, authorisations, subscriptions,
what was found untrue, and the log."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import models


class EntryVersion(models.Model):
    """One version of a catalogue entry and where it stands; a published one is never changed, only succeeded."""

    class State(models.TextChoices):
        """In review → published → succeeded or withdrawn; refused goes back to its author. Before it is a `Draft`."""

        REVIEW = "review", "审核中"
        REFUSED = "refused", "退回"
        PUBLISHED = "published", "已发布"
        SUCCEEDED = "succeeded", "已被取代"
        WITHDRAWN = "withdrawn", "已撤销"

    resource_code: models.CharField[str, str] = models.CharField("资源代码", max_length=40, db_index=True)
    version: models.PositiveIntegerField[int, int] = models.PositiveIntegerField("版本")
    state: models.CharField[str, str] = models.CharField(max_length=12, choices=State.choices, db_index=True)
    name: models.CharField[str, str] = models.CharField("资源名称", max_length=100)
    class_code: models.CharField[str, str] = models.CharField("类别代码", max_length=20)
    responsible_party: models.CharField[str, str] = models.CharField("责任方", max_length=100)
    body: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    author: models.CharField[str, str] = models.CharField("提交人", max_length=150)
    changed_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    reviewer: models.CharField[str, str] = models.CharField("审核人", max_length=150, blank=True)
    decided_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    reason: models.TextField[str, str] = models.TextField("理由", blank=True)

    class Meta:
        ordering = ["resource_code", "version"]
        constraints = [models.UniqueConstraint(fields=["resource_code", "version"], name="one_version_a_number")]


class Draft(models.Model):
    """An entry somebody is writing: it may be incomplete, has no version yet, and only its author sees it."""

    name: models.CharField[str, str] = models.CharField("资源名称", max_length=100, blank=True)
    resource_code: models.CharField[str, str] = models.CharField("变更的资源", max_length=40, blank=True)
    body: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    author: models.CharField[str, str] = models.CharField("编制人", max_length=150, db_index=True)
    changed_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()

    class Meta:
        ordering = ["-changed_at"]


class Duty(models.Model):
    """A duty of a department (职责目录), the first of the three levels; data entries name the duty they serve."""

    class State(models.TextChoices):
        """In review → published; refused stays as a record."""

        REVIEW = "review", "审核中"
        PUBLISHED = "published", "已发布"
        REFUSED = "refused", "退回"

    code: models.CharField[str, str] = models.CharField("职责代码", max_length=20, unique=True)
    department: models.CharField[str, str] = models.CharField("部门", max_length=100, db_index=True)
    name: models.CharField[str, str] = models.CharField("职责事项", max_length=100)
    basis: models.CharField[str, str] = models.CharField("依据", max_length=300, blank=True)
    state: models.CharField[str, str] = models.CharField(max_length=12, choices=State.choices, db_index=True)
    author: models.CharField[str, str] = models.CharField("提交人", max_length=150)
    submitted_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    reviewer: models.CharField[str, str] = models.CharField("审核人", max_length=150, blank=True)
    decided_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    reason: models.TextField[str, str] = models.TextField("理由", blank=True)

    class Meta:
        ordering = ["department", "code"]


class Authorisation(models.Model):
    """A department's right to use items of a published entry for a purpose, until a day; before that, the request."""

    class State(models.TextChoices):
        """In review → granted → expired or revoked; refused stays as a record."""

        REVIEW = "review", "审核中"
        REFUSED = "refused", "退回"
        GRANTED = "granted", "有效"
        EXPIRED = "expired", "已到期"
        REVOKED = "revoked", "已收回"

    code: models.CharField[str, str] = models.CharField("授权代码", max_length=20, unique=True)
    resource_code: models.CharField[str, str] = models.CharField("资源代码", max_length=40, db_index=True)
    version: models.PositiveIntegerField[int, int] = models.PositiveIntegerField("申请时的版本")
    name: models.CharField[str, str] = models.CharField("资源名称", max_length=100)
    responsible_party: models.CharField[str, str] = models.CharField("责任方", max_length=100)
    department: models.CharField[str, str] = models.CharField("申请部门", max_length=100)
    purpose: models.CharField[str, str] = models.CharField("用途", max_length=300)
    basis: models.CharField[str, str] = models.CharField("依据或满足的条件", max_length=300, blank=True)
    share_type: models.CharField[str, str] = models.CharField("共享类型", max_length=1)
    items: models.JSONField[list[str], list[str]] = models.JSONField("信息项")
    until: models.DateField[date, date] = models.DateField("有效期至")
    state: models.CharField[str, str] = models.CharField(max_length=12, choices=State.choices, db_index=True)
    author: models.CharField[str, str] = models.CharField("申请人", max_length=150)
    submitted_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    reviewer: models.CharField[str, str] = models.CharField("审核人", max_length=150, blank=True)
    decided_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    ended_by: models.CharField[str, str] = models.CharField("收回人", max_length=150, blank=True)
    ended_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    reason: models.TextField[str, str] = models.TextField("理由", blank=True)

    class Meta:
        ordering = ["-id"]


class TruthFinding(models.Model):
    """A promise of a published entry that did not hold at the last check, and since when it has not."""

    resource_code: models.CharField[str, str] = models.CharField(max_length=40, db_index=True)
    name: models.CharField[str, str] = models.CharField(max_length=100)
    responsible_party: models.CharField[str, str] = models.CharField("责任方", max_length=100, db_index=True)
    aspect: models.CharField[str, str] = models.CharField("方面", max_length=12)
    promise: models.TextField[str, str] = models.TextField("承诺")
    fact: models.TextField[str, str] = models.TextField("实际")
    since: models.DateField[date, date] = models.DateField("始于")

    class Meta:
        ordering = ["responsible_party", "resource_code", "id"]


class TruthCheck(models.Model):
    """One check of the whole catalogue against what arrived."""

    day: models.DateField[date, date] = models.DateField()
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    entries: models.PositiveIntegerField[int, int] = models.PositiveIntegerField("核对的条目")
    untrue: models.PositiveIntegerField[int, int] = models.PositiveIntegerField("不符的条目")

    class Meta:
        ordering = ["-id"]


class AllottedNumber(models.Model):
    """The last running number of a class; it only grows, so that a code is never used twice."""

    class_code: models.CharField[str, str] = models.CharField(primary_key=True, max_length=20)
    last: models.PositiveIntegerField[int, int] = models.PositiveIntegerField(default=0)


class Subscription(models.Model):
    """A person who wants to be told when a resource changes."""

    resource_code: models.CharField[str, str] = models.CharField(max_length=40, db_index=True)
    username: models.CharField[str, str] = models.CharField(max_length=150)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["resource_code", "username"], name="subscribed_once")]


class Notice(models.Model):
    """What a subscriber was told."""

    username: models.CharField[str, str] = models.CharField(max_length=150, db_index=True)
    resource_code: models.CharField[str, str] = models.CharField(max_length=40)
    text: models.TextField[str, str] = models.TextField()
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    is_read: models.BooleanField[bool, bool] = models.BooleanField(default=False)


class LogEntry(models.Model):
    """One entry of the log; ``index`` counts from 0 without gap, ``payload`` is the exact text that was hashed."""

    index: models.PositiveBigIntegerField[int, int] = models.PositiveBigIntegerField(primary_key=True)
    payload: models.TextField[str, str] = models.TextField()


class LogNode(models.Model):
    """A final node of the tree, ``[index << level, (index + 1) << level)``, kept so that proofs are a few look-ups."""

    level: models.PositiveSmallIntegerField[int, int] = models.PositiveSmallIntegerField()
    index: models.PositiveBigIntegerField[int, int] = models.PositiveBigIntegerField()
    hash: models.BinaryField[bytes, bytes] = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["level", "index"], name="one_node_a_place")]


class TreeHead(models.Model):
    """A signed statement of how large the log is and what its root is."""

    size: models.PositiveBigIntegerField[int, int] = models.PositiveBigIntegerField(unique=True)
    root: models.BinaryField[bytes, bytes] = models.BinaryField(max_length=32)
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    signature: models.BinaryField[bytes, bytes] = models.BinaryField(max_length=128)
