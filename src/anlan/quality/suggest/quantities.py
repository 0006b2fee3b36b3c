"""Numbers and dates out of line: far from all others, of the wrong sign, or against an order or a sum of columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, permutations

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from anlan.quality.suggest.evidence import Evidence, shown, value_evidence
from anlan.quality.suggest.kinds import ColumnKind
from anlan.quality.suggest.table import Column, Flags, Table

Numbers = NDArray[np.float64]
_HOLDS = 0.9
_FAR_OF_FEW = 4.0
_NO_REPAIR = 99
_COLUMNS = 12
_SAMPLE = 20_000


@dataclass(frozen=True)
class Order:
    """``low`` is never after ``high``: the share of rows in which it holds, and the rows in which it does not."""

    low: int
    high: int
    share: float
    broken: NDArray[np.int64]


@dataclass(frozen=True)
class Equation:
    """``left operator right = total``: the share of rows in which it holds, and the rows in which it does not."""

    left: int
    right: int
    operator: str
    total: int
    share: float
    broken: NDArray[np.int64]


def quantity_evidence(table: Table, kinds: Sequence[ColumnKind]) -> list[Evidence]:
    """Doubts about numbers and dates far from the rest, negative where none is, or finer than their column."""
    found = []
    for column, kind in zip(table.columns, kinds, strict=True):
        if kind.numbers is None or not (kind.is_number or kind.is_date) or column.filled < 20:
            continue
        doubts = _far(column, kind)
        if kind.is_number:
            doubts.update(_sign_and_places(column, kind.numbers))
        else:
            doubts.update(_impossible(column, kind.numbers))
        entry = value_evidence("range", column, doubts)
        if entry is not None:
            found.append(entry)
    return found


def _far(column: Column, kind: ColumnKind) -> dict[int, tuple[float, str]]:
    """Values beyond the fences of the quartiles, measured on the scale on which the column is even."""
    assert kind.numbers is not None
    values, weights = kind.numbers, column.counts
    usable = ~np.isnan(values) & ~column.missing
    if usable.sum() < 3:
        return {}
    # Where there are few different values, only one far beyond all others is no further step of theirs.
    least = 0.8 if usable.sum() >= 8 else _FAR_OF_FEW
    plain = np.repeat(values[usable], np.minimum(weights[usable], 1000))
    positive = plain.min() > 0 and not kind.is_date
    scale = np.log10 if positive and np.percentile(plain, 95) > 5 * np.percentile(plain, 50) else _same
    marks = scale(plain)
    low, high = np.percentile(marks, [2, 98])
    quartiles = np.percentile(marks, [25, 75])
    spread = max(high - low, 2 * (quartiles[1] - quartiles[0]), 1e-9)
    doubts = {}
    for code in np.flatnonzero(usable):
        mark = float(scale(values[code]))
        beyond = max(low - mark, mark - high) / spread
        if beyond > least and weights[code] <= 0.01 * column.filled:
            score = min(0.85, 0.45 + 0.15 * beyond)
            bounds = _bound_words(kind, low, high, scale)
            doubts[int(code)] = (score, f"远离本列的其他取值：96% 的行在 {bounds} 之间")
    return doubts


def _same(values: Numbers) -> Numbers:
    return values


def _bound_words(kind: ColumnKind, low: float, high: float, scale: object) -> str:
    if kind.is_date:
        return f"{date.fromordinal(int(low))} 与 {date.fromordinal(int(high))}"
    if scale is np.log10:
        low, high = 10**low, 10**high
    return f"{low:g} 与 {high:g}"


def _sign_and_places(column: Column, numbers: Numbers) -> dict[int, tuple[float, str]]:
    doubts = {}
    held = np.flatnonzero(~np.isnan(numbers))
    weights = column.counts[held]
    total = weights.sum()
    negative = numbers[held] < 0
    share = weights[negative].sum() / total
    if 0 < share <= 0.02:
        least = _mirrored_end(numbers[held], weights)
        for code in held[negative & (numbers[held] < least)]:
            doubts[int(code)] = (0.72, f"负数：本列 {1 - share:.1%} 的数值不为负")
    places = np.fromiter((len(column.values[code].strip().partition(".")[2]) for code in held), np.int64, len(held))
    usual = np.repeat(places, np.minimum(weights, 1000))
    limit = int(np.percentile(usual, 98))
    for code, count in zip(held, places, strict=True):
        if count >= limit + 4 and int(code) not in doubts:
            doubts[int(code)] = (0.6, f"小数位数异常：本列通常不超过 {limit} 位")
    return doubts


def _mirrored_end(values: Numbers, weights: NDArray[np.int64]) -> float:
    """How far below zero an evenly spread column may reach by nature: its upper end mirrored at its middle."""
    plain = np.repeat(values, np.minimum(weights, 1000))
    low, middle, high, end = np.percentile(plain, [2, 50, 98, 99.9])
    is_even = abs((high - middle) - (middle - low)) < 0.25 * (high - low)
    return min(0.0, float(2 * middle - end)) if is_even else 0.0


def _impossible(column: Column, numbers: Numbers) -> dict[int, tuple[float, str]]:
    """Digits in the shape of a date that no calendar knows."""
    doubts = {}
    for code in np.flatnonzero(np.isnan(numbers) & ~column.missing):
        digits = "".join(c if c.isdigit() else " " for c in column.values[code]).split()
        if sum(map(len, digits)) in (6, 7, 8):
            doubts[int(code)] = (0.85, f"{shown(column.values[code])} 不是存在的日期")
    return doubts


def find_orders(table: Table, kinds: Sequence[ColumnKind]) -> list[Order]:
    """Pairs of date columns, or of numbers of one scale, of which one is nearly never above the other."""
    found = []
    for name in ("date", "number"):
        chosen = [index for index, kind in enumerate(kinds) if kind.name == name][:_COLUMNS]
        for low, high in permutations(chosen, 2):
            before, after = _numbers(table, kinds, low), _numbers(table, kinds, high)
            both = ~np.isnan(before) & ~np.isnan(after)
            total = int(both.sum())
            if total < 30:
                continue
            holds = before[both] <= after[both]
            strict = float((before[both] < after[both]).mean())
            if float(holds.mean()) >= 0.95 and strict >= 0.3 and _overlap(before[both], after[both]):
                found.append(Order(low, high, float(holds.mean()), np.flatnonzero(both & (before > after))))
    return found


def _overlap(before: Numbers, after: Numbers) -> bool:
    """Whether the order says something: the ranges overlap, so that chance would break it often."""
    chance = float((before <= np.roll(np.sort(after)[np.random.default_rng(5).permutation(len(after))], 1)).mean())
    return chance <= 0.9


def order_evidence(table: Table, kinds: Sequence[ColumnKind], orders: Sequence[Order]) -> list[Evidence]:
    """Doubts about both cells of a broken order, more about the one that lies further from its column's middle."""
    found = []
    for order in orders:
        if not len(order.broken) or not kinds[order.low].is_date:
            continue
        low, high = _numbers(table, kinds, order.low), _numbers(table, kinds, order.high)
        gap = float(np.nanmedian(high - low))
        far_low = np.abs(low[order.broken] - np.nanmedian(low))
        far_high = np.abs(high[order.broken] - np.nanmedian(high))
        names = (table.columns[order.low].name, table.columns[order.high].name)
        reason = f"“{names[0]}”晚于“{names[1]}”，而 {order.share:.1%} 的行不晚（相差通常 {gap:g} 天）"
        gaps = (high - low)[~np.isnan(high - low)]
        reversed_gap = low[order.broken] - high[order.broken]
        usual = (reversed_gap >= np.percentile(gaps, 5)) & (reversed_gap <= np.percentile(gaps, 98))
        # Exchanged, the two would be as far apart as others are: then both cells hold the other's value.
        for index, guilty in ((order.low, far_low > far_high), (order.high, far_low <= far_high)):
            scores = np.where(usual, 0.58, np.where(guilty, 0.6, 0.35)).astype(np.float32)
            found.append(Evidence("order", index, order.broken, scores, lambda _, text=reason: text))  # type: ignore[misc]
    return found


