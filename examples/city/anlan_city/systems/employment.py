"""就业信息系统: employment registrations, unemployment registrations and benefit claims, in a database."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from anlan_city.months import day_codes, iso
from anlan_city.reference import TIDY, Scribe
from anlan_city.stage import Stage
from anlan_city.stores import Store
from anlan_city.workforce import ENDED, Month

Ints = NDArray[np.int64]

REGISTERED_SHARE, CLAIM_SHARE = 0.92, 0.72
"""Hires that are registered; registered unemployed who claim benefits."""
HIRES = {
    "CCZ030": "BIGINT",
    "AAC001": "BIGINT",
    "AAB005": "VARCHAR(40)",
    "AAB004": "VARCHAR(100)",
    "AAE030": "INTEGER",
    "AAE036": "BIGINT",
}
UNEMPLOYED = {
    "JCZ010": "BIGINT",
    "AAC001": "BIGINT",
    "AAB001": "BIGINT",
    "AAB004": "VARCHAR(100)",
    "AAE044": "VARCHAR(20)",
    "AJC093": "VARCHAR(4)",
    "AAE036": "BIGINT",
}
CLAIMS = {
    "JCZ020": "BIGINT",
    "AAC001": "BIGINT",
    "AAB001": "BIGINT",
    "AAB004": "VARCHAR(100)",
    "AAE041": "INTEGER",
    "AAE036": "BIGINT",
}


class Employment:
    """Writes the system month by month."""

    def __init__(self, rng: Generator, stage: Stage, store: Store) -> None:
        self.rng, self.stage, self.store = rng, stage, store
        self.firms, self.today = stage.firms, stage.today
        self.scribe = Scribe(rng, stage.firms, TIDY)
        self.next_number = {"CC03": 30_000_001, "JC10": 50_000_001, "JC20": 70_000_001}
        for table, columns in (("CC03", HIRES), ("JC10", UNEMPLOYED), ("JC20", CLAIMS)):
            store.create(table, columns)

    def take(self, month: Month) -> None:
        """Write one month's hires and those who register as unemployed after leaving in it."""
        self._hires(month)
        self._unemployed(month)

    def finish(self) -> None:
        """Close the database."""
        self.store.close()

    def _numbers(self, table: str, count: int) -> range:
        first = self.next_number[table]
        self.next_number[table] += count
        return range(first, first + count)

    def _hires(self, month: Month) -> None:
        count = len(month.hired_person)
        known = month.hired_day + self.rng.integers(1, 9, count)
        kept = np.flatnonzero((self.rng.random(count) < REGISTERED_SHARE) & (known <= self.today))
        written = [self.scribe.write(firm) for firm in month.hired_firm[kept].tolist()]
        self.store.insert(
            "CC03",
            [
                self._numbers("CC03", len(kept)),
                month.hired_person[kept].tolist(),
                [code or None for code, _ in written],
                [name for _, name in written],
                day_codes(month.hired_day[kept]).tolist(),
                _moments(known[kept]),
            ],
        )

    def _unemployed(self, month: Month) -> None:
        leaving, rng = month.leaving, self.rng
        count = len(leaving.person)
        registers = (leaving.reason == ENDED) & (rng.random(count) < leaving.register)
        day = leaving.day + rng.integers(2, 16, count)
        kept = np.flatnonzero(registers & (day <= self.today))
        self._insert("JC10", leaving.person[kept], leaving.firm[kept], day[kept], True)
        claimed = day + rng.integers(1, 9, count)
        claims = np.flatnonzero(registers & (rng.random(count) < CLAIM_SHARE) & (claimed <= self.today))
        self._insert("JC20", leaving.person[claims], leaving.firm[claims], claimed[claims], False)

    def _insert(self, table: str, person: Ints, firm: Ints, day: Ints, with_reason: bool) -> None:
        names = [self.scribe.name(place) for place in firm.tolist()]
        numbers = self.firms.unit_number[firm].tolist()
        known = np.minimum(day + self.rng.integers(0, 2, len(day)), self.today)
        if with_reason:
            # Counters in the districts write the day in their own ways.
            ways = self.rng.integers(0, 3, len(day)).tolist()
            days: list[object] = [_written(iso(one), way) for one, way in zip(day.tolist(), ways, strict=True)]
            reason = [["05"] * len(day)]
        else:
            days, reason = list(day_codes(day).tolist()), []
        self.store.insert(
            table, [self._numbers(table, len(day)), person.tolist(), numbers, names, days, *reason, _moments(known)]
        )


def _written(day: str, way: int) -> str:
    year, month, number = day.split("-")
    if way == 0:
        return day
    return f"{year}/{int(month)}/{int(number)}" if way == 1 else f"{year}年{int(month)}月{int(number)}日"


def _moments(days: Ints) -> list[int]:
    moments: list[int] = (day_codes(days) * 1_000_000 + 101_500).tolist()
    return moments
