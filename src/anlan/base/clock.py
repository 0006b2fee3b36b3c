"""Time as a value: the business clock is passed in, so that any day can be computed again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Protocol

from anlan.base.errors import AnlanError

CHINA = timezone(timedelta(hours=8), "CST")
"""The one time zone of the bureau: mainland China has used UTC+8 without summer time since 1991."""


class WeekInvalid(AnlanError):
    """A week that is not written as an ISO 8601 week."""

    code = "week-invalid"
    status = 422
    message = "{text!r} 不是有效的周"
    hint = "按 ISO 8601 书写，例如 2026-W47（周一至周日）。"


class Clock(Protocol):
    """Tells the business day; product code below ``control`` never asks the machine."""

    def now(self) -> datetime:
        """The present moment, with time zone."""
        ...

    def today(self) -> date:
        """The business day in China."""
        ...


class SystemClock:
    """The machine's clock, read in China's time zone."""

    def now(self) -> datetime:
        """The present moment in UTC+8."""
        return datetime.now(UTC).astimezone(CHINA)

    def today(self) -> date:
        """Today's date in China."""
        return self.now().date()


@dataclass(frozen=True)
class FixedClock:
    """A clock that stands still: demonstration, tests, and a day computed again."""

    moment: datetime

    @classmethod
    def at(cls, day: date) -> FixedClock:
        """A clock that stands at 20:00 in China on that day."""
        return cls(datetime(day.year, day.month, day.day, 20, tzinfo=CHINA))

    def now(self) -> datetime:
        """The moment at which the clock stands."""
        return self.moment

    def today(self) -> date:
        """The day on which the clock stands."""
        return self.moment.astimezone(CHINA).date()


@dataclass(frozen=True, order=True)
class Week:
    """An ISO 8601 week, Monday to Sunday; ``str(week)`` is ``2026-W47``."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Week:
        """The week written as ``2026-W47``. Raises: WeekInvalid."""
        match = re.fullmatch(r"(\d{4})-?W(\d{2})", text.strip())
        if match is None:
            raise WeekInvalid(text=text)
        week = cls(int(match[1]), int(match[2]))
        try:
            date.fromisocalendar(week.year, week.number, 1)
        except ValueError as error:
            raise WeekInvalid(text=text) from error
        return week

    @classmethod
    def of(cls, day: date) -> Week:
        """The week in which a day lies."""
        year, number, _ = day.isocalendar()
        return cls(year, number)

    @property
    def start(self) -> date:
        """Monday."""
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def end(self) -> date:
        """Sunday, the day as of which the week's list is computed."""
        return date.fromisocalendar(self.year, self.number, 7)

    def shift(self, weeks: int) -> Week:
        """The week that many weeks later (earlier, where negative)."""
        return Week.of(self.start + timedelta(weeks=weeks))

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02d}"
