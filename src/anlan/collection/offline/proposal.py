"""The tables of a file with their layouts, and what a person corrects once before a layout is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import zip_longest

from anlan.base.errors import AnlanError
from anlan.collection.offline.layout import Layout, ReadTable, layout_at, layouts_of
from anlan.collection.offline.layout_file import parse_layout
from anlan.collection.offline.sheets import Sheet, read_sheets


class HeaderRowsInvalid(AnlanError):
    """The header rows a person named cannot be found in the file."""

    code = "header-rows-invalid"
    status = 422
    message = "表头行 {rows} 不在文件的{sheet}中"
    hint = "写成“4”或“4-5”，行号与 Excel 中看到的相同；文件有多个工作表时用 --sheet 指明。"


def tables_of(
    data: bytes, file_name: str, known: Mapping[str, Layout], header: str = "", sheet: str = ""
) -> list[ReadTable]:
    """The tables of a file; with ``header`` (``4`` or ``4-5``) the one table whose header a person puts there.

    Raises: FileUnreadable, SourceEmpty, HeaderRowsInvalid.
    """
    sheets = read_sheets(data, file_name)
    if not header:
        return [table for table in layouts_of(sheets, known) if sheet in ("", table.sheet.name)]
    chosen = next((one for one in sheets if sheet in ("", one.name)), None)
    numbers = chosen.numbers if chosen else []
    first, _, last = header.partition("-")
    rows = [int(one) if one.isdigit() else -1 for one in (first.strip(), (last or first).strip())]
    if chosen is None or not set(rows) <= set(numbers) or rows[1] < rows[0]:
        raise HeaderRowsInvalid(rows=header, sheet=f"工作表 {sheet}" if sheet else "第一个工作表")
    return [layout_at(chosen, numbers.index(rows[0]), rows[1] - rows[0] + 1)]


def corrected(layout: Layout, names: Sequence[str], units: Sequence[str], date_order: str, example: str) -> Layout:
    """The layout as a person wants it kept. Raises: Findings where names are empty, repeated or too few."""
    columns = [{"name": name.strip(), "unit": unit.strip()} for name, unit in zip_longest(names, units, fillvalue="")]
    return parse_layout(layout.as_dict() | {"columns": columns, "date_order": date_order, "example": example})


def around(sheet: Sheet, first: int, last: int, before: int = 6, after: int = 8) -> list[tuple[int, list[object]]]:
    """The rows about a header, each with its number in the file: enough to see whether it is the header."""
    start, end = max(0, first - before), min(len(sheet.rows), last + 1 + after)
    return [(sheet.numbers[at], list(sheet.rows[at])) for at in range(start, end)]
