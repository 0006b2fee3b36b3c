"""Chinese text normalisation: one form, stable, and of the same length where offsets matter."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from anlan.base.text import fold, normalise, normalise_name, simplify, without_controls


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("北京安澜科技（集团）有限公司", "北京安澜科技(集团)有限公司"),
        ("北京【安澜】科技", "北京(安澜)科技"),
        (" 北京 安澜\u3000科技\t有限公司 ", "北京安澜科技有限公司"),
        ("ａｂｃ１２３科技", "ABC123科技"),
        ("臺灣積體電路製造股份有限公司", "台湾积体电路制造股份有限公司"),
        ("“安澜”科技\u200b\x00", "安澜科技"),
        ("", ""),
    ],
)
def test_names_in_one_form(written: str, expected: str) -> None:
    assert normalise_name(written) == expected


def test_simplified_text_is_untouched() -> None:
    text = "欠薪三个月，工人讨要工资"
    assert simplify(text) is text


def test_control_characters_go_and_line_breaks_stay() -> None:
    assert without_controls("甲\x00乙\u202e丙\n丁") == "甲乙丙\n丁"


def test_readable_text_has_single_spaces() -> None:
    assert normalise("１２  月\n\n裁員") == "12 月 裁员"


@given(st.text())
def test_fold_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text())
@example("<?<?")
@example("<a" * 50)
@example("&am&amp;p;")
def test_normal_names_are_stable(text: str) -> None:
    once = normalise_name(text)
    assert normalise_name(once) == once
