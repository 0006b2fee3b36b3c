"""Reconciling tables: the source read again as it is now, compared with raw, and raw compared with core."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet

from anlan.base.clock import CHINA
from anlan.base.errors import AnlanError
from anlan.base.settings import Workspace
from anlan.collection import reading
from anlan.collection.contract import Contract, TableContract
from anlan.collection.database import TypesMixed, open_database
from anlan.collection.landing import has_personal_items
from anlan.collection.reconcile import sides as side
from anlan.collection.reconcile.compare import Comparison, Side, compare
from anlan.collection.reconcile.ledger import Entry, keep
from anlan.collection.source_errors import SourceLost
from anlan.pool.delta import duck_type, literal
from anlan.pool.loads import Loads
from anlan.pool.pool import Pool
from anlan.standards.registry import Registry

SOURCE_RAW, RAW_CORE = "source-raw", "raw-core"


def reconcile(
    workspace: Workspace, contracts: Sequence[Contract], pool: Pool, registry: Registry, now: datetime
) -> list[Entry]:
    """Reconcile every table of the contracts that the pool holds rows of, and keep what was found in the ledger.

    Sources other than databases cannot be read again as they were; of them raw is compared with core. A source that
    does not answer is an entry that says so; the others are reconciled.
    """
    entries: list[Entry] = []
    loads = Loads(pool.root)
    for contract in contracts:
        for table in contract.tables:
            mine = [one for one in loads.all(contract.system) if one.table == table.name]
            sides = side.TableSides(table, registry.table(table.core), pool, mine)
            if sides.held:
                entries += _table(workspace, contract, sides, registry, now)
    keep(pool, entries, now)
    return entries


def _table(
    workspace: Workspace, contract: Contract, sides: side.TableSides, registry: Registry, now: datetime
) -> list[Entry]:
    is_personal = has_personal_items(sides.contract, registry)
    stages = [SOURCE_RAW, RAW_CORE] if contract.kind == "database" else [RAW_CORE]
    entries = []
    for stage in stages:
        name = sides.contract.name
        try:
            with sides.pool.reading(tables=[]) as connection:
                reading.prepare(connection)
                if stage == SOURCE_RAW:
                    compared = _source_raw(connection, workspace, contract, sides)
                else:
                    compared = _raw_core(connection, sides, registry, now)
            entries.append(Entry(contract.system, name, stage, compared, is_personal))
        except AnlanError as error:
            entries.append(Entry(contract.system, name, stage, None, is_personal, error.text))
    return entries


def _source_raw(
    connection: duckdb.DuckDBPyConnection, workspace: Workspace, contract: Contract, sides: side.TableSides
) -> Comparison:
    path = side.scratch_path(sides.pool, sides.contract)
    try:
        schema = _read_source(workspace, contract, sides.contract, path)
        kinds = {field.name: duck_type(field.type) for field in schema}
        source = f"SELECT * FROM read_parquet({literal(str(path))})"
        items = side.source_tables(connection, sides, source, kinds)
        key = [name for name in sides.key_items if name in items] or items
        numeric = [name for name in sides.numeric_items if name in items]
        return compare(connection, Side(side.SOURCE), Side(side.RAW), key, items, numeric)
    finally:
        path.unlink(missing_ok=True)


def _read_source(workspace: Workspace, contract: Contract, table: TableContract, path: Path) -> pa.Schema:
    url = workspace.connection(contract.connection)
    database = open_database(url, workspace.root)
    path.parent.mkdir(parents=True, exist_ok=True)
    for as_text in (False, True):
        stream = database.read(table.location, "", as_text)
        try:
            reader = stream.reader()
            with pyarrow.parquet.ParquetWriter(path, reader.schema) as writer:
                for batch in reader:
                    writer.write_batch(batch)
            return reader.schema
        except (OSError, ValueError) as error:
            if isinstance(stream.failure, TypesMixed) and not as_text:
                continue
            raise stream.failure or SourceLost(place=contract.label, reason=type(error).__name__) from error
    raise SourceLost(place=contract.label, reason="类型混杂")


def _raw_core(
    connection: duckdb.DuckDBPyConnection, sides: side.TableSides, registry: Registry, now: datetime
) -> Comparison:
    columns = side.core_tables(connection, sides, registry, now.astimezone(CHINA).date())
    numeric = side.numeric_columns(sides)
    left, right = Side(side.EXPECTED), Side(side.CORE)
    return compare(connection, left, right, sides.core.key, columns, numeric)
