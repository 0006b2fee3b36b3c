"""Everyday life: calls, cases, lawsuits, changes and notices about employers with which nothing is wrong."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from anlan_city.firms import EMPLOYERS_AT_FULL_SCALE
from anlan_city.stage import Stage
from anlan_city.words import words

YEARS = 2.05
NEWS_DAYS = 210
YEARLY = {
    "ticket": 2600,
    "arbitration_case": 1350,
    "inspection_case": 420,
    "hearing": 1500,
    "enforcement": 620,
    "change": 3200,
    "listing": 240,
    "arrears": 180,
    "deferral": 60,
    "audit": 160,
    "petition": 20,
    "layoff_report": 6,
}
"""Events a year in a city of 8,000 employers; rates are of the order the bureau's public figures suggest."""
_STAFF_POWER = {"change": 0.2, "listing": 0.0, "arrears": 0.1, "enforcement": 0.3, "hearing": 0.5}


def scatter(stage: Stage) -> None:
    """Scatter everyday events over all employers, rare ones included, in proportion to size where that fits."""
    for table, yearly in YEARLY.items():
        count = int(stage.rng.poisson(yearly * YEARS * len(stage.firms) / (EMPLOYERS_AT_FULL_SCALE * 0.01)))
        firms = _choose(stage, count, _STAFF_POWER.get(table, 0.65))
        first = stage.calendar.month_start(0)
        days = stage.rng.integers(first, stage.today + 1, count).tolist()
        for firm, day in zip(firms.tolist(), days, strict=True):
            stage.record(table, firm, day, **_ordinary(stage, table, firm, day))
    _news(stage)


def _choose(stage: Stage, count: int, power: float) -> NDArray[np.int64]:
    weights = stage.firms.size.astype(float) ** power
    quiet = list(stage.used)
    weights[quiet] *= 0.5
    return stage.rng.choice(len(stage.firms), count, p=weights / weights.sum())


def _ordinary(stage: Stage, table: str, firm: int, day: int) -> dict[str, Any]:
    size, capital = int(stage.firms.size[firm]), float(stage.firms.capital[firm])
    rng = stage.rng
    if table == "ticket":
        topic = str(rng.choice(["01", "02", "03", "04", "99"], p=[0.22, 0.06, 0.02, 0.1, 0.6]))
        return {"topic": topic, "people": 1 if stage.chance(0.9) else stage.number(2, 4)}
    if table == "arbitration_case":
        claim = str(rng.choice(["01", "02", "03", "04", "99"], p=[0.45, 0.3, 0.08, 0.12, 0.05]))
        return {"claim": claim, "people": 1 if stage.chance(0.93) else stage.number(2, 5), "months": stage.number(1, 3)}
    if table == "inspection_case":
        matter = str(rng.choice(["01", "02", "03", "04", "05", "99"], p=[0.3, 0.25, 0.1, 0.1, 0.2, 0.05]))
        people = min(size, stage.number(1, 4))
        return {
            "matter": matter,
            "people": people,
            "months": 1 if matter == "01" else 0,
            "amount": people * 9000.0 if matter == "01" else 0.0,
            "decision": str(rng.choice(["1", "1", "2", "3", "4"])),
            "decided": day + stage.number(10, 55),
        }
    if table == "hearing":
        return {
            "stage": str(rng.choice(["1", "2", "3"])),
            "cause": str(rng.choice(["1", "2", "3", "9"], p=[0.18, 0.52, 0.12, 0.18])),
        }
    if table == "enforcement":
        kind = str(rng.choice(["1", "2", "3", "4", "5", "6"], p=[0.55, 0.07, 0.1, 0.12, 0.06, 0.1]))
        equity = stage.between(0.05, 0.4) if kind in "56" else 0.0
        return {"kind": kind, "yuan": 0.0 if kind in "356" else capital * stage.between(0.003, 0.09), "equity": equity}
    if table == "change":
        items = ["01", "02", "03", "04", "05", "06", "09"]
        item = str(rng.choice(items, p=[0.05, 0.17, 0.13, 0.18, 0.22, 0.1, 0.15]))
        if item == "01":
            _remember_former_name(stage, firm)
        return {"item": item}
    if table == "listing":
        removed = day + stage.number(15, 200) if stage.chance(0.6) else None
        reason = str(rng.choice(["未按规定公示年度报告", "通过登记的住所无法联系"], p=[0.75, 0.25]))
        return {"list": "1", "reason": reason, "removed": removed}
    if table == "arrears":
        return {"yuan": capital * stage.between(0.0005, 0.012), "abnormal": size <= 3 and stage.chance(0.15)}
    if table == "deferral":
        return {"months": stage.number(1, 3), "yuan": size * 2600.0}
    if table == "audit":
        return {"corrected": day + stage.number(5, 28)}
    if table == "petition":
        return {"people": stage.number(3, 6), "escalated": False}
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
