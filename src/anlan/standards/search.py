"""Search over catalogue items: Chinese substring, pinyin initials, code and English name, in memory.

One long lower-case text holds every searchable form; a substring search over it is a single scan in C, and a position
leads back to its row by bisection. 100,000 items are some six megabytes.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

_SEPARATOR = "\x00"


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
        self._starts = starts

    def search(self, query: str, limit: int = 50) -> tuple[int, list[SearchRow]]:
        """How many rows match every word of the query, and the best of them.

        Rows: at most ``limit``, ordered by how well the name matches, then by name length and place in the index.
        """
        words = query.lower().split()
        if not words:
            return len(self.rows), self.rows[:limit]
        matches = self._matching(words[0])
        for word in words[1:]:
            other = set(self._matching(word))
            matches = [number for number in matches if number in other]
        best = sorted(matches, key=lambda number: (self._distance(number, words[0]), number))
        return len(matches), [self.rows[number] for number in best[:limit]]

    def _matching(self, word: str) -> list[int]:
        found: list[int] = []
        last = -1
        for match in re.finditer(re.escape(word), self._text):
            number = bisect_right(self._starts, match.start(), lo=max(last, 0)) - 1
            if number != last:
                found.append(number)
                last = number
        return found

    def _distance(self, number: int, word: str) -> int:
        row = self.rows[number]
        name = row.name.lower()
        if word in (name, row.code.lower()):
            return 0
        if name.startswith(word) or row.code.lower().startswith(word):
            return len(name)
        return 1_000 + len(name)
