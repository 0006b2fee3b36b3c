"""Mounting, duties and notices of the resource catalogue."""

from __future__ import annotations

from datetime import datetime

from ninja import Schema
from pydantic import Field

from anlan.api.schemas.catalogue import MountStateCode


class MountListRow(Schema):
    code: str
    name: str
    party: str
    kind: str
    kind_label: str
    target: str
    system: str
    state: MountStateCode
    state_label: str
    reason: str


class DepartmentRateRow(Schema):
    department: str
    entries: int
    mounted: int
    rate: float | None


class MountList(Schema):
    """Mounts of the published catalogue and the share of mounted resources by department."""

    entries: int
    mounted: int
    departments: list[DepartmentRateRow]
    rows: list[MountListRow]


class DutyRow(Schema):
    """A duty with the data entries and mounted tables below it; without code: entries that name none."""

    code: str
    name: str
    basis: str
    entries: int
    mounts: int


class DepartmentDuties(Schema):
    department: str
    duties: list[DutyRow]


class DutyRequest(Schema):
    department: str = Field(max_length=100)
    name: str = Field(max_length=100)
    basis: str = Field(default="", max_length=300)


class NoticeRow(Schema):
    id: int
    resource_code: str
    text: str
    at: datetime
    is_read: bool


class Notices(Schema):
    unread: int
    rows: list[NoticeRow]
