"""The lineage by table: the same graph with the columns of a table drawn together, as people look at it first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from anlan.collection.contract import Contract
from anlan.control.lineage.graph import LineageGraph
from anlan.control.lineage.nodes import LineageEdge, LineageNode, dataset_of, kind_of
from anlan.risk import lineage as risk_lineage
from anlan.standards.registry import Registry

_MOST_WAYS = 3
_SIGNALS = {
    "core_signal__article": "舆情文章",
    "core_signal__event": "舆情事件",
    "core_signal__event_article": "事件中的语句",
    "event_week": "逐周舆情事件",
}


def table_graph(graph: LineageGraph, contracts: Sequence[Contract], standards: Registry) -> LineageGraph:
    """The graph whose nodes are tables, files together by the table they fill, indicators, reports and resources."""
    merged: dict[tuple[str, str], list[LineageEdge]] = defaultdict(list)
    files: dict[str, set[str]] = defaultdict(set)
    for edge in graph.edges:
        source, target = dataset_of(edge.source), dataset_of(edge.target)
        if source.startswith("file:"):
            files[f"file:{target}"].add(source)
            source = f"file:{target}"
        if source != target:
            merged[source, target].append(edge)
    labels = dict(_labels(contracts, standards)) | {name: f"{len(found)} 个文件" for name, found in files.items()}
    ids = {end for pair in merged for end in pair}
    nodes = [LineageNode(name, kind_of(name), labels.get(name) or _label(graph, name)) for name in ids]
    return LineageGraph(nodes, [_together(*pair, edges) for pair, edges in merged.items()])


def _label(graph: LineageGraph, name: str) -> str:
    return graph.nodes[name].label if name in graph.nodes else name


def _together(source: str, target: str, edges: Sequence[LineageEdge]) -> LineageEdge:
    ways = list(dict.fromkeys(edge.how for edge in edges))
    how = "；".join(ways[:_MOST_WAYS]) + (f" 等 {len(ways)} 种" if len(ways) > _MOST_WAYS else "")
    return LineageEdge(source, target, how, all(edge.is_condition for edge in edges))


def _labels(contracts: Sequence[Contract], standards: Registry) -> Mapping[str, str]:
    found = dict(_SIGNALS) | {core.name: core.label for core in standards.tables.values()}
    found |= {made.name: made.label for made in risk_lineage.derivations()}
    for contract in contracts:
        for table in contract.tables:
            found[f"{table.system}/{table.name}"] = f"{contract.label}：{table.label}"
            found[table.raw_table] = f"{table.label}（原样）"
    return found
