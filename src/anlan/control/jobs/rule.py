"""Calendar rules as people write them: 每月第 3 个工作日 06:00, 每周一 05:00; and when they fall due."""

from __future__ import annotations

import calendar as months
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from anlan.base.clock import CHINA
from anlan.base.errors import AnlanError
from anlan.control.jobs.calendar import WorkingCalendar

EXAMPLES = (
    "每 30 分钟",
    "每小时第 5 分",
    "每日 02:00",
    "每个工作日 07:30",
    "每周一、四 05:00",
    "每月 5 日 03:00",
    "每月 5 日 03:00 逢假顺延",
    "每月最后一日 22:00",
    "每月第 3 个工作日 06:00",
    "每月倒数第 1 个工作日 18:00",
    "每季度第 5 个工作日 03:00",
    "每半年第 5 个工作日 03:00",
    "每年第 10 个工作日 03:00",
    "每年 3 月 31 日 03:00",
)
CYCLE_RULES = {
    "1": "每 30 分钟",
    "2": "每日 02:00",
    "3": "每周一 02:30",
    "4": "每月第 3 个工作日 03:00",
    "5": "每季度第 5 个工作日 03:00",
    "6": "每半年第 5 个工作日 03:00",
    "7": "每年第 10 个工作日 03:00",
}
"""UPDATE_CYCLE code → when its tables are collected; 不定期 and 不更新 are collected by the main job and by hand."""
_WEEKDAYS = "一二三四五六日"
_DAY = timedelta(days=1)
_SPANS = {"月": 1, "季度": 3, "半年": 6, "年": 12}
_SHIFTS = {"": 0, "逢假顺延": 1, "逢假提前": -1}
_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})"
_TAIL = rf"{_CLOCK}(?P<shift>逢假顺延|逢假提前)?"
# A shifted day leaves its month by a long holiday at most.
_REACH = 16

DaysOf = Callable[[int, int, WorkingCalendar], list[date]]


class RuleInvalid(AnlanError):
    """A calendar rule that cannot be read."""

    code = "schedule-rule-invalid"
    status = 422
    message = "看不懂计划 {text!r}"
    hint = "写法举例：{examples}。时刻为北京时间。"


@dataclass(frozen=True)
class Rule:
    """A rule that was read: by minutes, or on certain days of a span of months at a time of day."""

    text: str
    minutes: int = 0
    minute: int = 0
    at: time = time()
    months: int = 1
    days: DaysOf | None = None
    shift: int = 0
    needs_calendar: bool = False

    def between(self, after: datetime, until: datetime, calendar: WorkingCalendar) -> Iterator[datetime]:
        """The moments after one and not after another, in order, in China's time.

        Raises: CalendarYearMissing where a working day of a year without holidays would have to be known.
        """
        after, until = after.astimezone(CHINA), until.astimezone(CHINA)
        found = self._by_minutes(after) if self.days is None else self._by_days(after, until.date(), calendar)
        for moment in found:
            if moment > until:
                return
            if moment > after:
                yield moment

    def _by_minutes(self, after: datetime) -> Iterator[datetime]:
        midnight = after.replace(hour=0, minute=0, second=0, microsecond=0)
        moment = midnight + timedelta(minutes=self.minute)
        step = timedelta(minutes=self.minutes)
        moment += step * max(0, int((after - moment) / step))
        while True:
            yield moment
            moment += step

    def _by_days(self, after: datetime, last: date, calendar: WorkingCalendar) -> Iterator[datetime]:
        behind, ahead = (timedelta(days=_REACH if self.shift == step else 0) for step in (1, -1))
        day = after.date() - behind
        year, month = day.year, (day.month - 1) // self.months * self.months + 1
        assert self.days is not None
        # What lies behind or beyond is not looked up: its year need not be known.
        while date(year, month, 1) <= last + ahead:
            for one in self.days(year, month, calendar):
                if one + behind < after.date() or one > last + ahead:
                    continue
                moved = calendar.shifted(one, self.shift) if self.shift else one
                yield datetime.combine(moved, self.at, CHINA)
            year, month = (year, month + self.months) if month + self.months <= 12 else (year + 1, 1)


def parse_rule(text: str) -> Rule:
    """The rule that a person wrote; white space and 第 do not matter. Raises: RuleInvalid."""
    plain = re.sub(r"[\s,，]", "", text).replace("：", ":").replace("星期", "周").replace("周天", "周日")
    for pattern, make in _FORMS:
        match = re.fullmatch(pattern, plain)
        rule = make(text.strip(), match) if match else None
        if rule is not None:
            return rule
    raise RuleInvalid(text=text, examples="；".join(EXAMPLES[:10]))


