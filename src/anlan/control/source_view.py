"""The source systems: what each promised, when it last came, how much it brought and how much was set aside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from anlan.base.settings import Workspace
from anlan.collection.contract import Contract, TableContract, read_contracts
from anlan.collection.health import last_known, worst_state
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


def system_labels(workspace: Workspace) -> dict[str, str]:
    """System → its name in its contract."""
    return {contract.system: contract.label for contract in contracts(workspace)}


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


def sources(workspace: Workspace) -> list[Row]:
    """Every source system by contract, with its worst table's state on the business day and its loads.

    The state is unknown before anything at all was loaded, and for a system that promises no table.
    """
    loads: dict[tuple[str, str], list[LoadPackage]] = defaultdict(list)
    for package in Loads(workspace.pool).all():
        loads[package.system, package.table].append(package)
    day = workspace.clock().today()
    return [_source(contract, loads, day) for contract in contracts(workspace)]


def _source(contract: Contract, loads: Mapping[tuple[str, str], Sequence[LoadPackage]], day: date) -> Row:
    packages = [(table, loads.get((contract.system, table.name), ())) for table in contract.tables]
    tables = [_table(table, found) for table, found in packages]
    known = [found for table, brought in packages if (found := last_known(table, brought, day))]
    return {
        "system": contract.system,
        "label": contract.label,
        "source_class": contract.source_class.value,
        "owner": contract.owner,
        "kind": contract.kind,
        "state": worst_state(packages, day).value if loads and packages else None,
        "last_known_at": max(known, default=None),
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
    labels = system_labels(workspace)
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
