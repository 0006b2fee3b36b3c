"""Rows that their source deleted, for the quality checks: they are no longer data whose quality anybody can mend."""

from __future__ import annotations

from collections.abc import Mapping

from anlan.collection.deletions import DELETION
from anlan.engine.relations import Relations, columns_of
from anlan.pool.delta import literal, quoted
from anlan.pool.pool import Pool
from anlan.quality.relation import living


def gone_rows(pool: Pool) -> dict[str, str]:
    """Core table → the SELECT of its rows (load_id, row_no) that their source no longer has."""
    if pool.version(DELETION) is None:
        return {}
    deletions = pool.select(DELETION)
    with pool.reading(tables=[]) as connection:
        tables = connection.execute(f"SELECT DISTINCT core_table FROM ({deletions}) ORDER BY 1").fetchall()
    return {table: _marks(deletions, table) for (table,) in tables}


def leave_out(spark: Relations, tables: Mapping[str, str]) -> None:
    """Make the relations of an engine those of the rows that their sources still have."""
    for table in tables:
        if columns_of(spark, table) and columns_of(spark, DELETION):
            rows = living(f"SELECT * FROM {quoted(table)}", _marks(f"SELECT * FROM {DELETION}", table))
            spark.execute(f"CREATE OR REPLACE VIEW {quoted(table)} AS {rows}")


def _marks(deletions: str, table: str) -> str:
    return (
        f"SELECT core_load_id AS load_id, core_row_no AS row_no FROM ({deletions}) WHERE core_table = {literal(table)}"
    )
