"""Codes made for whole arrays agree with the one-by-one checks of the product."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from anlan.base.identifiers import is_valid_resident_id, is_valid_uscc
from anlan_city.codes import credit_codes, full_width, resident_ids, spoil_code

DISTRICTS = np.array([110101, 110105, 110108, 110119])


@given(st.integers(0, 2**32 - 1), st.integers(1, 300))
def test_credit_codes_are_valid_and_all_different(seed: int, count: int) -> None:
    codes = credit_codes(np.random.default_rng(seed), np.resize(DISTRICTS, count))
    assert all(map(is_valid_uscc, codes))
    assert len(set(codes)) == count


@given(st.integers(0, 2**32 - 1))
def test_a_spoilt_code_is_never_valid(seed: int) -> None:
    rng = np.random.default_rng(seed)
    code = credit_codes(rng, DISTRICTS)[0]
    assert not is_valid_uscc(spoil_code(rng, code))


@given(st.integers(1950, 2005), st.integers(1, 12), st.integers(1, 28), st.integers(0, 999))
def test_resident_ids_are_valid(year: int, month: int, day: int, sequence: int) -> None:
    born = np.array([year * 10_000 + month * 100 + day])
    (number,) = resident_ids(np.array([110105]), born, np.array([sequence]))
    assert is_valid_resident_id(number)


def test_full_width_is_what_people_type_by_accident() -> None:
    assert full_width("91A") == "９１Ａ"
