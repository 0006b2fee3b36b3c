"""Rules that a table itself suggests, in the form in which rules are checked, each with its support and exceptions."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from anlan.pool.delta import quoted
from anlan.quality.rule import Rule
from anlan.quality.suggest.dependency import Dependency
from anlan.quality.suggest.grouping import key_of, tally
from anlan.quality.suggest.kinds import CHECKED, ColumnKind
from anlan.quality.suggest.shapes import exact_shape, loose_shape
from anlan.quality.suggest.suggestion import Suggestion
from anlan.quality.suggest.table import Column, Flags, Table

_MOSTLY = 0.9
_FEW = 40
_LEAST_ROWS = 10
_CLASSES = {"9": "[0-9]", "a": "[A-Za-z]", "汉": "[一-鿿]"}
_DATE_FORMS = {
    "9999-99-99": "%Y-%m-%d",
    "9999/99/99": "%Y/%m/%d",
    "99999999": "%Y%m%d",
    "9999汉99汉99汉": "%Y年%m月%d日",
    "9999.99.99": "%Y.%m.%d",
}


@dataclass(frozen=True)
class Proposal:
    """A rule, how many rows it spoke of in the table, and how many of them break it (its source says so too)."""

    rule: Rule
    support: int
    exceptions: int


@dataclass(frozen=True)
class _Draft:
    """A rule before it has a number."""

    kind: str
    columns: tuple[str, ...]
    options: dict[str, Any]
    label: str
    support: int
    exceptions: int
    dimension: str = ""


def propose(table: Table, suggestion: Suggestion, name: str) -> list[Proposal]:
    """The rules a table suggests, column by column, then across columns; ``name`` is the table's name in the rules."""
    doubted = _doubted(table, suggestion)
    drafts: list[_Draft] = []
    for column, kind in zip(table.columns, suggestion.kinds, strict=True):
        drafts.extend(_of_column(table, column, kind, doubted[column.index]))
    drafts.extend(_of_orders(table, suggestion))
    drafts.extend(_of_equations(table, suggestion))
    drafts.extend(_of_dependencies(table, suggestion.dependencies, name))
    return [_numbered(number, draft) for number, draft in enumerate(drafts, 1)]


def _numbered(number: int, draft: _Draft) -> Proposal:
    rule = Rule(
        id=f"S{number:03d}",
        kind=draft.kind,
        columns=draft.columns,
        label=draft.label,
        dimension=draft.dimension,
        severity="warning",
        source=f"由数据推断：支持 {draft.support} 行，例外 {draft.exceptions} 行",
        options=MappingProxyType(draft.options),
    )
    return Proposal(rule, draft.support, draft.exceptions)


def _doubted(table: Table, suggestion: Suggestion) -> dict[int, Flags]:
    """For each column the rows whose cell is believed wrong."""
    marks = {column.index: np.zeros(table.row_count, dtype=bool) for column in table.columns}
    position = {column.name: column.index for column in table.columns}
    for cell in suggestion.cells:
        marks[position[cell.column]][cell.row] = True
    return marks


def _of_column(table: Table, column: Column, kind: ColumnKind, doubted: Flags) -> Iterator[_Draft]:
    name = (column.name,)
    rows = table.row_count
    if rows < _LEAST_ROWS or not column.filled:
        return
    blank = int(column.counts[column.blank].sum())
    if blank <= (1 - _MOSTLY) * rows:
        yield _Draft("not_blank", name, {}, f"{column.name} 应填写", rows, blank)
    present = ~column.blank
    distinct = int(present.sum())
    filled = rows - blank
    if filled >= 0.98 * rows and distinct >= 0.98 * filled and not kind.is_date and not _has_fraction(column, kind):
        repeated = int(column.counts[present & (column.counts > 1)].sum())
        yield _Draft("unique", name, {}, f"{column.name} 应唯一", filled, repeated)
    if kind.is_number:
        yield from _of_number(column, kind, doubted, filled)
    elif kind.is_date:
        yield from _of_date(column, filled)
    elif kind.name in {entry[0] for entry in CHECKED}:
        _, label, is_valid = next(entry for entry in CHECKED if entry[0] == kind.name)
        wrong = sum(int(column.counts[c]) for c in np.flatnonzero(present) if not is_valid(column.values[c]))
        yield _Draft("validator", name, {"validator": kind.name}, f"{column.name} 应为有效的{label}", filled, wrong)
    else:
        yield from _of_text(column, doubted, filled)


