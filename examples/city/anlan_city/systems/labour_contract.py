"""劳动合同备案系统: filed ends of labour contracts and statutory layoff reports, in a database."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from anlan_city.codes import resident_ids
from anlan_city.months import day_code, day_codes
from anlan_city.reference import TIDY, Scribe
from anlan_city.risks import CLOSURE
from anlan_city.stage import Event, Stage
from anlan_city.stores import Store
from anlan_city.words import places, words
from anlan_city.workforce import ENDED, MOVED, RETIRED, Month

Ints = NDArray[np.int64]

RESIGNED, AGREED, DISMISSED, LAID_OFF, EXPIRED, DISSOLVED, PENSIONED = ("01", "02", "03", "04", "05", "06", "07")
FILED_SHARE = {ENDED: 0.78, MOVED: 0.3, RETIRED: 0.5}
"""Share of stops of each reason that are followed by a filed end of contract."""
ENDS = {
    "AAE028": "VARCHAR(24)",
    "AAC001": "BIGINT",
    "AAC003": "VARCHAR(50)",
    "AAC147": "VARCHAR(18)",
    "AAB005": "VARCHAR(40)",
    "AAB004": "VARCHAR(100)",
    "ABC910": "VARCHAR(4)",
    "ABC916": "VARCHAR(20)",
    "ABC917": "VARCHAR(4)",
    "AAE036": "BIGINT",
}
REPORTS = {
    "BGBH": "VARCHAR(24)",
    "AAB005": "VARCHAR(40)",
    "AAB004": "VARCHAR(100)",
    "BGRQ": "VARCHAR(10)",
    "NCJRS": "INTEGER",
    "ZGZS": "INTEGER",
    "AAE036": "BIGINT",
}


class LabourContract:
    """Writes the system month by month."""

    def __init__(self, rng: Generator, stage: Stage, store: Store) -> None:
        self.rng, self.stage, self.store = rng, stage, store
        self.scribe = Scribe(rng, stage.firms, TIDY)
        self.next_number = 1
        store.create("HT_END", ENDS)
        store.create("CJ_REPORT", REPORTS)

    def take(self, month: Month) -> None:
        """Write the contracts that ended with one month's stops."""
        leaving, rng = month.leaving, self.rng
        count = len(leaving.person)
        share = np.zeros(count)
        for reason, value in FILED_SHARE.items():
            share[leaving.reason == reason] = value
        known = leaving.day + rng.integers(1, 9, count)
        kept = np.flatnonzero((rng.random(count) < share) & (known <= self.stage.today))
        firm, person = leaving.firm[kept], leaving.person[kept]
        written = [self.scribe.write(place) for place in firm.tolist()]
        reasons = [
            self._reason(reason, case)
            for reason, case in zip(leaving.reason[kept].tolist(), leaving.case[kept].tolist(), strict=True)
        ]
        dashed = rng.random(len(kept)) < 0.2
        days = [
            f"{d[:4]}-{d[4:6]}-{d[6:]}" if dash else d
            for d, dash in zip(map(str, day_codes(leaving.day[kept]).tolist()), dashed.tolist(), strict=True)
        ]
        self.store.insert(
            "HT_END",
            [
                [f"LH{number:012d}" for number in range(self.next_number, self.next_number + len(kept))],
                person.tolist(),
                person_names(person),
                person_ids(person),
                [code or None for code, _ in written],
                [name for _, name in written],
                rng.choice(["是", "否"], len(kept), p=[0.8, 0.2]).tolist(),
                days,
                reasons,
                (day_codes(known[kept]) * 1_000_000 + 144_000).tolist(),
            ],
        )
        self.next_number += len(kept)

    def finish(self) -> None:
        """Write the layoff reports and close the database."""
        events = self.stage.recorded("layoff_report")
        rows = [self._report(event, place) for place, event in enumerate(events)]
        self.store.insert("CJ_REPORT", list(zip(*rows, strict=True)) or [[]] * len(REPORTS))
        self.store.close()

    def _reason(self, reason: int, case: int) -> str:
        draw = float(self.rng.random())
        if reason == RETIRED:
            return PENSIONED
        if case < 0:
            return RESIGNED if draw < 0.5 else AGREED if draw < 0.7 else DISMISSED if draw < 0.78 else EXPIRED
        planted = self.stage.cases[case]
        if planted.type == CLOSURE:
            return DISSOLVED
        if planted.kind == "seasonal":
            return EXPIRED
        if planted.kind == "transfer":
            return AGREED
        return LAID_OFF if draw < 0.6 else AGREED

    def _report(self, event: Event, place: int) -> tuple[Any, ...]:
        code, name = self.scribe.write(event.firm)
        return (
            f"CJ{place + 1:08d}",
            code or None,
            name,
            str(day_code(event.day)),
            event.values["planned"],
            event.values["staff"],
            day_code(event.known) * 1_000_000 + 160_000,
        )


def person_names(person: Ints) -> list[str]:
    """The names of persons, the same wherever a person is written down."""
    surnames, given = words()["surnames"], words()["given"]
    mixed = person * 2_654_435_761 % 2**32
    first = (mixed % len(surnames)).tolist()
    second, third = (mixed // 97 % len(given)).tolist(), (mixed // 9409 % (len(given) * 2)).tolist()
    return [
        surnames[a] + given[b] + (given[c] if c < len(given) else "")
        for a, b, c in zip(first, second, third, strict=True)
    ]


def person_ids(person: Ints) -> list[str]:
    """The identity numbers of persons, the same wherever a person is written down."""
    mixed = person * 2_654_435_761 % 2**32
    districts = np.array([int(place.code) for place in places() if place.code < "110400"])
    birth = (1966 + mixed % 38) * 10_000 + (1 + mixed // 38 % 12) * 100 + 1 + mixed // 456 % 28
    return resident_ids(districts[mixed // 12_768 % len(districts)], birth, mixed // 300_000 % 1000)
