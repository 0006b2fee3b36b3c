"""One row asked of a connection, leaving no unfinished result behind for the next question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb


def one_row(connection: duckdb.DuckDBPyConnection, sql: str, values: Sequence[Any] = ()) -> tuple[Any, ...]:
    """The first row of an answer that has one (an aggregate without groups always has)."""
    rows = connection.execute(sql, list(values)).fetchall()
    return tuple(rows[0])


def count_of(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    """How many rows a table has."""
    return int(one_row(connection, f"SELECT count(*) FROM {table}")[0])
