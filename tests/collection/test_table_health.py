"""The health of one source table: lateness by its promise, failures in a row, rows against its own history."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from anlan.base.clock import CHINA
from anlan.base.risk_types import SourceClass
from anlan.collection.contract import Contract, Expected, TableContract
from anlan.collection.health import SourceState, history_incidents, table_health, usual_rows
from anlan.pool.loads import LoadPackage, LoadState

TABLE = TableContract(
    system="hotline",
    name="ticket",
    label="工单",
    location="ticket",
    core="core_hotline__ticket",
    items={},
    mode="incremental",
    expected=Expected("daily", 3, rows_min=10, rows_max=5000),
)
CONTRACT = Contract("hotline", "热线", SourceClass.BUREAU, "热线中心", "hotline", "csv", (TABLE,))


def load(number: int, rows: int, state: LoadState = LoadState.LOADED, cursor: str = "2026-10-01") -> LoadPackage:
    """A load of some rows on a day of November that made that day known."""
    day = date(2026, 11, number)
    return LoadPackage(
        load_id=f"{number:06d}-hotline-ticket",
        system="hotline",
        table="ticket",
        state=state,
        started=datetime(2026, 11, number, 2, tzinfo=CHINA),
        row_count=rows,
        cursor_from=cursor,
        known_from=day.isoformat() if state is not LoadState.FAILED else "",
        known_to=day.isoformat() if state is not LoadState.FAILED else "",
        message="连接中断" if state is LoadState.FAILED else "",
    )


@pytest.mark.parametrize(
    ("after", "state", "late"),
    [(4, SourceState.ON_TIME, 0), (5, SourceState.LATE, 1), (12, SourceState.LATE, 8), (13, SourceState.SILENT, 9)],
)
def test_lateness_is_counted_from_the_day_it_was_due(after: int, state: SourceState, late: int) -> None:
    found = table_health(CONTRACT, TABLE, [load(1, 100)], date(2026, 11, 1) + timedelta(days=after))
    assert (found.state, found.days_late, found.due) == (state, late, date(2026, 11, 5))


def test_nothing_ever_is_silence_and_has_no_due_day() -> None:
    found = table_health(CONTRACT, TABLE, [], date(2026, 11, 1))
    assert (found.state, found.due, found.last_rows, found.usual_rows) == (SourceState.SILENT, None, None, None)


def test_failures_in_a_row_are_counted_from_the_newest() -> None:
    loads = [load(1, 0, LoadState.FAILED), load(2, 100), load(3, 0, LoadState.FAILED), load(4, 0, LoadState.FAILED)]
    found = table_health(CONTRACT, TABLE, loads, date(2026, 11, 4))
    assert (found.state, found.failures, found.failure) == (SourceState.FAILED, 2, "连接中断")
    assert found.last_success == loads[1].started


def test_rows_are_held_against_the_loads_before() -> None:
    before = [load(number, 90 + number) for number in range(1, 6)]
    newest = load(6, 400, LoadState.EXTRACTED)
    assert usual_rows(newest, [*before, newest]) == (30, 285)
    (incident,) = history_incidents(TABLE, newest, [*before, newest])
    assert (incident.kind, incident.severity.value) == ("rows-unusual", "warning")
    assert history_incidents(TABLE, replace(newest, row_count=280), before) == []
    assert history_incidents(TABLE, replace(newest, row_count=29), before) != []


def test_too_few_loads_and_a_first_load_say_nothing() -> None:
    before = [load(number, 100) for number in range(1, 4)]
    assert usual_rows(load(4, 1), before) is None
    first = [load(number, 100, cursor="") for number in range(1, 6)]
    assert usual_rows(load(6, 1), first) is None


def test_rows_outside_the_promise_are_unusual_too() -> None:
    assert table_health(CONTRACT, TABLE, [load(1, 6000)], date(2026, 11, 1)).is_unusual
    assert not table_health(CONTRACT, TABLE, [load(1, 3)], date(2026, 11, 1)).is_unusual
    assert table_health(CONTRACT, TABLE, [load(1, 3, cursor="")], date(2026, 11, 1)).is_unusual
