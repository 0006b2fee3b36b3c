"""Relational databases as Arrow batches: SQLite and PostgreSQL through ADBC, MariaDB through a server-side cursor.

Batches keep the source's own types where they are certain and become text where they are not; memory stays bounded by
one batch. What goes wrong below Arrow's stream interface is kept in ``RowStream.failure``, because an exception cannot
cross it.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

import adbc_driver_manager
import adbc_driver_postgresql.dbapi
import adbc_driver_sqlite.dbapi
import numpy as np
import pyarrow as pa
import pymysql
import pymysql.converters
import pymysql.cursors

from anlan.base.errors import AnlanError
from anlan.collection.source_errors import ConnectionInvalid, SourceLost, SourceTableMissing, SourceUnreachable
from anlan.pool.delta import literal, quoted

BATCH_ROWS = 65_536
_TYPE_MISMATCH = "Type mismatch in column"
_INTEGER = re.compile(r"INT|^(NUMBER|NUMERIC|DECIMAL)\s*\(\s*\d+\s*(,\s*0\s*)?\)|^NUMBER$")
_REAL = re.compile(r"REAL|FLOA|DOUB|NUMERIC|DECIMAL|NUMBER")
_MYSQL_INTEGERS = frozenset({1, 2, 3, 8, 9, 13})  # TINY, SHORT, LONG, LONGLONG, INT24, YEAR
_EXACT_DIGITS = 15  # decimal digits that a double keeps whatever they are (DBL_DIG)
_MYSQL_REALS = frozenset({4, 5})  # FLOAT, DOUBLE


class TypesMixed(AnlanError):
    """A column holds values beside its declared type; reading the table again as text succeeds."""

    code = "source-types-mixed"
    status = 422
    retry = True
    message = "来源 {place} 的一列混有不同类型的值：{reason}"
    hint = "无需处理：系统会按文本重新读取。"


@dataclass
class RowStream:
    """Rows of one query as an Arrow reader; ``failure`` says why it ended early, if it did."""

    schema: pa.Schema
    batches: Iterator[pa.RecordBatch]
    place: str
    rows: int = 0
    failure: AnlanError | None = None

    def reader(self) -> pa.RecordBatchReader:
        """The rows with ``row_no``, their 1-based position in the result."""
        schema = self.schema.append(pa.field("row_no", pa.int64()))
        return pa.RecordBatchReader.from_batches(schema, self._numbered(schema))

    def _numbered(self, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
        try:
            for batch in self.batches:
                numbers = pa.array(np.arange(self.rows + 1, self.rows + batch.num_rows + 1, dtype=np.int64))
                self.rows += batch.num_rows
                yield pa.RecordBatch.from_arrays([*batch.columns, numbers], schema=schema)
        except (OSError, adbc_driver_manager.Error, pymysql.MySQLError, pa.ArrowException) as error:
            mixed = _TYPE_MISMATCH in str(error)
            self.failure = (TypesMixed if mixed else SourceLost)(place=self.place, reason=_reason(error))
            raise


class Database(Protocol):
    """One kind of database: its tables' columns and the rows of one table."""

    def read(self, location: str, where: str, as_text: bool = False) -> RowStream:
        """The rows of a table under a condition (empty: all). Raises: SourceUnreachable, SourceTableMissing.

        ``as_text`` asks for text where types may be mixed (SQLite); other databases hold one type a column.
        """
        ...


def open_database(url: str, base: Path) -> Database:
    """The database of a URL; SQLite paths are relative to ``base``. Raises: ConnectionInvalid."""
    scheme = urlsplit(url).scheme
    if scheme == "sqlite":
        return SqliteDatabase(base / url.removeprefix("sqlite:///"))
    if scheme in ("postgresql", "postgres"):
        return PostgresDatabase(url)
    if scheme in ("mysql", "mariadb"):
        return MariaDatabase(url)
    raise ConnectionInvalid(name=scheme or "（空）", reason="不认识的数据库类型")


def where_since(cursor: str, since: str) -> str:
    """The condition for rows from a cursor value on; rows without one come every time, so that none is lost."""
    if not since:
        return ""
    name = quoted(cursor)
    return f"{name} >= {literal(since)} OR {name} IS NULL"


