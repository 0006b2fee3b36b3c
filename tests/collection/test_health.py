"""Promises kept and broken: late, silent, failed, out of bounds; silence is never green."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from anlan.base.clock import Week
from anlan.collection.health import SourceState, source_states, table_state, worst_state
from anlan.pool.loads import LoadPackage, LoadState
from bureau import CASE_HEADER, NOW, Bureau, case_row, case_table, write_csv

WEEK = Week.parse("2026-W47")


def package(
    known_to: str, state: LoadState = LoadState.LOADED, started: datetime = NOW - timedelta(days=90), **more: Any
) -> LoadPackage:
    facts = {"core_count": 5, "known_from": "2026-01-01" if known_to else "", "known_to": known_to, **more}
    return LoadPackage("000001", "labour", "cases", state, started, **facts)


@pytest.mark.parametrize(
    ("loads", "state"),
    [
        ([], SourceState.SILENT),
        ([package("2026-11-20")], SourceState.ON_TIME),
        ([package("2026-11-13")], SourceState.ON_TIME),
        ([package("2026-11-12")], SourceState.LATE),
        ([package("2026-10-01")], SourceState.SILENT),
        ([package("2026-12-31", known_from="2026-12-01")], SourceState.SILENT),
        ([package("2026-11-20"), package("", LoadState.FAILED)], SourceState.FAILED),
        ([package("2026-10-01"), package("", LoadState.UNCHANGED, NOW, row_count=3)], SourceState.ON_TIME),
    ],
)
def test_a_table_stands_as_old_as_what_it_knows(bureau: Bureau, loads: list[LoadPackage], state: SourceState) -> None:
    expected = {"cycle": "weekly", "within_days": 2}
    contract = bureau.promise(system="labour", kind="csv", tables=[case_table(expected=expected)])
    assert table_state(contract.tables[0], loads, WEEK.end) is state


def test_weeks_are_judged_by_what_was_known_then(bureau: Bureau) -> None:
    expected = {"cycle": "weekly", "within_days": 0}
    contract = bureau.promise(system="labour", kind="csv", tables=[case_table(expected=expected)])
    loads = [package("2026-11-08", known_from="2026-11-02", started=NOW)]
    states = source_states([contract], loads, [WEEK.shift(-3), WEEK.shift(-2), WEEK.shift(-1), WEEK])
    assert [one.state.value for one in states] == ["silent", "on_time", "on_time", "late"]
    assert [one.last_known_at for one in states] == [None, date(2026, 11, 8), date(2026, 11, 8), date(2026, 11, 8)]
    assert [one.row_count for one in states] == [0, 5, 5, 5]
    assert states[0].expected_text == "每周更新，0 天内到达"


def test_a_late_source_and_one_outside_its_bounds_are_incidents(bureau: Bureau) -> None:
    bureau.connect("labour", "file:in")
    expected = {"cycle": "daily", "within_days": 2, "rows_min": 3, "rows_max": 4}
    bureau.promise(
        system="labour",
        kind="csv",
        tables=[case_table(location="*.csv", expected=expected, load={"mode": "incremental"})],
    )
    write_csv(bureau.workspace.root / "in" / "a.csv", CASE_HEADER, [case_row(1)])
    write_csv(bureau.workspace.root / "in" / "b.csv", CASE_HEADER, [case_row(number) for number in range(2, 8)])
    collected, standardised = bureau.run()
    assert [one.kind for one in collected.incidents] == ["rows-out-of-bounds"] * 2
    assert ["少于" in one.message for one in collected.incidents] == [True, False]
    assert [one.kind for one in standardised.incidents] == ["source-silent"]
    assert bureau.standardise(NOW - timedelta(days=18)).incidents == ()


def test_a_full_load_says_what_holds_on_its_day(bureau: Bureau) -> None:
    expected = {"cycle": "weekly", "within_days": 0}
    full, added = (
        case_table(expected=expected),
        case_table(name="added", expected=expected, load={"mode": "incremental"}),
    )
    contract = bureau.promise(system="labour", kind="database", tables=[full, added])
    loads = [package("2026-01-01", started=NOW, row_count=5)]
    states = [table_state(table, loads, WEEK.end) for table in contract.tables]
    assert states == [SourceState.ON_TIME, SourceState.SILENT]
    assert worst_state([(table, loads) for table in contract.tables], WEEK.end) is SourceState.SILENT
