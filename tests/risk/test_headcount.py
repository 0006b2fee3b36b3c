"""Head-counts by employer and month: right against a count by hand, and made again only where something changed."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from tests.risk.world import END, World

from anlan.collection.deletions import DELETION
from anlan.pool.pool import Pool
from anlan.risk import headcount, judge, read_registry
from anlan.risk.asof import see, see_contributions

MONTHS = [f"2026-{month:02d}" for month in range(1, 7)]
LOADED = date(2026, 7, 1)


def contributions(load: str, months: list[str], people: dict[str, range], known: date | None = None) -> pa.Table:
    """Rows by rule: every person of every employer in every month, known on the 12th of the month."""
    rows: list[dict[str, Any]] = []
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


def deleted(pool: Pool, table: str, rows: list[tuple[str, int, date]]) -> None:
    """Marks as the loads of snapshots and changes leave them."""
    marks = [
        {"source_system": "s", "table_name": "t", "core_table": table, "core_load_id": load, "core_row_no": row,
         "load_id": "L9", "row_no": row, "deleted_on": day}
        for load, row, day in rows
    ]  # fmt: skip
    pool.write(DELETION, pa.Table.from_pylist(marks), partition={"source_system": "s", "table_name": "t"})


def known_people(pool: Pool, month: str) -> dict[tuple[str, date], int]:
    rows = [row for row in rows_of(pool, headcount.DELTA) if row["month"] == month]
    return {(row["employer_key"], row["known_at"]): row["people"] for row in rows}


def people_now(pool: Pool, employer: str, month: str) -> tuple[int, int]:
    found = {(row["employer_key"], row["month"]): row for row in rows_of(pool, headcount.EMPLOYER_MONTH)}
    return found[employer, month]["people_count"], found[employer, month]["change_count"]


def test_a_deleted_row_leaves_on_the_day_its_end_became_known(pool: Pool) -> None:
    headcount.count_heads(pool)
    day = date(2026, 5, 20)
    deleted(pool, headcount.CONTRIBUTION, [("L1", 1, day), ("L1", 2, day), ("L3", 9, day)])
    assert headcount.count_heads(pool) == ["2026-02", "2026-03", "2026-04", "2026-05"]
    assert known_people(pool, "2026-02") == {("A", date(2026, 2, 12)): 6, ("A", day): -2, ("B", date(2026, 2, 12)): 3}
    assert known_people(pool, "2026-04") == {("A", date(2026, 4, 12)): 8, ("B", date(2026, 4, 12)): 3, ("B", day): -1}
    february = next(
        row for row in rows_of(pool, headcount.DELTA) if (row["month"], row["known_at"]) == ("2026-02", day)
    )
    assert (february["base_yuan"], february["base_people"], february["unpaid_pension"]) == (-3000, -2, -1)
    assert people_now(pool, "A", "2026-02") == (4, -1)
    assert people_now(pool, "A", "2026-03") == (7, 3)
    assert headcount.count_heads(pool) == []


def test_a_later_deletion_and_a_row_that_came_back_make_their_month_again(pool: Pool) -> None:
    deleted(pool, headcount.CONTRIBUTION, [("L1", 1, date(2026, 5, 20))])
    headcount.count_heads(pool)
    assert people_now(pool, "A", "2026-02") == (5, 0)
    deleted(pool, headcount.CONTRIBUTION, [("L1", 1, date(2026, 5, 20)), ("L1", 2, date(2026, 5, 27))])
    assert headcount.count_heads(pool) == ["2026-02", "2026-03"]
    assert people_now(pool, "A", "2026-02") == (4, -1)
    deleted(pool, headcount.CONTRIBUTION, [("L1", 2, date(2026, 5, 27))])
    assert headcount.count_heads(pool) == ["2026-02", "2026-03"]
    assert people_now(pool, "A", "2026-02") == (5, 0)


def test_a_row_that_was_replaced_before_it_was_deleted_is_taken_back_once(pool: Pool) -> None:
    late = contributions("L8", ["2026-02"], {"A": range(2)}, known=date(2026, 5, 20))
    pool.write(headcount.CONTRIBUTION, late, partition={"load_id": "L8"})
    early, end = date(2026, 3, 1), date(2026, 6, 3)
    # Person 0 was replaced on the 20th and deleted after; person 1 was deleted before it came again.
    deleted(pool, headcount.CONTRIBUTION, [("L1", 1, end), ("L8", 1, end), ("L1", 2, early)])
    headcount.count_heads(pool)
    assert known_people(pool, "2026-02") == {
        ("A", date(2026, 2, 12)): 6,
        ("A", early): -1,
        ("A", date(2026, 5, 20)): 1,
        ("A", end): -1,
        ("B", date(2026, 2, 12)): 3,
    }


def test_a_row_deleted_before_the_day_it_counts_from_never_counts(pool: Pool) -> None:
    deleted(pool, headcount.CONTRIBUTION, [("L1", 1, date(2026, 1, 5))])
    headcount.count_heads(pool)
    assert known_people(pool, "2026-02") == {("A", date(2026, 2, 12)): 5, ("B", date(2026, 2, 12)): 3}


def test_deleted_stops_are_no_stops(pool: Pool) -> None:
    stops = [
        {"employer_key": "A", "stop_id": f"S{number}", "stop_date": date(2026, 3, 3), "reason_code": "6301",
         "load_id": "P1", "row_no": number}
        for number in range(3)
    ]  # fmt: skip
    pool.write(headcount.STOP, pa.Table.from_pylist(stops), partition={"load_id": "P1"})
    headcount.count_heads(pool)
    deleted(pool, headcount.STOP, [("P1", 1, date(2026, 5, 20))])
    assert headcount.count_heads(pool) == ["2026-03"]
    found = {(row["employer_key"], row["month"]): row for row in rows_of(pool, headcount.EMPLOYER_MONTH)}
    assert found["A", "2026-03"]["stop_count"] == 2


def test_marks_of_other_tables_make_nothing_again(pool: Pool) -> None:
    headcount.count_heads(pool)
    deleted(pool, "core_labour__arbitration_case", [("L1", 1, date(2026, 5, 20))])
    assert headcount.count_heads(pool) == []


def test_the_judgement_counts_marked_rows_alike_with_and_without_kept_counts(pool: Pool) -> None:
    deleted(pool, headcount.CONTRIBUTION, [("L1", 1, date(2026, 5, 20)), ("L2", 4, date(2026, 6, 1))])
    link = [{"employer_key": key, "uscc": f"U{key}", "status": "resolved"} for key in "AB"]
    pool.write("core_entity__employer_link", pa.Table.from_pylist(link))
    found = []
    for counted in (False, True):
        if counted:
            headcount.count_heads(pool)
        with pool.reading() as connection:
            see(connection)
            see_contributions(connection)
            found.append(connection.execute("SELECT * FROM contribution_delta ORDER BY ALL").fetchall())
    assert any(row[3] < 0 for row in found[0])
    assert found[0] == found[1]


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