def _every_minutes(text: str, match: re.Match[str]) -> Rule | None:
    minutes = int(match["n"])
    # Only what divides the day falls on the same moments every day, which is what gives an occurrence its name.
    return Rule(text, minutes=minutes) if 5 <= minutes <= 720 and 1440 % minutes == 0 else None


def _every_hour(text: str, match: re.Match[str]) -> Rule | None:
    minute = int(match["n"] or 0)
    return Rule(text, minutes=60, minute=minute) if minute < 60 else None


def _timed(text: str, match: re.Match[str], span: int, days: DaysOf, needs_calendar: bool = False) -> Rule | None:
    hour, minute = int(match["hour"]), int(match["minute"])
    if hour > 23 or minute > 59:
        return None
    shift = _SHIFTS[match.groupdict().get("shift") or ""]
    return Rule(text, 0, 0, time(hour, minute), span, days, shift, needs_calendar or shift != 0)


def _daily(text: str, match: re.Match[str]) -> Rule | None:
    return _timed(text, match, 1, lambda year, month, _: list(_month(year, month, 1)))


def _working_daily(text: str, match: re.Match[str]) -> Rule | None:
    return _timed(text, match, 1, lambda year, month, calendar: _working(year, month, 1, calendar), True)


def _weekly(text: str, match: re.Match[str]) -> Rule | None:
    wanted = {_WEEKDAYS.index(name) for name in match["days"] if name != "、"}
    return _timed(text, match, 1, lambda year, month, _: [d for d in _month(year, month, 1) if d.weekday() in wanted])


def _monthly(text: str, match: re.Match[str]) -> Rule | None:
    number = int(match["n"])
    if not 1 <= number <= 31:
        return None
    return _timed(text, match, 1, lambda year, month, _: [d for d in _month(year, month, 1) if d.day == number])


def _last_day(text: str, match: re.Match[str]) -> Rule | None:
    return _timed(text, match, 1, lambda year, month, _: list(_month(year, month, 1))[-1:])


def _nth_working(text: str, match: re.Match[str]) -> Rule | None:
    span = _SPANS[match["span"]]
    number = int(match["n"] or 1)
    if not 1 <= number <= 15:
        return None
    index = -number if match["back"] else number - 1

    def days(year: int, month: int, calendar: WorkingCalendar) -> list[date]:
        found = _working(year, month, span, calendar)
        return [found[index]] if -len(found) <= index < len(found) else []

    return _timed(text, match, span, days, True)


def _yearly(text: str, match: re.Match[str]) -> Rule | None:
    month, number = int(match["m"]), int(match["n"])
    if not 1 <= month <= 12 or not 1 <= number <= months.monthrange(2024, month)[1]:
        return None
    return _timed(
        text, match, 12, lambda year, _, __: [d for d in _month(year, 1, 12) if (d.month, d.day) == (month, number)]
    )


_FORMS: tuple[tuple[str, Callable[[str, re.Match[str]], Rule | None]], ...] = (
    (r"每(?P<n>\d+)分钟", _every_minutes),
    (r"每小时(?:第?(?P<n>\d{1,2})分)?", _every_hour),
    (rf"每[日天]{_CLOCK}", _daily),
    (rf"每个?工作日{_CLOCK}", _working_daily),
    (rf"每周(?P<days>[{_WEEKDAYS}](?:、?[{_WEEKDAYS}])*){_TAIL}", _weekly),
    (rf"每月(?P<n>\d{{1,2}})[日号]{_TAIL}", _monthly),
    (rf"每月最后一[日天]{_TAIL}", _last_day),
    (rf"每(?P<span>月|季度|半年|年)(?P<back>倒数)?第(?P<n>\d{{1,2}})个?工作日{_CLOCK}", _nth_working),
    (rf"每(?P<span>月|季度|半年|年)(?P<back>最后)(?P<n>)一个工作日{_CLOCK}", _nth_working),
    (rf"每年(?P<m>\d{{1,2}})月(?P<n>\d{{1,2}})[日号]{_TAIL}", _yearly),
)


def _month(year: int, month: int, span: int) -> Iterator[date]:
    last = month + span - 1
    day, end = date(year, month, 1), date(year, last, months.monthrange(year, last)[1])
    while day <= end:
        yield day
        day += _DAY


def _working(year: int, month: int, span: int, calendar: WorkingCalendar) -> list[date]:
    return [day for day in _month(year, month, span) if calendar.is_working(day)]
