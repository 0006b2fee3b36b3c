"""Keys that several rows have, found by sorting hashes: eight bytes a row, whatever the key.

Grouping the keys takes several times the time and memory. Hashes that collide are only a suspicion: who uses them
settles it on the keys themselves.
"""

from __future__ import annotations

import duckdb
import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]
_HASHES_AT_ONCE = 20_000_000
_BATCH_ROWS = 131_072


def repeated_hashes(
    connection: duckdb.DuckDBPyConnection, source: str, key: str, rows: int, where: str = "true"
) -> tuple[int, Hashes]:
    """How many rows of a relation fulfil the condition, and the hashes of keys that more than one of them has.

    ``rows`` is about how many the relation has; more than twenty million are taken in parts, so that memory stays
    bounded.
    """
    parts = rows // _HASHES_AT_ONCE + 1
    counted, found = 0, []
    for part in range(parts):
        mine = f" WHERE h % {parts} = {part}" if parts > 1 else ""
        query = f"SELECT h FROM (SELECT hash({key}) AS h FROM {source} WHERE {where}){mine}"
        hashes = _read(connection, query, rows // parts)
        hashes.sort()
        counted += len(hashes)
        found.append(np.unique(hashes[1:][hashes[1:] == hashes[:-1]]))
    return counted, np.concatenate(found)


def _read(connection: duckdb.DuckDBPyConnection, query: str, expected: int) -> Hashes:
    """All hashes that a query gives; the array grows where there are more than expected."""
    hashes: Hashes = np.empty(expected + expected // 8 + _BATCH_ROWS, dtype=np.uint64)
    filled = 0
    for batch in connection.sql(query).to_arrow_reader(_BATCH_ROWS):
        if filled + batch.num_rows > hashes.size:
            hashes = np.concatenate([hashes, np.empty(hashes.size, dtype=np.uint64)])
        hashes[filled : filled + batch.num_rows] = batch.column(0).to_numpy()
        filled += batch.num_rows
    return hashes[:filled]
