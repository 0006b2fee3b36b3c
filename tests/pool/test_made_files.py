"""Files of another engine in the pool: moved where they fit, read and written where not, refused where they stray."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from anlan.pool.delta import TableWriteFailed
from anlan.pool.pool import Pool

TABLE = "core_test__fact"
LONG = "长" * 65
ROWS = pa.table(
    {
        "name": ["甲", None, LONG, "乙"],
        "amount": [1.5, float("nan"), None, -0.5],
        "day": [date(2026, 1, n) for n in (1, 2, 3, 4)],
        "ok": [True, None, False, True],
        "count": pa.array([1, 2, 3, 4], pa.int64()),
        "load_id": ["L1", "L1", "L2", "L2"],
    }
)


@pytest.fixture
def pool(tmp_path: Path) -> Pool:
    return Pool(tmp_path / "pool")


def made(folder: Path, rows: pa.Table) -> Path:
    """The rows as another engine leaves them: a folder a load, the column of the folder not in its files."""
    for load in sorted(set(rows["load_id"].to_pylist())):
        place = folder / f"load_id={load}"
        place.mkdir(parents=True)
        mine = rows.filter(pa.compute.equal(rows["load_id"], load)).drop_columns("load_id")
        pq.write_table(mine, place / "part-0.snappy.parquet", row_group_size=1)
    (folder / "_SUCCESS").touch()
    return folder


def read(pool: Pool) -> list[tuple[str, ...]]:
    return sorted(tuple(repr(one[name]) for name in ROWS.column_names) for one in pool.read(TABLE).to_pylist())


def expected(rows: pa.Table) -> list[tuple[str, ...]]:
    return sorted(tuple(map(repr, one.values())) for one in rows.to_pylist())


def test_files_become_the_tables_and_replace_their_partitions(pool: Pool, tmp_path: Path) -> None:
    loads = {"load_id": ["L1", "L2"]}
    assert pool.write_files(TABLE, made(tmp_path / "a", ROWS), ROWS.schema, partition=loads) == 0
    assert read(pool) == expected(ROWS)
    assert pool.partitions(TABLE) == [{"load_id": "L1"}, {"load_id": "L2"}]
    assert not [*(tmp_path / "a").rglob("*.parquet")]
    later = ROWS.slice(2, 1)
    assert pool.write_files(TABLE, made(tmp_path / "b", later), ROWS.schema, partition=loads) == 1
    assert read(pool) == expected(later)
    assert pool.write_files(TABLE, tmp_path / "none", ROWS.schema, partition={"load_id": "L2"}) == 2
    assert read(pool) == []


def test_statistics_say_what_is_in_the_files(pool: Pool, tmp_path: Path) -> None:
    pool.write_files(TABLE, made(tmp_path / "a", ROWS), ROWS.schema, partition={"load_id": ["L1", "L2"]})
    days = sorted(pool.file_ranges(TABLE, "day").values())
    assert days == [("2026-01-01", "2026-01-02"), ("2026-01-03", "2026-01-04")]
    # A long text is no bound; a file that holds one has none.
    assert sorted(pool.file_ranges(TABLE, "name").values())[0] == ("", "\U0010ffff")
    assert pool.value_counts(TABLE, "name") == {"甲": 1, LONG: 1, "乙": 1}
    assert pool.value_counts(TABLE, "count") == {"1": 1, "2": 1, "3": 1, "4": 1}


def test_what_does_not_fit_is_written_as_rows(pool: Pool, tmp_path: Path) -> None:
    pool.write(TABLE, ROWS, partition={"load_id": ["L1", "L2"]})
    moments = pa.array([datetime(2026, 1, 1, 8)] * 4, pa.timestamp("us"))
    wider = ROWS.append_column("moment", moments)
    pool.write_files(TABLE, made(tmp_path / "a", wider), wider.schema, partition={"load_id": ["L1", "L2"]})
    assert pool.read(TABLE)["moment"].to_pylist() == [datetime(2026, 1, 1, 8)] * 4
    assert read(pool) == expected(ROWS)


def test_rows_of_another_partition_are_refused_and_nothing_is_written(pool: Pool, tmp_path: Path) -> None:
    with pytest.raises(TableWriteFailed):
        pool.write_files(TABLE, made(tmp_path / "a", ROWS), ROWS.schema, partition={"load_id": "L1"})
    assert pool.version(TABLE) is None
