"""From sources to core: databases and CSV files, full and incremental, good rows and bad ones."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from anlan.base.clock import CHINA
from anlan.collection.core_tables import ensure_core_tables
from anlan.collection.load_database import days_before
from anlan.pool.loads import LoadState
from anlan.pool.pool import Pool
from anlan.standards.registry import load_registry
from bureau import CASE_HEADER, CODES, Bureau, case_row, case_table, write_csv, write_sqlite

CORE = "core_labour__arbitration_case"
MONTH = "core_social__contribution_month"
MONTH_COLUMNS = "AAC001 INTEGER, AAB001 TEXT, AAE003 INTEGER, AAE180 NUMERIC(10,2), DZ INTEGER, AAE036 TEXT"


def promise_months(bureau: Bureau, **load: object) -> None:
    bureau.connect("social", "sqlite:///social.sqlite3")
    items = {
        "AAC001": {"column": "person_id", "required": True},
        "AAE003": {"column": "month", "required": True},
        "AAE180": {"column": "base_yuan"},
        "DZ": {"column": "is_paid_pension"},
    }
    table = {
        "name": "AC43_MONTH",
        "core": MONTH,
        "items": items,
        "employer": {"number": "AAB001"},
        "known_at": "AAE036",
        "load": {"mode": "incremental", "cursor": "AAE036", **load},
    }
    bureau.promise(system="social", kind="database", tables=[table])


def months(bureau: Bureau, rows: list[tuple[object, ...]]) -> None:
    write_sqlite(bureau.workspace.root / "social.sqlite3", "AC43_MONTH", MONTH_COLUMNS, rows)


def test_a_gb18030_file_comes_down_to_core(bureau: Bureau) -> None:
    bureau.connect("labour", "file:in")
    bureau.promise(system="labour", kind="csv", tables=[case_table(location="*.csv")])
    write_csv(bureau.workspace.root / "in" / "a.csv", CASE_HEADER, [case_row(1), case_row(2, 争议类型="欠薪")])
    collected, standardised = bureau.run()
    assert collected.incidents == standardised.incidents == ()
    first, second = bureau.rows(CORE)
    assert first["case_id"] == "京仲1号"
    assert first["filed_date"] == first["known_at"] == date(2026, 11, 3)
    assert (first["people_count"], first["claim_code"], first["claim_yuan"]) == (1, "01", 15_000.0)
    assert first["employer_key"] == f"{CODES[1]}||北京甲科技有限公司"
    assert (first["employer_code"], first["employer_name"]) == (CODES[1], "北京甲科技有限公司")
    assert (first["source_system"], first["row_no"], second["row_no"]) == ("labour", 2, 3)
    assert second["claim_code"] == "01"
    raw = bureau.rows("raw_labour__cases")
    assert (raw[0]["file_name"], raw[0]["争议金额(万元)"]) == ("a.csv", "1.5")
    (package,) = bureau.loads()
    assert (package.state, package.row_count, package.core_count) == (LoadState.LOADED, 2, 2)
    assert (bureau.workspace.archive / package.sha256[:2] / package.sha256).is_file()


def test_every_core_table_exists_even_without_rows(tmp_path: Path) -> None:
    pool, registry = Pool(tmp_path), load_registry()
    ensure_core_tables(pool, registry)
    assert set(pool.tables()) == set(registry.tables)
    assert pool.read("core_tax__arrears").schema.field("arrears_yuan").type == "double"
    versions = {name: pool.version(name) for name in pool.tables()}
    ensure_core_tables(pool, registry)
    assert {name: pool.version(name) for name in pool.tables()} == versions


def test_an_incremental_table_brings_late_and_corrected_rows_once(bureau: Bureau) -> None:
    promise_months(bureau)
    months(bureau, [(1, "7", 202609, 5000, 1, "2026-10-08"), (2, "7", 202609, 5000, 1, "2026-10-08")])
    bureau.run()
    late = (3, "7", 202608, 4000, 1, "2026-11-08")
    corrected = (2, "7", 202609, 5000, 0, "2026-11-09")
    months(bureau, [late, corrected])
    bureau.run()
    bureau.run()
    found = [
        (row["person_id"], row["month"], row["is_paid_pension"], str(row["known_at"])) for row in bureau.rows(MONTH)
    ]
    assert found == [
        ("1", "2026-09", True, "2026-10-08"),
        ("2", "2026-09", True, "2026-10-08"),
        ("3", "2026-08", True, "2026-11-08"),
        ("2", "2026-09", False, "2026-11-09"),
    ]
    states = [(one.state, one.row_count, one.core_count, one.same_count) for one in bureau.loads()]
    assert states[:2] == [(LoadState.LOADED, 2, 2, 0), (LoadState.LOADED, 4, 2, 2)]
    assert bureau.rows(MONTH)[0]["employer_key"] == "|social:7|"


def test_a_cursor_in_the_future_does_not_hide_what_comes_next(bureau: Bureau) -> None:
    promise_months(bureau)
    months(
        bureau,
        [
            (1, "7", 202609, 5000, 1, "2026-10-08"),
            (2, "7", 202609, 5000, 1, "2099-01-01"),
            (4, "7", 202609, 5000, 1, "无"),
        ],
    )
    bureau.run()
    months(bureau, [(3, "7", 202610, 5000, 1, "2026-11-08")])
    bureau.run()
    assert sorted(row["person_id"] for row in bureau.rows(MONTH)) == ["1", "3", "4"]
    assert (2, "AAE036", "date-in-future") in bureau.set_aside()


def test_a_full_table_that_did_not_change_costs_nothing(bureau: Bureau) -> None:
    bureau.connect("labour", "sqlite:///labour.sqlite3")
    bureau.promise(system="labour", kind="database", tables=[case_table()])
    columns = ", ".join(f'"{name}" TEXT' for name in CASE_HEADER)
    path = bureau.workspace.root / "labour.sqlite3"
    write_sqlite(path, "cases", columns, [case_row(1), case_row(2)])
    bureau.run()
    versions = {name: bureau.pool.version(name) for name in bureau.pool.tables()}
    bureau.run()
    assert {name: bureau.pool.version(name) for name in bureau.pool.tables()} == versions
    assert [one.state for one in bureau.loads()] == [LoadState.LOADED, LoadState.UNCHANGED]


def test_a_changed_row_of_a_full_table_replaces_the_old_one_and_keeps_when_it_became_known(bureau: Bureau) -> None:
    bureau.connect("labour", "sqlite:///labour.sqlite3")
    bureau.promise(system="labour", kind="database", tables=[case_table(known_at="")])
    columns = ", ".join(f'"{name}" TEXT' for name in CASE_HEADER)
    path = bureau.workspace.root / "labour.sqlite3"
    write_sqlite(path, "cases", columns, [case_row(1), case_row(2)])
    bureau.run(datetime(2026, 11, 8, 20, tzinfo=CHINA))
    path.unlink()
    write_sqlite(path, "cases", columns, [case_row(1), case_row(2, 申请人数=9), case_row(3)])
    bureau.run()
    found = [(row["case_id"], row["people_count"], str(row["known_at"])) for row in bureau.rows(CORE)]
    assert found == [("京仲1号", 1, "2026-11-08"), ("京仲2号", 9, "2026-11-08"), ("京仲3号", 3, "2026-11-22")]


def test_files_seen_before_are_not_loaded_again(bureau: Bureau, tmp_path: Path) -> None:
    bureau.connect("labour", "file:in")
    bureau.promise(system="labour", kind="csv", tables=[case_table(location="*.csv")])
    write_csv(bureau.workspace.root / "in" / "a.csv", CASE_HEADER, [case_row(1)])
    bureau.run()
    write_csv(bureau.workspace.root / "in" / "b.csv", CASE_HEADER, [case_row(1), case_row(2)])
    bureau.run()
    assert [row["case_id"] for row in bureau.rows(CORE)] == ["京仲1号", "京仲2号"]
    assert len(bureau.loads()) == 2


@pytest.mark.parametrize(("overlap", "persons"), [(0, ["1"]), (7, ["1", "2"])])
def test_rows_written_late_under_an_old_date_are_met_by_the_overlap(
    bureau: Bureau, overlap: int, persons: list[str]
) -> None:
    promise_months(bureau, overlap_days=overlap)
    months(bureau, [(1, "7", 202609, 5000, 1, "2026-10-08")])
    bureau.run()
    months(bureau, [(2, "7", 202609, 5000, 1, "2026-10-05")])
    bureau.run()
    assert [row["person_id"] for row in bureau.rows(MONTH)] == persons


def test_cursors_that_are_dates_move_back_by_days() -> None:
    moved = {"20261103": "20261031", "2026-11-03 10:00:00": "2026-10-31", "000123": "000123", "": ""}
    assert {cursor: days_before(cursor, 3) for cursor in moved} == moved
    assert days_before("2026-11-03 10:00:00", 0) == "2026-11-03 10:00:00"
