"""Whether the items of a load still have the types they were agreed with, judged by what its values say.

A single bad value is bad data and is set aside by itself; an item most of whose values cannot be read has changed.
Sources of text (CSV, Excel, text columns of databases) show a change of type in no other way.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import duckdb
import pyarrow as pa

from anlan.collection import reading
from anlan.collection.contract import TableContract
from anlan.collection.mapping import UNREADABLE, BatchMapping, Load
from anlan.collection.raw_rows import LOAD_ID
from anlan.engine.duck import connect
from anlan.pool.delta import duck_type, literal, quoted
from anlan.standards.registry import Registry

_SAMPLE = 10_000
_FEW = 10
_LOAD = "sample"


def changed_items(rows: pa.Table, contract: TableContract, registry: Registry, today: date) -> dict[str, str]:
    """Item → how many of its values could not be read as its column's type, for the items whose type changed.

    The first rows are judged; an item with few values is left to the checks of each value.
    """
    sample = rows.slice(0, _SAMPLE)
    kinds = {field.name: duck_type(field.type) for field in sample.schema}
    if LOAD_ID not in kinds:
        sample = sample.append_column(LOAD_ID, pa.repeat(pa.scalar(_LOAD), sample.num_rows))
    core = registry.table(contract.core)
    mapping = BatchMapping(contract, core, registry, [Load(_LOAD, today)], kinds, today)
    connection = connect()
    try:
        reading.prepare(connection)
        connection.register("sampled", sample)
        return _mostly_unreadable(connection, mapping.parsed("SELECT * FROM sampled"), kinds)
    finally:
        connection.close()


def _mostly_unreadable(connection: duckdb.DuckDBPyConnection, parsed: str, kinds: Mapping[str, str]) -> dict[str, str]:
    reasons = ", ".join(map(literal, sorted(UNREADABLE)))
    counted = connection.execute(
        # A value that fills two columns is one value.
        f"SELECT f.column_name, count(DISTINCT row_no) FROM (SELECT row_no, unnest(findings) AS f FROM ({parsed})) "
        f"WHERE f.reason_code IN ({reasons}) GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    found = {}
    for item, unread in counted:
        text = f"nullif(trim(CAST({quoted(item)} AS VARCHAR)), '')"
        [[filled]] = connection.execute(f"SELECT count({text}) FROM sampled").fetchall() if item in kinds else [[0]]
        if filled >= _FEW and unread * 2 > filled:
            found[item] = f"{filled} 个值中 {unread} 个读不懂"
    return found
