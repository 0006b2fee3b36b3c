"""Rows that their source deleted: quality checks, scores and measures count them no longer, on both engines."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from anlan.base.settings import create_workspace
from anlan.collection.deletions import DELETION
from anlan.control.quality.gone_rows import gone_rows, leave_out
from anlan.engine.spark import SparkRelations, spark_session
from anlan.pool.pool import Pool
from anlan.quality.pool_check import FINDING, TableCheck, check_table
from anlan.quality.rule_file import rule_of
from anlan.standards.registry import Registry, load_registry
from bureau import CASE_HEADER, NOW, Bureau, case_row, case_table, write_sqlite

CORE = "core_labour__arbitration_case"
COLUMNS = ", ".join(f'"{name}" TEXT' for name in CASE_HEADER)
BODIES: list[dict[str, Any]] = [
    {"id": "few", "kind": "range", "column": "people_count", "max": 10},
    {"id": "present", "kind": "not_null", "column": "people_count"},
    {"id": "employer", "kind": "unique", "columns": ["employer_code", "people_count"]},
    {"id": "many", "kind": "row_count", "min": 3},
    {"id": "sql", "kind": "query", "query": f"SELECT case_id FROM {CORE} WHERE people_count > 10"},
    {"id": "known", "kind": "referential", "column": "case_id", "references": CORE},
    {"id": "gone", "kind": "query", "query": f"SELECT core_row_no FROM {DELETION} WHERE core_table = '{CORE}'"},
]


@pytest.fixture
def bureau(tmp_path: Path) -> Bureau:
    whole = load_registry()
    registry = Registry({CORE: whole.table(CORE)}, whole.code_sets)
    workspace = create_workspace(tmp_path / "w", {}, {})
    made = Bureau(workspace, registry, Pool(workspace.pool))
    made.connect("labour", "sqlite:///labour.sqlite3")
    made.promise(system="labour", kind="database", tables=[case_table(location="cases", load={"mode": "snapshot"})])
    return made


def offer(bureau: Bureau, *rows: list[Any]) -> None:
    path = bureau.workspace.root / "labour.sqlite3"
    path.unlink(missing_ok=True)
    write_sqlite(path, "cases", COLUMNS, rows)


def checked(bureau: Bureau, spark: SparkRelations | None = None) -> TableCheck:
    bodies = [body | {"table": CORE} for body in BODIES if spark is None or body["kind"] != "query"]
    rules = [rule_of(body) for body in bodies if body["id"] != "gone" or bureau.pool.version(DELETION) is not None]
    gone = gone_rows(bureau.pool)
    with bureau.pool.reading(tables=[]) as connection:
        day = NOW.date()
        return check_table(bureau.pool, connection, CORE, rules, bureau.registry, day, gone=gone, spark=spark)


def counts(check: TableCheck) -> dict[str, tuple[int, int]]:
    return {result.rule.id: (result.checked, result.failed) for result in check.results}


def test_deleted_rows_are_neither_checked_nor_failing(bureau: Bureau) -> None:
    rows = [case_row(1), case_row(3, 申请人数=500), case_row(5, 申请人数=""), case_row(2), case_row(4, 申请人数=2)]
    offer(bureau, *rows)
    bureau.run()
    before = checked(bureau)
    assert before.rows == 5
    assert {name: found[1] for name, found in counts(before).items()} == {
        "few": 1, "present": 1, "employer": 2, "many": 0, "sql": 1, "known": 0, "gone": 0
    }  # fmt: skip
    assert bureau.pool.read(FINDING).num_rows == 4
    offer(bureau, rows[0], rows[3])
    bureau.run(NOW + timedelta(days=1))
    assert len(bureau.rows(CORE)) == 5, "the core layer keeps what was"
    after = checked(bureau)
    assert after.rows == 2
    assert counts(after) == {
        "few": (2, 0), "present": (2, 0), "employer": (2, 0), "many": (1, 1), "sql": (2, 0), "known": (2, 0),
        "gone": (3, 3),
    }  # fmt: skip
    measures = {(one.column, one.name): one.value for one in after.measures}
    assert measures["", "rows"] == 2 and measures["people_count", "null_ratio"] == 0
    assert {row["rule_id"] for row in bureau.pool.read(FINDING).to_pylist()} <= {"gone", "many"}
    offer(bureau, *rows)
    bureau.run(NOW + timedelta(days=2))
    assert checked(bureau).rows == 5, "a row that came back counts again"


@pytest.mark.slow
def test_spark_counts_the_same_rows(bureau: Bureau, tmp_path: Path) -> None:
    offer(bureau, case_row(1), case_row(3, 申请人数=500), case_row(2), case_row(4, 申请人数=2))
    bureau.run()
    offer(bureau, case_row(1), case_row(2))
    bureau.run(NOW + timedelta(days=1))
    spark = SparkRelations(spark_session("local[2]", "1g", partitions=2), tmp_path / "scratch")
    for table in (CORE, DELETION):
        spark.attach(table, *bureau.pool.files(table))
    leave_out(spark, gone_rows(bureau.pool))
    found = counts(checked(bureau, spark))
    assert found == {name: pair for name, pair in counts(checked(bureau)).items() if name in found}
    assert found["few"] == (2, 0) and found["many"] == (1, 1)
