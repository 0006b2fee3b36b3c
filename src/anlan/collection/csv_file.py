"""CSV as bureaux send it: GB18030 or UTF-8, with or without a mark, sometimes cut off in the middle of a line."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from anlan.collection.incident import SetAside
from anlan.collection.parsed import Parsed, contract_names, text_table
from anlan.collection.source_errors import FileUnreadable, SourceEmpty

# The reader's own limit of 128 KiB a field would turn a long complaint text into a failure of the whole file.
csv.field_size_limit(64 * 1024 * 1024)
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_FOREIGN = ((b"PK\x03\x04", "Excel（xlsx）或压缩包"), (b"\xd0\xcf\x11\xe0", "旧版 Excel（xls）"), (b"%PDF", "PDF"))
_ADVICE = "请来源单位另存为 CSV（UTF-8 或 GB18030）后重新提供。"
_SAMPLE = 1024 * 1024


def parse_csv(data: bytes, file_name: str, options: Mapping[str, Any], agreed: Collection[str]) -> Parsed:
    """The rows of a CSV file as text, ``row_no`` being the line on which a row begins.

    ``options`` may name ``encoding``, ``delimiter`` and ``skip`` (lines above the header). Rows with too few or too
    many columns, or with bytes outside the encoding, are set aside. Raises: FileUnreadable, SourceEmpty.
    """
    _refuse_foreign(data, file_name)
    if not data.strip():
        raise SourceEmpty(place=file_name)
    text, is_broken = decoded(data, str(options.get("encoding") or ""))
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=options.get("delimiter") or _delimiter(text))
    numbered = _numbered(lines, file_name)
    for _ in range(int(options.get("skip") or 0)):
        next(numbered, None)
    header = next(numbered, None)
    if header is None:
        raise SourceEmpty(place=file_name)
    names = contract_names(header[1], agreed)
    if not set(names) & set(agreed):
        raise FileUnreadable(
            file=file_name, reason="表头没有一个约定的项目", action="核对表头、编码与分隔符；" + _ADVICE
        )
    return _collect(numbered, names, file_name, is_broken)


def detect_encoding(data: bytes, declared: str = "") -> str:
    """The encoding of a text: its mark, else UTF-8 where all of it is, else the declared one, else GB18030."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data[:_SAMPLE])
    except UnicodeDecodeError:
        return declared if declared and codecs.lookup(declared).name != "utf-8" else "gb18030"
    return "utf-8"


def decoded(data: bytes, declared: str) -> tuple[str, bool]:
    """The text of bytes in the encoding they show or are declared in, and whether some could not be read."""
    return _decode(data, detect_encoding(data, declared))


def _decode(data: bytes, encoding: str) -> tuple[str, bool]:
    """The text, and whether some of its bytes could not be read."""
    try:
        return data.decode("utf-8-sig" if encoding == "utf-8" else encoding), False
    except UnicodeDecodeError:
        # One broken line must not cost the file: what cannot be read shows as U+FFFD and its row is set aside.
        return data.decode(encoding, errors="replace").removeprefix("\ufeff"), True


def _refuse_foreign(data: bytes, file_name: str) -> None:
    for magic, kind in _FOREIGN:
        if data.startswith(magic):
            raise FileUnreadable(file=file_name, reason=f"内容是 {kind}，不是 CSV", action=_ADVICE)
    start = data[:512].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith((b"<html", b"<!doctype", b"<table", b"<?xml")):
        raise FileUnreadable(file=file_name, reason="内容是网页（HTML 或 XML），不是 CSV", action=_ADVICE)


def _delimiter(text: str) -> str:
    first = text[: text.find("\n")] if "\n" in text else text
    return max((",", "\t", ";", "|"), key=first.count)


def _numbered(lines: Any, file_name: str) -> Iterator[tuple[int, list[str]]]:
    before = 0
    try:
        for row in lines:
            if row:
                yield before + 1, row
            before = lines.line_num
    except csv.Error as error:
        raise FileUnreadable(file=file_name, reason=f"第 {before + 1} 行：{error}", action=_ADVICE) from error


def _collect(numbered: Iterator[tuple[int, list[str]]], names: list[str], file_name: str, is_broken: bool) -> Parsed:
    rows, numbers, aside = [], [], []
    width = len(names)
    for number, row in numbered:
        if len(row) != width:
            reason = "line-truncated" if len(row) < width else "line-too-wide"
            detail = f"应有 {width} 列，实有 {len(row)} 列"
        elif is_broken and any("\ufffd" in value for value in row):
            # In a file that reads well the character is the source's own: its text was damaged before it came.
            reason, detail = "bytes-undecodable", "该行含有无法识别的字节"
        else:
            rows.append(row)
            numbers.append(number)
            continue
        aside.append(SetAside(number, "", reason, detail, ",".join(row), True, file_name))
    return Parsed(text_table(names, rows, numbers, file_name), aside)
