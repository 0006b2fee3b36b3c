"""One Delta table: guarded opening, replacing a whole table or one partition, and how DuckDB reads its files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, WriterProperties, write_deltalake
from deltalake.exceptions import DeltaError, TableNotFoundError

from anlan.base.errors import AnlanError
from anlan.engine.duck import literal as literal
from anlan.pool import log

# A reader gives each thread a row group at a time: a table in one piece would be read by one thread.
_WRITING = WriterProperties(max_row_group_size=131_072)
_REFUSED_FEATURES = frozenset({"deletionVectors", "columnMapping"})
_DUCK_TYPES = {
    "string": "VARCHAR",
    "large_string": "VARCHAR",
    "string_view": "VARCHAR",
    "bool": "BOOLEAN",
    "int8": "TINYINT",
    "int16": "SMALLINT",
    "int32": "INTEGER",
    "int64": "BIGINT",
    "float": "FLOAT",
    "double": "DOUBLE",
    "date32[day]": "DATE",
    "timestamp[us]": "TIMESTAMP",
    "timestamp[us, tz=UTC]": "TIMESTAMPTZ",
    "binary": "BLOB",
    "large_binary": "BLOB",
    "binary_view": "BLOB",
}


Partition = Mapping[str, str | Sequence[str]]
"""Partition column → its value, or several."""


class TableRefused(AnlanError):
    """A Delta table uses a feature under which its files cannot be read as plain Parquet."""

    code = "pool-table-refused"
    message = "表 {table} 启用了 {feature}，直接读取文件会得到错误的行"
    hint = "关闭该表的 {feature} 后重写；安澜只使用不含删除向量与列映射的 Delta 表。"


class TableMissing(AnlanError):
    """A table that the pool, or this release of it, does not hold."""

    code = "pool-table-missing"
    status = 404
    message = "资源池（{scope}）中没有表 {table}"
    hint = "运行 `anlan run` 生成数据；已运行过则检查表名。"


class TableWriteFailed(AnlanError):
    """The pool could not write a table; the version before stays as it was."""

    code = "pool-write-failed"
    retry = True
    message = "写入表 {table} 失败：{reason}"
    hint = "检查磁盘空间与权限后重新运行；上一版本的数据未受影响。"


def open_table(path: Path, version: int | None = None) -> DeltaTable | None:
    """The Delta table in a folder, at a version; None where there is none. Raises: TableRefused."""
    if not (path / "_delta_log").is_dir():
        return None
    try:
        table = DeltaTable(path, version=version)
    except TableNotFoundError:
        return None
    guarded(path.name, table)
    return table


def state_of(path: Path) -> log.State | None:
    """The newest state of the table in a folder; None where there is none. Raises: TableRefused."""
    known = log.known_state(path)
    if known is not None:
        return known
    table = open_table(path)
    return None if table is None else log.remember(path, table, schema_of(table))


def guarded(name: str, table: DeltaTable) -> None:
    """Refuse a table whose files cannot be read as plain Parquet. Raises: TableRefused."""
    protocol, configuration = table.protocol(), table.metadata().configuration
    features = {*(protocol.reader_features or ()), *(protocol.writer_features or ())} & _REFUSED_FEATURES
    if configuration.get("delta.columnMapping.mode", "none") != "none":
        features.add("columnMapping")
    if configuration.get("delta.enableDeletionVectors", "false") == "true":
        features.add("deletionVectors")
    if features:
        raise TableRefused(table=name, feature="、".join(sorted(features)))


def schema_of(table: DeltaTable) -> pa.Schema:
    """The table's schema with Arrow's plain types (Delta hands out views)."""
    return pa.schema(pa.schema(table.schema().to_arrow()))


def duck_type(kind: pa.DataType) -> str:
    """The DuckDB type that holds an Arrow type."""
    if pa.types.is_decimal(kind):
        return f"DECIMAL({kind.precision},{kind.scale})"
    if pa.types.is_list(kind) or pa.types.is_large_list(kind) or str(kind).startswith("list_view"):
        return f"{duck_type(kind.value_type)}[]"
    if pa.types.is_struct(kind):
        fields = ", ".join(f"{quoted(field.name)} {duck_type(field.type)}" for field in kind)
        return f"STRUCT({fields})"
    return _DUCK_TYPES[str(kind)]


def quoted(name: str) -> str:
    """A name as a quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def values_of(partition: Partition) -> dict[str, list[str]]:
    """The partition with a list of values for each column."""
    return {key: [value] if isinstance(value, str) else list(value) for key, value in partition.items()}


