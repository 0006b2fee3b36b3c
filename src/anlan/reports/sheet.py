"""Building blocks of the report's workbook: formats, titles, tables with totals, notes, print set-up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import xlsxwriter

from anlan.reports.alerts import ink
from anlan.reports.labels import LEVEL_COLOURS
from anlan.reports.tables import Row

FONT = "宋体"
_PLAIN: Row = {"font_name": FONT, "font_size": 10, "valign": "vcenter", "border": 1, "border_color": "#8C8C8C"}
_STYLES: dict[str, Row] = {
    "title": {"font_name": "方正小标宋简体", "font_size": 18, "align": "center", "valign": "vcenter"},
    "subtitle": {"font_name": FONT, "font_size": 10, "align": "center", "valign": "vcenter", "font_color": "#404040"},
    "head": {**_PLAIN, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#E8ECF2"},
    "left": {**_PLAIN, "text_wrap": True},
    "centre": {**_PLAIN, "align": "center", "text_wrap": True},
    "count": {**_PLAIN, "align": "right", "num_format": "#,##0"},
    "score": {**_PLAIN, "align": "right", "num_format": "0.0"},
    "total": {**_PLAIN, "bold": True, "align": "center", "bg_color": "#F2F2F2"},
    "total_count": {**_PLAIN, "bold": True, "align": "right", "num_format": "#,##0", "bg_color": "#F2F2F2"},
    "absent": {**_PLAIN, "align": "center", "bg_color": "#FBE3D6"},
    "note": {"font_name": FONT, "font_size": 9, "text_wrap": True, "valign": "top", "font_color": "#404040"},
}


class Book:
    """A workbook with the report's formats; sheets are added one after another."""

    def __init__(self, target: Any, context: Row) -> None:
        self.context = context
        self.file = xlsxwriter.Workbook(target, {"in_memory": True})
        self._formats = {name: self.file.add_format(style) for name, style in _STYLES.items()}
        self._levels = {level: self.file.add_format(_level_style(level)) for level in range(5)}

    def style(self, name: str) -> Any:
        """The format of that name."""
        return self._formats[name]

    def level(self, level: int) -> Any:
        """The format of a cell that shows a level: its colour, always beside its word."""
        return self._levels[level]

    def sheet(self, name: str, title: str, widths: Sequence[float], landscape: bool = True) -> Any:
        """A new sheet with title and subtitle merged over its columns, set up for printing on A4."""
        sheet = self.file.add_worksheet(name)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        last = len(widths) - 1
        sheet.merge_range(0, 0, 0, last, title, self.style("title"))
        context = self.context
        subtitle = (
            f"{context['bureau']}　{context['period']}　数据截至{context['as_of']}　数据发布第{context['release']}号"
        )
        sheet.merge_range(1, 0, 1, last, subtitle, self.style("subtitle"))
        sheet.set_row(0, 30)
        sheet.set_row(1, 18)
        _print_setup(sheet, landscape)
        return sheet

    def heads(self, sheet: Any, row: int, labels: Sequence[str]) -> None:
        """One row of column heads."""
        for column, label in enumerate(labels):
            sheet.write_string(row, column, label, self.style("head"))

    def groups(self, sheet: Any, row: int, groups: Sequence[tuple[str, int]]) -> None:
        """A row of group heads, each merged over so many columns."""
        column = 0
        for label, span in groups:
            if span == 1:
                sheet.write_string(row, column, label, self.style("head"))
            else:
                sheet.merge_range(row, column, row, column + span - 1, label, self.style("head"))
            column += span

    def cells(self, sheet: Any, row: int, values: Sequence[Any], styles: Sequence[str]) -> None:
        """One row of values; what is not known shows as a dash, never as an empty or zero cell."""
        for column, (value, style) in enumerate(zip(values, styles, strict=True)):
            if value is None:
                sheet.write_string(row, column, "—", self.style("centre"))
            elif isinstance(value, (int, float)):
                sheet.write_number(row, column, value, self.style(style))
            else:
                sheet.write_string(row, column, str(value), self.style(style))

    def notes(self, sheet: Any, row: int, last_column: int, texts: Sequence[str], width: float) -> int:
        """Notes below a table, each merged over its columns; the row after them."""
        for text in texts:
            sheet.merge_range(row, 0, row, last_column, text, self.style("note"))
            sheet.set_row(row, row_height(text, width, 12))
            row += 1
        return row


def row_height(text: str, width: float, line: float = 14) -> float:
    """The height in points that a text needs in columns of that width (a Chinese character takes two of its units)."""
    needed = 0
    for part in text.split("\n"):
        units = sum(2 if ord(letter) > 0x2E80 else 1.1 for letter in part)
        needed += max(1, -int(-units // max(width - 1, 1)))
    return needed * line + 4


def _level_style(level: int) -> Row:
    return {
        **_PLAIN,
        "bold": True,
        "align": "center",
        "text_wrap": True,
        "bg_color": LEVEL_COLOURS[level],
        "font_color": f"#{ink(level)}",
    }


def _print_setup(sheet: Any, landscape: bool) -> None:
    sheet.set_paper(9)
    if landscape:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.8)
    sheet.center_horizontally()
    sheet.set_footer("&C&10— &P —&R&9&A")
    sheet.hide_gridlines(2)
