"""A table of texts in coded form: every column keeps its distinct values once and a number a row."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.int32]
Counts = NDArray[np.int64]
Scores = NDArray[np.float32]
Rows = NDArray[np.int64]
Flags = NDArray[np.bool_]

_TAIL = 20
# What people, programs and spreadsheets write where there is no value.
MISSING_TOKENS = frozenset(
    [
        "n/a",
        "n.a.",
        "na",
        "nan",
        "null",
        "none",
        "nil",
        "#n/a",
        "#na",
        "#null!",
        "#value!",
        "#ref!",
        "#div/0!",
        "<na>",
        "nat",
        "unknown",
        "missing",
        "undefined",
        "not available",
        "not applicable",
        "-",
        "--",
        "---",
        "——",
        "?",
        "??",
        "???",
        "？",
        "无",
        "空",
        "缺",
        "缺失",
        "未知",
        "不详",
        "未填",
        "暂无",
        "待补",
        "待查",
        "不明",
        "未提供",
        "无数据",
    ]
)


@dataclass(frozen=True)
class Column:
    """One column: ``values`` holds the distinct texts by first appearance, ``codes`` each row's position among them."""

    name: str
    index: int
    values: list[str]
    codes: Codes

    @cached_property
    def counts(self) -> Counts:
        """How many rows hold each distinct value."""
        return np.bincount(self.codes, minlength=len(self.values)).astype(np.int64)

    @cached_property
    def blank(self) -> Flags:
        """Which distinct values are nothing but white space."""
        return np.fromiter((not value.strip() for value in self.values), dtype=bool, count=len(self.values))

    @cached_property
    def missing(self) -> Flags:
        """Which distinct values are blank or a token that people write instead of a value."""
        tokens = (value.strip().lower() in MISSING_TOKENS for value in self.values)
        found: Flags = self.blank | np.fromiter(tokens, dtype=bool, count=len(self.values))
        return found

    @cached_property
    def filled(self) -> int:
        """How many rows hold a value."""
        return int(self.counts[~self.missing].sum())

    def rows_of(self, code: int) -> Rows:
        """The rows that hold a distinct value, ascending."""
        return np.flatnonzero(self.codes == code)

    def value(self, row: int) -> str:
        """The text of a row."""
        return self.values[int(self.codes[row])]


@dataclass(frozen=True)
class Table:
    """Columns of equal length, and what had to be mended while reading: rows with too few or too many fields."""

    columns: Sequence[Column]
    row_count: int
    short_rows: dict[int, int] = field(default_factory=dict)
    long_rows: dict[int, int] = field(default_factory=dict)
    renamed: Sequence[str] = ()
    notes: Sequence[str] = ()


def unique_names(names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Header names made unique and never empty, as the check of files does it, and those that were changed."""
    taken: set[str] = set()
    unique, renamed = [], []
    for position, name in enumerate(names):
        base = name.removeprefix("\ufeff").strip() or f"column{position}"
        candidate, number = base, 1
        while candidate.casefold() in taken:
            candidate, number = f"{base}_{number}", number + 1
        if candidate != name.removeprefix("\ufeff").strip():
            renamed.append(candidate)
        taken.add(candidate.casefold())
        unique.append(candidate)
    return unique, renamed


def _without_tail(header: Sequence[str]) -> tuple[Sequence[str], int]:
    """A header without the long tail of empty names that a spreadsheet formatted to its last column leaves."""
    named = next((place for place in range(len(header), 0, -1) if header[place - 1].strip()), 0)
    return (header[:named], len(header) - named) if named and len(header) - named > _TAIL else (header, 0)


def build_table(header: Sequence[str], rows: Iterable[Sequence[Any]], notes: Sequence[str] = ()) -> Table:
    """A table of rows of texts; fields missing at the end of a row are blank, surplus ones are counted and left out."""
    header, dropped = _without_tail(header)
    if dropped:
        notes = [*notes, f"表头末尾有 {dropped} 个没有名称的列，未分析"]
    names, renamed = unique_names(header)
    width = len(names)
    known: list[dict[str, int]] = [{} for _ in names]
    coded = [array("i") for _ in names]
    pairs = list(zip(known, coded, strict=True))
    short: dict[int, int] = {}
    surplus: dict[int, int] = {}
    count = 0
    for row in rows:
        if len(row) != width:
            if len(row) < width or any(row[width:]):
                (short if len(row) < width else surplus)[count] = len(row)
            row = [*row[:width], *[""] * (width - len(row))]
        for (seen, codes), value in zip(pairs, row, strict=True):
            codes.append(seen.setdefault(value, len(seen)))
        count += 1
    columns = [
        Column(name, index, list(seen), np.frombuffer(codes, dtype=np.int32) if count else np.zeros(0, np.int32))
        for index, (name, (seen, codes)) in enumerate(zip(names, pairs, strict=True))
    ]
    return Table(columns, count, short, surplus, renamed, notes)
