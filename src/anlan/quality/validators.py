"""Check digits as SQL expressions of the pool's engine: the same verdict as ``anlan.base.identifiers``, vectorised.

Each expression takes a text column that is not null. The shape is tested first, so that the arithmetic only runs on
texts that can be such a code.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from anlan.base.identifiers import USCC_ALPHABET
from anlan.pool.delta import literal

_USCC_CLASS = "[0-9A-HJ-NP-RTUWXY]"
_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
# Six digits whose first two are one of the provinces; the registry's list is a code set, this is the shape.
_DIVISION = "(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|81|82)[0-9]{4}"
_BASE_36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Validator:
    """One kind of code: its label, the standard, the expression its text must match, and the SQL that judges it.

    ``shape`` is the regular expression that every valid text matches, used to see what a valid code already proves;
    ``is_shape_alone`` says that every text of the shape is valid.
    """

    name: str
    label: str
    source: str
    shape: str
    sql: Callable[[str], str]
    is_personal: bool = False
    is_shape_alone: bool = False


def _matches(column: str, shape: str) -> str:
    return f"regexp_full_match({column}, {literal(shape)})"


def _only_where(shaped: str, judged: str) -> str:
    return f"CASE WHEN {shaped} THEN {judged} ELSE false END"


def _digit(column: str, position: int) -> str:
    return f"(ascii({column}[{position}]) - 48)"


def _weighted(column: str, weights: tuple[int, ...], value: Callable[[str, int], str]) -> str:
    return " + ".join(f"{weight} * {value(column, place)}" for place, weight in enumerate(weights, 1))


def _uscc(column: str) -> str:
    def value(text: str, place: int) -> str:
        # Places 3 to 8 are the division, always digits; the others are looked up in the code's own alphabet.
        if 3 <= place <= 8:
            return _digit(text, place)
        return f"(instr('{USCC_ALPHABET}', {text}[{place}]) - 1)"

    weights = tuple(pow(3, place, 31) for place in range(17))
    total = _weighted(column, weights, value)
    check = f"(31 - ({total}) % 31) % 31 = instr('{USCC_ALPHABET}', {column}[18]) - 1"
    return _only_where(_matches(column, f"{_USCC_CLASS}{{2}}[0-9]{{6}}{_USCC_CLASS}{{10}}"), check)


def _organisation(column: str) -> str:
    bare = f"replace({column}, '-', '')"

    def value(text: str, place: int) -> str:
        return f"(instr('{_BASE_36}', {text}[{place}]) - 1)"

    total = _weighted(bare, _ORGANISATION_WEIGHTS, value)
    # A remainder of 10 is written X; instr gives its place in this list.
    check = f"(11 - ({total}) % 11) % 11 = instr('0123456789X', {bare}[9]) - 1"
    return _only_where(_matches(bare, "[0-9A-Z]{8}[0-9X]"), check)


def _is_real_day(year: str, month: str, day: str) -> str:
    leap = f"({year} % 4 = 0 AND ({year} % 100 <> 0 OR {year} % 400 = 0))"
    longest = f"CASE WHEN {month} IN (4, 6, 9, 11) THEN 30 WHEN {month} <> 2 THEN 31 WHEN {leap} THEN 29 ELSE 28 END"
    return f"{year} >= 1 AND {month} BETWEEN 1 AND 12 AND {day} BETWEEN 1 AND ({longest})"


def _number(column: str, first: int, length: int) -> str:
    digits = (f"{10 ** (length - 1 - k)} * {_digit(column, first + k)}" for k in range(length))
    return "(" + " + ".join(digits) + ")"


def _resident(column: str) -> str:
    long_day = _is_real_day(_number(column, 7, 4), _number(column, 11, 2), _number(column, 13, 2))
    total = _weighted(column, _RESIDENT_WEIGHTS, _digit)
    last = f"upper({column}[18])"
    check = f"instr('10X98765432', {last}) - 1 = ({total}) % 11 AND {long_day}"
    short_day = _is_real_day(f"(1900 + {_number(column, 7, 2)})", _number(column, 9, 2), _number(column, 11, 2))
    return (
        f"CASE WHEN {_matches(column, '[0-9]{17}[0-9Xx]')} THEN {check} "
        f"WHEN {_matches(column, '[0-9]{15}')} THEN {short_day} ELSE false END"
    )


def _bank_card(column: str) -> str:
    # Luhn doubles every second digit from the right; counted from the right, place by place, up to nineteen.
    # Doubling a digit and adding the digits of the result is 2d mod 9, with 9 staying 9: looked up in this list.
    parts = []
    for place in range(1, 20):
        at = f"ascii({column}[strlen({column}) - {place - 1}]) - 48"
        value = f"({at})" if place % 2 else f"(instr('0516273849', chr(CAST({at} + 48 AS INTEGER))) - 1)"
        parts.append(value if place <= 12 else f"CASE WHEN strlen({column}) >= {place} THEN {value} ELSE 0 END")
    return _only_where(_matches(column, "[0-9]{12,19}"), f"({' + '.join(parts)}) % 10 = 0")


def _division(column: str) -> str:
    return _matches(column, _DIVISION)


VALIDATORS: Mapping[str, Validator] = MappingProxyType(
    {
        one.name: one
        for one in (
            Validator(
                "uscc",
                "统一社会信用代码",
                "GB 32100-2015",
                f"{_USCC_CLASS}{{2}}[0-9]{{6}}{_USCC_CLASS}{{10}}",
                _uscc,
            ),
            Validator("organisation_code", "组织机构代码", "GB 11714-1997", "[0-9A-Z-]{9,}", _organisation),
            Validator(
                "resident_id",
                "公民身份号码",
                "GB 11643-1999",
                "[0-9]{17}[0-9Xx]|[0-9]{15}",
                _resident,
                is_personal=True,
            ),
            Validator(
                "mobile",
                "手机号码",
                "工业和信息化部电信网码号规划",
                "1[3-9][0-9]{9}",
                lambda column: _matches(column, "1[3-9][0-9]{9}"),
                is_personal=True,
                is_shape_alone=True,
            ),
            Validator("bank_card", "银行卡号", "ISO/IEC 7812-1", "[0-9]{12,19}", _bank_card, is_personal=True),
            Validator("division_code", "行政区划代码", "GB/T 2260", _DIVISION, _division, is_shape_alone=True),
        )
    }
)


@cache
def validator_sql(name: str, column: str) -> str:
    """The SQL condition under which a text column (an expression that is not null) holds a valid code."""
    return VALIDATORS[name].sql(column)
