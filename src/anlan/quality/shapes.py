"""Shapes of texts held against a column's bytes, many rows at once: fixed places, and a middle of any length between.

A shape says of every place at the beginning and the end which bytes may stand there, and of the middle which
characters. Texts are valid UTF-8, as Arrow holds them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from anlan.quality.languages import Ranges

ByteSet = tuple[tuple[int, int], ...]
Bytes = np.ndarray[Any, np.dtype[np.uint8]]
Mask = np.ndarray[Any, np.dtype[np.bool_]]
Places = np.ndarray[Any, np.dtype[np.int64]]
Numbers = np.ndarray[Any, np.dtype[Any]]
FixedCheck = Callable[[Bytes], Mask]
"""Judges texts of one length, a row each, beyond what the shape says of them (check digits)."""

_BLOCK = 4096
_MOST_LENGTHS = 24
_AT_ONCE = 32_768
_MOST_RANGES = 2


@dataclass(frozen=True)
class Middle:
    """Characters of one class: ASCII ranges, and beyond ASCII none, all, or one range of three-byte characters."""

    ascii: ByteSet
    beyond: tuple[int, int] | None
    least: int
    most: int | None

    @classmethod
    def of(cls, ranges: Ranges, least: int, most: int | None) -> Middle | None:
        """The class as a middle; None where bytes cannot tell it."""
        narrow = tuple((low, min(high, 127)) for low, high in ranges if low < 128)
        beyond = [(max(low, 128), high) for low, high in ranges if high >= 128]
        if not ranges or len(beyond) > 1:
            return None
        if not beyond:
            return cls(narrow, None, least, most)
        [(low, high)] = beyond
        if (low, high) != (128, 0x10FFFF) and not 0x800 <= low <= high <= 0xFFFF:
            return None
        return cls(narrow, (low, high), least, most)

    @property
    def width(self) -> int | None:
        """How many bytes each character has, None where they differ."""
        if self.beyond is None:
            return 1
        return 3 if not self.ascii and self.beyond != (128, 0x10FFFF) else None

    @cached_property
    def _table(self) -> bytes:
        allowed = {byte for low, high in self.ascii for byte in range(low, high + 1)}
        if self.beyond == (128, 0x10FFFF):
            allowed |= set(range(128, 256))
        elif self.beyond:
            leads = [chr(one).encode("utf-8", "surrogatepass")[0] for one in self.beyond]
            allowed |= set(range(leads[0], leads[1] + 1)) | set(range(0x80, 0xC0))
        return bytes(byte not in allowed for byte in range(256))

    def outside(self, data: Bytes) -> Mask:
        """The bytes at which a character outside the class begins, or perhaps does."""
        found: Mask = np.frombuffer(data.tobytes().translate(self._table), np.bool_)
        if self.beyond is None or self.beyond == (128, 0x10FFFF) or len(data) < 3:
            return found
        # The first and the last lead byte have seconds (and thirds) that lie outside the range.
        low, high = (chr(one).encode("utf-8", "surrogatepass") for one in self.beyond)
        lead, second = data[:-1], data[1:]
        wrong = found.copy()
        # A range that ends within the thirds of a second byte leaves that second byte unproved.
        if low[1:] != b"\x80\x80":
            wrong[:-1] |= (lead == low[0]) & (second < low[1] + (low[2] > 0x80))
        if high[1:] != b"\xbf\xbf":
            wrong[:-1] |= (lead == high[0]) & (second > high[1] - (high[2] < 0xBF))
        return wrong


@dataclass(frozen=True)
class Shape:
    """Fixed places, a middle (or none) and fixed places again."""

    head: tuple[ByteSet, ...] = ()
    middle: Middle | None = None
    tail: tuple[ByteSet, ...] = ()

    @property
    def size(self) -> int:
        """Bytes of the fixed places."""
        return len(self.head) + len(self.tail)

    def within(self, lengths: tuple[int, int | None]) -> Shape | None:
        """The shape with no more texts than have a length within the bounds; None where none is left."""
        least, most = lengths
        # Continuation bytes are no characters of their own.
        fixed = sum(not 0x80 <= places[0][0] < 0xC0 for places in (*self.head, *self.tail))
        if self.middle is None:
            return self if least <= fixed and (most is None or fixed <= most) else None
        low = max(self.middle.least, least - fixed)
        tops = [one for one in (self.middle.most, None if most is None else most - fixed) if one is not None]
        high = min(tops, default=None)
        if high is not None and high < low:
            return None
        return replace(self, middle=replace(self.middle, least=low, most=high))

    def at_length(self, size: int) -> Shape | None:
        """The shape's texts of so many bytes as fixed places, where the middle is ASCII; None where it has none."""
        if self.middle is None or self.middle.beyond is not None:
            return self if self.middle is None and self.size == size else None
        count = size - self.size
        if count < self.middle.least or (self.middle.most is not None and count > self.middle.most):
            return None
        return Shape((*self.head, *(self.middle.ascii for _ in range(count)), *self.tail))

    @cached_property
    def _head(self) -> _Places:
        return _Places(self.head)

    @cached_property
    def _tail(self) -> _Places:
        return _Places(self.tail)

    def proves(self, texts: Texts, rows: Places, check: FixedCheck | None = None) -> Mask:
        """Which of some texts (by their place) are surely of the shape; a check is of texts of a fixed length alone."""
        starts, lengths = texts.starts[rows], texts.lengths[rows]
        if self.middle is None:
            good: Mask = lengths == self.size
            matrix = texts.bytes_at(starts if good.all() else starts[good], self.size)
            fits = self._head.hold(matrix)
            if check is not None:
                fits[fits] = check(matrix[fits])
            good[good] = fits
            return good
        if check is not None:
            return np.zeros(len(rows), np.bool_)
        good = lengths >= self.size + self.middle.least
        if not good.all():
            starts, lengths = starts[good], lengths[good]
        fits = self._tail.hold(texts.bytes_at(starts + (lengths - len(self.tail)), len(self.tail)))
        if self.head:
            fits &= self._head.hold(texts.bytes_at(starts, len(self.head)))
        fits &= texts.middles_hold(self.middle, starts + len(self.head), lengths - self.size)
        good[good] = fits
        return good


