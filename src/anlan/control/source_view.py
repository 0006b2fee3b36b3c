"""The source systems: what each promised, when it last came, how much it brought and how much was set aside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from anlan.base.settings import Workspace
from anlan.collection.contract import Contract, TableContract, read_contracts
from anlan.collection.set_aside import SET_ASIDE
from anlan.control.record_columns import standards
from anlan.control.serving_copy import Row, ServingCopy
from anlan.control.trace_rows import load_described
from anlan.pool.loads import LoadPackage, Loads
from anlan.standards.registry import Column

_known: dict[Path, tuple[float, list[Contract]]] = {}


def contracts(workspace: Workspace) -> list[Contract]:
    """The workspace's contracts, read again only after a file changed. Raises: Findings, InputUnreadable."""
    changed = max((path.stat().st_mtime for path in workspace.sources.glob("*/contract.yml")), default=0.0)
    known = _known.get(workspace.sources)
    if known is None or known[0] != changed:
        known = (changed, read_contracts(workspace.sources, standards()))
        _known[workspace.sources] = known
    return known[1]


def columns_of_raw(workspace: Workspace, raw_table: str) -> dict[str, Column]:
    """Source item → the core column it fills, which says how sensitive the item is."""
    for contract in contracts(workspace):
        for table in contract.tables:
            if table.raw_table == raw_table:
                return {name: _column(table, name) for name in table.items}
    return {}


def _column(table: TableContract, name: str) -> Column:
    item, core = table.items[name], standards().table(table.core)
    filled = core.columns.get(item.column)
    # Whichever is stricter: an item is never shown more freely than the column it fills.
    grade = max(item.grade, filled.grade if filled else "") or "L2"
    return Column(name, item.label, filled.type if filled else "text", grade=grade)


def sources(workspace: Workspace, copy: ServingCopy | None) -> list[Row]:
    """Every source system by contract, with its state in the newest week and its loads."""
    loads: dict[tuple[str, str], list[LoadPackage]] = defaultdict(list)
    for package in Loads(workspace.pool).all():
        loads[package.system, package.table].append(package)
    states = _states(copy)
    return [_source(contract, loads, states.get(contract.system, {})) for contract in contracts(workspace)]


def _states(copy: ServingCopy | None) -> dict[str, Row]:
    if copy is None or not copy.has("out_risk__source_week"):
        return {}
    newest = "SELECT * FROM out_risk__source_week WHERE week = (SELECT max(week) FROM out_risk__source_week)"
    return {row["source_system"]: row for row in copy.rows(newest)}


def _source(
    contract: Contract, loads: Mapping[tuple[str, str], Sequence[LoadPackage]], state: Mapping[str, Any]
) -> Row:
    tables = [_table(table, loads.get((contract.system, table.name), ())) for table in contract.tables]
    return {
        "system": contract.system,
        "label": contract.label,
        "source_class": contract.source_class.value,
        "owner": contract.owner,
        "kind": contract.kind,
        "state": state.get("state"),
        "last_known_at": state.get("last_known_at"),
        "last_received_at": max((t["last_received_at"] for t in tables if t["last_received_at"]), default=None),
        "row_count": sum(table["row_count"] for table in tables),
        "set_aside_count": sum(table["set_aside_count"] for table in tables),
        "tables": tables,
    }


def _table(table: TableContract, packages: Sequence[LoadPackage]) -> Row:
    last = load_described(packages[-1]) if packages else None
    return {
        "name": table.name,
        "label": table.label,
        "core": table.core,
        "row_count": sum(package.row_count for package in packages),
        "set_aside_count": sum(package.set_aside_count for package in packages),
        "last_load_id": last["load_id"] if last else None,
        "last_received_at": last["received_at"] if last else None,
    }


def set_aside(workspace: Workspace, copy: ServingCopy, source: str | None, page: int, size: int) -> Row:
    """A page of findings with the reason of each; of one source system where given."""
    head = {"page": page, "size": size}
    if not copy.has(SET_ASIDE):
        return {**head, "total": 0, "rows": [], "sources": []}
    labels = {contract.system: contract.label for contract in contracts(workspace)}
    counts = copy.rows(f"SELECT source_system AS value, count(*) AS count FROM {SET_ASIDE} GROUP BY 1 ORDER BY 2 DESC")
    condition, values = ("source_system = ?", [source]) if source else ("true", [])
    rows = copy.rows(
        f"SELECT *, table_name AS 'table', column_name AS 'column' FROM {SET_ASIDE} WHERE {condition} "
        "ORDER BY load_id DESC, row_no LIMIT ? OFFSET ?",
        [*values, size, (page - 1) * size],
    )
    named = [{**row, "source_label": labels.get(row["source_system"], row["source_system"])} for row in rows]
    total = sum(row["count"] for row in counts if source in (None, row["value"]))
    choices = [{**row, "label": labels.get(row["value"], row["value"])} for row in counts]
    return {**head, "total": total, "rows": named, "sources": choices}
