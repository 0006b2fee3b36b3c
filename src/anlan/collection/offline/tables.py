"""Where the tables of a sheet lie: titles, headers of one to four rows, tables below or beside one another.

Nothing is known of the content: a header is a row of names that spans as many columns as the rows below fill; another
table begins where a row of names breaks into columns of numbers and dates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from anlan.collection.offline import words
from anlan.collection.offline.sheets import Sheet, filled

_SEARCHED = 40
_HEIGHTS = (1, 2, 3, 4)
_COVER = 0.7
_LONGEST_NAME = 40


@dataclass(frozen=True)
class Found:
    """A table's place on its sheet, all 0-based and inclusive: header rows, columns, and the last row looked at."""

    first: int
    height: int
    left: int
    right: int
    last: int
    title_from: int

    @property
    def body(self) -> range:
        """The rows below the header."""
        return range(self.first + self.height, self.last + 1)


def find_tables(sheet: Sheet) -> list[Found]:
    """The tables of a sheet, from the top and from the left."""
    whole = range(len(sheet.rows))
    groups = _column_groups(sheet)
    beside = [tables for left, right in groups if (tables := _stacked(sheet, left, right))]
    if len(groups) > 1 and len(beside) == len(groups):
        return sorted((table for tables in beside for table in tables), key=lambda one: (one.first, one.left))
    right = max((filled(sheet.rows[row])[-1] for row in whole if filled(sheet.rows[row])), default=-1)
    left = min((filled(sheet.rows[row])[0] for row in whole if filled(sheet.rows[row])), default=0)
    return _stacked(sheet, left, right)


def table_at(sheet: Sheet, first: int, height: int, left: int, right: int) -> Found:
    """The table whose header a person or a kept layout puts at a place; titles above it go with it."""
    last = _last_row(sheet, first, height, left, right, len(sheet.rows) - 1)
    start = first
    while start > 0 and len(_cells(sheet, start - 1, left, right)) == 1:
        start -= 1
    return Found(first, height, left, right, last, start)


def header_names(sheet: Sheet, first: int, height: int, left: int, right: int) -> list[str]:
    """Column names, the levels of a header joined with ``/``; a merged cell names every column below it."""
    columns = range(left, right + 1)
    levels = [[words.cell_text(sheet.cell(row, column)) for column in columns] for row in range(first, first + height)]
    spread = [False] * height
    for (top, start), (_, end) in sheet.merged:
        if first <= top < first + height and left <= start <= right:
            spread[top - first] = True
            for column in range(start, min(end, right) + 1):
                levels[top - first][column - left] = words.cell_text(sheet.cell(top, start))
    for number, level in enumerate(levels[:-1]):
        if not spread[number]:
            _fill_parents(level, levels[number + 1 :])
    names = []
    for column in range(len(columns)):
        parts = [" ".join(level[column].split()) for level in levels if level[column]]
        names.append("/".join(part for number, part in enumerate(parts) if number == 0 or part != parts[number - 1]))
    return names


def _fill_parents(level: list[str], below: Sequence[Sequence[str]]) -> None:
    # A file that lost its merged cells: a name goes on to the right as long as columns have only names below.
    current = ""
    for column, name in enumerate(level):
        has_child = any(row[column] for row in below)
        if name:
            current = name if has_child else ""
        elif has_child:
            level[column] = current
        else:
            current = ""


def _column_groups(sheet: Sheet) -> list[tuple[int, int]]:
    """Runs of columns with empty columns between them; rows with a single cell (titles, notes) do not count."""
    used = Counter(column for row in sheet.rows if len(cells := filled(row)) > 1 for column in cells)
    groups: list[list[int]] = []
    for column in sorted(used):
        if groups and column == groups[-1][1] + 1:
            groups[-1][1] = column
        else:
            groups.append([column, column])
    wide = [(left, right) for left, right in groups if right > left]
    return wide if len(wide) == len(groups) else []


def _stacked(sheet: Sheet, left: int, right: int) -> list[Found]:
    found: list[Found] = []
    start, end = 0, len(sheet.rows) - 1
    while start <= end:
        header = _first_header(sheet, start, end, left, right)
        if header is None:
            break
        first, height, last_column = header
        last = _last_row(sheet, first, height, left, last_column, end)
        found.append(Found(first, height, left, last_column, last, start))
        start = last + 1
    return found


def _first_header(sheet: Sheet, start: int, end: int, left: int, right: int) -> tuple[int, int, int] | None:
    for first in range(start, min(end, start + _SEARCHED) + 1):
        for height in _HEIGHTS:
            if first + height - 1 > end or not _is_names(sheet, first + height - 1, left, right):
                break
            if _is_header(sheet, first, height, left, right, end):
                top, taller = _grown(sheet, first, height, start, end, left, right)
                names = header_names(sheet, top, taller, left, right)
                return top, taller, left + max(filled(names))
    return None


def _cells(sheet: Sheet, row: int, left: int, right: int) -> list[object]:
    return [cell for cell in sheet.rows[row][left : right + 1] if cell != ""]


def _is_names(sheet: Sheet, row: int, left: int, right: int) -> bool:
    cells = _cells(sheet, row, left, right)
    return bool(cells) and all(map(words.is_name, cells)) and any(words.kind_of(cell) == "text" for cell in cells)


def _usual_width(sheet: Sheet, after: int, end: int, left: int, right: int) -> float:
    widths = [len(_cells(sheet, row, left, right)) for row in range(after, min(end, after + _SEARCHED) + 1)]
    return median([width for width in widths if width > 1] or [width for width in widths if width] or [0])


