"""Excel files as offices make them: title row, header of two merged rows, units in the header, total row, footnote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import xlsxwriter


@dataclass(frozen=True)
class Sheet:
    """One table on one sheet. ``header`` pairs upper and lower word of a column; no lower word: merged downwards."""

    title: str
    header: Sequence[tuple[str, str]]
    rows: Sequence[Sequence[Any]]
    total: Sequence[Any]
    footnote: str
    day: int


def write_sheet(path: Path, sheet: Sheet) -> None:
    """The sheet as an .xlsx file; the same sheet gives the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(str(path), {"in_memory": True})
    made = datetime.fromordinal(sheet.day)
    book.set_properties({"created": made, "author": "办公室"})
    page = book.add_worksheet("Sheet1")
    bold = book.add_format({"bold": True, "align": "center", "valign": "vcenter"})
    page.merge_range(0, 0, 0, len(sheet.header) - 1, sheet.title, bold)
    _write_header(page, sheet.header, bold)
    line = 3
    for row in sheet.rows:
        page.write_row(line, 0, row)
        line += 1
    page.write_row(line, 0, sheet.total, bold)
    page.write(line + 1, 0, sheet.footnote)
    book.close()


def _write_header(page: Any, header: Sequence[tuple[str, str]], style: Any) -> None:
    column = 0
    for upper, group in groupby(header, key=lambda pair: pair[0]):
        lowers = [lower for _, lower in group]
        if lowers == [""]:
            page.merge_range(1, column, 2, column, upper, style)
        else:
            if len(lowers) > 1:
                page.merge_range(1, column, 1, column + len(lowers) - 1, upper, style)
            else:
                page.write(1, column, upper, style)
            for place, lower in enumerate(lowers):
                page.write(2, column + place, lower, style)
        column += len(lowers)
