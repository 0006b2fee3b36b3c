"""When something happened: absolute and relative Chinese dates, counted from the day of publication."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

from anlan.signals.quantities import numeral

_N = r"(?:\d{1,3}|[一二两三四五六七八九十百几数]{1,4})"
_YEAR = r"(?:(?P<year>(?:19|20)\d\d)年|(?P<ryear>去年|前年|今年|本年|上年|明年|当年))"
_FULL = re.compile(
    rf"(?:{_YEAR}的?)?(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月(?:份|(?P<day>[12]\d|3[01]|0?[1-9]|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])[日号]|(?P<part>初|上旬|中旬|下旬|中|底|末))?"
)
_ISO = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)[-/.](?P<month>1[0-2]|0?[1-9])[-/.](?P<day>[12]\d|3[01]|0?[1-9])(?!\d)"
)
_QUARTER = re.compile(rf"(?:{_YEAR}的?)?(?:第?(?P<quarter>[一二三四1-4])季度|(?P<half>上半年|下半年))")
_RELATIVE_MONTH = re.compile(
    r"(?P<which>上上个?月|上个?月|本月|这个月|当月)(?P<part>初|上旬|中旬|下旬|中|底|末)?(?:(?P<day>[12]\d|3[01]|0?[1-9])[日号])?"
)
_WEEK = re.compile(r"(?P<which>上上|上个?|本|这个?|下个?)?(?:周|星期|礼拜)(?P<day>[一二三四五六日天末])(?![内边围岁])")
_LAST_WEEK = re.compile(r"(?P<which>上周|上星期|本周|这周)(?![一二三四五六日天末])")
_DAYS = {
    "大前天": -3,
    "前天": -2,
    "前日": -2,
    "昨天": -1,
    "昨日": -1,
    "昨晚": -1,
    "今天": 0,
    "今日": 0,
    "今晨": 0,
    "今早": 0,
    "当日": 0,
    "当天": 0,
}
_DAY = re.compile("|".join(_DAYS))
_AGO = re.compile(rf"(?P<number>{_N}|半)个?(?P<unit>天|日|周|星期|礼拜|月|年)(?:之)?前")
_RECENT = re.compile(rf"(?:近|最近|过去|连续|已有?)(?P<number>{_N}|半)个?(?P<unit>天|日|周|星期|月|年)")
_YEAR_ONLY = re.compile(rf"{_YEAR}(?P<part>初|底|末|年初|年底|年末|以来)?")
_DAY_ONLY = re.compile(r"(?<![\d月年.])(?P<day>[12]\d|3[01]|[1-9])[日号](?!线|楼|院|店|门|令|公告)")
_CENTURY = re.compile(r"(?:19|20)\d\d")
_WEEKDAYS = {name: index for index, name in enumerate("一二三四五六日")} | {"天": 6, "末": 5}
_YEARS = {"去年": -1, "上年": -1, "前年": -2, "今年": 0, "本年": 0, "当年": 0, "明年": 1}
_UNIT_DAYS = {"天": 1, "日": 1, "周": 7, "星期": 7, "礼拜": 7}
_PART_DAYS = {"初": 1, "上旬": 5, "中": 15, "中旬": 15, "下旬": 25}

Match = re.Match[str]


def _whole(text: str | None) -> int | None:
    value = numeral(text) if text else None
    return None if value is None else int(value)


def _safe(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _back(day: date, months: int) -> date:
    total = day.year * 12 + day.month - 1 - months
    year, month = divmod(total, 12)
    return date(year, month + 1, min(day.day, _month_end(year, month + 1).day))


def _month_end(year: int, month: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)


def _in_month(year: int, month: int, part: str | None, day: int | None) -> date | None:
    if day is not None:
        return _safe(year, month, day)
    if part in ("底", "末"):
        return _month_end(year, month)
    return _safe(year, month, _PART_DAYS.get(part or "", 1))


def _year(match: Match, base: date) -> int | None:
    if match["year"]:
        return int(match["year"])
    return base.year + _YEARS[match["ryear"]] if match["ryear"] else None


def _full(match: Match, base: date) -> date | None:
    month = _whole(match["month"])
    if month is None or not 1 <= month <= 12:
        return None
    year, day = _year(match, base), _whole(match["day"])
    if year is not None:
        return _in_month(year, month, match["part"], day)
    found = _in_month(base.year, month, match["part"], day)
    # News without a year looks back: a day that is still to come by more than a month was last year's.
    if found is not None and found > base + timedelta(days=31):
        return _in_month(base.year - 1, month, match["part"], day)
    return found


def _iso(match: Match, base: date) -> date | None:
    return _safe(int(match["year"]), int(match["month"]), int(match["day"]))


def _quarter(match: Match, base: date) -> date | None:
    year = _year(match, base) or base.year
    if match["half"]:
        return date(year, 1 if match["half"] == "上半年" else 7, 1)
    first = 3 * ("一二三四".find(match["quarter"]) if match["quarter"] in "一二三四" else int(match["quarter"]) - 1) + 1
    return date(year, first, 1)


def _relative_month(match: Match, base: date) -> date | None:
    which = match["which"]
    back = 2 if which.startswith("上上") else int(which.startswith("上"))
    start = _back(base.replace(day=1), back)
    if not match["part"] and not match["day"] and back == 0:
        return start
    return _in_month(start.year, start.month, match["part"], _whole(match["day"]))


def _week(match: Match, base: date) -> date | None:
    monday, which = base - timedelta(days=base.weekday()), match["which"] or ""
    day = monday + timedelta(days=_WEEKDAYS[match["day"]])
    if which.startswith("上上"):
        return day - timedelta(weeks=2)
    if which.startswith("上"):
        return day - timedelta(weeks=1)
    if which.startswith("下"):
        return day + timedelta(weeks=1)
    return day if which or day <= base else day - timedelta(weeks=1)


def _last_week(match: Match, base: date) -> date | None:
    monday = base - timedelta(days=base.weekday())
    return monday - timedelta(weeks=1) if match["which"].startswith("上") else monday


def _day(match: Match, base: date) -> date | None:
    return base + timedelta(days=_DAYS[match[0]])


def _ago(match: Match, base: date) -> date | None:
    count, unit = _whole(match["number"]), match["unit"]
    if match["number"] == "半":
        return _back(base, 6) if unit == "年" else base - timedelta(days=15)
    if count is None:
        return None
    if unit in _UNIT_DAYS:
        return base - timedelta(days=count * _UNIT_DAYS[unit])
    months = count * (12 if unit == "年" else 1)
    return _back(base, months) if months < base.year * 12 - 12 else None


def _year_only(match: Match, base: date) -> date | None:
    year, part = _year(match, base), match["part"] or ""
    if year is None:
        return None
    return date(year, 12, 31) if part.endswith(("底", "末")) else date(year, 1, 1)


def _day_only(match: Match, base: date) -> date | None:
    found = _safe(base.year, base.month, int(match["day"]))
    if found is None or found > base:
        before = _back(base.replace(day=1), 1)
        found = _safe(before.year, before.month, int(match["day"]))
    return found


_READERS: tuple[tuple[re.Pattern[str], Callable[[Match, date], date | None]], ...] = (
    (_ISO, _iso),
    (_FULL, _full),
    (_QUARTER, _quarter),
    (_RELATIVE_MONTH, _relative_month),
    (_WEEK, _week),
    (_DAY, _day),
    (_AGO, _ago),
    (_RECENT, _ago),
    (_LAST_WEEK, _last_week),
    (_DAY_ONLY, _day_only),
    (_YEAR_ONLY, _year_only),
)


def dates_in(text: str, base: date, start: int = 0, end: int | None = None) -> list[tuple[int, date]]:
    """The dates of a passage with their offsets, counted from ``base``; a span (去年第三季度) is its first day."""
    last = len(text) if end is None else end
    taken: list[tuple[int, int]] = []
    found: list[tuple[int, date]] = []
    for pattern, reader in _READERS:
        for match in pattern.finditer(text, start, last):
            if any(match.start() < right and match.end() > left for left, right in taken):
                continue
            day = reader(match, base)
            if day is not None:
                taken.append(match.span())
                found.append((match.start(), day))
    return sorted(found)


def parse_date(text: str, base: date) -> date | None:
    """The first date that a text names, or None."""
    found = dates_in(text, base)
    return found[0][1] if found else None


def event_date(text: str, published: date | None, spans: Sequence[tuple[int, int]]) -> date | None:
    """When the event happened: a date of its sentences, else of the beginning of the text, else the publication.

    Without a publication date only complete dates count.
    """
    places: Iterable[tuple[int, int]] = [*spans[:3], (0, min(len(text), 300))]
    if published is None:
        days = (_absolute(text, start, end) for start, end in places)
        return next((day for day in days if day is not None), None)
    for start, end in places:
        plausible = [day for _, day in dates_in(text, published, start, end) if abs((published - day).days) <= 400]
        if plausible:
            return min(plausible[0], published)
    return published


def _absolute(text: str, start: int, end: int) -> date | None:
    if _CENTURY.search(text, start, end) is None:
        return None
    for match in _ISO.finditer(text, start, end):
        return _iso(match, date(2000, 1, 1))
    for match in _FULL.finditer(text, start, end):
        if match["year"]:
            return _full(match, date(2000, 1, 1))
    return None
