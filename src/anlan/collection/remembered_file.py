"""Files of a contract that are read by a layout a person agreed to: read as agreed, or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from anlan.base.errors import AnlanError
from anlan.collection.contract import UNIT_FACTORS, TableContract
from anlan.collection.incident import SetAside
from anlan.collection.offline import rows as row_kinds
from anlan.collection.offline import words
from anlan.collection.offline.layout import CHANGED, REMEMBERED, Layout, ReadTable, column_letters, layouts_of, propose
from anlan.collection.offline.sheets import read_sheets
from anlan.collection.offline.totals import mismatches
from anlan.collection.offline.values import read_date
from anlan.collection.parsed import Parsed, SheetPlace, plain_name, text_table
from anlan.standards.registry import CoreTable

_ASIDE = {"heading": "row-heading", "too-wide": "line-too-wide"}
_SILENT = ("title", "units", "column-numbers", "repeated-header")


class LayoutUnfit(AnlanError):
    """A file does not fit the layout that its contract is read by; nothing of it was loaded."""

    code = "layout-unfit"
    status = 422
    message = "文件 {file} 不符合已确认的版式，整份没有装载：{difference}"
    hint = (
        "与来源单位核对；新版式无误时用 `anlan source layout 文件 --keep` 确认，"
        "把指纹写进契约的 format.layout（可写几个），再运行一次。"
    )


def wanted_layouts(table: TableContract) -> list[str]:
    """The fingerprints of the layouts by which a table's files are read; none where its contract names none."""
    named = table.format.get("layout") or []
    return [str(one) for one in (named if isinstance(named, list) else [named])]


def parse_remembered(
    data: bytes, file_name: str, table: TableContract, core: CoreTable, kept: Mapping[str, Layout]
) -> Parsed:
    """The rows of a workbook's one table that fits a layout, ``row_no`` being the sheet's own row number.

    Items have the layout's column names, with the unit in brackets where the contract writes it so. Totals and notes
    are no data. Raises: LayoutUnfit, FileUnreadable, SourceEmpty.
    """
    known = {mark: kept[mark] for mark in wanted_layouts(table) if mark in kept}
    unknown = [mark for mark in wanted_layouts(table) if mark not in kept]
    if unknown:
        raise LayoutUnfit(file=file_name, difference=f"工作区没有记住版式 {'、'.join(unknown)}")
    sheet = str(table.format.get("sheet") or "")
    found = layouts_of([one for one in read_sheets(data, file_name) if sheet in ("", one.name)], known)
    one = _only(found, file_name)
    names = [_item_name(name, unit, table) for name, unit in zip(one.layout.names, one.layout.units, strict=True)]
    _check_units(one, names, table, core, file_name)
    return _collect(one, names, table, core, file_name)


def _only(found: Sequence[ReadTable], file_name: str) -> ReadTable:
    """The one table that fits. A file with more, or with one that nearly fits, would be read by half."""
    fitting = [one for one in found if one.state == REMEMBERED]
    changed = [f"工作表“{one.sheet.name}”{one.difference}" for one in found if one.state == CHANGED]
    if changed:
        raise LayoutUnfit(file=file_name, difference="；".join(changed))
    if not fitting:
        headers = [f"工作表“{one.sheet.name}”的表头是 {'、'.join(one.layout.names)}" for one in found]
        raise LayoutUnfit(file=file_name, difference="；".join(headers) or "没有找到表头")
    if len(fitting) > 1:
        places = "、".join(f"{one.sheet.name} {one.cell_range}" for one in fitting)
        raise LayoutUnfit(file=file_name, difference=f"有 {len(fitting)} 张表头相同的表（{places}），约定的是一张")
    return fitting[0]


def _item_name(name: str, unit: str, table: TableContract) -> str:
    agreed = {plain_name(item): item for item in table.named_items}
    written = (name, f"{name}({unit})", name.rsplit("/", 1)[-1])
    return next((agreed[plain_name(one)] for one in written if plain_name(one) in agreed), name)


def _check_units(one: ReadTable, names: Sequence[str], table: TableContract, core: CoreTable, file_name: str) -> None:
    """Refuse a file whose title or unit row says another unit: the same header would be read a factor off."""
    said = propose(one.sheet, one.found).units
    wrong = []
    for name, agreed, now in zip(names, one.layout.units, said, strict=True):
        if agreed and now and agreed != now:
            wrong.append(f"{name} 的单位是 {now}，版式约定 {agreed}")
        item = table.items.get(name)
        promised = item.unit or (core.columns[item.column].unit if item.column in core.columns else "") if item else ""
        if agreed and promised and agreed != promised and UNIT_FACTORS.get((agreed, promised), 0.0) != 1.0:
            wrong.append(f"{name} 的单位在版式中是 {agreed}，在契约中是 {promised}")
    if wrong:
        raise LayoutUnfit(file=file_name, difference="；".join(wrong))


def _collect(one: ReadTable, names: Sequence[str], table: TableContract, core: CoreTable, file_name: str) -> Parsed:
    data = [row for row in one.rows if not row.reason]
    days = [_is_day(name, table, core) for name in names]
    texts = [[_text(cell, day, one) for cell, day in zip(row.cells, days, strict=True)] for row in data]
    parsed = Parsed(text_table(names, texts, [row.number for row in data], file_name))
    for row in one.rows:
        if row.reason in _ASIDE:
            shown = " | ".join(words.cell_text(cell) for cell in row.cells if cell != "")
            parsed.set_aside.append(SetAside(row.number, "", _ASIDE[row.reason], "", shown, True, file_name))
        elif row.reason and row.reason not in _SILENT:
            parsed.notes.append(f"第 {row.number} 行为{row_kinds.REASONS[row.reason]}")
    for wrong in mismatches(one.rows, one.layout.names, one.layout.units):
        name, stated = names[wrong.column], f"{wrong.stated:.15g}"
        parsed.set_aside.append(SetAside(wrong.row_no, name, "total-mismatch", wrong.text, stated, False, file_name))
    letters = {name: column_letters(one.found.left + at) for at, name in enumerate(names)}
    first = one.sheet.numbers[one.found.first]
    last = max([row.number for row in data], default=first)
    edges = f"{column_letters(one.found.left)}{first}:{column_letters(one.found.right)}{last}"
    parsed.place = SheetPlace(one.sheet.name, edges, letters)
    return parsed


def _is_day(name: str, table: TableContract, core: CoreTable) -> bool:
    item = table.items.get(name)
    column = core.columns.get(item.column) if item else None
    return name == table.known_at or (column is not None and column.type == "date")


def _text(cell: Any, is_day: bool, one: ReadTable) -> str | None:
    if cell == "":
        return None
    if is_day:
        # What the layout settles (03/04/2026, the year serials count from) is settled here; the rest is judged later.
        day = read_date(cell, one.layout.date_order, one.sheet.epoch)
        if not day.reason and day.value is not None:
            return str(day.value)
    return words.cell_text(cell)
