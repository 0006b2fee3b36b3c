"""What a query gives, written by the engine itself as one Parquet file and committed to a Delta table.

The engine encodes on all its threads; handing the rows to the Delta library first takes two to four times as long.
The file lies under a name of its own before the commit names it: a process killed in between leaves a file that nobody
reads.
"""

from __future__ import annotations

import json
import math
import re
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, Schema
from deltalake.exceptions import DeltaError
from deltalake.transaction import AddAction, create_table_with_add_actions

from anlan.pool import log
from anlan.pool.delta import Partition, TableWriteFailed, duck_type, guarded, literal, quoted, schema_of, values_of

_PLAIN_TYPES = {
    "VARCHAR": pa.string(),
    "BIGINT": pa.int64(),
    "INTEGER": pa.int32(),
    "DOUBLE": pa.float64(),
    "BOOLEAN": pa.bool_(),
    "DATE": pa.date32(),
}
_PLAIN_VALUE = re.compile(r"[A-Za-z0-9_.-]+")
LONGEST_BOUND = 64
"""Longer least and greatest texts are left out of a file's statistics, as Delta may do."""
_MOST_ATTEMPTS = 5


@dataclass(frozen=True)
class Target:
    """A table, the partitions of it that are replaced, and the columns (name → DuckDB type) that come."""

    path: Path
    values: Mapping[str, Sequence[str]]
    columns: Mapping[str, str]
    metadata: Mapping[str, str]

    @property
    def place(self) -> dict[str, str]:
        """The partition, of a target that is one."""
        return {name: value for name, (value,) in self.values.items()}


def write_query(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    query: str,
    partition: Partition | None,
    metadata: Mapping[str, str],
) -> int | None:
    """Replace the table, or one partition of it, with what a query gives; the new version.

    None, and nothing done, where the table would change its columns, or where a type or a partition's value asks for
    more than plain Parquet: the Delta library writes those. Raises: TableWriteFailed.
    """
    values = values_of(partition) if partition is not None else {}
    if any(len(some) != 1 for some in values.values()):
        return None
    described = connection.execute(f"DESCRIBE {query}").fetchall()
    target = Target(path, values, {str(row[0]): str(row[1]) for row in described}, metadata)
    with log.writing(path) as table:
        if not fits(target, table):
            return None
    return commit(target, _copied(connection, target, query))


def commit(target: Target, added: list[AddAction]) -> int | None:
    """Put files that lie in the table's folder in the place of its partitions; the new version.

    None where the table changed meanwhile and cannot hold them as they are. Raises: TableWriteFailed.
    """
    path = target.path
    for attempt in range(_MOST_ATTEMPTS):
        with log.writing(path) as table:
            if not fits(target, table):
                return None
            try:
                if table is None:
                    _create(target, added)
                    return 0
                _commit(table, target, added)
            except (DeltaError, OSError) as error:
                if attempt == _MOST_ATTEMPTS - 1 or "concurrent" not in str(error):
                    raise TableWriteFailed(table=path.name, reason=type(error).__name__) from error
                continue
            table.update_incremental()
            return int(table.version())
    return None


def fits(target: Target, table: DeltaTable | None) -> bool:
    """Whether the rows can be added to the table as it is, or make it where there is none."""
    if not all(_PLAIN_VALUE.fullmatch(one) for some in target.values.values() for one in some):
        return False
    if not set(target.columns.values()) <= _PLAIN_TYPES.keys():
        return False
    if table is None:
        return True
    guarded(target.path.name, table)
    held = {field.name: duck_type(field.type) for field in schema_of(table)}
    if tuple(table.metadata().partition_columns) != tuple(target.values):
        return False
    if not target.values and set(held) != set(target.columns):
        return False
    return all(held.get(name) == kind for name, kind in target.columns.items())


def _copied(connection: duckdb.DuckDBPyConnection, target: Target, query: str) -> list[AddAction]:
    """The query's rows as a file in the partition's folder; none for no rows."""
    folder = "/".join(f"{name}={value}" for name, value in target.place.items())
    name = "/".join(filter(None, (folder, f"part-{uuid.uuid4()}.parquet")))
    file = target.path / name
    file.parent.mkdir(parents=True, exist_ok=True)
    kept = ", ".join(quoted(column) for column in target.columns if column not in target.place)
    # A row of another partition would be read back as one of this.
    mine = " AND ".join(f"{quoted(column)} IS NOT DISTINCT FROM {literal(v)}" for column, v in target.place.items())
    checked = f" WHERE CASE WHEN {mine} THEN true ELSE error('foreign partition') END" if mine else ""
    options = "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, RETURN_STATS"
    statement = f"COPY (SELECT {kept} FROM ({query}){checked}) TO {literal(str(file))} ({options})"
    try:
        found = connection.execute(statement).fetchall()
    except duckdb.Error as error:
        file.unlink(missing_ok=True)
        raise TableWriteFailed(table=target.path.name, reason=type(error).__name__) from error
    except BaseException:
        file.unlink(missing_ok=True)
        raise
    rows = sum(int(one[1]) for one in found)
    if not rows:
        file.unlink(missing_ok=True)
        return []
    ((_, _, size, _, columns, *_),) = found
    stats = _statistics(rows, columns, target.columns)
    return [AddAction(name, int(size), dict(target.place), int(time.time() * 1000), True, stats)]


def _statistics(rows: int, found: Mapping[str, Mapping[str, str]], kinds: Mapping[str, str]) -> str:
    least: dict[str, Any] = {}
    most: dict[str, Any] = {}
    empty: dict[str, int] = {}
    for name, kind in kinds.items():
        facts = found.get(quoted(name), {})
        if "null_count" in facts:
            empty[name] = int(facts["null_count"])
        low, high = _bound(facts, "min", kind), _bound(facts, "max", kind)
        if low is not None and high is not None:
            least[name], most[name] = low, high
    return statistics_text(rows, least, most, empty)


def statistics_text(rows: int, least: Mapping[str, Any], most: Mapping[str, Any], empty: Mapping[str, int]) -> str:
    """What a file holds, as Delta's log writes it: its rows, and by column the bounds and the missing values."""
    return json.dumps({"numRecords": rows, "minValues": least, "maxValues": most, "nullCount": empty})


def _bound(facts: Mapping[str, str], which: str, kind: str) -> Any:
    """The least or greatest value as Delta writes it; None where it is not exact or has no order."""
    text = facts.get(which)
    if text is None or facts.get(f"{which}_is_exact") != "true" or kind == "BOOLEAN" or len(text) > LONGEST_BOUND:
        return None
    if kind in ("BIGINT", "INTEGER"):
        return int(text)
    if kind == "DOUBLE":
        number = float(text)
        return number if math.isfinite(number) and facts.get("has_nan") == "false" else None
    return text


def _commit(table: DeltaTable, target: Target, added: list[AddAction]) -> None:
    filters = [(name, "in", list(some)) for name, some in target.values.items()] or None
    table.create_write_transaction(
        [*added],
        "overwrite",
        table.schema(),
        list(target.values),
        filters,
        commit_properties=CommitProperties(custom_metadata=dict(target.metadata)),
    )


def _create(target: Target, added: list[AddAction]) -> None:
    create_table_with_add_actions(
        str(target.path),
        Schema.from_arrow(pa.schema([(name, _PLAIN_TYPES[kind]) for name, kind in target.columns.items()])),
        added,
        partition_by=list(target.values),
        commit_properties=CommitProperties(custom_metadata=dict(target.metadata)),
    )
