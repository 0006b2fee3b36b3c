"""Check digits by property, and divisions at birth."""

from __future__ import annotations

import string
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric, uscc

from anlan.base import identifiers as ids
from anlan.base.divisions import division_at_birth, read_divisions

DIVISIONS = read_divisions(Path(ids.__file__).parents[1] / "standards/pack/divisions.csv")
_LETTERS = ids.USCC_ALPHABET

first_17 = st.builds(
    lambda head, division, tail: head + division + tail,
    st.text(_LETTERS, min_size=2, max_size=2),
    st.text(string.digits, min_size=6, max_size=6),
    st.text(_LETTERS, min_size=9, max_size=9),
)


@given(first_17)
def test_a_code_with_its_check_character_is_valid(first: str) -> None:
    assert ids.is_valid_uscc(first + ids.uscc_check_character(first))


@given(first_17, st.integers(0, 17), st.sampled_from(_LETTERS))
def test_any_single_change_is_found(first: str, place: int, other: str) -> None:
    code = first + ids.uscc_check_character(first)
    changed = code[:place] + other + code[place + 1 :]
    assert changed == code or not ids.is_valid_uscc(changed)


@given(first_17.filter(lambda first: first[:2].isdigit()))
def test_agrees_with_stdnum_where_it_answers(first: str) -> None:
    code = first + ids.uscc_check_character(first)
    assert uscc.is_valid(code)


@pytest.mark.parametrize("head", ["A1", "N2", "Y1"])
def test_codes_that_begin_with_a_letter_are_valid_though_stdnum_refuses_them(head: str) -> None:
    first = head + "110105" + "MA0000001"
    code = first + ids.uscc_check_character(first)
    assert ids.is_valid_uscc(code)
    assert not uscc.is_valid(code)


def test_a_sample_that_is_often_quoted_is_wrong() -> None:
    assert not ids.is_valid_uscc("91350203M0001QAY9B")


@given(st.dates(min_value=date(1900, 1, 1)), st.integers(0, 999))
def test_resident_numbers_agree_with_stdnum(birth: date, sequence: int) -> None:
    first = f"110105{birth:%Y%m%d}{sequence:03d}"
    number = first + ids.resident_check_character(first)
    assert ids.is_valid_resident_id(number)
    assert ric.calc_check_digit(number) == number[-1]


def test_fifteen_digits_are_upgraded() -> None:
    assert ids.upgrade_resident_id("110105491231002") == "11010519491231002X"
    assert ids.is_valid_resident_id("110105491231002")
    assert not ids.is_valid_resident_id("110105491331002")


@pytest.mark.parametrize("code", ["60003734-1", "600037341"])
def test_organisation_code(code: str) -> None:
    assert ids.is_valid_organisation_code(code)
    assert not ids.is_valid_organisation_code(code[:-1] + "2")


@given(st.text(string.digits, min_size=11, max_size=18))
def test_exactly_one_last_digit_makes_a_bank_card(first: str) -> None:
    assert sum(ids.is_valid_bank_card(first + digit) for digit in string.digits) == 1


def _number(division: str, birth: str) -> str:
    first = division + birth + "123"
    return first + ids.resident_check_character(first)


@pytest.mark.parametrize(
    ("division", "birth", "name"),
    [
        ("110103", "19850101", "崇文区"),
        ("110103", "20150101", None),
        ("110228", "19900101", "密云县"),
        ("110118", "20200101", "密云区"),
        ("110221", "19500101", "昌平县"),
        ("110105", "19700101", "朝阳区"),
        ("990101", "19700101", None),
    ],
)
def test_division_is_the_one_valid_at_birth(division: str, birth: str, name: str | None) -> None:
    found = division_at_birth(_number(division, birth), DIVISIONS)
    assert (found.name if found else None) == name
