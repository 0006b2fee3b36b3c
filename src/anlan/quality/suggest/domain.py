"""Values outside a short list: a column that lives on a few frequent values, and a handful that stand beside them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from anlan.quality.suggest.derived import explained_codes
from anlan.quality.suggest.evidence import Evidence, shown, value_evidence
from anlan.quality.suggest.kinds import ColumnKind
from anlan.quality.suggest.table import Column, Table

_MOST_VALUES = 60
_COVERAGE = 0.88
_GAP = 8
_CLEAR_GAP = 40
_OFTEN = 6
_LONG_LIST = 3_000
_NEARLY_ALL = 0.97


def domain_evidence(table: Table, kinds: Sequence[ColumnKind]) -> list[Evidence]:
    """Doubts about rare values of columns whose other values are few, frequent and clearly apart from them."""
    found = []
    for column, kind in zip(table.columns, kinds, strict=True):
        if kind.name in ("text", "code"):
            entry = value_evidence("domain", column, _strangers(table, column))
            if entry is not None:
                found.append(entry)
    return found


def short_list(column: Column) -> list[int]:
    """The frequent values of a column that lives on a short list, empty where there is no gap below them.

    A list is believed when its rarest value is several times as frequent as what lies outside, and hardly any value
    lies between: countries by population fade out, kinds of contract do not.
    """
    codes = np.flatnonzero(~column.missing)
    if column.filled < 40 or not len(codes):
        return []
    order = codes[np.argsort(-column.counts[codes], kind="stable")]
    counts = column.counts[order]
    total = int(counts.sum())
    covered = np.cumsum(counts)
    best: list[int] = []
    for size in range(2, min(_MOST_VALUES, len(order)) + 1):
        if covered[size - 1] < _COVERAGE * total:
            continue
        below = int(counts[size]) if size < len(counts) else 0
        if counts[size - 1] >= max(5, _GAP * below) and counts[size - 1] >= 0.004 * total:
            best = [int(code) for code in order[:size]]
    return best


def _strangers(table: Table, column: Column) -> dict[int, tuple[float, str]]:
    listed = short_list(column)
    if not listed:
        return _slips_of_codes(column)
    known = set(listed)
    lengths = {len(column.values[code]) for code in listed}
    names = [column.values[code] for code in listed]
    covered = int(column.counts[listed].sum())
    rest = column.filled - covered
    # Where the listed values are near each other themselves, a rare one near them may be one more of them.
    crowded = sum(any(_is_near(name, other) for other in names if other != name) for name in names) / len(names)
    near = 0.74 * (1 - 0.45 * crowded)
    least = int(column.counts[listed].min())
    doubts = {}
    models: dict[int, int] = {}
    for code in map(int, np.flatnonzero(~column.missing)):
        if code in known:
            continue
        value = column.values[code]
        nearest = min(names, key=lambda name: OSA.normalized_distance(value, name))
        is_near = _is_near(value, nearest)
        models[code] = listed[names.index(nearest)]
        # All codes of one length, each many times as frequent: a value of another length is no code of theirs.
        is_foreign = len(lengths) == 1 and len(value) not in lengths and least >= _CLEAR_GAP * column.counts[code]
        score = (near if is_near else 0.58 if is_foreign else 0.42) - 0.5 * rest / max(covered, 1)
        like = f"，与{shown(nearest)}相近" if is_near else ""
        reason = (
            f"不在本列常用的 {len(listed)} 个值之中（每个至少 {least} 行），本值只有 {column.counts[code]} 行{like}"
        )
        doubts[code] = (score, reason)
    for code in explained_codes(table, column, models):
        del doubts[code]
    return doubts


def _slips_of_codes(column: Column) -> dict[int, tuple[float, str]]:
    """Single values one character away from one code of a long list whose codes all occur often.

    Only where the list has a gap below it, and codes are so far apart that few would be near one by chance.
    """
    codes = np.flatnonzero(~column.missing)
    frequent = [int(code) for code in codes if column.counts[code] >= _OFTEN]
    rare = [int(code) for code in codes if column.counts[code] <= 2]
    covered = int(column.counts[frequent].sum())
    if not rare or not _MOST_VALUES < len(frequent) <= _LONG_LIST or covered < _NEARLY_ALL * column.filled:
        return {}
    if len(frequent) + len(rare) < 0.98 * len(codes):
        return {}
    names = [column.values[code] for code in frequent]
    apart = cdist(names, names, scorer=OSA.distance, score_cutoff=1, workers=1)
    crowded = float((((apart <= 1).sum(axis=1)) > 1).mean())
    near = cdist([column.values[code] for code in rare], names, scorer=OSA.distance, score_cutoff=1, workers=1) <= 1
    doubts = {}
    for place, code in enumerate(rare):
        if len(column.values[code]) >= 4 and near[place].any():
            nearest = names[int(near[place].argmax())]
            reason = (
                f"只有 {column.counts[code]} 行，与常用的{shown(nearest)}只差一个字符，其余取值每个至少 {_OFTEN} 行"
            )
            doubts[code] = (0.7 * (1 - crowded), reason)
    return doubts


def _is_near(value: str, name: str) -> bool:
    return len(name) >= 2 and OSA.distance(value, name) <= max(1, len(name) // 3)
