"""Identification codes for made-up employers and persons, made for whole arrays at a time."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from anlan.base.identifiers import USCC_ALPHABET

Ints = NDArray[np.int64]
_USCC = np.array(list(USCC_ALPHABET))
_BASE_36 = np.array(list("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
_VALUE_36 = np.array(["0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".index(c) for c in USCC_ALPHABET])
_USCC_WEIGHTS = np.array([pow(3, index, 31) for index in range(17)])
_ORGANISATION_WEIGHTS = np.array([3, 7, 9, 10, 5, 8, 4, 2])
_RESIDENT_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])


def credit_codes(rng: Generator, district_codes: Ints) -> list[str]:
    """Unified social credit codes with right check characters, one a district code and all different.

    The organisation code inside has its own right check character. Source: GB 32100-2015, GB 11714-1997.
    """
    count = len(district_codes)
    # A multiplier coprime with 31 spreads the serials, so that no two codes are a slip of the finger apart by design.
    start = int(rng.integers(10_000, 200_000_000))
    serial = (np.arange(count, dtype=np.int64) * 61_803_399 + start) % 31**6
    body = np.empty((count, 17), dtype=np.int64)
    body[:, 0], body[:, 1] = 9, 1
    for place in range(6):
        body[:, 2 + place] = district_codes // 10 ** (5 - place) % 10
    body[:, 8], body[:, 9] = USCC_ALPHABET.index("M"), USCC_ALPHABET.index("A")
    for place in range(6):
        body[:, 10 + place] = serial // 31 ** (5 - place) % 31
    body[:, 16] = _organisation_check(body[:, 8:16])
    check = (31 - body @ _USCC_WEIGHTS % 31) % 31
    letters = _USCC[np.column_stack([body, check])]
    return ["".join(row) for row in letters.tolist()]


def _organisation_check(body: Ints) -> Ints:
    remainder = (11 - _VALUE_36[body] @ _ORGANISATION_WEIGHTS % 11) % 11
    return np.where(remainder == 10, USCC_ALPHABET.index("X"), remainder)


def resident_ids(district_codes: Ints, birth_days: Ints, sequence: Ints) -> list[str]:
    """Resident identity numbers with right check digits; ``birth_days`` are YYYYMMDD. Source: GB 11643-1999."""
    first = district_codes * 10**11 + birth_days * 10**3 + sequence
    digits = np.stack([first // 10 ** (16 - place) % 10 for place in range(17)], axis=1)
    checks = np.array(list("10X98765432"))[digits @ _RESIDENT_WEIGHTS % 11]
    return [f"{number}{check}" for number, check in zip(first.tolist(), checks.tolist(), strict=True)]


def spoil_code(rng: Generator, code: str) -> str:
    """The code with one digit mistyped: its check character no longer fits."""
    place = int(rng.integers(9, 17))
    others = [c for c in USCC_ALPHABET if c != code[place]]
    return code[:place] + str(rng.choice(others)) + code[place + 1 :]


def full_width(text: str) -> str:
    """The text with ASCII characters replaced by their full-width forms."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)
