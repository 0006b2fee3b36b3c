"""Values that are not there: blanks in a column that is otherwise full, and tokens written instead of a value."""

from __future__ import annotations

import numpy as np

from anlan.quality.suggest.evidence import Evidence, shown, value_evidence
from anlan.quality.suggest.kinds import ColumnKind
from anlan.quality.suggest.table import Column, Flags, Table

_MOSTLY_FULL = 0.12
_FEW_KINDS = 60


def missing_evidence(table: Table, kinds: list[ColumnKind]) -> list[Evidence]:
    """Doubts about blank cells and about tokens such as N/A, by how full the column is without them."""
    found: list[Evidence] = []
    for column, kind in zip(table.columns, kinds, strict=True):
        found.extend(entry for entry in (_tokens(column, kind), _blanks(table, column)) if entry is not None)
    return found


def _tokens(column: Column, kind: ColumnKind) -> Evidence | None:
    doubts = {}
    total = int(column.counts.sum())
    for code in np.flatnonzero(column.missing & ~column.blank):
        share = int(column.counts[code]) / total
        if share > 0.97:
            continue
        if kind.is_number or kind.is_date:
            score, where = 0.85, "数值列" if kind.is_number else "日期列"
        elif share <= 0.3:
            score, where = 0.6, "其他行有值的列"
        else:
            continue
        doubts[int(code)] = (score, f"{where}中以{shown(column.values[code])}代替缺值，共 {column.counts[code]} 行")
    return value_evidence("missing-token", column, doubts)


def _blanks(table: Table, column: Column) -> Evidence | None:
    blank = column.blank[column.codes]
    count = int(blank.sum())
    share = count / table.row_count
    if not count or share > _MOSTLY_FULL or table.row_count < 5:
        return None
    blank &= ~_expected_blanks(table, column, blank)
    rows = np.flatnonzero(blank)
    if not len(rows):
        return None
    score = 0.7 if share <= 0.03 else 0.6 if share <= 0.08 else 0.52
    reason = f"缺值：该列 {table.row_count} 行中 {table.row_count - count} 行有值"
    return Evidence("blank", column.index, rows, np.full(len(rows), score, np.float32), lambda _: reason)


def _expected_blanks(table: Table, column: Column, blank: Flags) -> Flags:
    """Blanks that another column explains: rows of one of its values are nearly all blank here."""
    expected = np.zeros(table.row_count, dtype=bool)
    for other in table.columns:
        if other.index == column.index or len(other.values) > _FEW_KINDS or len(other.values) < 2:
            continue
        held = np.bincount(other.codes[blank], minlength=len(other.values))
        explains = (held >= 3) & (held >= 0.85 * other.counts)
        expected |= explains[other.codes]
    return expected & blank
