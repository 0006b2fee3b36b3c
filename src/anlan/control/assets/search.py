"""The search that proves a destruction: values that were there, known by salted hashes, looked for everywhere."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb

from anlan.control.assets.control_rows import searched_models
from anlan.pool.delta import literal, quoted
from anlan.pool.pool import Pool

PER_COLUMN = 200
_OWN = ("load_id", "row_no", "file_name", "source_system")
# What tells something: text with a letter or an ideograph, or a number as long as a telephone's or a person's.
_TELLING = "length({0}) BETWEEN 8 AND 400 AND (length({0}) >= 11 OR regexp_matches({0}, '[^0-9./: -]'))"
_TELLING_TEXT = re.compile(r"[^0-9./: -]")
_OTHERS = "DELETE FROM witness WHERE value IN (SELECT {column} FROM ({rows}) WHERE {column} IS NOT NULL)"


def salted(salt: str, value: str) -> str:
    """The salted hash under which a value is known."""
    return hashlib.sha256((salt + value).encode()).hexdigest()


def witnesses(pool: Pool, rows: Sequence[tuple[str, str]], others: Sequence[tuple[str, str]], salt: str) -> list[str]:
    """Salted hashes of values that only the rows to be destroyed hold: at most some hundreds a column.

    ``rows`` are raw tables with the condition of what goes, ``others`` tables with that of what stays; a value that
    stays somewhere by right proves nothing.
    """
    with pool.reading(tables=[]) as connection:
        connection.execute("CREATE TABLE witness (value VARCHAR)")
        for table, condition in rows:
            query = f"({pool.select(table)})"
            for column in _texts(connection, query):
                chosen = (
                    f"SELECT DISTINCT {column} AS value FROM {query} WHERE {condition} AND {_TELLING.format(column)}"
                )
                connection.execute(f"INSERT INTO witness FROM ({chosen} ORDER BY hash(value) LIMIT {PER_COLUMN})")
        for table, condition in others:
            query = f"SELECT * FROM ({pool.select(table)}) WHERE {condition}"
            for column in _texts(connection, f"({query})"):
                connection.execute(_OTHERS.format(column=column, rows=query))
        hashed = f"SELECT DISTINCT sha256({literal(salt)} || value) AS h FROM witness ORDER BY h"
        return [row[0] for row in connection.execute(hashed).fetchall()]


def _texts(connection: duckdb.DuckDBPyConnection, rows: str) -> list[str]:
    described = connection.execute(f"DESCRIBE SELECT * FROM {rows}").fetchall()
    return [quoted(name) for name, kind, *_ in described if kind == "VARCHAR" and name not in _OWN]


def places(pool: Pool, serving: Path, salt: str, known: Sequence[str]) -> dict[str, int]:
    """Where the values still are: place → how many of them. Every Parquet file on disk is read, named or not."""
    found = dict(_in_pool(pool, salt, known))
    wanted = set(known)
    for path in sorted(serving.glob("*.sqlite3")):
        found[f"serving/{path.name}"] = len(_in_sqlite(path, salt, wanted))
    for model in searched_models():
        values = (text for row in model._base_manager.values_list() for text in _leaves(list(row)))
        found[f"控制库 {model._meta.db_table}"] = len(_matched(values, salt, wanted))
    return {place: count for place, count in found.items() if count}


def _in_pool(pool: Pool, salt: str, known: Sequence[str]) -> Iterator[tuple[str, int]]:
    with pool.reading(tables=[]) as connection:
        connection.execute("CREATE TABLE known (h VARCHAR)")
        if known:
            connection.executemany("INSERT INTO known VALUES (?)", [[one] for one in known])
        for folder in sorted(path for layer in ("raw", "core", "out") for path in pool.root.glob(f"{layer}/*")):
            files = sorted(str(path) for path in folder.rglob("*.parquet") if "_delta_log" not in path.parts)
            if files:
                listed = ", ".join(map(literal, files))
                rows = f"read_parquet([{listed}], union_by_name = true, hive_partitioning = false)"
                yield str(folder.relative_to(pool.root)), _count(connection, rows, salt)


def _count(connection: duckdb.DuckDBPyConnection, rows: str, salt: str) -> int:
    parts = [
        f"SELECT DISTINCT {column} AS value FROM {rows} WHERE {_TELLING.format(column)}"
        for column in _texts(connection, rows)
    ]
    if not parts:
        return 0
    hashed = f"SELECT DISTINCT sha256({literal(salt)} || value) AS h FROM ({' UNION ALL '.join(parts)})"
    return int(connection.execute(f"SELECT count(*) FROM ({hashed}) WHERE h IN (FROM known)").fetchall()[0][0])


def _in_sqlite(path: Path, salt: str, wanted: set[str]) -> set[str]:
    found: set[str] = set()
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({quoted(table)})") if row[2] == "TEXT"]
            for column in columns:
                rows = connection.execute(
                    f"SELECT DISTINCT {quoted(column)} FROM {quoted(table)} WHERE length({quoted(column)}) >= 8"
                )
                found |= _matched((value for row in rows for value in _leaves(_unfolded(row[0]))), salt, wanted)
    return found


def _unfolded(value: Any) -> Any:
    """A value, or what the JSON text holds that stands for a list."""
    if isinstance(value, str) and value[:1] in "[{":
        try:
            return [value, json.loads(value)]
        except ValueError:
            return value
    return value


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _leaves(one)
    elif isinstance(value, str):
        yield value


def _matched(values: Iterable[str], salt: str, wanted: set[str]) -> set[str]:
    told = (one for one in values if len(one) >= 8 and (len(one) >= 11 or _TELLING_TEXT.search(one)))
    return {hashed for one in told if (hashed := salted(salt, one)) in wanted}
