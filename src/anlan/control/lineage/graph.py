"""The lineage graph of a workspace: what its contracts, steps and indicators say of one another, put together."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from anlan.base.errors import AnlanError
from anlan.collection.contract import Contract, TableContract
from anlan.control.lineage.files import of_files
from anlan.control.lineage.nodes import LineageEdge, LineageNode, dataset_of, item_id, kind_of
from anlan.engine.column_lineage import ColumnRef
from anlan.pool.loads import LoadPackage
from anlan.risk import lineage as risk_lineage
from anlan.risk.lineage import Derivation
from anlan.standards.registry import Registry

_ARTICLE = "core_opinion__article"
_REGISTER = "core_registry__enterprise"
_REGISTER_NAMES = ("uscc", "name", "former_names")
_SIGNAL_TABLES = ("core_signal__article", "core_signal__event", "core_signal__event_article")


class LineageNodeMissing(AnlanError):
    """A node that the graph does not hold."""

    code = "lineage-node-missing"
    status = 404
    message = "血缘图中没有 {node}"
    hint = (
        "写成 系统/表/信息项、表.字段 或指标编号，例如 core_social__stop.reason_code；用 `anlan lineage find 词` 查找。"
    )


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

    @cached_property
    def parts(self) -> dict[str, list[str]]:
        """Table, file or report → the nodes that lie in it."""
        found: dict[str, list[str]] = defaultdict(list)
        for name in sorted(self.nodes):
            found[dataset_of(name)].append(name)
        return dict(found)

    def starts(self, node: str) -> list[str]:
        """The node, or the nodes of the table that is named. Raises: LineageNodeMissing."""
        found = [node] if node in self.nodes else self.parts.get(node)
        if not found:
            raise LineageNodeMissing(node=node)
        return found

    def reach(self, node: str, upward: bool = False, depth: int = 20) -> list[Reached]:
        """Every node that a node or a table goes into (or, upward, comes from), nearest first.

        Raises: LineageNodeMissing.
        """
        steps = self._upward if upward else self._downward
        starts = dict.fromkeys(self.starts(node))
        found: dict[str, Reached] = {}
        waiting = deque((one, 0) for one in starts)
        while waiting:
            current, level = waiting.popleft()
            for edge in steps.get(current, ()) if level < depth else ():
                other = edge.source if upward else edge.target
                if other not in found and other not in starts:
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


def lineage_graph(
    contracts: Sequence[Contract],
    standards: Registry,
    loads: Sequence[LoadPackage] = (),
    used: Sequence[tuple[LineageNode, LineageEdge]] = (),
) -> LineageGraph:
    """The graph of these contracts with the steps and indicators in force, the files of ``loads`` before them.

    ``used`` are nodes outside the house and the edges that lead to them. Raises: LineageUnreadable.
    """
    tables = [table for contract in contracts for table in contract.tables]
    parts = [*used, *(found for table in tables for found in of_files(table, loads))]
    edges = [edge for _, edge in parts] + [edge for table in tables for edge in _of_table(table)]
    edges += [edge for made in risk_lineage.derivations() for edge in _of_derivation(made)]
    edges += list(_signals(standards)) + list(_published())
    labels = dict(_labels(contracts, standards)) | {node.id: node.label for node, _ in parts}
    ids = {end for edge in edges for end in (edge.source, edge.target)}
    return LineageGraph([LineageNode(name, kind_of(name), labels.get(name, name)) for name in ids], edges)


def _of_table(table: TableContract) -> Iterator[LineageEdge]:
    """Items as received into raw columns; by the contract's mapping, and as names of employers, into core columns."""
    for name in sorted(table.named_items):
        yield LineageEdge(item_id(table, name), _raw(table, name), "原样装载")
    for name, item in table.items.items():
        if item.column:
            how = (
                "标准化映射"
                + ("、代码转换" if item.codes else "")
                + (f"、单位换算（{item.unit}）" if item.unit else "")
            )
            yield LineageEdge(_raw(table, name), f"{table.core}.{item.column}", how)
    if table.employer and table.core != _REGISTER:
        for name in _REGISTER_NAMES:
            yield LineageEdge(f"{_REGISTER}.{name}", f"{table.core}.uscc", "企业关联：登记名称解析")
    for name in table.employer.values():
        yield LineageEdge(_raw(table, name), f"{table.core}.uscc", "企业关联")
    if table.known_at:
        yield LineageEdge(_raw(table, table.known_at), f"{table.core}.known_at", "知悉日期")


def _raw(table: TableContract, item: str) -> str:
    return f"{table.raw_table}.{item}"


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


def _labels(contracts: Sequence[Contract], standards: Registry) -> Iterator[tuple[str, str]]:
    for contract in contracts:
        for table in contract.tables:
            for code, item in table.items.items():
                yield item_id(table, code), f"{contract.label} / {table.label} / {item.label or code}"
                yield _raw(table, code), f"贴源 {table.label}：{item.label or code}"
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
