"""The shapes of values: digits, letters and Chinese characters with their numbers, everything else as it is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

_RUNS = re.compile(r"\d+|[A-Za-z]+|[\u3400-\u9fff\uf900-\ufaff]+|[０-９]+|\s+")
_LONG = 60


@lru_cache(maxsize=50_000)
def shape_of(value: str) -> str:
    """The shape of a value: ``9{18}`` for 18 digits, ``9{4}-9{2}-9{2}`` for a day, ``汉{3}`` for a name."""
    if value.isascii() and value.isdigit() and 1 < len(value) <= _LONG:
        return f"9{{{len(value)}}}"
    return _RUNS.sub(_run, value[:_LONG]) + ("…" if len(value) > _LONG else "")


def _run(match: re.Match[str]) -> str:
    run = match.group()
    first = run[0]
    if first.isspace():
        return "␣"
    kind = "9" if "0" <= first <= "9" else "０" if first.isdigit() else "A" if first.isascii() else "汉"
    return f"{kind}{{{len(run)}}}" if len(run) > 1 else kind


def shapes_of(values: Mapping[str, int], limit: int = 5) -> list[tuple[str, float]]:
    """The commonest shapes of counted values with their shares."""
    counts: Counter[str] = Counter()
    for value, count in values.items():
        counts[shape_of(value)] += count
    total = counts.total()
    return [(shape, round(count / total, 4)) for shape, count in counts.most_common(limit)]
