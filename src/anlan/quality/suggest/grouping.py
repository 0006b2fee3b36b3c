"""Counting values of one column within the groups of others: the arithmetic under dependencies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from anlan.quality.suggest.table import Codes, Column, Counts, Flags, Rows


@dataclass(frozen=True)
class Key:
    """The left side of a dependency: one group number a row, -1 where a part of the key is missing."""

    columns: tuple[int, ...]
    groups: Codes
    size: int


@dataclass(frozen=True)
class Tally:
    """How often each value occurs in each group, and per group the size, the largest and second largest count."""

    pair_of_row: Rows
    rows: Rows
    count: Counts
    group: Rows
    code: Rows
    size: Counts
    first: Counts
    second: Counts
    leader: Rows

    @property
    def paired(self) -> Flags:
        """Which groups hold at least two values, so that they can agree or disagree."""
        return self.size >= 2


def key_of(columns: Sequence[Column]) -> Key:
    """The groups made by one or two columns; rows with a missing part belong to none."""
    groups = np.where(columns[0].missing[columns[0].codes], -1, columns[0].codes).astype(np.int64)
    size = len(columns[0].values)
    for column in columns[1:]:
        lost = (groups < 0) | column.missing[column.codes]
        combined = groups * len(column.values) + column.codes
        known, dense = np.unique(combined, return_inverse=True)
        groups, size = np.where(lost, -1, dense), len(known)
    return Key(tuple(column.index for column in columns), groups.astype(np.int32), size)


def sampled_rows(key: Key, limit: int) -> Rows | None:
    """Whole groups picked by a hash until about ``limit`` rows are kept; None where the table is small enough."""
    count = len(key.groups)
    if count <= limit:
        return None
    share = int(limit / count * 2**32)
    hashed = (key.groups.astype(np.uint64) * np.uint64(2654435761) + np.uint64(97)) % np.uint64(2**32)
    return np.flatnonzero(hashed < share)


def tally(key: Key, column: Column, rows: Rows | None = None, codes: Codes | None = None) -> Tally:
    """The counts of a column's values within the groups of a key, over all rows or some; missing values are left out.

    ``codes`` replaces the column's own codes (for a shuffled column); it belongs to ``rows``.
    """
    groups = key.groups if rows is None else key.groups[rows]
    if codes is None:
        codes = column.codes if rows is None else column.codes[rows]
    kept = np.flatnonzero((groups >= 0) & ~column.missing[codes])
    width = len(column.values)
    joint = groups[kept].astype(np.int64) * width + codes[kept]
    pairs, inverse, count = np.unique(joint, return_inverse=True, return_counts=True)
    group, code = pairs // width, pairs % width
    order = np.lexsort((count, group))
    ordered = group[order]
    last = np.flatnonzero(np.append(ordered[1:] != ordered[:-1], True)) if len(order) else np.zeros(0, np.int64)
    size = np.bincount(group, weights=count, minlength=key.size).astype(np.int64)
    first = np.zeros(key.size, np.int64)
    second = np.zeros(key.size, np.int64)
    leader = np.full(key.size, -1, np.int64)
    first[ordered[last]] = count[order[last]]
    leader[ordered[last]] = code[order[last]]
    has_second = last[(last > 0) & (ordered[last - 1] == ordered[last])] if len(last) else last
    second[ordered[has_second]] = count[order[has_second - 1]]
    real = kept if rows is None else rows[kept]
    return Tally(inverse, real, count, group, code, size, first, second, leader)
