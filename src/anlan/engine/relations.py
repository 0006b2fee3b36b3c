"""What a step may ask of an engine: run statements of DuckDB's dialect and read their rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, runtime_checkable


class Rows(Protocol):
    """What a statement answered."""

    @property
    def description(self) -> Sequence[Sequence[Any]] | None:
        """One tuple a column, its name first; None where the statement gives no rows."""
        ...

    def fetchall(self) -> list[tuple[Any, ...]]:
        """All rows, as plain Python values."""
        ...


class Relations(Protocol):
    """Named relations in an engine. A DuckDB connection is one as it stands; ``SparkRelations`` is the other."""

    def execute(self, sql: str, parameters: Any = None, /) -> Rows:
        """Run one statement of DuckDB's dialect with its parameters bound."""
        ...

    def executemany(self, sql: str, parameters: Any, /) -> Any:
        """Run one statement for each row of parameters."""
        ...


@runtime_checkable
class RowReading(Relations, Protocol):
    """Relations of an engine that reads some things otherwise than DuckDB, and lets DuckDB read its rows for that."""

    def view_by_row(self, name: str, rows: str, query: str, macros: Sequence[str] = ()) -> None:
        """Leave a view of what DuckDB makes of the rows of a SELECT, each by itself; ``query`` reads ``INCOMING``."""
        ...


def columns_of(relations: Relations, name: str) -> set[str]:
    """The columns of a relation, empty where there is no such relation."""
    sql = "SELECT column_name FROM duckdb_columns() WHERE table_name = ?"
    return {column for (column,) in relations.execute(sql, [name]).fetchall()}
