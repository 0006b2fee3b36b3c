"""Lineage and the resource tree: nodes, edges, pictures, lists, files, branches and items."""

from __future__ import annotations

from datetime import date, datetime

from ninja import Schema
from pydantic import Field


class LineageNodeRow(Schema):
    """A table, item, column, indicator, report, resource or department of the lineage."""

    id: str
    kind: str
    kind_label: str
    label: str
    level: str = Field(description="file、source、raw、core、risk、out、service")
    level_label: str
    is_table: bool
    columns: int = Field(description="表的信息项或字段数；不是表时为 0")


class LineageStart(LineageNodeRow):
    """A core table from which the lineage may be looked at."""

    sources: int = Field(description="来源表数")
    indicators: int = Field(description="使用它的指标数")


class LineageEdgeRow(Schema):
    """One goes into the other, and by what."""

    source: str
    target: str
    how: str
    is_condition: bool = Field(description="只决定取哪些行，不进入取值")


class LineagePicture(Schema):
    """Nodes and edges around one of them."""

    node: LineageNodeRow
    by: str = Field(description="table：按表；column：按字段")
    nodes: list[LineageNodeRow]
    edges: list[LineageEdgeRow]
    left_out: int = Field(description="图中放不下而略去的节点数")


class ReachedNode(LineageNodeRow):
    """A node that is affected, or a source: how far away and by what."""

    distance: int
    how: str
    is_condition: bool
    table: str


class ReachedList(Schema):
    """Everything a node leads to, or comes from."""

    node: LineageNodeRow
    upward: bool
    rows: list[ReachedNode]
    counts: dict[str, int]


class LineageFile(Schema):
    """A file that filled a source table: its hash, sheet and cells."""

    file_name: str
    sha256: str
    load_id: str
    loaded: date
    rows: int
    sheet: str
    cells: str


class LineageFiles(Schema):
    """The newest files of a table."""

    total: int
    rows: list[LineageFile]


class TreeSummary(Schema):
    """The resource tree in numbers."""

    domains: int
    systems: int
    tables: int
    items: int
    used_items: int
    same_name: int
    same_meaning: int
    made: datetime


class TreePlace(Schema):
    """A place of the tree: domain, category, system, table, as far as it is given."""

    place: list[str] = Field(default=[], max_length=4)


class TreeBranchRow(Schema):
    """A domain, category, system or table of the tree."""

    name: str
    level: str
    items: int
    used_items: int
    tables: int


class TreeItemRow(Schema):
    """An item of the tree with what becomes of it."""

    node: str
    place: list[str]
    code: str
    name: str
    type: str
    core: str
    element: str
    affected_count: int
    indicators: list[str]


class TreeBranches(Schema):
    """What lies below a place of the tree."""

    place: list[str]
    branches: list[TreeBranchRow]
    items: list[TreeItemRow]


class TreeHits(Schema):
    """Items found by words."""

    total: int
    rows: list[TreeItemRow]


class LikenessRow(Schema):
    """Items to look at together."""

    subject: str
    places: list[str]
    reason: str


class LikenessPage(Schema):
    """A page of items to look at together."""

    total: int
    page: int
    size: int
    rows: list[LikenessRow]


class NamedIndicator(Schema):
    """An indicator by number and name."""

    id: str
    label: str


class TreeItemDetail(TreeItemRow):
    """An item with its indicators by name and the items like it."""

    has_lineage: bool
    indicator_labels: list[NamedIndicator]
    same_name: LikenessRow | None
    same_meaning: LikenessRow | None
