"""What each row below a header is: data, or a unit, total, note, heading or repeated header that is none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from anlan.collection.offline import words
from anlan.collection.offline.sheets import Sheet, filled
from anlan.collection.offline.tables import Found

REASONS = {
    "title": "表头之上的标题或说明",
    "units": "单位行",
    "column-numbers": "栏次行",
    "repeated-header": "重复的表头",
    "total": "合计行",
    "subtotal": "小计行",
    "note": "附注",
    "heading": "只有一格有值的分组行",
    "too-wide": "值多于表头的列数，列已错位",
}
"""Why a row is no data, in the words shown to people."""


@dataclass(frozen=True)
class Row:
    """A row of a table: its number in the file, its cells under the header, and why it is no data (empty: it is)."""

    number: int
    cells: list[Any]
    reason: str = ""


def table_rows(sheet: Sheet, found: Found) -> Iterator[Row]:
    """The rows of a table from its title to its last note, empty ones left out."""
    for at in range(found.title_from, found.first):
        if any(cell != "" for cell in sheet.rows[at][found.left : found.right + 1]):
            yield Row(sheet.numbers[at], sheet.rows[at][found.left : found.right + 1], "title")
    repeated = _merged_down(sheet, found)
    header = [words.plain(sheet.cell(found.first, column)) for column in range(found.left, found.right + 1)]
    has_data = False
    for at in found.body:
        cells = [repeated.get((at, column), sheet.cell(at, column)) for column in range(found.left, found.right + 1)]
        if not any(cell != "" for cell in cells):
            continue
        reason = _reason(cells, header, has_data) or _beside(sheet, found, at)
        has_data = has_data or not reason
        yield Row(sheet.numbers[at], cells, reason)


def _merged_down(sheet: Sheet, found: Found) -> dict[tuple[int, int], Any]:
    """What a cell merged over several rows says in each of them."""
    said = {}
    for (top, left), (bottom, _) in sheet.merged:
        if top >= found.first + found.height and bottom > top and found.left <= left <= found.right:
            for row in range(top + 1, bottom + 1):
                said[row, left] = sheet.cell(top, left)
    return said


def _reason(cells: list[Any], header: list[str], has_data: bool) -> str:
    at = filled(cells)
    values = [cells[column] for column in at]
    if not has_data:
        if all(words.unit_of_cell(value) for value in values):
            return "units"
        if words.is_column_numbers(values):
            return "column-numbers"
    if [words.plain(cell) for cell in cells] == header:
        return "repeated-header"
    total = words.total_kind(values) if len(header) > 1 else ""
    if total:
        return total
    few = len(values) <= max(1, len(header) // 3) and len(header) > 2
    if few and words.is_note(values[0]):
        return "note"
    if few and len(values) > 1 and has_data and words.is_label_row(values):
        return "note"
    return "heading" if len(values) == 1 and len(header) > 2 else ""


def _beside(sheet: Sheet, found: Found, at: int) -> str:
    # A line of text with more pieces than its header has names is out of step; a remark beside a sheet's row is not.
    beyond = sheet.rows[at][found.right + 1 :]
    return "too-wide" if not sheet.name and any(cell != "" for cell in beyond) else ""
