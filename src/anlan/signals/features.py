"""What the judge sees of a text: hashed characters and words near the triggers, and what the rules found."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from math import log

import numpy as np
import numpy.typing as npt

from anlan.base.words import cut
from anlan.signals.rules import Finding
from anlan.signals.text import code_points

BITS = 15
BUCKETS = 3 << BITS
"""Pairs, triples and words each have their own share of the buckets."""
_MASK = np.uint64((1 << BITS) - 1)
_PRIME = np.uint64(0x9E3779B97F4A7C15)
_SHORT, _LEAD = 500, 160
_KNOWN_WORDS = 200_000

Buckets = npt.NDArray[np.int64]


def window(text: str, findings: Sequence[Finding]) -> str:
    """The part of a text that is judged: all of a short one; of a long one its lead and the sentences with findings."""
    if len(text) <= _SHORT:
        return text
    parts, length, last = [text[:_LEAD]], _LEAD, _LEAD
    for finding in findings:
        start, end = max(last, finding.sentence_start), finding.sentence_end
        if end > start and length < _SHORT:
            parts.append(text[start:end])
            length += end - start
            last = end
    return "\n".join(parts)[: 2 * _SHORT]


def _spread(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Well-mixed bucket numbers (multiplicative hashing takes the high bits)."""
    return ((values * _PRIME) >> np.uint64(64 - BITS)) & _MASK


def buckets(text: str) -> Buckets:
    """The distinct buckets of a text's character pairs, triples and words, ascending."""
    codes = code_points(text).astype(np.uint64)
    if codes.size < 2:
        return np.zeros(0, dtype=np.int64)
    pairs = codes[:-1] * np.uint64(0x10FFFF) + codes[1:]
    triples = pairs[:-1] * np.uint64(0x10FFFF) + codes[2:]
    cut_text = cut(text)
    words = np.fromiter(map(_WORDS.__getitem__, cut_text), np.uint64, len(cut_text))
    size = np.uint64(1 << BITS)
    joined = np.concatenate([_spread(pairs), _spread(triples) + size, _spread(words) + size * np.uint64(2)])
    ordered = np.sort(joined.astype(np.int64))
    return ordered[np.concatenate(([True], ordered[1:] != ordered[:-1]))]


class _Words(dict[str, int]):
    """The checksum of a word, remembered."""

    def __missing__(self, word: str) -> int:
        if len(self) >= _KNOWN_WORDS:
            self.clear()
        self[word] = number = zlib.crc32(word.encode("utf-8", "replace"))
        return number


_WORDS = _Words()


def rule_logit(score: float) -> float:
    """The logit of a rules' score, bounded so that no rule is beyond argument."""
    bounded = min(max(score, 0.02), 0.98)
    return log(bounded / (1 - bounded))


def found(group: Sequence[Finding], score: float) -> Mapping[str, float]:
    """What the rules say of one type, by name: score, number and meaning of the findings, and which rules fired."""
    if not group:
        return {"nothing": 1.0}
    named = {"logit": rule_logit(score) / 2, "several": float(len(group) > 1)}
    asserted = [finding for finding in group if not finding.negated]
    named["negated"] = float(not asserted)
    for finding in asserted or group:
        named[f"rule:{finding.rule_id}"] = 1.0
        named.update({f"meant:{modality}": 1.0 for modality in finding.modalities})
    return named
