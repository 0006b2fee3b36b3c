"""Two relations compared by counts, sums and keyed hashes, whatever the order of their rows.

Keys fall into buckets; a bucket's sum of row hashes says in one scan of either side whether it is the same, and only
buckets that differ are looked at key by key. Sums of 64-bit hashes in 128 bits: an equal sum of unequal rows needs a
collision.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import duckdb

from anlan.pool.delta import literal, quoted

BUCKETS = 4096
KEYS_KEPT = 1000
_TOLERANCE = 1e-9
_BAR = "chr(31)"


@dataclass(frozen=True)
class Side:
    """One side: a table of the connection with the key, the compared columns and ``place`` (where a row stands)."""

    table: str


@dataclass(frozen=True)
class Measured:
    """One measure of both sides; ``name`` is ``rows``, ``keys`` or ``sum:<column>``."""

    name: str
    left: float
    right: float

    @property
    def difference(self) -> float:
        """Right minus left."""
        return self.right - self.left

    @property
    def is_equal(self) -> bool:
        """Whether the sides agree; sums of decimals agree up to the last digits that adding in another order moves."""
        return abs(self.difference) <= _TOLERANCE * max(1.0, abs(self.left), abs(self.right))


@dataclass(frozen=True)
class KeyDifference:
    """A key on which the sides differ: how, in which columns, and where its first row stands on either side."""

    key: str
    kind: str
    columns: tuple[str, ...]
    left_rows: int
    right_rows: int
    left_place: str
    right_place: str


@dataclass(frozen=True)
class Comparison:
    """What two sides have in common and what not; ``differing`` counts keys, ``keys`` holds the first of them."""

    measures: tuple[Measured, ...]
    differing: int = 0
    keys: tuple[KeyDifference, ...] = field(default=())

    @property
    def is_equal(self) -> bool:
        """Whether both sides hold the same rows."""
        return self.differing == 0 and all(one.is_equal for one in self.measures)


def compare(
    connection: duckdb.DuckDBPyConnection,
    left: Side,
    right: Side,
    key: Sequence[str],
    columns: Sequence[str],
    numeric: Sequence[str],
) -> Comparison:
    """Compare two tables with the same columns; sums are taken of ``numeric``."""
    texts = ", ".join(f"coalesce(CAST({quoted(name)} AS VARCHAR), '')" for name in key)
    hashed = ", ".join(quoted(name) for name in columns)
    rows = {
        side.table: f"(SELECT concat_ws({_BAR}, {texts}) AS k, hash({hashed}) AS h, place FROM {quoted(side.table)})"
        for side in (left, right)
    }
    buckets = _differing_buckets(connection, rows[left.table], rows[right.table])
    measures = _measures(connection, left, right, rows, numeric)
    if not buckets:
        return Comparison(measures)
    _differing_keys(connection, rows[left.table], rows[right.table], buckets)
    (differing,) = connection.execute("SELECT count(*) FROM differing").fetchone() or (0,)
    return Comparison(measures, int(differing), _listed(connection, left, right, texts, columns))


def _differing_buckets(connection: duckdb.DuckDBPyConnection, left: str, right: str) -> list[int]:
    def summed(rows: str) -> str:
        return f"SELECT hash(k) % {BUCKETS} AS b, count(*) AS n, sum(CAST(h AS HUGEINT)) AS s FROM {rows} GROUP BY 1"

    query = (
        f"SELECT coalesce(l.b, r.b) FROM ({summed(left)}) l FULL OUTER JOIN ({summed(right)}) r ON l.b = r.b"
        " WHERE l.n IS DISTINCT FROM r.n OR l.s IS DISTINCT FROM r.s ORDER BY 1"
    )
    return [int(row[0]) for row in connection.execute(query).fetchall()]


def _measures(
    connection: duckdb.DuckDBPyConnection, left: Side, right: Side, rows: dict[str, str], numeric: Sequence[str]
) -> tuple[Measured, ...]:
    sums = [f"coalesce(sum(TRY_CAST({quoted(name)} AS DOUBLE)), 0)" for name in numeric]
    found = []
    for side in (left, right):
        keys = f"(SELECT count(DISTINCT k) FROM {rows[side.table]})"
        query = f"SELECT {', '.join(['count(*)', keys, *sums])} FROM {quoted(side.table)}"
        found.append([float(value) for value in connection.execute(query).fetchone() or ()])
    names = ["rows", "keys", *(f"sum:{name}" for name in numeric)]
    return tuple(Measured(name, one, other) for name, one, other in zip(names, *found, strict=True))


def _differing_keys(connection: duckdb.DuckDBPyConnection, left: str, right: str, buckets: Sequence[int]) -> None:
    listed = ", ".join(map(str, buckets))

    def grouped(rows: str) -> str:
        return (
            f"SELECT k, count(*) AS n, sum(CAST(h AS HUGEINT)) AS s, min(place) AS place FROM {rows}"
            f" WHERE hash(k) % {BUCKETS} IN ({listed}) GROUP BY k"
        )

    connection.execute(
        "CREATE OR REPLACE TEMP TABLE differing AS SELECT coalesce(l.k, r.k) AS k, coalesce(l.n, 0) AS left_rows,"
        " coalesce(r.n, 0) AS right_rows, coalesce(l.place, '') AS left_place, coalesce(r.place, '') AS right_place,"
        " CASE WHEN r.k IS NULL THEN 'missing' WHEN l.k IS NULL THEN 'extra' WHEN l.n <> r.n THEN 'repeated'"
        f" ELSE 'changed' END AS kind FROM ({grouped(left)}) l FULL OUTER JOIN ({grouped(right)}) r ON l.k = r.k"
        " WHERE l.s IS DISTINCT FROM r.s OR l.n IS DISTINCT FROM r.n"
    )


def _listed(
    connection: duckdb.DuckDBPyConnection, left: Side, right: Side, texts: str, columns: Sequence[str]
) -> tuple[KeyDifference, ...]:
    """The first differing keys, with the columns that differ where each side has one row of the key."""
    changed = ", ".join(
        f"CASE WHEN l.{quoted(name)} IS DISTINCT FROM r.{quoted(name)} THEN {literal(name)} END" for name in columns
    )
    keyed = f"SELECT *, concat_ws({_BAR}, {texts}) AS k FROM"
    query = (
        f"WITH d AS (SELECT * FROM differing ORDER BY kind, k LIMIT {KEYS_KEPT}),"
        f" single AS (SELECT k FROM d WHERE kind = 'changed' AND left_rows = 1),"
        f" l AS (SELECT * FROM ({keyed} {quoted(left.table)}) SEMI JOIN single USING (k)),"
        f" r AS (SELECT * FROM ({keyed} {quoted(right.table)}) SEMI JOIN single USING (k)),"
        f" c AS (SELECT k, list_filter([{changed}], lambda n: n IS NOT NULL) AS names"
        " FROM l JOIN r USING (k))"
        " SELECT replace(d.k, chr(31), ' '), kind, coalesce(names, []), left_rows, right_rows, left_place, right_place"
        " FROM d LEFT JOIN c USING (k) ORDER BY kind, d.k"
    )
    return tuple(
        KeyDifference(k, kind, tuple(names), *rest) for k, kind, names, *rest in connection.execute(query).fetchall()
    )
