"""Measures over time: what a series usually is, and whether its newest value is unlike it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

SCALE = 1.4826
"""Median absolute deviation → standard deviation of a normal distribution."""
STRANGE_Z = 3.5
FEWEST = 6
LARGEST_WEEKLY_CHANGE = 0.5
LARGEST_SHIFT = 0.2
"""Total variation between two distributions of codes above which they count as different."""


@dataclass(frozen=True)
class Anomaly:
    """A measure whose newest value is unlike those before: what was expected, how far off, and why it is said."""

    table: str
    column: str
    name: str
    day: date
    value: float
    expected: float
    score: float
    reason: str


def robust_z(history: Sequence[float], value: float) -> float | None:
    """How many robust standard deviations a value lies from the median of its history; None for too little history.

    Source: Iglewicz and Hoaglin (1993), modified z-score; 3.5 is their limit.
    """
    if len(history) < FEWEST:
        return None
    middle = median(history)
    spread = SCALE * median(abs(one - middle) for one in history)
    # A series that never moved has no spread of its own; a hundredth of its size is taken for noise.
    floor = max(abs(middle) * 0.01, 1e-9)
    return (value - middle) / max(spread, floor)


def anomaly_of(table: str, column: str, name: str, series: Sequence[tuple[date, float]]) -> Anomaly | None:
    """What is strange about the newest value of a series (in order of days); None for nothing."""
    if len(series) < 2:
        return None
    (day, value), history = series[-1], [one for _, one in series[:-1]]
    score = robust_z(history, value)
    if score is not None and abs(score) > STRANGE_Z:
        middle = median(history)
        return Anomaly(table, column, name, day, value, middle, score, f"偏离历史中位数 {abs(score):.1f} 个稳健标准差")
    if name == "rows":
        before = next((one for at, one in reversed(series[:-1]) if (day - at).days >= 7), history[-1])
        change = (value - before) / before if before else 0.0
        if abs(change) > LARGEST_WEEKLY_CHANGE:
            return Anomaly(table, column, name, day, value, before, change, f"与上周相比变化 {change:+.0%}")
    return None


def shifted(
    table: str, column: str, day: date, before: Mapping[str, float], now: Mapping[str, float]
) -> Anomaly | None:
    """Whether the shares of a column's codes moved: half the sum of differences (total variation) above the limit."""
    if not before or not now:
        return None
    distance = sum(abs(now.get(code, 0.0) - before.get(code, 0.0)) for code in before.keys() | now.keys()) / 2
    if distance <= LARGEST_SHIFT:
        return None
    reason = f"代码分布较上次变化 {distance:.0%}"
    return Anomaly(table, column, "distribution", day, distance, 0.0, distance / LARGEST_SHIFT, reason)


def anomalies(rows: Sequence[tuple[str, str, str, date, float]]) -> list[Anomaly]:
    """What is strange on the newest day of measures given as (table, column, name, day, value)."""
    if not rows:
        return []
    newest = max(row[3] for row in rows)
    series: dict[tuple[str, str, str], list[tuple[date, float]]] = {}
    shares: dict[tuple[str, str], dict[date, dict[str, float]]] = {}
    for table, column, name, day, value in sorted(rows, key=lambda row: row[3]):
        if name.startswith("share:"):
            shares.setdefault((table, column), {}).setdefault(day, {})[name.removeprefix("share:")] = value
        else:
            series.setdefault((table, column, name), []).append((day, value))
    found = [anomaly_of(*key, points) for key, points in series.items() if points[-1][0] == newest]
    for (table, column), days in shares.items():
        earlier = [day for day in days if day < newest]
        if newest in days and earlier:
            found.append(shifted(table, column, newest, days[max(earlier)], days[newest]))
    return sorted((one for one in found if one), key=lambda one: -abs(one.score))
