"""The pool: partitions are replaced, releases stand still, a refused table says so."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pytest

from anlan.base.clock import CHINA
from anlan.pool.delta import TableMissing, TableRefused
from anlan.pool.pool import Pool, TableNameInvalid
from anlan.pool.release import ReleaseMissing

NOW = datetime(2026, 11, 22, 20, tzinfo=CHINA)
TABLE = "raw_labour__case"


def rows(load_id: str, values: list[int], **more: list[object]) -> pa.Table:
    return pa.table({"n": pa.array(values, pa.int64()), "load_id": [load_id] * len(values), **more})


def write(pool: Pool, load_id: str, values: list[int], **more: list[object]) -> int:
    return pool.write(TABLE, rows(load_id, values, **more), partition={"load_id": load_id})


def numbers(pool: Pool, table: str = TABLE) -> list[int]:
    return sorted(pool.read(table).column("n").to_pylist())


@pytest.fixture
def pool(tmp_path: Path) -> Pool:
    return Pool(tmp_path / "pool")


def test_writing_a_partition_again_replaces_it_and_leaves_the_others(pool: Pool) -> None:
    write(pool, "000001", [1, 2])
    write(pool, "000002", [3])
    write(pool, "000001", [4])
    assert numbers(pool) == [3, 4]


def test_a_partition_may_become_empty(pool: Pool) -> None:
    write(pool, "000001", [1, 2])
    write(pool, "000001", [])
    assert numbers(pool) == []
    assert pool.read(TABLE).schema.names == ["n", "load_id"]


def test_a_column_that_comes_later_is_null_in_what_came_before(pool: Pool) -> None:
    write(pool, "000001", [1])
    write(pool, "000002", [2], 金额=["12"])
    found = {row["n"]: row["金额"] for row in pool.read(TABLE).to_pylist()}
    assert found == {1: None, 2: "12"}


def test_a_release_stands_still_while_tables_move_on(pool: Pool) -> None:
    write(pool, "000001", [1])
    first = pool.release("first", NOW)
    reader = pool.connect(first)
    write(pool, "000001", [9])
    pool.write("out_risk__week", pa.table({"week": ["2026-W47"]}))
    assert reader.execute(f"SELECT n FROM {TABLE}").fetchall() == [(1,)]
    assert pool.read(TABLE, first).column("n").to_pylist() == [1]
    second = pool.release("second", NOW)
    assert (first.number, second.number) == (1, 2)
    assert pool.latest() == second
    assert set(second.tables) == {TABLE, "out_risk__week"}
    assert pool.get_release(1) == first


def test_a_release_reads_the_same_after_the_folder_has_moved(pool: Pool, tmp_path: Path) -> None:
    write(pool, "000001", [1])
    release = pool.release("first", NOW)
    moved = pool.root.rename(tmp_path / "elsewhere")
    assert Pool(moved).read(TABLE, release).num_rows == 1


def test_lists_and_dates_survive(pool: Pool) -> None:
    data = pa.table({"types": [["R1", "R2"], []], "day": pa.array([NOW.date(), None], pa.date32())})
    pool.write("out_risk__alert", data)
    assert pool.read("out_risk__alert").to_pylist() == data.to_pylist()


def test_a_stream_is_written_from_a_query(pool: Pool) -> None:
    write(pool, "000001", [1, 2, 3])
    with pool.reading() as connection:
        pool.write_query(connection, "core_labour__case", f"SELECT n * 2 AS n FROM {TABLE}")
    assert numbers(pool, "core_labour__case") == [2, 4, 6]


def test_one_partition_can_be_read_alone(pool: Pool) -> None:
    write(pool, "000001", [1])
    write(pool, "000002", [2])
    with pool.reading(tables=[]) as connection:
        found = connection.execute(pool.select(TABLE, partition={"load_id": "000002"})).fetchall()
    assert found == [(2, "000002")]


def test_vacuum_keeps_what_kept_releases_name(pool: Pool) -> None:
    write(pool, "000001", [1])
    pool.release("first", NOW)
    write(pool, "000001", [2])
    kept = pool.release("second", NOW)
    write(pool, "000001", [3])
    later = datetime.now(CHINA)
    assert pool.vacuum(keep_releases=1, now=later, grace_hours=-1) == 1
    assert pool.read(TABLE, kept).column("n").to_pylist() == [2]
    assert numbers(pool) == [3]
    with pytest.raises(ReleaseMissing):
        pool.get_release(1)


@pytest.mark.parametrize("feature", ["deletionVectors", "columnMapping"])
def test_tables_whose_files_lie_are_refused(pool: Pool, feature: str) -> None:
    write(pool, "000001", [1])
    log = pool.folder(TABLE) / "_delta_log" / "00000000000000000000.json"
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    for line in lines:
        if "protocol" in line:
            line["protocol"] = {
                "minReaderVersion": 3,
                "minWriterVersion": 7,
                "readerFeatures": [feature],
                "writerFeatures": [feature],
            }
    log.write_text("\n".join(json.dumps(line) for line in lines))
    with pytest.raises(TableRefused, match=feature):
        pool.read(TABLE)


def test_names_and_absences_are_said(pool: Pool) -> None:
    with pytest.raises(TableNameInvalid):
        pool.write("Weekly", pa.table({"a": [1]}))
    with pytest.raises(TableMissing, match="out_risk__week"):
        pool.read("out_risk__week")
    assert pool.latest() is None
    assert pool.version("out_risk__week") is None


def test_rows_are_counted_by_value_without_reading_files_of_one_value(tmp_path: Path) -> None:
    pool = Pool(tmp_path / "pool")
    months = {"L1": ["2026-01"] * 3, "L2": ["2026-01", "2026-02", None], "L3": ["2026-03"] * 2}
    for load, values in months.items():
        rows = pa.table({"month": pa.array(values, pa.string()), "load_id": [load] * len(values)})
        pool.write("core_x__month", rows, partition={"load_id": load})
    assert pool.value_counts("core_x__month", "month") == {"2026-01": 4, "2026-02": 1, "2026-03": 2}
    for path in (tmp_path / "pool" / "core" / "core_x__month" / "load_id=L3").glob("*.parquet"):
        path.write_bytes(b"")
    assert pool.value_counts("core_x__month", "month")["2026-03"] == 2, "told by the statistics"


def test_files_outside_a_range_are_not_read(tmp_path: Path) -> None:
    pool = Pool(tmp_path / "pool")
    for load, values in {"L1": ["2026-01"], "L2": ["2026-02", "2026-04"], "L3": ["2026-05"]}.items():
        pool.write(
            "core_x__month", pa.table({"month": values, "load_id": [load] * len(values)}), partition={"load_id": load}
        )
    with pool.reading(tables=[]) as connection:
        query = pool.select_between("core_x__month", "month", "2026-03", "2026-04")
        assert sorted(connection.execute(f"SELECT month FROM ({query})").fetchall()) == [("2026-02",), ("2026-04",)]


def test_what_exceeds_the_memory_lies_in_the_pool_and_is_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = Pool(tmp_path / "pool", memory_limit="60MB")
    write(pool, "000001", [1])
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    with pool.reading(tables=[]) as connection:
        connection.execute("CREATE TABLE much AS SELECT hash(range) AS h, range AS n FROM range(6000000)")
        assert any(path.is_file() for path in pool.root.glob("spill-*/*"))
        assert pool.left_behind()
    assert not [*pool.root.glob("spill-*")]
    assert not [*elsewhere.iterdir()]


def test_what_a_killed_query_left_is_found_and_vacuumed(pool: Pool) -> None:
    write(pool, "000001", [1])
    left = pool.root / "spill-0123" / "duckdb_temp_storage-0.tmp"
    spooled = pool.root / "loads" / "spool" / "000002.parquet"
    for file in (left, spooled):
        file.parent.mkdir(parents=True)
        file.write_bytes(b"rows")
    assert pool.left_behind() == [spooled, left]
    os.utime(left.parent, (0, 0))
    pool.vacuum(1, NOW)
    assert pool.left_behind() == [spooled]
