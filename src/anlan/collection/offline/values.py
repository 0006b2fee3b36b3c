"""Values of offline tables: dates in every writing people use, numbers as text; what cannot be read says why."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from anlan.collection.offline import words

REASONS = {
    "date-unreadable": "日期无法识别",
    "date-order-unknown": "日期的日、月先后不明，请在版式的 date_order 中写明",
    "date-several": "一格中有多个日期",
    "number-unreadable": "数值无法识别",
    "number-fraction": "个数不是整数",
    "required-missing": "必填项为空或无法识别",
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEARS = range(1900, 2101)
_SERIALS = range(1, 75_000)
_TIME = r"(?:[ T]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s*[AaPp][Mm])?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})\s*[-/.年]\s*(\d{{1,2}})\s*[-/.月]\s*(\d{{1,2}})\s*日?{_TIME}")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_TWO_NUMBERS = re.compile(rf"(?<![\d/.-])(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{4}}|\d{{2}})(?![\d/.-]){_TIME}")
_DAY_NAME = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[-\s]+([A-Za-z]{3,9})\.?[-,\s]+(\d{4}|\d{2})")
_NAME_DAY = re.compile(r"([A-Za-z]{3,9})\.?[-\s]+(\d{1,2})(?:st|nd|rd|th)?[-,\s]+(\d{4}|\d{2})")
_SEVERAL = re.compile(
    r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{1,2}[- ][A-Za-z]{3,9}[- ]\d{2,4}"
    r"|[A-Za-z]{3,9}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}"
)
_NUMBER = re.compile(r"([-+]?)(?:(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?|(\.\d+))\s*(%?)\s*(?:人|名|户|家|元|个|件)?")
_TURN_OF_CENTURY = 69


@dataclass(frozen=True)
class Value:
    """A value that was read, or why it was not; ``note`` names what was chosen among several."""

    value: Any = None
    reason: str = ""
    note: str = ""


def read_date(cell: Any, order: str = "", epoch: int = 1900, several: str = "") -> Value:
    """A cell as a day. ``order`` (mdy, dmy) settles 03/04/2026; ``several`` ``first`` takes the first of many."""
    if isinstance(cell, datetime):
        return Value(cell.date())
    if isinstance(cell, date):
        return Value(cell)
    if isinstance(cell, (int, float)):
        return _from_number(cell, epoch)
    text = " ".join(unicodedata.normalize("NFKC", str(cell)).split())
    if re.fullmatch(r"\d{5}(\.\d+)?", text):
        return _from_number(float(text), epoch)
    value = _one_date(text, order)
    if value.value is not None or value.reason == "date-order-unknown":
        return value
    parts = _SEVERAL.findall(text)
    if len(parts) < 2:
        return Value(reason="date-unreadable")
    return _one_date(parts[0], order) if several == "first" else Value(reason="date-several")


def _from_number(number: float, epoch: int) -> Value:
    if number == int(number) and _COMPACT.fullmatch(str(int(number))):
        return _one_date(str(int(number)), "")
    if int(number) not in _SERIALS:
        return Value(reason="date-unreadable")
    # Excel counts a 29 February 1900 that never was: from 1 March 1900 on its days are those from 30 December 1899.
    start = date(1904, 1, 1) if epoch == 1904 else date(1899, 12, 30)
    return Value(start + timedelta(days=int(number)))


def _one_date(text: str, order: str) -> Value:
    for pattern in (_YEAR_FIRST, _COMPACT):
        if match := pattern.fullmatch(text):
            return _day(match[1], match[2], match[3])
    if match := _TWO_NUMBERS.fullmatch(text):
        return _two_numbers(int(match[1]), int(match[2]), match[3], order)
    if match := _DAY_NAME.fullmatch(text):
        return _day(match[3], _month(match[2]), match[1])
    if match := _NAME_DAY.fullmatch(text):
        return _day(match[3], _month(match[1]), match[2])
    return Value(reason="date-unreadable")


def _two_numbers(first: int, second: int, year: str, order: str) -> Value:
    if order not in ("mdy", "dmy") and first != second and max(first, second) <= 12:
        return Value(reason="date-order-unknown")
    month, day = (second, first) if order == "dmy" else (first, second)
    if order not in ("mdy", "dmy") and first > 12:
        month, day = second, first
    return _day(year, month, day)


def _month(name: str) -> int:
    return next((number for number, short in enumerate(_MONTHS, 1) if name.lower().startswith(short)), 0)


def _day(year: str | int, month: str | int, day: str | int) -> Value:
    number = int(year)
    if len(str(year)) == 2:
        number += 1900 if number >= _TURN_OF_CENTURY else 2000
    try:
        return Value(date(number, int(month), int(day))) if number in _YEARS else Value(reason="date-unreadable")
    except ValueError:
        return Value(reason="date-unreadable")


def read_number(cell: Any) -> Value:
    """A cell as a number; thousands separators, full-width digits, % and a counting word behind it are understood."""
    if isinstance(cell, (int, float)):
        return Value(float(cell))
    match = _NUMBER.fullmatch(unicodedata.normalize("NFKC", str(cell)).strip())
    if not match:
        return Value(reason="number-unreadable")
    sign, whole, fraction, bare, percent = match.groups()
    number = float(f"{sign}{(whole or '').replace(',', '')}{fraction or ''}{bare or ''}")
    return Value(number / 100 if percent else number)


def read_count(cell: Any) -> Value:
    """A cell as a whole number."""
    value = read_number(cell)
    if value.value is None:
        return value
    return Value(int(value.value)) if value.value == int(value.value) else Value(reason="number-fraction")


def date_order(cells: Iterable[Any]) -> str:
    """``mdy`` or ``dmy`` where the values prove one of them and none the other, else empty."""
    proofs = {"mdy": 0, "dmy": 0}
    for cell in cells:
        for match in _TWO_NUMBERS.finditer(cell) if isinstance(cell, str) else ():
            first, second = int(match[1]), int(match[2])
            if first <= 12 < second <= 31:
                proofs["mdy"] += 1
            elif second <= 12 < first <= 31:
                proofs["dmy"] += 1
    ranked = sorted(proofs, key=proofs.__getitem__, reverse=True)
    # A slip of the pen among hundreds of proofs is no second order.
    return ranked[0] if proofs[ranked[0]] > 20 * proofs[ranked[1]] else ""


def fits(cell: Any, kind: str) -> bool:
    """Whether a cell could be a value of a kind (date, count, number, text)."""
    if kind == "date":
        return bool(read_date(cell, "mdy", several="first").value or read_date(cell, "dmy").value)
    if kind in ("count", "number"):
        return read_number(cell).value is not None
    return words.kind_of(cell) == "text"
