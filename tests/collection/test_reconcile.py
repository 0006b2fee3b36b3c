"""Reconciliation: planted differences between a source and the pool are found, named and kept in the ledger."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import psycopg
import pytest
from typer.testing import CliRunner

from anlan.cli.source import app
from anlan.cli.source_reconcile import ReconciliationDiffers
from anlan.collection.reconcile.ledger import KEYS, LEDGER, Entry, read
from anlan.collection.reconcile.run import RAW_CORE, SOURCE_RAW, reconcile
from anlan.pool.delta import quoted
from bureau import CASE_HEADER, CODES, NOW, Bureau, case_row, case_table, write_csv

CORE = "core_labour__arbitration_case"
TABLE = "anlan_test_reconcile"
ITEMS = {
    "case_id": {"column": "case_id", "required": True},
    "filed": {"column": "filed_date", "required": True},
    "people": {"column": "people_count"},
    "money": {"column": "claim_yuan", "unit": "万元"},
}
COLUMNS = "case_id VARCHAR(20), uscc CHAR(18), filed DATE, people INTEGER, money NUMERIC(12,2), changed VARCHAR(20)"
ROWS = [(f"A{number}", CODES[number % 2], "2026-11-03", number, 1.5, "2026-11-04") for number in range(1, 51)]


def promise(bureau: Bureau, url: str, **more: Any) -> None:
    bureau.connect("labour", url)
    table = case_table(location=TABLE, items=ITEMS, employer={"code": "uscc"}, known_at="filed", **more)
    bureau.promise(system="labour", kind="database", tables=[table])


def run(bureau: Bureau) -> dict[str, Entry]:
    entries = reconcile(bureau.workspace, bureau.contracts, bureau.pool, bureau.registry, NOW)
    return {entry.stage: entry for entry in entries}


def found(entry: Entry) -> list[tuple[str, str, tuple[str, ...], int, int]]:
    assert entry.comparison is not None
    return [(one.key, one.kind, one.columns, one.left_rows, one.right_rows) for one in entry.comparison.keys]


@pytest.fixture
def sqlite(bureau: Bureau) -> Iterator[sqlite3.Connection]:
    path = bureau.workspace.root / "labour.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(f"CREATE TABLE {TABLE} ({COLUMNS})")
        connection.executemany(f"INSERT INTO {TABLE} VALUES (?, ?, ?, ?, ?, ?)", ROWS)
        yield connection


@pytest.fixture
def postgresql(postgresql_url: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(postgresql_url, autocommit=True) as connection:
        connection.execute(f"DROP TABLE IF EXISTS {TABLE}".encode())
        connection.execute(f"CREATE TABLE {TABLE} ({COLUMNS})".encode())
        connection.cursor().executemany(f"INSERT INTO {TABLE} VALUES (%s, %s, %s, %s, %s, %s)".encode(), ROWS)
        yield connection
        connection.execute(f"DROP TABLE {TABLE}".encode())


def plant(execute: Any) -> None:
    """Change the source behind the pool's back: one row more, one less, one changed, one twice."""
    execute(f"INSERT INTO {TABLE} VALUES ('B1', '{CODES[0]}', '2026-11-03', 7, 2.5, '2026-11-04')")
    execute(f"DELETE FROM {TABLE} WHERE case_id = 'A2'")
    execute(f"UPDATE {TABLE} SET people = 99 WHERE case_id = 'A3'")
    execute(f"INSERT INTO {TABLE} SELECT * FROM {TABLE} WHERE case_id = 'A4'")


PLANTED = [
    ("A3", "changed", ("people",), 1, 1),
    ("A2", "extra", (), 0, 1),
    ("B1", "missing", (), 1, 0),
    ("A4", "repeated", (), 2, 1),
]


def check_planted(bureau: Bureau, execute: Any) -> None:
    bureau.run()
    assert {stage: entry.state for stage, entry in run(bureau).items()} == {SOURCE_RAW: "equal", RAW_CORE: "equal"}
    plant(execute)
    entries = run(bureau)
    assert found(entries[SOURCE_RAW]) == PLANTED
    assert entries[RAW_CORE].state == "equal"
    assert entries[SOURCE_RAW].comparison is not None
    measures = {one.name: (one.left, one.right) for one in entries[SOURCE_RAW].comparison.measures}
    assert measures["rows"] == (51, 50)
    assert measures["sum:people"] == (1275 + 7 - 2 + 96 + 4, 1275)


def test_differences_planted_in_sqlite_are_named(bureau: Bureau, sqlite: sqlite3.Connection) -> None:
    promise(bureau, "sqlite:///labour.sqlite3")
    check_planted(bureau, sqlite.execute)


def test_differences_planted_in_postgresql_are_named(
    bureau: Bureau, postgresql: psycopg.Connection[Any], postgresql_url: str
) -> None:
    promise(bureau, postgresql_url)
    check_planted(bureau, lambda text: postgresql.execute(text.encode()))


def test_the_ledger_keeps_every_run_and_the_keys_that_differed(bureau: Bureau, sqlite: sqlite3.Connection) -> None:
    promise(bureau, "sqlite:///labour.sqlite3")
    bureau.run()
    run(bureau)
    plant(sqlite.execute)
    run(bureau)
    rows = [row for row in read(bureau.pool, LEDGER, "labour", 100) if row["stage"] == SOURCE_RAW]
    states = {(row["run_no"], row["measure"]): (row["state"], row["difference"]) for row in rows}
    assert states[1, "rows"] == ("equal", 0)
    assert states[2, "rows"] == ("differs", -1)
    assert states[2, "hash"] == ("differs", 4)
    keys = {(row["run_no"], row["key"], row["kind"]) for row in read(bureau.pool, KEYS, None, 100)}
    assert keys == {(2, key, kind) for key, kind, *_ in PLANTED}


