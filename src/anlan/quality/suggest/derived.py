"""Values composed of other columns' values, such as a label that begins with the region of its row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from anlan.quality.suggest.table import Column, Flags, Rows, Table

_SAMPLE = 2_000
_HOLDS = 0.8


def parts_of(table: Table, whole: Column) -> list[Column]:
    """The columns whose value stands within the value of another column in most rows."""
    step = max(1, table.row_count // _SAMPLE)
    rows = range(0, table.row_count, step)
    return [column for column in table.columns if column.index != whole.index and _stands_within(column, whole, rows)]


def _stands_within(part: Column, whole: Column, rows: range) -> bool:
    seen = within = 0
    for row in rows:
        value, other = part.value(row), whole.value(row)
        if len(value) >= 2 and other and len(value) < len(other):
            seen += 1
            within += value in other
    return seen >= 0.5 * len(rows) and within >= _HOLDS * seen


def follows_parts(parts: Sequence[Column], whole: Column, rows: Rows, expected: Rows) -> Flags:
    """Rows whose value holds a part of its own row that the expected value lacks: not wrong, but about something else.

    ``expected`` gives for each row the code of the value that its group would have.
    """
    found = np.zeros(len(rows), dtype=bool)
    for part in parts:
        for position, (row, code) in enumerate(zip(rows, expected, strict=True)):
            value = part.value(int(row))
            if len(value) >= 2 and value in whole.value(int(row)) and value not in whole.values[int(code)]:
                found[position] = True
    return found


def explained_codes(table: Table, whole: Column, models: Mapping[int, int]) -> set[int]:
    """Of rare values and the frequent ones they resemble (code → code), those that differ because a part differs."""
    parts = parts_of(table, whole) if models else []
    explained = set()
    for code, model in models.items():
        rows = whole.rows_of(code)[:20] if parts else np.zeros(0, np.int64)
        if len(rows) and follows_parts(parts, whole, rows, np.full(len(rows), model)).all():
            explained.add(code)
    return explained
