"""The runs a pattern needs: nothing that matches is ever left untried."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.signals.needles import Needles, alternatives, needed_runs

PATTERNS = [
    "辟谣|(?:消息|说法)[^,。]{0,6}(?:不实|失实)",
    "(?:没有|无)[^,。;!?]{0,8}(?:裁员|降薪)(?:的)?(?:计划|安排)?",
    "(?<!是)不是真的|[被遭]裁(?![定决])",
    "^(?:的?情况)?(?:不存在|不实)|传(?![统承])",
    "[0-9]+年?|a\\|b|[|)]+裁",
    "(?:如果|假如)[^。]{0,24}$",
]


@pytest.mark.parametrize(
    ("pattern", "runs"),
    [
        ("辟谣|否认", {"辟谣", "否认"}),
        ("(?:消息|说法)[^,]{0,6}不实", {"不实"}),
        ("停产(?:整治|检修)?", {"停产"}),
        ("[被遭]裁", {"裁"}),
        ("\\d+|裁", None),
        ("[^,]*", None),
    ],
)
def test_runs_that_a_pattern_needs(pattern: str, runs: set[str] | None) -> None:
    assert needed_runs(pattern) == runs


def test_alternatives_are_cut_at_the_top_only() -> None:
    assert alternatives("a|(?:b|c)d|[|)]e|f\\|g") == ["a", "(?:b|c)d", "[|)]e", "f\\|g"]


@given(
    st.text(alphabet="辟谣消息说法不实失没有无裁员降薪计划的是真被遭定情况存在传统0年a|b)如果假。,", max_size=60),
    st.data(),
)
def test_what_is_not_tried_does_not_match(text: str, data: st.DataObject) -> None:
    compiled = [re.compile(pattern) for pattern in PATTERNS]
    found = Needles(compiled).found_in(text)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    for number, pattern in enumerate(compiled):
        assert found.holds(number, start, end) == (pattern.search(text[start:end]) is not None)
        assert found.may_hold(number) or pattern.search(text) is None
