"""The whole of it: a table in, the cells believed wrong and the rules proposed out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from anlan.quality.suggest.conflict import dependency_evidence
from anlan.quality.suggest.dependency import Dependency, find_dependencies
from anlan.quality.suggest.domain import domain_evidence
from anlan.quality.suggest.evidence import Evidence
from anlan.quality.suggest.format import format_evidence
from anlan.quality.suggest.judge import DOUBTFUL, WrongCell, judge
from anlan.quality.suggest.kinds import ColumnKind, kind_of
from anlan.quality.suggest.missing import missing_evidence
from anlan.quality.suggest.placement import placement_evidence
from anlan.quality.suggest.quantities import (
    Equation,
    Order,
    equation_evidence,
    find_equations,
    find_orders,
    order_evidence,
    quantity_evidence,
)
from anlan.quality.suggest.resident import resident_evidence
from anlan.quality.suggest.table import Table
from anlan.quality.suggest.typing_error import typing_evidence
from anlan.quality.suggest.units import unit_evidence

_USUALLY_SHORT = 0.3


@dataclass(frozen=True)
class Suggestion:
    """What a table says about itself: its columns' kinds, its regularities, and the cells that break them."""

    kinds: Sequence[ColumnKind]
    dependencies: Sequence[Dependency]
    orders: Sequence[Order]
    equations: Sequence[Equation]
    evidence: Sequence[Evidence]
    cells: Sequence[WrongCell]


def suggest(table: Table, threshold: float = DOUBTFUL) -> Suggestion:
    """The cells of a table believed wrong, and the regularities they were judged by, without labels or a contract."""
    kinds = [kind_of(column) for column in table.columns]
    dependencies = find_dependencies(table)
    orders, equations = find_orders(table, kinds), find_equations(table, kinds)
    evidence = [
        *dependency_evidence(table, dependencies),
        *missing_evidence(table, kinds),
        *format_evidence(table, kinds),
        *unit_evidence(table, kinds),
        *domain_evidence(table, kinds),
        *typing_evidence(table, kinds),
        *placement_evidence(table, kinds),
        *quantity_evidence(table, kinds),
        *order_evidence(table, kinds, orders),
        *resident_evidence(table, kinds),
        *equation_evidence(table, kinds, equations),
        *_short_rows(table),
    ]
    return Suggestion(kinds, dependencies, orders, equations, evidence, judge(table, evidence, threshold))


def _short_rows(table: Table) -> list[Evidence]:
    """Cells that a row with too few fields does not have, and the last cell of a row with too many."""
    found = []
    width = len(table.columns)
    for column in table.columns:
        rows = sorted(row for row, count in table.short_rows.items() if column.index >= count)
        if len(rows) > _USUALLY_SHORT * table.row_count:
            # A header with more fields than the rows have: nothing is wrong with any one row.
            rows = []
        if column.index == width - 1:
            rows = sorted({*rows, *table.long_rows})
        if rows:
            marks = np.full(len(rows), 0.9, np.float32)
            found.append(Evidence("ragged", column.index, np.array(rows, np.int64), marks, _Ragged(table, width)))
    return found


class _Ragged:
    """The words for a row whose number of fields is not the header's."""

    def __init__(self, table: Table, width: int) -> None:
        self._table, self._width = table, width

    def __call__(self, row: int) -> str:
        count = self._table.short_rows.get(row) or self._table.long_rows[row]
        return f"该行有 {count} 个字段，表头有 {self._width} 个"
