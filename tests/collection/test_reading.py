"""Values as people write them: every common shape of a date, month, number, flag and code."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.collection import reading

READER = duckdb.connect()
reading.prepare(READER)


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    return READER


def ask(connection: duckdb.DuckDBPyConnection, expression: Callable[[str, str], str], value: str) -> Any:
    sql = expression("x", "VARCHAR")
    ((found,),) = connection.execute(f"SELECT {sql} FROM (SELECT ?::VARCHAR AS x)", [value]).fetchall()
    return found


DAY = date(2026, 11, 3)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("20261103", DAY),
        ("2026-11-03", DAY),
        ("2026/11/3", DAY),
        ("2026.11.03", DAY),
        ("2026年11月3日", DAY),
        ("２０２６年１１月３日", DAY),
        ("2026-11-03 08:30:00", DAY),
        ("2026-11-02T20:00:00Z", DAY),
        ("2026-11-03T00:10:00+08:00", DAY),
        ("20261103120000", DAY),
        ("46329", DAY),
        ("46329.5", DAY),
        ("二〇二六年十一月三日", DAY),
        ("二零二六年十一月三号", DAY),
        ("二○二六年二月三十日", None),
        ("民国一百一十五年十一月三日", None),
        ("26-11-03", None),
        ("2026-02-30", None),
        ("0026-11-03", None),
        ("99991103", None),
        ("明天", None),
        ("123456789", None),
        ("infinity", None),
    ],
)
def test_dates(connection: duckdb.DuckDBPyConnection, text: str, day: date | None) -> None:
    assert ask(connection, reading.date_sql, text) == day


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("202611", "2026-11"),
        ("2026-11", "2026-11"),
        ("2026年11月", "2026-11"),
        ("2026年1月份", "2026-01"),
        ("2026/1", "2026-01"),
        ("2026-11-30", "2026-11"),
        ("20261130", "2026-11"),
        ("二〇二六年十一月", "2026-11"),
        ("46329", None),
        ("202613", None),
        ("11月", None),
    ],
)
def test_months(connection: duckdb.DuckDBPyConnection, text: str, month: str | None) -> None:
    assert ask(connection, reading.month_sql, text) == month


@pytest.mark.parametrize(
    ("text", "factor", "number"),
    [
        ("1,234.50", 1.0, 1234.5),
        ("１２３．５", 1.0, 123.5),
        ("1.5", 1e4, 15_000.0),
        ("120万元", 1.0, 1_200_000.0),
        ("120万元", 1e4, 1_200_000.0),
        ("3.5亿", 1.0, 350_000_000.0),
        ("(1,234)", 1.0, -1234.0),
        ("￥3,000.00", 1.0, 3000.0),
        ("12%", 1.0, 0.12),
        ("500(万元人民币)", 1.0, 5_000_000.0),
        ("人民币3亿元整", 1.0, 300_000_000.0),
        ("$120", 1.0, None),
        ("120万美元", 1.0, None),
        ("-5", 1.0, -5.0),
        ("nan", 1.0, None),
        ("1e999", 1.0, None),
        ("约百人", 1.0, None),
    ],
)
def test_numbers(connection: duckdb.DuckDBPyConnection, text: str, factor: float, number: float | None) -> None:
    found = ask(connection, lambda raw, kind: reading.number_sql(raw, kind, factor), text)
    assert found == pytest.approx(number) if number is not None else found is None


def test_flags_and_integers(connection: duckdb.DuckDBPyConnection) -> None:
    words = {"是": True, "Ｙ": True, "1": True, "否": False, "0": False, "也许": None}
    assert {word: ask(connection, reading.flag_sql, word) for word in words} == words
    integers = {"12": 12, "12.0": 12, "1,200人": 1200, "12.5": None}
    found = {word: ask(connection, lambda r, k: reading.integer_sql(r, k, 1.0), word) for word in integers}
    assert found == integers


def test_codes_and_names(connection: duckdb.DuckDBPyConnection) -> None:
    assert ask(connection, lambda raw, kind: reading.code_sql(raw), "９１１１ 01x") == "911101x"
    names = {"北京 甲（科技)有限公司": "北京甲（科技）有限公司", "Hello World 公司": "Hello World公司"}
    assert {name: ask(connection, lambda raw, kind: reading.name_sql(raw), name) for name in names} == names
    codes = {"01": "拖欠工资", "99": "其他"}
    spoken = {"1": "01", "01": "01", "拖欠工资": "01", "讨薪": "01", "x": "x"}
    translated = {w: ask(connection, lambda r, k: reading.translated_sql(r, {"讨薪": "01"}, codes), w) for w in spoken}
    assert translated == spoken


@pytest.mark.parametrize(
    ("expression", "value", "without"),
    [
        (reading.date_sql, "46329", "date-serial"),
        (reading.date_sql, "二〇二六年十一月三日", "date-chinese"),
        (reading.month_sql, "二〇二六年十一月", "date-chinese"),
        (lambda r, k, w=(): reading.number_sql(r, k, 1.0, w), "120万元", "number-scale"),
        (lambda r, k, w=(): reading.number_sql(r, k, 1.0, w), "12%", "number-percent"),
    ],
)
def test_a_conversion_that_is_switched_off_reads_nothing(expression: Any, value: str, without: str) -> None:
    assert ask(READER, expression, value) is not None
    assert ask(READER, lambda raw, kind: expression(raw, kind, (without,)), value) is None


@pytest.mark.parametrize(
    ("value", "without", "kept"), [("其他", "code-label", "其他"), ("1", "code-padded", "1"), ("A", "code-former", "A")]
)
def test_codes_without_a_conversion_stay_as_they_came(value: str, without: str, kept: str) -> None:
    codes = {"01": "拖欠工资", "99": "其他"}

    def read(off: tuple[str, ...]) -> Any:
        return ask(READER, lambda raw, kind: reading.translated_sql(raw, {}, codes, {"A": "99"}, off), value)

    assert read(()) in codes
    assert read((without,)) == kept


@settings(max_examples=60, deadline=None)
@given(st.dates(date(1950, 1, 1), date(2150, 12, 31)), st.sampled_from(["{:%Y%m%d}", "{:%Y-%m-%d}", "{:%Y年%m月%d日}"]))
def test_any_day_in_any_shape_is_the_same_day(day: date, shape: str) -> None:
    assert ask(READER, reading.date_sql, shape.format(day)) == day


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=30))
def test_no_text_breaks_a_reading(text: str) -> None:
    expressions: list[Callable[[str, str], str]] = [
        reading.date_sql,
        reading.month_sql,
        reading.flag_sql,
        lambda r, k: reading.number_sql(r, k, 1.0),
        lambda r, k: reading.name_sql(r),
        lambda r, k: reading.code_sql(r),
    ]
    text = text.replace("\x00", "").encode("utf-8", "ignore").decode()
    for expression in expressions:
        ask(READER, expression, text)
