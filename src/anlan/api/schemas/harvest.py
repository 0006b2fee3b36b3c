"""Harvests: systems, their tables and items, structure changes, proposals of elements, profiles of tables."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from ninja import Schema
from pydantic import Field

MeaningState = Literal["open", "accepted", "none", "gone"]


class HarvestedSystem(Schema):
    """A system as last harvested."""

    system: str
    label: str = Field(description="契约中的名称；没有契约的为系统标识")
    tables: int
    items: int
    rows: int | None = Field(description="各表行数之和；未统计的表不计，全部未统计时为空")
    unread: int = Field(description="采集时未读出的处数")
    accepted: int = Field(description="已绑定数据元的指标项")
    open: int = Field(description="待确认的指标项")
    first_seen: date = Field(description="现有结构首次见到的日期")
    last_seen: date
    differences: int = Field(description="最近一次结构变化的处数")


class HarvestedItemRow(Schema):
    """One item of a table, with the element it is bound to."""

    column: str
    column_comment: str
    type: str
    length: str
    nullable: bool
    primary_key: bool
    element: str
    state: MeaningState


class HarvestedTableRow(Schema):
    """One table of a system with its items."""

    name: str
    comment: str
    rows: int | None
    is_profiled: bool
    items: list[HarvestedItemRow]


class UnreadPlace(Schema):
    """Something the harvest could not read."""

    place: str
    reason: str
    text: str


class SystemStructure(Schema):
    """A system's tables and items."""

    system: str
    first_seen: date
    last_seen: date
    tables: list[HarvestedTableRow]
    unread: list[UnreadPlace]


class StructureChange(Schema):
    """One difference between two harvests of a system."""

    day: date
    change: Literal["added", "removed", "changed"]
    table: str
    column: str
    aspect: str
    aspect_label: str
    before: str
    after: str


class ProposedElement(Schema):
    """An element proposed for an item."""

    element: str
    name: str
    score: float
    reason: str


class ItemProposals(Schema):
    """An item with the elements proposed for it, best first."""

    id: int
    system: str
    table: str
    column: str
    label: str
    state: MeaningState
    state_label: str
    element: str
    score: float
    proposals: list[ProposedElement]
    refused: list[str]


class ProposalPage(Schema):
    """A page of items with proposals, the likeliest first."""

    total: int
    page: int
    size: int
    rows: list[ItemProposals]


class ProposalDecision(Schema):
    """What a person decides of an item's proposal."""

    action: Literal["accept", "refuse"]
    element: str = Field("", max_length=60, description="数据元标识；省略时为首选建议")
    reason: str = Field("", max_length=300)


class TableProfileView(Schema):
    """The profile kept of a table; values of personal columns are masked."""

    profiled_on: date
    system: str
    table: str
    rows_profiled: int
    is_sample: bool
    columns: list[dict[str, Any]]