def find_equations(table: Table, kinds: Sequence[ColumnKind]) -> list[Equation]:
    """Sums and products of two columns that make a third in at least nine rows of ten."""
    chosen = [index for index, kind in enumerate(kinds) if kind.is_number][:_COLUMNS]
    values = {index: _numbers(table, kinds, index) for index in chosen}
    found = []
    for left, right in combinations(chosen, 2):
        for total in chosen:
            if total in (left, right):
                continue
            for operator in ("+", "*"):
                entry = _equation(values, left, right, operator, total)
                if entry is not None:
                    found.append(entry)
    return found


def _equation(values: dict[int, Numbers], left: int, right: int, operator: str, total: int) -> Equation | None:
    a, b, c = values[left], values[right], values[total]
    if not _agrees(a[:_SAMPLE], b[:_SAMPLE], c[:_SAMPLE], operator):
        return None
    whole, usable = _holds(a, b, c, operator)
    share = float(whole[usable].mean())
    return Equation(left, right, operator, total, share, np.flatnonzero(usable & ~whole))


def _agrees(a: Numbers, b: Numbers, c: Numbers, operator: str) -> bool:
    whole, usable = _holds(a, b, c, operator)
    if usable.sum() < 30 or whole[usable].mean() < _HOLDS:
        return False
    # A column of zeros or ones adds and multiplies to anything: both parts must matter, and vary.
    dull = 0 if operator == "+" else 1
    matters = [np.mean(part[usable] != dull) >= 0.2 for part in (a, b, c)]
    kinds = sorted(len(np.unique(part[usable])) for part in (a, b, c))
    # A rate may have two values where what it is taken of has many.
    return all(matters) and kinds[0] >= (3 if operator == "+" else 2) and kinds[1] >= 3


