"""A file as people send it, CSV or Excel, read into a coded table without a contract."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, ClassVar

import python_calamine

from anlan.base.errors import AnlanError
from anlan.quality.suggest.table import Table, build_table

_SAMPLE = 64 * 1024
_EXCEL = {".xlsx", ".xls", ".xlsm", ".xlsb", ".et", ".ods"}
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_FOREIGN = ((b"%PDF", "PDF"), (b"\x1f\x8b", "gzip 压缩包"), (b"7z\xbc\xaf", "7z 压缩包"), (b"Rar!", "RAR 压缩包"))


class TableUnreadable(AnlanError):
    """A file is not a table that can be read."""

    code: ClassVar[str] = "quality-table-unreadable"
    status: ClassVar[int] = 422
    message: ClassVar[str] = "无法把文件 {file} 读成表格：{reason}"
    hint: ClassVar[str] = "请提供带表头的 CSV（UTF-8 或 GB18030）或 Excel 文件。"


class TableEmpty(AnlanError):
    """A file holds no table: nothing at all, or a header without rows."""

    code: ClassVar[str] = "quality-table-empty"
    status: ClassVar[int] = 422
    message: ClassVar[str] = "文件 {file} 没有可分析的数据：{reason}"
    hint: ClassVar[str] = "请确认导出时包含表头和至少一行数据。"


def read_table(path: Path, sheet: str = "") -> Table:
    """The rows of a CSV or Excel file as a coded table; the first row that holds anything is the header.

    Wholly empty lines are left out and not counted. Raises: TableUnreadable, TableEmpty.
    """
    try:
        with path.open("rb") as file:
            start = file.read(_SAMPLE)
    except OSError as error:
        raise TableUnreadable(file=path.name, reason=error.strerror or "无法打开") from error
    if not start.strip():
        raise TableEmpty(file=path.name, reason="文件是空的")
    for magic, kind in _FOREIGN:
        if start.startswith(magic):
            raise TableUnreadable(file=path.name, reason=f"内容是 {kind}")
    if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")) or path.suffix.lower() in _EXCEL:
        return _with_rows(_read_excel(path, sheet), path)
    if b"\0" in start and not start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise TableUnreadable(file=path.name, reason="内容是二进制数据，不是文本")
    return _with_rows(_read_csv(path, start), path)


def _with_rows(table: Table, path: Path) -> Table:
    if not table.row_count:
        raise TableEmpty(file=path.name, reason="只有表头，没有数据行")
    return table


def _encoding(path: Path, start: bytes) -> str:
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            return encoding
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while block := file.read(1 << 20):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "gb18030"
    return "utf-8"


def _read_csv(path: Path, start: bytes) -> Table:
    encoding = _encoding(path, start)
    csv.field_size_limit(64 * 1024 * 1024)
    # What cannot be decoded becomes U+FFFD, and the cell that holds it is reported as damaged.
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        delimiter = _delimiter(start.decode(encoding, errors="replace"))
        rows = _filled_rows(csv.reader(file, delimiter=delimiter))
        try:
            header = next(rows, None)
            if header is None:
                raise TableEmpty(file=path.name, reason="没有表头")
            return build_table(header, rows)
        except csv.Error as error:
            raise TableUnreadable(file=path.name, reason=str(error)) from error


def _delimiter(text: str) -> str:
    """The separator that occurs most outside quotation marks in the first line that holds anything."""
    plain = "".join(text.split('"')[::2])
    first = next((line for line in plain.splitlines() if line.strip()), "")
    return max((",", "\t", ";", "|"), key=first.count)


def _filled_rows(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    return (row for row in rows if row)


def _read_excel(path: Path, sheet: str) -> Table:
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        if sheet and sheet not in book.sheet_names:
            raise TableUnreadable(file=path.name, reason=f"没有工作表“{sheet}”，有：{'、'.join(book.sheet_names)}")
        chosen = [sheet] if sheet else book.sheet_names
        for name in chosen:
            rows = [[_as_text(cell) for cell in row] for row in book.get_sheet_by_name(name).to_python()]
            rows = [row for row in rows if any(row)]
            if rows:
                others = [other for other in book.sheet_names if other != name]
                notes = [f"只分析了工作表“{name}”，另有：{'、'.join(others)}"] if others and not sheet else []
                return build_table(rows[0], rows[1:], notes)
    except python_calamine.PasswordError as error:
        raise TableUnreadable(file=path.name, reason="文件设有密码") from error
    except (python_calamine.CalamineError, OSError) as error:
        raise TableUnreadable(file=path.name, reason=str(error)) from error
    raise TableEmpty(file=path.name, reason="没有一张工作表有内容")


def _as_text(cell: Any) -> str:
    """A cell as it shows: whole numbers without a decimal point, dates and times in ISO form."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time(0) else cell.isoformat(sep=" ")
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    return str(cell)
