"""Codes and figures as a person reads them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.reports.labels import change_text, count_text, money_text, standard_labels
from anlan.reports.sheet import row_height

LABELS = standard_labels()


@pytest.mark.parametrize(
    ("code", "section"),
    [
        ("C3911", "C"),
        ("3911", "C"),
        ("0111", "A"),
        ("I", "I"),
        ("9800", "T"),
        ("4754", "E"),
        ("", ""),
        (None, ""),
        ("?", ""),
    ],
)
def test_section_of_an_industry_code(code: str | None, section: str) -> None:
    assert LABELS.section(code) == section


@given(st.integers(1, 97))
def test_every_division_has_a_section_and_a_name(division: int) -> None:
    assert LABELS.industry(f"{division:02d}11") != "未登记"


def test_unknown_codes_are_shown_not_dropped() -> None:
    assert LABELS.district("110199") == "其他（110199）"
    assert LABELS.district(None) == LABELS.industry(None) == "未登记"
    assert LABELS.code("REGISTRY_STATUS", "77") == "77"
    assert LABELS.code("NO_SUCH_SET", None) == "—"


@pytest.mark.parametrize(
    ("yuan", "text"),
    [(None, "—"), (0, "0元"), (9999, "9,999元"), (1.25e6, "125万元"), (3.456e8, "3.46亿元"), (-2e4, "-2万元")],
)
def test_money_reads_in_its_unit(yuan: float | None, text: str) -> None:
    assert money_text(yuan) == text


def test_counts_and_changes() -> None:
    assert (count_text(None), count_text(12345)) == ("—", "12,345")
    assert [change_text(delta) for delta in (None, 0, 3, -1200)] == ["—", "持平", "+3", "-1,200"]


@given(st.text(st.characters(codec="utf-8"), max_size=300), st.integers(5, 100))
def test_longer_text_never_needs_a_lower_row(text: str, width: int) -> None:
    assert row_height(text + "长", width) >= row_height(text, width) > 0
