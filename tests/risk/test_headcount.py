"""Head-counts by employer and month: right against a count by hand, and made again only where something changed."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from tests.risk.world import END, World

from anlan.pool.pool import Pool
from anlan.risk import headcount, judge, read_registry

MONTHS = [f"2026-{month:02d}" for month in range(1, 7)]
LOADED = date(2026, 7, 1)


def contributions(load: str, months: list[str], people: dict[str, range], known: date | None = None) -> pa.Table:
    """Rows by rule: every person of every employer in every month, known on the 12th of the month."""
    rows = []
    for month in months:
        day = known or date(int(month[:4]), int(month[5:]), 12)
        for employer, persons in people.items():
            for person in persons:
                rows.append(
                    {"employer_key": employer, "person_id": f"{employer}{person}", "month": month, "known_at": day,
                     "base_yuan": 1000.0 * (person + 1), "is_paid_pension": person != 0, "is_paid_unemployment": True,
                     "is_paid_injury": person % 2 == 0 or None, "load_id": load, "row_no": len(rows) + 1}
                )  # fmt: skip
    return pa.Table.from_pylist(rows)


@pytest.fixture
def pool(tmp_path: Path) -> Pool:
    made = Pool(tmp_path / "pool")
    for number, month in enumerate(MONTHS):
        staff = {"A": range(5 + number), "B": range(3)}
        rows = contributions(f"L{number}", [month], staff)
        made.write(headcount.CONTRIBUTION, rows, partition={"load_id": f"L{number}"})
    return made


def rows_of(pool: Pool, table: str) -> list[dict[str, Any]]:
    return sorted(pool.read(table).to_pylist(), key=lambda row: (row["employer_key"], row["month"], str(row.values())))


def test_counts_every_month_once(pool: Pool) -> None:
    assert headcount.count_heads(pool) == MONTHS
    found = {(row["employer_key"], row["month"]): row for row in rows_of(pool, headcount.DELTA)}
    assert {key: row["people"] for key, row in found.items() if key[0] == "A"} == {
        ("A", month): 5 + number for number, month in enumerate(MONTHS)
    }
    assert found["B", "2026-03"]["base_yuan"] == 1000 + 2000 + 3000
    assert found["B", "2026-03"]["unpaid_pension"] == 1
    assert headcount.count_heads(pool) == []


def test_the_next_month_alone(pool: Pool) -> None:
    headcount.count_heads(pool)
    later = contributions("L9", ["2026-07"], {"A": range(2)})
    pool.write(headcount.CONTRIBUTION, later, partition={"load_id": "L9"})
    assert headcount.count_heads(pool) == ["2026-07"]
    months = {(r["employer_key"], r["month"]): r for r in rows_of(pool, headcount.EMPLOYER_MONTH)}
    assert (months["A", "2026-07"]["people_count"], months["A", "2026-07"]["change_count"]) == (2, -8)
    assert (months["B", "2026-07"]["people_count"], months["B", "2026-07"]["change_count"]) == (0, -3)


def test_a_correction_takes_back_what_it_replaces_and_touches_the_month_after(pool: Pool) -> None:
    headcount.count_heads(pool)
    late = contributions("L8", ["2026-02"], {"A": range(2), "C": range(4)}, known=date(2026, 5, 20))
    pool.write(headcount.CONTRIBUTION, late, partition={"load_id": "L8"})
    assert headcount.count_heads(pool) == ["2026-02", "2026-03"]
    february = [row for row in rows_of(pool, headcount.DELTA) if row["month"] == "2026-02"]
    known = Counter({(row["employer_key"], row["known_at"]): row["people"] for row in february})
    assert known["A", date(2026, 2, 12)] == 6
    assert known["A", date(2026, 5, 20)] == 0, "two persons come again and their first rows are taken back"
    assert known["C", date(2026, 5, 20)] == 4


def test_stops_by_reason(pool: Pool) -> None:
    stops = [
        {"employer_key": "A", "stop_id": f"S{number}", "stop_date": date(2026, 3, 3), "reason_code": reason}
        for number, reason in enumerate(["6301", "6301", "6308"])
    ]
    pool.write(headcount.STOP, pa.Table.from_pylist(stops))
    headcount.count_heads(pool)
    march = next(
        row
        for row in rows_of(pool, headcount.EMPLOYER_MONTH)
        if (row["employer_key"], row["month"]) == ("A", "2026-03")
    )
    assert march["stop_count"] == 3
    assert march["stop_reasons"] == [
        {"reason_code": "6301", "people_count": 2},
        {"reason_code": "6308", "people_count": 1},
    ]


def test_a_pool_without_contributions_has_nothing_to_count(tmp_path: Path) -> None:
    assert headcount.count_heads(Pool(tmp_path / "empty")) == []


def test_the_judgement_is_the_same_with_and_without_kept_counts(tmp_path: Path) -> None:
    world = World()
    for uscc, staff in (("LAYOFF", 60), ("STEADY", 700)):
        world.firm(uscc, staff)
    world.leave("LAYOFF", range(0, 30), date(2026, 10, 12))
    pool = world.pool(tmp_path / "pool")
    lists = []
    for counted in (False, True):
        if counted:
            headcount.count_heads(pool)
        with pool.reading() as connection:
            judge(connection, read_registry(), [END.shift(-1), END], lambda label, done, total: None)
            lists.append(connection.execute("SELECT * FROM indicator_level ORDER BY ALL").fetchall())
    assert lists[0]
    assert lists[0] == lists[1]
