"""Authorisations of the resource catalogue."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from ninja import Schema
from pydantic import Field


class AuthorisedItem(Schema):
    code: str
    name: str


class AuthorisationRow(Schema):
    """A department's authorisation, or its request, and where it stands on the business day."""

    code: str
    resource_code: str
    version: int
    name: str
    responsible_party: str
    department: str
    purpose: str
    basis: str
    share_type: str
    share_label: str
    items: list[AuthorisedItem]
    until: date
    state: Literal["review", "refused", "granted", "expired", "revoked"]
    state_label: str
    author: str
    submitted_at: datetime
    reviewer: str
    decided_at: datetime | None
    ended_by: str
    ended_at: datetime | None
    reason: str


class AuthorisationList(Schema):
    """The business day, how many of the rows are in force on it, and the rows, the newest first."""

    day: date
    in_force: int
    rows: list[AuthorisationRow]


class AuthorisationRequest(Schema):
    """What a department asks for; no items means every item that is shared at all."""

    resource_code: str = Field(max_length=40)
    department: str = Field(max_length=100)
    purpose: str = Field(max_length=300)
    basis: str = Field(default="", max_length=300, description="依据或满足的条件；有条件共享时必填")
    items: list[str] = Field(default=[], description="信息项代码；空为全部可共享的信息项")
    until: date = Field(description="有效期至")
