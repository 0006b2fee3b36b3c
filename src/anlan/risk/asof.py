"""Core tables as the bureau knew them: each row with the days from which and until which it was the last word."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from anlan.base.clock import Week
from anlan.collection.deletions import DELETION
from anlan.engine.relations import Relations, columns_of
from anlan.risk import headcount
from anlan.risk.gone_rows import marks_sql
from anlan.standards.registry import Column, CoreTable, load_registry

CONTRIBUTION = "core_social__contribution_month"
_TYPES = {"date": "DATE", "decimal": "DOUBLE", "integer": "BIGINT", "flag": "BOOLEAN", "timestamp": "TIMESTAMP"}
_CARRIED = ("load_id", "row_no", "source_system")
_FOREVER = "DATE '9999-12-31'"


def put_weeks(connection: Relations, weeks: Sequence[Week]) -> None:
    """Leave the relation ``weeks(week, start_date, end_date)`` in the connection, one row a week."""
    connection.execute("CREATE OR REPLACE TABLE weeks (week VARCHAR, start_date DATE, end_date DATE)")
    rows = [(str(week), week.start, week.end) for week in sorted(weeks)]
    connection.executemany("INSERT INTO weeks VALUES (?, ?, ?)", rows)


def _cast(column: Column, present: set[str]) -> str:
    wanted = _TYPES.get(column.type, "VARCHAR")
    if column.name not in present:
        return f"CAST(NULL AS {wanted}) AS {column.name}"
    return f"TRY_CAST(t.{column.name} AS {wanted}) AS {column.name}"


def _seen_sql(table: CoreTable, present: set[str], marks: bool = False) -> str:
    """SQL of ``seen_*``: the core columns, ``uscc``, ``known_at`` and the exclusive end ``known_until``.

    With ``marks`` a row that its source no longer has ends on the day on which that became known: the past was so.
    """
    parts = [_cast(column, present) for column in table.columns.values()]
    parts += [f"t.{name}" if name in present else f"NULL AS {name}" for name in _CARRIED]
    parts.append("TRY_CAST(t.known_at AS DATE) AS known_at")
    join = ""
    if table.employer:
        parts += ["t.employer_key", "l.uscc"]
        join = "JOIN linked_employer AS l ON l.employer_key = t.employer_key"
    until = f"lead(known_at) OVER (PARTITION BY {', '.join(table.key)} ORDER BY known_at, load_id, row_no)"
    if not marks:
        return (
            f"SELECT *, coalesce({until}, {_FOREVER}) AS known_until "
            f"FROM (SELECT {', '.join(parts)} FROM {table.name} AS t {join})"
        )
    gone = (
        f"SELECT core_load_id, core_row_no, min(TRY_CAST(deleted_on AS DATE)) AS deleted_on FROM {DELETION} "
        f"WHERE core_table = '{table.name}' GROUP BY core_load_id, core_row_no"
    )
    listed = f"SELECT {', '.join(parts)}, coalesce(g.deleted_on, {_FOREVER}) AS gone_on FROM {table.name} AS t {join}"
    names = [*table.columns, *_CARRIED, "known_at", *(("employer_key", "uscc") if table.employer else ())]
    return (
        f"SELECT {', '.join(names)}, least(coalesce({until}, {_FOREVER}), gone_on) AS known_until FROM ({listed} "
        f"LEFT JOIN ({gone}) AS g ON g.core_load_id = t.load_id AND g.core_row_no = t.row_no)"
    )


def _empty_sql(table: CoreTable) -> str:
    kinds = {column.name: _TYPES.get(column.type, "VARCHAR") for column in table.columns.values()}
    kinds |= {"load_id": "VARCHAR", "row_no": "BIGINT", "source_system": "VARCHAR", "known_at": "DATE"}
    kinds |= {"known_until": "DATE", "uscc": "VARCHAR"} | ({"employer_key": "VARCHAR"} if table.employer else {})
    return "SELECT " + ", ".join(f"CAST(NULL AS {kind}) AS {name}" for name, kind in kinds.items()) + " WHERE false"


def see(connection: Relations, tables: Collection[str] | None = None) -> None:
    """Leave ``linked_employer`` and one ``seen_<domain>__<grain>`` for each core table but the contributions.

    **Rows**: one a version of a core row whose employer is resolved; ``known_at`` ≤ day < ``known_until`` is the
    version known on a day. A core table that is not in the connection gives an empty relation. ``tables`` limits them.
    """
    connection.execute(
        "CREATE OR REPLACE TABLE linked_employer AS SELECT employer_key, any_value(uscc) AS uscc "
        "FROM core_entity__employer_link WHERE status = 'resolved' AND uscc IS NOT NULL GROUP BY employer_key"
    )
    marked = _marked_tables(connection)
    for table in load_registry().tables.values():
        if table.name == CONTRIBUTION or (tables is not None and table.name not in tables):
            continue
        present = columns_of(connection, table.name)
        sql = _seen_sql(table, present, table.name in marked) if present else _empty_sql(table)
        connection.execute(f"CREATE OR REPLACE TABLE {seen_name(table.name)} AS {sql}")


def _marked_tables(connection: Relations) -> set[str]:
    """The core tables of which a source said that it no longer has some rows."""
    if not columns_of(connection, DELETION):
        return set()
    return {row[0] for row in connection.execute(f"SELECT DISTINCT core_table FROM {DELETION}").fetchall()}


def forget(connection: Relations) -> None:
    """Free the memory of the ``seen_*`` relations, which only the steps and the indicators read."""
    for table in load_registry().tables.values():
        if table.name != CONTRIBUTION:
            connection.execute(f"DROP TABLE IF EXISTS {seen_name(table.name)}")


def seen_name(table: str) -> str:
    """The as-known relation of a core table."""
    return table.replace("core_", "seen_", 1)


_LINKED = """
SELECT l.uscc, CAST(month[1:4] AS INTEGER) * 12 + CAST(month[6:7] AS INTEGER) - 1 AS month_no, d.known_at,
  sum(people) AS people, sum(base_yuan) AS base_yuan, sum(base_people) AS base_people,
  sum(unpaid_pension) AS unpaid_pension, sum(unpaid_unemployment) AS unpaid_unemployment,
  sum(unpaid_injury) AS unpaid_injury
