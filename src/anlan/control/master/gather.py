"""The records of a subject from every source, in one table with the columns of the declaration."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa

from anlan.base.errors import InputMissing
from anlan.base.settings import Workspace
from anlan.collection.deletions import without_deleted
from anlan.control.master.declaration import Declaration, Source
from anlan.engine.duck import connect
from anlan.entities.linkage.kinds import KINDS, clean_sql
from anlan.entities.linkage.problems import LinkageConfigInvalid
from anlan.pool.pool import Pool


def gather(workspace: Workspace, pool: Pool, declaration: Declaration) -> pa.Table:
    """One row a record: ``record_key`` (system:id), ``system``, ``record_id``, ``known_at`` and the declared columns.

    Of several rows of one system with the same id the one learned last counts; rows that their source no longer has
    do not.
    Raises: TableMissing, InputMissing, LinkageConfigInvalid.
    """
    parts = []
    for source in declaration.sources:
        if source.table:
            with pool.reading(tables=[]) as connection:
                connection.execute(f"CREATE VIEW {_quoted(source.table)} AS {without_deleted(pool, source.table)}")
                parts.append(_rows(connection, source.table, source, declaration))
        else:
            parts.append(_rows_of_file(workspace.root / source.file, source, declaration))
    return pa.concat_tables(parts)


def _rows_of_file(path: Path, source: Source, declaration: Declaration) -> pa.Table:
    if not path.is_file():
        raise InputMissing(path=path)
    connection = connect()
    literal = str(path).replace("'", "''")
    connection.execute(
        f"CREATE VIEW source_file AS SELECT * FROM read_csv('{literal}', all_varchar = true, header = true)"
    )
    return _rows(connection, "source_file", source, declaration)


def _rows(connection: duckdb.DuckDBPyConnection, table: str, source: Source, declaration: Declaration) -> pa.Table:
    present = {str(row[0]) for row in connection.execute(f"DESCRIBE {table}").fetchall()}
    wanted = [source.id_item, *source.items.values(), *filter(None, [source.known_at_item])]
    missing = [item for item in wanted if item not in present]
    if missing:
        raise LinkageConfigInvalid(
            place="master.yml",
            reason=f"来源 {source.system} 的 {table} 没有 {missing[0]}",
            action=f"该表的列为：{'、'.join(sorted(present))}。",
        )
    known = _text(source.known_at_item) if source.known_at_item else "''"
    columns = ", ".join(f"{_value(source, name, declaration)} AS {_quoted(name)}" for name in declaration.columns)
    key = _text(source.id_item)
    return connection.sql(
        f"SELECT '{source.system}:' || {key} AS record_key, '{source.system}' AS system, {key} AS record_id, "
        f"coalesce({known}, '') AS known_at, {columns} FROM {table} WHERE nullif(trim({key}), '') IS NOT NULL "
        f"QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY {known} DESC NULLS LAST) = 1"
    ).to_arrow_table()


def _value(source: Source, name: str, declaration: Declaration) -> str:
    """A column of a source as text; dates in one form, so that the same day written twice is one value."""
    if name not in source.items:
        return "NULL::VARCHAR"
    raw = _text(source.items[name])
    if any(column.name == name and column.kind == "date" for column in declaration.linkage.columns):
        day = f"try_strptime({clean_sql(KINDS['date'], raw)}, '%Y%m%d')"
        return f"coalesce(strftime({day}, '%Y-%m-%d'), {raw})"
    return raw


def _text(item: str) -> str:
    return f"CAST({_quoted(item)} AS VARCHAR)"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
