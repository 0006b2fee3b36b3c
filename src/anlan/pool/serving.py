"""The serving copy: published tables in one SQLite file a release, for look-ups that must not wait."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from anlan.base.errors import AnlanError
from anlan.pool.atomic import write_bytes
from anlan.pool.delta import quoted
from anlan.pool.pool import Pool
from anlan.pool.release import Release

_KEPT = 2
_BATCH_ROWS = 20_000
_POINTER = "current"


class ServingMissing(AnlanError):
    """No serving copy was built yet."""

    code = "serving-missing"
    status = 503
    retry = True
    message = "还没有可供查询的发布数据"
    hint = "运行 `anlan run` 完成一次计算并发布。"


@dataclass(frozen=True)
class ServingTable:
    """A table to be served: its name and the column lists to index."""

    name: str
    indexes: tuple[tuple[str, ...], ...] = ()


def build(pool: Pool, release: Release, tables: Sequence[ServingTable], folder: Path) -> Path:
    """The SQLite file of a release, made current; lists and structs are JSON text, dates ISO text.

    Tables the release does not hold are left out. The file is written aside and switched to in one step; files before
    the last two are removed. Raises: TableMissing never, because only the release's tables are read.
    """
    folder.mkdir(parents=True, exist_ok=True)
    target, draft = folder / f"{release.name}.sqlite3", folder / f".{release.name}.draft"
    draft.unlink(missing_ok=True)
    wanted = [table for table in tables if table.name in release.tables]
    with closing(sqlite3.connect(draft)) as connection, pool.reading(release, [t.name for t in wanted]) as source:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        for table in wanted:
            reader = source.sql(f"SELECT * FROM {quoted(table.name)}").to_arrow_reader(_BATCH_ROWS)
            _copy(connection, table, reader)
        connection.execute("CREATE TABLE release (number INTEGER, note TEXT, created TEXT)")
        facts = (release.number, release.note, release.created.isoformat())
        connection.execute("INSERT INTO release VALUES (?, ?, ?)", facts)
        connection.execute("ANALYZE")
        connection.commit()
    draft.replace(target)
    write_bytes(folder / _POINTER, target.name.encode())
    _remove_old(folder, target)
    return target


def current(folder: Path) -> Path:
    """The SQLite file that readers should open now. Raises: ServingMissing."""
    try:
        path = folder / (folder / _POINTER).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise ServingMissing() from error
    if not path.is_file():
        raise ServingMissing()
    return path


def open_current(folder: Path) -> sqlite3.Connection:
    """A read-only connection to the current serving copy, rows addressed by name. Raises: ServingMissing."""
    connection = sqlite3.connect(f"file:{current(folder)}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    return connection


def _copy(connection: sqlite3.Connection, table: ServingTable, reader: pa.RecordBatchReader) -> None:
    columns = ", ".join(f"{quoted(field.name)} {_affinity(field.type)}" for field in reader.schema)
    connection.execute(f"CREATE TABLE {quoted(table.name)} ({columns})")
    marks = ", ".join("?" for _ in reader.schema.names)
    for batch in reader:
        rows = zip(*(_values(column) for column in batch.columns), strict=True)
        connection.executemany(f"INSERT INTO {quoted(table.name)} VALUES ({marks})", rows)
    for number, index in enumerate(table.indexes):
        listed = ", ".join(quoted(column) for column in index)
        connection.execute(f"CREATE INDEX {quoted(f'{table.name}_{number}')} ON {quoted(table.name)} ({listed})")


def _affinity(kind: pa.DataType) -> str:
    if pa.types.is_integer(kind) or pa.types.is_boolean(kind):
        return "INTEGER"
    return "REAL" if pa.types.is_floating(kind) or pa.types.is_decimal(kind) else "TEXT"


def _values(column: pa.Array) -> Iterable[Any]:
    plain = (pa.types.is_string, pa.types.is_large_string, pa.types.is_integer, pa.types.is_floating)
    values = column.to_pylist()
    return values if any(check(column.type) for check in plain) else map(_plain, values)


def _plain(value: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, (list, tuple, Mapping)):
        return json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return value if isinstance(value, (int, float, str)) else str(value)


def _remove_old(folder: Path, target: Path) -> None:
    older = sorted((path for path in folder.glob("[0-9]*.sqlite3") if path != target), reverse=True)
    for path in older[_KEPT - 1 :]:
        path.unlink()
