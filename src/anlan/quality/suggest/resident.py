"""What a resident identity number says of its person: birth date and sex, held against the columns that repeat them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from anlan.base.identifiers import is_valid_resident_id, upgrade_resident_id
from anlan.quality.suggest.evidence import Evidence, shown
from anlan.quality.suggest.kinds import ColumnKind, as_day
from anlan.quality.suggest.table import Column, Table

_HOLDS = 0.9
_LEAST = 30
_FEW_KINDS = 12
_SCORE = 0.75


def resident_evidence(table: Table, kinds: Sequence[ColumnKind]) -> list[Evidence]:
    """Doubts about birth dates and sexes that differ from the row's valid identity number, where others agree."""
    found = []
    for numbers, kind in zip(table.columns, kinds, strict=True):
        if kind.name != "resident_id":
            continue
        valid = [_upgraded(value) for value in numbers.values]
        days = np.fromiter((as_day(one[6:14]) if one else np.nan for one in valid), float, len(valid))
        odd = np.fromiter((int(one[16]) % 2 if one else -1 for one in valid), np.int64, len(valid))
        for column, other in zip(table.columns, kinds, strict=True):
            if column.index == numbers.index:
                continue
            if other.is_date and other.numbers is not None:
                found += _of_births(numbers, column, other.numbers[column.codes], days[numbers.codes])
            elif 2 <= int((~column.missing).sum()) <= _FEW_KINDS:
                found += _of_sexes(numbers, column, odd[numbers.codes])
    return found


def _upgraded(value: str) -> str:
    text = value.strip().upper()
    return upgrade_resident_id(text) if is_valid_resident_id(text) else ""


def _of_births(numbers: Column, column: Column, days: NDArray[np.float64], born: NDArray[np.float64]) -> list[Evidence]:
    both = ~np.isnan(days) & ~np.isnan(born)
    if both.sum() < _LEAST or (days[both] == born[both]).mean() < _HOLDS:
        return []
    share = float((days[both] == born[both]).mean())
    reason = f"与“{numbers.name}”中的出生日期不同，{share:.1%} 的行相同"
    return _evidence(column, np.flatnonzero(both & (days != born)), reason)


def _of_sexes(numbers: Column, column: Column, odd: NDArray[np.int64]) -> list[Evidence]:
    """Rows whose value goes with the other sex; a value that goes with neither (``未知``) says nothing here."""
    known = (odd >= 0) & ~column.missing[column.codes]
    if known.sum() < _LEAST:
        return []
    held = [np.bincount(column.codes[known & (odd == side)], minlength=len(column.values)) for side in (0, 1)]
    both = held[0] + held[1]
    shares = np.divide(held[1], both, out=np.full(len(both), 0.5), where=both > 0)
    sides = np.where((both >= 5) & (shares >= _HOLDS), 1, np.where((both >= 5) & (shares <= 1 - _HOLDS), 0, -1))
    if not {0, 1} <= set(sides.tolist()) or both[sides >= 0].sum() < _HOLDS * known.sum():
        return []
    wrong = known & (sides[column.codes] >= 0) & (sides[column.codes] != odd)
    listed = "、".join(shown(column.values[code]) for code in np.flatnonzero(sides == 1)[:2])
    reason = f"与“{numbers.name}”第十七位表示的性别不符（奇数为{listed}）"
    return _evidence(column, np.flatnonzero(wrong), reason)


def _evidence(column: Column, rows: NDArray[np.int64], reason: str) -> list[Evidence]:
    if not len(rows):
        return []
    return [Evidence("resident", column.index, rows, np.full(len(rows), _SCORE, np.float32), lambda _: reason)]