FROM {deltas} AS d JOIN linked_employer AS l USING (employer_key)
GROUP BY ALL
"""

_DELTA_COLUMNS = (
    "uscc VARCHAR, month_no INTEGER, known_at DATE, people BIGINT, base_yuan DOUBLE, base_people BIGINT, "
    "unpaid_pension BIGINT, unpaid_unemployment BIGINT, unpaid_injury BIGINT"
)


_CONTRIBUTION = """
SELECT CAST(person_id AS VARCHAR) AS person_id, employer_key, TRY_CAST(known_at AS DATE) AS known_at,
  TRY_CAST(month[1:4] AS INTEGER) * 12 + TRY_CAST(month[6:7] AS INTEGER) - 1 AS month_no
FROM {source}
"""
_NO_CONTRIBUTIONS = "(SELECT '' AS person_id, '' AS employer_key, NULL AS known_at, '' AS month WHERE false)"


def linked_sql(deltas: str) -> str:
    """The SELECT of ``contribution_delta`` from a relation of head-count deltas."""
    return _LINKED.format(deltas=deltas)


def see_contributions(connection: Relations) -> None:
    """Leave ``contribution``, the rows with the month as a number, and ``contribution_delta``: how each
    day's news changed the sums of an employer's month.

    **Rows**: uscc, month_no (year × 12 + month − 1), known_at; summing the deltas known up to a day gives the month as
    known then. They come from the head-counts that the pool keeps; without those, months are counted here in chunks, so
    that memory stays bounded however long the history is.
    """
    connection.execute(f"CREATE OR REPLACE TABLE contribution_delta ({_DELTA_COLUMNS})")
    source = CONTRIBUTION if columns_of(connection, CONTRIBUTION) else _NO_CONTRIBUTIONS
    connection.execute(f"CREATE OR REPLACE VIEW contribution AS {_CONTRIBUTION.format(source=source)}")
    if columns_of(connection, headcount.DELTA):
        connection.execute(f"INSERT INTO contribution_delta {linked_sql(headcount.DELTA)}")
    elif source == CONTRIBUTION:
        marks = (
            marks_sql(f"SELECT * FROM {DELETION}", CONTRIBUTION) if CONTRIBUTION in _marked_tables(connection) else ""
        )
        for months in headcount.chunks(headcount.month_rows(connection)):
            headcount.put_deltas(connection, CONTRIBUTION, months, "counted_months", marks)
            connection.execute(f"INSERT INTO contribution_delta {linked_sql('counted_months')}")


SIGNALS = {
    "article_mention": (
        "core_signal__event_article",
        {"event_id": "VARCHAR", "article_id": "VARCHAR", "is_negated": "BOOLEAN", "is_rumour": "BOOLEAN"},
        {"is_denied": "BOOLEAN", "published_date": "DATE", "known_at": "DATE"},
    ),
    "article_fact": (
        "core_signal__article",
        {"article_id": "VARCHAR", "group_id": "VARCHAR", "source_name": "VARCHAR", "source_kind_code": "VARCHAR"},
        {},
    ),
    "event_fact": (
        "core_signal__event",
        {"event_id": "VARCHAR", "uscc": "VARCHAR", "risk_type_code": "VARCHAR"},
        {"people_count": "BIGINT"},
    ),
}


def see_signals(connection: Relations) -> None:
    """Leave ``article_mention``, ``article_fact`` and ``event_fact``: what the news said, in known types.

    Without the tables of the signals step the relations are empty.
    """
    for name, (table, columns, more) in SIGNALS.items():
        present = columns_of(connection, table)
        parts = [
            f"TRY_CAST({column if column in present else 'NULL'} AS {kind}) AS {column}"
            for column, kind in (columns | more).items()
        ]
        source = f"FROM {table}" if present else "WHERE false"
        connection.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT {', '.join(parts)} {source}")
