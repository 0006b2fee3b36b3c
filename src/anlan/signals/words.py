"""The second view of a trained model: which characters and neighbours occur how often, whatever the rules say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from anlan.signals.text import code_points

BITS = 18
WORD_BUCKETS = 1 << BITS
_PRIME = np.uint64(0x9E3779B97F4A7C15)
_LEAST_TEXTS = 2
_BLANK = (32, 10)

Weights = npt.NDArray[np.float32]
Counts = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]


def counts(text: str) -> Counts:
    """The buckets of a text's single characters, pairs and triples, ascending, and how often each occurs."""
    codes = code_points(text).astype(np.uint64)
    codes = codes[~np.isin(codes, _BLANK)]
    pairs = codes[:-1] * np.uint64(0x10FFFF) + codes[1:]
    triples = pairs[:-1] * np.uint64(0x1FFFF3) + codes[2:]
    joined = np.concatenate([codes, pairs + np.uint64(1 << 40), triples + np.uint64(1 << 61)])
    return np.unique(((joined * _PRIME) >> np.uint64(64 - BITS)).astype(np.int64), return_counts=True)


def counted(texts: Sequence[str]) -> sparse.csr_matrix:
    """The counts of texts, one row each."""
    found = [counts(text) for text in texts]
    ends = np.cumsum([0, *(indices.size for indices, _ in found)])
    indices = np.concatenate([*(indices for indices, _ in found), np.zeros(0, dtype=np.int64)])
    data = np.concatenate([*(often for _, often in found), np.zeros(0, dtype=np.int64)]).astype(np.float32)
    return sparse.csr_matrix((data, indices, ends), shape=(len(texts), WORD_BUCKETS))


def rarity_of(matrix: sparse.csr_matrix) -> Weights:
    """How telling each bucket is; 0 for what stands in one text only, and proves nothing of another."""
    seen = np.bincount(matrix.indices, minlength=WORD_BUCKETS)
    rarity = np.log((1 + matrix.shape[0]) / (1 + seen)) + 1
    return np.asarray(np.where(seen < _LEAST_TEXTS, 0, rarity), dtype=np.float16).astype(np.float32)


def scaled(matrix: sparse.csr_matrix, rarity: Weights) -> sparse.csr_matrix:
    """Rows of damped counts weighted by rarity, each of length 1."""
    damped = matrix.copy()
    damped.data = 1 + np.log(damped.data)
    weighted = damped.multiply(rarity[None, :]).tocsr()
    lengths = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    return sparse.diags(1 / np.maximum(lengths, 1e-9)) @ weighted


@dataclass(frozen=True)
class WordView:
    """Weights of the words for each type of a model; a type with all weights 0 is judged by the other view alone."""

    weights: Weights
    rarity: Weights

    def margins(self, found: Counts) -> Weights:
        """What counted words say for each type, in the model's order of types."""
        indices, often = found
        row = (1 + np.log(often)) * self.rarity[indices]
        return np.asarray(self.weights[:, indices] @ row / max(float(np.sqrt(row @ row)), 1e-9))
