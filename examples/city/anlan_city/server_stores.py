"""Source systems kept on database servers: a schema of PostgreSQL, tables of a MariaDB database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import psycopg
import pymysql
from psycopg import sql

_INSERTED_AT_ONCE = 2_000


def with_schema(url: str, schema: str) -> str:
    """The PostgreSQL URL with which a reader finds the tables of a schema by their bare names."""
    joint = "&" if "?" in url else "?"
    return f"{url}{joint}options={quote(f'-csearch_path={schema}', safe='')}"


class PostgresStore:
    """A schema of a PostgreSQL database, made anew."""

    def __init__(self, url: str, schema: str) -> None:
        self.connection = psycopg.connect(url)
        name = sql.Identifier(schema)
        self.connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(name))
        self.connection.execute(sql.SQL("CREATE SCHEMA {}").format(name))
        self.connection.execute(sql.SQL("SET search_path TO {}").format(name))

    def create(self, table: str, columns: Mapping[str, str]) -> None:
        """A new empty table."""
        body = sql.SQL(", ").join(
            sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(kind)) for name, kind in columns.items()
        )
        self.connection.execute(sql.SQL("CREATE TABLE {} ({})").format(sql.Identifier(table), body))

    def insert(self, table: str, columns: Sequence[Sequence[Any]]) -> None:
        """Add rows, given column by column."""
        command = sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))
        with self.connection.cursor() as cursor, cursor.copy(command) as copy:
            for row in zip(*columns, strict=True):
                copy.write_row(row)

    def close(self) -> None:
        """Commit and close."""
        self.connection.commit()
        self.connection.close()


class MariaStore:
    """Tables of a MariaDB (or MySQL) database; older ones of the same names are replaced."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.connection = pymysql.connect(
            host=parts.hostname or "127.0.0.1",
            port=parts.port or 3306,
            user=unquote(parts.username or "root"),
            password=unquote(parts.password or ""),
            database=parts.path.lstrip("/"),
            charset="utf8mb4",
        )
        self.widths: dict[str, int] = {}

    def create(self, table: str, columns: Mapping[str, str]) -> None:
        """A new empty table."""
        body = ", ".join(f"`{name}` {kind}" for name, kind in columns.items())
        with self.connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS `{table}`")
            cursor.execute(f"CREATE TABLE `{table}` ({body}) CHARACTER SET utf8mb4")
        self.widths[table] = len(columns)

    def insert(self, table: str, columns: Sequence[Sequence[Any]]) -> None:
        """Add rows, given column by column."""
        marks = ", ".join(["%s"] * self.widths[table])
        with self.connection.cursor() as cursor:
            for rows in _parts(columns):
                cursor.executemany(f"INSERT INTO `{table}` VALUES ({marks})", rows)

    def close(self) -> None:
        """Commit and close."""
        self.connection.commit()
        self.connection.close()


def _parts(columns: Sequence[Sequence[Any]]) -> Iterator[list[tuple[Any, ...]]]:
    for start in range(0, len(columns[0]), _INSERTED_AT_ONCE):
        yield list(zip(*(column[start : start + _INSERTED_AT_ONCE] for column in columns), strict=True))
