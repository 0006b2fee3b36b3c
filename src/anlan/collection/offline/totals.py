"""Total rows held against the rows they sum up: a table that was cut, or read wrongly, gives itself away."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from anlan.collection.offline.rows import Row
from anlan.collection.offline.values import read_number

_TOLERANCE = 0.005
# Rates and averages do not add up.
_NO_SUM = re.compile(r"率|比|平均|均值|人均|增长|增幅|幅度|指数|序号|编号|%|‰")


@dataclass(frozen=True)
class Mismatch:
    """A total that its rows do not add up to: the row, the column's position, what it says and what they sum to."""

    row_no: int
    column: int
    stated: float
    summed: float

    @property
    def text(self) -> str:
        """The mismatch in words."""
        return f"合计 {self.stated:,.15g}，明细之和 {self.summed:,.15g}"


def mismatches(rows: Sequence[Row], names: Sequence[str], units: Sequence[str]) -> list[Mismatch]:
    """The totals that are neither the sum of the rows above them nor of all rows of the table."""
    found = []
    for at, row in enumerate(rows):
        if row.reason != "total":
            continue
        for column, (name, unit) in enumerate(zip(names, units, strict=True)):
            stated = read_number(row.cells[column]).value
            if stated is None or _NO_SUM.search(name + unit):
                continue
            sums = [_sum(part, column) for part in (rows[:at], rows)]
            if all(summed is not None and not _same(stated, summed) for summed in sums):
                found.append(Mismatch(row.number, column, stated, sums[1] or 0.0))
    return found


def _sum(rows: Sequence[Row], column: int) -> float | None:
    """The sum of a column's data; None where some of it is no number, so that nothing can be said."""
    values = [read_number(row.cells[column]).value for row in rows if not row.reason and row.cells[column] != ""]
    return None if any(value is None for value in values) else sum(values)


def _same(stated: float, summed: float) -> bool:
    # Sums of rounded figures are off by their last digits; counts are exact.
    is_count = stated.is_integer() and summed.is_integer()
    return abs(stated - summed) <= (0.0 if is_count else _TOLERANCE * max(1.0, abs(summed)))
