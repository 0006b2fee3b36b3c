"""Where a data file's header lies when no contract says it: by the shape of its rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

import python_calamine

from anlan.collection.source_errors import FileUnreadable, SourceEmpty

_DELIMITERS = (",", "\t", ";", "|")
_SEARCHED = 30
_HEIGHTS = (1, 2, 3)
_ADVICE = "请来源单位在 Excel 中另存为 xlsx 后重新提供。"


def text_header(text: str, file_name: str) -> tuple[str, list[str]]:
    """The delimiter and the names of a delimited text's first line. Raises: SourceEmpty."""
    lines = [line for line in text.splitlines()[:50] if line.strip()]
    if not lines:
        raise SourceEmpty(place=file_name)
    # The right delimiter cuts every line into the same number of pieces, and into many.
    found = {}
    for mark in _DELIMITERS:
        widths = [len(row) for row in csv.reader(io.StringIO("\n".join(lines)), delimiter=mark)]
        found[mark] = (widths.count(widths[0]), widths[0]) if widths and widths[0] > 1 else (0, 0)
    delimiter = max(_DELIMITERS, key=found.__getitem__)
    names = next(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=delimiter))
    return delimiter, [name.strip() for name in names]


def excel_headers(data: bytes, file_name: str) -> list[tuple[str, list[str]]]:
    """Each sheet that holds a table, with its header's names. Raises: FileUnreadable, SourceEmpty."""
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except (python_calamine.CalamineError, python_calamine.PasswordError, OSError) as error:
        raise FileUnreadable(file=file_name, reason="不是 Excel 文件，或文件有密码", action=_ADVICE) from error
    found = []
    for name in workbook.sheet_names:
        sheet = workbook.get_sheet_by_name(name)
        header = _header(sheet.to_python(skip_empty_area=False), sheet.merged_cell_ranges or [])
        if header:
            found.append((name, header))
    if not found:
        raise SourceEmpty(place=file_name)
    return found


def _header(rows: Sequence[Sequence[Any]], merged: Sequence[Any]) -> list[str]:
    """The names of the first rows, one to three, that name as many columns apart as the rows below them fill."""
    top = rows[:_SEARCHED]
    widths = [sum(bool(str(cell).strip()) for cell in row) for row in top]
    usual = sorted(widths)[len(widths) // 2] if widths else 0
    fewest = 2 if usual > 1 else 1
    for first, width in enumerate(widths):
        for height in _HEIGHTS:
            header = top[first : first + height]
            if width < fewest or any(not isinstance(cell, str) for row in header for cell in row if str(cell).strip()):
                break
            names = [name for name in joined_names(rows, first, len(header), merged) if name]
            if len(names) >= max(fewest, usual * 0.8) and len(set(names)) == len(names):
                return names
    return []


def joined_names(rows: Sequence[Sequence[Any]], first: int, height: int, merged: Sequence[Any]) -> list[str]:
    """Column names of a header of several rows, levels joined with ``/``; a merged cell names every column below it."""
    levels = [[str(cell).strip() for cell in row] for row in rows[first : first + height]]
    for (top, left), (_, right) in merged:
        if first <= top < first + height:
            for column in range(left, min(right, len(levels[0]) - 1) + 1):
                levels[top - first][column] = str(rows[top][left]).strip()
    width = max((len(level) for level in levels), default=0)
    columns = range(width)
    return ["/".join(level[column] for level in levels if column < len(level) and level[column]) for column in columns]
