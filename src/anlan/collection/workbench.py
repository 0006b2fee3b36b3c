"""An engine at work on loads: it reads the pool's tables, holds what was computed on the way, and writes tables back.

Standardisation says the same to either engine, in DuckDB's dialect; only how rows are held and written differs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

import duckdb

from anlan.collection import reading
from anlan.engine.relations import Rows
from anlan.engine.repeated import repeated_hashes
from anlan.pool.delta import Partition, literal, quoted
from anlan.pool.pool import Pool


class Workbench(Protocol):
    """Named relations of one engine beside the tables of the pool."""

    def execute(self, sql: str, /) -> Rows:
        """Run one statement of DuckDB's dialect."""
        ...

    def select(self, table: str, partition: Partition | None = None) -> str:
        """The SELECT that reads a table's current version, all of it or one partition. Raises: TableMissing."""
        ...

    def keep_understood(self, name: str, rows: str, understood: Callable[[str], str]) -> None:
        """Leave a relation of what each row of a SELECT means, worked out once and held outside memory.

        ``understood`` makes of a SELECT of rows the SELECT of their meanings, with the macros of ``reading``; what it
        says of one row must not depend on another.
        """
        ...

    def keep_repeated(self, name: str, source: str, key: str) -> None:
        """Leave a relation of the hashes that several rows have. **Rows**: ``h``, once each, of ``hash(key)``."""
        ...

    def write(self, table: str, query: str, partition: Partition, metadata: Mapping[str, str]) -> int:
        """Replace partitions of a table of the pool with what a query gives; the new version."""
        ...


Workshop = Callable[[Pool, Sequence[str], str], AbstractContextManager[Workbench]]
"""Sets up a workbench that holds tables of a pool by their names, and clears it away.

The last argument names what it holds: a run that was killed leaves it behind, and the next one overwrites it.
"""


@contextmanager
def duck_workbench(pool: Pool, tables: Sequence[str], place: str) -> Iterator[Workbench]:
    """A workbench on one machine: a DuckDB connection, with what is held in files of the pool's spool."""
    spool = pool.root / "loads" / "spool"
    with pool.reading(tables=tables) as connection:
        bench = DuckWorkbench(pool, connection, spool / place)
        try:
            yield bench
        finally:
            bench.clear()


class DuckWorkbench:
    """Relations of a DuckDB connection."""

    def __init__(self, pool: Pool, connection: duckdb.DuckDBPyConnection, place: Path) -> None:
        self._pool, self._connection, self._place = pool, connection, place
        self._held: list[Path] = []
        reading.prepare(connection)

    def execute(self, sql: str, /) -> Rows:
        """See ``Workbench``."""
        return self._connection.execute(sql)

    def select(self, table: str, partition: Partition | None = None) -> str:
        """See ``Workbench``."""
        return self._pool.select(table, partition=partition)

    def keep_understood(self, name: str, rows: str, understood: Callable[[str], str]) -> None:
        """See ``Workbench``: one Parquet file."""
        self._place.parent.mkdir(parents=True, exist_ok=True)
        file = self._place.with_name(f"{self._place.name}-{name}.parquet")
        self._held.append(file)
        place = literal(str(file))
        self._connection.execute(f"COPY ({understood(rows)}) TO {place} (FORMAT parquet)")
        self._connection.execute(f"CREATE VIEW {quoted(name)} AS SELECT * FROM read_parquet({place})")

    def keep_repeated(self, name: str, source: str, key: str) -> None:
        """See ``Workbench``."""
        ((rows,),) = self._connection.execute(f"SELECT count(*) FROM {source}").fetchall()
        _, repeated = repeated_hashes(self._connection, source, key, int(rows))
        self._connection.register(name, {"h": repeated})

    def write(self, table: str, query: str, partition: Partition, metadata: Mapping[str, str]) -> int:
        """See ``Workbench``."""
        return self._pool.write_query(self._connection, table, query, partition=partition, metadata=metadata)

    def clear(self) -> None:
        """Delete the files of what was held."""
        for file in self._held:
            file.unlink(missing_ok=True)
