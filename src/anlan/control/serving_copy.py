"""The published tables as the console reads them: one read-only connection a thread, renewed at each release."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from anlan.base.settings import Workspace
from anlan.control.label_sets import section
from anlan.pool import serving

Row = dict[str, Any]
_of_thread = threading.local()


@dataclass(frozen=True)
class ServingCopy:
    """The serving copy of one release."""

    connection: sqlite3.Connection
    tables: frozenset[str]
    release: int

    @classmethod
    def current(cls, workspace: Workspace) -> ServingCopy:
        """The newest copy. Raises: ServingMissing before the first run."""
        path = serving.current(workspace.serving)
        known: tuple[Path, ServingCopy] | None = getattr(_of_thread, "known", None)
        if known is None or known[0] != path:
            known = (path, cls._open(workspace))
            _of_thread.known = known
        return known[1]

    @classmethod
    def _open(cls, workspace: Workspace) -> ServingCopy:
        connection = serving.open_current(workspace.serving)
        connection.create_function("section", 1, section, deterministic=True)
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        number = connection.execute("SELECT number FROM release").fetchone()[0]
        return cls(connection, frozenset(row["name"] for row in names), int(number))

    def has(self, *tables: str) -> bool:
        """Whether the copy holds all these tables."""
        return self.tables.issuperset(tables)

    def rows(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> list[Row]:
        """The rows of a query, by column name."""
        return [dict(row) for row in self.connection.execute(sql, parameters)]

    def one(self, sql: str, parameters: Sequence[Any] = ()) -> Row | None:
        """The first row of a query, if any."""
        row = self.connection.execute(sql, parameters).fetchone()
        return dict(row) if row is not None else None

    def count(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """The single number of a query."""
        return int(self.connection.execute(sql, parameters).fetchone()[0])
