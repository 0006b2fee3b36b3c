"""A small linear model that marks the characters of company names in a text, known or not to any register.

Begin, inside and outside of every character are weighed from hashed features of its surroundings; the best sequence is
found by dynamic programming. **Source** of the weights: ``benchmarks/names/train_tagger.py`` (texts written for this
project, and FewFC, CC BY-SA 4.0).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from zlib import crc32

import numpy as np
import rjieba

from anlan.entities.columns import Array

BUCKETS = 1 << 18
LABELS = 3
OUTSIDE, BEGIN, INSIDE = range(LABELS)
_PAD = 3
_MIX = np.uint32(2654435761)
_OTHER_MIX = np.uint32(40503 * 2 + 1)
# Offsets at which single characters, pairs and triples are looked at, as seen from the character that is labelled.
_SINGLES = (-2, -1, 0, 1, 2)
_PAIRS = (-3, -2, -1, 0, 1, 2)
_TRIPLES = (-2, -1, 0, 1)
_SURROUNDINGS = 8
_COLUMNS = len(_SINGLES) + len(_PAIRS) + len(_TRIPLES) + _SURROUNDINGS
_KNOWN_WORDS = 200_000
_BIAS = 256
_LONGEST = 40
"""Characters that a company's name has at most."""
_NEVER = 1e9
_NEIGHBOUR = 40.0
"""What a name right behind another may lack: between two names there is no outside to move through."""


def features(folded: str) -> Array:
    """Bucket numbers of every character's features, one column a character."""
    count = len(folded)
    codes = np.zeros(count + 2 * _PAD, np.uint32)
    codes[_PAD : _PAD + count] = np.frombuffer(folded.encode("utf-32-le", "replace"), np.uint32)
    single = codes * _MIX
    pair = single[:-1] ^ (codes[1:] * _OTHER_MIX)
    pair = pair * _MIX
    triple = (pair[:-1] ^ (codes[2:] * _OTHER_MIX)) * _MIX
    table = np.empty((_COLUMNS, count), np.uint32)
    column = 0
    for values, offsets in ((single, _SINGLES), (pair, _PAIRS), (triple, _TRIPLES)):
        for offset in offsets:
            table[column] = values[_PAD + offset : _PAD + offset + count]
            column += 1
    table[column:] = _surroundings(folded, codes, count)
    table += _SALT
    table ^= table >> np.uint32(15)
    table *= _OTHER_MIX
    table ^= table >> np.uint32(13)
    table &= np.uint32(BUCKETS - 1)
    return table


_SALT = (np.arange(_COLUMNS, dtype=np.uint32) * np.uint32(104729 * 7919 % (1 << 32)))[:, None]


def _surroundings(folded: str, codes: Array, count: int) -> list[Array]:
    """For every character numbers of its word and the words beside it, their classes, and the kinds of characters."""
    words = rjieba.cut(folded)
    lengths = np.fromiter(map(len, words), np.int64, len(words))
    starts = np.zeros(len(lengths), np.int64)
    np.cumsum(lengths[:-1], out=starts[1:])
    begins = np.zeros(count + 2 * _PAD, np.uint32)
    begins[_PAD + starts] = 1
    within = (np.arange(count) - np.repeat(starts, lengths)).astype(np.uint32)
    own = codes[_PAD : _PAD + count]
    mixed = (own + np.uint32(1)) * (within * np.uint32(2246822519) + np.uint32(3266489917))
    hashes = np.zeros(len(words) + 2, np.uint32)
    hashes[1:-1] = np.add.reduceat(mixed, starts)
    classes = np.zeros(len(words) + 2, np.uint32)
    classes[1:-1] = np.fromiter(map(_CLASSES.__getitem__, words), np.uint32, len(words))
    three = classes[:-2] * np.uint32(4096) + classes[1:-1] * np.uint32(64) + classes[2:]
    at = np.repeat(np.arange(len(words)), lengths)
    around = begins * np.uint32(4) + _kinds(codes)
    pattern = around[_PAD - 1 : _PAD - 1 + count] * np.uint32(512) + around[_PAD : _PAD + count] * np.uint32(64)
    pattern += around[_PAD + 1 : _PAD + 1 + count] * np.uint32(8) + begins[_PAD + 2 : _PAD + 2 + count]
    place = np.minimum(within, 2) + np.uint32(1)
    by_word = np.stack((hashes[1:-1], hashes[:-2], hashes[2:], three * np.uint32(4), classes[1:-1] * np.uint32(4)))
    word, before, after, triple, kind = by_word.take(at, axis=1)
    mixed_place, mixed_own = place * _MIX, own * _MIX
    return [
        word,
        word ^ (pattern * _MIX),
        pattern,
        pattern ^ mixed_own,
        before ^ mixed_place,
        after ^ mixed_place,
        triple + place,
        (kind + place) ^ mixed_own,
    ]


class _WordClasses(dict[str, int]):
    """The part of speech of a word as a number below 64, remembered."""

    def __missing__(self, word: str) -> int:
        if len(self) >= _KNOWN_WORDS:
            self.clear()
        tags = rjieba.tag(word)
        self[word] = number = 1 + crc32(tags[0][1].encode()) % 63 if len(tags) == 1 else 0
        return number


_CLASSES = _WordClasses()


def _kinds(codes: Array) -> Array:
    """0 other, 1 Chinese, 2 digit, 3 Latin letter."""
    kinds = ((codes >= 0x4E00) & (codes <= 0x9FFF)).astype(np.uint32)
    kinds[(codes >= 48) & (codes <= 57)] = 2
    kinds[((codes | 32) >= 97) & ((codes | 32) <= 122)] = 3
    return kinds


