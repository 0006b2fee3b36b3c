"""The lineage graph of a workspace: what its contracts, steps and indicators say of one another, put together."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from anlan.base.errors import AnlanError
from anlan.collection.contract import Contract, TableContract
from anlan.engine.column_lineage import ColumnRef
from anlan.risk import lineage as risk_lineage
from anlan.risk.lineage import Derivation
from anlan.standards.registry import Registry

_ARTICLE = "core_opinion__article"
_REGISTER = "core_registry__enterprise"
_REGISTER_NAMES = ("uscc", "name", "former_names")
_SIGNAL_TABLES = ("core_signal__article", "core_signal__event", "core_signal__event_article")


class NodeKind(StrEnum):
    """What a node of the graph is, with its Chinese name."""

    ITEM = "item"
    COLUMN = "column"
    INDICATOR = "indicator"
    LIST = "list"
    REPORT = "report"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return _LABELS[self]


_LABELS = {
    NodeKind.ITEM: "来源信息项",
    NodeKind.COLUMN: "字段",
    NodeKind.INDICATOR: "指标",
    NodeKind.LIST: "发布表",
    NodeKind.REPORT: "报告",
}


class LineageNodeMissing(AnlanError):
    """A node that the graph does not hold."""

    code = "lineage-node-missing"
    status = 404
    message = "血缘图中没有 {node}"
    hint = (
        "写成 系统/表/信息项、表.字段 或指标编号，例如 core_social__stop.reason_code；用 `anlan lineage find 词` 查找。"
    )


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


@dataclass(frozen=True)
class Reached:
    """A node reached from another: how many steps away, by which edge."""

    node: LineageNode
    level: int
    edge: LineageEdge


class LineageGraph:
    """Nodes and edges, walked in either direction."""

    def __init__(self, nodes: Iterable[LineageNode], edges: Iterable[LineageEdge]) -> None:
        self.nodes = {node.id: node for node in nodes}
        self.edges = tuple(dict.fromkeys(edges))

    @cached_property
    def _downward(self) -> dict[str, list[LineageEdge]]:
        return _by(self.edges, "source")

    @cached_property
    def _upward(self) -> dict[str, list[LineageEdge]]:
        return _by(self.edges, "target")

    def reach(self, node: str, upward: bool = False, depth: int = 20) -> list[Reached]:
        """Every node that the node goes into (or, upward, comes from), nearest first. Raises: LineageNodeMissing."""
        if node not in self.nodes:
            raise LineageNodeMissing(node=node)
        steps = self._upward if upward else self._downward
        found: dict[str, Reached] = {}
        waiting = deque([(node, 0)])
        while waiting:
            current, level = waiting.popleft()
            for edge in steps.get(current, ()) if level < depth else ():
                other = edge.source if upward else edge.target
                if other not in found and other != node:
                    found[other] = Reached(self.nodes[other], level + 1, edge)
                    waiting.append((other, level + 1))
        return sorted(found.values(), key=lambda one: (one.level, one.node.kind, one.node.id))

    def find(self, words: str) -> list[LineageNode]:
        """Nodes whose id or label contains the words."""
        return sorted(node for node in self.nodes.values() if words in node.id or words in node.label)


def _by(edges: Iterable[LineageEdge], end: str) -> dict[str, list[LineageEdge]]:
    found: dict[str, list[LineageEdge]] = defaultdict(list)
    for edge in edges:
        found[getattr(edge, end)].append(edge)
    return found


def lineage_graph(contracts: Sequence[Contract], standards: Registry) -> LineageGraph:
    """The graph of these contracts with the steps and indicators in force. Raises: LineageUnreadable."""
    edges = [edge for contract in contracts for table in contract.tables for edge in _of_table(table)]
    edges += [edge for made in risk_lineage.derivations() for edge in _of_derivation(made)]
    edges += list(_signals(standards)) + list(_published())
    labels = dict(_labels(contracts, standards))
    ids = {end for edge in edges for end in (edge.source, edge.target)}
    return LineageGraph([LineageNode(name, _kind(name), labels.get(name, name)) for name in ids], edges)


def item_id(table: TableContract, item: str) -> str:
    """The node of a source item."""
    return f"{table.system}/{table.name}/{item}"


def _of_table(table: TableContract) -> Iterator[LineageEdge]:
    """Items into core columns by the contract's mapping; items that name an employer into the link."""
    for name, item in table.items.items():
        if item.column:
            how = (
                "标准化映射"
                + ("、代码转换" if item.codes else "")
                + (f"、单位换算（{item.unit}）" if item.unit else "")
            )
            yield LineageEdge(item_id(table, name), f"{table.core}.{item.column}", how)
    if table.employer and table.core != _REGISTER:
        for name in _REGISTER_NAMES:
            yield LineageEdge(f"{_REGISTER}.{name}", f"{table.core}.uscc", "企业关联：登记名称解析")
    for name in table.employer.values():
        yield LineageEdge(item_id(table, name), f"{table.core}.uscc", "企业关联")
    if table.known_at:
        yield LineageEdge(item_id(table, table.known_at), f"{table.core}.known_at", "知悉日期")


