"""Excel as bureaux send it: a title, a merged header of one or two rows, units, a footnote, a total row."""

from __future__ import annotations

import io
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import python_calamine

from anlan.collection.incident import SetAside
from anlan.collection.offline.layout import column_letters
from anlan.collection.offline.sheets import counts_from_1904
from anlan.collection.offline.values import read_number
from anlan.collection.parsed import FILE_NAME, ROW_NO, Parsed, SheetPlace, contract_names, plain_name, text_table
from anlan.collection.source_errors import FileUnreadable, SourceEmpty

_SEARCHED_ROWS = 30
_HEADER_HEIGHTS = (1, 2, 3)
_TOTALS = ("合计", "总计", "共计", "小计", "本页合计", "累计")
_GRAND_TOTALS = ("合计", "总计", "共计")
_NOTES = ("注", "备注", "说明", "填报", "填表", "制表", "审核", "联系", "数据来源", "单位负责人", "打印", "第")
_ADVICE = "请来源单位在 Excel 中另存为 xlsx 后重新提供。"
_TOLERANCE = 0.005
_FIRST_SERIAL, _LAST_SERIAL = 15_000, 80_000

Cell = str | float | int | bool | date | datetime | time | Any
Rows = Sequence[Sequence[Cell]]


@dataclass(frozen=True)
class _Header:
    """Where a sheet's header lies and what its columns are called."""

    first: int
    height: int
    names: list[str]
    score: int


def parse_excel(data: bytes, file_name: str, options: Mapping[str, Any], agreed: Collection[str]) -> Parsed:
    """The rows of a workbook's sheet as text, ``row_no`` being the sheet's own row number.

    The header is found by the contract's item names; one of two rows gives joined names (``拖欠工资/人数``). Total
    rows and footnotes are no data: ``notes`` names them, and a total that disagrees with its rows is a finding.
    ``options`` may name the ``sheet`` and the items that are ``days``. Raises: FileUnreadable, SourceEmpty.
    """
    workbook = _open(data, file_name)
    found = []
    for name in [str(options["sheet"])] if options.get("sheet") else workbook.sheet_names:
        if name not in workbook.sheet_names:
            raise FileUnreadable(
                file=file_name, reason=f"没有工作表 {name}", action=f"核对契约的 format.sheet；{_ADVICE}"
            )
        sheet = workbook.get_sheet_by_name(name)
        rows = sheet.to_python(skip_empty_area=False)
        header = _find_header(rows, sheet.merged_cell_ranges or [], agreed)
        if header is not None:
            found.append((name, rows, header))
    if not found:
        _refuse(workbook, file_name)
    sheet_name, rows, header = found[0]
    days = options.get("days", ()) if counts_from_1904(data) else ()
    parsed = _collect(_counted_from_1904(rows, header, days), header, file_name)
    parsed.place = _place(sheet_name, header, parsed)
    for name, _, _ in found[1:]:
        parsed.set_aside.append(SetAside(0, "", "sheet-unread", f"工作表“{name}”", "", False, file_name))
    return parsed


def _open(data: bytes, file_name: str) -> Any:
    start = data[:1024].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if not data:
        raise SourceEmpty(place=file_name)
    if start.startswith(b"<"):
        reason = "扩展名是 Excel，内容其实是网页（HTML 或 XML）"
        raise FileUnreadable(file=file_name, reason=reason, action=_ADVICE)
    try:
        return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except python_calamine.PasswordError as error:
        raise FileUnreadable(file=file_name, reason="文件有密码", action="请来源单位去掉密码后重新提供。") from error
    except (python_calamine.CalamineError, OSError) as error:
        reason = "不是 Excel 文件，或文件不完整"
        raise FileUnreadable(file=file_name, reason=reason, action=_ADVICE) from error


def _refuse(workbook: Any, file_name: str) -> None:
    if all(workbook.get_sheet_by_name(name).total_height == 0 for name in workbook.sheet_names):
        raise SourceEmpty(place=file_name)
    raise FileUnreadable(file=file_name, reason="没有找到约定的表头", action="与契约的 items 核对表头的写法。")


def _find_header(rows: Rows, merged: Sequence[Any], agreed: Collection[str]) -> _Header | None:
    wanted = {plain_name(name) for name in agreed}
    best: _Header | None = None
    for first in range(min(len(rows), _SEARCHED_ROWS)):
        if not any(_text(cell) for cell in rows[first]):
            continue
        for height in _HEADER_HEIGHTS:
            if first + height > len(rows):
                continue
            names = _joined(rows, first, height, merged)
            score = len({plain_name(name) for name in names} & wanted)
            if score and (best is None or score > best.score):
                best = _Header(first, height, contract_names(names, agreed), score)
    return best


