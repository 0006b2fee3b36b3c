"""Where source systems keep their rows: SQLite files, PostgreSQL schemas, MariaDB tables, CSV and JSON files."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

BATCH = 200_000


@dataclass(frozen=True)
class Said:
    """What a system says of a table beside its types: the table's comment, its key, the comments of columns."""

    comment: str
    key: str
    columns: Mapping[str, str]


class Store(Protocol):
    """A database of one source system: tables are created and filled in bulk."""

    def create(self, table: str, columns: Mapping[str, str], said: Said | None = None) -> None:
        """A new empty table with columns of the given SQL types; an old one of that name is dropped."""
        ...

    def insert(self, table: str, columns: Sequence[Sequence[Any]]) -> None:
        """Add rows, given column by column."""
        ...

    def close(self) -> None:
        """Write everything down and let go."""
        ...


class SQLiteStore:
    """A SQLite file, written without a journal: it is made anew unless tables are ``added``."""

    def __init__(self, path: Path, added: bool = False) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not added:
            path.unlink(missing_ok=True)
        self.connection = sqlite3.connect(path)
        self.connection.execute("PRAGMA synchronous=OFF")
        self.connection.execute("PRAGMA journal_mode=OFF")
        self.widths: dict[str, int] = {}

    def create(self, table: str, columns: Mapping[str, str], said: Said | None = None) -> None:
        """A new empty table; SQLite keeps its script as written, and with it what is said of the columns."""
        if said is None:
            body = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
            self.connection.execute(f'CREATE TABLE "{table}" ({body})')
        else:
            self.connection.execute(sqlite_script(table, columns, said))
        self.widths[table] = len(columns)

    def insert(self, table: str, columns: Sequence[Sequence[Any]]) -> None:
        """Add rows, given column by column."""
        marks = ", ".join("?" * self.widths[table])
        self.connection.executemany(f'INSERT INTO "{table}" VALUES ({marks})', zip(*columns, strict=True))

    def close(self) -> None:
        """Commit and close."""
        self.connection.commit()
        self.connection.close()


def sqlite_script(table: str, columns: Mapping[str, str], said: Said) -> str:
    """The definition of a table with its comments inside."""
    lines = [
        f'  "{name}" {kind}{" PRIMARY KEY" if name == said.key else ""}{"," if place < len(columns) else ""}'
        + (f" -- {said.columns[name]}" if said.columns.get(name) else "")
        for place, (name, kind) in enumerate(columns.items(), start=1)
    ]
    return f'CREATE TABLE "{table}" ( -- {said.comment}\n' + "\n".join(lines) + "\n)"


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[Any]], encoding: str) -> None:
    """A CSV file with Windows line ends, as the offices' systems export them; rows are added to one that exists."""
    path.parent.mkdir(parents=True, exist_ok=True)
    is_new = not path.exists()
    with path.open("a", encoding=encoding if is_new else encoding.removesuffix("-sig"), newline="") as file:
        writer = csv.writer(file)
        if is_new:
            writer.writerow(header)
        writer.writerows(rows)


def write_json_lines(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """A file of JSON objects, one a line: what the paged API of the city serves from."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
