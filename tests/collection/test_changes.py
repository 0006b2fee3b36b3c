"""Loads that bring changes: snapshots against the one before, tables of changes; deletions marked, nothing twice."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from anlan.base.errors import Findings
from anlan.collection.deletions import DELETION, without_deleted
from anlan.collection.reconcile.run import reconcile
from anlan.pool.loads import LoadState
from bureau import CODES, NOW, Bureau, case_table

CORE = "core_labour__arbitration_case"
RAW = "raw_labour__cases"
ITEMS = {
    "case_id": {"column": "case_id", "required": True},
    "filed": {"column": "filed_date", "required": True},
    "people": {"column": "people_count"},
}
COLUMNS = "case_id TEXT, uscc TEXT, filed TEXT, people INTEGER"
LOG = "op TEXT, seq INTEGER, " + COLUMNS


@pytest.fixture
def source(bureau: Bureau) -> Iterator[sqlite3.Connection]:
    path = bureau.workspace.root / "labour.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        bureau.connect("labour", "sqlite:///labour.sqlite3")
        yield connection


def promise(bureau: Bureau, **load: Any) -> None:
    table = case_table(location="cases", items=ITEMS, employer={"code": "uscc"}, known_at="filed", load=load)
    bureau.promise(system="labour", kind="database", tables=[table])


def row(number: int, people: int) -> tuple[Any, ...]:
    return (f"A{number}", CODES[0], "2026-11-03", people)


def fill(source: sqlite3.Connection, rows: list[tuple[Any, ...]]) -> None:
    source.execute("DROP TABLE IF EXISTS cases")
    source.execute(f"CREATE TABLE cases ({COLUMNS})")
    source.executemany("INSERT INTO cases VALUES (?, ?, ?, ?)", rows)


def log(source: sqlite3.Connection, rows: list[tuple[Any, ...]]) -> None:
    source.execute(f"CREATE TABLE IF NOT EXISTS cases ({LOG})")
    source.executemany("INSERT INTO cases VALUES (?, ?, ?, ?, ?, ?)", rows)


def raw(bureau: Bureau, number: int) -> list[tuple[str, int, str]]:
    """The raw rows of the load of that number: case, people, kind of change."""
    load_id = bureau.loads()[number].load_id
    rows = [one for one in bureau.pool.read(RAW).to_pylist() if one["load_id"] == load_id]
    return sorted((one["case_id"], one["people"], one["change_kind"]) for one in rows)


def living(bureau: Bureau) -> dict[str, int]:
    with bureau.pool.reading(tables=[]) as connection:
        query = f"SELECT case_id, people_count FROM ({without_deleted(bureau.pool, CORE)})"
        return dict(connection.execute(query).fetchall())


def states(bureau: Bureau) -> set[str]:
    entries = reconcile(bureau.workspace, bureau.contracts, bureau.pool, bureau.registry, NOW)
    return {entry.state for entry in entries}


def test_a_snapshot_brings_only_what_differs_from_the_one_before(bureau: Bureau, source: sqlite3.Connection) -> None:
    promise(bureau, mode="snapshot")
    fill(source, [row(1, 1), row(2, 2), row(3, 3)])
    bureau.run()
    assert raw(bureau, 0) == [("A1", 1, "I"), ("A2", 2, "I"), ("A3", 3, "I")]
    fill(source, [row(3, 3), row(2, 22), row(4, 4)])
    bureau.run()
    assert raw(bureau, 1) == [("A1", 1, "D"), ("A2", 22, "U"), ("A4", 4, "I")]
    assert bureau.loads()[1].message == "新增 1 行、变更 1 行、删除 1 行"
    assert living(bureau) == {"A2": 22, "A3": 3, "A4": 4}
    assert {one["case_id"] for one in bureau.rows(CORE)} == {"A1", "A2", "A3", "A4"}
    assert states(bureau) == {"equal"}


def test_the_same_snapshot_costs_nothing_and_other_order_neither(bureau: Bureau, source: sqlite3.Connection) -> None:
    promise(bureau, mode="snapshot")
    fill(source, [row(1, 1), row(2, 2)])
    bureau.run()
    bureau.run()
    assert bureau.loads()[1].state is LoadState.UNCHANGED
    fill(source, [row(2, 2), row(1, 1)])
    bureau.run()
    assert raw(bureau, 2) == []
    assert living(bureau) == {"A1": 1, "A2": 2}


def test_a_row_that_comes_back_loses_its_mark(bureau: Bureau, source: sqlite3.Connection) -> None:
    promise(bureau, mode="snapshot")
    for rows in ([row(1, 1), row(2, 2)], [row(2, 2)], [row(1, 1), row(2, 2)]):
        fill(source, rows)
        bureau.run()
    assert living(bureau) == {"A1": 1, "A2": 2}
    assert bureau.pool.read(DELETION).num_rows == 0
    assert states(bureau) == {"equal"}


def test_a_key_that_repeats_changes_as_a_whole(bureau: Bureau, source: sqlite3.Connection) -> None:
    promise(bureau, mode="snapshot")
    fill(source, [row(1, 1), row(1, 2), row(2, 2)])
    bureau.run()
    fill(source, [row(1, 1), row(1, 5), row(2, 2)])
    bureau.run()
    assert raw(bureau, 1) == [("A1", 1, "U"), ("A1", 5, "U")]
    assert states(bureau) == {"equal"}


def test_an_empty_snapshot_is_an_incident_and_deletes_nothing(bureau: Bureau, source: sqlite3.Connection) -> None:
    promise(bureau, mode="snapshot")
    fill(source, [row(1, 1)])
    bureau.run()
    fill(source, [])
    collected, _ = bureau.run()
    assert [one.kind for one in collected.incidents] == ["source-empty"]
    assert living(bureau) == {"A1": 1}


def test_changes_are_read_in_their_order_and_once(bureau: Bureau, source: sqlite3.Connection) -> None:
    promise(bureau, mode="changes", operation="op", sequence="seq")
    log(source, [("U", 3, *row(1, 10)), ("I", 1, *row(1, 1)), ("I", 2, *row(2, 2)), ("I", 9, *row(3, 3))])
    bureau.run()
    assert living(bureau) == {"A1": 10, "A2": 2, "A3": 3}
    bureau.run()
    assert bureau.loads()[1].state is LoadState.UNCHANGED
    log(source, [("delete", 10, *row(2, 2)), ("U", 11, *row(3, 30)), ("I", 12, *row(4, 4)), ("D", 13, *row(4, 4))])
    bureau.run()
    assert raw(bureau, 2) == [("A2", 2, "D"), ("A3", 30, "U"), ("A4", 4, "D"), ("A4", 4, "I")]
    assert living(bureau) == {"A1": 10, "A3": 30}
    assert bureau.set_aside() == []
    assert states(bureau) == {"equal"}


@pytest.mark.parametrize("wrong", [("X", 2), ("U", None)])
def test_a_change_nobody_understands_loads_nothing(
    bureau: Bureau, source: sqlite3.Connection, wrong: tuple[str, int | None]
) -> None:
    promise(bureau, mode="changes", operation="op", sequence="seq")
    log(source, [("I", 1, *row(1, 1))])
    bureau.run()
    log(source, [(*wrong, *row(1, 2)), ("U", 3, *row(1, 3))])
    collected, _ = bureau.run()
    assert [one.kind for one in collected.incidents] == ["change-unknown"]
    assert living(bureau) == {"A1": 1}


@pytest.mark.parametrize(
    "more",
    [
        {"kind": "database", "load": {"mode": "changes"}},
        {"kind": "database", "load": {"mode": "full", "sequence": "seq", "operation": "op"}},
        {"kind": "csv", "load": {"mode": "snapshot"}},
    ],
)
def test_contracts_that_cannot_be_kept_are_refused(bureau: Bureau, more: dict[str, Any]) -> None:
    table = case_table(location="cases", items=ITEMS, employer={"code": "uscc"}, load=more["load"])
    with pytest.raises(Findings):
        bureau.promise(system="labour", kind=more["kind"], tables=[table])
