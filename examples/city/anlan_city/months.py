"""The city's calendar: 24 months of contributions that a bureau knows on the last day, as plain numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

MONTHS = 24


@dataclass(frozen=True)
class Calendar:
    """The window of the city: contribution months ``first`` … ``first + 23`` and the running month after them.

    Months are counted from zero; month 24 is the running one, whose contributions nobody knows yet. Days are ordinals.
    """

    end: date

    @property
    def today(self) -> int:
        """The ordinal of the last day."""
        return self.end.toordinal()

    def month_start(self, month: int) -> int:
        """The ordinal of a month's first day; month 24 contains the last day of the window."""
        number = self.end.year * 12 + self.end.month - 1 - MONTHS + month
        return date(number // 12, number % 12 + 1, 1).toordinal()

    def month_of(self, day: int) -> int:
        """The month, counted as above, in which a day lies."""
        then = date.fromordinal(int(day))
        return (then.year - self.end.year) * 12 + then.month - self.end.month + MONTHS

    def month_code(self, month: int) -> int:
        """The month as YYYYMM."""
        then = date.fromordinal(self.month_start(month))
        return then.year * 100 + then.month

    def file_label(self, month: int) -> str:
        """The file in which an office delivers a month: past years whole, then half a year, then month by month."""
        code = self.month_code(month)
        year, number = divmod(code, 100)
        if year < self.end.year:
            return f"{year}年"
        return f"{year}年上半年" if number <= 6 < self.end.month - 1 else f"{year}年{number:02d}月"

    def month_of_year(self, month: int) -> int:
        """1 … 12."""
        return date.fromordinal(self.month_start(month)).month


def day_codes(days: NDArray[np.int64]) -> NDArray[np.int64]:
    """Ordinals as YYYYMMDD numbers."""
    if days.size == 0:
        return days.astype(np.int64)
    low, high = int(days.min()), int(days.max())
    table = np.array([int(date.fromordinal(day).strftime("%Y%m%d")) for day in range(low, high + 1)], dtype=np.int64)
    return table[days - low]


def day_code(day: int) -> int:
    """An ordinal as a YYYYMMDD number."""
    return int(date.fromordinal(int(day)).strftime("%Y%m%d"))


def iso(day: int) -> str:
    """An ordinal as YYYY-MM-DD."""
    return date.fromordinal(int(day)).isoformat()