def _has_fraction(column: Column, kind: ColumnKind) -> bool:
    return kind.is_number and any("." in value for value in column.values)


def _of_number(column: Column, kind: ColumnKind, doubted: Flags, filled: int) -> Iterator[_Draft]:
    numbers = kind.numbers
    assert numbers is not None
    whole = re.compile(r"[+-]?[0-9]+")
    is_whole = np.fromiter((bool(whole.fullmatch(value)) for value in column.values), bool, len(column.values))
    plain = ~np.isnan(numbers)
    counts = column.counts
    present = ~column.blank
    name = "integer" if counts[is_whole].sum() >= 0.98 * counts[plain].sum() else "decimal"
    decimal = np.fromiter((_is_plain_decimal(value) for value in column.values), bool, len(column.values))
    wrong = int(counts[present & ~(is_whole if name == "integer" else decimal)].sum())
    label = "整数" if name == "integer" else "数值"
    yield _Draft("type", (column.name,), {"type": name}, f"{column.name} 应为{label}", filled, wrong)
    trusted = numbers[column.codes[~doubted]]
    trusted = trusted[~np.isnan(trusted)]
    if len(trusted) >= _LEAST_ROWS:
        least, most = _bound(float(trusted.min())), _bound(float(trusted.max()))
        beyond = present & ~((numbers >= least) & (numbers <= most) & decimal)
        options = {"min": least, "max": most}
        label = f"{column.name} 应在 {least:g} 与 {most:g} 之间"
        yield _Draft("range", (column.name,), options, label, filled, int(counts[beyond].sum()))


