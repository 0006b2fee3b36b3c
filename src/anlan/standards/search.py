"""Search over catalogue items: Chinese substring, pinyin initials, code and English name, in memory.

One long lower-case text holds every searchable form; a substring search over it is a single scan in C, and positions
lead back to their rows by bisection, all at once. 100,000 items are some six megabytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from pypinyin import Style, lazy_pinyin

Numbers = npt.NDArray[np.int64]
_SEPARATOR = "\x00"
_ELSEWHERE = 1_000
"""Added to the distance of a row that holds the word elsewhere than at the beginning of its name or code."""


@lru_cache(maxsize=200_000)
def pinyin_initials(text: str) -> str:
    """The first letters of a Chinese text's readings, e.g. ``ylbx`` for 养老保险; other characters stay."""
    return "".join(part[0] for part in lazy_pinyin(text, style=Style.FIRST_LETTER) if part).lower()


@dataclass(frozen=True)
class SearchRow:
    """What can be found: an identifier, its Chinese name, code, English name and further words."""

    identifier: str
    name: str
    code: str = ""
    english: str = ""
    words: str = ""


class SearchIndex:
    """Finds rows by any part of name, code, English name or pinyin initials; exact and leading matches come first."""

    def __init__(self, rows: Iterable[SearchRow], initials: Callable[[str], str] = pinyin_initials) -> None:
        self.rows = list(rows)
        parts: list[str] = []
        starts: list[int] = []
        position = 0
        for row in self.rows:
            forms = (row.name, row.code, row.english, row.words, initials(row.name))
            text = _SEPARATOR.join(form.lower() for form in forms) + _SEPARATOR * 2
            starts.append(position)
            parts.append(text)
            position += len(text)
        self._text = "".join(parts)
        self._bounds = [*starts, position]
        self._starts = np.array(starts, dtype=np.int64)
        self._lengths = np.array([len(row.name.lower()) for row in self.rows], dtype=np.int64)

    def search(self, query: str, limit: int = 50) -> tuple[int, list[SearchRow]]:
        """How many rows match every word of the query, and the best of them.

        Rows: at most ``limit``, ordered by how well the name matches the rarest word, then by name length and place in
        the index.
        """
        words = query.lower().split()
        if not words:
            return len(self.rows), self.rows[:limit]
        # The rarest word is looked for everywhere, the others only in the rows that it leaves.
        rarest, *others = sorted(words, key=self._text.count) if len(words) > 1 else words
        numbers, distances = self._matching(rarest)
        for word in others:
            kept = np.fromiter(
                (self._holds(number, word) for number in numbers.tolist()), dtype=np.bool_, count=len(numbers)
            )
            numbers, distances = numbers[kept], distances[kept]
        best = np.lexsort((numbers, distances))[:limit]
        return len(numbers), [self.rows[number] for number in numbers[best]]

    def _holds(self, number: int, word: str) -> bool:
        return self._text.find(word, self._bounds[number], self._bounds[number + 1]) >= 0

    def _matching(self, word: str) -> tuple[Numbers, Numbers]:
        """The rows that hold the word, in order, and how far each is from being just that."""
        found = np.fromiter((match.start() for match in re.finditer(re.escape(word), self._text)), dtype=np.int64)
        rows = np.searchsorted(self._starts, found, side="right") - 1
        offsets, lengths = found - self._starts[rows], self._lengths[rows]
        # The name is the first form of a row, the code the second; a form ends with the separator.
        leads = (offsets == 0) | (offsets == lengths + 1)
        distances = np.where(leads, lengths, _ELSEWHERE + lengths)
        for place in np.flatnonzero(leads):
            if self._text[found[place] + len(word)] == _SEPARATOR:
                distances[place] = 0
        numbers, first = np.unique(rows, return_index=True)
        nearest = np.minimum.reduceat(distances, first) if len(numbers) else distances
        return numbers, nearest
