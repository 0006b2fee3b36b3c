"""Everyday life: calls, cases, lawsuits, changes and notices about employers with which nothing is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from anlan_city.firms import EMPLOYERS_AT_FULL_SCALE
from anlan_city.stage import Stage
from anlan_city.words import words

YEARS = 2.05
NEWS_DAYS = 210
Values = dict[str, Any]


def _choose(stage: Stage, count: int, power: float) -> NDArray[np.int64]:
    weights = stage.firms.size.astype(float) ** power
    quiet = list(stage.used)
    weights[quiet] *= 0.5
    return stage.rng.choice(len(stage.firms), count, p=weights / weights.sum())


def _ticket(stage: Stage, firm: int, day: int) -> Values:
    topic = stage.rng.choice(["01", "02", "03", "04", "99"], p=[0.22, 0.06, 0.02, 0.1, 0.6])
    return {"topic": str(topic), "people": 1 if stage.chance(0.9) else stage.number(2, 4)}


def _arbitration_case(stage: Stage, firm: int, day: int) -> Values:
    claim = str(stage.rng.choice(["01", "02", "03", "04", "99"], p=[0.45, 0.3, 0.08, 0.12, 0.05]))
    return {"claim": claim, "people": 1 if stage.chance(0.93) else stage.number(2, 5), "months": stage.number(1, 3)}


def _inspection_case(stage: Stage, firm: int, day: int) -> Values:
    matter = str(stage.rng.choice(["01", "02", "03", "04", "05", "99"], p=[0.3, 0.25, 0.1, 0.1, 0.2, 0.05]))
    people, is_unpaid = min(int(stage.firms.size[firm]), stage.number(1, 4)), matter == "01"
    return {
        "matter": matter,
        "people": people,
        "months": 1 if is_unpaid else 0,
        "amount": people * 9000.0 if is_unpaid else 0.0,
        "decision": str(stage.rng.choice(["1", "1", "2", "3", "4"])),
        "decided": day + stage.number(10, 55),
    }


def _hearing(stage: Stage, firm: int, day: int) -> Values:
    number = str(stage.rng.choice(["1", "2", "3"]))
    return {"stage": number, "cause": str(stage.rng.choice(["1", "2", "3", "9"], p=[0.18, 0.52, 0.12, 0.18]))}


def _enforcement(stage: Stage, firm: int, day: int) -> Values:
    kind = str(stage.rng.choice(["1", "2", "3", "4", "5", "6"], p=[0.55, 0.07, 0.1, 0.12, 0.06, 0.1]))
    equity = stage.between(0.05, 0.4) if kind in "56" else 0.0
    yuan = 0.0 if kind in "356" else float(stage.firms.capital[firm]) * stage.between(0.003, 0.09)
    return {"kind": kind, "yuan": yuan, "equity": equity}


def _change(stage: Stage, firm: int, day: int) -> Values:
    items = ["01", "02", "03", "04", "05", "06", "09"]
    item = str(stage.rng.choice(items, p=[0.05, 0.17, 0.13, 0.18, 0.22, 0.1, 0.15]))
    if item == "01":
        _remember_former_name(stage, firm)
    return {"item": item}


def _listing(stage: Stage, firm: int, day: int) -> Values:
    removed = day + stage.number(15, 200) if stage.chance(0.6) else None
    reason = str(stage.rng.choice(["未按规定公示年度报告", "通过登记的住所无法联系"], p=[0.75, 0.25]))
    return {"list": "1", "reason": reason, "removed": removed}


def _arrears(stage: Stage, firm: int, day: int) -> Values:
    yuan = float(stage.firms.capital[firm]) * stage.between(0.0005, 0.012)
    return {"yuan": yuan, "abnormal": int(stage.firms.size[firm]) <= 3 and stage.chance(0.15)}


def _deferral(stage: Stage, firm: int, day: int) -> Values:
    return {"months": stage.number(1, 3), "yuan": int(stage.firms.size[firm]) * 2600.0}


def _audit(stage: Stage, firm: int, day: int) -> Values:
    return {"corrected": day + stage.number(5, 28)}


def _petition(stage: Stage, firm: int, day: int) -> Values:
    return {"people": stage.number(3, 6), "escalated": False}


def _layoff_report(stage: Stage, firm: int, day: int) -> Values:
    size = int(stage.firms.size[firm])
    return {"planned": min(size, stage.number(3, 9)), "staff": size}


def _remember_former_name(stage: Stage, firm: int) -> None:
    """Give an employer a former name: another brand with the same trade and form."""
    firms, first, second = stage.firms, words()["brand_first"], words()["brand_second"]
    brand = first[stage.number(0, len(first) - 1)] + second[stage.number(0, len(second) - 1)]
    former = firms.name[firm].replace(firms.brand[firm], brand, 1)
    if former not in firms.former[firm]:
        firms.former[firm] = former


def _news(stage: Stage) -> None:
    """Background news: about employers with which nothing is wrong, and about nobody in the city."""
    share = len(stage.firms) / (EMPLOYERS_AT_FULL_SCALE * 0.01)
    for about, count in (("business", 380), ("complaint", 120), ("background", 480)):
        number = int(stage.rng.poisson(count * share))
        firms = _choose(stage, number, 0.6).tolist()
        for firm in firms:
            stage.record("article", firm, stage.today - stage.number(0, NEWS_DAYS), about=about)


EVERYDAY: dict[str, tuple[int, float, Callable[[Stage, int, int], Values]]] = {
    "ticket": (2600, 0.65, _ticket),
    "arbitration_case": (1350, 0.65, _arbitration_case),
    "inspection_case": (420, 0.65, _inspection_case),
    "hearing": (1500, 0.5, _hearing),
    "enforcement": (620, 0.3, _enforcement),
    "change": (3200, 0.2, _change),
    "listing": (240, 0.0, _listing),
    "arrears": (180, 0.1, _arrears),
    "deferral": (60, 0.65, _deferral),
    "audit": (160, 0.65, _audit),
    "petition": (20, 0.65, _petition),
    "layoff_report": (6, 0.65, _layoff_report),
}
"""Table → events a year in a city of 8,000 employers, power of staff in the odds of an employer, and what is recorded.

The rates are of the order that the bureau's public figures suggest.
"""


def scatter(stage: Stage) -> None:
    """Scatter everyday events over all employers, rare ones included, in proportion to size where that fits."""
    for table, (yearly, power, values) in EVERYDAY.items():
        count = int(stage.rng.poisson(yearly * YEARS * len(stage.firms) / (EMPLOYERS_AT_FULL_SCALE * 0.01)))
        firms = _choose(stage, count, power)
        first = stage.calendar.month_start(0)
        days = stage.rng.integers(first, stage.today + 1, count).tolist()
        for firm, day in zip(firms.tolist(), days, strict=True):
            stage.record(table, firm, day, **values(stage, firm, day))
    _news(stage)
