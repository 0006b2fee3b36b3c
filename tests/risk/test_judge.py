"""The week's judgement over a small made-up bureau: what must stand where, and why."""

from __future__ import annotations

import json
from datetime import date, timedelta

import duckdb
import pytest
from tests.risk.world import END, World, alert, evidence

from anlan.base.errors import AnlanError
from anlan.risk.listing import risk_detail, risk_list
from anlan.risk.out_tables import NAMES

LAID_OFF = date(2026, 10, 12)


def call(world: World, uscc: str, topic: str, days: list[date]) -> None:
    for number, day in enumerate(days):
        facts = {"ticket_id": f"T{uscc}{topic}{number}", "created_date": day, "topic_code": topic, "people_count": 1}
        world.add("core_hotline__ticket", uscc, day + timedelta(days=1), **facts)


def days_from(first: date, count: int, step: int = 3) -> list[date]:
    return [first + timedelta(days=step * number) for number in range(count)]


@pytest.fixture(scope="module")
def world() -> World:
    world = World()
    for uscc, staff in (
        ("LAYOFF", 100),
        ("MOVED", 100),
        ("ONEKEY", 100),
        ("RETIRED", 100),
        ("RUMOUR", 80),
        ("QUIET", 60),
    ):
        world.firm(uscc, staff)
    world.firm("STEADY", 2200)  # most of a city stays: a month counts as arrived once nine tenths of it are in
    world.firm("PARTNER", 5)
    world.firm("COURT", 30)
    world.firm("LATE", 60)
    world.add("core_registry__holding", "x", date(2024, 1, 1), uscc="PARTNER", holder_uscc="MOVED", share_ratio=0.8)
    world.leave("LAYOFF", range(0, 40), LAID_OFF)
    call(world, "LAYOFF", "02", days_from(LAID_OFF, 6))
    world.leave("ONEKEY", range(0, 40), LAID_OFF)
    world.leave("MOVED", range(0, 40), LAID_OFF, reason="6302", to="PARTNER")
    call(world, "MOVED", "02", days_from(LAID_OFF, 6))
    world.leave("RETIRED", range(0, 40), LAID_OFF, reason="6308")
    call(world, "RETIRED", "02", days_from(LAID_OFF, 6))
    for source in ("甲报", "乙网", "丙号"):
        world.article("E-RUMOUR", "RUMOUR", "R1", date(2026, 9, 28), source)
        for uscc in ("LAYOFF", "MOVED", "RETIRED"):
            world.article(f"E-{uscc}", uscc, "R1", date(2026, 10, 16), source)
    world.add(
        "core_court__bankruptcy",
        "COURT",
        date(2026, 11, 3),
        notice_id="N1",
        published_date=date(2026, 11, 2),
        kind_code="1",
    )
    for month in ("2026-10",):
        world.forget("LATE", month, range(60))
        world.contribute("LATE", month, range(60), late=30)
    return world


@pytest.fixture(scope="module")
def bureau(world: World) -> duckdb.DuckDBPyConnection:
    return world.judged()


def test_layoff_with_two_classes_is_confirmed_and_explained(bureau: duckdb.DuckDBPyConnection) -> None:
    found = alert(bureau, "LAYOFF")
    assert (found["level"], found["status"], found["main_type"]) >= (3, "confirmed", "R1")
    assert {"internal", "bureau"} <= set(found["key_classes"])
    assert found["rumour_state"] == "supported"
    supporting = evidence(bureau, "LAYOFF", "supporting")
    assert {"A2", "A4", "D9", "E-LAYOFF"} <= supporting.keys()
    assert supporting["A2"]["value"] == 40
    explained = json.loads(found["explanation"])["types"][0]
    assert explained["parts"] and set(explained["evidence"]) == {"supporting", "contradicting", "missing"}
    assert found["clears_when"] and "待核实" not in found["summary"]


def test_same_departures_with_one_class_stay_yellow(bureau: duckdb.DuckDBPyConnection) -> None:
    found = alert(bureau, "ONEKEY")
    assert found["level"] == 2
    assert found["status"] == "unverified"


@pytest.mark.parametrize(("uscc", "counter"), [("MOVED", "X1"), ("RETIRED", "X2")])
def test_moves_and_retirements_are_no_layoff(bureau: duckdb.DuckDBPyConnection, uscc: str, counter: str) -> None:
    weeks = [END.shift(-back) for back in range(6)]
    assert max(alert(bureau, uscc, week).get("level", 0) for week in weeks) <= 2
    against = [evidence(bureau, uscc, "contradicting", week).get(counter) for week in weeks]
    assert any(one is not None and "40人" in one["text"] for one in against)


def test_rumour_waits_then_is_contradicted_by_quiet_registers(bureau: duckdb.DuckDBPyConnection) -> None:
    states = [alert(bureau, "RUMOUR", END.shift(-back)).get("rumour_state") for back in range(7, -1, -1)]
    assert states[0] == "waiting"
    assert alert(bureau, "RUMOUR").get("rumour_state", "contradicted") == "contradicted"
    assert max(alert(bureau, "RUMOUR", END.shift(-back)).get("level", 0) for back in range(8)) <= 2


