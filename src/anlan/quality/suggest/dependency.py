"""Dependencies that hold but for a few rows: which columns fix the value of which other column.

A dependency is believed when rows that agree on the left side disagree on the right side far less than they would if
the right side were shuffled. The measure is g3 (Kivinen and Mannila, 1995) against its own permutation, so that a
column that hardly varies, or groups that hardly repeat, earn nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from anlan.quality.suggest.grouping import Key, key_of, sampled_rows, tally
from anlan.quality.suggest.table import Column, Counts, Rows, Table

_SAMPLE = 40_000
_PAIR_SAMPLE = 20_000
_PAIR_COLUMNS = 14
# Beyond so many columns the pairs are too many to look at in seconds.
_COLUMNS = 60
_PER_COLUMN = 6
_EXPECTED = 12.0


@dataclass(frozen=True)
class Dependency:
    """Left side, right side, the share of rows that disagree with their group, and the same share after shuffling."""

    left: tuple[int, ...]
    right: int
    error: float
    shuffled: float
    groups: int
    rows: int

    @property
    def reliability(self) -> float:
        """How much of the agreement cannot be chance: 1 for a dependency without exceptions."""
        return float(1.0 - (self.error / max(self.shuffled, 1e-9)) ** 1.5)


def find_dependencies(table: Table) -> list[Dependency]:
    """The believed dependencies with one column on the left, and with two where one does not do."""
    singles = _single_dependencies(table)
    explained = {entry.right for entry in singles if entry.error <= 0.12}
    return _best(singles) + _best(_pair_dependencies(table, explained))


def _single_dependencies(table: Table) -> list[Dependency]:
    found = []
    for left in [column for column in table.columns if _repeats(column, table.row_count)][:_COLUMNS]:
        key = key_of([left])
        rows = sampled_rows(key, _SAMPLE)
        for right in table.columns[: 2 * _COLUMNS]:
            if right.index != left.index and _varies(right):
                entry = _judged(key, right, rows)
                if entry is not None:
                    found.append(entry)
    return found


def _pair_dependencies(table: Table, explained: set[int]) -> list[Dependency]:
    targets = [column for column in table.columns if column.index not in explained and _varies(column)]
    lefts = [column for column in table.columns if _repeats(column, table.row_count) and _varies(column)]
    lefts = [column for column in lefts if len(column.values) <= table.row_count / 3][:_PAIR_COLUMNS]
    if not targets or len(lefts) < 2:
        return []
    found = []
    for pair in combinations(lefts, 2):
        key = key_of(pair)
        if key.size > table.row_count / 1.5:
            continue
        rows = sampled_rows(key, _PAIR_SAMPLE)
        for right in targets:
            if right.index not in key.columns:
                entry = _judged(key, right, rows)
                if entry is not None and entry.error <= 0.1 and entry.error <= 0.25 * entry.shuffled:
                    found.append(entry)
    return found


def _repeats(column: Column, rows: int) -> bool:
    """Whether the column's values recur often enough to group rows."""
    counts = column.counts[~column.missing]
    return bool(counts[counts >= 2].sum() >= max(8, 0.15 * rows)) and len(counts) >= 2


def _varies(column: Column) -> bool:
    return int((~column.missing).sum()) >= 2 and column.filled >= 8


def _judged(key: Key, right: Column, rows: Rows | None) -> Dependency | None:
    """The dependency, if believed: few disagreements, far fewer than by chance, or loud majorities in large groups."""
    seen = tally(key, right, rows)
    paired = seen.paired
    total = int(seen.size[paired].sum())
    groups = int(paired.sum())
    if groups < 3 or total < 8:
        return None
    error = 1.0 - float(seen.first[paired].sum()) / total
    if error > 0.5:
        return None
    generator = np.random.default_rng(20)
    codes = right.codes if rows is None else right.codes[rows]
    present = (key.groups if rows is None else key.groups[rows]) >= 0
    present &= ~right.missing[codes]
    shuffled_codes = codes.copy()
    shuffled_codes[present] = generator.permutation(codes[present])
    chance = tally(key, right, rows, shuffled_codes)
    shuffled = 1.0 - float(chance.first[paired].sum()) / total
    if shuffled * total < _EXPECTED:
        return None
    entry = Dependency(key.columns, right.index, error, shuffled, groups, total)
    uneven = _unevenness(seen.size[paired], seen.first[paired], error)
    if error <= 0.12:
        return entry if error <= 0.3 * shuffled and uneven <= (6 if error <= 0.05 else 2.5) else None
    mean_size = total / groups
    share = np.repeat(seen.first[paired] / seen.size[paired], seen.size[paired])
    clear = np.repeat(seen.second[paired] <= 0.6 * seen.first[paired], seen.size[paired])
    # A column of few values agrees within groups by accident more easily.
    most = 0.45 if shuffled >= 0.6 else 0.3
    loud = mean_size >= 5 and error <= most * shuffled and float(np.median(share)) >= 0.5 and float(clear.mean()) >= 0.7
    return entry if loud and groups >= 5 and uneven <= 4 else None


def _unevenness(size: Counts, first: Counts, error: float) -> float:
    """How much more the groups' shares of disagreement differ than equal chances a row would make them (1: not more).

    Errors fall on all groups alike. A relation that merely often holds (most towns have one school) has many groups
    without and a few full of exceptions.
    """
    large = size >= 5
    if not 0 < error < 1 or large.sum() < 3:
        return 1.0
    expected = size[large] * error
    return float((((size[large] - first[large]) - expected) ** 2 / (expected * (1 - error))).mean())


def _best(found: Sequence[Dependency]) -> list[Dependency]:
    """The strongest few for every right side."""
    by_right: dict[int, list[Dependency]] = {}
    for entry in found:
        by_right.setdefault(entry.right, []).append(entry)
    kept = []
    for entries in by_right.values():
        kept.extend(sorted(entries, key=lambda entry: (-entry.reliability * entry.rows, entry.left))[:_PER_COLUMN])
    return kept
