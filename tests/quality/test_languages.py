"""Languages of expressions: what lies within what, checked against texts drawn from both."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.quality.languages import language_of

PATTERNS = [
    "[0-9]{3}",
    "[0-9]+",
    "[ab]{1,3}",
    "a*b?",
    "(ab|cd)+",
    "[^a]{2}",
    ".+",
    "a.b",
    r"\d{2}[xX]?",
    r"[\s\S]{2,3}",
    "a|ab|abc",
]


@pytest.mark.parametrize("first", PATTERNS)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_text_of_the_smaller_language_is_one_of_the_larger(first: str, data: st.DataObject) -> None:
    mine = language_of(first)
    assert mine is not None
    text = data.draw(st.from_regex(re.compile(first, re.ASCII), fullmatch=True))
    for second in PATTERNS:
        other = language_of(second)
        assert other is not None
        if mine.within(other):
            assert re.fullmatch(second, text, re.ASCII), (first, second, text)


def test_known_inclusions() -> None:
    def within(first: str, second: str) -> bool:
        one, other = language_of(first), language_of(second)
        assert one is not None and other is not None
        return one.within(other)

    assert within(r"^\d{17}[0-9X]$", r"[\s\S]{18}")
    assert not within(r"[\s\S]{18}", r"\d{18}")
    assert within("(ab|cd)*", "[a-d]*")
    assert within(r"[\x{4e00}-\x{9fa5}·]{2,30}", r"[\s\S]{2,50}")
    assert not within("[^a]", ".")  # a line feed is no dot


def test_a_prefix_proves_the_rest_beside_another_language() -> None:
    shape, wanted = language_of("[0-9A-Z]{18}"), language_of("91[0-9A-Z]+")
    assert shape is not None and wanted is not None and wanted.prefix == "91"
    assert not shape.within(wanted)
    assert shape.within_given_prefix(wanted)


@pytest.mark.parametrize("pattern", ["(?i)ab", "a(?=b)", r"\bword", "a{500}", "(", r"\p{Han}+"])
def test_what_cannot_be_compared_is_left_alone(pattern: str) -> None:
    assert language_of(pattern) is None
