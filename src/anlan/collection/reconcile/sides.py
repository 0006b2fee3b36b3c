"""The sides of a reconciliation as tables: the source as it is now, the raw rows that stand for it, the core rows.

They are made once, because every measure reads them again; what memory does not hold the engine keeps on disk.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from anlan.base.clock import CHINA
from anlan.collection import reading
from anlan.collection.change_rows import key_items, living_rows, newest_rows
from anlan.collection.contract import TableContract
from anlan.collection.deletions import without_deleted
from anlan.collection.mapping import BatchMapping, Load
from anlan.collection.raw_rows import LOAD_ID
from anlan.pool.delta import duck_type, literal, quoted
from anlan.pool.loads import LoadPackage, LoadState
from anlan.pool.pool import Pool
from anlan.standards.registry import EMPLOYER_COLUMNS, CoreTable, Registry

SOURCE, RAW, EXPECTED, CORE = "side_source", "side_raw", "side_expected", "side_core"
_NUMERIC = ("integer", "decimal")
_HELD = (LoadState.EXTRACTED, LoadState.LOADED)


@dataclass(frozen=True)
class TableSides:
    """One source table with the loads whose rows the pool holds, oldest first."""

    contract: TableContract
    core: CoreTable
    pool: Pool
    loads: Sequence[LoadPackage]

    @property
    def key_items(self) -> list[str]:
        """The source items that tell rows apart: those that fill the core table's key, and the employer's."""
        return key_items(self.contract, self.core)

    @property
    def numeric_items(self) -> list[str]:
        """The source items that fill numbers."""
        return [item.name for name, item in self.contract.mapped.items() if self.core.columns[name].type in _NUMERIC]

    @property
    def held(self) -> list[LoadPackage]:
        """The loads whose rows stand for the source now: the newest of a table that is read whole, else all."""
        loads = [one for one in self.loads if one.state in _HELD]
        return loads[-1:] if self.contract.mode == "full" and not any(one.file_name for one in loads) else loads

    @property
    def reached(self) -> str:
        """How far an incremental table has been read; rows of the source beyond it are not due yet."""
        return next((one.cursor_to for one in reversed(self.loads) if one.cursor_to), "")


def source_tables(
    connection: duckdb.DuckDBPyConnection, sides: TableSides, source: str, kinds: dict[str, str]
) -> list[str]:
    """Make the tables of source and raw rows as text by item; the items both have, in the source's order.

    ``source`` is a SELECT with ``row_no``; ``kinds`` are the DuckDB types of its columns.
    """
    raw_kinds = _kinds(sides.pool, sides.contract.raw_table)
    items = [name for name in kinds if name in raw_kinds and name not in ("row_no", LOAD_ID)]
    # A table of changes is held as it came; of other tables the rows that stand for the source now.
    held = {LOAD_ID: [one.load_id for one in sides.held]}
    is_log = sides.contract.mode == "changes"
    raw = sides.pool.select(sides.contract.raw_table, partition=held) if is_log else _standing(sides, sides.key_items)
    cursor = sides.contract.sequence or sides.contract.cursor
    due = f" WHERE {_due(cursor, sides.reached, kinds[cursor])}" if cursor in kinds and sides.reached else ""
    listed = ", ".join(f"{reading.text_sql(quoted(name), kinds[name])} AS {quoted(name)}" for name in items)
    connection.execute(
        f"CREATE TEMP TABLE {SOURCE} AS SELECT {listed}, CAST(row_no AS VARCHAR) AS place FROM ({source}){due}"
    )
    listed = ", ".join(f"{reading.text_sql(quoted(name), raw_kinds[name])} AS {quoted(name)}" for name in items)
    connection.execute(f"CREATE TEMP TABLE {RAW} AS SELECT {listed}, {LOAD_ID} || ':' || row_no AS place FROM ({raw})")
    return items


def _standing(sides: TableSides, key: Sequence[str]) -> str:
    """Raw rows that stand for the source: of an incremental table, each key as the newest load with it brought it."""
    rows = sides.pool.select(sides.contract.raw_table, partition={LOAD_ID: [one.load_id for one in sides.held]})
    if sides.contract.tracks_deletions:
        return living_rows(newest_rows(rows, sides.contract, sides.core), sides.contract, sides.core)
    if sides.contract.mode != "incremental" or len(sides.held) < 2:
        return rows
    place, cursor = ", ".join(map(quoted, key)), quoted(sides.contract.cursor)
    # A source that corrects by further rows of a key keeps the earlier ones: each version stands for itself.
    versions = f"SELECT 1 FROM ({rows}) GROUP BY {LOAD_ID}, {place} HAVING count(DISTINCT {cursor}) > 1 LIMIT 1"
    return (
        f"SELECT * EXCLUDE (__versions) FROM ({rows}), (SELECT count(*) AS __versions FROM ({versions}))"
        f" QUALIFY {LOAD_ID} = max({LOAD_ID})"
        f" OVER (PARTITION BY {place}, CASE WHEN __versions > 0 THEN {cursor} END)"
    )


def _due(cursor: str, reached: str, kind: str) -> str:
    return f"({quoted(cursor)} IS NULL OR {quoted(cursor)} <= CAST({literal(reached)} AS {kind}))"


def core_tables(connection: duckdb.DuckDBPyConnection, sides: TableSides, registry: Registry, today: date) -> list[str]:
    """Make the tables of what core should hold and of what it holds, the newest row a key; their columns."""
    loads = [
        Load(one.load_id, one.started.astimezone(CHINA).date(), one.file_name)
        for one in sides.loads
        if one.state in _HELD
    ]
    kinds = _kinds(sides.pool, sides.contract.raw_table)
    mapping = BatchMapping(sides.contract, sides.core, registry, loads, kinds, today)
    key = ", ".join(map(quoted, sides.core.key))
    newest = f"QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY known_at DESC, load_id DESC, row_no DESC) = 1"
    place = "load_id || ':' || row_no AS place"
    standing = mapping.parsed(_standing(sides, sides.key_items))
    connection.execute(
        f"CREATE TEMP TABLE {EXPECTED} AS SELECT *, {place} FROM ({standing})"
        f" WHERE NOT coalesce(is_dropped, false) {newest}"
    )
    ids = ", ".join(literal(load.load_id) for load in loads)
    connection.execute(
        f"CREATE TEMP TABLE {CORE} AS SELECT *, {place} FROM ({without_deleted(sides.pool, sides.core.name)})"
        f" WHERE source_system = {literal(sides.contract.system)} AND load_id IN ({ids}) {newest}"
    )
    return [*sides.core.columns, *(EMPLOYER_COLUMNS if sides.core.employer else ())]


def numeric_columns(sides: TableSides) -> list[str]:
    """The core columns that the contract fills with numbers."""
    return [name for name in sides.contract.mapped if sides.core.columns[name].type in _NUMERIC]


def _kinds(pool: Pool, table: str) -> dict[str, str]:
    schema = pool.schema(table)
    return {field.name: duck_type(field.type) for field in schema} if schema is not None else {}


def scratch_path(pool: Pool, contract: TableContract) -> Path:
    """Where a source's rows are set down while they are compared."""
    return pool.root / "loads" / "spool" / f"reconcile-{contract.raw_table}.parquet"
