"""What more than one area of the HTTP interface declares: code literals, problems, choices, columns and rows."""

from __future__ import annotations

from typing import Any, Literal

from ninja import Schema
from pydantic import Field

RiskCode = Literal["R1", "R2", "R3", "R4", "R5", "R6"]
LevelNumber = Literal[0, 1, 2, 3, 4]
AlertStatus = Literal["confirmed", "unverified"]
RumourState = Literal["supported", "contradicted", "waiting", "none"]
Change = Literal["new", "raised", "lowered", "same", "closed"]
Stance = Literal["supporting", "contradicting", "missing"]
PointState = Literal["observed", "stale", "partial", "not_observed", "masked"]
SourceClassCode = Literal["internal", "bureau", "third_party"]
SourceState = Literal["on_time", "late", "silent", "failed"]


class Problem(Schema):
    """An error as RFC 9457 problem details."""

    type: str
    title: str
    code: str
    status: int
    detail: str
    hint: str = Field(description="下一步怎么做")
    retry: bool = Field(description="原样重试是否可能成功")
    id: str = Field(description="报错编号，反馈问题时请引用")
    errors: list[str] = Field(default=[], description="检查类错误的全部条目")


class Choice(Schema):
    """A value of a facet or code set, with its Chinese label and how many rows have it."""

    value: str
    label: str
    count: int


class Column(Schema):
    """A column as the core tables declare it."""

    name: str
    label: str
    type: str
    unit: str | None = None
    grade: str = "L2"
    item: str | None = Field(default=None, description="国家信息项代码")


class Records(Schema):
    """Rows of one table about one employer, with labels and masked by grade."""

    table: str
    label: str
    columns: list[Column]
    rows: list[dict[str, Any]]
    total: int


class Labels(Schema):
    """Code to Chinese label, by code set."""

    sets: dict[str, dict[str, str]]