class Texts:
    """Texts as they lie in memory: the bytes of all, where each begins and how many it has."""

    def __init__(self, data: Bytes, offsets: Places) -> None:
        self.data, self.starts, self.lengths = data, offsets[:-1], offsets[1:] - offsets[:-1]
        self._offsets = offsets
        self._before: dict[tuple[object, ...], Numbers] = {}
        self._outside: dict[tuple[object, ...], Places | None] = {}

    def part(self, begin: int, end: int) -> Texts:
        """Some of the texts, one after another."""
        offsets = self._offsets[begin : end + 1]
        return Texts(self.data[offsets[0] : offsets[-1]], offsets - offsets[0])

    def bytes_at(self, starts: Places, width: int) -> Bytes:
        """``width`` bytes from each start, a row each."""
        if not width or not len(starts):
            return np.empty((len(starts), width), np.uint8)
        if len(self.data) == len(starts) * width and len(starts) == len(self.starts):
            return self.data.reshape(-1, width)
        # One element a window: copied at once instead of byte by byte.
        seen = np.ndarray((len(self.data) - width + 1,), f"V{width}", self.data, strides=(1,))
        return np.asarray(seen[starts].view(np.uint8).reshape(-1, width))

    def middles_hold(self, middle: Middle, starts: Places, sizes: Places) -> Mask:
        """Which of some stretches hold nothing but so many characters of a class."""
        good = self._count("outside", middle, starts, sizes) == 0
        if middle.least == 0 and middle.most is None:
            return np.asarray(good)
        characters = sizes
        if middle.width is None and not (
            sizes.min(initial=4 * middle.least) >= 4 * middle.least
            and (middle.most is None or sizes.max(initial=0) <= middle.most)
        ):
            characters = sizes - self._count("continuation", middle, starts, sizes)
        elif middle.width == 3:
            # What holds holds nothing but characters of three bytes.
            characters = sizes // 3
        good &= characters >= middle.least
        if middle.most is not None:
            good &= characters <= middle.most
        return np.asarray(good)

    def _count(self, what: str, middle: Middle, starts: Places, sizes: Places) -> Numbers:
        """How many bytes of a sort each stretch has; kept, since shapes of a column share their classes."""
        key = (what, middle.ascii, middle.beyond) if what == "outside" else (what,)
        if key not in self._outside:
            flags = middle.outside(self.data) if what == "outside" else (self.data & 0xC0) == 0x80
            places = np.flatnonzero(flags)
            self._outside[key] = places if len(places) * 8 < len(self.starts) else None
            if self._outside[key] is None:
                # Differences within a text are right even where the narrow count begins anew.
                narrow = np.uint8 if self.lengths.max(initial=0) < 256 else np.int32
                self._before[key] = np.zeros(len(flags) + 1, narrow)
                np.cumsum(flags.view(np.uint8), out=self._before[key][1:])
        few = self._outside[key]
        if few is None:
            before = self._before[key]
            return np.asarray(before[starts + sizes] - before[starts])
        counts = np.zeros(len(starts), np.int64)
        if len(few) and len(starts):
            at = np.searchsorted(starts, few, "right") - 1
            inside = (at >= 0) & (few < starts[at] + sizes[at])
            np.add.at(counts, at[inside], 1)
        return counts


