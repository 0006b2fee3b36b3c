"""DuckDB as the default engine: in memory, stateless, bounded."""

from __future__ import annotations

import duckdb


def connect(threads: int = 2, memory_limit: str = "1500MB", spill: str = "") -> duckdb.DuckDBPyConnection:
    """A connection in memory with bounded threads and memory; ``spill`` names a folder for what does not fit."""
    connection = duckdb.connect(":memory:")
    connection.execute(f"SET threads = {int(threads)}")
    connection.execute(f"SET memory_limit = '{memory_limit}'")
    connection.execute("SET preserve_insertion_order = false")
    connection.execute("SET enable_progress_bar = false")
    connection.execute("SET TimeZone = 'Asia/Shanghai'")
    if spill:
        connection.execute(f"SET temp_directory = {_literal(spill)}")
    return connection


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
