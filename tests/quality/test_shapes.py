"""Shapes learnt from a sample prove only texts that every expression accepts, whatever the texts are."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

import numpy as np
import pytest

from anlan.base.identifiers import is_valid_bank_card, is_valid_resident_id, is_valid_uscc
from anlan.quality.digits import FIXED_CHECKS
from anlan.quality.languages import Language, language_of
from anlan.quality.shapes import Recogniser, Shape, Texts
from anlan.quality.walks import shapes_of

ALPHABET = "01279AXZxz @.-_公司北京科一鿿龥䶿·é😀,\n"
PATTERNS: Sequence[Sequence[str]] = (
    ["[0-9]{3,5}"],
    ["[一-鿿]{2,4}", "[^0-9]+"],
    ["[一-鿿]+公司", "北京.+"],
    [r"[a-z0-9]+@[a-z]+\.(cn|com|org)", "[^ ]+"],
    ["1[0-9]+|[A-Z]{2}[0-9]*", "[^X]+"],
    ["(19|20)[0-9]{2}-(0[1-9]|1[0-2])"],
    ["[一-龥A-Za-z0-9 ]{1,6}"],
    ["[^ ]+", ".*"],
    [r"[\s\S]*"],
    ["[A-HJ-NP-RTUWXY0-9]{2}[0-9]{3}"],
)
SAMPLES = (
    *("123", "9127", "北京科", "科一京", "北京一科公司", "北京公公司", "az9@zxz.com", "z@x.cn", "x2@zz.org", "129"),
    *(
        "AX12",
        "XA",
        "AZ",
        "1999-10",
        "2012-07",
        "2012-12",
        "科A1",
        "A京 1",
        "一9",
        "AX912",
        "99127",
        "北京, 公司",
        "é·",
    ),
)


def texts_of(values: Sequence[str]) -> Texts:
    encoded = [value.encode() for value in values]
    offsets = np.concatenate([[0], np.cumsum([len(one) for one in encoded])]).astype(np.int64)
    return Texts(np.frombuffer(b"".join(encoded), np.uint8), offsets)


def made(rng: random.Random) -> list[str]:
    """Samples, samples with one character changed, added or left out, and noise."""
    found = list(SAMPLES)
    for _ in range(3000):
        text = list(rng.choice(SAMPLES))
        for _ in range(rng.randint(0, 2)):
            at = rng.randrange(len(text) + 1)
            text[at : at + rng.randint(0, 1)] = [rng.choice(ALPHABET)] if rng.random() < 0.7 else []
        found.append("".join(text))
    return [*found, "", *("".join(rng.choices(ALPHABET, k=rng.randint(0, 9))) for _ in range(1000))]


def fits(patterns: Sequence[str], text: str) -> bool:
    return all(re.fullmatch(pattern, text, re.ASCII) is not None for pattern in patterns)


def languages(patterns: Sequence[str]) -> list[Language]:
    found = [language_of(pattern) for pattern in patterns]
    assert None not in found
    return [one for one in found if one is not None]


@pytest.mark.parametrize("patterns", PATTERNS, ids=lambda found: found[0])
@pytest.mark.parametrize("lengths", [(0, None), (3, 8), (2, 4)])
def test_nothing_is_proved_that_does_not_fit(patterns: Sequence[str], lengths: tuple[int, int | None]) -> None:
    rng = random.Random(f"{patterns}{lengths}")
    values = made(rng)
    shapes = shapes_of(SAMPLES, languages(patterns), lengths)
    least, most = lengths
    proved = Recogniser(shapes).proved(texts_of(values), None)
    good = [fits(patterns, one) and least <= len(one) and (most is None or len(one) <= most) for one in values]
    wrong = [one for one, seen, right in zip(values, proved, good, strict=True) if seen and not right]
    assert not wrong


@pytest.mark.parametrize("patterns", PATTERNS, ids=lambda found: found[0])
def test_most_of_the_sample_is_proved(patterns: Sequence[str]) -> None:
    fitting = [one for one in SAMPLES if fits(patterns, one)]
    proved = Recogniser(shapes_of(SAMPLES, languages(patterns), (0, None))).proved(texts_of(fitting), None)
    assert fitting and proved.sum() >= 0.5 * len(fitting)


def test_only_wanted_rows_are_looked_at() -> None:
    values = ["123", "456", "789"]
    shapes = shapes_of(values, languages(["[0-9]{3}"]), (0, None))
    wanted = np.array([True, False, True])
    assert Recogniser(shapes).proved(texts_of(values), wanted).tolist() == [True, False, True]


@pytest.mark.parametrize(("name", "valid"), [("resident_id", is_valid_resident_id), ("uscc", is_valid_uscc)])
def test_check_digits_prove_nothing_wrong(name: str, valid: object) -> None:
    assert callable(valid)
    rng = random.Random(name)
    if name == "resident_id":
        heads = [f"11010{rng.randint(1, 9)}{rng.randint(1940, 2020)}{rng.randint(0, 13):02d}{rng.randint(0, 32):02d}"
                 f"{rng.randint(0, 999):03d}" for _ in range(400)]  # fmt: skip
        values = [head + last for head in heads for last in "0123456789Xx"]
    else:
        alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
        heads = [
            "91" + "".join(rng.choices("0123456789", k=6)) + "".join(rng.choices(alphabet, k=9)) for _ in range(200)
        ]
        values = [head + last for head in heads for last in alphabet]
    matrix = np.frombuffer("".join(values).encode(), np.uint8).reshape(-1, 18)
    proved = FIXED_CHECKS[name](matrix)
    right = np.array([bool(valid(value)) for value in values])
    assert not (proved & ~right).any()
    assert proved.sum() >= 0.95 * right.sum() > 0


def test_a_shape_without_places_is_the_empty_text() -> None:
    proved = Recogniser([Shape()]).proved(texts_of(["", "1"]), None)
    assert proved.tolist() == [True, False]


@pytest.mark.parametrize("length", [12, 16, 19])
def test_card_numbers_are_reckoned_in_every_length(length: int) -> None:
    rng = random.Random(length)
    values = ["".join(rng.choices("0123456789", k=length)) for _ in range(500)]
    matrix = np.frombuffer("".join(values).encode(), np.uint8).reshape(-1, length)
    assert FIXED_CHECKS["bank_card"](matrix).tolist() == [is_valid_bank_card(value) for value in values]
