"""Cells that break dependencies: the minority in a group, blamed on the side that more dependencies speak against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from anlan.quality.suggest.dependency import Dependency
from anlan.quality.suggest.derived import follows_parts, parts_of
from anlan.quality.suggest.evidence import Evidence, shown
from anlan.quality.suggest.grouping import Tally, key_of, tally
from anlan.quality.suggest.table import Codes, Column, Counts, Rows, Scores, Table

_LEFT_BIAS = 0.7


@dataclass(frozen=True)
class _Break:
    """The rows in which one dependency is broken: how clearly, and what the group says instead."""

    dependency: Dependency
    rows: Rows
    weight: Scores
    leader: Rows
    size: Rows
    support: Rows


def dependency_evidence(table: Table, dependencies: Sequence[Dependency]) -> list[Evidence]:
    """Doubts about cells that disagree with their group, and about blanks whose value the group knows."""
    against = np.zeros((len(table.columns), table.row_count), dtype=np.float32)
    for_it = np.zeros_like(against)
    breaks = []
    gaps = []
    held = {dependency.right: parts_of(table, table.columns[dependency.right]) for dependency in dependencies}
    for dependency in dependencies:
        key = key_of([table.columns[index] for index in dependency.left])
        column = table.columns[dependency.right]
        seen = tally(key, column)
        breaks.append(_breaks(table, dependency, seen, key.groups, held[dependency.right], against, for_it))
        gaps.append(_gap_evidence(table, dependency, column, seen, key.groups))
    blame = against / np.maximum(against + for_it, 1e-6)
    blame *= 1 - np.exp(-2 * against)
    found = [entry for entry in gaps if entry is not None]
    for broken in breaks:
        found.extend(_blamed(table, broken, blame))
    return found


def _breaks(
    table: Table,
    dependency: Dependency,
    seen: Tally,
    groups: Codes,
    parts: Sequence[Column],
    against: Scores,
    for_it: Scores,
) -> _Break:
    """The broken rows of a dependency; adds to both sides' counts of what speaks against and for each cell."""
    own = seen.count[seen.pair_of_row]
    group = groups[seen.rows]
    other = np.where(own == seen.first[group], seen.second[group], seen.first[group])
    broken = (other >= own) & (other > 0)
    if parts:
        chosen = np.flatnonzero(broken)
        right = table.columns[dependency.right]
        broken[chosen[follows_parts(parts, right, seen.rows[chosen], seen.leader[group[chosen]])]] = False
    weight = _weights(dependency, seen, group, own, other)
    kept = dependency.reliability * np.maximum(own - other - 0.5, 0) / (own + 0.5)
    # The sides of a key share the blame; that a value leads to what it should says less than that it is led to.
    part = 1 / len(dependency.left)
    shares = ((dependency.right, 1.0, 1.0), *((left, part, 0.6) for left in dependency.left))
    for index, against_part, for_part in shares:
        against[index, seen.rows[broken]] += against_part * weight[broken]
        for_it[index, seen.rows[~broken]] += for_part * kept[~broken]
    chosen = np.flatnonzero(broken)
    at = group[chosen]
    clear = weight[chosen].astype(np.float32)
    return _Break(dependency, seen.rows[chosen], clear, seen.leader[at], seen.size[at], seen.first[at])


def _weights(dependency: Dependency, seen: Tally, group: Codes, own: Counts, other: Counts) -> NDArray[np.float64]:
    """How clearly each row is outvoted in its group."""
    weight = dependency.reliability * (other - own + 0.5) / (other + 0.5)
    # The same wrong value twice in a group is rarer than an exception to the dependency.
    repeated = dependency.error < 0.1
    weight *= np.where((own == 2) & repeated, 0.9, np.where((own > 2) & repeated, 0.75, 1.0))
    # A group with far more disagreement than the others is an exception to the dependency rather than full of errors.
    expected = seen.size * max(dependency.error, 0.02)
    odd = (seen.size - seen.first >= 3) & (seen.size - seen.first > 3 * expected + 1)
    outvoted: NDArray[np.float64] = weight * np.where(odd[group], 0.6, 1.0)
    return outvoted


