"""Dates, people, money and places as Chinese texts write them."""

from __future__ import annotations

from datetime import date

import pytest

from anlan.signals.dates import parse_date
from anlan.signals.places import district_code
from anlan.signals.quantities import money_yuan, numeral, people_count

FRIDAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026年11月3日", date(2026, 11, 3)),
        ("2026-11-03", date(2026, 11, 3)),
        ("11月3日", date(2026, 11, 3)),
        ("十一月三日", date(2026, 11, 3)),
        ("12月30日", date(2025, 12, 30)),
        ("去年第三季度", date(2025, 7, 1)),
        ("今年上半年", date(2026, 1, 1)),
        ("近三个月", date(2026, 8, 20)),
        ("本月初", date(2026, 11, 1)),
        ("上月底", date(2026, 10, 31)),
        ("上个月15日", date(2026, 10, 15)),
        ("上周五", date(2026, 11, 13)),
        ("本周二", date(2026, 11, 17)),
        ("周日", date(2026, 11, 15)),
        ("昨天", date(2026, 11, 19)),
        ("三天前", date(2026, 11, 17)),
        ("两周前", date(2026, 11, 6)),
        ("半年前", date(2026, 5, 20)),
        ("3日", date(2026, 11, 3)),
        ("28日", date(2026, 10, 28)),
        ("去年底", date(2025, 12, 31)),
        ("去年11月", date(2025, 11, 1)),
        ("2月30日", None),
        ("没有日期", None),
    ],
)
def test_dates(text: str, day: date | None) -> None:
    assert parse_date(text, FRIDAY) == day


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("300余人", 300),
        ("三百多名员工", 300),
        ("1.2万名员工", 12_000),
        ("十几位工人", 13),
        ("两千多人", 2000),
        ("数百名工人", 300),
        ("1,200名职工", 1200),
        ("北京人口2000万人", None),
        ("没有人数", None),
    ],
)
def test_people(text: str, count: int | None) -> None:
    assert people_count(text, [(0, len(text))]) == count


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("1.2亿元", 120_000_000.0),
        ("三百万元", 3_000_000.0),
        ("126万元", 1_260_000.0),
        ("8,500元", 8500.0),
        ("5000万余元", 50_000_000.0),
        ("3亿美元", None),
        ("没有金额", None),
    ],
)
def test_money(text: str, yuan: float | None) -> None:
    assert money_yuan(text, [(0, len(text))]) == yuan


@pytest.mark.parametrize(
    ("text", "value"),
    [("三百二十", 320), ("一千零五", 1005), ("十", 10), ("二十一", 21), ("1,234.5", 1234.5), ("人", None)],
)
def test_numerals(text: str, value: float | None) -> None:
    assert numeral(text) == value


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("朝阳区一家公司", "110105"),
        ("北京朝阳一家公司", "110105"),
        ("辽宁朝阳一家公司", None),
        ("长春朝阳区一家公司", None),
        ("海淀中关村街道", "110108"),
        ("亦庄一家工厂", "110400"),
        ("昌平回龙观一家公司", "110114"),
        ("广州市一家公司", None),
        ("某公司", None),
    ],
)
def test_districts(text: str, code: str | None) -> None:
    assert district_code(text) == code
