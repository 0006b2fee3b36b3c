"""Files of many layouts as one table: every row with its file's hash, sheet and row, every loss with its reason."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from anlan.base.errors import AnlanError
from anlan.collection.contract import UNIT_FACTORS
from anlan.collection.offline import rows as row_kinds
from anlan.collection.offline import values, words
from anlan.collection.offline.common_table import TargetColumn
from anlan.collection.offline.layout import REMEMBERED, Layout, ReadTable, column_letters, layouts_of
from anlan.collection.offline.rows import Row
from anlan.collection.offline.sheets import read_sheets
from anlan.collection.offline.totals import mismatches

ORIGIN = ("source_file", "file_sha256", "sheet", "cell_range", "row_no")
_TYPES = {"text": pa.string(), "date": pa.date32(), "count": pa.int64(), "number": pa.float64()}
UNKNOWN_LAYOUT = "layout-unknown"


@dataclass(frozen=True)
class Aside:
    """A row, a value or a table that was not read: where it is, why, and what it says."""

    source_file: str
    sheet: str
    row_no: int
    column: str
    reason: str
    detail: str
    value: str
    drops_row: bool


@dataclass
class OfflineRows:
    """What files brought: rows by column, what was set aside, and a line for each table that was met."""

    targets: Sequence[TargetColumn]
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    aside: list[Aside] = field(default_factory=list)
    tables: list[dict[str, Any]] = field(default_factory=list)

    def table(self) -> pa.Table:
        """The rows as Arrow: the common table's columns, then where each row came from."""
        kinds = [(target.name, _TYPES[target.kind]) for target in self.targets]
        origin = [(name, pa.int64() if name == "row_no" else pa.string()) for name in ORIGIN]
        schema = pa.schema([*kinds, *origin])
        columns = zip(*self.rows, strict=True) if self.rows else ([] for _ in schema)
        arrays = [pa.array(list(listed), one.type) for listed, one in zip(columns, schema, strict=True)]
        return pa.Table.from_arrays(arrays, schema=schema)

    @property
    def unknown(self) -> list[dict[str, Any]]:
        """The tables whose header nobody has agreed to, and the files that could not be opened."""
        return [one for one in self.tables if one["state"] != REMEMBERED]


def read_offline(paths: Iterable[Path], targets: Sequence[TargetColumn], known: Mapping[str, Layout]) -> OfflineRows:
    """Read files into the common table; a header no layout is kept for is set aside whole, never guessed at."""
    result = OfflineRows(targets)
    for path in paths:
        try:
            data = path.read_bytes()
            tables = layouts_of(read_sheets(data, path.name), known)
        except (AnlanError, OSError) as error:
            reason = error.text if isinstance(error, AnlanError) else str(error.strerror or error)
            _skip(result, path.name, "", 0, "file-unreadable", reason)
            continue
        if not tables:
            _skip(result, path.name, "", 0, "table-missing", "没有找到表头")
        sha256 = hashlib.sha256(data).hexdigest()
        for table in tables:
            _read_table(result, path, sha256, table)
    return result


def _skip(result: OfflineRows, file: str, sheet: str, row: int, reason: str, detail: str) -> None:
    result.aside.append(Aside(file, sheet, row, "", reason, detail, "", True))
    result.tables.append({"file": file, "sheet": sheet, "state": reason, "row_count": 0, "read": 0, "reason": detail})


