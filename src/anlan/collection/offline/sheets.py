"""A file as sheets of cells: Excel of every make and delimited text, each cell typed and at its own place."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import python_calamine

from anlan.collection.csv_file import detect_encoding
from anlan.collection.source_errors import FileUnreadable, SourceEmpty

Merge = tuple[tuple[int, int], tuple[int, int]]
_DELIMITERS = (",", "\t", ";", "|")
_SAMPLE_ROWS = 200
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_FOREIGN = ((b"%PDF", "PDF"), (b"<html", "网页"), (b"<!doctype", "网页"), (b"<table", "网页"), (b"<?xml", "XML"))
_ADVICE = "请来源单位另存为 xlsx 或 CSV 后重新提供。"
_DATE_1904 = re.compile(rb"<(?:\w+:)?workbookPr[^>]*\bdate1904=\"(?:1|true)\"")


@dataclass(frozen=True)
class Sheet:
    """Rows of cells (text, number, date or empty text), which cells are merged, and each row's number in the file.

    ``numbers`` are sheet rows of Excel and lines of a text, both from 1; ``epoch`` is the year serial dates count from.
    """

    name: str
    rows: list[list[Any]]
    merged: tuple[Merge, ...]
    numbers: list[int]
    epoch: int = 1900

    def cell(self, row: int, column: int) -> Any:
        """The cell at a 0-based place; empty text beyond the row's end."""
        cells = self.rows[row]
        return cells[column] if column < len(cells) else ""


def read_sheets(data: bytes, file_name: str) -> list[Sheet]:
    """Every sheet of a workbook, or the one sheet of a delimited text. Raises: FileUnreadable, SourceEmpty."""
    if not data.strip():
        raise SourceEmpty(place=file_name)
    start = data[:512].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    for magic, kind in _FOREIGN:
        if start.startswith(magic.lower()):
            raise FileUnreadable(file=file_name, reason=f"内容是{kind}", action=_ADVICE)
    return _workbook(data, file_name) if data.startswith(_WORKBOOKS) else [_text_sheet(data, file_name)]


def _workbook(data: bytes, file_name: str) -> list[Sheet]:
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except python_calamine.PasswordError as error:
        raise FileUnreadable(file=file_name, reason="文件有密码", action="请来源单位去掉密码后重新提供。") from error
    except (python_calamine.CalamineError, OSError) as error:
        raise FileUnreadable(file=file_name, reason="不是 Excel 文件，或文件不完整", action=_ADVICE) from error
    epoch = 1904 if counts_from_1904(data) else 1900
    sheets = []
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        rows = [[plain_cell(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
        if any(cell != "" for row in rows for cell in row):
            merged = tuple(sheet.merged_cell_ranges or ())
            sheets.append(Sheet(name, rows, merged, list(range(1, len(rows) + 1)), epoch))
    if not sheets:
        raise SourceEmpty(place=file_name)
    return sheets


def plain_cell(cell: Any) -> Any:
    """A cell as text, number or date: days without a time of day are dates, white space around text is gone."""
    if isinstance(cell, datetime):
        return cell.date() if cell.time() == time() else cell
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, (int, float, date)):
        return cell
    return str(cell).strip()


def counts_from_1904(data: bytes) -> bool:
    """Whether a workbook's serial dates count from 1904, as those of old Macintosh programs do."""
    # The reader converts cells with a date format itself; bare serial numbers need to know the workbook's epoch.
    if not data.startswith(b"PK"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return bool(_DATE_1904.search(archive.read("xl/workbook.xml")))
    except (KeyError, zipfile.BadZipFile):
        return False


def _text_sheet(data: bytes, file_name: str) -> Sheet:
    encoding = detect_encoding(data)
    text = data.decode("utf-8-sig" if encoding == "utf-8" else encoding, errors="replace").removeprefix("\ufeff")
    delimiter = _delimiter(text)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows, numbers, before = [], [], 0
    try:
        for row in lines:
            rows.append([cell.strip() for cell in row])
            numbers.append(before + 1)
            before = lines.line_num
    except csv.Error as error:
        raise FileUnreadable(file=file_name, reason=f"第 {before + 1} 行：{error}", action=_ADVICE) from error
    return Sheet("", rows, (), numbers)


def _delimiter(text: str) -> str:
    """The mark that cuts most rows into the same number of pieces, and into many; titles do not vote."""

    def merit(mark: str) -> tuple[int, int]:
        widths: list[int] = []
        for row in csv.reader(io.StringIO(text[: 1 << 18], newline=""), delimiter=mark):
            widths.append(len(row))
            if len(widths) == _SAMPLE_ROWS:
                break
        wide = [width for width in widths if width > 1]
        usual = max(set(wide), key=wide.count, default=0)
        return wide.count(usual), usual

    try:
        return max(_DELIMITERS, key=merit)
    except csv.Error:
        return ","


def filled(cells: Sequence[Any]) -> list[int]:
    """The positions of cells that hold something."""
    return [position for position, cell in enumerate(cells) if cell != ""]
