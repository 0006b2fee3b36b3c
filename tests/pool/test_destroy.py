"""Destruction in the pool: nothing of the rows is left in files or logs, and readers are told instead of torn."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from anlan.base.clock import CHINA
from anlan.pool import destroy
from anlan.pool.pool import Pool
from anlan.pool.release import ReleaseDestroyed

NOW = datetime(2026, 11, 22, 20, tzinfo=CHINA)
TABLE, OTHER = "core_labour__case", "core_tax__case"
SECRET = "绝密供应商甲零零一"


def _fill(pool: Pool) -> None:
    for number, name in enumerate((SECRET, "甲", "乙"), 1):
        load = f"{number:06d}"
        row = {"n": [number], "name": [name], "load_id": [load]}
        pool.write(TABLE, pa.table(row), partition={"load_id": load})
        pool.write(OTHER, pa.table(row | {"name": ["丙"]}), partition={"load_id": load})


def _left(pool: Pool, words: str) -> list[Path]:
    """Files of the pool in which the words stand, in plain bytes or as a value."""
    found = [path for path in pool.root.rglob("*") if path.is_file() and words.encode() in path.read_bytes()]
    for path in pool.root.rglob("*.parquet"):
        with duckdb.connect() as connection:
            rows = connection.execute(f"SELECT * FROM read_parquet('{path}')").fetchall()
        found += [path] if words in str(rows) else []
    return found


@pytest.fixture
def pool(tmp_path: Path) -> Pool:
    made = Pool(tmp_path / "pool")
    _fill(made)
    return made


def test_erased_rows_are_gone_for_the_next_reader_and_there_for_a_release(pool: Pool) -> None:
    release = pool.release("前", NOW)
    assert destroy.erase(pool, TABLE, "load_id IN ('000001')") == 1
    assert destroy.erase(pool, TABLE, "load_id IN ('000001')") == 0
    assert sorted(pool.read(TABLE).column("n").to_pylist()) == [2, 3]
    assert sorted(pool.read(TABLE, release).column("n").to_pylist()) == [1, 2, 3]


def test_after_forgetting_no_file_and_no_log_holds_a_trace_and_the_table_can_be_written_on(pool: Pool) -> None:
    assert _left(pool, SECRET)
    destroy.erase(pool, TABLE, "load_id IN ('000001')")
    assert any("_delta_log" in path.parts for path in _left(pool, SECRET)), "the log keeps least and greatest values"
    destroy.settle(pool, TABLE)
    list(destroy.remove(destroy.forgettable(pool, TABLE), pool.root))
    assert _left(pool, SECRET) == []
    assert destroy.forgettable(pool, TABLE) == []
    assert sorted(pool.read(TABLE).column("n").to_pylist()) == [2, 3]
    pool.write(TABLE, pa.table({"n": [4], "name": ["丁"], "load_id": ["000004"]}), partition={"load_id": "000004"})
    assert sorted(pool.read(TABLE).column("n").to_pylist()) == [2, 3, 4]


def test_a_table_emptied_and_filled_again_keeps_nothing_of_before(pool: Pool) -> None:
    destroy.erase(pool, TABLE, "true")
    assert pool.read(TABLE).num_rows == 0
    pool.write(TABLE, pa.table({"n": [9], "name": ["戊"], "load_id": ["000009"]}), partition={"load_id": "000009"})
    destroy.settle(pool, TABLE)
    list(destroy.remove(destroy.forgettable(pool, TABLE), pool.root))
    assert pool.read(TABLE).column("n").to_pylist() == [9] and _left(pool, SECRET) == []


def test_a_retired_release_says_so_and_others_stay(pool: Pool) -> None:
    first = pool.release("前", NOW)
    destroy.erase(pool, TABLE, "load_id IN ('000001')")
    second = pool.release("后", NOW)
    assert destroy.retire_releases(pool, second.number, [TABLE], "第 7 号销毁单") == [first.number]
    assert destroy.retire_releases(pool, second.number, [TABLE], "第 7 号销毁单") == [first.number]
    with pytest.raises(ReleaseDestroyed) as raised:
        pool.get_release(first.number)
    assert "第 7 号销毁单" in raised.value.text
    latest = pool.latest()
    assert latest is not None and latest.number == second.number
    assert pool.vacuum(5, NOW) >= 0


def test_a_reader_that_holds_a_destroyed_release_gets_a_clear_error_never_fewer_rows(pool: Pool) -> None:
    held = pool.release("前", NOW)
    destroy.erase(pool, TABLE, "load_id IN ('000001')")
    after = pool.release("后", NOW)
    destroy.retire_releases(pool, after.number, [TABLE], "第 7 号销毁单")
    with pytest.raises(ReleaseDestroyed), pool.reading(held, [TABLE]) as connection:
        list(destroy.remove(destroy.forgettable(pool, TABLE), pool.root))
        connection.execute(f"SELECT count(*) FROM {TABLE}").fetchall()


def test_a_dropped_table_is_no_table(pool: Pool) -> None:
    destroy.drop(pool, TABLE)
    destroy.drop(pool, TABLE)
    assert pool.tables() == [OTHER] and _left(pool, SECRET) == []


def test_digests_of_a_file_are_those_of_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"abc")
    fact = destroy.file_fact(tmp_path, path)
    assert (fact.path, fact.size) == ("a.csv", 3)
    assert fact.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert fact.sm3 == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert destroy.digests(b"abc") == {"sha256": fact.sha256, "sm3": fact.sm3}