def _read_table(result: OfflineRows, path: Path, sha256: str, table: ReadTable) -> None:
    data = [row for row in table.rows if not row.reason]
    if table.state != REMEMBERED or not table.layout.mapping:
        detail = table.difference or ("表头没有已确认的版式" if table.state != REMEMBERED else "版式没有 mapping")
        _skip(result, path.name, table.sheet.name, table.sheet.numbers[table.found.first], UNKNOWN_LAYOUT, detail)
        result.tables[-1] |= {"range": table.cell_range, "row_count": len(data), "names": list(table.layout.names)}
        return
    reader = _Reader(result, path, sha256, table)
    read = sum(reader.take(row) for row in data)
    for row in table.rows:
        if row.reason not in ("", "title", "units", "column-numbers", "repeated-header"):
            reader.set_aside(row.number, "", row.reason, row_kinds.REASONS[row.reason], row.cells, True)
    for one in mismatches(table.rows, table.layout.names, table.layout.units):
        reader.set_aside(one.row_no, table.layout.names[one.column], "total-mismatch", one.text, [one.stated], False)
    facts = {"file": path.name, "sheet": table.sheet.name, "state": table.state, "range": table.cell_range}
    result.tables.append({**facts, "row_count": len(data), "read": read, "values_set_aside": reader.lost})


class _Reader:
    """The rows of one table on their way into the common table."""

    def __init__(self, result: OfflineRows, path: Path, sha256: str, table: ReadTable) -> None:
        self.result, self.path, self.table, self.lost = result, path, table, 0
        layout = table.layout
        places = {name: at for at, name in enumerate(layout.names)}
        self.columns = {
            target.name: [places[name] for name in layout.mapping.get(target.name, ())] for target in result.targets
        }
        self.origin = {"file_name": path.name, "file_stem": path.stem, "sheet": table.sheet.name}
        self.place = (path.name, sha256, table.sheet.name)
        self.left = table.found.left

    def take(self, row: Row) -> bool:
        """Whether a row came into the common table; one without a value it must have is set aside whole."""
        taken, lost = [], []
        for target in self.result.targets:
            value, at = self._value(target, row)
            taken.append(value.value)
            if value.reason:
                lost.append((target, value.reason, row.cells[at]))
        pairs = zip(self.result.targets, taken, strict=True)
        missing = {target.name for target, value in pairs if target.required and value is None}
        for target, reason, cell in lost:
            self.lost += 1
            self.set_aside(row.number, target.name, reason, values.REASONS[reason], [cell], target.name in missing)
        if missing:
            for name in sorted(missing - {target.name for target, _, _ in lost}):
                detail = values.REASONS["required-missing"]
                self.set_aside(row.number, name, "required-missing", detail, row.cells, True)
            return False
        cells = f"{column_letters(self.left)}{row.number}:{column_letters(self.table.found.right)}{row.number}"
        self.result.rows.append((*taken, *self.place, cells, row.number))
        return True

    def _value(self, target: TargetColumn, row: Row) -> tuple[values.Value, int]:
        if target.origin:
            return values.Value(self.origin[target.origin]), 0
        for at in self.columns[target.name]:
            if words.kind_of(row.cells[at]):
                return self._understood(target, row.cells[at], self.table.layout.units[at]), at
        return values.Value(), 0

    def _understood(self, target: TargetColumn, cell: Any, unit: str) -> values.Value:
        layout = self.table.layout
        if target.kind == "date":
            return values.read_date(cell, layout.date_order, self.table.sheet.epoch, target.several)
        if target.kind == "text":
            return values.Value(words.cell_text(cell))
        factor = UNIT_FACTORS.get((unit, target.unit), 1.0) if unit and unit != target.unit else 1.0
        number = values.read_number(cell)
        if number.value is None:
            return number
        # 1.2 万人 is 12,000 persons exactly; the product of the two floats is not.
        scaled = round(number.value * factor, 9)
        return values.read_count(scaled) if target.kind == "count" else values.Value(scaled)

    def set_aside(self, number: int, column: str, reason: str, detail: str, cells: Sequence[Any], drops: bool) -> None:
        """Keep what was not read with its place and reason."""
        text = " | ".join(words.cell_text(cell) for cell in cells if cell != "")
        self.result.aside.append(
            Aside(self.path.name, self.table.sheet.name, number, column, reason, detail, text[:200], drops)
        )
