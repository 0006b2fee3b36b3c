"""Personal values are masked by shape and grade, and every character keeps its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.control.masking import is_masked, mask_personal, mask_text, shown
from anlan.standards.registry import Column

PERSONAL = Column("x", "x", "text", grade="L3")
PLAIN = Column("x", "x", "text")


@pytest.mark.parametrize(
    ("value", "masked"),
    [
        ("王小明", "王**"),
        ("王明", "王*"),
        ("110105199003071234", "110105********1234"),
        ("11010519900307123X", "110105********123X"),
        ("110105900307123", "110105*****7123"),
        ("13812345678", "138****5678"),
        ("6222021234567890123", "6222***********0123"),
        ("P0000123456", "P0*******56"),
        ("A1", "**"),
    ],
)
def test_personal_values_by_shape(value: str, masked: str) -> None:
    assert mask_personal(value) == masked


@pytest.mark.parametrize(
    "text", ["2026年11月22日", "工单 2026112200001 号", "金额 1234567 元", "91110105MA0000001X", "欠薪三个月"]
)
def test_ordinary_figures_stay(text: str) -> None:
    assert mask_text(text) == text


def test_free_text_loses_persons_but_keeps_its_words() -> None:
    text = "联系人：王小明，电话13812345678，身份证110105199003071234，反映欠薪"
    assert mask_text(text) == "联系人：王**，电话138****5678，身份证110105********1234，反映欠薪"


@given(st.text(max_size=80))
def test_masking_keeps_every_characters_place(text: str) -> None:
    masked = mask_text(text)
    assert len(masked) == len(text)
    assert all(after in (before, "*") for before, after in zip(text, masked, strict=True))


@given(st.text(max_size=60), st.from_regex(r"1[3-9]\d{9}", fullmatch=True), st.text(max_size=10))
def test_no_mobile_number_gets_through(before: str, mobile: str, after: str) -> None:
    framed = f"{before} {mobile} {after}"
    assert mobile not in mask_text(framed)


@given(st.from_regex(r"[1-9]\d{16}[\dX]", fullmatch=True))
def test_no_resident_number_gets_through(number: str) -> None:
    assert number[6:14] not in mask_personal(number)[6:14]


def test_grade_decides() -> None:
    assert shown("北京", PLAIN) == "北京"
    assert shown("王明", PERSONAL) == "王*"
    assert shown(5320.5, PERSONAL) == "****"
    assert shown(None, PERSONAL) is None
    assert is_masked("王明", PERSONAL) and not is_masked("王明", PLAIN) and not is_masked(None, PERSONAL)


def test_business_numbers_are_not_taken_for_cards() -> None:
    number = "GD2026102900005993"
    assert shown(number, Column("ticket_id", "工单编号", "code")) == number
    assert shown(number, PLAIN) != number
