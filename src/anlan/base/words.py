"""Chinese text cut into words, remembered for a moment because several readers want the words of the same text."""

from __future__ import annotations

from functools import lru_cache

import rjieba

_REMEMBERED = 256
_LONGEST = 2000


def cut(text: str) -> list[str]:
    """The words of a text, white space and marks included; joined they are the text. Not to be changed."""
    return _remembered(text) if len(text) <= _LONGEST else _cut(text)


def _cut(text: str) -> list[str]:
    words: list[str] = rjieba.cut(text)
    return words


_remembered = lru_cache(maxsize=_REMEMBERED)(_cut)
