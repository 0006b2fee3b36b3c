"""The working calendar and the rules on it: real holidays, make-up days, and years nobody has announced."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from anlan.base.clock import CHINA
from anlan.base.errors import InputUnreadable
from anlan.control.jobs.calendar import CalendarYearMissing, read_calendar
from anlan.control.jobs.rule import CYCLE_RULES, EXAMPLES, RuleInvalid, parse_rule

CALENDAR = read_calendar()


def moments(rule: str, after: str, until: str) -> list[str]:
    """The moments of a rule between two days, as text."""
    start, end = (datetime.fromisoformat(day).replace(tzinfo=CHINA) for day in (after, until))
    return [f"{moment:%m-%d %H:%M}" for moment in parse_rule(rule).between(start, end, CALENDAR)]


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 9, 20), True),  # a Sunday worked for the national holiday
        (date(2026, 10, 1), False),
        (date(2026, 10, 8), True),
        (date(2026, 10, 10), True),  # a Saturday worked
        (date(2026, 10, 11), False),
        (date(2025, 1, 26), True),
        (date(2025, 10, 8), False),
        (date(2024, 2, 9), True),  # New Year's eve of 2024 was no holiday
        (date(2026, 11, 21), False),
    ],
)
def test_holidays_and_make_up_days(day: date, works: bool) -> None:
    assert CALENDAR.is_working(day) is works


def test_each_year_has_as_many_working_days_as_were_announced() -> None:
    # Weekdays minus those off plus weekends worked: 2026 has 261 weekdays, 19 of them off, 6 weekend days worked.
    assert len(CALENDAR.working_days(date(2026, 1, 1), date(2026, 12, 31))) == 261 - 19 + 6


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        ("每月第 3 个工作日 06:00", ["10-10 06:00", "11-04 06:00"]),
        ("每月第三个工作日 06:00", None),
        ("每月倒数第 1 个工作日 18:00", ["09-30 18:00", "10-30 18:00"]),
        ("每月最后一个工作日 18:00", ["09-30 18:00", "10-30 18:00"]),
        ("每月 5 日 03:00", ["10-05 03:00", "11-05 03:00"]),
        ("每月5日03:00 逢假顺延", ["10-08 03:00", "11-05 03:00"]),
        ("每月 5 日 03:00 逢假提前", ["09-30 03:00", "11-05 03:00"]),
        ("每周一、三 05:00", ["09-28 05:00", "09-30 05:00", "10-05 05:00"]),
        ("每周一 05:00 逢假顺延", ["09-28 05:00", "10-08 05:00", "10-12 05:00"]),
        ("每季度第 5 个工作日 03:00", ["10-13 03:00"]),
        ("每年 10 月 1 日 08:00", ["10-01 08:00"]),
        ("每月 31 日 22:00", ["10-31 22:00"]),
    ],
)
def test_rules_fall_on_the_days_they_say(rule: str, found: list[str] | None) -> None:
    if found is None:
        with pytest.raises(RuleInvalid):
            parse_rule(rule)
    else:
        assert moments(rule, "2026-09-25", "2026-11-08")[: len(found)] == found


def test_minutes_fall_on_the_same_moments_every_day() -> None:
    assert moments("每 30 分钟", "2026-11-22T01:10", "2026-11-22T02:10") == ["11-22 01:30", "11-22 02:00"]
    assert moments("每小时第 5 分", "2026-11-22T01:05", "2026-11-22T03:10") == ["11-22 02:05", "11-22 03:05"]


@pytest.mark.parametrize(
    "text", ["每天25:00", "每 7 分钟", "每月 32 日 01:00", "每年2月30日 01:00", "明天", "", "每月第0个工作日 1:00"]
)
def test_what_cannot_be_read_is_refused_with_examples(text: str) -> None:
    with pytest.raises(RuleInvalid) as caught:
        parse_rule(text)
    assert "每月第 3 个工作日 06:00" in caught.value.advice


@pytest.mark.parametrize("rule", [*EXAMPLES, *CYCLE_RULES.values()])
def test_every_example_and_every_cycle_has_a_next_moment(rule: str) -> None:
    assert moments(rule, "2025-01-01", "2026-12-31")


def test_a_year_that_is_not_announced_is_named_not_guessed() -> None:
    with pytest.raises(CalendarYearMissing) as caught:
        moments("每月第 3 个工作日 06:00", "2026-12-20", "2027-01-31")
    assert "2027" in caught.value.text
    assert len(moments("每日 02:00", "2026-12-20", "2027-01-31")) == 42


def test_the_end_of_the_known_years_is_used_to_the_last_day() -> None:
    assert moments("每月第 3 个工作日 06:00", "2026-11-22", "2026-12-31") == ["12-03 06:00"]
    assert moments("每月 5 日 03:00 逢假顺延", "2026-11-22", "2026-12-31") == ["12-07 03:00"]


def test_a_workspace_adds_a_year(tmp_path: Path) -> None:
    (tmp_path / "calendar.yml").write_text(
        "2027:\n  source: 国务院办公厅通知\n  holidays: [[2027-01-01, 2027-01-03]]\n  workdays: [2027-02-20]\n", "utf-8"
    )
    calendar = read_calendar(tmp_path)
    assert calendar.is_working(date(2027, 2, 20))
    assert not calendar.is_working(date(2027, 1, 1))
    assert calendar.is_working(date(2026, 10, 10))


@pytest.mark.parametrize(
    "text",
    [
        "2027: {source: 通知, holidays: [[2026-12-31, 2027-01-03]]}",
        "2027: {source: 通知, holidays: [[2027-01-03, 2027-01-01]]}",
        "2027: {source: 通知, holidays: [[2027-01-01, 2027-01-03]], workdays: [2027-01-02]}",
        "2027: {holidays: []}",
        "2027: [",
    ],
)
def test_a_calendar_that_contradicts_itself_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "calendar.yml").write_text(text, "utf-8")
    with pytest.raises(InputUnreadable):
        read_calendar(tmp_path)
