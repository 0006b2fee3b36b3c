"""A small linear model that marks the characters of company names in texts, known or not to any register.

Begin, inside and outside of every character are weighed from hashed features of its surroundings; the best sequence is
found by dynamic programming. **Source** of the weights: ``benchmarks/names/train_tagger.py`` (texts written for this
project, and FewFC, CC BY-SA 4.0).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

import numpy as np

from anlan.entities.columns import Array
from anlan.entities.label_paths import BEGIN, INSIDE, OUTSIDE, best_labels_many
from anlan.entities.tagger_features import COLUMNS, Joined, feature_rows

_BIAS = 256
_LONGEST = 40
"""Characters that a company's name has at most."""
_BLOCK = 8_000
"""Characters of texts that are weighed together: enough to be quick, few enough to stay in the processor's cache."""
_NEVER = 1e9
_NEIGHBOUR = 40.0
"""What a name right behind another may lack: between two names there is no outside to move through."""

Span = tuple[int, int, float]


def pack_weights(weights: Array) -> Array:
    """Weights of one byte a label as leads over outside, packed so that one addition sums begin and inside at once."""
    whole = weights.astype(np.int32)
    leads = whole[:, [BEGIN, INSIDE]] - whole[:, [OUTSIDE]] + _BIAS
    return np.ascontiguousarray(leads.astype(np.uint16)).view(np.uint32).ravel()


def leads_of(packed: Array, joined: Joined) -> Array:
    """By how much begin and inside lead over outside for each character, in units of the weights' scale."""
    sums = np.zeros(len(joined), np.uint32)
    for row in feature_rows(joined):
        sums += packed.take(row)
    leads: Array = sums.view(np.uint16).reshape(-1, 2).astype(np.int32)
    return leads - _BIAS * COLUMNS


@dataclass(frozen=True)
class _Meeting:
    """A stretch of a text where possible names touch one another, to be decided character by character."""

    spans: list[Span]
    start: int
    leads: Array


