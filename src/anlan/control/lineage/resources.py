"""The data resource structure tree of a workspace: items of its contracts and of the systems that were harvested."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from anlan.collection.contract import Contract, TableContract
from anlan.control.lineage.graph import LineageGraph
from anlan.control.lineage.nodes import Level, NodeKind, item_id, level_of
from anlan.reports.resource_tree import ResourceTree, TreeItem
from anlan.standards.registry import Registry

UNPLACED = "未归类"


@dataclass(frozen=True)
class HarvestedTable:
    """A table of a system as last harvested: its place in the catalogue where it has one, and its items.

    ``items`` are (code, name, type, data element that a person accepted).
    """

    domain: str
    category: str
    system: str
    label: str
    name: str
    comment: str
    items: Sequence[tuple[str, str, str, str]]


def resource_tree(
    bureau: str,
    contracts: Sequence[Contract],
    graph: LineageGraph,
    made: datetime,
    standards: Registry,
    harvested: Sequence[HarvestedTable] = (),
) -> ResourceTree:
    """Every item that contracts and harvests name, sorted by domain, category, system and table."""
    items = [
        _item(contract, table, name, graph, standards)
        for contract in contracts
        for table in contract.tables
        for name in sorted(table.named_items)
    ]
    items += [item for table in harvested for item in _harvested(table)]
    placed = sorted(items, key=lambda one: (one.domain == UNPLACED, one.domain, one.category, one.system, one.table))
    return ResourceTree(bureau, made, tuple(placed))


def _item(contract: Contract, table: TableContract, name: str, graph: LineageGraph, standards: Registry) -> TreeItem:
    domain, _, category = str(table.catalogue.get("category", "")).partition("/")
    declared = table.items.get(name)
    node = item_id(table, name)
    reached = graph.reach(node) if node in graph.nodes else []
    indicators = sorted({one.node.id for one in reached if one.node.kind is NodeKind.INDICATOR}, key=_in_order)
    return TreeItem(
        domain or UNPLACED,
        category or UNPLACED,
        contract.label,
        table.label,
        name,
        declared.label if declared else "",
        declared.type if declared else "",
        f"{table.core}.{declared.column}" if declared and declared.column else "",
        sum(1 for one in reached if one.node.kind is NodeKind.COLUMN and level_of(one.node.id) is not Level.RAW),
        tuple(indicators),
        node,
        _element(standards, table.core, declared.column if declared else ""),
    )


def _element(standards: Registry, core: str, column: str | None) -> str:
    """The data element that a core column is bound to; empty for one of the house."""
    declared = standards.table(core).columns.get(column or "")
    if declared is None:
        return ""
    return declared.element or (f"DE-{declared.item}" if declared.item else "")


def _harvested(table: HarvestedTable) -> Iterator[TreeItem]:
    place = (table.domain, table.category, table.label, table.comment or table.name)
    for code, name, type_, element in table.items:
        yield TreeItem(*place, code, name, type_, "", 0, (), f"{table.system}/{table.name}/{code}", element)


def _in_order(indicator: str) -> tuple[str, int]:
    digits = indicator.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return indicator[: len(indicator) - len(digits)], int(digits) if digits.isdigit() else 0