def _joined(rows: Rows, first: int, height: int, merged: Sequence[Any]) -> list[str]:
    levels = [[_text(cell) or "" for cell in rows[number]] for number in range(first, first + height)]
    for (top, left), (bottom, right) in merged:
        # A merged cell names every column below it; over several rows it names them once.
        if first <= top < first + height:
            for column in range(left, min(right, len(levels[0]) - 1) + 1):
                levels[top - first][column] = _text(rows[top][left]) or ""
            if bottom >= first + height:
                return []
    width = max(len(level) for level in levels)
    parts = [[level[column] for level in levels if column < len(level) and level[column]] for column in range(width)]
    return ["/".join(part) for part in parts]


def _collect(rows: Rows, header: _Header, file_name: str) -> Parsed:
    width = max((number for number, name in enumerate(header.names, 1) if not _is_placeholder(name, number)), default=0)
    kept: list[list[str | None]] = []
    numbers: list[int] = []
    parsed = Parsed(text_table([], [], [], ""))
    sums, overall = [0.0] * width, [0.0] * width
    for number, row in enumerate(rows[header.first + header.height :], start=header.first + header.height + 1):
        cells = list(row[:width])
        filled = [(_text(cell) or "") for cell in cells if _text(cell)]
        if not filled:
            continue
        if _is_header_again(cells, header):
            # A second table of the same layout below the first, or the header of the next printed page.
            parsed.notes.append(f"第 {number} 行为重复的表头")
            sums = [0.0] * width
        elif _is_total(filled):
            parsed.notes.append(f"第 {number} 行为合计行")
            parsed.set_aside += _compare_total(cells, (sums, overall), header.names, number, filled[0], file_name)
        elif _is_note(filled, width):
            parsed.notes.append(f"第 {number} 行为附注")
        else:
            kept.append([_text(cell) for cell in cells])
            numbers.append(number)
            sums, overall = (
                [total + _number(cell) for total, cell in zip(totals, cells, strict=True)] for totals in (sums, overall)
            )
    parsed.table = text_table(header.names[:width], kept, numbers, file_name)
    return parsed


def _counted_from_1904(rows: Rows, header: _Header, days: Collection[str]) -> Rows:
    """The rows with bare serial numbers of day columns as dates; the reader knows those with a date format itself."""
    columns = {at for at, name in enumerate(header.names) if name in days}
    if not columns:
        return rows
    return [[_day_since_1904(cell) if at in columns else cell for at, cell in enumerate(row)] for row in rows]


def _day_since_1904(cell: Cell) -> Cell:
    if isinstance(cell, float) and _FIRST_SERIAL < cell < _LAST_SERIAL:
        return date(1904, 1, 1) + timedelta(days=int(cell))
    return cell


def _is_header_again(cells: Sequence[Cell], header: _Header) -> bool:
    """Whether a row below a header of one row says its names again; a part of them counts where there are many."""
    texts = [plain_name(_text(cell) or "") for cell in cells]
    same = sum(bool(text) and text == plain_name(name) for text, name in zip(texts, header.names, strict=False))
    return header.height == 1 and same >= max(2, sum(map(bool, texts)))


def _is_note(filled: Sequence[str], width: int) -> bool:
    """Whether all that a row says are notes; 填表人 and 审核人 often share one."""
    return len(filled) < width and all(plain_name(text).startswith(_NOTES) for text in filled)


def _place(sheet: str, header: _Header, parsed: Parsed) -> SheetPlace:
    """The header and rows on their sheet, in the writing of spreadsheets."""
    first = header.first + 1
    last = max(parsed.table.column(ROW_NO).to_pylist(), default=header.first + header.height)
    names = [name for name in parsed.table.schema.names if name not in (ROW_NO, FILE_NAME)]
    columns = {name: column_letters(at) for at, name in enumerate(names)}
    return SheetPlace(sheet, f"A{first}:{column_letters(max(len(names) - 1, 0))}{last}", columns)


def _is_placeholder(name: str, number: int) -> bool:
    return name == f"第{number}列"


def _is_total(filled: Sequence[str]) -> bool:
    return any(plain_name(text).rstrip(":：") in _TOTALS for text in filled[:3])


def _compare_total(
    cells: Sequence[Cell],
    sums: tuple[Sequence[float], Sequence[float]],
    names: Sequence[str],
    number: int,
    word: str,
    file_name: str,
) -> list[SetAside]:
    if plain_name(word).rstrip(":：") not in _GRAND_TOTALS:
        return []
    return [
        SetAside(number, name, "total-mismatch", f"合计 {cell:g}，明细之和 {total:g}", f"{cell:g}", False, file_name)
        for cell, total, whole, name in zip(cells, *sums, names, strict=False)
        if isinstance(cell, float)
        and all(abs(cell - found) > _TOLERANCE * max(1.0, abs(found)) for found in (total, whole))
    ]


def _number(cell: Cell) -> float:
    """What a cell adds to its column's sum, numbers written as text too."""
    if isinstance(cell, float):
        return cell
    found = read_number(cell).value if isinstance(cell, str) and cell.strip() else None
    return found or 0.0


def _text(cell: Cell) -> str | None:
    """A cell as text: whole numbers without a fraction, dates in ISO form, nothing for an empty cell."""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return str(int(cell)) if math.isfinite(cell) and cell == int(cell) else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    text = str(cell).strip()
    return text or None
