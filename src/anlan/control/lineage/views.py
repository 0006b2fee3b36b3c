"""The lineage as the console shows it: search, a picture around a table or column, and the list of who is affected."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from anlan.control.exports import MEDIA_TYPES
from anlan.control.lineage.files import files_of
from anlan.control.lineage.graph import LineageGraph, LineageNodeMissing, Reached
from anlan.control.lineage.held import HeldLineage, held_lineage
from anlan.control.lineage.nodes import Level, LineageEdge, LineageNode, dataset_of, level_of

MOST_NODES = 250
_FOUND = 30
_FILES = 100
_HEADS = (("层级", 6), ("类型", 12), ("名称", 46), ("标识", 50), ("层", 12), ("经由", 46), ("关系", 10))


def search(words: str) -> list[dict[str, Any]]:
    """Tables first, then items, columns and indicators whose label or identifier holds the words."""
    held = held_lineage()
    wanted = words.strip().lower()
    if not wanted:
        return []
    found = {node.id: node for graph in (held.tables, held.columns) for node in _matching(graph, wanted)}
    return [_node(node, held) for node in list(found.values())[:_FOUND]]


def _matching(graph: LineageGraph, wanted: str) -> list[LineageNode]:
    found = [one for one in graph.nodes.values() if wanted in one.label.lower() or wanted in one.id.lower()]
    return sorted(found, key=lambda one: (one.id.startswith("file:"), len(one.label), one.id))


def starting_points() -> list[dict[str, Any]]:
    """The core tables with what they hold and where they lead: where a person begins who looks for nothing yet."""
    held = held_lineage()
    cores = [node for node in held.tables.nodes.values() if node.id.startswith("core_")]
    return [
        {**_node(node, held), "sources": len(_ends(held, node, True)), "indicators": len(_ends(held, node, False))}
        for node in sorted(cores, key=lambda one: one.id)
    ]


def _ends(held: HeldLineage, node: LineageNode, upward: bool) -> list[Reached]:
    wanted = "item" if upward else "indicator"
    return [one for one in held.tables.reach(node.id, upward) if one.node.kind == wanted]


def picture(node: str, way: str, depth: int) -> dict[str, Any]:
    """Nodes and edges around a table (by table) or a column (by column), nearest first.

    ``left_out`` counts nodes beyond what a picture can show. Raises: LineageNodeMissing.
    """
    held = held_lineage()
    graph = held.tables if node in held.tables.nodes else held.columns
    if node not in graph.nodes:
        raise LineageNodeMissing(node=node)
    up = graph.reach(node, True, depth) if way != "down" else []
    down = graph.reach(node, False, depth) if way != "up" else []
    nearest = sorted([*up, *down], key=lambda one: one.level)
    kept = {node, *(one.node.id for one in nearest[:MOST_NODES])}
    return {
        "node": _node(graph.nodes[node], held),
        "by": "table" if graph is held.tables else "column",
        "nodes": [_node(graph.nodes[name], held) for name in sorted(kept)],
        "edges": [_edge(edge) for edge in _within(graph, kept, node, up, down)],
        "left_out": len({one.node.id for one in nearest} | {node}) - len(kept),
    }


def _within(
    graph: LineageGraph, kept: set[str], node: str, up: Iterable[Reached], down: Iterable[Reached]
) -> list[LineageEdge]:
    """The edges of the walk: among what lies above, and among what lies below."""
    above, below = ({node, *(one.node.id for one in side)} & kept for side in (up, down))
    return [edge for edge in graph.edges if any({edge.source, edge.target} <= side for side in (above, below))]


def _edge(edge: LineageEdge) -> dict[str, Any]:
    return {"source": edge.source, "target": edge.target, "how": edge.how, "is_condition": edge.is_condition}


def _node(node: LineageNode, held: HeldLineage) -> dict[str, Any]:
    level = level_of(node.id)
    is_table = node.id in held.tables.nodes
    return {
        "id": node.id,
        "kind": node.kind.value,
        "kind_label": _kind_label(node, is_table),
        "label": node.label,
        "level": level.value,
        "level_label": level.label,
        "is_table": is_table,
        "columns": len(held.columns.parts.get(node.id, ())) if is_table else 0,
    }


def _kind_label(node: LineageNode, is_table: bool) -> str:
    layers = (Level.SOURCE, Level.RAW, Level.CORE)
    return "表" if is_table and level_of(node.id) in layers else node.kind.label


def reached(node: str, upward: bool, depth: int = 20) -> dict[str, Any]:
    """Everything that a column, or any column of a table, goes into (or comes from), nearest first.

    Raises: LineageNodeMissing.
    """
    held = held_lineage()
    start = held.tables.nodes.get(node) or held.columns.nodes.get(node)
    if start is None:
        raise LineageNodeMissing(node=node)
    rows = [_reached(one, held) for one in _from(held, node, upward, depth)]
    counts = Counter(row["kind_label"] for row in rows)
    return {"node": _node(start, held), "upward": upward, "rows": rows, "counts": dict(counts)}


def _from(held: HeldLineage, node: str, upward: bool, depth: int) -> list[Reached]:
    # Files stand together in the graph by table, and one by one in the graph by column.
    if node.startswith("file:") and node in held.tables.nodes:
        return held.tables.reach(node, upward, depth)
    if node in held.columns.nodes or node in held.columns.parts:
        return held.columns.reach(node, upward, depth)
    return held.tables.reach(node, upward, depth)


def _reached(one: Reached, held: HeldLineage) -> dict[str, Any]:
    how = {"distance": one.level, "how": one.edge.how, "is_condition": one.edge.is_condition}
    return {**_node(one.node, held), **how, "table": dataset_of(one.node.id)}


def columns(node: str) -> list[dict[str, Any]]:
    """The items or columns of a table that the lineage knows. Raises: LineageNodeMissing."""
    held = held_lineage()
    if node not in held.tables.nodes:
        raise LineageNodeMissing(node=node)
    return [_node(held.columns.nodes[name], held) for name in held.columns.parts.get(node, ()) if name != node]


def files(node: str) -> dict[str, Any]:
    """The newest files that filled the source table a node lies in, and how many there are in all."""
    held = held_lineage()
    place = node.removeprefix("file:")
    tables = [table for contract in held.contracts for table in contract.tables]
    wanted = [one for one in tables if place in (f"{one.system}/{one.name}", one.raw_table)]
    found = [origin for table in wanted for origin in files_of(table, held.loads)]
    return {"total": len(found), "rows": [asdict(one) for one in found[:_FILES]]}


def reached_file(node: str, upward: bool, format: str) -> tuple[str, str, bytes]:
    """Name, media type and content of the list as a file. Raises: LineageNodeMissing."""
    body = reached(node, upward)
    title = f"{body['node']['label']} {'的来源' if upward else '的影响范围'}"
    name = f"{'来源' if upward else '影响范围'}-{node.replace('/', '_').replace(':', '_')}.{format}"
    if format == "json":
        return name, MEDIA_TYPES["json"], json.dumps(body, ensure_ascii=False, indent=1).encode()
    return name, MEDIA_TYPES["xlsx"], _workbook(title, body["rows"])


def _workbook(title: str, rows: Sequence[Mapping[str, Any]]) -> bytes:
    from anlan.reports.listing import write_listing  # heavy: Excel

    cells = [
        (
            row["distance"],
            row["kind_label"],
            row["label"],
            row["id"],
            row["level_label"],
            row["how"],
            "取数条件" if row["is_condition"] else "取值",
        )
        for row in rows
    ]
    return write_listing(f"{title}：{len(rows)} 个", _HEADS, cells)
