"""What a rule set is run over: a file or a table of the pool as one relation whose rows can be named again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import duckdb

from anlan.pool.delta import literal, quoted
from anlan.pool.pool import Pool
from anlan.pool.release import Release
from anlan.quality.masks import Mask, masked

ROW = "__row"
FILE_STEP = 1 << 40


@dataclass(frozen=True)
class Relation:
    """Rows to be judged: ``source`` stands in a FROM clause, ``row`` is an expression that names a row for this run.

    ``types`` gives each column's type; ``masks`` how much of a column's values may be shown (free text where it says
    nothing); ``key`` the columns that name a row to people; ``place`` those that say where it came from; ``files`` the
    Parquet files that hold exactly these rows, where there are such.
    """

    name: str
    source: str
    row: str
    types: Mapping[str, str]
    masks: Mapping[str, Mask] = field(default_factory=lambda: MappingProxyType({}))
    key: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    files: tuple[str, ...] = ()

    def is_text(self, column: str) -> bool:
        """Whether a column holds text."""
        return self.types[column] == "VARCHAR"

    def shown(self, column: str) -> str:
        """A SQL expression of a column's value as text, masked."""
        name = quoted(column)
        return masked(name if self.is_text(column) else f"CAST({name} AS VARCHAR)", self.mask(column))

    def mask(self, column: str) -> Mask:
        """How much of a column's values may be shown; numbers and dates that nobody graded are shown as they are."""
        return self.masks.get(column, Mask.TEXT if self.is_text(column) else Mask.PLAIN)


def parquet_relation(connection: duckdb.DuckDBPyConnection, name: str, files: Sequence[str]) -> Relation:
    """Parquet files as one relation, read in place."""
    listed = ", ".join(literal(file) for file in files)
    source = f"read_parquet([{listed}], union_by_name = true)"
    row = file_row("file_index", "file_row_number")
    return Relation(name, source, row, types_of(connection, source), files=tuple(files))


def table_relation(connection: duckdb.DuckDBPyConnection, name: str, table: str) -> Relation:
    """A table held in the connection."""
    return Relation(name, quoted(table), "rowid", types_of(connection, quoted(table)))


def pool_relation(
    connection: duckdb.DuckDBPyConnection, pool: Pool, table: str, release: Release | None, gone: str = ""
) -> Relation:
    """A table of the pool, of a release or as it is now, without the rows that ``gone`` names. Raises: TableMissing."""
    source = f"({living(pool.select(table, release, row_name=ROW), gone)})"
    types = {name: kind for name, kind in types_of(connection, source).items() if name != ROW}
    place = tuple(name for name in ("source_system", "load_id", "row_no") if name in types)
    return Relation(table, source, quoted(ROW), types, place=place)


def living(rows: str, gone: str) -> str:
    """The SELECT of rows without those whose source deleted them; ``gone`` selects their load_id and row_no."""
    if not gone:
        return rows
    return f"SELECT r.* FROM ({rows}) r ANTI JOIN ({gone}) m ON r.load_id = m.load_id AND r.row_no = m.row_no"


def types_of(connection: duckdb.DuckDBPyConnection, source: str) -> dict[str, str]:
    """Column → DuckDB type of what a FROM clause gives."""
    described = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
    return {str(row[0]): str(row[1]) for row in described}


def file_row(file: str, row: str) -> str:
    """The expression that names a row by the place of its file and its own place there."""
    return f"({file} * {FILE_STEP} + {row})"
