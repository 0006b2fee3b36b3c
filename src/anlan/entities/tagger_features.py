"""What the tagger sees of a character: hashed numbers of its surroundings, for many texts in one go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
import rjieba

from anlan.base.words import cut
from anlan.entities.columns import Array

BUCKETS = 1 << 18
GAP = 3
"""Empty characters before, between and behind texts, so that none of them sees its neighbour."""
_GAP_WORD = "\0" * GAP
_MIX = np.uint32(2654435761)
_OTHER_MIX = np.uint32(40503 * 2 + 1)
# Offsets at which single characters, pairs and triples are looked at, as seen from the character that is labelled.
_SINGLES = (-2, -1, 0, 1, 2)
_PAIRS = (-3, -2, -1, 0, 1, 2)
_TRIPLES = (-2, -1, 0, 1)
_SURROUNDINGS = 8
COLUMNS = len(_SINGLES) + len(_PAIRS) + len(_TRIPLES) + _SURROUNDINGS
_SALTS = tuple(np.arange(COLUMNS, dtype=np.uint32) * np.uint32(104729 * 7919 % (1 << 32)))
_KNOWN_WORDS = 200_000
_ALL_BITS = (1 << 32) - 1


@dataclass(frozen=True)
class Joined:
    """Texts one behind another with gaps between them; ``starts`` and ``ends`` say where each lies.

    Offsets count from the first text's first character; ``codes`` begins and ends with a gap.
    """

    codes: Array
    words: list[str]
    starts: Array
    ends: Array

    @classmethod
    def of(cls, texts: Sequence[str]) -> Joined:
        """The texts joined."""
        words = [_GAP_WORD]
        for text in texts:
            words += cut(text)
            words.append(_GAP_WORD)
        codes = np.frombuffer("".join(words).encode("utf-32-le", "replace"), np.uint32)
        lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        ends = np.cumsum(lengths + GAP) - GAP
        return cls(codes, words, ends - lengths, ends)

    def __len__(self) -> int:
        return len(self.codes) - 2 * GAP


def features(text: str) -> Array:
    """Bucket numbers of every character's features, one column a character."""
    return np.stack([row.copy() for row in feature_rows(Joined.of([text]))])


def feature_rows(joined: Joined) -> Iterator[Array]:
    """Bucket numbers of all characters of joined texts, a row a kind of feature; the next row overwrites the last."""
    row, shifted = np.empty(len(joined), np.uint32), np.empty(len(joined), np.uint32)
    for salt, values in zip(_SALTS, _values(joined), strict=True):
        np.add(values, salt, out=row)
        np.right_shift(row, np.uint32(15), out=shifted)
        np.bitwise_xor(row, shifted, out=row)
        np.multiply(row, _OTHER_MIX, out=row)
        np.right_shift(row, np.uint32(13), out=shifted)
        np.bitwise_xor(row, shifted, out=row)
        np.bitwise_and(row, np.uint32(BUCKETS - 1), out=row)
        yield row


def _values(joined: Joined) -> Iterator[Array]:
    """A number for each character and kind of feature: what stands around it, and the words it belongs to."""
    codes, count = joined.codes, len(joined)
    single = codes * _MIX
    pair = single[:-1] ^ (codes[1:] * _OTHER_MIX)
    pair *= _MIX
    triple = pair[:-1] ^ (codes[2:] * _OTHER_MIX)
    triple *= _MIX
    for values, offsets in ((single, _SINGLES), (pair, _PAIRS), (triple, _TRIPLES)):
        for offset in offsets:
            yield values[GAP + offset : GAP + offset + count]
    yield from _surroundings(joined)


def _surroundings(joined: Joined) -> Iterator[Array]:
    """For every character numbers of its word and the words beside it, their classes, and the kinds of characters."""
    words, codes, count = joined.words, joined.codes, len(joined)
    lengths = np.fromiter(map(len, words), np.int64, len(words))
    starts = np.cumsum(lengths) - lengths
    known = np.fromiter(map(_WORDS.__getitem__, words), np.uint64, len(words))
    begins = np.zeros(len(codes), np.uint32)
    begins[starts[known > 0]] = 1
    hashes, classes = (known & np.uint64(_ALL_BITS)).astype(np.uint32), (known >> np.uint64(33)).astype(np.uint32)
    three = classes[:-2] * np.uint32(4096) + classes[1:-1] * np.uint32(64) + classes[2:]
    # The gaps in front and behind have no neighbour on one side and are cut off below.
    at = np.repeat(np.arange(len(words) - 2), lengths[1:-1])
    around = begins * np.uint32(4) + _kinds(codes)
    pattern = around[GAP - 1 : GAP - 1 + count] * np.uint32(512) + around[GAP : GAP + count] * np.uint32(64)
    pattern += around[GAP + 1 : GAP + 1 + count] * np.uint32(8) + begins[GAP + 2 : GAP + 2 + count]
    own = codes[GAP : GAP + count] * _MIX
    within = np.arange(GAP, GAP + count) - np.repeat(starts[1:-1], lengths[1:-1])
    place = np.minimum(within, 2).astype(np.uint32) + np.uint32(1)
    mixed_place, word = place * _MIX, hashes[1:-1].take(at)
    yield word
    yield word ^ (pattern * _MIX)
    yield pattern
    yield pattern ^ own
    yield hashes[:-2].take(at) ^ mixed_place
    yield hashes[2:].take(at) ^ mixed_place
    yield (three * np.uint32(4)).take(at) + place
    yield ((classes[1:-1] * np.uint32(4)).take(at) + place) ^ own


class _Words(dict[str, int]):
    """A word's hash, above it one bit that says it is a word, above that the number (below 64) of its part of speech.

    What has been asked is remembered.
    """

    def __missing__(self, word: str) -> int:
        if len(self) >= _KNOWN_WORDS:
            self.clear()
            self[_GAP_WORD] = 0
        tags = rjieba.tag(word)
        kind = 1 + crc32(tags[0][1].encode()) % 63 if len(tags) == 1 else 0
        self[word] = number = kind << 33 | 1 << 32 | _hash(word)
        return number


def _hash(word: str) -> int:
    codes = np.frombuffer(word.encode("utf-32-le", "replace"), np.uint32)
    places = np.arange(len(codes), dtype=np.uint32)
    mixed = (codes + np.uint32(1)) * (places * np.uint32(2246822519) + np.uint32(3266489917))
    return int(mixed.sum(dtype=np.uint32))


_WORDS = _Words({_GAP_WORD: 0})


def _kinds(codes: Array) -> Array:
    """0 other, 1 Chinese, 2 digit, 3 Latin letter."""
    kinds = ((codes >= 0x4E00) & (codes <= 0x9FFF)).astype(np.uint32)
    kinds[(codes >= 48) & (codes <= 57)] = 2
    kinds[((codes | 32) >= 97) & ((codes | 32) <= 122)] = 3
    return kinds