@dataclass(frozen=True)
class SqliteDatabase:
    """A SQLite file."""

    path: Path

    def read(self, location: str, where: str, as_text: bool = False) -> RowStream:
        """See ``Database``; a value beside its column's declared type ends the stream with ``TypesMixed``."""
        return self._stream(location, where, self._columns(location), as_text)

    def _columns(self, location: str) -> dict[str, str]:
        if not self.path.is_file():
            raise SourceUnreachable(place=self.path.name, reason="数据库文件不存在")
        try:
            with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)) as connection:
                rows = connection.execute(f"PRAGMA table_info({quoted(location)})").fetchall()
        except sqlite3.Error as error:
            raise SourceUnreachable(place=self.path.name, reason=str(error)) from error
        if not rows:
            raise SourceTableMissing(place=self.path.name, location=location)
        return {row[1]: str(row[2]).upper() for row in rows}

    def _stream(self, location: str, where: str, columns: dict[str, str], as_text: bool) -> RowStream:
        kinds = {name: "text" if as_text else _sqlite_kind(declared) for name, declared in columns.items()}
        # The driver infers types from the first batch only: a first row of known types, dropped again, decides them.
        typed = ", ".join(f"{_SQLITE_SAMPLES[kind]} AS {quoted(name)}" for name, kind in kinds.items())
        listed = ", ".join(_sqlite_value(name, kind) for name, kind in kinds.items())
        query = f"SELECT {typed} UNION ALL SELECT {listed} FROM {quoted(location)}{_where(where)}"
        connection = adbc_driver_sqlite.dbapi.connect(f"file:{self.path}?mode=ro")
        cursor = connection.cursor()
        cursor.adbc_statement.set_options(**{"adbc.sqlite.query.batch_rows": str(BATCH_ROWS)})
        reader = _execute(cursor, query, self.path.name)
        if [str(field.type) for field in reader.schema] != [_SQLITE_ARROW[kind] for kind in kinds.values()]:
            _close([cursor, connection])
            return self._stream(location, where, columns, as_text=True)
        return RowStream(reader.schema, _without_first(reader, [cursor, connection]), self.path.name)


_SQLITE_ARROW = {"integer": "int64", "real": "double", "text": "string"}
_SQLITE_SAMPLES = {"integer": "0", "real": "0.5", "text": "''"}


def _sqlite_kind(declared: str) -> str:
    if _INTEGER.search(declared):
        return "integer"
    return "real" if _REAL.search(declared) else "text"


def _sqlite_value(name: str, kind: str) -> str:
    return f"CAST({quoted(name)} AS TEXT)" if kind == "text" else quoted(name)


@dataclass(frozen=True)
class PostgresDatabase:
    """A PostgreSQL database."""

    url: str = field(repr=False)

    def read(self, location: str, where: str, as_text: bool = False) -> RowStream:
        """See ``Database``."""
        place = urlsplit(self.url).path.lstrip("/")
        try:
            connection = adbc_driver_postgresql.dbapi.connect(self.url)
        except (adbc_driver_manager.Error, OSError) as error:
            raise SourceUnreachable(place=place, reason=_reason(error)) from error
        cursor = connection.cursor()
        table = ".".join(quoted(part) for part in location.split("."))
        columns = _postgres_columns(cursor, table, place, location)
        reader = _execute(cursor, f"SELECT {columns} FROM {table}{_where(where)}", place, location)
        return RowStream(_plain_schema(reader.schema), _plain_batches(reader, [cursor, connection]), place)


def _postgres_columns(cursor: Any, table: str, place: str, location: str) -> str:
    """The columns of a table, decimals as the server's own text or, where that says the same, floating point.

    The driver takes twice as long for a whole row where it has to write out a decimal itself.
    """
    facts = (
        "(atttypmod - 4) >> 16 AS digits, (atttypmod - 4) & 2047 AS scale, atttypid = 'numeric'::regtype AS is_decimal"
    )
    query = f"SELECT attname, {facts} FROM pg_attribute"
    query += f" WHERE attrelid = {literal(table)}::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum"
    rows = _execute(cursor, query, place, location).read_all().to_pylist()
    listed = []
    for name, precision, fraction, is_decimal in (row.values() for row in rows):
        exact = 0 < precision <= _EXACT_DIGITS and 0 < fraction <= precision
        kind = ("::float8" if exact else "::text") if is_decimal else ""
        listed.append(f"{quoted(name)}{kind} AS {quoted(name)}" if kind else quoted(name))
    return ", ".join(listed) or "*"


