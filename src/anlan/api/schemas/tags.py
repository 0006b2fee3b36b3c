"""Tags of employers: what each means, who carries it, why, and what other limits would change."""

from __future__ import annotations

from datetime import date
from typing import Literal

from ninja import Schema
from pydantic import Field

from anlan.api.schemas.evidence import SourceRow
from anlan.api.schemas.shared import Choice, Column


class TagLimit(Schema):
    name: str
    label: str
    value: float


class TagTable(Schema):
    table: str
    label: str


class DeclaredTag(Schema):
    """A tag as declared."""

    code: str
    label: str
    kind: Literal["rule", "computed"]
    kind_label: str
    definition: str
    limits: list[TagLimit]
    tables: list[TagTable]
    valid_from: date
    source: str


class TagRow(DeclaredTag):
    """A tag with how many employers carry it; the rest is null without an earlier day to compare with."""

    count: int
    before: int | None
    joined: int | None
    left: int | None


class TagList(Schema):
    """Every tag as of a day, compared with the newest earlier day that was published."""

    as_of: date | None
    before: date | None
    release: int
    employers: int = Field(description="至少有一个标签的单位数")
    rows: list[TagRow]


class TaggedEmployer(Schema):
    uscc: str
    name: str
    district_code: str | None
    industry_code: str | None
    staff_count: int | None
    value: float | None
    reason: str
    data_date: date | None
    as_of: date


class TaggedPage(DeclaredTag):
    release: int
    as_of: date | None
    total: int
    page: int
    size: int
    rows: list[TaggedEmployer]
    districts: list[Choice]


class CarriedTag(Schema):
    """A tag that an employer carries, with the figures."""

    code: str
    label: str
    kind_label: str
    definition: str
    limits: list[TagLimit]
    value: float | None
    unit: str
    reason: str
    data_date: date | None
    as_of: date
    source: str


class TagRowsBehind(Schema):
    """The first rows behind a tag, masked by grade."""

    table: str
    label: str
    columns: list[Column]
    total: int
    rows: list[SourceRow]


class TagWhy(CarriedTag):
    """Why an employer carries a tag; the rows behind are null for who may not see rows."""

    uscc: str
    name: str
    behind: TagRowsBehind | None


class TagTrialRequest(Schema):
    """Other limits by name."""

    limits: dict[str, str]


class TagTrialEmployer(Schema):
    uscc: str
    name: str
    reason: str


class TagTrial(Schema):
    """What other limits would change against the release; nothing is written."""

    code: str
    label: str
    definition: str
    limits: list[TagLimit]
    release: int
    as_of: date
    before: int
    after: int
    joining: int
    leaving: int
    is_named: bool = Field(description="是否列出单位；只列给可查看台账的角色")
    joining_shown: list[TagTrialEmployer]
    leaving_shown: list[TagTrialEmployer]
