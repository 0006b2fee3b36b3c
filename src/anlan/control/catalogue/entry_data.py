"""What the platform knows of the data behind an entry: where its items go, and how good they are."""

from __future__ import annotations

from collections import Counter
from typing import Any

from anlan.collection.contract import TableContract
from anlan.collection.set_aside import SET_ASIDE
from anlan.control.catalogue.decisions import mounting
from anlan.control.catalogue.life import entry_of
from anlan.control.catalogue.models import EntryVersion
from anlan.control.catalogue.truth import findings
from anlan.control.place import open_pool, workspace
from anlan.control.record_columns import standards
from anlan.control.serving_copy import ServingCopy
from anlan.pool.loads import LoadPackage, Loads
from anlan.pool.serving import ServingMissing
from anlan.risk.registry import Indicator, read_registry
from anlan.standards.catalogue import CatalogueEntry

_LOADS_SHOWN = 10


def _tables(entry: CatalogueEntry) -> list[TableContract]:
    checks = mounting()
    found = (checks.table_of(mount) for mount in entry.mounts)
    return [table for table in found if table is not None]


def lineage_of(version: EntryVersion) -> dict[str, Any]:
    """Where an entry's items go: raw column, core column, and the indicators that read the core table.

    Rows: one an item and mounted table, in the order of the items; ``column`` is empty where no core column takes it.
    """
    entry = entry_of(version)
    tables = _tables(entry)
    registry = read_registry()
    return {
        "tables": [_table_path(table, registry.indicators) for table in tables],
        "items": [_item_path(code.code, code.name, table) for table in tables for code in entry.items],
    }


def _table_path(table: TableContract, indicators: tuple[Indicator, ...]) -> dict[str, Any]:
    raw = open_pool(workspace()).version(table.raw_table)
    core = standards().table(table.core)
    used = [one for one in indicators if table.core in one.tables]
    return {
        "system": table.system,
        "location": table.location,
        "raw": table.raw_table,
        "raw_version": raw,
        "core": table.core,
        "core_label": core.label,
        "indicators": [{"id": one.id, "label": one.label, "types": list(one.types)} for one in used],
    }


def _item_path(code: str, name: str, table: TableContract) -> dict[str, Any]:
    item = table.items.get(code)
    column = standards().table(table.core).columns.get(item.column) if item and item.column else None
    parts = {source: part for part, source in table.employer.items()}
    roles = [_EMPLOYER_ROLES[parts[code]]] if code in parts else []
    roles += ["知悉日期"] if code == table.known_at else []
    return {
        "item": code,
        "name": name,
        "core": table.core if column else "",
        "column": column.name if column else "",
        "column_label": column.label if column else "",
        "unit": item.unit if item else "",
        "recoded": len(item.codes) if item else 0,
        "roles": roles,
    }


_EMPLOYER_ROLES = {"code": "关联企业：信用代码", "number": "关联企业：单位编号", "name": "关联企业：单位名称"}


def quality_of(version: EntryVersion) -> dict[str, Any]:
    """Loads, rows set aside by reason, and what was found untrue of an entry."""
    tables = _tables(entry_of(version))
    loads = Loads(open_pool(workspace()).root).all()
    mine = [one for one in loads if any((one.system, one.table) == (t.system, t.name) for t in tables)]
    return {
        "row_count": sum(one.row_count for one in mine),
        "core_count": sum(one.core_count for one in mine),
        "set_aside_count": sum(one.set_aside_count for one in mine),
        "loads": [_load(one) for one in mine[-_LOADS_SHOWN:][::-1]],
        "set_aside": _set_aside(tables),
        "findings": findings(resource_code=version.resource_code),
    }


def _load(package: LoadPackage) -> dict[str, Any]:
    names = ("load_id", "table", "file_name", "row_count", "core_count", "set_aside_count", "message")
    facts = {name: getattr(package, name) for name in names}
    return facts | {"started": package.started, "state": package.state.value, "state_label": package.state.label}


def _set_aside(tables: list[TableContract]) -> list[dict[str, Any]]:
    try:
        copy = ServingCopy.current(workspace())
    except ServingMissing:  # before the first run nothing was set aside
        return []
    if not copy.has(SET_ASIDE):
        return []
    counted: Counter[tuple[str, str, str, bool]] = Counter()
    query = (
        f"SELECT column_name, reason_code, min(reason) AS reason, drops_row, count(*) AS count FROM {SET_ASIDE} "
        "WHERE source_system = ? AND table_name = ? GROUP BY column_name, reason_code, drops_row"
    )
    for table in tables:
        for row in copy.rows(query, [table.system, table.name]):
            key = (row["column_name"] or "", row["reason_code"], row["reason"], bool(row["drops_row"]))
            counted[key] += row["count"]
    names = ("column", "reason_code", "reason", "drops_row")
    return [dict(zip(names, key, strict=True)) | {"count": count} for key, count in counted.most_common()]
