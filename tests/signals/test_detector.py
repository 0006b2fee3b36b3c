"""What the default detector says of sentences written for this test."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.base.risk_types import RiskType
from anlan.signals import Detector
from anlan.signals.text import fold

DETECTOR = Detector()

SAID = [
    ("北京星河科技有限公司拖欠三百多名员工工资共计1.2亿元，至今未发。", {RiskType.WAGE_ARREARS}),
    ("11月3日上午，300余名工人在厂门口拉横幅静坐，要求支付工资。", {RiskType.COLLECTIVE_INCIDENT}),
    ("该公司宣布将裁员20%，涉及研发和市场两个部门。", {RiskType.LAYOFF}),
    ("法院裁定受理云帆纺织有限公司破产清算一案。", {RiskType.CLOSURE}),
    ("公司发布公告，预计2026年度净亏损8.6亿元。", {RiskType.HEAVY_LOSS}),
    ("員工集體罷工，老闆跑路，工廠停產。", {RiskType.COLLECTIVE_INCIDENT, RiskType.CLOSURE}),
]
NOT_SAID = [
    "如果公司破产倒闭了，员工怎么办？",
    "公司承诺不裁员、不降薪。",
    "空调又罢工了，热得睡不着。",
    "公司三季度扭亏为盈。",
    "今天天气很好，公园里游人如织。",
    "",
    "\x00\ud800<div <p",
]


@pytest.mark.parametrize(("text", "types"), SAID)
def test_types_of_plain_statements(text: str, types: set[RiskType]) -> None:
    assert types <= DETECTOR.detect(text).types


@pytest.mark.parametrize("text", NOT_SAID)
def test_nothing_is_asserted(text: str) -> None:
    assert DETECTOR.detect(text).types == frozenset()


def test_a_denied_rumour_is_shown_as_denied() -> None:
    (category,) = DETECTOR.detect("针对网传裁员消息，公司发布声明称内容不属实。").categories
    assert (category.type, category.negated, category.denied, category.rumour) == (RiskType.LAYOFF, True, True, True)


def test_facts_of_the_event() -> None:
    text = "11月3日，朝阳区某工地300余名农民工聚集讨薪，涉及工资1200万元。"
    read = DETECTOR.detect(text, published=date(2026, 11, 5))
    assert (read.people, read.money_yuan, read.district_code) == (300, 12_000_000.0, "110105")
    assert read.event_date == date(2026, 11, 3)


def test_a_title_counts_and_offsets_are_those_of_the_text() -> None:
    read = DETECTOR.detect("公司对此没有回应，员工仍在等待。", title="星河科技欠薪三个月")
    (category,) = (item for item in read.categories if item.type is RiskType.WAGE_ARREARS)
    assert category.start is None


@given(st.text(max_size=300))
def test_any_text_gets_an_answer_whose_offsets_hold(text: str) -> None:
    marked = text + "\n公司裁员三百人。" + text
    for category in DETECTOR.detect(marked).categories:
        assert category.start is not None
        assert category.end is not None
        assert marked[category.start : category.end] == category.trigger


@given(st.text(max_size=300))
def test_folding_keeps_the_length_and_is_idempotent(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)
