"""Layouts: how a file's table is to be read, proposed from the file, shown, corrected once and kept by its header."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from anlan.collection.offline import words
from anlan.collection.offline.rows import REASONS, Row, table_rows
from anlan.collection.offline.sheets import Sheet, filled
from anlan.collection.offline.tables import Found, find_tables, header_names, table_at
from anlan.collection.offline.totals import mismatches
from anlan.collection.offline.values import date_order

REMEMBERED, PROPOSED, CHANGED = "remembered", "proposed", "changed"


@dataclass(frozen=True)
class Layout:
    """How tables with one header are read; ``mapping`` says which columns fill which columns of the common table.

    ``header`` holds the header's cells row by row, by which the table is found again wherever it lies on a sheet.
    """

    fingerprint: str
    header: tuple[tuple[str, ...], ...]
    names: tuple[str, ...]
    units: tuple[str, ...]
    date_order: str = ""
    mapping: Mapping[str, Sequence[str]] = field(default_factory=dict)
    example: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The layout as its YAML file holds it."""
        columns = [
            {"name": name, **({"unit": unit} if unit else {})}
            for name, unit in zip(self.names, self.units, strict=True)
        ]
        return {
            "fingerprint": self.fingerprint,
            "example": self.example,
            "header": [list(row) for row in self.header],
            "columns": columns,
            "date_order": self.date_order,
            "mapping": {name: list(columns) for name, columns in self.mapping.items()},
        }


@dataclass(frozen=True)
class ReadTable:
    """A table found on a sheet with the layout it is read by, and whether a person has agreed to that layout."""

    sheet: Sheet
    found: Found
    layout: Layout
    state: str
    difference: str = ""
    rows: list[Row] = field(default_factory=list)

    @property
    def cell_range(self) -> str:
        """The header and rows of the table in the writing of spreadsheets (``A4:F120``)."""
        last = max([row.number for row in self.rows] or [0])
        first = self.sheet.numbers[self.found.first]
        return f"{column_letters(self.found.left)}{first}:{column_letters(self.found.right)}{max(first, last)}"

    def as_dict(self) -> dict[str, Any]:
        """What a person is shown of the table."""
        start, height = self.found.first, self.found.height
        skipped = [row for row in self.rows if row.reason]
        return {
            "sheet": self.sheet.name,
            "range": self.cell_range,
            "header_rows": [self.sheet.numbers[row] for row in range(start, start + height)],
            "fingerprint": self.layout.fingerprint,
            "state": self.state,
            "difference": self.difference,
            "columns": [
                {"column": column_letters(self.found.left + at), "name": name, "unit": unit}
                for at, (name, unit) in enumerate(zip(self.layout.names, self.layout.units, strict=True))
            ],
            "date_order": self.layout.date_order,
            "date_system": self.sheet.epoch,
            "row_count": len(self.rows) - len(skipped),
            "total_mismatches": [
                {"row": one.row_no, "column": self.layout.names[one.column], "text": one.text}
                for one in mismatches(self.rows, self.layout.names, self.layout.units)
            ],
            "skipped": [
                {"row": row.number, "reason": row.reason, "text": REASONS[row.reason], "value": _shown(row.cells)}
                for row in skipped
            ],
        }


