"""What a detector hands over: cells of one column, how sure it is of each, and the reason in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from anlan.quality.suggest.table import Column, Rows, Scores


@dataclass(frozen=True)
class Evidence:
    """Cells of one column that a detector doubts: rows ascending, a probability each, the reason of a row on demand."""

    kind: str
    column: int
    rows: Rows
    scores: Scores
    reason: Callable[[int], str]


def value_evidence(kind: str, column: Column, doubts: Mapping[int, tuple[float, str]]) -> Evidence | None:
    """Evidence against distinct values, spread over the rows that hold them; None where nothing is doubted.

    ``doubts`` maps the code of a value to its score and reason.
    """
    if not doubts:
        return None
    by_code = np.zeros(len(column.values), dtype=np.float32)
    for code, (score, _) in doubts.items():
        by_code[code] = score
    scores = by_code[column.codes]
    rows = np.flatnonzero(scores > 0)
    return Evidence(kind, column.index, rows, scores[rows], lambda row: doubts[int(column.codes[row])][1])


def shown(value: str, limit: int = 40) -> str:
    """A value as a reason quotes it: line breaks and control characters visible, long texts cut."""
    plain = "".join(character if character.isprintable() else "␣" for character in value)
    return f"“{plain[:limit]}…”" if len(plain) > limit else f"“{plain}”"
