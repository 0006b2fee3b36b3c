"""Which pieces of text a pattern cannot match without, so that most patterns need not be tried at all.

A regular expression over Chinese words is an alternation of phrases, and every phrase holds some literal run. One pass
of an automaton over those runs tells which of many patterns may match a text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from daachorse import CharwiseDoubleArrayAhoCorasick

# The parser of the standard library; the public module that carried it, sre_parse, is deprecated.
from re import _constants as _ops  # type: ignore[attr-defined]  # isort: skip
from re import _parser  # type: ignore[attr-defined]  # isort: skip

_MOST = 400
"""A pattern that needs more runs than this is tried always."""

Runs = frozenset[str]


def needed_runs(pattern: str) -> Runs | None:
    """Literal runs of which every match holds at least one; None where nothing can be said."""
    runs = _needed(_parser.parse(pattern))
    return runs if runs is not None and len(runs) <= _MOST else None


def _needed(parsed: Any) -> Runs | None:
    """The most telling of the runs that the parts of a sequence need: the shortest of them long, and few of them."""
    found: list[Runs] = []
    literal = ""
    for op, value in [*parsed, (None, None)]:
        if op is _ops.LITERAL:
            literal += chr(value)
            continue
        if literal:
            found.append(frozenset([literal]))
            literal = ""
        inner = _needed_by(op, value)
        if inner is not None:
            found.append(inner)
    return max(found, key=lambda runs: (min(map(len, runs)), -len(runs)), default=None)


def _needed_by(op: Any, value: Any) -> Runs | None:
    if op is _ops.SUBPATTERN:
        return _needed(value[3])
    if op is _ops.BRANCH:
        branches = [_needed(branch) for branch in value[1]]
        known = [runs for runs in branches if runs is not None]
        return frozenset().union(*known) if len(known) == len(branches) else None
    if op in (_ops.MAX_REPEAT, _ops.MIN_REPEAT) and value[0] >= 1:
        return _needed(value[2])
    if op is _ops.IN and all(kind is _ops.LITERAL for kind, _ in value):
        return frozenset(chr(code) for _, code in value)
    return None


def alternatives(pattern: str) -> list[str]:
    """The alternatives of a pattern at its top level."""
    found, depth, in_class, at = [""], 0, False, 0
    while at < len(pattern):
        width = 2 if pattern[at] == "\\" else 1
        piece = pattern[at : at + width]
        at += width
        if in_class:
            in_class = piece != "]"
        elif piece == "|" and not depth:
            found.append("")
            continue
        else:
            in_class = piece == "["
            depth += (piece == "(") - (piece == ")")
        found[-1] += piece
    return found


class Needles:
    """One automaton over the runs that the alternatives of many patterns need; patterns go by their number."""

    def __init__(self, patterns: Sequence[re.Pattern[str]]) -> None:
        self._always: dict[int, list[re.Pattern[str]]] = {}
        asking: dict[str, list[tuple[int, int]]] = {}
        self._alternatives: list[re.Pattern[str]] = []
        for number, pattern in enumerate(patterns):
            for text in alternatives(pattern.pattern):
                compiled, runs = re.compile(text, pattern.flags), needed_runs(text)
                if runs is None:
                    self._always.setdefault(number, []).append(compiled)
                for run in runs or ():
                    asking.setdefault(run, []).append((number, len(self._alternatives)))
                self._alternatives.append(compiled)
        self._asking = tuple(asking.values()) or ((),)
        self._automaton = CharwiseDoubleArrayAhoCorasick(list(asking) or ["\x00"])

    def found_in(self, text: str) -> Found:
        """What may match in a text."""
        places: dict[int, list[tuple[int, int]]] = {}
        for start, _, run in self._automaton.find_overlapping(text):
            for number, alternative in self._asking[run]:
                if number in places:
                    places[number].append((start, alternative))
                else:
                    places[number] = [(start, alternative)]
        return Found(text, places, self._always, self._alternatives)


@dataclass(frozen=True, slots=True)
class Found:
    """Where the runs stand that the alternatives of each pattern need, in one text."""

    text: str
    places: Mapping[int, Sequence[tuple[int, int]]]
    always: Mapping[int, Sequence[re.Pattern[str]]]
    alternatives: Sequence[re.Pattern[str]]

    def may_hold(self, number: int) -> bool:
        """Whether a pattern can match anywhere in the text."""
        return number in self.places or number in self.always

    def holds(self, number: int, start: int, end: int) -> bool:
        """Whether a pattern matches the piece between two offsets, taken by itself."""
        if number not in self.places and number not in self.always:
            return False
        tried = {item for place, item in self.places.get(number, ()) if start <= place < end}
        always = self.always.get(number, ())
        if not tried and not always:
            return False
        piece = self.text[start:end]
        return any(self.alternatives[item].search(piece) is not None for item in tried) or any(
            pattern.search(piece) is not None for pattern in always
        )
