"""Check digits in SQL give the verdict of the Python functions, on right, slightly wrong and arbitrary texts."""

from __future__ import annotations

import random
from collections.abc import Callable

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.base import identifiers
from anlan.quality.validators import VALIDATORS, validator_sql

ORACLES: dict[str, Callable[[str], bool]] = {
    "uscc": identifiers.is_valid_uscc,
    "organisation_code": identifiers.is_valid_organisation_code,
    "resident_id": identifiers.is_valid_resident_id,
    "mobile": identifiers.is_valid_mobile,
    "bank_card": identifiers.is_valid_bank_card,
}
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZxabz- １九·"


def _right(name: str, dice: random.Random) -> str:
    def digits(count: int) -> str:
        return "".join(dice.choice("0123456789") for _ in range(count))

    if name == "uscc":
        head = dice.choice("159ANY") + dice.choice("1239") + digits(6)
        first = head + "".join(dice.choice(identifiers.USCC_ALPHABET) for _ in range(9))
        return first + identifiers.uscc_check_character(first)
    if name == "organisation_code":
        first = "".join(dice.choice("0123456789ABCXYZ") for _ in range(8))
        return first + dice.choice(["", "-"]) + identifiers.organisation_check_character(first)
    if name == "resident_id":
        day = f"{dice.randint(1900, 2030)}{dice.randint(0, 13):02d}{dice.randint(0, 32):02d}"
        if dice.random() < 0.3:
            return "110101" + day[2:] + digits(3)
        first = "110101" + day + digits(3)
        check = identifiers.resident_check_character(first)
        return first + (check.lower() if dice.random() < 0.3 else check)
    if name == "mobile":
        return "1" + digits(10)
    first = digits(dice.randint(11, 18))
    return first + next(d for d in "0123456789" if identifiers.is_valid_bank_card(first + d))


def _verdicts(name: str, texts: list[str]) -> list[bool]:
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE t (n INTEGER, x VARCHAR)")
        connection.execute("INSERT INTO t SELECT unnest(range(len($1))), unnest($1)", [texts])
        rows = connection.execute(f"SELECT {validator_sql(name, 'x')} FROM t ORDER BY n").fetchall()
    return [bool(verdict) for (verdict,) in rows]


@pytest.mark.parametrize("name", ORACLES)
def test_equals_the_python_validator_on_right_and_damaged_codes(name: str) -> None:
    dice = random.Random(20261122)
    texts = []
    for _ in range(1000):
        right = _right(name, dice)
        place = dice.randrange(len(right))
        texts += [right, right[:place] + dice.choice(ALPHABET) + right[place + 1 :], right[:place], right + "0"]
    wanted = [ORACLES[name](text) for text in texts]
    assert 300 < sum(wanted) < len(texts) - 300
    assert _verdicts(name, texts) == wanted


@settings(max_examples=8, deadline=None)
@given(texts=st.lists(st.text(ALPHABET, min_size=0, max_size=20), min_size=200, max_size=300))
def test_equals_the_python_validator_on_arbitrary_texts(texts: list[str]) -> None:
    for name, oracle in ORACLES.items():
        assert _verdicts(name, texts) == [oracle(text) for text in texts], name


def test_codes_of_the_army_agriculture_and_others_are_valid() -> None:
    codes = [
        first + identifiers.uscc_check_character(first)
        for first in ("A1110000MD0000001", "N2110101MF0000012", "Y1110000MC0000003")
    ]
    assert _verdicts("uscc", codes) == [True, True, True]


def test_a_valid_code_matches_the_declared_shape() -> None:
    dice = random.Random(7)
    for name, oracle in ORACLES.items():
        texts = [text for text in (_right(name, dice) for _ in range(300)) if oracle(text)]
        with duckdb.connect() as connection:
            shape = VALIDATORS[name].shape
            query = "SELECT bool_and(regexp_full_match(x, $2)) FROM (SELECT unnest($1) AS x)"
            assert connection.execute(query, [texts, shape]).fetchall() == [(True,)], name
