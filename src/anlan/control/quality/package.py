"""The rework package 整改包: an Excel file with the failing rows as they are in the pool, and the answers read back."""

from __future__ import annotations

import io
from typing import Any

import python_calamine
import xlsxwriter

from anlan.base.errors import InputUnreadable
from anlan.control.quality.models import ReworkOrder
from anlan.control.quality.rework import CONTESTED, CORRECTED, Answer
from anlan.pool.delta import quoted
from anlan.pool.pool import Pool
from anlan.standards.registry import Registry

_ANSWER = ("处理", "说明")
_COVER, _SHEET = "整改通知", "问题数据"
_PLACE = ("序号", "来源系统", "装载包", "行号")


def package(pool: Pool, order: ReworkOrder, standards: Registry) -> bytes:
    """The order as a workbook for the owning unit: every column of each row, with its values, and two to fill in."""
    table = standards.table(order.table_name)
    columns = list(table.columns)
    values = _rows(pool, order, columns, list(table.key))
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False}) as book:
        _write_cover(book, order, table.label)
        sheet = book.add_worksheet(_SHEET)
        head = book.add_format({"bold": True, "bg_color": "#E8EEF7", "border": 1, "text_wrap": True})
        ask = book.add_format({"bg_color": "#FFF8E1", "border": 1})
        header = [*_PLACE, *(table.columns[name].label for name in columns), "已发现的值", *_ANSWER]
        sheet.write_row(0, 0, header, head)
        sheet.freeze_panes(1, 1)
        for at, row in enumerate(order.rows.all(), 1):
            held = values.get(row.key_digest, {})
            place = [row.position, row.source_system, row.load_id, row.row_no if row.row_no is not None else ""]
            cells = [*place, *(_cell(held.get(name)) for name in columns), row.value]
            sheet.write_row(at, 0, cells)
            sheet.write_row(at, len(cells), ["", ""], ask)
        choice = len(header) - 2
        sheet.data_validation(
            1, choice, max(order.rows.count(), 1), choice, {"validate": "list", "source": [CORRECTED, CONTESTED]}
        )
        sheet.set_column(0, len(header) - 1, 14)
    return stream.getvalue()


def _write_cover(book: Any, order: ReworkOrder, label: str) -> None:
    sheet = book.add_worksheet(_COVER)
    bold = book.add_format({"bold": True})
    rows = [
        ("整改单号", order.pk),
        ("责任方", order.owner),
        ("来源系统", order.source_system),
        ("数据表", f"{label}（{order.table_name}）"),
        ("规则", order.rule_label),
        ("问题行数", order.rows.count()),
        ("整改期限", order.due.isoformat()),
        ("下发人", order.issued_by),
        ("办理说明", "在来源系统中改正后，于“问题数据”表的“处理”列填“更正”；认为数据无误的填“申辩”并写明理由。"),
        ("", "改正的数据随下一次装载进入资源池，复检通过后自动办结；填报本身不改变得分。"),
    ]
    for at, (name, value) in enumerate(rows):
        sheet.write(at, 0, name, bold)
        sheet.write(at, 1, value)
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 1, 90)


def _rows(pool: Pool, order: ReworkOrder, columns: list[str], key: list[str]) -> dict[str, dict[str, Any]]:
    """Key digest → the row's values now, of the rows of the order."""
    digests = list(order.rows.values_list("key_digest", flat=True))
    raw = ", ".join(f"coalesce(CAST({quoted(name)} AS VARCHAR), '')" for name in key)
    listed = ", ".join(quoted(name) for name in columns)
    with pool.reading(tables=[order.table_name]) as connection:
        query = f"SELECT md5(concat_ws('\x1f', {raw})) AS __digest, {listed} FROM {order.table_name}"
        found = connection.execute(f"SELECT * FROM ({query}) WHERE __digest IN (SELECT unnest($1))", [digests])
        return {row[0]: dict(zip(columns, row[1:], strict=True)) for row in found.fetchall()}


def _cell(value: Any) -> Any:
    return "" if value is None else value if isinstance(value, (int, float, str)) else str(value)


_ACTION = "使用本整改单下发的整改包填写“处理”与“说明”两列后上传，不要改动其他列。"


def read_answers(data: bytes, file_name: str, number: int) -> list[Answer]:
    """The answers of the filled package of an order; rows without one are left out.

    Raises: InputUnreadable, also where the package is of another order.
    """
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        cover, rows = (book.get_sheet_by_name(name).to_python() for name in (_COVER, _SHEET))
    except (python_calamine.CalamineError, python_calamine.WorksheetNotFound) as error:
        raise InputUnreadable(path=file_name, reason="不是整改包", action=_ACTION) from error
    written = _whole(cover[0][1]) if cover and len(cover[0]) > 1 else None
    if written != number:
        raise InputUnreadable(path=file_name, reason=f"是整改单 {written} 的整改包，不是 {number}", action=_ACTION)
    header = [str(cell).strip() for cell in rows[0]] if rows else []
    missing = [name for name in ("序号", *_ANSWER) if name not in header]
    if missing:
        raise InputUnreadable(path=file_name, reason=f"缺少列 {'、'.join(missing)}", action=_ACTION)
    place, said, note = (header.index(name) for name in ("序号", *_ANSWER))
    answered = [row for row in rows[1:] if str(row[said]).strip()]
    unplaced = [str(row[said]) for row in answered if _whole(row[place]) is None]
    if unplaced:
        raise InputUnreadable(path=file_name, reason=f"{len(unplaced)} 行答复的序号不是数字", action=_ACTION)
    return [Answer(_whole(row[place]) or 0, str(row[said]).strip(), str(row[note]).strip()) for row in answered]


def _whole(cell: Any) -> int | None:
    """A cell as a whole number; None where it holds none."""
    text = str(cell).strip().removesuffix(".0")
    return int(text) if text.isdecimal() else None
