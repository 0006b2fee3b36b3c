"""Who plays what: employers are drawn for the six risks and the traps, and their cases are played on the stage."""

from __future__ import annotations

import numpy as np

from anlan_city.risks import ARREARS, CLOSURE, INCIDENT, LAYOFF, LOSS, OPINION, PLAYS, SMALLEST
from anlan_city.stage import Stage
from anlan_city.traps import TRAPS

RISKS_AT_DEMO_SCALE, DEMO_SCALE, GROWTH_POWER = 22, 0.01, 0.85
"""At demo scale 22 employers a risk type; at others the number grows less than the city."""
WINDOW_DAYS, FRESH_SHARE, HARD_SHARE, WEAK_SHARE = 112, 0.03, 0.04, 0.35


FRESH_DAYS = 14
USUAL_LAG = {LAYOFF: 16, ARREARS: 9, CLOSURE: 14, INCIDENT: 10, LOSS: 18, OPINION: 8}
"""Days until a case that began in the last fortnight counts as shown: what is usual for its type."""


def risks_per_type(scale: float) -> int:
    """How many employers are given each risk in a city of that scale."""
    return max(3, round(float(RISKS_AT_DEMO_SCALE * (scale / DEMO_SCALE) ** GROWTH_POWER)))


def play(stage: Stage, scale: float) -> None:
    """Plant every risk and every trap."""
    wanted = risks_per_type(scale)
    starts = {label: _starts(stage, wanted) for label in PLAYS}
    for label in sorted(PLAYS, key=lambda name: -SMALLEST[name]):
        hard = set(stage.rng.choice(max(1, wanted - 2), round(wanted * HARD_SHARE), replace=False).tolist())
        for place, firm in enumerate(draw(stage, wanted, SMALLEST[label], 100_000)):
            case = stage.open_case("risk", label, firm, starts[label][place])
            case.is_weak = stage.chance(WEAK_SHARE)
            case.note = "weak" if case.is_weak else ""
            PLAYS[label](stage, case, place in hard)
            if case.start > stage.today - FRESH_DAYS:
                # What would show it next lies after the last day and was never written.
                case.enough = max(case.enough, case.start + USUAL_LAG[label])
    for act, relative, (low, high) in TRAPS.values():
        count = max(2 if relative < 1 else 3, round(wanted * relative))
        for firm, start in zip(draw(stage, count, low, high), _starts(stage, count), strict=False):
            act(stage, firm, start)


def draw(stage: Stage, count: int, low: int, high: int) -> list[int]:
    """That many employers without a case, neither branches nor with branches, of a size between two; rarer if few."""
    firms = stage.firms
    heads = set(firms.head[firms.head >= 0].tolist()) | set(firms.holder[firms.holder >= 0].tolist())
    plain = [f for f in np.flatnonzero(firms.head < 0).tolist() if f not in stage.used and f not in heads]
    fitting = [f for f in plain if low <= firms.size[f] <= high]
    if len(fitting) < count:
        fitting = sorted(plain, key=lambda f: -int(firms.size[f]))[:count]
    return [int(f) for f in stage.rng.choice(np.array(fitting), count, replace=False)]


def _starts(stage: Stage, count: int) -> list[int]:
    early = stage.today - WINDOW_DAYS
    fresh = max(1, round(count * FRESH_SHARE)) if count > 8 else 0
    spread = stage.rng.integers(early, stage.today - 26, count - fresh).tolist()
    return [*sorted(spread), *stage.rng.integers(stage.today - 6, stage.today - 1, fresh).tolist()]