def _blamed(table: Table, broken: _Break, blame: Scores) -> list[Evidence]:
    """The break charged to the right side, or to a left side that other dependencies speak against as well."""
    right = table.columns[broken.dependency.right]
    lefts = broken.dependency.left
    right_blame = blame[right.index, broken.rows]
    left_blames = np.stack([blame[index, broken.rows] for index in lefts])
    left_blame = left_blames.max(axis=0) * _LEFT_BIAS
    share = np.minimum(1.0, right_blame / np.maximum(left_blame, 1e-6)) ** 2
    scores = _sharpened(right, broken, (broken.weight * share).astype(np.float32))
    found = [Evidence("dependency", right.index, broken.rows, scores, _Reason(table, broken))]
    guilty = left_blame > right_blame
    culprit = left_blames.argmax(axis=0)
    for position, index in enumerate(lefts):
        chosen = np.flatnonzero(guilty & (culprit == position))
        if len(chosen):
            part = (broken.weight[chosen] * np.minimum(1, left_blame[chosen] / 0.5)).astype(np.float32)
            found.append(Evidence("key", index, broken.rows[chosen], part, _KeyReason(table, broken, index)))
    return found


def _sharpened(right: Column, broken: _Break, scores: Scores) -> Scores:
    """Surer where the value is nearly the group's and rarer than it: a typing error."""
    near: dict[tuple[int, int], bool] = {}
    sharpened = scores.copy()
    for position, (row, leader) in enumerate(zip(broken.rows, broken.leader, strict=True)):
        pair = (int(right.codes[row]), int(leader))
        if pair not in near:
            near[pair] = pair[0] != pair[1] and is_near(right.values[pair[0]], right.values[pair[1]])
        if near[pair]:
            own, usual = int(right.counts[pair[0]]), int(right.counts[pair[1]])
            factor = 1.0 if own >= usual else 0.45 if own <= 2 else 0.7
            sharpened[position] = 1 - (1 - scores[position]) * factor
    return sharpened


def is_near(value: str, other: str) -> bool:
    """Whether one text may be a slip of the other: a few characters, and not merely another number."""
    longest = max(len(value), len(other))
    if longest < 3:
        return False
    return bool(OSA.distance(value, other, score_cutoff=max(1, longest // 4)) <= max(1, longest // 4))


class _Reason:
    """The words for a broken dependency, made when a row is reported."""

    def __init__(self, table: Table, broken: _Break) -> None:
        self._table, self._broken = table, broken

    def __call__(self, row: int) -> str:
        broken, table = self._broken, self._table
        at = int(np.searchsorted(broken.rows, row))
        right = table.columns[broken.dependency.right]
        keys = "、".join(
            f"{table.columns[index].name}={shown(table.columns[index].value(row), 24)}"
            for index in broken.dependency.left
        )
        leader = right.values[int(broken.leader[at])]
        if leader == right.value(row):
            return f"同一 {keys} 的 {broken.size[at]} 行中 {right.name} 的取值不一致"
        return f"同一 {keys} 的 {broken.size[at]} 行中 {broken.support[at]} 行为{shown(leader)}"


class _KeyReason:
    """The words for a left side that does not fit its row."""

    def __init__(self, table: Table, broken: _Break, index: int) -> None:
        self._table, self._broken, self._index = table, broken, index

    def __call__(self, row: int) -> str:
        table = self._table
        right = table.columns[self._broken.dependency.right]
        own = table.columns[self._index].value(row)
        at = int(np.searchsorted(self._broken.rows, row))
        leader = right.values[int(self._broken.leader[at])]
        return (
            f"{shown(own)} 的其他行 {right.name} 为{shown(leader)}，本行为{shown(right.value(row))}，其余项目也与它不符"
        )


def _gap_evidence(table: Table, dependency: Dependency, column: Column, seen: Tally, groups: Codes) -> Evidence | None:
    """Missing cells whose group agrees on a value."""
    rows = np.flatnonzero(column.missing[column.codes] & (groups >= 0))
    if not len(rows):
        return None
    group = groups[rows]
    gaps = np.bincount(group, minlength=len(seen.size))[group]
    known, first = seen.size[group], seen.first[group]
    rest = known - first
    # That others have a value speaks against the blank; that they agree on it says that the group is one thing.
    score = dependency.reliability * np.sqrt(known / (known + gaps)) * (0.6 + 0.4 * first / np.maximum(known, 1))
    score *= np.where(known >= 2, 1.0, 0.8)
    chosen = (known >= 1) & (2 * first >= rest)
    rows, group = rows[chosen], group[chosen]
    if not len(rows):
        return None

    def reason(row: int) -> str:
        names = "、".join(table.columns[index].name for index in dependency.left)
        at = groups[row]
        usual = shown(column.values[seen.leader[at]])
        return f"缺值：同一 {names} 的其他 {seen.size[at]} 行有值，{seen.first[at]} 行为{usual}"

    return Evidence("gap", column.index, rows, np.clip(score[chosen], 0, 0.97).astype(np.float32), reason)
