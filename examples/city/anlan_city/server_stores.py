"""Source systems kept on database servers: a schema of PostgreSQL, tables of a MariaDB database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import psycopg
import pymysql
from psycopg import sql

from anlan_city.stores import Said

_INSERTED_AT_ONCE = 2_000


def with_schema(url: str, schema: str) -> str:
    """The PostgreSQL URL with which a reader finds the tables of a schema by their bare names."""
    joint = "&" if "?" in url else "?"
    return f"{url}{joint}options={quote(f'-csearch_path={schema}', safe='')}"


def with_database(url: str, system: str) -> str:
    """The MariaDB URL of a system's own database, beside the one that a URL names."""
    head, _, database = url.rpartition("/")
    return f"{head}/{database}_{system}"


class PostgresStore:
    """A schema of a PostgreSQL database, made anew unless tables are ``added``."""

    def __init__(self, url: str, schema: str, added: bool = False) -> None:
        self.connection = psycopg.connect(url)
        name = sql.Identifier(schema)
        if not added:
            self.connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(name))
            self.connection.execute(sql.SQL("CREATE SCHEMA {}").format(name))
        self.connection.execute(sql.SQL("SET search_path TO {}").format(name))

    def create(self, table: str, columns: Mapping[str, str], said: Said | None = None) -> None:
        """A new empty table."""
        parts = [sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(kind)) for name, kind in columns.items()]
        if said is not None:
            parts.append(sql.SQL("PRIMARY KEY ({})").format(sql.Identifier(said.key)))
        name = sql.Identifier(table)
        self.connection.execute(sql.SQL("CREATE TABLE {} ({})").format(name, sql.SQL(", ").join(parts)))
        if said is None:
            return
        self.connection.execute(sql.SQL("COMMENT ON TABLE {} IS {}").format(name, sql.Literal(said.comment)))
        for column, comment in said.columns.items():
            place = sql.SQL("{}.{}").format(name, sql.Identifier(column))
            self.connection.execute(sql.SQL("COMMENT ON COLUMN {} IS {}").format(place, sql.Literal(comment)))

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
    """Tables of a MariaDB (or MySQL) database; older ones of the same names are replaced.

    With ``own`` the database is made anew.
    """

    def __init__(self, url: str, own: bool = False) -> None:
        parts = urlsplit(url)
        database = parts.path.lstrip("/")
        self.connection = pymysql.connect(
            host=parts.hostname or "127.0.0.1",
            port=parts.port or 3306,
            user=unquote(parts.username or "root"),
            password=unquote(parts.password or ""),
            database=None if own else database,
            charset="utf8mb4",
        )
        if own:
            with self.connection.cursor() as cursor:
                cursor.execute(f"DROP DATABASE IF EXISTS `{database}`")
                cursor.execute(f"CREATE DATABASE `{database}` CHARACTER SET utf8mb4")
                cursor.execute(f"USE `{database}`")
        self.widths: dict[str, int] = {}

    def create(self, table: str, columns: Mapping[str, str], said: Said | None = None) -> None:
        """A new empty table."""
        parts, ending, values = [f"`{name}` {kind}" for name, kind in columns.items()], "", []
        if said is not None:
            parts = [f"{part} COMMENT %s" for part in parts] + [f"PRIMARY KEY (`{said.key}`)"]
            ending, values = " COMMENT %s", [*(said.columns.get(name, "") for name in columns), said.comment]
        with self.connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS `{table}`")
            cursor.execute(f"CREATE TABLE `{table}` ({', '.join(parts)}) CHARACTER SET utf8mb4{ending}", values)
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
