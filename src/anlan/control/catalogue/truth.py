"""Entries that are true: what each published entry promises, held against what has arrived."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from anlan.collection.contract import Contract, TableContract
from anlan.collection.health import SourceState, table_state
from anlan.pool.loads import LoadPackage
from anlan.pool.pool import Pool
from anlan.standards.catalogue import CatalogueEntry

_STATES = {SourceState.LATE: "迟到", SourceState.SILENT: "中断", SourceState.FAILED: "最近一次装载失败"}


@dataclass(frozen=True)
class Untruth:
    """One promise of an entry that does not hold: whose entry, what was promised, what is so."""

    resource_code: str
    name: str
    responsible_party: str
    promise: str
    fact: str


def untrue_entries(
    entries: Iterable[CatalogueEntry], contracts: Iterable[Contract], pool: Pool, packages: list[LoadPackage], day: date
) -> list[Untruth]:
    """Every promise that does not hold on a day, by responsible party.

    An entry is held against the contract table that its mount names: its items against the columns that arrived, its
    volume against the rows of the last load, its cycle against the arrivals. An entry mounted nowhere is one too.
    """
    tables = {(c.system, t.location): t for c in contracts for t in c.tables}
    found: list[Untruth] = []
    for entry in entries:
        mounted = [tables.get((mount.system, mount.target)) for mount in entry.mounts]
        if not mounted:
            found.append(_untruth(entry, "已编目的资源应挂接", "没有挂接"))
        for table in mounted:
            facts = (
                [("挂接的目标应存在", "契约中没有该表")] if table is None else _held(entry, table, pool, packages, day)
            )
            found += [_untruth(entry, promise, fact) for promise, fact in facts]
    return sorted(found, key=lambda untruth: (untruth.responsible_party, untruth.resource_code))


def _untruth(entry: CatalogueEntry, promise: str, fact: str) -> Untruth:
    return Untruth(entry.resource_code, entry.name, entry.responsible_party, promise, fact)


def _held(
    entry: CatalogueEntry, table: TableContract, pool: Pool, packages: list[LoadPackage], day: date
) -> list[tuple[str, str]]:
    attempts = [p for p in packages if (p.system, p.table) == (table.system, table.name)]
    mine = [p for p in attempts if p.state.is_finished and p.row_count]
    if not mine:
        return [("应有数据到达", "从未到达")]
    facts: list[tuple[str, str]] = []
    schema = pool.schema(table.raw_table)
    arrived = set(schema.names) if schema is not None else set()
    lacking = [item.code for item in entry.items if item.code not in arrived]
    if lacking:
        facts.append(("信息项应到达", f"缺 {'、'.join(lacking[:10])}"))
    rows = max(mine, key=lambda package: package.started).row_count
    if entry.rows_min is not None and rows < entry.rows_min:
        facts.append((f"每次不少于 {entry.rows_min} 行", f"最近一次 {rows} 行"))
    if entry.rows_max is not None and rows > entry.rows_max:
        facts.append((f"每次不多于 {entry.rows_max} 行", f"最近一次 {rows} 行"))
    state = table_state(table, attempts, day)
    if state is not SourceState.ON_TIME:
        facts.append(("应按更新频率到达", _STATES[state]))
    return facts
