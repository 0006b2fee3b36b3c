"""Core rows that their source no longer has: marked by position, never taken away, because the past was so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from anlan.collection.change_rows import DELETED, newest_rows
from anlan.collection.mapping import BatchMapping, Load, by_load
from anlan.collection.raw_rows import CHANGE_KIND, LOAD_ID
from anlan.collection.workbench import Workshop, duck_workbench
from anlan.pool.delta import literal, quoted
from anlan.pool.pool import Pool

DELETION = "raw_quality__deletion"


def keep_deletions(
    pool: Pool, mapping: BatchMapping, loads: Sequence[Load], workshop: Workshop = duck_workbench
) -> None:
    """Mark the core rows of keys whose newest version is a deletion; a key that came back loses its mark.

    Rows: one a core row, with the load that deleted it and the day on which that became known.
    """
    contract, core = mapping.contract, mapping.core
    whole = replace(mapping, loads=loads)
    key = " AND ".join(f"g.{quoted(name)} = c.{quoted(name)}" for name in core.key)
    arrived = by_load({load.load_id: f"DATE '{load.arrived}'" for load in loads})
    place = {"source_system": contract.system, "table_name": contract.name}
    with workshop(pool, [core.name], mapping.load_ids[0]) as bench:
        newest = newest_rows(bench.select(contract.raw_table), contract, core)
        gone = f"SELECT * FROM ({newest}) WHERE {CHANGE_KIND} = '{DELETED}'"
        bench.keep_understood("gone", gone, whole.parsed)
        query = (
            f"SELECT {literal(contract.system)} AS source_system, {literal(contract.name)} AS table_name,"
            f" {literal(core.name)} AS core_table, c.load_id AS core_load_id, c.row_no AS core_row_no,"
            f" g.load_id AS load_id, g.row_no AS row_no, g.deleted_on FROM"
            f" (SELECT *, {arrived} AS deleted_on FROM gone) g JOIN {quoted(core.name)} c"
            f" ON {key} AND c.source_system = {literal(contract.system)}"
        )
        bench.write(DELETION, query, place, {})


def without_deleted(pool: Pool, core_table: str) -> str:
    """The SELECT of a core table's rows that their sources still have."""
    rows = pool.select(core_table)
    schema = pool.schema(core_table)
    if pool.version(DELETION) is None or schema is None or not {LOAD_ID, "row_no"} <= {*schema.names}:
        return rows
    marks = f"SELECT core_load_id, core_row_no FROM ({pool.select(DELETION)}) WHERE core_table = {literal(core_table)}"
    return (
        f"SELECT * FROM ({rows}) r ANTI JOIN ({marks}) m ON r.{LOAD_ID} = m.core_load_id AND r.row_no = m.core_row_no"
    )