def _holds(a: Numbers, b: Numbers, c: Numbers, operator: str) -> tuple[Flags, Flags]:
    result = a + b if operator == "+" else a * b
    usable = ~np.isnan(result) & ~np.isnan(c)
    with np.errstate(invalid="ignore"):
        near = np.abs(result - c) <= np.maximum(0.011, 1e-6 * np.abs(c))
    return near & usable, usable


def equation_evidence(table: Table, kinds: Sequence[ColumnKind], equations: Sequence[Equation]) -> list[Evidence]:
    """Doubts about the cell of a broken equation whose correction changes the fewest characters."""
    found = []
    for equation in equations:
        scores: dict[int, dict[int, float]] = {equation.left: {}, equation.right: {}, equation.total: {}}
        places = {index: _places(table.columns[index]) for index in scores}
        for row in map(int, equation.broken):
            costs = _repair_costs(table, kinds, equation, row, places)
            least = min(costs.values())
            guilty = [index for index, cost in costs.items() if cost == least]
            # Of two equally likely cells a person must look at both; three say nothing, so the result is named.
            for index in guilty:
                is_named = len(guilty) == 2 or index == equation.total
                scores[index][row] = 0.75 if len(guilty) == 1 else 0.52 if is_named else 0.35
        names = [table.columns[index].name for index in (equation.left, equation.right, equation.total)]
        reason = f"不满足“{names[0]}{equation.operator}{names[1]}={names[2]}”，{equation.share:.1%} 的行满足"
        for index, held in scores.items():
            if held:
                rows = np.fromiter(sorted(held), np.int64, len(held))
                marks = np.fromiter((held[row] for row in sorted(held)), np.float32, len(held))
                found.append(Evidence("equation", index, rows, marks, lambda _, text=reason: text))  # type: ignore[misc]
    return found


def _repair_costs(
    table: Table, kinds: Sequence[ColumnKind], equation: Equation, row: int, places: Mapping[int, int]
) -> dict[int, int]:
    """For each cell of an equation, how many characters change if that cell alone is put right."""
    a, b, c = (float(_cell(table, kinds, index, row)) for index in (equation.left, equation.right, equation.total))
    if equation.operator == "+":
        wanted = {equation.left: c - b, equation.right: c - a, equation.total: a + b}
    else:
        wanted = {
            equation.left: c / b if b else np.inf,
            equation.right: c / a if a else np.inf,
            equation.total: a * b,
        }
    costs = {}
    for index, value in wanted.items():
        held = {equation.left: a, equation.right: b, equation.total: c}
        written = held[index]
        held[index] = round(value, places[index]) if np.isfinite(value) else value
        total = np.array([held[equation.total]])
        near, _ = _holds(np.array([held[equation.left]]), np.array([held[equation.right]]), total, equation.operator)
        # What cannot be written with the column's places (a rate of 0.0802) is no correction of it.
        costs[index] = (
            int(OSA.distance(f"{held[index]:.{places[index]}f}", f"{written:.{places[index]}f}"))
            if near[0]
            else _NO_REPAIR
        )
    return costs


def _places(column: Column) -> int:
    """How many decimal places nearly all values of a column do with."""
    counts = np.bincount([len(value.strip().partition(".")[2]) for value in column.values], weights=column.counts)
    return int(min(np.searchsorted(np.cumsum(counts), 0.95 * counts.sum()), 6))


def _cell(table: Table, kinds: Sequence[ColumnKind], index: int, row: int) -> np.float64:
    numbers = kinds[index].numbers
    assert numbers is not None
    value: np.float64 = numbers[table.columns[index].codes[row]]
    return value


def _numbers(table: Table, kinds: Sequence[ColumnKind], index: int) -> Numbers:
    numbers = kinds[index].numbers
    assert numbers is not None
    spread: Numbers = numbers[table.columns[index].codes]
    return spread
