"""Profiles of everything a source holds: live databases table by table, files, or one table of the pool."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import duckdb
import pyarrow as pa

from anlan.base.errors import AnlanError
from anlan.collection.contract import STRUCTURE_KINDS, Contract
from anlan.collection.database import TypesMixed, open_database
from anlan.collection.harvest.files import offered, read_tables
from anlan.collection.harvest.items import Harvest, HarvestedItem, Unread
from anlan.collection.harvest.source import HarvestSource
from anlan.collection.profile.table_profile import Profiler, TableProfile
from anlan.pool.pool import Pool

_READABLE = frozenset({"sqlite", "postgresql", "postgres", "mysql", "mariadb"})


class TableNotProfiled(AnlanError):
    """A table that was asked for and is not there."""

    code = "profile-table-missing"
    status = 404
    message = "来源 {source} 中没有表 {table}"
    hint = "运行 `anlan catalogue harvest {source}` 查看有哪些表。"


@dataclass
class SourceProfile:
    """The profiles of a source's tables, and the tables that could not be read."""

    tables: list[TableProfile] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)


def profile_source(
    source: HarvestSource,
    harvest: Harvest,
    base: Path,
    profiler: Profiler,
    only: str = "",
    pool: Pool | None = None,
) -> SourceProfile:
    """The profiles of the tables that a harvest found in a source, or of the one named.

    Interfaces and feeds are profiled by what was loaded of them into the pool.
    A table that cannot be read is noted and the next one goes on. Raises: TableNotProfiled.
    """
    names = [table.name for table in harvest.tables]
    if only and only not in names:
        raise TableNotProfiled(source=harvest.system, table=only)
    wanted = [only] if only else names
    found = SourceProfile()
    if source.place is not None:
        _files(found, source, harvest, wanted, profiler)
    elif urlsplit(source.url).scheme.split("+")[0] in _READABLE:
        _database(found, source, harvest, base, wanted, profiler)
    elif source.contract is not None and pool is not None:
        _loaded(found, source.contract, harvest, wanted, profiler, pool)
    else:
        found.unread += [Unread(name, "此类来源只采集结构，不读取数据") for name in wanted]
    return found


def _loaded(
    found: SourceProfile, contract: Contract, harvest: Harvest, wanted: Sequence[str], profiler: Profiler, pool: Pool
) -> None:
    for name in wanted:
        table = contract.table(name)
        if table is None or pool.version(table.raw_table) is None:
            found.unread.append(Unread(name, "尚未装载，没有数据可读"))
            continue
        comments = _comments(harvest.items, name)
        rows = pool.read(table.raw_table)
        rows = rows.select([column for column in rows.schema.names if column in comments])
        found.tables.append(profiler.profile(harvest.system, name, rows, comments))


def _comments(items: Sequence[HarvestedItem], table: str) -> dict[str, str]:
    return {item.column: item.column_comment for item in items if item.table == table}


def _database(
    found: SourceProfile, source: HarvestSource, harvest: Harvest, base: Path, wanted: Sequence[str],
    profiler: Profiler,
) -> None:  # fmt: skip
    database = open_database(source.url.replace("+psycopg", "").replace("+pymysql", ""), base)
    for name in wanted:
        for as_text in (False, True):
            try:
                stream = database.read(name, "", as_text)
                rows = pa.RecordBatchReader.from_batches(stream.schema, stream.batches)
                with closing(rows):
                    comments = _comments(harvest.items, name)
                    found.tables.append(profiler.profile(harvest.system, name, rows, comments))
                break
            except AnlanError as error:
                found.unread.append(Unread(name, error.text))
                break
            except (duckdb.Error, pa.ArrowException, OSError) as error:
                # SQLite keeps values beside a column's declared type; read again as text they all fit.
                if as_text:
                    found.unread.append(Unread(name, f"数据无法读取：{_reason(error)}"))


def _files(
    found: SourceProfile, source: HarvestSource, harvest: Harvest, wanted: Sequence[str], profiler: Profiler,
) -> None:  # fmt: skip
    for name, rows, unread in _file_tables(source):
        found.unread += unread
        if name in wanted:
            comments = _comments(harvest.items, name)
            found.tables.append(profiler.profile(harvest.system, name, rows, comments))
    missing = set(wanted) - {table.table for table in found.tables}
    found.unread += [Unread(name, "只有结构，没有数据") for name in sorted(missing)]


def _file_tables(source: HarvestSource) -> Iterator[tuple[str, pa.Table, list[Unread]]]:
    place = source.place
    if place is None or (source.contract is not None and source.contract.kind in STRUCTURE_KINDS):
        return
    if source.contract is None or not source.contract.tables:
        tables, unread = read_tables(place, offered(place))
        for number, table in enumerate(tables):
            yield table.name, table.rows, unread if number == 0 else []
        return
    for promised in source.contract.tables:
        paths = [path for path in sorted(place.glob(promised.location)) if path in set(offered(place))]
        tables, unread = read_tables(place, paths, promised)
        if tables:
            parts = [part.rows for part in tables]
            yield promised.name, pa.concat_tables(parts, promote_options="permissive"), unread


def profile_pool_table(pool: Pool, table: str, comments: dict[str, str], profiler: Profiler) -> TableProfile:
    """The profile of one table of the pool. Raises: TableMissing."""
    return profiler.profile("pool", table, pool.read(table), comments)


def _reason(error: Exception) -> str:
    if isinstance(error, TypesMixed):
        return error.text
    lines = str(error).strip().splitlines()
    return lines[0][:120] if lines else type(error).__name__
