"""All doubts about a cell weighed together: one score, and the strongest reason first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from anlan.quality.suggest.evidence import Evidence
from anlan.quality.suggest.table import Scores, Table

DOUBTFUL = 0.5
# What looks at the same side of a value is no second witness: only the strongest of a family counts.
_FAMILIES = {
    **dict.fromkeys(("shape", "character", "case", "kind"), "form"),
    **dict.fromkeys(("typing", "word", "domain"), "slip"),
    **dict.fromkeys(("blank", "gap"), "blank"),
}


@dataclass(frozen=True)
class WrongCell:
    """A cell believed wrong: its row counted from 0 below the header, column, value, reason and score up to 1."""

    row: int
    column: str
    value: str
    reason: str
    score: float


def judge(table: Table, evidence: Sequence[Evidence], threshold: float = DOUBTFUL) -> list[WrongCell]:
    """The cells whose doubts together reach the threshold, by row and column.

    Doubts of different families count as independent; of one family only the strongest counts.
    """
    by_column: dict[int, list[Evidence]] = defaultdict(list)
    for entry in evidence:
        by_column[entry.column].append(entry)
    found = []
    for index, entries in by_column.items():
        found.extend(_column_cells(table, index, entries, threshold))
    order = {column.name: column.index for column in table.columns}
    return sorted(found, key=lambda cell: (cell.row, order[cell.column]))


def _column_cells(table: Table, index: int, entries: Sequence[Evidence], threshold: float) -> list[WrongCell]:
    strongest: dict[str, Scores] = {}
    for entry in entries:
        held = strongest.setdefault(_FAMILIES.get(entry.kind, entry.kind), np.zeros(table.row_count, np.float32))
        np.maximum.at(held, entry.rows, entry.scores)
    trust = np.ones(table.row_count, np.float32)
    for held in strongest.values():
        trust *= 1 - np.clip(held, 0, 0.99)
    column = table.columns[index]
    cells = []
    for row in map(int, np.flatnonzero(1 - trust >= threshold)):
        reason = _reason(entries, row)
        cells.append(WrongCell(row, column.name, column.value(row), reason, round(float(1 - trust[row]), 3)))
    return cells


def _reason(entries: Sequence[Evidence], row: int) -> str:
    """The two strongest reasons of different families."""
    held: dict[str, tuple[float, Evidence]] = {}
    for entry in entries:
        at = int(np.searchsorted(entry.rows, row))
        if at < len(entry.rows) and entry.rows[at] == row:
            score = float(entry.scores[at])
            family = _FAMILIES.get(entry.kind, entry.kind)
            if score > held.get(family, (0.0, entry))[0]:
                held[family] = (score, entry)
    chosen = sorted(held.values(), key=lambda pair: -pair[0])[:2]
    return "；".join(entry.reason(row) for score, entry in chosen if score >= 0.25 or entry is chosen[0][1])