class _Places:
    """Which bytes may stand at each of some places, prepared for many rows."""

    def __init__(self, sets: Sequence[ByteSet]) -> None:
        self._width = len(sets)
        self._rounds: list[tuple[Bytes, Bytes]] = []
        self._classes = list(dict.fromkeys(sets))
        self._bits: tuple[bytes, Bytes] | None = None
        if max((len(one) for one in sets), default=0) <= _MOST_RANGES or len(self._classes) > 8:
            for number in range(max((len(one) for one in sets), default=0)):
                chosen = [one[min(number, len(one) - 1)] for one in sets]
                low = np.array([pair[0] for pair in chosen], np.uint8)
                span = np.array([pair[1] - pair[0] for pair in chosen], np.uint8)
                self._rounds.append((np.tile(low, _BLOCK), np.tile(span, _BLOCK)))
        else:
            table = bytes(
                sum(1 << bit for bit, one in enumerate(self._classes) if any(low <= byte <= high for low, high in one))
                for byte in range(256)
            )
            needed = np.array([1 << self._classes.index(one) for one in sets], np.uint8)
            self._bits = table, np.tile(needed, _BLOCK)

    def hold(self, matrix: Bytes) -> Mask:
        """Which rows of bytes have an allowed one at every place."""
        good = np.ones(len(matrix), np.bool_)
        if not self._width:
            return good
        for begin in range(0, len(matrix), _BLOCK):
            wrong = self._wrong(matrix[begin : begin + _BLOCK].reshape(-1))
            if wrong.any():
                good[begin + np.flatnonzero(wrong) // self._width] = False
        return good

    def _wrong(self, flat: Bytes) -> Mask:
        if self._bits is not None:
            table, needed = self._bits
            bits = np.frombuffer(flat.tobytes().translate(table), np.uint8)
            return np.asarray((bits & needed[: len(flat)]) == 0)
        wrong: Mask | None = None
        for low, span in self._rounds:
            # Bytes below the range wrap round and become large.
            beside = (flat - low[: len(flat)]) > span[: len(flat)]
            wrong = beside if wrong is None else wrong & beside
        return np.zeros(len(flat), np.bool_) if wrong is None else np.asarray(wrong)


class Recogniser:
    """Shapes ready to be looked for in many texts, with checks that texts of a fixed length must pass beside."""

    def __init__(self, shapes: Sequence[Shape], checks: Sequence[FixedCheck] = ()) -> None:
        self._shapes, self._checks = tuple(shapes), tuple(checks)
        self._by_length: dict[int, tuple[Shape, ...]] = {}
        self._is_ascii = all(one.middle is None or one.middle.beyond is None for one in shapes)

    def proved(self, texts: Texts, rows: Mask | None) -> Mask:
        """Which texts are surely of one of the shapes and pass the checks; ``rows`` are those to look at, or None."""
        found = np.zeros(len(texts.starts), np.bool_)
        # What is at work at a time stays in the processor's cache.
        for begin in range(0, len(found), _AT_ONCE):
            part = texts.part(begin, begin + _AT_ONCE)
            places = np.arange(len(part.starts))
            if rows is not None:
                places = places[rows[begin : begin + _AT_ONCE]]
            for group, shapes in self._groups(part, places):
                self._look(part, group, shapes, found[begin : begin + _AT_ONCE])
        return found

    def _groups(self, part: Texts, places: Places) -> Iterator[tuple[Places, Sequence[Shape]]]:
        """Texts with the shapes they may have: by length where a few lengths make all places fixed."""
        lengths = part.lengths[places]
        counts = np.bincount(np.minimum(lengths, 255), minlength=256)
        present = np.flatnonzero(counts)
        if not self._is_ascii or not len(present) or present[-1] == 255 or len(present) > _MOST_LENGTHS:
            yield places, self._shapes
        elif len(present) == 1:
            yield places, self._of_length(int(present[0]))
        else:
            order = np.argsort(lengths.astype(np.uint8), kind="stable")
            ends = np.cumsum(counts[present])
            for size, end, count in zip(present, ends, counts[present], strict=True):
                yield places[order[end - count : end]], self._of_length(int(size))

    def _of_length(self, size: int) -> tuple[Shape, ...]:
        if size not in self._by_length:
            fixed = (shape.at_length(size) for shape in self._shapes)
            self._by_length[size] = tuple(dict.fromkeys(one for one in fixed if one is not None))
        return self._by_length[size]

    def _look(self, part: Texts, places: Places, shapes: Sequence[Shape], found: Mask) -> None:
        for shape in shapes:
            good = shape.proves(part, places, self._check if self._checks else None)
            if good.all():
                found[places] = True
                return
            if len(places) == len(found):
                found |= good
                places = np.flatnonzero(~good)
            else:
                found[places[good]] = True
                places = places[~good]

    def _check(self, matrix: Bytes) -> Mask:
        good = np.ones(len(matrix), np.bool_)
        for one in self._checks:
            good &= one(matrix)
        return good
