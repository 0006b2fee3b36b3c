"""Files that the engine writes itself: the same rows, statistics and guards as the Delta library's own writing."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest
from deltalake import DeltaTable

from anlan.pool.delta import TableWriteFailed
from anlan.pool.pool import Pool

TABLE = "core_social__month"
COLUMNS = "person VARCHAR, month VARCHAR, base DOUBLE, paid BOOLEAN, day DATE, n BIGINT, load_id VARCHAR"


@pytest.fixture
def pool(tmp_path: Path) -> Pool:
    made = Pool(tmp_path / "pool")
    with made.reading(tables=[]) as connection:
        empty = connection.sql(f"SELECT * FROM (SELECT {_nulls()}) WHERE false").to_arrow_table()
    made.write(TABLE, empty, partition={"load_id": "a"})
    return made


def _nulls() -> str:
    pairs = (column.split() for column in COLUMNS.split(", "))
    return ", ".join(f"CAST(NULL AS {kind}) AS {name}" for name, kind in pairs)


def month(load_id: str, first: int, count: int) -> str:
    return (
        f"SELECT 'p' || i AS person, '2026-10' AS month, i / 4.0 AS base, i % 3 = 0 AS paid,"
        f" DATE '2026-10-01' + CAST(i % 30 AS INTEGER) AS day, CAST(i AS BIGINT) AS n, '{load_id}' AS load_id"
        f" FROM range({first}, {first + count}) r(i)"
    )


def put(pool: Pool, query: str, load_id: str) -> int:
    with pool.reading(tables=[]) as connection:
        return pool.write_query(connection, TABLE, query, partition={"load_id": load_id}, metadata={"source": "s"})


def test_a_partition_is_replaced_by_a_file_that_the_delta_library_reads(pool: Pool) -> None:
    put(pool, month("a", 0, 300_000), "a")
    put(pool, month("b", 0, 10), "b")
    version = put(pool, month("a", 5, 20), "a")
    opened = DeltaTable(pool.folder(TABLE))
    assert opened.version() == version == pool.version(TABLE)
    assert opened.history(1)[0]["source"] == "s"
    seen = opened.to_pyarrow_table().sort_by([("load_id", "ascending"), ("n", "ascending")])
    ours = pool.read(TABLE).sort_by([("load_id", "ascending"), ("n", "ascending")])
    assert ours.column("n").to_pylist() == [*range(5, 25), *range(10)]
    assert {name: seen.column(name).to_pylist() for name in ours.schema.names} == ours.to_pydict()


def test_statistics_tell_what_the_file_holds(pool: Pool) -> None:
    put(pool, month("a", 100, 50), "a")
    ((low, high),) = pool.file_ranges(TABLE, "n").values()
    assert (int(low), int(high)) == (100, 149)
    ((low, high),) = pool.file_ranges(TABLE, "month").values()
    assert (low, high) == ("2026-10", "2026-10")
    actions = pa.table(DeltaTable(pool.folder(TABLE)).get_add_actions(flatten=True)).to_pylist()
    assert [(one["num_records"], one["null_count.base"], str(one["max.day"])) for one in actions] == [
        (50, 0, "2026-10-30")
    ]


def test_no_rows_empty_the_partition(pool: Pool) -> None:
    put(pool, month("a", 0, 5), "a")
    put(pool, month("b", 0, 2), "b")
    put(pool, f"SELECT * FROM ({month('a', 0, 5)}) WHERE n > 99", "a")
    assert pool.read(TABLE).column("load_id").to_pylist() == ["b", "b"]
    files = {str(path.relative_to(pool.folder(TABLE))) for path in pool.folder(TABLE).rglob("*.parquet")}
    assert set(map(str, DeltaTable(pool.folder(TABLE)).file_uris())) <= {str(pool.folder(TABLE) / one) for one in files}


def test_a_row_of_another_partition_is_refused_and_nothing_is_written(pool: Pool) -> None:
    put(pool, month("a", 0, 5), "a")
    before = pool.version(TABLE)
    with pytest.raises(TableWriteFailed):
        put(pool, f"{month('a', 0, 5)} UNION ALL {month('b', 0, 1)}", "a")
    assert pool.version(TABLE) == before
    assert pool.read(TABLE).num_rows == 5


def test_a_column_that_comes_later_still_widens_the_table(pool: Pool) -> None:
    put(pool, month("a", 0, 2), "a")
    put(pool, f"SELECT *, 'x' AS reason FROM ({month('b', 0, 1)})", "b")
    assert sorted(pool.read(TABLE).column("reason").to_pylist(), key=str) == [None, None, "x"]
    put(pool, month("c", 0, 1), "c")
    assert pool.read(TABLE).num_rows == 4


def test_a_value_that_is_no_plain_folder_name_is_written_all_the_same(pool: Pool) -> None:
    put(pool, month("000001-医保 甲", 0, 3), "000001-医保 甲")
    assert set(pool.read(TABLE).column("load_id").to_pylist()) == {"000001-医保 甲"}
    assert pool.partitions(TABLE) == [{"load_id": "000001-医保 甲"}]


def test_what_another_process_commits_is_seen_at_once(pool: Pool) -> None:
    put(pool, month("a", 0, 5), "a")
    code = (
        "import sys; from pathlib import Path; from anlan.pool.pool import Pool\n"
        f"pool = Pool(Path(sys.argv[1]))\n"
        f"with pool.reading(tables=[]) as c: pool.write_query(c, '{TABLE}', sys.argv[2], partition={{'load_id': 'b'}})"
    )
    subprocess.run([sys.executable, "-c", code, str(pool.root), month("b", 0, 7)], check=True)
    assert pool.read(TABLE).num_rows == 12
    put(pool, month("c", 0, 1), "c")
    assert pool.read(TABLE).num_rows == 13


def test_a_table_made_again_in_the_same_folder_is_not_taken_for_the_old_one(pool: Pool) -> None:
    put(pool, month("a", 0, 5), "a")
    shutil.rmtree(pool.root)
    with pool.reading(tables=[]) as connection:
        rows = connection.sql(month("a", 0, 1)).to_arrow_table()
    pool.write(TABLE, rows, partition={"load_id": "a"})
    assert pool.version(TABLE) == 0
    put(pool, month("a", 0, 3), "a")
    assert pool.read(TABLE).num_rows == 3
