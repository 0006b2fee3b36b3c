"""The working calendar: weekdays, statutory holidays and make-up working days of the years that are announced."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from anlan.base.errors import AnlanError, InputUnreadable
from anlan.base.yaml_text import load_yaml

PACK = Path(__file__).parent / "pack" / "working_days.yml"
WORKSPACE_FILE = "calendar.yml"
_SATURDAY = 5
_ONE_DAY = timedelta(days=1)


class CalendarYearMissing(AnlanError):
    """The holidays of a year are not announced, or nobody has entered them."""

    code = "calendar-year-missing"
    status = 409
    message = "工作日历缺少 {year} 年的节假日安排，无法确定工作日"
    hint = "国务院办公厅公布 {year} 年安排后写入工作区的 calendar.yml（格式见使用指南“作业调度”）。"


@dataclass(frozen=True)
class CalendarYear:
    """One year: where the arrangement is announced, the days off, and the weekend days worked instead."""

    source: str
    off: frozenset[date]
    on: frozenset[date]


@dataclass(frozen=True)
class WorkingCalendar:
    """Tells working days from others in the years it knows."""

    years: Mapping[int, CalendarYear]

    def is_working(self, day: date) -> bool:
        """Whether people work on that day. Raises: CalendarYearMissing."""
        year = self.years.get(day.year)
        if year is None:
            raise CalendarYearMissing(year=day.year)
        if day in year.on:
            return True
        return day.weekday() < _SATURDAY and day not in year.off

    def working_days(self, start: date, end: date) -> list[date]:
        """The working days from one day to another, both included. Raises: CalendarYearMissing."""
        return [day for day in _days(start, end) if self.is_working(day)]

    def shifted(self, day: date, step: int) -> date:
        """The day itself where it is a working day, else the nearest one after (``step`` 1) or before (-1) it.

        Raises: CalendarYearMissing.
        """
        while not self.is_working(day):
            day += step * _ONE_DAY
        return day


def _days(start: date, end: date) -> Iterator[date]:
    while start <= end:
        yield start
        start += _ONE_DAY


def read_calendar(folder: Path | None = None) -> WorkingCalendar:
    """The announced years, with those of a workspace's ``calendar.yml`` on top. Raises: InputUnreadable."""
    years = _read(PACK)
    own = folder / WORKSPACE_FILE if folder is not None else None
    if own is not None and own.is_file():
        years |= _read(own)
    return WorkingCalendar(years)


def _read(path: Path) -> dict[int, CalendarYear]:
    try:
        body = load_yaml(path.read_text(encoding="utf-8")) or {}
        return {int(year): _year(int(year), facts) for year, facts in body.items()}
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValueError, TypeError, KeyError, AttributeError) as error:
        action = "每年写 source、holidays（起止日期的列表）与 workdays（调休上班的日期），日期须属于该年。"
        raise InputUnreadable(path=path, reason=str(error), action=action) from error


def _year(year: int, facts: Mapping[str, Any]) -> CalendarYear:
    spans = [(_date(start), _date(end)) for start, end in facts["holidays"]]
    off = frozenset(day for start, end in spans for day in _days(start, end))
    on = frozenset(_date(day) for day in facts.get("workdays") or ())
    strange = sorted(day for day in off | on if day.year != year)
    if strange:
        raise ValueError(f"{strange[0]} 不属于 {year} 年")
    if off & on:
        raise ValueError(f"{min(off & on)} 既放假又上班")
    if any(end < start for start, end in spans):
        raise ValueError("holidays 的结束早于开始")
    return CalendarYear(str(facts["source"]), off, on)


def _date(value: Any) -> date:
    if not isinstance(value, date):
        raise TypeError(f"{value!r} 不是日期")
    return value
