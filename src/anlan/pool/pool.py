"""The pool: Delta tables by layer, replaced partition by partition, read through releases."""

from __future__ import annotations

import re
import shutil
import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import unquote

import duckdb
import pyarrow as pa

from anlan.base.errors import AnlanError
from anlan.engine.duck import connect as engine_connect
from anlan.pool import delta
from anlan.pool.log import State
from anlan.pool.made_files import rows_of, take_files
from anlan.pool.query_files import write_query
from anlan.pool.release import Release, TableVersion, numbers, publish, read_release, readable

_TABLE_NAME = re.compile(r"(raw|core|out)_[a-z0-9_]+")
_BATCH_ROWS = 131_072
SCRATCH = "scratch"
"""Folder in the pool's root for what another engine computes on the way."""
SPILL = "spill-"
"""Begin of folders in the pool's root that hold what a query needs beyond its memory, while it runs."""


class TableNameInvalid(AnlanError):
    """A table name outside the naming rule."""

    code = "pool-table-name-invalid"
    status = 422
    message = "表名 {table} 不符合规则"
    hint = "表名形如 core_social__contribution_month：层（raw、core、out）、领域、两个下划线、粒度，小写字母数字。"


class Pool:
    """The resource pool in a folder: ``<root>/<layer>/<table>`` and ``<root>/releases``.

    ``write`` is the only way in; ``release`` names one version of every table; ``connect`` and ``read`` give a release
    (what people see) or, without one, the current versions (what the running job sees). A reader that holds a release
    is not touched by later writes, because Delta files are never changed in place.
    """

    def __init__(self, root: Path, threads: int = 2, memory_limit: str = "1500MB") -> None:
        self.root = root
        self._threads = threads
        self._memory_limit = memory_limit

    @property
    def releases_folder(self) -> Path:
        """Folder of the release files."""
        return self.root / "releases"

    def folder(self, table: str) -> Path:
        """Where a table's files lie. Raises: TableNameInvalid."""
        if not _TABLE_NAME.fullmatch(table):
            raise TableNameInvalid(table=table)
        return self.root / table.split("_", 1)[0] / table

    def tables(self) -> list[str]:
        """Names of all tables that hold a version, sorted."""
        found = [
            path.parent.name for layer in ("raw", "core", "out") for path in self.root.glob(f"{layer}/*/_delta_log")
        ]
        return sorted(found)

    def version(self, table: str) -> int | None:
        """The current version of a table; None where it was never written."""
        state = delta.state_of(self.folder(table))
        return None if state is None else state.version

    def schema(self, table: str) -> pa.Schema | None:
        """The current Arrow schema of a table; None where it was never written."""
        state = delta.state_of(self.folder(table))
        return None if state is None else state.schema

    def partitions(self, table: str) -> list[dict[str, str]]:
        """The partitions that hold rows now, each as column → value."""
        state = delta.state_of(self.folder(table))
        return [] if state is None else [dict(found) for found in state.partitions]

    def write(
        self,
        table: str,
        data: pa.Table | pa.RecordBatchReader,
        *,
        partition: delta.Partition | None = None,
        replace: bool = True,
        metadata: Mapping[str, str] | None = None,
    ) -> int:
        """Write Arrow data as the whole table or, with ``partition={"load_id": …}``, as that partition; new version.

        Several values (``{"load_id": [a, b]}``) are several partitions replaced in one commit. The data must carry the
        partition's column. Writing the same partition again replaces it, so a load can be replayed; ``replace=False``
        adds rows instead. Streams are written as they come. ``metadata`` is kept with the Delta commit.
        Raises: TableNameInvalid, TableWriteFailed, TableRefused.
        """
        return delta.replace(self.folder(table), data, partition, metadata or {}, keep_rest=not replace)

    def write_query(
        self,
        connection: duckdb.DuckDBPyConnection,
        table: str,
        query: str,
        *,
        partition: delta.Partition | None = None,
        metadata: Mapping[str, str] | None = None,
    ) -> int:
        """Write what a query of this connection gives, streamed; the new version. Raises: as ``write``."""
        written = write_query(connection, self.folder(table), query, partition, metadata or {})
        if written is not None:
            return written
        reader = connection.sql(query).to_arrow_reader(_BATCH_ROWS)
        return self.write(table, reader, partition=partition, metadata=metadata)

    def write_files(
        self,
        table: str,
        folder: Path,
        schema: pa.Schema,
        *,
        partition: delta.Partition,
        metadata: Mapping[str, str] | None = None,
    ) -> int:
        """Take the Parquet files that another engine left in a folder (``column=value`` below it) into partitions.

        The files themselves become the table's where it can hold them as they are; otherwise their rows are written.
        The new version. Raises: as ``write``.
        """
        taken = take_files(self.folder(table), folder, schema, partition, metadata or {})
        if taken is not None:
            return taken
        return self.write(table, rows_of(folder, schema, partition), partition=partition, metadata=metadata)

    def write_stream(self, table: str, reader: pa.RecordBatchReader, partition: delta.Partition) -> int:
        """Write a long stream as one partition, encoded on all of the engine's threads; the new version.

        Raises: as ``write``.
        """
        with self.reading(tables=[]) as connection:
            connection.register("incoming", reader)
            query = "SELECT * FROM incoming"
            written = write_query(connection, self.folder(table), query, partition, {})
        return self.write(table, reader, partition=partition) if written is None else written

    def retype(self, table: str, types: Mapping[str, str]) -> int:
        """Rewrite a table with some columns cast to other DuckDB types, partitions kept; the new version.

        Raises: TableMissing, TableWriteFailed.
        """
        partitions = self._current(table).partitions
        casts = ", ".join(f"CAST({delta.quoted(n)} AS {kind}) AS {delta.quoted(n)}" for n, kind in types.items())
        with self.reading(tables=[]) as connection:
            query = f"SELECT * REPLACE ({casts}) FROM ({self.select(table)})"
            reader = connection.sql(query).to_arrow_reader(_BATCH_ROWS)
            return delta.rewrite(self.folder(table), reader, partitions)

    def release(self, note: str, now: datetime, without: Collection[str] = ()) -> Release:
        """Publish the current version of every table, but those that are about to go, as one release."""
        tables = {name: self._current(name) for name in self.tables() if name not in without}
        return publish(self.releases_folder, note, now, tables)

    def latest(self) -> Release | None:
        """The newest release; None before the first."""
        found = numbers(self.releases_folder)
        return read_release(self.releases_folder, found[-1]) if found else None

    def get_release(self, number: int) -> Release:
        """The release of that number. Raises: ReleaseMissing, ReleaseDestroyed."""
        return read_release(self.releases_folder, number)

    def connect(self, release: Release | None = None, tables: Iterable[str] | None = None) -> duckdb.DuckDBPyConnection:
        """A DuckDB connection with a view for each table of the release, or of the current versions.

        ``tables`` limits the views to those names. Raises: TableMissing for a name that is not there.
        """
        # What exceeds the memory lies beside the data, in a folder of its own: a service's working directory may be
        # read-only, and two connections must not share one.
        spill = self.root / f"{SPILL}{uuid.uuid4().hex}"
        connection = engine_connect(self._threads, self._memory_limit, str(spill))
        names = list(tables) if tables is not None else self._names(release)
        for name in names:
            self.attach(connection, name, release)
        return connection

    @contextmanager
    def reading(
        self, release: Release | None = None, tables: Iterable[str] | None = None
    ) -> Iterator[duckdb.DuckDBPyConnection]:
        """``connect`` as a block that closes its connection. Raises: ReleaseDestroyed while it is being read."""
        connection = self.connect(release, tables)
        try:
            yield connection
        except duckdb.IOException:
            if release is not None:
                # Files that are gone because the release was destroyed meanwhile: say that, not which file is missing.
                read_release(self.releases_folder, release.number)
            raise
        finally:
            connection.close()

    def attach(self, connection: duckdb.DuckDBPyConnection, table: str, release: Release | None = None) -> None:
        """Create or refresh the view of one table in a connection. Raises: TableMissing."""
        query = self.select(table, release)
        connection.execute(f"CREATE OR REPLACE VIEW {delta.quoted(table)} AS {query}")

    def select(
        self,
        table: str,
        release: Release | None = None,
        partition: delta.Partition | None = None,
        row_name: str = "",
    ) -> str:
        """The SELECT that reads a table of a release or its current version, all of it or one partition.

        ``row_name`` adds a column that numbers the rows, the same in every query over that version.
        Raises: TableMissing.
        """
        found = self._current(table) if release is None else release.tables.get(table)
        if found is None:
            raise _missing(table, release)
        files = [file for file in found.files if partition is None or _in_partition(file, partition)]
        paths = [str(self.root / file) for file in files]
        return delta.select_sql(found.columns, paths, bool(found.partitions), row_name)

    def select_between(self, table: str, column: str, least: str, most: str) -> str:
        """The SELECT over only the files of the current version that may hold such a value of a column.

        Other rows of these files are in it too. Dates and texts compare as texts. Raises: TableMissing.
        """
        found, folder = self._current(table), self.folder(table)
        ranges = self.file_ranges(table, column)
        paths = [str(folder / unquote(file)) for file, (low, high) in ranges.items() if low <= most and high >= least]
        return delta.select_sql(found.columns, sorted(paths), bool(found.partitions))

    def files(
        self, table: str, release: Release | None = None, partition: delta.Partition | None = None
    ) -> tuple[dict[str, str], list[str]]:
        """What another engine needs to read a table: its columns (name → DuckDB type) and its Parquet files.

        With ``partition`` only the files of that partition.

        Raises: TableMissing.
        """
        found = self._current(table) if release is None else release.tables.get(table)
        if found is None:
            raise _missing(table, release)
        files = [file for file in found.files if partition is None or _in_partition(file, partition)]
        return dict(found.columns), [str(self.root / file) for file in files]

    def file_ranges(self, table: str, column: str) -> dict[str, tuple[str, str]]:
        """The data files of the current version with the least and the greatest value of a column, as texts.

        A file without statistics may hold anything: its range is from the least to the greatest text.
        Raises: TableMissing.
        """
        opened = delta.open_table(self.folder(table))
        if opened is None:
            raise _missing(table, None)
        actions = pa.table(opened.get_add_actions(flatten=True))
        names = set(actions.column_names)
        columns = [
            actions.column(name).to_pylist() if name in names else [None] * actions.num_rows
            for name in (f"min.{column}", f"max.{column}")
        ]
        pairs = zip(*columns, strict=True)
        spans = [("", "\U0010ffff") if low is None or high is None else (str(low), str(high)) for low, high in pairs]
        return dict(zip(actions.column("path").to_pylist(), spans, strict=True))

    def value_counts(self, table: str, column: str) -> dict[str, int]:
        """How many rows of the current version each value of a column has, as texts; empty values are left out.

        A file of which the statistics say that it holds one value only is not read. Raises: TableMissing.
        """
        opened = delta.open_table(self.folder(table))
        if opened is None:
            raise _missing(table, None)
        counts: Counter[str] = Counter()
        mixed = []
        for file in pa.table(opened.get_add_actions(flatten=True)).to_pylist():
            least, most, empty = (file.get(f"{fact}.{column}") for fact in ("min", "max", "null_count"))
            if least is not None and least == most and empty == 0:
                counts[str(least)] += file["num_records"]
            else:
                mixed.append(str(self.folder(table) / unquote(file["path"])))
        counts.update(self._counted(table, column, mixed))
        return dict(counts)

    def _counted(self, table: str, column: str, paths: list[str]) -> dict[str, int]:
        version, name = self._current(table), delta.quoted(column)
        rows = delta.select_sql(version.columns, paths, bool(version.partitions))
        query = f"SELECT CAST({name} AS VARCHAR), count(*) FROM ({rows}) WHERE {name} IS NOT NULL GROUP BY 1"
        with self.reading(tables=[]) as connection:
            return dict(connection.execute(query).fetchall())

    def read(self, table: str, release: Release | None = None) -> pa.Table:
        """All rows of a table of a release, or of its current version. Raises: TableMissing."""
        with self.reading(release, [table]) as connection:
            return connection.sql(f"SELECT * FROM {delta.quoted(table)}").to_arrow_table()

    def vacuum(self, keep_releases: int, now: datetime, grace_hours: int = 24) -> int:
        """Delete data files that neither the current versions nor the newest releases name; how many.

        Files younger than the grace stay: a running job may be about to commit them, a reader may still hold them.
        Releases older than those kept are taken away with their files, and what killed queries left.
        """
        kept = numbers(self.releases_folder)[-keep_releases:]
        alive = [number for number in readable(self.releases_folder) if number in kept]
        named = {file for number in alive for table in self.get_release(number).tables.values() for file in table.files}
        named |= {file for name in self.tables() for file in self._current(name).files}
        for number in numbers(self.releases_folder)[:-keep_releases]:
            (self.releases_folder / f"{number:06d}.json").unlink()
        before = (now - timedelta(hours=grace_hours)).timestamp()
        for left in self.root.glob(f"{SPILL}*"):
            if left.stat().st_mtime < before:
                shutil.rmtree(left, ignore_errors=True)  # a query that just ended takes its own away
        return sum(_delete_unnamed(self.root, self.folder(name), named, before) for name in self.tables())

    def left_behind(self) -> list[Path]:
        """Files with rows on their way that killed loads and queries left; the next run needs none of them."""
        folders = [self.root / "loads" / "spool", self.root / SCRATCH, *self.root.glob(f"{SPILL}*")]
        return sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())

    def _names(self, release: Release | None) -> list[str]:
        return self.tables() if release is None else list(release.tables)

    def _current(self, table: str) -> TableVersion:
        state = delta.state_of(self.folder(table))
        if state is None:
            raise _missing(table, None)
        return _describe(state, self.folder(table).relative_to(self.root))


def _missing(table: str, release: Release | None) -> delta.TableMissing:
    scope = "当前版本" if release is None else f"第 {release.number} 号发布"
    return delta.TableMissing(table=table, scope=scope)


def _describe(state: State, folder: Path) -> TableVersion:
    paths = sorted(str(folder / file) for file in state.files)
    columns = {field.name: delta.duck_type(field.type) for field in state.schema}
    return TableVersion(state.version, columns, tuple(paths), state.partition_columns, state.rows)


def _in_partition(file: str, partition: delta.Partition) -> bool:
    parts = set(Path(file).parts)
    wanted = delta.values_of(partition).items()
    return all(any(f"{key}={value}" in parts for value in values) for key, values in wanted)


def _delete_unnamed(root: Path, folder: Path, named: set[str], before: float) -> int:
    deleted = 0
    for path in folder.rglob("*.parquet"):
        if str(path.relative_to(root)) not in named and path.stat().st_mtime < before:
            path.unlink()
            deleted += 1
    return deleted
