"""调解仲裁办案系统: labour arbitration cases, in a database."""

from __future__ import annotations

from typing import Any

from numpy.random import Generator

from anlan_city.months import day_code, iso
from anlan_city.reference import Habits, Scribe
from anlan_city.stage import Event, Stage
from anlan_city.stores import Store

CASES = {
    "AH": "VARCHAR(60)",
    "BSQR": "VARCHAR(100)",
    "BSQRDM": "VARCHAR(40)",
    "LARQ": "VARCHAR(20)",
    "SQRS": "INTEGER",
    "ZYLX": "VARCHAR(30)",
    "ZYJE": "DECIMAL(16,2)",
    "JARQ": "VARCHAR(20)",
    "JAJG": "VARCHAR(30)",
    "AAE036": "BIGINT",
}
CLAIM = {"01": "劳动报酬", "02": "解除终止劳动合同", "03": "社会保险", "04": "工伤待遇", "99": "其他"}
OUTCOME = ["申请人胜诉", "部分胜诉", "用人单位胜诉", "调解", "撤回"]
_OUTCOME_SHARES = [0.13, 0.2, 0.1, 0.47, 0.1]
WRITTEN_BY_PARTIES = Habits(code_missing=0.3, code_spoiled=0.015, name_untidy=0.06, name_former=0.02, name_slip=0.01)
DUPLICATE_SHARE = 0.002


class Arbitration:
    """Writes the cases."""

    def __init__(self, rng: Generator, stage: Stage, store: Store) -> None:
        self.rng, self.stage, self.store = rng, stage, store
        self.scribe = Scribe(rng, stage.firms, WRITTEN_BY_PARTIES)

    def finish(self) -> None:
        """Write all cases, some of them twice, and close the database."""
        self.store.create("ZC_CASE", CASES)
        rows: list[tuple[Any, ...]] = []
        events = self.stage.recorded("arbitration_case")
        for place, event in enumerate(events):
            rows.append(self._row(event, place))
            if self.rng.random() < DUPLICATE_SHARE:
                rows.append(rows[-1])
        self.store.insert("ZC_CASE", list(zip(*rows, strict=True)) or [[]] * len(CASES))
        self.store.close()

    def _row(self, event: Event, place: int) -> tuple[Any, ...]:
        code, name = self.scribe.write(event.firm)
        values, pay = event.values, float(self.stage.firms.pay[event.firm])
        closed = event.day + int(self.rng.integers(12, 75))
        done = closed <= self.stage.today - 2
        amount = round(values["people"] * pay * values["months"] * float(self.rng.uniform(0.6, 1.6)), 2)
        outcome = str(self.rng.choice(OUTCOME, p=_OUTCOME_SHARES))
        if event.case >= 0 and self.stage.cases[event.case].kind == "risk":
            outcome = str(self.rng.choice(OUTCOME[:4], p=[0.55, 0.25, 0.02, 0.18]))
        return (
            f"京劳人仲字〔{iso(event.day)[:4]}〕第{place + 1:06d}号",
            name,
            code or None,
            _date(event.day, place),
            values["people"],
            CLAIM[values["claim"]],
            amount,
            _date(closed, place) if done else None,
            outcome if done else None,
            day_code(event.known) * 1_000_000 + 110_000,
        )


def _date(day: int, place: int) -> str:
    """The day in one of the two ways in which the case system's versions stored it."""
    return iso(day) if place % 4 else iso(day).replace("-", "/")
