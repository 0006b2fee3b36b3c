"""Values in the wrong column: swapped with a neighbour, or run together with it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

import numpy as np

from anlan.quality.suggest.evidence import Evidence, shown
from anlan.quality.suggest.kinds import ColumnKind
from anlan.quality.suggest.table import Column, Flags, Table

_OVERLAP = 0.05
_COLUMNS = 40
Parts = list[tuple[int, str]]


def placement_evidence(table: Table, kinds: Sequence[ColumnKind]) -> list[Evidence]:
    """Doubts about cells that hold what belongs to another column, alone or appended to the right value."""
    textual = [
        column
        for column, kind in zip(table.columns, kinds, strict=True)
        if kind.name in ("text", "code") and column.filled >= 20
    ][:_COLUMNS]
    positions = {column.index: {value: code for code, value in enumerate(column.values)} for column in textual}
    parts = {column.index: _parts(column) for column in textual}
    found = []
    for column, other in permutations(textual, 2):
        found.extend(_foreign(column, other, positions))
        found.extend(_merged(column, other, positions, parts[column.index]))
    return found


def _foreign(column: Column, other: Column, positions: dict[int, dict[str, int]]) -> list[Evidence]:
    """Rare values of a column that are frequent in another one whose own values do not occur here."""
    home = positions[other.index]
    shared = [code for code, value in enumerate(column.values) if not column.missing[code] and value in home]
    common = sum(min(int(column.counts[code]), int(other.counts[home[column.values[code]]])) for code in shared)
    if not shared or common > _OVERLAP * min(column.filled, other.filled):
        return []
    usual = float(np.median(column.counts[column.codes]))
    codes = [
        code
        for code in shared
        if int(column.counts[code]) <= max(2.0, 0.15 * usual)
        and int(other.counts[home[column.values[code]]]) >= 3 * max(1, int(column.counts[code]))
    ]
    if not codes:
        return []
    flags = np.zeros(len(column.values), dtype=bool)
    flags[codes] = True
    rows = np.flatnonzero(flags[column.codes])

    def reason(row: int) -> str:
        value = column.value(row)
        return f"{shown(value)} 是“{other.name}”列的取值（{other.counts[home[value]]} 行），疑似填错列"

    return [Evidence("placement", column.index, rows, np.full(len(rows), 0.72, np.float32), reason)]


def _merged(column: Column, other: Column, positions: dict[int, dict[str, int]], parts: Parts) -> list[Evidence]:
    """Cells that end or begin with a value of another column, which is blank in the row."""
    home, own = positions[other.index], positions[column.index]
    if not parts or len(other.values) > 5_000:
        return []
    found: dict[int, str] = {}
    for code, part in parts:
        at = home.get(part)
        if at is not None and code not in found and other.counts[at] >= 3:
            found[code] = part
    if not found or sum(int(column.counts[code]) for code in found) > 0.2 * column.filled:
        return []
    flags: Flags = np.zeros(len(column.values), dtype=bool)
    flags[list(found)] = True
    rows = np.flatnonzero(flags[column.codes])
    empty = other.missing[other.codes[rows]]
    if empty.mean() < 0.5:
        return []
    rows = rows[empty]
    rests = (_rest(column.value(int(row)), found[int(column.codes[row])]) for row in rows)
    known = np.fromiter((rest in own for rest in rests), bool, len(rows))
    scores = np.where(known, 0.85, 0.72).astype(np.float32)

    def merged(row: int) -> str:
        part = found[int(column.codes[row])]
        return f"并入了“{other.name}”列的值{shown(part)}，而该列本行为空"

    def emptied(row: int) -> str:
        return f"缺值：{shown(found[int(column.codes[row])])} 被并入了“{column.name}”列"

    return [
        Evidence("merged", column.index, rows, scores, merged),
        Evidence("merged", other.index, rows, scores, emptied),
    ]


def _parts(column: Column) -> Parts:
    """The last and first parts of texts of several parts, with the text's code; parts of one character say nothing."""
    parts: Parts = []
    for code, value in enumerate(column.values):
        if len(value) >= 4 and not column.blank[code] and (" " in value or "," in value):
            candidates = (value.rsplit(None, 1)[-1], value.rsplit(",", 1)[-1].strip(), value.split(None, 1)[0])
            parts.extend((code, part) for part in candidates if 2 <= len(part) < len(value))
    return parts


def _rest(value: str, part: str) -> str:
    rest = value.removesuffix(part) if value.endswith(part) else value.removeprefix(part)
    return rest.strip(" ,，")
