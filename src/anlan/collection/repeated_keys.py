"""Keys that several rows have, found by sorting hashes: eight bytes a row, whatever the key."""

from __future__ import annotations

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

_HASHES_AT_ONCE = 20_000_000
_BATCH_ROWS = 131_072


def keep_repeated_hashes(connection: duckdb.DuckDBPyConnection, source: str, key: str, rows: int, name: str) -> None:
    """Leave a table of the hashes that several rows of a relation have.

    ``rows`` is how many rows the relation has at most; more than twenty million are taken in parts, so that memory
    stays bounded. **Rows** of the table: ``h``, one hash of a key each.
    """
    connection.execute(f"CREATE TEMP TABLE {name} (h UBIGINT)")
    parts = rows // _HASHES_AT_ONCE + 1
    for part in range(parts):
        mine = f" WHERE h % {parts} = {part}" if parts > 1 else ""
        query = f"SELECT h FROM (SELECT hash({key}) AS h FROM {source}){mine}"
        found = _repeated(_read(connection, query, rows // parts))
        if found.num_rows:
            connection.register("found_hashes", found)
            connection.execute(f"INSERT INTO {name} SELECT h FROM found_hashes")
            connection.unregister("found_hashes")


def _read(connection: duckdb.DuckDBPyConnection, query: str, expected: int) -> npt.NDArray[np.uint64]:
    """All hashes that a query gives; the array grows where there are more than expected."""
    hashes = np.empty(expected + expected // 8 + _BATCH_ROWS, dtype=np.uint64)
    filled = 0
    for batch in connection.sql(query).to_arrow_reader(_BATCH_ROWS):
        if filled + batch.num_rows > hashes.size:
            hashes.resize(2 * hashes.size, refcheck=False)
        hashes[filled : filled + batch.num_rows] = batch.column(0).to_numpy()
        filled += batch.num_rows
    return hashes[:filled]


def _repeated(hashes: npt.NDArray[np.uint64]) -> pa.Table:
    hashes.sort()
    again = hashes[1:][hashes[1:] == hashes[:-1]]
    return pa.table({"h": pa.array(np.unique(again), pa.uint64())})
