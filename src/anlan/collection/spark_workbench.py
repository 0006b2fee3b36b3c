"""A workbench on Spark: raw rows are read there, understood in its workers, and written back as files of the pool."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from anlan.collection import reading
from anlan.collection.workbench import Workbench, Workshop
from anlan.engine.relations import Rows
from anlan.engine.spark import SparkRelations
from anlan.engine.spark_rows import INCOMING
from anlan.pool.delta import Partition, quoted, values_of
from anlan.pool.pool import Pool

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def spark_workshop(session: SparkSession, scratch: Path) -> Workshop:
    """Workbenches of a Spark session; what they hold lies below ``scratch``, which every worker must be able to reach.

    Raises, when one is at work: SparkFailed, SqlNotPortable.
    """

    @contextmanager
    def set_up(pool: Pool, tables: Sequence[str], place: str) -> Iterator[Workbench]:
        folder = scratch / place
        # What a killed run left would stand in the way.
        shutil.rmtree(folder, ignore_errors=True)
        # Names are of a session: two workbenches at once must not see each other's.
        relations = SparkRelations(session.newSession(), folder)
        try:
            for name in tables:
                relations.attach(name, *pool.files(name))
            yield SparkWorkbench(pool, relations, folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    return set_up


class SparkWorkbench:
    """Relations of a Spark session."""

    def __init__(self, pool: Pool, relations: SparkRelations, folder: Path) -> None:
        self._pool, self._relations, self._folder = pool, relations, folder
        self._count = 0

    def execute(self, sql: str, /) -> Rows:
        """See ``Workbench``."""
        return self._relations.execute(sql)

    def select(self, table: str, partition: Partition | None = None) -> str:
        """See ``Workbench``."""
        self._count += 1
        name = f"{table}__read_{self._count}"
        self._relations.attach(name, *self._pool.files(table, partition=partition))
        return f"SELECT * FROM {quoted(name)}"

    def keep_understood(self, name: str, rows: str, understood: Callable[[str], str]) -> None:
        """See ``Workbench``: each worker reads its share of the rows with DuckDB."""
        self._relations.keep_by_row(name, rows, understood(f"SELECT * FROM {INCOMING}"), reading.MACROS)

    def keep_repeated(self, name: str, source: str, key: str) -> None:
        """See ``Workbench``."""
        hashes = f"SELECT hash({key}) AS h FROM {source}"
        self.execute(f"CREATE TABLE {name} AS SELECT h FROM ({hashes}) GROUP BY h HAVING count(*) > 1")

    def write(self, table: str, query: str, partition: Partition, metadata: Mapping[str, str]) -> int:
        """See ``Workbench``: the files that Spark wrote become the table's."""
        self._count += 1
        folder = self._folder / f"out-{self._count}"
        schema = self._relations.parquet(query, folder, list(values_of(partition)))
        return self._pool.write_files(table, folder, schema, partition=partition, metadata=metadata)
