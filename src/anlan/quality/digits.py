"""Check digits over many texts of one length at once: a proof for the rows that are surely valid.

What is not proved here (a 29th of February) is left to the SQL of `anlan.quality.validators`, which is exact. Rows
come with the shape of the code already proved: digits where digits must be.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from anlan.base.identifiers import USCC_ALPHABET
from anlan.quality.shapes import Bytes, FixedCheck, Mask

_DAYS = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], np.uint8)
_RESIDENT_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], np.float32)
_USCC_WEIGHTS = np.array([pow(3, place, 31) for place in range(17)], np.float32)
_USCC_VALUES = bytes(max(USCC_ALPHABET.find(chr(byte)), 0) for byte in range(256))
_RESIDENT_LAST = np.frombuffer(b"10X98765432", np.uint8)


def _resident(rows: Bytes) -> Mask:
    if rows.shape[1] != 18:
        return np.zeros(len(rows), np.bool_)
    digits = (rows[:, :17] - 48).astype(np.float32)
    last = _RESIDENT_LAST[(digits @ _RESIDENT_WEIGHTS).astype(np.int64) % 11]
    place = rows[:, 17]
    # A small x is written for the large one.
    good: Mask = (place == last) | ((place == 120) & (last == 88))
    months = digits[:, 10] * 10 + digits[:, 11]
    days = digits[:, 12] * 10 + digits[:, 13]
    possible = (months >= 1) & (months <= 12)
    longest = _DAYS[np.where(possible, months, 0).astype(np.int64)]
    years = digits[:, 6:10].sum(axis=1)
    return np.asarray(good & possible & (days >= 1) & (days <= longest) & (years > 0))


def _uscc(rows: Bytes) -> Mask:
    if rows.shape[1] != 18:
        return np.zeros(len(rows), np.bool_)
    values = np.frombuffer(rows.tobytes().translate(_USCC_VALUES), np.uint8).reshape(rows.shape)
    total = (values[:, :17].astype(np.float32) @ _USCC_WEIGHTS).astype(np.int64)
    return np.asarray((31 - total % 31) % 31 == values[:, 17])


def _bank_card(rows: Bytes) -> Mask:
    digits = rows - 48
    doubled = digits[:, -2::-2].astype(np.int64) * 2
    total: Any = digits[:, ::-2].sum(axis=1, dtype=np.int64) + (doubled - 9 * (doubled > 9)).sum(axis=1)
    return np.asarray(total % 10 == 0)


FIXED_CHECKS: Mapping[str, FixedCheck] = MappingProxyType(
    {"resident_id": _resident, "uscc": _uscc, "bank_card": _bank_card}
)
