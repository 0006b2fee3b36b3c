"""How the structure of a system differs between two harvests: what came, what went, what is declared otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from anlan.collection.harvest.items import HarvestedItem

ASPECTS = {
    "column_comment": "注释",
    "type": "类型",
    "length": "长度",
    "nullable": "可空",
    "primary_key": "主键",
    "table_comment": "表注释",
}


@dataclass(frozen=True)
class StructureDifference:
    """One difference: a table or item ``added`` or ``removed`` (``column`` empty for a table), or one ``changed``."""

    change: str
    table: str
    column: str = ""
    aspect: str = ""
    before: str = ""
    after: str = ""


def structure_differences(old: Sequence[HarvestedItem], new: Sequence[HarvestedItem]) -> list[StructureDifference]:
    """What differs between two harvests of one system, by table and column.

    Rows: a whole table that came or went is one difference; so is each aspect of an item that changed.
    """
    before = {(item.table, item.column): item for item in old}
    after = {(item.table, item.column): item for item in new}
    old_tables, new_tables = {item.table for item in old}, {item.table for item in new}
    found = [StructureDifference("removed", table) for table in sorted(old_tables - new_tables)]
    found += [StructureDifference("added", table) for table in sorted(new_tables - old_tables)]
    for table, column in sorted(before.keys() | after.keys()):
        first, second = before.get((table, column)), after.get((table, column))
        if first is None or second is None:
            if table in old_tables and table in new_tables:
                found.append(StructureDifference("removed" if second is None else "added", table, column))
            continue
        for aspect in ASPECTS:
            said, says = getattr(first, aspect), getattr(second, aspect)
            if said != says:
                found.append(StructureDifference("changed", table, column, aspect, _word(said), _word(says)))
    return found


def _word(value: object) -> str:
    return ("是" if value else "否") if isinstance(value, bool) else str(value)
