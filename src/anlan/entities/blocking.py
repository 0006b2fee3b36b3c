"""Candidates for a misspelt name: registered names that share its rare pairs of characters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sparse_dot_topn import sp_matmul_topn

COMMON = 20_000
"""A pair of characters in that many names (of three million) says nothing about which one is meant."""
Array = npt.NDArray[Any]


def pairs_of(key: str) -> Array:
    """The distinct neighbouring pairs of characters of a name key, as numbers."""
    codes = np.frombuffer(key.encode("utf-32-le", "replace"), np.uint32) & 0xFFFF
    return np.unique((codes[:-1] << 16) | codes[1:])


def _postings(codes: Array, ends: Array) -> tuple[Array, Array]:
    """Distinct (pair, row) of concatenated name keys, sorted by pair and row."""
    pairs = (codes[:-1].astype(np.uint64) & 0xFFFF) << 16 | (codes[1:] & 0xFFFF)
    lengths = np.diff(ends, prepend=0)
    rows = np.repeat(np.arange(len(ends), dtype=np.uint64), lengths)[:-1]
    within = np.ones(len(pairs), bool)
    within[ends[(ends > 0) & (ends < len(codes))] - 1] = False
    joined = (pairs << np.uint64(32) | rows)[within]
    joined.sort()
    joined = joined[np.concatenate([[True], joined[1:] != joined[:-1]])] if len(joined) else joined
    return (joined >> np.uint64(32)).astype(np.uint32), (joined & np.uint64(0xFFFFFFFF)).astype(np.int32)


@dataclass(frozen=True)
class RarePairs:
    """Postings of rare character pairs over all names, weighted so that a short name is not at a disadvantage."""

    pairs: Array
    frequency: Array
    starts: Array
    rows: Array
    weights: Array
    row_count: int

    @classmethod
    def build(cls, codes: Array, ends: Array, common: int = COMMON) -> RarePairs:
        """The postings of name keys given as concatenated code points with the end of each."""
        if not len(codes):
            empty = np.zeros(0, np.uint32)
            return cls(empty, empty, np.zeros(1, np.int64), empty.astype(np.int32), empty.astype(np.float32), len(ends))
        of_pair, rows = _postings(codes, ends)
        pairs, firsts, frequency = np.unique(of_pair, return_index=True, return_counts=True)
        del firsts, of_pair
        kept = np.repeat(frequency < common, frequency)
        rows = rows[kept]
        idf = np.log1p(len(ends) / frequency).astype(np.float32)
        lengths = np.where(frequency < common, frequency, 0)
        weights = np.repeat(idf, lengths)
        norms = np.sqrt(np.bincount(rows, weights=weights * weights, minlength=len(ends)))
        weights /= np.maximum(norms, 1e-6)[rows].astype(np.float32)
        starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        return cls(pairs, frequency.astype(np.uint32), starts, rows, weights, len(ends))

    def frequency_of(self, pairs: Array) -> Array:
        """In how many registered names each pair occurs."""
        if not len(self.pairs):
            return np.zeros(len(pairs), np.uint32)
        at = np.minimum(self.pairs.searchsorted(pairs), len(self.pairs) - 1)
        return np.where(self.pairs[at] == pairs, self.frequency[at], 0)

    def _queries(self, keys: Sequence[str]) -> sparse.csr_matrix:
        columns, values, starts = [], [], [0]
        for key in keys:
            wanted = pairs_of(key)
            at = np.minimum(self.pairs.searchsorted(wanted), max(len(self.pairs) - 1, 0))
            at = at[self.pairs[at] == wanted] if len(self.pairs) else at[:0]
            at = at[self.starts[at + 1] > self.starts[at]]
            columns.append(at)
            values.append(np.log1p(self.row_count / self.frequency[at]))
            starts.append(starts[-1] + len(at))
        data = np.concatenate(values).astype(np.float32)
        return sparse.csr_matrix((data, np.concatenate(columns), starts), shape=(len(keys), len(self.pairs)))

    def matrix(self) -> sparse.csr_matrix:
        """Pairs by rows, as the product needs it (no copy)."""
        shape = (len(self.pairs), self.row_count)
        matrix = sparse.csr_matrix(shape, dtype=np.float32)
        matrix.data, matrix.indices, matrix.indptr = self.weights, self.rows, self.starts.astype(np.int32)
        return matrix

    def candidates(self, keys: Sequence[str], matrix: sparse.csr_matrix, top: int, threads: int) -> list[Array]:
        """For each key the row numbers of the ``top`` names that share most of its rare pairs, best first."""
        if not keys or not len(self.pairs) or not len(self.rows):
            return [np.zeros(0, np.int32) for _ in keys]
        found = sp_matmul_topn(self._queries(keys), matrix, top_n=top, sort=True, n_threads=threads)
        return np.split(found.indices, found.indptr[1:-1])

    def arrays(self) -> dict[str, Array]:
        """The arrays for a prepared file."""
        return {
            "pairs.pairs": self.pairs,
            "pairs.frequency": self.frequency,
            "pairs.starts": self.starts,
            "pairs.rows": self.rows,
            "pairs.weights": self.weights,
        }

    @classmethod
    def from_arrays(cls, arrays: dict[str, Array], row_count: int) -> RarePairs:
        """The postings kept in a prepared file."""
        pairs, frequency, starts = arrays["pairs.pairs"], arrays["pairs.frequency"], arrays["pairs.starts"]
        return cls(pairs, frequency, starts, arrays["pairs.rows"], arrays["pairs.weights"], row_count)
