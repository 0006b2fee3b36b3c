"""Parquet files that another engine made, taken into a Delta table as they are: moved, described, committed."""

from __future__ import annotations

import shutil
import time
import uuid
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
from deltalake.transaction import AddAction

from anlan.pool import log
from anlan.pool.delta import Partition, TableWriteFailed, duck_type, values_of
from anlan.pool.query_files import LONGEST_BOUND, Target, commit, fits, statistics_text


def take_files(
    path: Path, folder: Path, schema: pa.Schema, partition: Partition, metadata: Mapping[str, str]
) -> int | None:
    """Replace partitions of a table with the Parquet files in a folder, ``column=value`` below it; the new version.

    None, and nothing done, where the Delta library has to write the rows (see ``query_files.write_query``).
    Raises: TableWriteFailed, also for rows of a partition that is not to be replaced.
    """
    values = values_of(partition)
    target = Target(path, values, {field.name: duck_type(field.type) for field in schema}, metadata)
    made = {file: _values_of(folder, file) for file in sorted(folder.rglob("*.parquet"))}
    if any(found.get(name) not in some for found in made.values() for name, some in values.items()):
        raise TableWriteFailed(table=path.name, reason="foreign partition")
    with log.writing(path) as table:
        if not fits(target, table):
            return None
    actions = [_taken(path, file, found, target.columns) for file, found in made.items()]
    committed = commit(target, [action for action in actions if action is not None])
    if committed is None:
        # The table changed between two looks at it; what was moved is nobody's, and the caller's job is run again.
        raise TableWriteFailed(table=path.name, reason="concurrent change")
    return committed


def rows_of(folder: Path, schema: pa.Schema, partition: Partition) -> pa.RecordBatchReader:
    """The rows of the Parquet files in a folder, with the columns of their folders, as a stream."""
    by = pa.schema([(name, pa.string()) for name in partition])
    partitioning = ds.partitioning(by, flavor="hive")
    return ds.dataset(folder, schema=schema, format="parquet", partitioning=partitioning).scanner().to_reader()


def _values_of(folder: Path, file: Path) -> dict[str, str]:
    pairs = (part.partition("=") for part in file.relative_to(folder).parts[:-1])
    return {name: unquote(value) for name, _, value in pairs}


def _taken(path: Path, file: Path, values: Mapping[str, str], kinds: Mapping[str, str]) -> AddAction | None:
    """The file moved into its partition's folder; none for a file without rows."""
    facts = pq.read_metadata(file)
    if not facts.num_rows:
        return None
    folders = [f"{name}={value}" for name, value in values.items()]
    name = "/".join([*folders, f"part-{uuid.uuid4()}.parquet"])
    place = path / name
    place.parent.mkdir(parents=True, exist_ok=True)
    # A scratch folder on another disk is copied from; nobody reads the file before the commit names it.
    shutil.move(file, place)
    stats = _statistics(facts, kinds)
    return AddAction(name, place.stat().st_size, dict(values), int(time.time() * 1000), True, stats)


def _statistics(facts: pq.FileMetaData, kinds: Mapping[str, str]) -> str:
    least: dict[str, Any] = {}
    most: dict[str, Any] = {}
    empty: dict[str, int] = {}
    for place in range(facts.num_columns):
        chunks = [facts.row_group(group).column(place) for group in range(facts.num_row_groups)]
        name, found = chunks[0].path_in_schema, [chunk.statistics for chunk in chunks]
        if any(one is None for one in found):
            continue
        if all(one.has_null_count for one in found):
            empty[name] = sum(one.null_count for one in found)
        filled = [one for one, chunk in zip(found, chunks, strict=True) if one.null_count != chunk.num_values]
        if filled and all(one.has_min_max for one in filled) and kinds.get(name) != "BOOLEAN":
            low, high = _bound(min(one.min for one in filled)), _bound(max(one.max for one in filled))
            if low is not None and high is not None:
                least[name], most[name] = low, high
    return statistics_text(facts.num_rows, least, most, empty)


def _bound(value: Any) -> Any:
    """The least or greatest value as Delta writes it; None where it is long or, as with NaN, may not be exact."""
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, int) or (isinstance(value, str) and len(value) <= LONGEST_BOUND) else None
