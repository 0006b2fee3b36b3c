"""Loads that bring changes: a snapshot compared with the one before, or a table of changes read in its order.

Either way a raw row is a version with its ``change_kind`` (I inserted, U changed, D deleted); rows that stayed the same
are not written again.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa

from anlan.base.errors import AnlanError
from anlan.collection import reading
from anlan.collection.change_rows import CHANGED, DELETED, INSERTED, key_items, newest_rows
from anlan.collection.contract import TableContract
from anlan.collection.landing import Landing
from anlan.collection.raw_rows import CHANGE_KIND
from anlan.collection.source_errors import SourceMalformed
from anlan.collection.spool import unspool
from anlan.pool.delta import duck_type, literal, quoted
from anlan.pool.loads import LoadPackage

_BATCH_ROWS = 100_000
_OPERATIONS = {
    INSERTED: ("I", "INSERT", "C", "CREATE", "R", "READ", "新增"),
    CHANGED: ("U", "UPDATE", "修改", "变更"),
    DELETED: ("D", "DELETE", "删除"),
}


class ChangeUnknown(AnlanError):
    """A table of changes holds an operation that is no insertion, change or deletion, or a row without a sequence."""

    code = "change-unknown"
    status = 422
    message = "来源 {place} 的变更表有 {count} 行没有顺序号或操作无法识别：{values}"
    hint = "操作须是 I、U、D（或 insert、update、delete）；与来源单位核对后重新装载，本次没有写入。"


def where_after(sequence: str, since: str) -> str:
    """The condition for changes after a sequence; rows without one come too, so that they are noticed."""
    return f"{quoted(sequence)} > {literal(since)} OR {quoted(sequence)} IS NULL" if since else ""


def land_snapshot(landing: Landing, table: TableContract, package: LoadPackage, path: Path) -> None:
    """Write what differs between the rows of a spool file and those the raw table holds as the newest."""
    with landing.pool.reading(tables=[]) as connection:
        reading.prepare(connection)
        kinds = _offer(connection, path)
        _before(connection, landing, table, package, kinds)
        items = ", ".join(map(quoted, kinds))
        # A key that repeats stands or changes as a whole: its newest load must hold all of its rows.
        connection.execute(
            "CREATE TEMP TABLE differing AS SELECT DISTINCT coalesce(n.k, b.k) AS k FROM now n FULL OUTER JOIN before b"
            " ON n.k = b.k AND n.place = b.place WHERE n.h IS DISTINCT FROM b.h"
        )
        connection.execute(
            f"CREATE TEMP TABLE changed AS SELECT {items}, row_no, CASE WHEN k IN (SELECT k FROM before)"
            f" THEN '{CHANGED}' ELSE '{INSERTED}' END AS {CHANGE_KIND} FROM now SEMI JOIN differing USING (k)"
        )
        connection.execute(
            f"INSERT INTO changed SELECT {items}, (SELECT count(*) FROM now) + row_number() OVER (ORDER BY k),"
            f" '{DELETED}' FROM before ANTI JOIN now USING (k)"
        )
        counts = dict(connection.execute(f"SELECT {CHANGE_KIND}, count(*) FROM changed GROUP BY 1").fetchall())
        ((rows,),) = connection.execute("SELECT count(*) FROM now").fetchall()
        names = ((INSERTED, "新增"), (CHANGED, "变更"), (DELETED, "删除"))
        message = "、".join(f"{name} {counts.get(kind, 0)} 行" for kind, name in names)
        reader = connection.sql("SELECT * FROM changed ORDER BY row_no").to_arrow_reader(_BATCH_ROWS)
        landing.land_changes(table, package, reader, row_count=int(rows), message=message)


def _offer(connection: duckdb.DuckDBPyConnection, path: Path) -> dict[str, str]:
    """Make the spooled rows a view; their items and DuckDB types."""
    arrow = unspool(path).read_all()
    connection.register("spooled", arrow)
    return {field.name: duck_type(field.type) for field in arrow.schema if field.name != "row_no"}


def _before(
    connection: duckdb.DuckDBPyConnection,
    landing: Landing,
    table: TableContract,
    package: LoadPackage,
    kinds: dict[str, str],
) -> None:
    """Make the tables ``now`` and ``before``: key ``k``, which of its rows (``place``), hash ``h`` of all items."""
    core = landing.registry.table(table.core)
    key = [name for name in key_items(table, core) if name in kinds] or list(kinds)
    connection.execute(f"CREATE TEMP TABLE now AS {_keyed('SELECT * FROM spooled', kinds, kinds, key)}")
    schema = landing.pool.schema(table.raw_table)
    loads = [one.load_id for one in landing.succeeded(table) if one.load_id != package.load_id]
    if schema is None or not loads or CHANGE_KIND not in schema.names:
        connection.execute("CREATE TEMP TABLE before AS SELECT * FROM now WHERE false")
        return
    held = {field.name: duck_type(field.type) for field in schema}
    raw = newest_rows(landing.pool.select(table.raw_table, partition={"load_id": loads}), table, core)
    living = f"SELECT * FROM ({raw}) WHERE {CHANGE_KIND} <> '{DELETED}'"
    connection.execute(f"CREATE TEMP TABLE before AS {_keyed(living, kinds, held, key)}")


def _keyed(rows: str, kinds: dict[str, str], held: dict[str, str], key: list[str]) -> str:
    texts = {
        name: reading.text_sql(quoted(name), held[name]) if name in held else "CAST(NULL AS VARCHAR)" for name in kinds
    }
    columns = ", ".join(
        f"CAST({quoted(name)} AS {kind}) AS {quoted(name)}"
        if name in held
        else f"CAST(NULL AS {kind}) AS {quoted(name)}"
        for name, kind in kinds.items()
    )
    k = "concat_ws(chr(31), " + ", ".join(f"coalesce({texts[name]}, '')" for name in key) + ")"
    keyed = f"SELECT {columns}, row_no, {k} AS k, hash({', '.join(texts.values())}) AS h FROM ({rows})"
    return f"SELECT *, row_number() OVER (PARTITION BY k ORDER BY h) AS place FROM ({keyed})"


def land_change_rows(landing: Landing, table: TableContract, package: LoadPackage, path: Path) -> None:
    """Write the rows of a table of changes in the order of their sequence. Raises: ChangeUnknown, SourceMalformed."""
    with landing.pool.reading(tables=[]) as connection:
        kinds = _offer(connection, path)
        missing = [name for name in (table.operation, table.sequence) if name not in kinds]
        if missing:
            raise SourceMalformed(place=table.label, reason=f"变更表没有 {'、'.join(missing)}")
        word = f"upper(trim(CAST({quoted(table.operation)} AS VARCHAR)))"
        cases = " ".join(
            f"WHEN {word} IN ({', '.join(map(literal, words))}) THEN '{kind}'" for kind, words in _OPERATIONS.items()
        )
        order = f"{_ordered(table.sequence, kinds)}, row_no"
        connection.execute(
            f"CREATE TEMP TABLE changed AS SELECT * REPLACE (row_number() OVER (ORDER BY {order}) AS row_no),"
            f" CASE {cases} END AS {CHANGE_KIND} FROM spooled"
        )
        _refuse_unknown(connection, table, word)
        last = f"SELECT CAST({quoted(table.sequence)} AS VARCHAR) FROM changed ORDER BY row_no DESC LIMIT 1"
        # fetchall, because a result that was not read to its end keeps the connection busy.
        ((reached,),) = connection.execute(last).fetchall()
        ((rows,),) = connection.execute("SELECT count(*) FROM changed").fetchall()
        reader: pa.RecordBatchReader = connection.sql("SELECT * FROM changed").to_arrow_reader(_BATCH_ROWS)
        landing.land_changes(table, package, reader, row_count=int(rows), cursor_to=str(reached))


def _ordered(sequence: str, kinds: dict[str, str]) -> str:
    # A sequence kept as text is ordered as its source compares it.
    return quoted(sequence) if kinds[sequence] != "VARCHAR" else f"CAST({quoted(sequence)} AS VARCHAR)"


def _refuse_unknown(connection: duckdb.DuckDBPyConnection, table: TableContract, word: str) -> None:
    wrong = f"FROM changed WHERE {CHANGE_KIND} IS NULL OR {quoted(table.sequence)} IS NULL"
    ((count,),) = connection.execute(f"SELECT count(*) {wrong}").fetchall()
    if count:
        shown = connection.execute(f"SELECT DISTINCT left(coalesce({word}, '（空）'), 20) {wrong} LIMIT 5").fetchall()
        raise ChangeUnknown(place=table.label, count=count, values="、".join(str(row[0]) for row in shown))