def _is_header(sheet: Sheet, first: int, height: int, left: int, right: int, end: int) -> bool:
    cells = _cells(sheet, first, left, right)
    usual = _usual_width(sheet, first + height, end, left, right)
    # A single cell above several columns is a title; so is a line of labels (填报单位：…).
    if len(cells) < (2 if usual > 1 or height > 1 else 1) or (words.is_label_row(cells) and usual > 1):
        return False
    if height > 1 and not _has_parents(sheet, first, left, right):
        return False
    names = [name for name in header_names(sheet, first, height, left, right) if name]
    return len(names) >= max(usual * _COVER, 1) and len(set(names)) >= len(names) * _COVER


def _has_parents(sheet: Sheet, row: int, left: int, right: int) -> bool:
    """Whether a row is the upper level of a header: cells merged over some columns, or names with nothing below."""
    merged = [(start, end) for (top, start), (_, end) in sheet.merged if top == row and left <= start <= right]
    if merged:
        return any(end > start or sheet.cell(row + 1, start) == "" for start, end in merged)
    above = {column for column in filled(sheet.rows[row]) if left <= column <= right}
    below = {column for column in filled(sheet.rows[row + 1]) if left <= column <= right}
    return bool(above - below) and bool(below - above)


def _grown(sheet: Sheet, first: int, height: int, start: int, end: int, left: int, right: int) -> tuple[int, int]:
    """A header with the levels above and below that merged cells tie to it."""
    while first > start and _ties(sheet, first - 1, left, right) and _is_names(sheet, first - 1, left, right):
        first, height = first - 1, height + 1
    while first + height <= end and height < len(_HEIGHTS):
        bottom = first + height - 1
        tied = _ties(sheet, bottom, left, right) or any(
            top <= bottom < low for (top, at), (low, _) in sheet.merged if left <= at <= right and top >= first
        )
        open_ = not sheet.merged and _has_parents(sheet, bottom, left, right)
        if not (tied or open_) or not _is_names(sheet, bottom + 1, left, right):
            break
        height += 1
    return first, height


def _ties(sheet: Sheet, row: int, left: int, right: int) -> bool:
    """Whether cells of a row are merged over several columns, but not one over all of them."""
    wide = [(at, end) for (top, at), (_, end) in sheet.merged if top == row and end > at and left <= at <= right]
    return bool(wide) and len(_cells(sheet, row, left, right)) > 1


def _last_row(sheet: Sheet, first: int, height: int, left: int, right: int, end: int) -> int:
    """The row above the next table's title or header, or the last one."""
    header = [words.plain(sheet.cell(first + height - 1, column)) for column in range(left, right + 1)]
    kinds: list[Counter[str]] = [Counter() for _ in range(left, right + 1)]
    seen = 0
    for row in range(first + height, end + 1):
        cells = sheet.rows[row]
        if seen and _breaks(sheet, row, left, right, kinds, end):
            again = [words.plain(sheet.cell(row, column)) for column in range(left, right + 1)]
            if again != header:
                return _above_titles(sheet, row, first + height, left, right)
            continue
        for column in range(left, right + 1):
            kind = words.kind_of(cells[column]) if column < len(cells) else ""
            if kind:
                kinds[column - left][kind] += 1
        seen += 1
    return end


def _breaks(sheet: Sheet, row: int, left: int, right: int, kinds: Sequence[Counter[str]], end: int) -> bool:
    """Whether a row of names stands where numbers or dates stood, with such values below it again."""
    if not _is_names(sheet, row, left, right) or row >= end:
        return False
    cells = _cells(sheet, row, left, right)
    if len(cells) < 2 or len({words.plain(cell) for cell in cells}) < len(cells) or words.is_label_row(cells):
        return False
    if words.total_kind(cells):
        return False
    if _stands_apart(sheet, row, left, right):
        return True
    if not all(map(_may_name, cells)):
        return False
    typed = [
        left + column
        for column, counts in enumerate(kinds)
        if counts.total() and counts["text"] <= 0.2 * counts.total()
    ]
    struck = [column for column in typed if words.kind_of(sheet.cell(row, column)) == "text"]
    if not typed or len(struck) < 0.6 * len(typed):
        return False
    below = [words.kind_of(sheet.cell(row + 1, column)) for column in range(left, right + 1)]
    return any(kind in ("number", "date") for kind in below)


def _may_name(cell: object) -> bool:
    # "645 Revised" or "Phase 1: 4/14" is a value somebody added words to; names of columns hold no such numbers.
    text = words.cell_text(cell)
    return words.names_period(cell) or (len(text) <= _LONGEST_NAME and not any(mark.isdigit() for mark in text))


def _stands_apart(sheet: Sheet, row: int, left: int, right: int) -> bool:
    """Whether a title and an empty row stand above a row of names."""
    above = row - 1
    while above > 0 and len(_cells(sheet, above, left, right)) == 1:
        above -= 1
    return 0 < above < row - 1 and not _cells(sheet, above, left, right)


def _above_titles(sheet: Sheet, row: int, lowest: int, left: int, right: int) -> int:
    """The last row of the table above a header, titles and empty rows between them left out."""
    above = row - 1
    while above > lowest:
        cells = _cells(sheet, above, left, right)
        is_title = len(cells) == 1 and not words.total_kind(cells)
        if any(map(words.is_note, cells)) or (cells and not is_title and not words.is_label_row(cells)):
            break
        above -= 1
    return above
