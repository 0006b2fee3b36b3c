"""A relation as Arrow batches, several at work at once: Parquet files in place, anything else through SQL."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from anlan.pool.delta import quoted
from anlan.quality.relation import FILE_STEP, Relation
from anlan.quality.shapes import Mask, Texts

_ROWS = 122_880
_AHEAD = 4
_SAMPLE_PLACES = 4
_ROW = "__batch_row"
S = TypeVar("S")
T = TypeVar("T")


@dataclass(frozen=True)
class Batch:
    """Rows with their numbers; a column's array is plain, or a dictionary where it was asked for."""

    rows: np.ndarray[Any, np.dtype[np.uint64]]
    columns: Mapping[str, pa.Array]
    _texts: dict[str, Texts] = field(default_factory=dict)
    _present: dict[str, Mask | None] = field(default_factory=dict)

    def texts(self, name: str) -> Texts:
        """A text column as bytes; read once, however many proofs look at it."""
        if name not in self._texts:
            array = self.columns[name]
            self._texts[name] = _as_bytes(array if pa.types.is_string(array.type) else array.cast(pa.string()))
        return self._texts[name]

    def present(self, name: str) -> Mask | None:
        """Which values of a column are there, None where all are; read once, however many proofs ask."""
        if name not in self._present:
            self._present[name] = present_in(self.columns[name])
        return self._present[name]


def present_in(array: pa.Array) -> Mask | None:
    """Which values are there; None where all are."""
    if not array.null_count:
        return None
    return np.asarray(array.is_valid().to_numpy(zero_copy_only=False))


def _as_bytes(array: pa.Array) -> Texts:
    _, offsets, data = array.buffers()
    places = np.frombuffer(offsets, np.int32)[array.offset : array.offset + len(array) + 1].astype(np.int64)
    held = np.frombuffer(data, np.uint8)[places[0] : places[-1]] if data is not None else np.empty(0, np.uint8)
    return Texts(held, places - places[0])


@dataclass(frozen=True)
class _Part:
    """A row group of a file, and the number of its first row."""

    file: str
    group: int
    first: int
    metadata: pq.FileMetaData


def each_batch(
    connection: duckdb.DuckDBPyConnection,
    relation: Relation,
    columns: Sequence[str],
    coded: Sequence[str],
    work: Callable[[Batch], T],
    threads: int = 2,
) -> Iterator[T]:
    """What a piece of work gives of every batch, in any order; ``coded`` are text columns wanted as dictionaries.

    Work is done on several threads; no more than a few batches are held at a time.
    """
    if not columns:
        return
    with ThreadPoolExecutor(threads) as pool:
        if relation.files and _same_types(relation, columns):
            parts = _parts(relation.files)
            yield from _ahead(pool, parts, lambda part: [work(one) for one in _read(part, columns, coded)])
        else:
            batches = _queried(connection, relation, columns, coded)
            yield from _ahead(pool, batches, lambda batch: [work(batch)])


def _ahead(pool: ThreadPoolExecutor, given: Iterator[S], work: Callable[[S], list[T]]) -> Iterator[T]:
    """Results of work on what an iterator gives, a few pieces ahead of the reader."""
    waiting: list[Future[list[T]]] = []
    for one in given:
        waiting.append(pool.submit(work, one))
        if len(waiting) >= _AHEAD:
            yield from waiting.pop(0).result()
    for future in waiting:
        yield from future.result()


def _parts(files: Sequence[str]) -> Iterator[_Part]:
    for number, file in enumerate(files):
        metadata = pq.read_metadata(file)
        first = number * FILE_STEP
        for group in range(metadata.num_row_groups):
            yield _Part(file, group, first, metadata)
            first += metadata.row_group(group).num_rows


def _read(part: _Part, columns: Sequence[str], coded: Sequence[str]) -> Iterator[Batch]:
    first = part.first
    with _opened(part, coded) as file:
        for batch in _batches_of(file, part, list(columns)):
            rows = np.arange(first, first + batch.num_rows, dtype=np.uint64)
            first += batch.num_rows
            yield Batch(rows, {name: plain_text(batch.column(name)) for name in columns})


def _opened(part: _Part, coded: Sequence[str] = ()) -> pq.ParquetFile:
    # The footer of a file with many row groups takes longer to read than some of the groups.
    return pq.ParquetFile(part.file, metadata=part.metadata, memory_map=True, read_dictionary=list(coded))


def _batches_of(file: pq.ParquetFile, part: _Part, columns: list[str]) -> Iterable[pa.RecordBatch]:
    """The rows of a row group: at once, or where it is large in pieces."""
    if part.metadata.row_group(part.group).num_rows <= 2 * _ROWS:
        return list(file.read_row_group(part.group, columns=columns, use_threads=False).to_batches())
    batches: Iterable[pa.RecordBatch] = file.iter_batches(
        _ROWS, row_groups=[part.group], columns=columns, use_threads=False
    )
    return batches


def _queried(
    connection: duckdb.DuckDBPyConnection, relation: Relation, columns: Sequence[str], coded: Sequence[str]
) -> Iterator[Batch]:
    listed = ", ".join(quoted(name) for name in columns)
    query = f"SELECT CAST({relation.row} AS UBIGINT) AS {_ROW}, {listed} FROM {relation.source}"
    # A cursor of its own: the reader stays open while what was found is written.
    for batch in connection.cursor().sql(query).to_arrow_reader(_ROWS):
        rows, *arrays = batch.columns
        held = zip(columns, arrays, strict=True)
        coded_columns = {name: array.dictionary_encode() if name in coded else array for name, array in held}
        yield Batch(rows.to_numpy(), coded_columns)


def _same_types(relation: Relation, columns: Sequence[str]) -> bool:
    """Whether all files hold the columns alike, so that Arrow reads what SQL reads."""
    schemas = [pq.read_schema(file) for file in relation.files]
    first = schemas[0]
    return all(schema.get_field_index(name) >= 0 for schema in schemas for name in columns) and all(
        schema.field(name).type == first.field(name).type for schema in schemas[1:] for name in columns
    )


def sample(
    connection: duckdb.DuckDBPyConnection, relation: Relation, columns: Sequence[str], rows: int
) -> pa.Table | None:
    """Rows from several places of Parquet files; None where a query must take the sample."""
    if not relation.files or not _same_types(relation, columns):
        return None
    parts = list(_parts(relation.files))
    chosen = sorted({round(k * (len(parts) - 1) / max(_SAMPLE_PLACES - 1, 1)) for k in range(_SAMPLE_PLACES)})
    each = rows // max(len(chosen), 1)
    taken = []
    for number in chosen:
        part = parts[number]
        with _opened(part) as file:
            batches = file.iter_batches(each, row_groups=[part.group], columns=list(columns))
            taken += list(islice(batches, 1))
    if not taken:
        return None
    found = pa.Table.from_batches(taken)
    return pa.table({name: plain_text(found.column(name)) for name in columns})


def plain_text(array: Any) -> Any:
    """The array with texts in Arrow's plain layout, whatever wrote the file; dictionaries stay dictionaries."""
    kind = array.type
    if pa.types.is_dictionary(kind) and kind.value_type != pa.string() and _is_wide(kind.value_type):
        return array.cast(pa.dictionary(kind.index_type, pa.string()))
    return array.cast(pa.string()) if _is_wide(kind) else array


def _is_wide(kind: pa.DataType) -> bool:
    return bool(pa.types.is_large_string(kind) or pa.types.is_string_view(kind))
