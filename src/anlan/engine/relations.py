"""What a step may ask of an engine: run statements of DuckDB's dialect and read their rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol


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


def columns_of(relations: Relations, name: str) -> set[str]:
    """The columns of a relation, empty where there is no such relation."""
    sql = "SELECT column_name FROM duckdb_columns() WHERE table_name = ?"
    return {column for (column,) in relations.execute(sql, [name]).fetchall()}
