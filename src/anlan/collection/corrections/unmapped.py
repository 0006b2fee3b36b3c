"""Source values that are no codes of their list: counted and listed, never dropped, each with its likely meaning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from anlan.collection import reading
from anlan.collection.contract import TableContract
from anlan.collection.corrections.proposals import CodeProposal, propose_codes
from anlan.collection.mapping import BatchMapping
from anlan.collection.set_aside import SET_ASIDE
from anlan.pool.delta import literal, quoted
from anlan.pool.pool import Pool


@dataclass(frozen=True)
class UnmappedValue:
    """A value of an item that is no code of the list its column is bound to, how often it came, what it may mean."""

    system: str
    table: str
    item: str
    column: str
    code_set: str
    value: str
    count: int
    first_load: str
    proposals: Sequence[CodeProposal]


def unmapped_values(pool: Pool, mapping: BatchMapping, agreed: Mapping[str, Mapping[str, str]]) -> list[UnmappedValue]:
    """The values of a table that were set aside because their code set does not know them, the most frequent first.

    Only rows with such a finding are read. ``agreed`` are mappings of other items by code set.
    """
    if pool.version(SET_ASIDE) is None or pool.version(mapping.contract.raw_table) is None:
        return []
    found: list[UnmappedValue] = []
    with pool.reading(tables=[]) as connection:
        reading.prepare(connection)
        for name, filling in mapping.fillings.items():
            codes = mapping.registry.codes_of(filling.column)
            if filling.column.type != "code" or not codes:
                continue
            received = quoted(f"{name}__t")
            rows = _rows(pool, mapping.contract, filling.item.name)
            text = reading.code_sql(f"CAST({received} AS VARCHAR)")
            query = (
                f"SELECT {text} AS value, count(*), min(load_id) FROM"
                f" (SELECT load_id, {filling.received} AS {received} FROM ({rows})) WHERE value IS NOT NULL GROUP BY 1"
            )
            sets = mapping.registry.code_sets
            others = {one: sets[one].values for one in sets if one != filling.column.code_set}
            for value, count, first in connection.execute(f"{query} ORDER BY 2 DESC, 1").fetchall():
                known = agreed.get(filling.column.code_set, {})
                proposed = propose_codes(value, codes, others, known)
                place = (mapping.contract.system, mapping.contract.name, filling.item.name, name)
                found.append(UnmappedValue(*place, filling.column.code_set, value, count, first, proposed))
    return found


def _rows(pool: Pool, table: TableContract, item: str) -> str:
    where = (
        f"source_system = {literal(table.system)} AND table_name = {literal(table.name)}"
        f" AND column_name = {literal(item)} AND reason_code = 'code-unknown'"
    )
    findings = f"SELECT load_id, row_no FROM ({pool.select(SET_ASIDE)}) WHERE {where}"
    return f"SELECT r.* FROM ({pool.select(table.raw_table)}) r SEMI JOIN ({findings}) f USING (load_id, row_no)"
