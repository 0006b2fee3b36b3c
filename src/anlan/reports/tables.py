"""Reading a release: the tables of one release as rows of plain values, and which of them are there at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb

Row = dict[str, Any]


class ReleaseTables:
    """The tables (or views) a connection shows under their pool names."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        found = connection.execute("SELECT table_name FROM information_schema.tables").fetchall()
        self._names = frozenset(str(name) for (name,) in found)

    def has(self, *tables: str) -> bool:
        """Whether the release holds all these tables."""
        return self._names.issuperset(tables)

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """The answer of a query as one mapping a row."""
        answer = self._connection.execute(sql, list(values))
        names = [column[0] for column in answer.description]
        return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
