"""The catalogue as an Excel workbook people edit: written for them, and read back with every error at its cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import python_calamine
import xlsxwriter

from anlan.base.errors import Findings, InputMissing, InputUnreadable
from anlan.standards.catalogue import (
    FORMATS,
    GRADES,
    MOUNT_KINDS,
    OPEN_TYPES,
    SHARE_TYPES,
    SOURCE_CLASSES,
    UPDATE_CYCLES,
    CatalogueClass,
    CatalogueEntry,
    CatalogueItem,
    Finding,
    Mount,
    check_entry,
    class_at,
)

RESOURCE_SHEET = "资源"
ITEM_SHEET = "信息项"


@dataclass(frozen=True)
class Field:
    """One column of a sheet: its heading, the attribute it fills, and the code list of its labels if it has one."""

    heading: str
    attribute: str
    codes: Mapping[str, str] | None = None
    width: int = 14


RESOURCE_FIELDS = (
    Field("序号", "number", width=6),
    Field("资源代码", "resource_code", width=18),
    Field("类别代码", "class_code"),
    Field("类别名称", "class_name", width=22),
    Field("资源名称", "name", width=28),
    Field("英文名称", "english", width=24),
    Field("资源类型", "resource_format", FORMATS),
    Field("资源描述", "description", width=40),
    Field("数据源类别", "source_class", SOURCE_CLASSES),
    Field("资源来源", "source_system", width=20),
    Field("更新频率", "update_cycle", UPDATE_CYCLES),
    Field("共享类型", "share_type", SHARE_TYPES),
    Field("共享条件", "share_condition", width=24),
    Field("共享方式", "share_method"),
    Field("不予共享依据", "legal_basis", width=24),
    Field("开放类型", "open_type", OPEN_TYPES),
    Field("开放条件", "open_condition", width=20),
    Field("责任方", "responsible_party", width=22),
    Field("责任方代码", "responsible_code"),
    Field("职责事项", "duty", width=22),
    Field("数据分级", "grade", {grade: grade for grade in GRADES}),
    Field("最少行数", "rows_min"),
    Field("最多行数", "rows_max"),
    Field("挂接", "mounts", width=28),
)
ITEM_FIELDS = (
    Field("资源序号", "number", width=8),
    Field("信息项代码", "code", width=16),
    Field("信息项名称", "name", width=24),
    Field("英文名称", "english", width=22),
    Field("数据类型", "data_type"),
    Field("长度", "length", width=8),
    Field("数据元", "element"),
    Field("数据分级", "grade", {grade: grade for grade in GRADES}),
    Field("共享类型", "share_type", SHARE_TYPES),
    Field("共享条件", "share_condition", width=20),
    Field("不予共享依据", "legal_basis", width=20),
    Field("开放类型", "open_type", OPEN_TYPES),
    Field("定义", "definition", width=36),
)


def write_workbook(path: Path, entries: Iterable[CatalogueEntry]) -> None:
    """Write the catalogue with code lists as drop-downs; what it writes can be read back unchanged."""
    entries = list(entries)
    resources = [_row(RESOURCE_FIELDS, entry, number) for number, entry in enumerate(entries, 1)]
    items = [_row(ITEM_FIELDS, item, number) for number, entry in enumerate(entries, 1) for item in entry.items]
    with xlsxwriter.Workbook(str(path), {"strings_to_numbers": False, "strings_to_formulas": False}) as book:
        heading = book.add_format({"bold": True, "bg_color": "#E8EEF4", "border": 1, "text_wrap": True})
        for name, columns, rows in ((RESOURCE_SHEET, RESOURCE_FIELDS, resources), (ITEM_SHEET, ITEM_FIELDS, items)):
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 3)
            for index, column in enumerate(columns):
                sheet.set_column(index, index, column.width)
                sheet.write(0, index, column.heading, heading)
                if column.codes:
                    choice = {"validate": "list", "source": list(column.codes.values())}
                    sheet.data_validation(1, index, max(len(rows), 200), index, choice)
            for number, row in enumerate(rows, 1):
                sheet.write_row(number, 0, row)


def _row(columns: Sequence[Field], record: CatalogueEntry | CatalogueItem, number: int) -> list[Any]:
    return [
        _shown(column, number if column.attribute == "number" else getattr(record, column.attribute))
        for column in columns
    ]


def _shown(column: Field, value: Any) -> Any:
    if value is None:
        return ""
    if column.attribute == "mounts":
        return "；".join(f"{MOUNT_KINDS[m.kind]}:{m.system}:{m.target}" for m in value)
    return column.codes.get(value, value) if column.codes else value


def _cell(column: int, row: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


@dataclass
class _Sheet:
    name: str
    rows: list[list[Any]]
    places: dict[str, int]
    problems: list[str]

    def at(self, attribute: str, columns: Sequence[Field], row: int) -> str:
        heading = next(column.heading for column in columns if column.attribute == attribute)
        place = self.places.get(heading)
        return f"{self.name}!{_cell(place, row) if place is not None else f'第 {row} 行'}"


def read_workbook(path: Path, classes: Sequence[CatalogueClass], elements: Iterable[str] = ()) -> list[CatalogueEntry]:
    """The entries written in a workbook, in its order.

    Raises: InputMissing, InputUnreadable (not an Excel file), Findings with every error at its cell.
    """
    if not path.is_file():
        raise InputMissing(path=path)
    try:
        book = python_calamine.load_workbook(str(path))
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        action = "另存为 .xlsx 后重试；网页或文本改名成 .xls 的文件不能作为目录导入。"
        raise InputUnreadable(path=path, reason=str(error), action=action) from error
    problems: list[str] = []
    resources = _sheet(book, RESOURCE_SHEET, RESOURCE_FIELDS, problems)
    items = _sheet(book, ITEM_SHEET, ITEM_FIELDS, problems)
    if problems:
        raise Findings(f"目录文件 {path.name}", problems)
    grouped = _items_by_number(items, problems)
    entries = _entries(resources, items, grouped, classes, frozenset(elements), problems)
    if problems:
        raise Findings(f"目录文件 {path.name}", problems)
    return entries


def _sheet(book: Any, name: str, columns: Sequence[Field], problems: list[str]) -> _Sheet:
    if name not in book.sheet_names:
        problems.append(f"缺少工作表“{name}”")
        return _Sheet(name, [], {}, problems)
    rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    headings = [str(value).strip() for value in rows[0]] if rows else []
    places = {heading: index for index, heading in enumerate(headings) if heading}
    problems += [f"{name}!第 1 行缺少列“{c.heading}”" for c in columns if c.heading not in places]
    known = {column.heading for column in columns}
    problems += [f"{name}!{_cell(i, 1)} 列“{h}”没有定义" for h, i in places.items() if h not in known]
    return _Sheet(name, rows[1:], places, problems)


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip() if value is not None else ""


def _values(sheet: _Sheet, columns: Sequence[Field], row: list[Any], line: int) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for column in columns:
        index = sheet.places[column.heading]
        text = _text(row[index]) if index < len(row) else ""
        if column.codes and text:
            back = {label: code for code, label in column.codes.items()}
            if text not in back and text not in column.codes:
                sheet.problems.append(f"{sheet.name}!{_cell(index, line)} “{text}”不在取值 {'、'.join(back)} 中")
            text = back.get(text, text)
        values[column.attribute] = text
    return values


def _items_by_number(sheet: _Sheet, problems: list[str]) -> dict[str, list[tuple[int, CatalogueItem]]]:
    grouped: dict[str, list[tuple[int, CatalogueItem]]] = {}
    for line, row in enumerate(sheet.rows, 2):
        if not any(_text(value) for value in row):
            continue
        values = _values(sheet, ITEM_FIELDS, row, line)
        number = values.pop("number")
        if not number:
            problems.append(f"{sheet.at('number', ITEM_FIELDS, line)} 资源序号必填")
        grouped.setdefault(number, []).append(
            (
                line,
                CatalogueItem(**{k: v for k, v in values.items() if v != ""})
                if values.get("code") and values.get("name")
                else CatalogueItem(values.get("code", ""), values.get("name", "")),
            )
        )
    return grouped


def _number(sheet: _Sheet, attribute: str, text: str, line: int) -> int | None:
    if not text:
        return None
    try:
        return int(text.replace(",", ""))
    except ValueError:
        sheet.problems.append(f"{sheet.at(attribute, RESOURCE_FIELDS, line)} “{text}”不是整数")
        return None


def _mounts(sheet: _Sheet, text: str, line: int) -> tuple[Mount, ...]:
    kinds = {label: kind for kind, label in MOUNT_KINDS.items()}
    mounts = []
    for part in filter(None, (piece.strip() for piece in text.split("；"))):
        pieces = part.split(":", 2)
        if len(pieces) != 3 or pieces[0] not in kinds:
            place = sheet.at("mounts", RESOURCE_FIELDS, line)
            sheet.problems.append(f"{place} 挂接应写作“库表:系统:表名”，方式为 {'、'.join(kinds)}")
            continue
        mounts.append(Mount(kinds[pieces[0]], pieces[2], pieces[1]))
    return tuple(mounts)


def _entries(
    sheet: _Sheet,
    item_sheet: _Sheet,
    grouped: dict[str, list[tuple[int, CatalogueItem]]],
    classes: Sequence[CatalogueClass],
    elements: frozenset[str],
    problems: list[str],
) -> list[CatalogueEntry]:
    entries: list[CatalogueEntry] = []
    lines: dict[str, int] = {}
    for line, row in enumerate(sheet.rows, 2):
        if not any(_text(value) for value in row):
            continue
        values = _values(sheet, RESOURCE_FIELDS, row, line)
        number = values.pop("number")
        if number in lines:
            problems.append(f"{sheet.at('number', RESOURCE_FIELDS, line)} 序号 {number} 与第 {lines[number]} 行重复")
        lines[number] = line
        for attribute in ("rows_min", "rows_max"):
            values[attribute] = _number(sheet, attribute, values[attribute], line)
        values["mounts"] = _mounts(sheet, values["mounts"], line)
        found = class_at(values["class_code"] or values["class_name"], classes)
        if found is not None:
            values["class_code"], values["class_name"] = found.code, values["class_name"] or found.path
        items = grouped.get(number, [])
        entry = CatalogueEntry(
            **{k: v for k, v in values.items() if v != ""} | _required(values), items=tuple(i for _, i in items)
        )
        entries.append(entry)
        for finding in check_entry(entry, classes, elements):
            problems.append(_placed(sheet, item_sheet, line, [place for place, _ in items], finding))
    problems += [
        f"{item_sheet.at('number', ITEM_FIELDS, line)} 资源序号 {number} 在“{RESOURCE_SHEET}”中不存在"
        for number, rows in grouped.items()
        if number and number not in lines
        for line, _ in rows
    ]
    return entries


def _required(values: Mapping[str, Any]) -> dict[str, str]:
    return {name: values[name] for name in ("class_code", "class_name", "name")}


def _placed(sheet: _Sheet, item_sheet: _Sheet, line: int, item_lines: list[int], finding: Finding) -> str:
    """The finding at its cell: item findings begin with their number, others name the column of the resource sheet."""
    if finding.place.startswith("信息项 "):
        number = int(finding.place.split(" ")[1].split("（")[0])
        heading = finding.place.rpartition(" ")[2]
        place = item_sheet.places.get(heading, item_sheet.places["信息项代码"])
        return f"{ITEM_SHEET}!{_cell(place, item_lines[number - 1])} {finding.message}"
    place = sheet.places.get(finding.place, sheet.places["资源名称"])
    return f"{RESOURCE_SHEET}!{_cell(place, line)} {finding.place}：{finding.message}"