def column_letters(column: int) -> str:
    """The letters of a 0-based column: 0 → A, 26 → AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _shown(cells: Sequence[Any]) -> str:
    text = " | ".join(words.cell_text(cell) for cell in cells if cell != "")
    return text if len(text) <= 60 else text[:60] + "…"


def fingerprint(header: Sequence[Sequence[Any]]) -> str:
    """The same short text for the same header, whatever its white space, width and case."""
    plain = "\n".join("\t".join(words.plain(cell) for cell in row).rstrip("\t") for row in header)
    return hashlib.sha256(plain.encode()).hexdigest()[:16]


def layouts_of(sheets: Sequence[Sheet], known: Mapping[str, Layout]) -> list[ReadTable]:
    """Every table of a file with the layout kept for its header, or one proposed for a header nobody has agreed to."""
    return [table for sheet in sheets for table in _tables_of(sheet, known)]


def _tables_of(sheet: Sheet, known: Mapping[str, Layout]) -> list[ReadTable]:
    found = find_tables(sheet)
    proposed = [(one, propose(sheet, one)) for one in found]
    if known and not all(layout.fingerprint in known for _, layout in proposed):
        # A person may have put a header elsewhere than where it looks to be: headers that are kept are looked for.
        kept = list(_kept_headers(sheet, known))
        proposed = [one for one in proposed if not any(_overlap(one[0], other) for other, _ in kept)] + kept
        proposed.sort(key=lambda one: (one[0].first, one[0].left))
    return [_read(sheet, one, layout, known) for one, layout in proposed]


def _overlap(one: Found, other: Found) -> bool:
    return one.first <= other.last and other.first <= one.last and one.left <= other.right and other.left <= one.right


def _kept_headers(sheet: Sheet, known: Mapping[str, Layout]) -> list[tuple[Found, Layout]]:
    found: list[tuple[Found, Layout]] = []
    plain = [[words.plain(cell) for cell in row] for row in sheet.rows]
    for layout in known.values():
        levels = [[words.plain(cell) for cell in row] for row in layout.header]
        for first in range(len(plain) - len(levels) + 1):
            left = _offset(plain[first], levels[0])
            if left >= 0 and all(_same(plain[first + at], level, left) for at, level in enumerate(levels)):
                one = table_at(sheet, first, len(levels), left, left + len(layout.names) - 1)
                if not any(_overlap(one, other) for other, _ in found):
                    found.append((one, layout))
    return found


def _offset(row: Sequence[str], level: Sequence[str]) -> int:
    mark = next((at for at, name in enumerate(level) if name), -1)
    return row.index(level[mark]) - mark if mark >= 0 and level[mark] in row else -1


def _same(row: Sequence[str], level: Sequence[str], left: int) -> bool:
    cells = list(row[left : left + len(level)])
    return cells + [""] * (len(level) - len(cells)) == list(level)


def _read(sheet: Sheet, found: Found, layout: Layout, known: Mapping[str, Layout]) -> ReadTable:
    rows = list(table_rows(sheet, found))
    if layout.fingerprint in known:
        return ReadTable(sheet, found, known[layout.fingerprint], REMEMBERED, "", rows)
    difference = _difference(layout, known)
    return ReadTable(sheet, found, layout, CHANGED if difference else PROPOSED, difference, rows)


def _difference(layout: Layout, known: Mapping[str, Layout]) -> str:
    """What sets a header apart from the one kept that is most like it; empty where none is like it."""
    mine = {words.plain(name): name for name in layout.names}
    best: tuple[float, dict[str, str]] = (0.0, {})
    for other in known.values():
        theirs = {words.plain(name): name for name in other.names}
        alike = len(mine.keys() & theirs.keys()) / max(len(mine.keys() | theirs.keys()), 1)
        best = max(best, (alike, theirs), key=lambda one: one[0])
    if best[0] < 0.5:
        return ""
    more = [name for key, name in mine.items() if key not in best[1]]
    less = [name for key, name in best[1].items() if key not in mine]
    parts = [f"多出 {'、'.join(more)}" if more else "", f"缺少 {'、'.join(less)}" if less else ""]
    return "；".join(part for part in parts if part) or "列的先后或表头层次改变"


def layout_at(sheet: Sheet, first: int, height: int) -> ReadTable:
    """The table whose header a person puts at some rows, with the layout that follows from it."""
    columns = [column for row in range(first, first + height) for column in filled(sheet.rows[row])]
    found = table_at(sheet, first, height, min(columns, default=0), max(columns, default=0))
    return _read(sheet, found, propose(sheet, found), {})


def propose(sheet: Sheet, found: Found) -> Layout:
    """The layout that a table's header and rows suggest."""
    levels = range(found.first, found.first + found.height)
    columns = range(found.left, found.right + 1)
    header = tuple(tuple(words.cell_text(sheet.cell(row, column)) for column in columns) for row in levels)
    parts = [words.name_and_unit(name) for name in header_names(sheet, found.first, found.height, *_ends(found))]
    rows = list(table_rows(sheet, found))
    under = next((row.cells for row in rows if row.reason == "units"), [""] * len(parts))
    units = [unit or words.unit_of_cell(cell) for (_, unit), cell in zip(parts, under, strict=True)]
    above = [words.unit_in_title(cell) for row in rows if row.reason == "title" for cell in row.cells]
    common = next((unit for unit in above if unit), "")
    data = [row.cells for row in rows if not row.reason]
    if common:
        units = [unit or (common if _is_amount(data, at) else "") for at, unit in enumerate(units)]
    order = date_order(cell for cells in data for cell in cells)
    return Layout(fingerprint(header), header, tuple(_distinct([name for name, _ in parts])), tuple(units), order)


def _ends(found: Found) -> tuple[int, int]:
    return found.left, found.right


def _is_amount(data: Sequence[Sequence[Any]], column: int) -> bool:
    """Whether a column holds numbers that a unit for the whole table speaks of: more than running numbers."""
    numbers = [cells[column] for cells in data if words.kind_of(cells[column]) == "number"]
    running = [words.cell_text(cell) for cell in numbers] == [str(at) for at in range(1, len(numbers) + 1)]
    return len(numbers) * 2 > len(data) and not running


def _distinct(names: Sequence[str]) -> list[str]:
    seen: Counter[str] = Counter()
    distinct = []
    for position, name in enumerate(names, start=1):
        base = name or f"第{position}列"
        seen[base] += 1
        distinct.append(base if seen[base] == 1 else f"{base}#{seen[base]}")
    return distinct
