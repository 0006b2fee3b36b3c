"""Rows that their source no longer has, for the head-counts: which they are, and which months they touch.

A pool without such marks is not read for them: every function answers from the marks alone.
"""

from __future__ import annotations

from anlan.collection.deletions import DELETION
from anlan.pool.delta import literal
from anlan.pool.pool import Pool


def marks_of(pool: Pool, table: str) -> str:
    """The SELECT of a core table's marks (load_id, row_no, gone_on), one a row; empty where it has none."""
    if pool.version(DELETION) is None:
        return ""
    marks = marks_sql(pool.select(DELETION), table)
    with pool.reading(tables=[]) as connection:
        return marks if connection.execute(f"SELECT 1 FROM ({marks}) LIMIT 1").fetchall() else ""


def marks_sql(deletions: str, table: str) -> str:
    """The SELECT of a core table's marks in a SELECT of all marks; the first day a deletion became known counts."""
    return (
        "SELECT core_load_id AS load_id, core_row_no AS row_no, min(TRY_CAST(deleted_on AS DATE)) AS gone_on "
        f"FROM ({deletions}) WHERE core_table = {literal(table)} GROUP BY ALL"
    )


def marks_by_month(pool: Pool, table: str, marks: str, month: str) -> dict[str, str]:
    """What the marks say of each month they touch, as a short text that differs when they do.

    ``month`` is the SQL of a row's month. Only the loads that hold marked rows are read.
    """
    if not marks:
        return {}
    with pool.reading(tables=[]) as connection:
        loads = [row[0] for row in connection.execute(f"SELECT DISTINCT load_id FROM ({marks})").fetchall()]
        rows = pool.select(table, partition={"load_id": loads})
        one = "md5_number_lower(concat_ws('|', load_id, row_no, gone_on))"
        query = f"SELECT {month}, concat(count(*), '-', bit_xor({one})) FROM ({rows}) JOIN ({marks}) m"
        return dict(connection.execute(f"{query} USING (load_id, row_no) GROUP BY ALL").fetchall())


def living(rows: str, marks: str) -> str:
    """The SELECT of the rows that carry no mark."""
    return f"SELECT * FROM ({rows}) r ANTI JOIN ({marks}) m USING (load_id, row_no)" if marks else rows
