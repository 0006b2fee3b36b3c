"""A source that goes away in the middle, and faults nobody foresaw: the load keeps nothing, the others go on."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pyarrow as pa
import pytest

from anlan.collection import collect as collecting
from anlan.collection.database import RowStream, SqliteDatabase
from anlan.pool.loads import LoadState
from bureau import CASE_HEADER, Bureau, case_row, case_table, write_csv, write_sqlite

CORE, RAW = "core_labour__arbitration_case", "raw_labour__cases"
COLUMNS = ", ".join(f'"{name}" TEXT' for name in CASE_HEADER)
WHOLE = SqliteDatabase.read


def promise(bureau: Bureau, mode: str = "full") -> None:
    bureau.connect("labour", "sqlite:///labour.sqlite3")
    load = {"mode": mode, "cursor": "立案日期"}
    bureau.promise(system="labour", kind="database", tables=[case_table(load=load)])
    write_sqlite(bureau.workspace.root / "labour.sqlite3", "cases", COLUMNS, [case_row(1), case_row(2)])


def cut_off(database: SqliteDatabase, location: str, where: str, as_text: bool = False) -> RowStream:
    """The table's stream, which breaks after its first batch."""
    stream = WHOLE(database, location, where, as_text)
    batches = stream.batches

    def broken() -> Iterator[pa.RecordBatch]:
        yield next(batches)
        raise OSError("server closed the connection unexpectedly")

    return RowStream(stream.schema, broken(), stream.place)


@pytest.mark.parametrize("mode", ["full", "incremental"])
def test_a_database_that_goes_away_keeps_nothing_and_the_next_run_finishes(
    bureau: Bureau, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    promise(bureau, mode)
    with monkeypatch.context() as patched:
        patched.setattr(SqliteDatabase, "read", cut_off)
        collected, _ = bureau.run()
    (incident,) = collected.incidents
    assert incident.kind == "source-lost"
    assert "server closed" in incident.message
    assert bureau.rows(CORE) == []
    assert bureau.pool.version(RAW) is None
    collected, _ = bureau.run()
    assert collected.incidents == ()
    assert len(bureau.rows(CORE)) == len(bureau.rows(RAW)) == 2
    assert [one.state for one in bureau.loads()] == [LoadState.LOADED]


def test_values_beside_the_declared_type_come_as_text(bureau: Bureau) -> None:
    bureau.connect("labour", "sqlite:///labour.sqlite3")
    bureau.promise(system="labour", kind="database", tables=[case_table()])
    columns = COLUMNS.replace('"申请人数" TEXT', '"申请人数" INTEGER')
    write_sqlite(
        bureau.workspace.root / "labour.sqlite3", "cases", columns, [case_row(1), case_row(2, 申请人数="若干")]
    )
    collected, _ = bureau.run()
    assert collected.incidents == ()
    assert [row["申请人数"] for row in bureau.rows(RAW)] == ["1", "若干"]
    assert [row["people_count"] for row in bureau.rows(CORE)] == [1, None]
    assert bureau.set_aside() == [(2, "申请人数", "number-unreadable")]


def test_a_type_that_changes_between_loads_turns_the_raw_column_to_text(bureau: Bureau) -> None:
    bureau.connect("labour", "sqlite:///labour.sqlite3")
    bureau.promise(system="labour", kind="database", tables=[case_table()])
    path = bureau.workspace.root / "labour.sqlite3"
    write_sqlite(path, "cases", COLUMNS.replace('"申请人数" TEXT', '"申请人数" INTEGER'), [case_row(1)])
    bureau.run()
    path.unlink()
    write_sqlite(path, "cases", COLUMNS, [case_row(1), case_row(2, 申请人数="２０人")])
    collected, _ = bureau.run()
    assert [incident.kind for incident in collected.incidents] == ["source-drift"]
    assert [row["申请人数"] for row in bureau.rows(RAW)] == ["1", "1", "２０人"]
    assert [row["people_count"] for row in bureau.rows(CORE)] == [1, 20]


def test_a_fault_nobody_foresaw_stops_only_its_table(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    promise(bureau)
    bureau.connect("other", "file:in")
    bureau.promise(system="other", kind="csv", tables=[case_table(location="*.csv")])
    write_csv(bureau.workspace.root / "in" / "a.csv", CASE_HEADER, [case_row(7)])

    def breaks(*given: object, **options: object) -> RowStream:
        raise KeyError("person 110101199001011234")

    with monkeypatch.context() as patched:
        patched.setattr(SqliteDatabase, "read", breaks)
        collected, _ = bureau.run()
    (incident,) = collected.incidents
    assert (incident.kind, incident.system) == ("source-unexpected", "labour")
    assert "110101" not in incident.message
    assert [row["case_id"] for row in bureau.rows(CORE)] == ["京仲7号"]
    bureau.run()
    assert len(bureau.loads()) == 2
    assert {one.state for one in bureau.loads()} == {LoadState.LOADED}


def test_a_table_that_cannot_be_standardised_waits_for_the_next_run(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    promise(bureau)

    def breaks(*given: object) -> None:
        raise duckdb.ConversionException("Could not convert string '110101199001011234'")

    with monkeypatch.context() as patched:
        patched.setattr(collecting, "standardise_loads", breaks)
        _, standardised = bureau.run()
    assert [incident.kind for incident in standardised.incidents] == ["source-unexpected"]
    assert "110101" not in standardised.incidents[0].message
    assert [one.state for one in bureau.loads()] == [LoadState.EXTRACTED]
    bureau.standardise()
    assert len(bureau.rows(CORE)) == 2
