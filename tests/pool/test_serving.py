"""The serving copy: one file a release, switched at once."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pytest

from anlan.base.clock import CHINA
from anlan.pool.pool import Pool
from anlan.pool.serving import ServingMissing, ServingTable, build, open_current

NOW = datetime(2026, 11, 22, 20, tzinfo=CHINA)
TABLES = [ServingTable("out_risk__alert", (("week", "uscc"),)), ServingTable("out_risk__evidence")]


def publish(pool: Pool, week: str) -> None:
    data = pa.table(
        {
            "week": [week],
            "uscc": ["x"],
            "types": [["R1", "R2"]],
            "is_hard": [True],
            "score": [61.5],
            "first_seen": pa.array([NOW.date()], pa.date32()),
            "parts": [{"a": 1}],
        }
    )
    pool.write("out_risk__alert", data)


def test_the_current_copy_follows_the_release_and_old_ones_go(tmp_path: Path) -> None:
    pool, folder = Pool(tmp_path / "pool"), tmp_path / "serving"
    with pytest.raises(ServingMissing):
        open_current(folder)
    for week in ("2026-W45", "2026-W46", "2026-W47"):
        publish(pool, week)
        build(pool, pool.release(week, NOW), TABLES, folder)
    row = dict(open_current(folder).execute("SELECT * FROM out_risk__alert").fetchone())
    assert row["week"] == "2026-W47"
    assert json.loads(row["types"]) == ["R1", "R2"]
    assert (row["is_hard"], row["score"], row["first_seen"]) == (1, 61.5, "2026-11-22")
    assert json.loads(row["parts"]) == {"a": 1}
    assert sorted(path.name for path in folder.glob("*.sqlite3")) == ["000002.sqlite3", "000003.sqlite3"]


def test_a_copy_is_indexed(tmp_path: Path) -> None:
    pool, folder = Pool(tmp_path / "pool"), tmp_path / "serving"
    publish(pool, "2026-W47")
    build(pool, pool.release("w", NOW), TABLES, folder)
    indexed = open_current(folder).execute("PRAGMA index_info(out_risk__alert_0)").fetchall()
    assert [row["name"] for row in indexed] == ["week", "uscc"]