def select_sql(columns: Mapping[str, str], files: Iterable[str], partitioned: bool, row_name: str = "") -> str:
    """A SELECT over the files that always has exactly these columns (name → DuckDB type), even without a file.

    The empty typed branch gives files written before a column was added that column as NULL. ``row_name`` adds a
    column of that name whose number names a row among the files, the same in every query over them.
    """
    place = ""
    if row_name:
        columns = {**columns, row_name: "UBIGINT"}
        place = f", CAST(file_index * {1 << 40} + file_row_number AS UBIGINT) AS {quoted(row_name)}"
    typed = ", ".join(f"CAST(NULL AS {kind}) AS {quoted(name)}" for name, kind in columns.items())
    empty = f"SELECT {typed} WHERE false"
    listed = ", ".join(literal(file) for file in files)
    if not listed:
        return empty
    hive = "true, hive_types_autocast = false" if partitioned else "false"
    files_sql = f"SELECT *{place} FROM read_parquet([{listed}], union_by_name = true, hive_partitioning = {hive})"
    names = ", ".join(quoted(name) for name in columns)
    return f"SELECT {names} FROM ({empty} UNION ALL BY NAME {files_sql})"


def replace(
    path: Path,
    data: pa.Table | pa.RecordBatchReader,
    partition: Partition | None,
    metadata: Mapping[str, str],
    keep_rest: bool,
) -> int:
    """Write data as the whole table, or as some partitions of it; the new version.

    With ``keep_rest`` the rows are added instead of replacing what was there. Raises: TableWriteFailed.
    """
    options: dict[str, Any] = {"mode": "append" if keep_rest else "overwrite"}
    if partition is not None:
        options["partition_by"] = list(partition)
        # Adding a column must not wait for a rewrite of every older partition.
        options["schema_mode"] = "merge"
        if not _has_partition(state_of(path), partition):
            options["mode"] = "append"
        elif not keep_rest:
            listed = {key: ", ".join(map(literal, values)) for key, values in values_of(partition).items()}
            options["predicate"] = " AND ".join(f"{key} IN ({values})" for key, values in listed.items())
    else:
        options["schema_mode"] = "merge" if keep_rest else "overwrite"
    return _write(path, data, commit_properties=CommitProperties(custom_metadata=dict(metadata)), **options)


def rewrite(path: Path, data: pa.RecordBatchReader, partitions: Iterable[str]) -> int:
    """Write data as the whole table with other column types, in the same partitions; the new version.

    Raises: TableWriteFailed.
    """
    return _write(path, data, mode="overwrite", schema_mode="overwrite", partition_by=list(partitions))


def _write(path: Path, data: pa.Table | pa.RecordBatchReader, **options: Any) -> int:
    try:
        path.mkdir(parents=True, exist_ok=True)
        with log.writing(path) as table:
            if table is not None:
                guarded(path.name, table)
            write_deltalake(table or path, data, writer_properties=_WRITING, **options)
    except (DeltaError, OSError, pa.ArrowException) as error:
        raise TableWriteFailed(table=path.name, reason=_without_values(str(error))) from error
    written = log.newest_commit(path)
    assert written is not None
    return written


def _without_values(message: str) -> str:
    """An engine's message without what it quotes: a quoted value may be a person's."""
    return re.sub(r"'[^']*'|\"[^\"]*\"", "…", message)[:200]


def _has_partition(state: log.State | None, partition: Partition) -> bool:
    wanted = values_of(partition)
    held = state.partitions if state is not None else ()
    return any(all(found.get(key) in values for key, values in wanted.items()) for found in held)