def test_court_notice_alone_stands_at_orange_unverified(bureau: duckdb.DuckDBPyConnection) -> None:
    found = alert(bureau, "COURT")
    assert (found["level"], found["status"], found["is_hard"]) == (3, "unverified", True)
    assert found["uncapped_level"] == 4


def test_nothing_stands_against_quiet_or_late_employers(bureau: duckdb.DuckDBPyConnection) -> None:
    assert alert(bureau, "QUIET") == {}
    assert alert(bureau, "LATE").get("level", 0) <= 1


def test_late_month_is_partial_not_zero(bureau: duckdb.DuckDBPyConnection) -> None:
    row = bureau.execute("SELECT staff_1, is_reported FROM staff_week WHERE uscc = 'LATE' AND week = ?", [str(END)])
    assert row.fetchall() == [(60, False)]


@pytest.mark.parametrize("back", [1, 3, 5])
def test_later_rows_do_not_leak_into_an_earlier_week(
    world: World, bureau: duckdb.DuckDBPyConnection, back: int
) -> None:
    """Judging only the rows known by an earlier Sunday gives that week's list again."""
    week = END.shift(-back)
    then = world.known_by(week.end).judged(12 - back, week)
    columns = "uscc, types, level, uncapped_level, score, status, rumour_state, change, clears_when, summary"
    query = f"SELECT {columns} FROM out_risk__alert WHERE week = ? ORDER BY uscc"
    assert then.execute(query, [str(week)]).fetchall() == bureau.execute(query, [str(week)]).fetchall()
    listed = "SELECT evidence_id, text, value, level, trace FROM out_risk__evidence WHERE week = ? ORDER BY evidence_id"
    assert then.execute(listed, [str(week)]).fetchall() == bureau.execute(listed, [str(week)]).fetchall()


def test_evidence_is_never_younger_than_its_week(bureau: duckdb.DuckDBPyConnection) -> None:
    late = bureau.execute(
        "SELECT count(*) FROM out_risk__evidence JOIN out_risk__week AS w USING (week) WHERE data_date > w.end_date"
    ).fetchall()
    assert late == [(0,)]
    before = alert(bureau, "COURT", END.shift(-3))
    assert before == {}


def test_changes_against_last_week(bureau: duckdb.DuckDBPyConnection) -> None:
    first = bureau.execute(
        "SELECT week, change FROM out_risk__alert WHERE uscc = 'COURT' ORDER BY week LIMIT 2"
    ).fetchall()
    assert [change for _, change in first] == ["new", "same"]


def test_list_has_the_agreed_fields(bureau: duckdb.DuckDBPyConnection) -> None:
    rows = risk_list(bureau)
    assert rows and list(rows[0]) == [
        "uscc", "name", "district_code", "types", "level", "score", "status", "first_seen", "evidence",
    ]  # fmt: skip
    assert [row["score"] for row in rows if row["level"] == "red"] == sorted(
        (row["score"] for row in rows if row["level"] == "red"), reverse=True
    )
    assert {row["status"] for row in rows} <= {"confirmed by two keys", "待核实"}
    shown = rows[0]["evidence"][0]
    assert set(shown) == {"stance", "source_system", "source_class", "indicator", "text", "value", "data_date"}


def test_detail_traces_every_figure_to_rows(bureau: duckdb.DuckDBPyConnection) -> None:
    for row in risk_list(bureau):
        for one in risk_detail(bureau, row["uscc"])["evidence"]:
            if one["stance"] == "missing":
                continue
            trace = one["trace"]
            rows = bureau.execute(f"SELECT count(*) FROM {trace['table']} WHERE {trace['filter']}").fetchall()
            assert one["row_count"] in (None, 0) or rows[0][0] > 0, one


def test_unknown_week_and_employer_are_named(bureau: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(AnlanError, match="2020-W01"):
        risk_list(bureau, "2020-W01")
    with pytest.raises(AnlanError, match="NOBODY"):
        risk_detail(bureau, "NOBODY")


def test_same_input_gives_the_same_tables() -> None:
    def build() -> list[list[tuple[object, ...]]]:
        world = World()
        world.firm("STEADY", 400)
        world.firm("LAYOFF", 60)
        world.leave("LAYOFF", range(0, 30), LAID_OFF)
        call(world, "LAYOFF", "02", days_from(LAID_OFF, 4))
        connection = world.judged(6)
        return [connection.execute(f"SELECT * FROM {name}").fetchall() for name in NAMES]

    assert build() == build()


def test_a_bureau_without_any_rows_has_an_empty_list() -> None:
    connection = World().judged(2)
    assert risk_list(connection) == []
    assert connection.execute("SELECT count(*) FROM out_risk__source_week WHERE state <> 'silent'").fetchall() == [(0,)]
