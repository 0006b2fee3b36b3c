"""What the lineage is made of: nodes with their kind and level, edges, and the identifiers by which they are named."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from anlan.collection.contract import TableContract


class NodeKind(StrEnum):
    """What a node of the graph is, with its Chinese name."""

    FILE = "file"
    ITEM = "item"
    COLUMN = "column"
    STEP = "step"
    INDICATOR = "indicator"
    LIST = "list"
    REPORT = "report"
    RESOURCE = "resource"
    PARTY = "party"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return _KINDS[self]


_KINDS = {
    NodeKind.FILE: "原始文件",
    NodeKind.ITEM: "来源信息项",
    NodeKind.COLUMN: "字段",
    NodeKind.STEP: "加工步骤",
    NodeKind.INDICATOR: "指标",
    NodeKind.LIST: "发布表",
    NodeKind.REPORT: "报告",
    NodeKind.RESOURCE: "目录资源",
    NodeKind.PARTY: "被授权部门",
}


class Level(StrEnum):
    """The level of the house that a node belongs to, from the files received to what leaves the house."""

    FILE = "file"
    SOURCE = "source"
    RAW = "raw"
    CORE = "core"
    RISK = "risk"
    OUT = "out"
    SERVICE = "service"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return _LEVELS[self]


_LEVELS = {
    Level.FILE: "线下文件",
    Level.SOURCE: "来源系统",
    Level.RAW: "贴源层",
    Level.CORE: "明细层",
    Level.RISK: "汇总与指标",
    Level.OUT: "发布表",
    Level.SERVICE: "报告与共享",
}
_OUTSIDE = {
    "file": (NodeKind.FILE, Level.FILE),
    "report": (NodeKind.REPORT, Level.SERVICE),
    "resource": (NodeKind.RESOURCE, Level.SERVICE),
    "party": (NodeKind.PARTY, Level.SERVICE),
}


@dataclass(frozen=True, order=True)
class LineageNode:
    """A node: its id, what it is, and its Chinese label."""

    id: str
    kind: NodeKind
    label: str


@dataclass(frozen=True)
class LineageEdge:
    """``source`` goes into ``target``: ``how`` says by what; a condition decides rows, it is not part of values."""

    source: str
    target: str
    how: str
    is_condition: bool = False


def item_id(table: TableContract, item: str) -> str:
    """The node of a source item: ``system/table/item``."""
    return f"{table.system}/{table.name}/{item}"


def file_id(sha256: str, place: str) -> str:
    """The node of a part of a received file: ``file:hash#sheet!C5:C120``."""
    return f"file:{sha256}#{place}"


def is_outside(node: str) -> bool:
    """Whether a node is a file, a report, a resource or a party: it is its own dataset."""
    return node.partition(":")[0] in _OUTSIDE


def is_item(node: str) -> bool:
    """Whether a node is an item of a source. The items of a source may hold slashes and dots; its name does not."""
    return not is_outside(node) and "/" in node and "." not in node.partition("/")[0]


def dataset_of(node: str) -> str:
    """The table, file or report that a node lies in; an indicator and a published table are their own."""
    if node.startswith("file:"):
        return node.partition("#")[0]
    if is_outside(node):
        return node
    return "/".join(node.split("/", 2)[:2]) if is_item(node) else node.partition(".")[0]


def field_of(node: str) -> str:
    """The node within its dataset: an item, a column, a place in a file; ``value`` of what has no parts."""
    if node.startswith("file:"):
        return node.partition("#")[2]
    if is_outside(node):
        return "value"
    return node.split("/", 2)[2] if is_item(node) else node.partition(".")[2] or "value"


def kind_of(node: str) -> NodeKind:
    """What a node is."""
    if is_outside(node):
        return _OUTSIDE[node.partition(":")[0]][0]
    if is_item(node):
        return NodeKind.ITEM
    if "." in node:
        return NodeKind.COLUMN
    if node.startswith("out_"):
        return NodeKind.LIST
    # Indicators are numbered in capitals (A1); the relations of steps have names in small letters.
    return NodeKind.INDICATOR if node[:1].isupper() else NodeKind.STEP


def level_of(node: str) -> Level:
    """The level that a node or a dataset belongs to."""
    if is_outside(node):
        return _OUTSIDE[node.partition(":")[0]][1]
    if is_item(node):
        return Level.SOURCE
    layer = node.partition("_")[0]
    return Level(layer) if layer in ("raw", "core", "out") else Level.RISK
