"""Numbers with words around them: the same unit spelt in several ways, or written in some rows only."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from anlan.quality.suggest.evidence import Evidence, shown, value_evidence
from anlan.quality.suggest.kinds import ColumnKind
from anlan.quality.suggest.table import Column, Table

_QUANTITY = re.compile(r"([¥￥$€£约]|[A-Z]{3})?\s*([-+]?\d[\d,]*(?:\.\d+)?)\s*(%|[^\d%]\D*)?")
_MOSTLY = 0.85
_SETTLED = 0.75
_RARE = 0.35


def unit_evidence(table: Table, kinds: Sequence[ColumnKind]) -> list[Evidence]:
    """Doubts about quantities whose unit is not written in the column's usual way, or where there is no usual way."""
    pairs = zip(table.columns, kinds, strict=True)
    found = (_column_evidence(column) for column, kind in pairs if kind.name in ("text", "number"))
    return [entry for entry in found if entry is not None]


def _column_evidence(column: Column) -> Evidence | None:
    if column.filled < 20:
        return None
    writing: dict[int, str] = {}
    held: dict[str, int] = defaultdict(int)
    numbers: dict[str, list[float]] = defaultdict(list)
    for code in map(int, np.flatnonzero(~column.missing)):
        parts = _QUANTITY.fullmatch(column.values[code].strip())
        if parts:
            unit = f"{parts[1] or ''}#{(parts[3] or '').strip()}"
            writing[code] = unit
            held[unit] += int(column.counts[code])
            numbers[unit].extend([float(parts[2].replace(",", ""))] * min(int(column.counts[code]), 50))
    total = sum(held.values())
    if total < _MOSTLY * column.filled or len(held) < 2 or len(held) > 40 or set(held) == {"#"}:
        return None
    usual = max(held, key=lambda unit: held[unit])
    if held[usual] >= _SETTLED * total or (usual == "#" and held[usual] >= 0.5 * total):
        return _minority(column, writing, held, usual, total)
    named = [unit for unit in held if unit != "#" and held[unit] >= 0.02 * total]
    if _one_unit(named) and _same_scale(numbers, named):
        ways = "、".join(unit.replace("#", "") for unit in sorted(named, key=lambda unit: -held[unit])[:4])
        reason = f"数值列混入单位文字，同一单位有 {len(named)} 种写法（{ways}），没有一种占多数"
        return value_evidence("unit", column, dict.fromkeys(writing, (0.8, reason)))
    return None


def _minority(column: Column, writing: dict[int, str], held: dict[str, int], usual: str, total: int) -> Evidence | None:
    doubts = {}
    for code, unit in writing.items():
        share = held[unit] / total
        if unit == usual or share > _RARE:
            continue
        expected = "不带单位" if usual == "#" else f"写作{shown(usual.replace('#', ''))}"
        text = unit.replace("#", "")
        actual = f"带有{shown(text)}" if text else "没有单位"
        doubts[code] = (0.8 if share <= 0.3 else 0.65, f"本列 {held[usual] / total:.1%} 的数值{expected}，本值{actual}")
    return value_evidence("unit", column, doubts)


def _one_unit(units: list[str]) -> bool:
    """Whether the writings are spellings of one unit: the first word of each abbreviates or equals the longest."""
    words = [re.split(r"[\s(（]", unit.replace("#", "").strip().casefold())[0].rstrip(".s") for unit in units]
    if len(words) < 2 or not all(words):
        return False
    longest = max(words, key=len)
    return all(_abbreviates(word, longest) for word in words)


def _abbreviates(word: str, full: str) -> bool:
    """Whether a word is made of letters of another in order, or a known short form that shares its first letter."""
    if not full.startswith(word[0]):
        return False
    rest = iter(full)
    # ``oz`` for ounce and ``lb`` for libra keep the first letter only: two letters may stray from the English word.
    return all(letter in rest for letter in word) or (len(word) <= 2 and word[0] == full[0])


def _same_scale(numbers: dict[str, list[float]], units: list[str]) -> bool:
    """Whether the quantities have one size however the unit is spelt; real units differ in scale."""
    medians = [float(np.median(np.abs(numbers[unit]))) for unit in units]
    return min(medians) > 0 and max(medians) / min(medians) <= 4
