"""The core tables as Arrow: they exist, typed, even before a source has brought a row."""

from __future__ import annotations

import pyarrow as pa

from anlan.pool.pool import Pool
from anlan.standards.registry import EMPLOYER_COLUMNS, CoreTable, Registry

_ARROW_TYPES = {
    "text": pa.string(),
    "code": pa.string(),
    "date": pa.date32(),
    "month": pa.string(),
    "timestamp": pa.timestamp("us"),
    "integer": pa.int64(),
    "decimal": pa.float64(),
    "flag": pa.bool_(),
}


def core_schema(table: CoreTable) -> pa.Schema:
    """The Arrow schema of a core table: its columns, the employer's if it has any, and the row's own."""
    fields = [(column.name, _ARROW_TYPES[column.type]) for column in table.columns.values()]
    if table.employer:
        fields += [(name, pa.string()) for name in EMPLOYER_COLUMNS]
    fields += [("load_id", pa.string()), ("row_no", pa.int64()), ("source_system", pa.string())]
    return pa.schema([*fields, ("known_at", pa.date32())])


def ensure_core_tables(pool: Pool, registry: Registry) -> None:
    """Create, empty and typed, every core table that the pool does not hold yet; others are left as they are."""
    held = set(pool.tables())
    for table in registry.tables.values():
        if table.name not in held:
            pool.write(table.name, core_schema(table).empty_table(), partition={"load_id": ""})
