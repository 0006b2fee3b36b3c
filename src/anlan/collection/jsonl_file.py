"""JSON lines as vendors deliver them: one object a line; a line that is none is set aside, the others are rows."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from anlan.collection.incident import SetAside
from anlan.collection.parsed import Parsed, contract_names, received_text, text_table
from anlan.collection.source_errors import FileUnreadable, SourceEmpty

_ADVICE = "请来源单位按每行一个 JSON 对象、UTF-8 编码重新提供。"


def parse_jsonl(data: bytes, file_name: str, options: Mapping[str, Any], agreed: Collection[str]) -> Parsed:
    """The rows of a JSON-lines file as text, ``row_no`` being the line; numbers keep their digits.

    Raises: FileUnreadable where no line is an object or none has an agreed item, SourceEmpty.
    """
    if not data.strip():
        raise SourceEmpty(place=file_name)
    rows: list[dict[str, Any]] = []
    numbers: list[int] = []
    aside: list[SetAside] = []
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").splitlines(), start=1):
        if not line.strip():
            continue
        row = _object(line)
        if row is None:
            text = line.decode("utf-8", errors="replace")
            aside.append(SetAside(number, "", "line-no-object", "", text, True, file_name))
        else:
            rows.append(row)
            numbers.append(number)
    keys = list(dict.fromkeys(key for row in rows for key in row))
    names = contract_names(keys, agreed)
    if not set(names) & set(agreed):
        raise FileUnreadable(file=file_name, reason="没有一行是含约定项目的 JSON 对象", action=_ADVICE)
    values = [[received_text(row.get(key)) for key in keys] for row in rows]
    return Parsed(text_table(names, values, numbers, file_name), aside)


def _object(line: bytes) -> dict[str, Any] | None:
    try:
        body = json.loads(line, parse_float=str, parse_int=str)
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError):
        return None
    return body if isinstance(body, dict) else None