def pack_weights(weights: Array) -> Array:
    """Weights of one byte a label as leads over outside, packed so that one addition sums begin and inside at once."""
    whole = weights.astype(np.int32)
    leads = whole[:, [BEGIN, INSIDE]] - whole[:, [OUTSIDE]] + _BIAS
    return np.ascontiguousarray(leads.astype(np.uint16)).view(np.uint32).ravel()


def leads_of(packed: Array, folded: str) -> Array:
    """By how much begin and inside lead over outside for each character, in units of the weights' scale."""
    sums = packed.take(features(folded)).sum(axis=0, dtype=np.uint32)
    leads: Array = sums.view(np.uint16).reshape(-1, 2).astype(np.int32)
    return leads - _BIAS * _COLUMNS


def best_labels(scores: list[list[float]], moves: list[list[float]]) -> list[int]:
    """The sequence of labels with the highest sum of scores and moves between neighbours (inside follows begin)."""
    from_begin_in, from_in_in = moves[BEGIN][INSIDE], moves[INSIDE][INSIDE]
    to_out, to_begin = [move[OUTSIDE] for move in moves], [move[BEGIN] for move in moves]
    out, begin, inside = scores[0][OUTSIDE], scores[0][BEGIN], -1e9
    back: list[tuple[int, int, int]] = []
    for score in scores[1:]:
        a, b, c = out + to_out[0], begin + to_out[1], inside + to_out[2]
        best_out, came_out = (a, 0) if a >= b and a >= c else (b, 1) if b >= c else (c, 2)
        a, b, c = out + to_begin[0], begin + to_begin[1], inside + to_begin[2]
        best_begin, came_begin = (a, 0) if a >= b and a >= c else (b, 1) if b >= c else (c, 2)
        b, c = begin + from_begin_in, inside + from_in_in
        best_in, came_in = (b, 1) if b >= c else (c, 2)
        out, begin, inside = best_out + score[0], best_begin + score[1], best_in + score[2]
        back.append((came_out, came_begin, came_in))
    final = [out, begin, inside]
    label = final.index(max(final))
    labels = [label]
    for came in reversed(back):
        label = came[label]
        labels.append(label)
    return labels[::-1]


Span = tuple[int, int, float]


def _windows(spans: Iterable[Span]) -> list[tuple[int, int, Span]]:
    """Where spans (in order of their start) touch one another: start, end, and the one that gains most."""
    joined: list[tuple[int, int, Span]] = []
    for span in spans:
        if joined and span[0] <= joined[-1][1] + 1:
            low, high, best = joined[-1]
            joined[-1] = (low, max(high, span[1]), max(best, span, key=lambda item: item[2]))
        else:
            joined.append((span[0], span[1], span))
    return joined


@dataclass(frozen=True)
class CompanyTagger:
    """The trained weights, packed, and the moves between labels in the same unit."""

    packed: Array
    moves: list[list[float]]

    def spans(self, folded: str) -> list[tuple[int, int, float]]:
        """Start, end and strength of every company name the model sees in a folded text, in order."""
        if not folded:
            return []
        leads = leads_of(self.packed, folded)
        stay = self.moves[OUTSIDE][OUTSIDE]
        begin = leads[:, 0] + (self.moves[OUTSIDE][BEGIN] - stay)
        begin[0] = leads[0, 0]  # nothing stands before the first character that would have to move
        inside = leads[:, 1] + (self.moves[INSIDE][INSIDE] - stay)
        first = self.moves[BEGIN][INSIDE] - self.moves[INSIDE][INSIDE]
        alone = self.moves[BEGIN][OUTSIDE] - self.moves[INSIDE][OUTSIDE]
        leave = self.moves[INSIDE][OUTSIDE] - stay
        count = len(folded)
        sums = np.full(count + _LONGEST, -_NEVER)
        np.cumsum(inside, out=sums[:count])
        # The most that a name beginning here could gain however long it were: few places are worth a closer look.
        ahead = np.maximum.accumulate(sums[count::-1])[::-1]
        most = begin + np.maximum(first + ahead[1 : count + 1] - sums[:count], alone)
        starts = np.flatnonzero(most + leave > -_NEIGHBOUR)
        if not len(starts):
            return []
        gains = sums[starts[:, None] + np.arange(_LONGEST)] + (begin[starts] + first - sums[starts])[:, None]
        gains[:, 0] = begin[starts] + alone
        ends = gains.argmax(axis=1)
        best = gains[np.arange(len(starts)), ends] + np.where(starts + ends + 1 < count, leave, 0.0)
        hopeful = best > -_NEIGHBOUR
        spans = zip(
            starts[hopeful].tolist(), (starts + ends + 1)[hopeful].tolist(), best[hopeful].tolist(), strict=True
        )
        found: list[tuple[int, int, float]] = []
        for low, high, (start, end, gain) in _windows(spans):
            if (start, end) != (low, high):
                found += self._exact(leads, low, high)
            elif gain > 0:
                found.append((start, end, float(leads[start, 0])))
        return found

    def _exact(self, leads: Array, low: int, high: int) -> list[tuple[int, int, float]]:
        """The spans of the best sequence of labels within a window where names meet."""
        low, high = max(low - 1, 0), min(high + 1, len(leads))
        scores = [[0.0, *pair] for pair in leads[low:high].tolist()]
        labels = [*best_labels(scores, self.moves), OUTSIDE]
        found: list[tuple[int, int, float]] = []
        start = -1
        for at, label in enumerate(labels):
            if start >= 0 and label != INSIDE:
                found.append((low + start, low + at, scores[start][BEGIN]))
                start = -1
            if label == BEGIN:
                start = at
        return found

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
