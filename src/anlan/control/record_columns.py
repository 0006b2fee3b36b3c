"""Columns of core tables as the console shows them, and rows masked by them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from anlan.control.assets.grades import raised
from anlan.control.masking import shown
from anlan.control.place import workspace
from anlan.control.standards.current import registry_at_a_glance
from anlan.standards.registry import Column, CoreTable, Registry

_EMPLOYER = (
    Column("employer_code", "来源信用代码", "code"),
    Column("employer_number", "来源单位编号", "code"),
    Column("employer_name", "来源单位名称", "text"),
)
_KNOWN_AT = Column("known_at", "知悉日期", "date")


def standards() -> Registry:
    """The standards in force today."""
    return registry_at_a_glance()


def columns_of(table: CoreTable) -> list[Column]:
    """The columns shown of a core table: its own, how the source names the employer, and when it was learned.

    A column bears the grade of the source items that fill it where theirs is higher: it is never shown below that.
    """
    from anlan.control.source_view import contracts  # here: it reads the standards through this module

    known = contracts(workspace())
    own = raised(table.name, table.columns.values(), known)
    return [*own, *(_EMPLOYER if table.employer else ()), _KNOWN_AT]


def described(columns: Sequence[Column]) -> list[dict[str, Any]]:
    """The columns as the interface declares them."""
    return [
        {
            "name": column.name,
            "label": column.label,
            "type": column.type,
            "unit": column.unit or None,
            "grade": column.grade,
            "item": column.item or None,
        }
        for column in columns
    ]


def row_shown(row: dict[str, Any], columns: Sequence[Column]) -> dict[str, Any]:
    """The row's values by column: codes with their label, personal values masked."""
    return {column.name: _value(row.get(column.name), column) for column in columns}


def _value(value: Any, column: Column) -> Any:
    if column.code_set and value is not None:
        return standards().labels_of(column).get(str(value), value)
    if column.type == "flag" and value is not None:
        return "是" if value else "否"
    return shown(value, column)