def _is_plain_decimal(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return "_" not in value


def _bound(value: float) -> int | float:
    return int(value) if value.is_integer() else value


def _of_date(column: Column, filled: int) -> Iterator[_Draft]:
    held: dict[str, int] = defaultdict(int)
    for code in np.flatnonzero(~column.blank):
        held[exact_shape(column.values[code])] += int(column.counts[code])
    usual = max(held, key=lambda shape: held[shape])
    if held[usual] < 0.6 * filled:
        return
    pattern = _expression(usual, exact=True)
    label = f"{column.name} 应写作 {_DATE_FORMS.get(usual, usual)}"
    yield _Draft("pattern", (column.name,), {"pattern": pattern}, label, filled, _unmatched(column, pattern))


def _of_text(column: Column, doubted: Flags, filled: int) -> Iterator[_Draft]:
    trusted = np.bincount(column.codes[~doubted], minlength=len(column.values))
    codes = [int(code) for code in np.flatnonzero((trusted > 0) & ~column.blank)]
    if 2 <= len(codes) <= _FEW and filled >= 5 * len(codes) and int(trusted[codes].min()) >= 2:
        values = sorted(column.values[code] for code in codes)
        outside = filled - int(column.counts[codes].sum())
        yield _Draft(
            "code_set",
            (column.name,),
            {"values": values},
            f"{column.name} 应取自 {len(values)} 个值",
            filled,
            outside,
        )
        return
    if not codes:
        return
    for exact in (True, False):
        held: dict[str, int] = defaultdict(int)
        for code in codes:
            shape = exact_shape(column.values[code])
            held[shape if exact else loose_shape(shape)] += int(trusted[code])
        main = [shape for shape in sorted(held, key=lambda s: -held[s]) if held[shape] >= 0.02 * filled][:3]
        covered = sum(held[shape] for shape in main)
        if covered >= (0.97 if exact else 0.98) * sum(held.values()) and any(
            set(shape) - {"a", "汉", "h"} for shape in main
        ):
            pattern = "|".join(_expression(shape, exact) for shape in main)
            label = f"{column.name} 应形如 {' 或 '.join(main)}"
            yield _Draft("pattern", (column.name,), {"pattern": pattern}, label, filled, _unmatched(column, pattern))
            return


def _expression(shape: str, exact: bool) -> str:
    """The regular expression of a shape, in the dialect that Python and RE2 share."""
    parts = []
    for run in re.finditer(r"(.)\1*", shape, flags=re.S):
        sign, length = run[1], len(run[0])
        if sign in _CLASSES:
            words = "(?: [A-Za-z]+)*" if sign == "a" and not exact else ""
            parts.append(_CLASSES[sign] + (f"{{{length}}}" if exact else "+") + words)
        elif sign == "h":
            parts.append(rf"[^\x00-\x7f]{{{length}}}" if exact else r"[^\x00-\x7f]+")
        else:
            parts.append(re.escape(sign) * length)
    return "".join(parts)


def _unmatched(column: Column, pattern: str) -> int:
    compiled = re.compile(pattern)
    codes = np.flatnonzero(~column.blank)
    return sum(int(column.counts[code]) for code in codes if not compiled.fullmatch(column.values[code]))


def _of_orders(table: Table, suggestion: Suggestion) -> Iterator[_Draft]:
    for order in suggestion.orders:
        low, high = table.columns[order.low], table.columns[order.high]
        support = _support(table, order.share, len(order.broken))
        label = f"{low.name} 不大于 {high.name}"
        kind = "DATE" if suggestion.kinds[order.low].is_date else "DOUBLE"
        parts = [f"TRY_CAST({quoted(column.name)} AS {kind})" for column in (low, high)]
        # What is no date or number is the business of other rules.
        options = {"expression": f"coalesce({parts[0]} <= {parts[1]}, true)"}
        yield _Draft("expression", (low.name, high.name), options, label, support, len(order.broken))


def _of_equations(table: Table, suggestion: Suggestion) -> Iterator[_Draft]:
    for equation in suggestion.equations:
        left, right, total = (table.columns[i].name for i in (equation.left, equation.right, equation.total))
        a, b, c = (f"TRY_CAST({quoted(name)} AS DOUBLE)" for name in (left, right, total))
        slack = f"greatest(0.011, 1e-6 * abs({c}))"
        options = {"expression": f"coalesce(abs({c} - ({a} {equation.operator} {b})) <= {slack}, true)"}
        support = _support(table, equation.share, len(equation.broken))
        label = f"{total} = {left} {equation.operator} {right}"
        broken = len(equation.broken)
        yield _Draft("expression", (left, right, total), options, label, support, broken, "computation")


def _support(table: Table, share: float, broken: int) -> int:
    """The rows that a share was taken of."""
    return round(broken / (1 - share)) if broken else table.row_count


def _of_dependencies(table: Table, dependencies: Sequence[Dependency], name: str) -> Iterator[_Draft]:
    for entry in dependencies:
        lefts = [table.columns[index] for index in entry.left]
        right = table.columns[entry.right]
        seen = tally(key_of(lefts), right)
        paired = seen.paired
        support = int(seen.size[paired].sum())
        exceptions = support - int(seen.first[paired].sum())
        label = f"{'、'.join(column.name for column in lefts)} 决定 {right.name}"
        query = _dependency_query([column.name for column in lefts], right.name, name)
        yield _Draft("query", (), {"query": query}, label, support, exceptions)


def _dependency_query(lefts: list[str], right: str, name: str) -> str:
    """SQL for the rows whose right side is not the commonest one of their group."""
    keys = ", ".join(quoted(left) for left in lefts)
    value = quoted(right)
    known = " AND ".join(f"{quoted(column)} IS NOT NULL" for column in (*lefts, right))
    counted = f"SELECT {keys}, {value}, count(*) AS n FROM {quoted(name)} WHERE {known} GROUP BY ALL"
    ranked = f"SELECT *, row_number() OVER (PARTITION BY {keys} ORDER BY n DESC, {value}) AS place FROM ({counted})"
    return f"SELECT unnest(range(n)) AS exception, {keys}, {value} FROM ({ranked}) WHERE place > 1"
