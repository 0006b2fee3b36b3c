"""What a column seems to hold: numbers, dates, codes with a check digit, or text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from anlan.base.identifiers import is_valid_mobile, is_valid_resident_id, is_valid_uscc
from anlan.quality.suggest.table import Column

_NUMBER = re.compile(r"[-+−]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?(?:[eE][-+]?\d+)?")
_DATE = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})(?:\s*[-/.月]\s*(\d{1,2})\s*日?)?月?(?:[T ]+\d{1,2}:\d{2}(?::\d{2})?.*)?"
)
_COMPACT = re.compile(r"((?:19|20|21)\d{2})(\d{2})(\d{2})?")
_WESTERN = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?: +\d{1,2}:\d{2}(?::\d{2})?.*)?")
_MOSTLY = 0.8
_LOOK = 3_000

CHECKED: tuple[tuple[str, str, Callable[[str], bool]], ...] = (
    ("uscc", "统一社会信用代码", is_valid_uscc),
    ("resident_id", "公民身份号码", is_valid_resident_id),
    ("mobile", "手机号码", is_valid_mobile),
)


@dataclass(frozen=True)
class ColumnKind:
    """The kind of a column, the share of its filled rows that are of it, and its numbers by distinct value.

    ``numbers`` holds NaN where a value is none; dates are days since year 1.
    """

    name: str
    share: float
    numbers: NDArray[np.float64] | None = None

    @property
    def is_number(self) -> bool:
        """Whether the column holds quantities."""
        return self.name == "number"

    @property
    def is_date(self) -> bool:
        """Whether the column holds dates or months."""
        return self.name == "date"


def as_number(text: str) -> float:
    """The number a text writes, NaN where it writes none."""
    plain = text.strip()
    if not _NUMBER.fullmatch(plain):
        return float("nan")
    return float(plain.replace(",", "").replace("−", "-"))


def as_day(text: str) -> float:
    """The day a text writes, as days since year 1 (a month counts as its first day); NaN where it writes none."""
    plain = text.strip()
    parts: tuple[str, str, str | None]
    if found := _DATE.fullmatch(plain) or _COMPACT.fullmatch(plain):
        parts = (found[1], found[2], found[3])
    elif found := _WESTERN.fullmatch(plain):
        first, second = int(found[1]), int(found[2])
        month, day = (first, second) if first <= 12 else (second, first)
        year = found[3] if len(found[3]) == 4 else f"{'19' if found[3] >= '30' else '20'}{found[3]}"
        parts = (year, str(month), str(day))
    else:
        return float("nan")
    try:
        return float(date(int(parts[0]), int(parts[1]), int(parts[2] or 1)).toordinal())
    except ValueError:
        return float("nan")


def kind_of(column: Column) -> ColumnKind:
    """The kind that most filled rows of a column are of; ``text`` where none is."""
    filled = max(column.filled, 1)
    held = np.flatnonzero(~column.missing)
    if not len(held):
        return ColumnKind("text", 0.0)
    for name, _, is_valid in CHECKED:
        if _may_be(column, held, is_valid):
            share = _share(column, held, is_valid)
            if share >= 0.6:
                return ColumnKind(name, share)
    if _may_be(column, held, lambda text: as_day(text) == as_day(text)):
        days = _parsed(column, as_day)
        share = _weight(~np.isnan(days[held]), column.counts[held]) / filled
        if share >= _MOSTLY:
            return ColumnKind("date", share, days)
    if _may_be(column, held, lambda text: as_number(text) == as_number(text)):
        numbers = _parsed(column, as_number)
        share = _weight(~np.isnan(numbers[held]), column.counts[held]) / filled
        if share >= _MOSTLY - 0.2:
            return ColumnKind("code" if _is_code(column, numbers) else "number", share, numbers)
    return ColumnKind("text", 1.0)


def _may_be(column: Column, held: NDArray[np.int64], holds: Callable[[str], bool]) -> bool:
    """Whether a look at some of the rows leaves it possible that most are of a kind."""
    if len(held) <= _LOOK:
        return True
    some = held[:: len(held) // _LOOK]
    return _share(column, some, holds) >= 0.4


def _share(column: Column, codes: NDArray[np.int64], holds: Callable[[str], bool]) -> float:
    """The share of rows whose value is of a kind, among the rows of some distinct values."""
    flags = np.fromiter((holds(column.values[code].strip()) for code in codes), bool, len(codes))
    weights = column.counts[codes]
    return _weight(flags, weights) / max(int(weights.sum()), 1)


def _weight(flags: NDArray[np.bool_], weights: NDArray[np.int64]) -> int:
    return int(weights[flags].sum())


def _parsed(column: Column, parse: Callable[[str], float]) -> NDArray[np.float64]:
    return np.fromiter((parse(value) for value in column.values), np.float64, len(column.values))


def _is_code(column: Column, numbers: NDArray[np.float64]) -> bool:
    """Whether digits are a label rather than a quantity: one fixed length of five or more, or leading zeros."""
    codes = np.flatnonzero(~np.isnan(numbers))
    texts = [column.values[code].strip() for code in codes]
    weights = column.counts[codes]
    total = max(int(weights.sum()), 1)
    zeros = sum(
        int(w) for text, w in zip(texts, weights, strict=True) if len(text) > 1 and text[0] == "0" and text.isdigit()
    )
    if zeros / total > 0.02:
        return True
    lengths = np.fromiter((len(text) if text.isdigit() else 0 for text in texts), np.int64, len(texts))
    shares = np.bincount(lengths, weights=weights) / total
    length = int(shares.argmax())
    return length >= 5 and float(shares[length]) >= 0.95
