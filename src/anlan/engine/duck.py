"""DuckDB as the default engine: in memory, stateless, bounded."""

from __future__ import annotations

import duckdb

TIME_ZONE = "Asia/Shanghai"
"""Whose days and clock a time without an offset means."""


def connect(threads: int = 2, memory_limit: str = "1500MB", spill: str = "") -> duckdb.DuckDBPyConnection:
    """A connection in memory with bounded threads and memory; ``spill`` names a folder for what does not fit."""
    connection = duckdb.connect(":memory:")
    connection.execute(f"SET threads = {int(threads)}")
    connection.execute(f"SET memory_limit = '{memory_limit}'")
    connection.execute("SET preserve_insertion_order = false")
    connection.execute("SET enable_progress_bar = false")
    connection.execute(f"SET TimeZone = '{TIME_ZONE}'")
    if spill:
        connection.execute(f"SET temp_directory = {literal(spill)}")
    return connection


def literal(text: str) -> str:
    """A text as a SQL string literal."""
    return "'" + text.replace("'", "''") + "'"