def _of_derivation(made: Derivation) -> Iterator[LineageEdge]:
    is_indicator = made.kind == "indicator"
    how = f"{'指标' if is_indicator else '汇总步骤'} {made.label}"
    for column, refs in made.lineage.columns.items():
        target = made.name if is_indicator else f"{made.name}.{column}"
        # What an indicator is about (week, employer) is part of every one; only its figure tells it apart.
        is_figure = not is_indicator or column in ("value", "detail")
        for ref in _real(refs):
            yield LineageEdge(str(ref), target, how, is_condition=not is_figure)
    for ref in _real(made.lineage.conditions):
        for target in [made.name] if is_indicator else [f"{made.name}.{column}" for column in made.lineage.columns]:
            yield LineageEdge(str(ref), target, how, is_condition=True)


def _real(refs: Iterable[ColumnRef]) -> Iterator[ColumnRef]:
    """References but those to the calendar of weeks, which is no data."""
    return (ref for ref in refs if ref.relation not in ("weeks", "table_week"))


def _signals(standards: Registry) -> Iterator[LineageEdge]:
    """Articles are read by the detector: every column of what it leaves comes from title and text."""
    columns = ("event_id", "article_id", "group_id", "risk_type_code", "uscc", "is_negated", "is_rumour", "is_denied",
               "people_count", "known_at", "published_date", "source_name", "source_kind_code")  # fmt: skip
    article = standards.table(_ARTICLE)
    sources = [
        name for name in ("title", "body", "published_date", "source_name", "known_at") if name in article.columns
    ]
    for table in _SIGNAL_TABLES:
        for column in columns:
            for source in [*sources, "known_at"]:
                yield LineageEdge(f"{_ARTICLE}.{source}", f"{table}.{column}", "阅读新闻舆情：识别、归并与企业关联")


def _published() -> Iterator[LineageEdge]:
    tables = risk_lineage.published()
    for made in risk_lineage.derivations():
        if made.kind == "indicator":
            yield LineageEdge(made.name, tables[0], "逐周指标值")
            yield LineageEdge(made.name, tables[1], "研判依据")
    yield LineageEdge("event_week.event_id", tables[1], "舆情依据")
    yield LineageEdge(tables[1], tables[2], "融合研判")
    yield LineageEdge(tables[2], "report:weekly", "周报")


def _kind(name: str) -> NodeKind:
    if name.startswith("report:"):
        return NodeKind.REPORT
    if "/" in name:
        return NodeKind.ITEM
    if "." in name:
        return NodeKind.COLUMN
    return NodeKind.LIST if name.startswith("out_") else NodeKind.INDICATOR


def _labels(contracts: Sequence[Contract], standards: Registry) -> Iterator[tuple[str, str]]:
    for contract in contracts:
        for table in contract.tables:
            for code, item in table.items.items():
                yield item_id(table, code), f"{contract.label} / {table.label} / {item.label or code}"
    for core in standards.tables.values():
        yield f"{core.name}.uscc", f"{core.label}：统一社会信用代码（关联所得）"
        yield f"{core.name}.known_at", f"{core.label}：知悉日期"
        for one in core.columns.values():
            yield f"{core.name}.{one.name}", f"{core.label}：{one.label}"
    for made in risk_lineage.derivations():
        yield made.name, made.label
        for column in made.lineage.columns:
            yield f"{made.name}.{column}", f"{made.label}：{column}"
    yield "report:weekly", "风险监测周报"
    yield "out_risk__indicator_week", "发布表：逐周指标"
    yield "out_risk__evidence", "发布表：研判依据"
    yield "out_risk__alert", "发布表：预警名单"