def test_core_rows_lost_changed_or_added_are_found(bureau: Bureau, sqlite: sqlite3.Connection) -> None:
    promise(bureau, "sqlite:///labour.sqlite3")
    bureau.run()
    damaged = (
        f"SELECT * REPLACE (CASE case_id WHEN 'A5' THEN 1 ELSE claim_yuan END AS claim_yuan,"
        f" CASE case_id WHEN 'A7' THEN 'X7' ELSE case_id END AS case_id) FROM {quoted(CORE)} WHERE case_id <> 'A6'"
    )
    with bureau.pool.reading(tables=[CORE]) as connection:
        bureau.pool.write_query(connection, CORE, damaged, partition={"load_id": [bureau.loads()[0].load_id]})
    assert found(run(bureau)[RAW_CORE]) == [
        ("A5", "changed", ("claim_yuan",), 1, 1),
        ("X7", "extra", (), 0, 1),
        ("A6", "missing", (), 1, 0),
        ("A7", "missing", (), 1, 0),
    ]


def test_an_incremental_table_is_compared_as_far_as_it_has_been_read(
    bureau: Bureau, sqlite: sqlite3.Connection
) -> None:
    promise(bureau, "sqlite:///labour.sqlite3", load={"mode": "incremental", "cursor": "changed"})
    bureau.run()
    sqlite.execute(f"UPDATE {TABLE} SET people = 60, changed = '2026-11-06' WHERE case_id = 'A1'")
    bureau.run()
    sqlite.execute(f"INSERT INTO {TABLE} VALUES ('C1', '{CODES[0]}', '2026-11-08', 1, 1, '2026-11-09')")
    assert {entry.state for entry in run(bureau).values()} == {"equal"}
    sqlite.execute(f"UPDATE {TABLE} SET people = 61 WHERE case_id = 'A9'")
    assert found(run(bureau)[SOURCE_RAW]) == [("A9", "changed", ("people",), 1, 1)]


def test_versions_of_a_key_that_the_source_keeps_are_no_difference(bureau: Bureau, sqlite: sqlite3.Connection) -> None:
    promise(bureau, "sqlite:///labour.sqlite3", load={"mode": "incremental", "cursor": "changed"})
    corrected = f"INSERT INTO {TABLE} SELECT case_id, uscc, filed, people + 1, money, ? FROM {TABLE} WHERE case_id = ?"
    sqlite.execute(corrected, ["2026-11-09", "A7"])
    bureau.run()
    # The next load begins at the row on which the first one ended, and reads it again.
    sqlite.execute(corrected, ["2026-11-10", "A8"])
    bureau.run()
    assert run(bureau)[SOURCE_RAW].state == "equal"
    sqlite.execute(f"DELETE FROM {TABLE} WHERE case_id = 'A7' AND changed = '2026-11-04'")
    assert found(run(bureau)[SOURCE_RAW]) == [("A7", "repeated", (), 1, 2)]


def test_a_source_that_is_gone_is_an_entry_and_files_compare_raw_with_core(
    bureau: Bureau, sqlite: sqlite3.Connection
) -> None:
    promise(bureau, "sqlite:///labour.sqlite3")
    write_csv(bureau.workspace.root / "in" / "a.csv", CASE_HEADER, [case_row(one) for one in range(3)])
    bureau.connect("paper", "file:in")
    bureau.promise(system="paper", kind="csv", tables=[case_table(location="*.csv")])
    bureau.run()
    (bureau.workspace.root / "labour.sqlite3").unlink()
    entries = reconcile(bureau.workspace, bureau.contracts, bureau.pool, bureau.registry, NOW)
    assert [(one.system, one.stage, one.state) for one in entries] == [
        ("labour", SOURCE_RAW, "failed"),
        ("labour", RAW_CORE, "equal"),
        ("paper", RAW_CORE, "equal"),
    ]


def test_the_command_ends_with_1_on_a_difference_and_lists_the_ledger(
    bureau: Bureau, sqlite: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    promise(bureau, "sqlite:///labour.sqlite3")
    bureau.run()
    monkeypatch.setattr("anlan.cli.source.open_sources", lambda _: (bureau.registry, bureau.contracts, bureau.pool))
    monkeypatch.setattr("anlan.cli.source_reconcile.workspace_of", lambda _: bureau.workspace)
    first = CliRunner().invoke(app, ["reconcile", "labour", "--json"])
    assert (first.exit_code, {row["state"] for row in json.loads(first.stdout)}) == (0, {"equal"})
    plant(sqlite.execute)
    second = CliRunner().invoke(app, ["reconcile", "labour", "--keys", "--json"])
    assert isinstance(second.exception, ReconciliationDiffers)
    assert {row["key"] for row in json.loads(second.stdout)} == {"A2", "A3", "A4", "B1"}
    third = CliRunner().invoke(app, ["reconcile", "--list", "--json"])
    assert (third.exit_code, {row["run_no"] for row in json.loads(third.stdout)}) == (0, {1, 2})
