"""A small linear model that marks the characters of company names in a text, known or not to any register.

Begin, inside and outside of every character are weighed from hashed features of its surroundings; the best sequence is
found by dynamic programming. **Source** of the weights: ``benchmarks/names/train_tagger.py`` (texts written for this
project, and FewFC, CC BY-SA 4.0).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
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
_BIAS = 128


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
    lengths = np.array([len(word) for word in words], np.int64)
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
    classes[1:-1] = [_word_class(word) for word in words]
    three = classes[:-2] * np.uint32(4096) + classes[1:-1] * np.uint32(64) + classes[2:]
    at = np.repeat(np.arange(len(words)), lengths)
    kinds = _kinds(codes)
    around = begins * np.uint32(4) + kinds
    pattern = around[_PAD - 1 : _PAD - 1 + count] * np.uint32(512) + around[_PAD : _PAD + count] * np.uint32(64)
    pattern = pattern + around[_PAD + 1 : _PAD + 1 + count] * np.uint32(8) + begins[_PAD + 2 : _PAD + 2 + count]
    place = np.minimum(within, 2) + np.uint32(1)
    word = hashes[1:-1][at]
    return [
        word,
        word ^ (pattern * _MIX),
        pattern,
        pattern ^ (own * _MIX),
        hashes[:-2][at] ^ (place * _MIX),
        hashes[2:][at] ^ (place * _MIX),
        three[at] * np.uint32(4) + place,
        (classes[1:-1][at] * np.uint32(4) + place) ^ (own * _MIX),
    ]


@lru_cache(_KNOWN_WORDS)
def _word_class(word: str) -> int:
    """The part of speech of a word as a number below 64."""
    tags = rjieba.tag(word)
    return 1 + crc32(tags[0][1].encode()) % 63 if len(tags) == 1 else 0


def _kinds(codes: Array) -> Array:
    """0 other, 1 Chinese, 2 digit, 3 Latin letter."""
    kinds = ((codes >= 0x4E00) & (codes <= 0x9FFF)).astype(np.uint32)
    kinds[(codes >= 48) & (codes <= 57)] = 2
    kinds[((codes | 32) >= 97) & ((codes | 32) <= 122)] = 3
    return kinds


def pack_weights(weights: Array) -> Array:
    """Weights of one byte a label (one row a bucket) packed so that one addition sums all labels at once."""
    lanes = np.zeros((len(weights), 4), np.uint16)
    lanes[:, :LABELS] = weights.astype(np.int16) + _BIAS
    return np.ascontiguousarray(lanes).view(np.uint64).ravel()


def scores_of(packed: Array, folded: str) -> Array:
    """The score of each label for each character, in units of the weights' scale."""
    table = features(folded)
    sums = packed.take(table).sum(axis=0)
    lanes: Array = sums.view(np.uint16).reshape(-1, 4)[:, :LABELS].astype(np.int32)
    return lanes - _BIAS * _COLUMNS


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


@dataclass(frozen=True)
class CompanyTagger:
    """The trained weights, packed, and the moves between labels in the same unit."""

    packed: Array
    moves: list[list[float]]

    def spans(self, folded: str) -> list[tuple[int, int, float]]:
        """Start, end and strength of every company name the model sees in a folded text."""
        if not folded:
            return []
        scores = scores_of(self.packed, folded).tolist()
        labels = best_labels(scores, self.moves)
        found: list[tuple[int, int, float]] = []
        at, count = 0, len(labels)
        while True:
            try:
                start = labels.index(BEGIN, at)
            except ValueError:
                return found
            at = start + 1
            while at < count and labels[at] == INSIDE:
                at += 1
            found.append((start, at, scores[start][BEGIN] - scores[start][OUTSIDE]))

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