@dataclass(frozen=True)
class CompanyTagger:
    """The trained weights, packed, and the moves between labels in the same unit."""

    packed: Array
    moves: list[list[float]]

    def spans(self, folded: str) -> list[Span]:
        """Start, end and strength of every company name the model sees in a folded text, in order."""
        return self.spans_many([folded])[0]

    def spans_many(self, folded: Sequence[str]) -> list[list[Span]]:
        """The spans of each text, in order; texts are weighed together because that is far quicker."""
        found: list[list[Span]] = [[] for _ in folded]
        meetings: list[_Meeting] = []
        first = 0
        for block in _blocks(folded):
            self._weigh(block, found[first : first + len(block)], meetings)
            first += len(block)
        labelled = best_labels_many([meeting.leads for meeting in meetings], self.moves)
        for meeting, labels in zip(meetings, labelled, strict=True):
            meeting.spans.extend(_labelled_spans(labels, meeting))
        return [sorted(spans) for spans in found]

    def _weigh(self, texts: Sequence[str], found: Sequence[list[Span]], meetings: list[_Meeting]) -> None:
        """Add the names that stand alone to ``found``, and where names meet to ``meetings``."""
        joined = Joined.of(texts)
        if not len(joined):
            return
        leads = leads_of(self.packed, joined)
        for number, low, high, (start, end, gain) in self._windows(leads, joined):
            text_start, text_end = int(joined.starts[number]), int(joined.ends[number])
            if (low, high) != (start, end):
                low, high = max(low - 1, text_start), min(high + 1, text_end)
                meetings.append(_Meeting(found[number], low - text_start, leads[low:high]))
            elif gain > 0:
                found[number].append((start - text_start, end - text_start, float(leads[start, 0])))

    def _windows(self, leads: Array, joined: Joined) -> Iterator[tuple[int, int, int, Span]]:
        """Where possible names touch one another: number of the text, start, end, and the name that gains most."""
        starts, ends, gains = self._hopeful(leads, joined)
        if not len(starts):
            return
        reached = np.maximum.accumulate(ends)
        first = np.flatnonzero(np.concatenate(([True], starts[1:] > reached[:-1] + 1)))
        last = np.append(first[1:], len(starts)) - 1
        window = np.repeat(np.arange(len(first)), last - first + 1)
        best = np.lexsort((-gains, window))[first]
        numbers = np.searchsorted(joined.starts, starts[first], side="right") - 1
        columns = (numbers, starts[first], reached[last], starts[best], ends[best], gains[best])
        for number, low, high, start, end, gain in zip(*(column.tolist() for column in columns), strict=True):
            yield number, low, high, (start, end, gain)

    def _hopeful(self, leads: Array, joined: Joined) -> tuple[Array, Array, Array]:
        """Start, end and gain of the best name beginning at each place where one could be, in order of the start."""
        stay, count = self.moves[OUTSIDE][OUTSIDE], len(joined)
        inside_text, at_start, at_end = _edges(joined)
        begin = leads[:, 0] + np.where(at_start, 0.0, self.moves[OUTSIDE][BEGIN] - stay)
        inside = np.where(inside_text, leads[:, 1] + (self.moves[INSIDE][INSIDE] - stay), -_NEVER)
        first = self.moves[BEGIN][INSIDE] - self.moves[INSIDE][INSIDE]
        alone = self.moves[BEGIN][OUTSIDE] - self.moves[INSIDE][OUTSIDE]
        leave = self.moves[INSIDE][OUTSIDE] - stay
        sums = np.full(count + _LONGEST, -np.inf)
        np.cumsum(inside, out=sums[:count])
        # The most that a name beginning here could gain however long it were: few places are worth a closer look.
        ahead = np.maximum.accumulate(sums[count::-1])[::-1]
        most = begin + np.maximum(first + ahead[1 : count + 1] - sums[:count], alone)
        starts = np.flatnonzero((most + leave > -_NEIGHBOUR) & inside_text)
        gains = sums[starts[:, None] + np.arange(_LONGEST)] + (begin[starts] + first - sums[starts])[:, None]
        gains[:, 0] = begin[starts] + alone
        lengths = gains.argmax(axis=1)
        best = gains[np.arange(len(starts)), lengths] + np.where(at_end[starts + lengths], 0.0, leave)
        hopeful = best > -_NEIGHBOUR
        return starts[hopeful], (starts + lengths + 1)[hopeful], best[hopeful]

    @classmethod
    def read(cls, path: Path) -> CompanyTagger:
        """The tagger kept in a file."""
        with np.load(path) as kept:
            return cls(pack_weights(kept["weights"]), (kept["moves"] / float(kept["scale"])).tolist())

    @classmethod
    @cache
    def declared(cls) -> CompanyTagger:
        """The tagger of the pack."""
        with resources.as_file(resources.files("anlan.entities") / "pack" / "tagger.npz") as path:
            return cls.read(path)


def _labelled_spans(labels: Sequence[int], meeting: _Meeting) -> Iterator[Span]:
    """The names that labels mark in a meeting."""
    begun = -1
    for at, label in enumerate([*labels, OUTSIDE]):
        if begun >= 0 and label != INSIDE:
            yield meeting.start + begun, meeting.start + at, float(meeting.leads[begun, 0])
            begun = -1
        if label == BEGIN:
            begun = at


def _blocks(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """The texts in order, as many together as a block holds, at least one."""
    first = length = 0
    for number, text in enumerate(texts):
        if length and length + len(text) > _BLOCK:
            yield texts[first:number]
            first, length = number, 0
        length += len(text)
    if first < len(texts):
        yield texts[first:]


def _edges(joined: Joined) -> tuple[Array, Array, Array]:
    """Which characters belong to a text, begin one, end one."""
    within, at_start, at_end = (np.zeros(len(joined), bool) for _ in range(3))
    filled = joined.ends > joined.starts
    starts, ends = joined.starts[filled], joined.ends[filled]
    steps = np.zeros(len(joined) + 1, np.int8)
    steps[starts] += 1
    steps[ends] -= 1
    np.cumsum(steps[:-1], out=within, dtype=np.int8)
    at_start[starts] = at_end[ends - 1] = True
    return within, at_start, at_end
