"""Regular expressions as languages: whether every text that one accepts is accepted by another.

Rules on one column often say overlapping things: eighteen characters, only digits, begins with 11. Where the language
of one lies within that of another, proving the first proves both, and the second costs nothing.
Expressions that this module does not read (groups that look around, Unicode properties …) are simply not compared.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from re import _constants as code  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

_LAST = 0x10FFFF
_MOST_STATES = 3000
_MOST_REPEATS = 300

_DIGITS = ((48, 57),)
_WORD = ((48, 57), (65, 90), (95, 95), (97, 122))
_SPACE = ((9, 10), (12, 13), (32, 32))
_CATEGORIES = {
    code.CATEGORY_DIGIT: (_DIGITS, False),
    code.CATEGORY_NOT_DIGIT: (_DIGITS, True),
    code.CATEGORY_WORD: (_WORD, False),
    code.CATEGORY_NOT_WORD: (_WORD, True),
    code.CATEGORY_SPACE: (_SPACE, False),
    code.CATEGORY_NOT_SPACE: (_SPACE, True),
}

Ranges = tuple[tuple[int, int], ...]


class NotComparable(Exception):
    """An expression with a construct outside the plain regular ones, or too large to compare."""


@dataclass
class _Machine:
    """A non-deterministic automaton under construction."""

    moves: list[list[tuple[Ranges, int]]] = field(default_factory=list)
    silent: list[list[int]] = field(default_factory=list)

    def state(self) -> int:
        if len(self.moves) >= _MOST_STATES:
            raise NotComparable
        self.moves.append([])
        self.silent.append([])
        return len(self.moves) - 1


@dataclass(frozen=True)
class Language:
    """The texts that an expression accepts as a whole (RE2's reading: classes are ASCII, ``.`` is no line feed)."""

    machine: _Machine
    start: int
    end: int
    prefix: str = ""

    def within(self, other: Language) -> bool:
        """Whether every text of this language is one of the other."""
        return _is_within((self,), other)

    def within_given_prefix(self, other: Language) -> bool:
        """Whether every text of this language that begins with the other's fixed prefix is one of the other."""
        beginning = language_of(re.escape(other.prefix) + r"[\s\S]*")
        return beginning is not None and _is_within((self, beginning), other)


def language_of(pattern: str) -> Language | None:
    """The language of a regular expression matched in full; None where it cannot be compared."""
    pythonic = re.sub(r"\\x\{([0-9A-Fa-f]{1,8})\}", lambda m: f"\\U{int(m[1], 16):08x}", pattern)
    machine = _Machine()
    try:
        tree = parser.parse(pythonic)
        if tree.state.flags & ~(re.UNICODE | re.ASCII):
            return None
        start = machine.state()
        items = _without_anchors(list(tree))
        end = _sequence(machine, start, items)
    except (re.error, NotComparable, OverflowError):
        return None
    fixed = takewhile(lambda item: item[0] is code.LITERAL, items)
    return Language(machine, start, end, "".join(chr(value) for _, value in fixed))


def language_of_values(values: Iterable[str]) -> Language | None:
    """The language of a closed list of texts."""
    return language_of("|".join(re.escape(value) for value in values) or r"[^\s\S]")


def _without_anchors(items: list[Any]) -> list[Any]:
    if items and items[0] in ((code.AT, code.AT_BEGINNING), (code.AT, code.AT_BEGINNING_STRING)):
        items = items[1:]
    if items and items[-1] in ((code.AT, code.AT_END), (code.AT, code.AT_END_STRING)):
        items = items[:-1]
    return items


def _sequence(machine: _Machine, state: int, items: Iterable[Any]) -> int:
    for item in items:
        state = _one(machine, state, item)
    return state


def _one(machine: _Machine, state: int, item: Any) -> int:
    name, value = item
    if name is code.SUBPATTERN:
        _, added, removed, inner = value
        if added or removed:
            raise NotComparable
        return _sequence(machine, state, inner)
    if name is code.BRANCH:
        end = machine.state()
        for branch in value[1]:
            machine.silent[_sequence(machine, state, branch)].append(end)
        return end
    if name in (code.MAX_REPEAT, code.MIN_REPEAT):
        return _repeat(machine, state, *value)
    end = machine.state()
    machine.moves[state].append((_ranges(name, value), end))
    return end


def _repeat(machine: _Machine, state: int, least: int, most: Any, inner: Any) -> int:
    endless = most == code.MAXREPEAT
    if least > _MOST_REPEATS or (not endless and most > _MOST_REPEATS):
        raise NotComparable
    for _ in range(least):
        state = _sequence(machine, state, inner)
    if endless:
        loop = machine.state()
        machine.silent[state].append(loop)
        machine.silent[_sequence(machine, loop, inner)].append(loop)
        return loop
    end = machine.state()
    for _ in range(most - least):
        machine.silent[state].append(end)
        state = _sequence(machine, state, inner)
    machine.silent[state].append(end)
    return end


def _ranges(name: Any, value: Any) -> Ranges:
    if name is code.LITERAL:
        return ((value, value),)
    if name is code.NOT_LITERAL:
        return _inverted(((value, value),))
    if name is code.ANY:
        return _inverted(((10, 10),))
    if name is code.IN:
        negated = bool(value) and value[0][0] is code.NEGATE
        found = [pair for part in value[negated:] for pair in _class_part(*part)]
        return _inverted(found) if negated else merged(found)
    raise NotComparable


def _class_part(name: Any, value: Any) -> Ranges:
    if name is code.LITERAL:
        return ((value, value),)
    if name is code.RANGE:
        return (tuple(value),)
    if name is code.CATEGORY and value in _CATEGORIES:
        ranges, negated = _CATEGORIES[value]
        return _inverted(ranges) if negated else ranges
    raise NotComparable


def merged(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """The same characters in as few ranges as possible, in order."""
    joined: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if joined and low <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(high, joined[-1][1]))
        else:
            joined.append((low, high))
    return tuple(joined)


def _inverted(ranges: Iterable[tuple[int, int]]) -> Ranges:
    found, low = [], 0
    for first, last in merged(ranges):
        if first > low:
            found.append((low, first - 1))
        low = last + 1
    return tuple(found if low > _LAST else [*found, (low, _LAST)])


def closed(machine: _Machine, states: Iterable[int]) -> frozenset[int]:
    """The states, and all that are reached from them without a character."""
    seen, waiting = set(states), list(states)
    while waiting:
        for following in machine.silent[waiting.pop()]:
            if following not in seen:
                seen.add(following)
                waiting.append(following)
    return frozenset(seen)


def step(machine: _Machine, states: frozenset[int], character: int) -> frozenset[int]:
    """The states that a character leads to."""
    reached = {
        end for state in states for ranges, end in machine.moves[state] if any(a <= character <= b for a, b in ranges)
    }
    return closed(machine, reached)


def cuts(machine: _Machine, states: frozenset[int]) -> set[int]:
    """The characters at which where one goes from these states may change."""
    pairs = (pair for state in states for ranges, _ in machine.moves[state] for pair in ranges)
    return {cut for low, high in pairs for cut in (low, high + 1)}


def _is_within(these: Sequence[Language], other: Language) -> bool:
    """Walk the automata together: what all of these accept must never be what the other does not."""
    languages = (*these, other)
    begin = tuple(closed(one.machine, [one.start]) for one in languages)
    seen, waiting = {begin}, [begin]
    while waiting:
        states = waiting.pop()
        ends = [one.end in state for one, state in zip(languages, states, strict=True)]
        if all(ends[:-1]) and not ends[-1]:
            return False
        changes = sorted(set().union(*(cuts(one.machine, state) for one, state in zip(languages, states, strict=True))))
        for character in changes[: bisect_right(changes, _LAST)]:
            pairs = zip(languages, states, strict=True)
            following = tuple(step(one.machine, state, character) for one, state in pairs)
            if all(following[:-1]) and following not in seen:
                seen.add(following)
                waiting.append(following)
        if len(seen) > _MOST_STATES:
            return False
    return True
