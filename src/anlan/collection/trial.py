"""A standard on trial: what values of the pool would become under another registry, before it is in force.

The same SQL as in standardisation reads each distinct value once under the registry in force and once under the one
proposed, so that a trial says what the next load would really do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from anlan.collection import reading
from anlan.collection.contract import Item
from anlan.collection.mapping import CORE_TYPES, Filling
from anlan.pool.delta import quoted
from anlan.standards.registry import Column, Registry


@dataclass(frozen=True)
class Place:
    """Where values stand: a table of the pool, its column, and how that column is read before and after."""

    table: str
    label: str
    source: str
    item: str
    before: Filling
    after: Filling

    @property
    def column(self) -> Column:
        """The column as it would be declared."""
        return self.after.column


@dataclass(frozen=True)
class TriedValue:
    """One distinct value: what it means before and after, why it is not fit before and after, and its rows."""

    received: str
    before: str | None
    after: str | None
    why_before: str
    why_after: str
    rows: int

    @property
    def fails_newly(self) -> bool:
        """Whether the value is fit now and would not be."""
        return bool(self.why_after) and not self.why_before

    @property
    def is_converted(self) -> bool:
        """Whether the value would mean something else, and be fit."""
        return not self.why_after and self.before != self.after


@dataclass(frozen=True)
class Trial:
    """What became of one place: all rows, rows that fail now, newly, and that are converted; the values that matter.

    ``values`` holds the converted and the newly failing values with the most rows, at most as many as asked for.
    """

    place: Place
    rows: int
    failing_before: int
    failing: int
    failing_newly: int
    mended: int
    converted: int
    distinct_converted: int
    distinct_failing: int
    values: tuple[TriedValue, ...]


def core_place(table: str, label: str, before: Column, after: Column) -> Place:
    """The place of a core column, whose values have been understood once already."""
    kind = CORE_TYPES[after.type]
    item = Item(after.name, after.label)
    return Place(table, label, "", "", Filling(before, item, kind, False), Filling(after, item, kind, False))


def try_place(
    connection: duckdb.DuckDBPyConnection,
    select: str,
    place: Place,
    registries: tuple[Registry, Registry],
    today: date,
    limit: int = 20,
) -> Trial:
    """The trial of one place over the rows of ``select``; ``registries`` are the one in force and the proposed."""
    reading.prepare(connection)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE tried AS {_tried_sql(select, place, registries, today)}")
    newly, converted = "(why_after <> '' AND why_before = '')", "(why_after = '' AND before IS DISTINCT FROM after)"
    [totals] = connection.execute(
        "SELECT coalesce(sum(n), 0), coalesce(sum(n) FILTER (why_before <> ''), 0),"
        " coalesce(sum(n) FILTER (why_after <> ''), 0),"
        f" coalesce(sum(n) FILTER ({newly}), 0), coalesce(sum(n) FILTER (why_after = '' AND why_before <> ''), 0),"
        f" coalesce(sum(n) FILTER ({converted}), 0), count(*) FILTER ({converted}), count(*) FILTER ({newly})"
        " FROM tried"
    ).fetchall()
    values = connection.execute(
        f"SELECT received, before, after, why_before, why_after, n FROM tried WHERE {newly} OR {converted}"
        f" ORDER BY {newly} DESC, n DESC, received LIMIT {limit}"
    ).fetchall()
    connection.execute("DROP TABLE tried")
    rows, failing_before, failing, failing_newly, mended, turned, distinct_turned, distinct_failing = map(int, totals)
    return Trial(
        place,
        rows,
        failing_before,
        failing,
        failing_newly,
        mended,
        turned,
        distinct_turned,
        distinct_failing,
        tuple(TriedValue(*value) for value in values),
    )


def _tried_sql(select: str, place: Place, registries: Sequence[Registry], today: date) -> str:
    text = quoted(f"{place.column.name}__t")
    value = quoted(f"{place.column.name}__v")
    inner = f"SELECT {place.after.received} AS {text}, count(*) AS n FROM ({select}) GROUP BY ALL"
    sides = []
    for side, filling, registry in zip(("before", "after"), (place.before, place.after), registries, strict=True):
        why = filling.why(registry.codes_of(filling.column), today) or "NULL"
        sides.append(
            f"SELECT {text}, n, CAST({value} AS VARCHAR) AS {side}, coalesce({why}, '') AS why_{side}"
            f" FROM (SELECT *, {filling.meaning_in(registry)} AS {value} FROM met)"
        )
    first, second = sides
    return (
        f"WITH met AS MATERIALIZED ({inner}), b AS ({first}), a AS ({second})"
        f" SELECT coalesce(CAST(b.{text} AS VARCHAR), '') AS received, before, after, why_before, why_after, b.n"
        f" FROM b JOIN a ON b.{text} IS NOT DISTINCT FROM a.{text}"
    )
