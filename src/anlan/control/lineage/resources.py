"""The data resource structure tree of a workspace, read from its contracts and their lineage."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from anlan.collection.contract import Contract, TableContract
from anlan.control.lineage.graph import LineageGraph, NodeKind, item_id
from anlan.reports.resource_tree import ResourceTree, TreeItem

_UNPLACED = "未归类"


def resource_tree(bureau: str, contracts: Sequence[Contract], graph: LineageGraph, made: datetime) -> ResourceTree:
    """Every item that the contracts name, sorted by domain, category, system and table."""
    items = [
        _item(contract, table, name, graph)
        for contract in contracts
        for table in contract.tables
        for name in sorted(table.named_items)
    ]
    return ResourceTree(
        bureau, made, tuple(sorted(items, key=lambda one: (one.domain, one.category, one.system, one.table)))
    )


def _item(contract: Contract, table: TableContract, name: str, graph: LineageGraph) -> TreeItem:
    domain, _, category = str(table.catalogue.get("category", "")).partition("/")
    declared = table.items.get(name)
    node = item_id(table, name)
    reached = graph.reach(node) if node in graph.nodes else []
    indicators = sorted({one.node.id for one in reached if one.node.kind is NodeKind.INDICATOR}, key=_in_order)
    return TreeItem(
        domain or _UNPLACED,
        category or _UNPLACED,
        contract.label,
        table.label,
        name,
        declared.label if declared else "",
        declared.type if declared else "",
        f"{table.core}.{declared.column}" if declared and declared.column else "",
        sum(1 for one in reached if one.node.kind is NodeKind.COLUMN),
        tuple(indicators),
    )


def _in_order(indicator: str) -> tuple[str, int]:
    digits = indicator.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return indicator[: len(indicator) - len(digits)], int(digits) if digits.isdigit() else 0
