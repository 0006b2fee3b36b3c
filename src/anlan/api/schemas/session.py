"""Who is signed in."""

from __future__ import annotations

from datetime import date, datetime

from ninja import Schema
from pydantic import Field


class Credentials(Schema):
    username: str = Field(max_length=150)
    password: str = Field(max_length=200)


class Person(Schema):
    username: str
    name: str
    roles: list[str]
    role_labels: list[str]
    district_code: str | None = Field(description="辖区；空值表示全市")
    permissions: list[str]


class Session(Schema):
    """Who is signed in; ``person`` is null before signing in."""

    person: Person | None
    csrf_token: str = Field(description="修改类请求放入 X-CSRFToken 头")
    business_date: date
    bureau_name: str
    city: str
    version: str


class AccessRecord(Schema):
    """Who looked at what, took what away, or tried in vain."""

    id: int
    at: datetime
    username: str
    action: str
    action_label: str
    subject: str
    detail: str
    address: str


class AccessPage(Schema):
    total: int
    page: int
    size: int
    rows: list[AccessRecord]
