"""A list as an Excel workbook: a title, headings, rows that can be filtered; text is never run as a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime

import xlsxwriter

from anlan.reports.archive import fixed_zip

_MADE = datetime(2000, 1, 1)  # noqa: DTZ001 Excel knows no zones; bytes do not depend on when they are made
_FONT = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}


def write_listing(title: str, heads: Sequence[tuple[str, int]], rows: Iterable[Sequence[str | int]]) -> bytes:
    """The rows below their headings, each with its width; the same rows give the same bytes."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": title, "created": _MADE})
        head = book.add_format({**_FONT, "bold": True, "bg_color": "#E8ECF2", "border": 1})
        cell = book.add_format({**_FONT, "text_wrap": True})
        sheet = book.add_worksheet("清单")
        sheet.write_string(0, 0, title, book.add_format({**_FONT, "bold": True, "font_size": 12}))
        for column, (label, width) in enumerate(heads):
            sheet.set_column(column, column, width)
            sheet.write_string(1, column, label, head)
        line = 1
        for line, row in enumerate(rows, 2):
            for column, value in enumerate(row):
                sheet.write(line, column, value, cell)
        sheet.freeze_panes(2, 0)
        sheet.autofilter(1, 0, max(line, 1), len(heads) - 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(1)
    return fixed_zip(buffer.getvalue())