@dataclass(frozen=True)
class MariaDatabase:
    """A MariaDB or MySQL database."""

    url: str = field(repr=False)

    def read(self, location: str, where: str, as_text: bool = False) -> RowStream:
        """See ``Database``; dates and decimals come as the server's text, so that ``0000-00-00`` survives."""
        parts = urlsplit(self.url)
        place = parts.path.lstrip("/")
        # Encoders only: without decoders every value stays the server's own text.
        encoders: dict[Any, Any] = {**pymysql.converters.encoders}
        try:
            connection = pymysql.connect(
                host=parts.hostname or "127.0.0.1",
                port=parts.port or 3306,
                user=unquote(parts.username or "root"),
                password=unquote(parts.password or ""),
                database=place,
                charset="utf8mb4",
                conv=encoders,
                cursorclass=pymysql.cursors.SSCursor,
                connect_timeout=10,
            )
        except pymysql.MySQLError as error:
            raise SourceUnreachable(place=place, reason=_reason(error)) from error
        cursor = connection.cursor()
        table = ".".join(_backticks(part) for part in location.split("."))
        try:
            cursor.execute(f"SELECT * FROM {table}{_where(where).replace(chr(34), '`')}")
        except pymysql.err.ProgrammingError as error:
            raise SourceTableMissing(place=place, location=location) from error
        except pymysql.MySQLError as error:
            raise SourceUnreachable(place=place, reason=_reason(error)) from error
        schema = pa.schema([(entry[0], _mysql_type(int(entry[1]))) for entry in cursor.description or ()])
        return RowStream(schema, _mysql_batches(cursor, connection, schema), place)


def _mysql_type(code: int) -> pa.DataType:
    if code in _MYSQL_INTEGERS:
        return pa.int64()
    return pa.float64() if code in _MYSQL_REALS else pa.string()


def _mysql_batches(cursor: Any, connection: Any, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    with closing(connection), closing(cursor):
        while rows := cursor.fetchmany(BATCH_ROWS // 4):
            columns = [pa.array(map(_text, values), pa.string()) for values in zip(*rows, strict=True)]
            yield pa.RecordBatch.from_arrays(
                [column.cast(kind) for column, kind in zip(columns, schema.types, strict=True)], schema=schema
            )


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return value.decode("utf-8", errors="replace") if isinstance(value, bytes) else str(value)


def _backticks(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _where(condition: str) -> str:
    return f" WHERE {condition}" if condition else ""


def _execute(cursor: Any, query: str, place: str, location: str = "") -> pa.RecordBatchReader:
    try:
        cursor.execute(query)
        return cursor.fetch_record_batch()
    except adbc_driver_manager.ProgrammingError as error:
        raise SourceTableMissing(place=place, location=location) from error
    except (adbc_driver_manager.Error, OSError) as error:
        raise SourceUnreachable(place=place, reason=_reason(error)) from error


def _without_first(reader: pa.RecordBatchReader, resources: list[Any]) -> Iterator[pa.RecordBatch]:
    first = True
    try:
        for batch in reader:
            yield batch.slice(1) if first else batch
            first = False
    finally:
        _close(resources)


def _plain_batches(reader: pa.RecordBatchReader, resources: list[Any]) -> Iterator[pa.RecordBatch]:
    schema = _plain_schema(reader.schema)
    try:
        for batch in reader:
            columns = [_plain_column(column, kind) for column, kind in zip(batch.columns, schema.types, strict=True)]
            yield pa.RecordBatch.from_arrays(columns, schema=schema)
    finally:
        _close(resources)


def _close(resources: list[Any]) -> None:
    for resource in resources:
        resource.close()


def _plain_schema(schema: pa.Schema) -> pa.Schema:
    return pa.schema([(column.name, _plain_type(column.type)) for column in schema])


_KEPT: tuple[Callable[[pa.DataType], bool], ...] = (
    pa.types.is_string,
    pa.types.is_boolean,
    pa.types.is_date32,
    pa.types.is_float64,
    pa.types.is_int64,
)


def _plain_type(kind: pa.DataType) -> pa.DataType:
    if any(check(kind) for check in _KEPT):
        return kind
    if pa.types.is_integer(kind):
        return pa.int64()
    if pa.types.is_floating(kind):
        return pa.float64()
    return pa.timestamp("us", kind.tz) if pa.types.is_timestamp(kind) else pa.string()


def _plain_column(column: pa.Array, kind: pa.DataType) -> pa.Array:
    if isinstance(column, pa.ExtensionArray):
        column = column.storage
    if column.type == kind:
        return column
    return pa.array(map(_text, column.to_pylist()), kind) if pa.types.is_nested(column.type) else column.cast(kind)


def _reason(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0][:200] if lines else type(error).__name__
