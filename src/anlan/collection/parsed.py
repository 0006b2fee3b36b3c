"""What every reader of received bytes gives back: rows as text with their position, and what it set aside."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from anlan.collection.incident import SetAside

ROW_NO = "row_no"
FILE_NAME = "file_name"


@dataclass(frozen=True)
class SheetPlace:
    """Where rows lay on a sheet: its name, header and rows (``A4:F120``), and the letters of each item's column."""

    sheet: str
    cell_range: str
    item_columns: Mapping[str, str]


@dataclass
class Parsed:
    """Rows read from received bytes: text columns by item name plus ``row_no`` (and ``file_name`` for files)."""

    table: pa.Table
    set_aside: list[SetAside] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    place: SheetPlace | None = None


def plain_name(name: str) -> str:
    """An item name without white space and width differences, for comparing names."""
    return "".join(unicodedata.normalize("NFKC", name).split())


def contract_names(found: Sequence[str], agreed: Iterable[str]) -> list[str]:
    """The names found, each in the contract's own writing where it means the same; repeated names are numbered."""
    by_plain = {plain_name(name): name for name in agreed}
    names: list[str] = []
    for position, name in enumerate(found, start=1):
        stripped = " ".join(name.split())
        base = by_plain.get(plain_name(name), stripped) or f"第{position}列"
        number = names.count(base) + sum(other.startswith(f"{base}#") for other in names)
        names.append(base if not number else f"{base}#{number + 1}")
    return names


def received_text(value: object) -> str | None:
    """A JSON value as the text the raw layer keeps: nested values as JSON, truth as 1 and 0."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "1" if value else "0"
    return json.dumps(value, ensure_ascii=False)


def text_table(
    names: Sequence[str], rows: Sequence[Sequence[str | None]], numbers: Sequence[int], file_name: str
) -> pa.Table:
    """Rows of text as an Arrow table with their positions and the file they came from."""
    columns = zip(*rows, strict=True) if rows else ([] for _ in names)
    arrays = [pa.array(values, pa.string()) for values in columns]
    arrays.append(pa.array(numbers, pa.int64()))
    arrays.append(pa.array([file_name] * len(numbers), pa.string()))
    return pa.Table.from_arrays(arrays, names=[*names, ROW_NO, FILE_NAME])
