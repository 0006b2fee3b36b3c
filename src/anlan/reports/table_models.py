"""Data models as an Excel workbook: tables by layer and domain, and every element."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import xlsxwriter

from anlan.reports.archive import fixed_zip

_TABLES = (
    ("layer_label", "层", 8),
    ("domain_label", "业务域", 12),
    ("table", "表", 34),
    ("label", "名称", 28),
    ("grain", "粒度", 48),
    ("key", "主键", 36),
    ("made_from", "由何而来", 40),
    ("grade", "最高分级", 9),
)
_ELEMENTS = (
    ("table", "表", 34),
    ("name", "字段", 24),
    ("label", "名称", 24),
    ("type", "类型", 14),
    ("unit", "单位", 8),
    ("code_set", "代码集", 18),
    ("element", "数据元", 18),
    ("grade", "分级", 7),
    ("is_key", "主键", 7),
    ("physical_type", "物理类型", 16),
)


def write_models(tables: Sequence[Mapping[str, Any]], elements: Sequence[Mapping[str, Any]], made: datetime) -> bytes:
    """The workbook as bytes: one sheet of tables, one of elements; the same models give the same bytes."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"created": made.replace(tzinfo=None), "title": "数据模型"})
        _sheet(book, "表", _TABLES, tables)
        _sheet(book, "字段", _ELEMENTS, elements)
    return fixed_zip(buffer.getvalue())


def _sheet(
    book: xlsxwriter.Workbook, name: str, columns: Sequence[tuple[str, str, int]], rows: Sequence[Mapping[str, Any]]
) -> None:
    head = book.add_format({"bold": True, "bg_color": "#E8ECF2", "border": 1})
    sheet = book.add_worksheet(name)
    for place, (field, label, width) in enumerate(columns):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, label, head)
        for line, row in enumerate(rows, 1):
            sheet.write_string(line, place, _text(row[field]))
    sheet.freeze_panes(1, 3)
    sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else ""
    return "、".join(value) if isinstance(value, list) else str(value)
