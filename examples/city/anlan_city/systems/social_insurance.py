"""社会保险信息系统: insured units, monthly contributions, stops with reasons, deferrals and audits, in a database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from anlan_city.firms import Firms
from anlan_city.months import Calendar, day_code, day_codes
from anlan_city.reference import TIDY, Scribe
from anlan_city.stage import Event, Stage
from anlan_city.stores import Store
from anlan_city.words import places, trades
from anlan_city.workforce import Month

Ints = NDArray[np.int64]

LATE_SHARE = 0.012
"""Employer-months recorded 6 to 25 days later than usual."""
CORRECTED_SHARE = 0.003
"""Rows followed by a second one for the same person and month with a later handling time and another base."""
DUPLICATE_SHARE = 0.0004
PAID_LATE_SHARE = 0.004
"""Employer-months paid late: first recorded without payment, later again with it."""
UNKNOWN_REASON_SHARE, WORDED_REASON_SHARE = 0.002, 0.01
_WORDED = {6301: "解除终止劳动合同", 6302: "统筹范围内转出", 6308: "达到退休年龄"}

UNITS = {
    "AAB001": "BIGINT",
    "AAB005": "VARCHAR(40)",
    "AAB004": "VARCHAR(100)",
    "AAB301": "VARCHAR(6)",
    "AAB022": "VARCHAR(6)",
    "AAB051": "VARCHAR(3)",
    "AAE036": "BIGINT",
}
CONTRIBUTIONS = {
    "AAB001": "BIGINT",
    "AAC001": "BIGINT",
    "AAE003": "INTEGER",
    "AAE180": "INTEGER",
    "AAE140_110": "SMALLINT",
    "AAE140_210": "SMALLINT",
    "AAE140_410": "SMALLINT",
    "AAE036": "BIGINT",
}
STOPS = {
    "AAZ002": "BIGINT",
    "AAC001": "BIGINT",
    "AAB001": "BIGINT",
    "AAE035": "INTEGER",
    "AAE160": "VARCHAR(30)",
    "AAE036": "BIGINT",
}
DEFERRALS = {
    "SQBH": "VARCHAR(20)",
    "AAB001": "BIGINT",
    "SQRQ": "VARCHAR(10)",
    "HJYS": "INTEGER",
    "HJJE": "DECIMAL(16,2)",
    "AAE036": "BIGINT",
}
AUDITS = {
    "JHBH": "VARCHAR(20)",
    "AAB001": "BIGINT",
    "XDRQ": "VARCHAR(10)",
    "ZGQX": "VARCHAR(10)",
    "GZRQ": "VARCHAR(10)",
    "AAE036": "BIGINT",
}


class SocialInsurance:
    """Writes the system month by month."""

    def __init__(self, rng: Generator, stage: Stage, store: Store) -> None:
        self.rng, self.stage, self.store = rng, stage, store
        self.firms, self.calendar = stage.firms, stage.calendar
        self.usual_day = rng.integers(4, 14, len(self.firms))
        self.next_stop = 8_000_000_001
        for table, columns in (
            ("AB01", UNITS),
            ("AC43_MONTH", CONTRIBUTIONS),
            ("AC_STOP", STOPS),
            ("AC_DEFERRAL", DEFERRALS),
            ("AC_AUDIT", AUDITS),
        ):
            store.create(table, columns)
        _units(rng, self.firms, self.calendar, store)

    def take(self, month: Month) -> None:
        """Write one month's contributions (unless it is the running month) and stops."""
        if len(month.person) and month.index < 24:
            self._contributions(month)
        self._stops(month)

    def finish(self) -> None:
        """Write the applications and findings and close the database."""
        self.store.insert(
            "AC_DEFERRAL", list(zip(*map(self._deferral, self._events("deferral")), strict=True)) or [[]] * 6
        )
        self.store.insert("AC_AUDIT", list(zip(*map(self._audit, self._events("audit")), strict=True)) or [[]] * 6)
        self.store.close()

    def _events(self, table: str) -> Sequence[Event]:
        return self.stage.recorded(table)

    def _deferral(self, event: Event) -> tuple[Any, ...]:
        number = f"HJ{day_code(event.day)}{event.firm:07d}"
        values = event.values
        return (
            number,
            int(self.firms.unit_number[event.firm]),
            str(day_code(event.day)),
            values["months"],
            round(float(values["yuan"]), 2),
            day_code(event.known) * 1_000_000 + 93000,
        )

    def _audit(self, event: Event) -> tuple[Any, ...]:
        corrected = event.values.get("corrected")
        done = str(day_code(corrected)) if corrected and corrected <= self.calendar.today else None
        return (
            f"JH{day_code(event.day)}{event.firm:07d}",
            int(self.firms.unit_number[event.firm]),
            str(day_code(event.day)),
            str(day_code(event.day + 30)),
            done,
            day_code(event.known) * 1_000_000 + 101500,
        )

    def _recorded(self, month: int) -> Ints:
        """Per employer: the ordinal on which the month is recorded."""
        late = self.rng.random(len(self.firms)) < LATE_SHARE
        delay = np.where(late, self.rng.integers(6, 26, len(self.firms)), self.rng.integers(0, 2, len(self.firms)))
        return np.asarray(self.calendar.month_start(month + 1) + self.usual_day + delay)

    def _contributions(self, month: Month) -> None:
        rng, count = self.rng, len(month.person)
        recorded = self._recorded(month.index)
        paid_late = (rng.random(len(self.firms)) < PAID_LATE_SHARE)[month.firm] & ~month.unpaid
        lapse = rng.random(count) < 0.0015
        paid = ~(month.unpaid | paid_late | lapse)
        injury = ~(month.unpaid | paid_late)
        day = recorded[month.firm]
        columns: dict[str, Any] = {
            "firm": month.firm,
            "person": month.person,
            "base": month.base,
            "pension": paid,
            "unemployment": paid,
            "injury": injury,
            "day": day,
            "known": day,
        }
        again = paid_late | (rng.random(count) < CORRECTED_SHARE)
        second = {name: values[again] for name, values in columns.items()}
        size = int(again.sum())
        second["pension"] = second["unemployment"] = second["injury"] = np.ones(size, dtype=bool) & ~month.unpaid[again]
        second["base"] = np.where(
            paid_late[again], second["base"], np.rint(second["base"] * rng.uniform(0.96, 1.06, size))
        )
        second["day"] = second["day"] + rng.integers(12, 45, size)
        twice = np.flatnonzero(rng.random(count) < DUPLICATE_SHARE)
        double = {name: values[twice] for name, values in columns.items()}
        joined = {name: np.concatenate([columns[name], second[name], double[name]]) for name in columns}
        self._insert(month.index, joined)

    def _insert(self, month: int, rows: dict[str, Any]) -> None:
        kept = np.flatnonzero(rows["day"] <= self.calendar.today)
        kept = kept[np.argsort(rows["day"][kept], kind="stable")]
        clock = 90_000 + (rows["person"][kept] % 8) * 10_000 + rows["person"][kept] % 60
        code = self.calendar.month_code(month)
        for start in range(0, len(kept), 500_000):
            part = slice(start, start + 500_000)
            some = kept[part]
            self.store.insert(
                "AC43_MONTH",
                [
                    self.firms.unit_number[rows["firm"][some]].tolist(),
                    rows["person"][some].tolist(),
                    [code] * len(some),
                    rows["base"][some].astype(np.int64).tolist(),
                    rows["pension"][some].astype(np.int64).tolist(),
                    rows["unemployment"][some].astype(np.int64).tolist(),
                    rows["injury"][some].astype(np.int64).tolist(),
                    (day_codes(rows["day"][some]) * 1_000_000 + clock[part]).tolist(),
                ],
            )

    def _stops(self, month: Month) -> None:
        leaving, rng = month.leaving, self.rng
        count = len(leaving.person)
        known = leaving.day + rng.integers(1, 6, count)
        kept = np.flatnonzero(known <= self.calendar.today)
        kept = kept[np.argsort(known[kept], kind="stable")]
        reasons: list[Any] = leaving.reason[kept].tolist()
        draw = rng.random(len(kept)).tolist()
        written = [_reason(code, value) for code, value in zip(reasons, draw, strict=True)]
        self.store.insert(
            "AC_STOP",
            [
                range(self.next_stop, self.next_stop + len(kept)),
                leaving.person[kept].tolist(),
                self.firms.unit_number[leaving.firm[kept]].tolist(),
                day_codes(leaving.day[kept]).tolist(),
                written,
                (day_codes(known[kept]) * 1_000_000 + 83_000 + kept % 60).tolist(),
            ],
        )
        self.next_stop += len(kept)


def _reason(code: int, draw: float) -> str:
    if draw < UNKNOWN_REASON_SHARE:
        return "6999"
    if draw < UNKNOWN_REASON_SHARE + WORDED_REASON_SHARE:
        return _WORDED.get(code, str(code))
    return str(code)


def _units(rng: Generator, firms: Firms, calendar: Calendar, store: Store) -> None:
    scribe = Scribe(rng, firms, TIDY)
    written = [scribe.write(firm) for firm in range(len(firms))]
    district = [places()[place].code for place in firms.place.tolist()]
    industry = [trades()[trade].code for trade in firms.trade.tolist()]
    opened = np.minimum(firms.registered + rng.integers(5, 40, len(firms)), calendar.today - 3)
    store.insert(
        "AB01",
        [
            firms.unit_number.tolist(),
            [code or None for code, _ in written],
            [name for _, name in written],
            district,
            industry,
            ["1"] * len(firms),
            (day_codes(opened) * 1_000_000 + 90_000).tolist(),
        ],
    )
