"""Files as the origin of columns and rows: which bytes, which sheet, which cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from anlan.base.clock import CHINA
from anlan.collection.contract import TableContract
from anlan.control.lineage.nodes import LineageEdge, LineageNode, NodeKind, file_id, item_id
from anlan.pool.loads import LoadPackage, LoadState

_ARRIVED = (LoadState.EXTRACTED, LoadState.LOADED)


@dataclass(frozen=True)
class FileOrigin:
    """A file that filled a table of a source; ``cells`` are empty where a file has none, or they were not recorded."""

    file_name: str
    sha256: str
    load_id: str
    loaded: date
    rows: int
    sheet: str
    cells: str


def files_of(table: TableContract, loads: Sequence[LoadPackage]) -> list[FileOrigin]:
    """The files that filled a table, newest first."""
    return [_origin(one) for one in reversed(_arrived(table, loads))]


def row_origin(package: LoadPackage, row_no: int) -> FileOrigin:
    """The file a raw row came from, with the cells of the row itself."""
    letters = [*package.item_columns.values()]
    cells = f"{letters[0]}{row_no}:{letters[-1]}{row_no}" if letters else ""
    return FileOrigin(package.file_name, package.sha256, package.load_id, _day(package), 1, package.sheet, cells)


def of_files(table: TableContract, loads: Sequence[LoadPackage]) -> Iterator[tuple[LineageNode, LineageEdge]]:
    """A node for each part of a file that filled an item, with its edge into the item."""
    for package in _arrived(table, loads):
        for name in sorted(table.named_items):
            cells = _column(package, name)
            place = f"{package.sheet}!{cells}" if cells else name
            node = LineageNode(file_id(package.sha256, place), NodeKind.FILE, _label(package, cells))
            how = f"装载 {package.load_id}，{package.row_count:,} 行"
            yield node, LineageEdge(node.id, item_id(table, name), how)


def _arrived(table: TableContract, loads: Sequence[LoadPackage]) -> list[LoadPackage]:
    mine = [one for one in loads if (one.system, one.table) == (table.system, table.name)]
    return [one for one in mine if one.sha256 and one.file_name and one.state in _ARRIVED]


def _origin(one: LoadPackage) -> FileOrigin:
    return FileOrigin(one.file_name, one.sha256, one.load_id, _day(one), one.row_count, one.sheet, one.cell_range)


def _day(package: LoadPackage) -> date:
    return package.started.astimezone(CHINA).date()


def _column(package: LoadPackage, item: str) -> str:
    """The cells of an item, header included: ``C4:C120``."""
    letters = package.item_columns.get(item)
    rows = re.fullmatch(r"[A-Z]+(\d+):[A-Z]+(\d+)", package.cell_range)
    return f"{letters}{rows[1]}:{letters}{rows[2]}" if letters and rows else ""


def _label(package: LoadPackage, cells: str) -> str:
    return package.file_name + (f"，工作表“{package.sheet}”{cells}" if cells else "")
