"""A load killed half-way: readers keep the last release, the next run finishes, no row is doubled."""

from __future__ import annotations

import pytest

from anlan.pool.loads import LoadState
from bureau import CASE_HEADER, NOW, Bureau, case_row, promise_on_disk, run_and_kill, write_csv, write_sqlite

CORE, RAW = "core_labour__arbitration_case", "raw_labour__cases"
COLUMNS = ", ".join(f'"{name}" TEXT' for name in CASE_HEADER)
MOMENTS = [f"before {RAW}", f"after {RAW}", f"before {CORE}", f"after {CORE}", f"state {LoadState.LOADED}"]


def cases(bureau: Bureau) -> list[str]:
    return sorted(row["case_id"] for row in bureau.rows(CORE))


@pytest.mark.slow
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_database_load_is_finished_by_the_next_run(bureau: Bureau, moment: str) -> None:
    promise_on_disk(bureau, "labour", "database", "sqlite:///labour.sqlite3")
    path = bureau.workspace.root / "labour.sqlite3"
    write_sqlite(path, "cases", COLUMNS, [case_row(1), case_row(2)])
    bureau.run()
    release = bureau.pool.release("good", NOW)
    path.unlink()
    write_sqlite(path, "cases", COLUMNS, [case_row(2, 申请人数=9), case_row(3), case_row(4), case_row(5, 案号="")])
    run_and_kill(bureau, moment)
    assert sorted(bureau.pool.read(CORE, release).column("case_id").to_pylist()) == ["京仲1号", "京仲2号"]
    bureau.run()
    assert cases(bureau) == ["京仲1号", "京仲2号", "京仲3号", "京仲4号"]
    # Where the killed run had brought the rows already, the next one finds the source unchanged.
    states = [one.state for one in bureau.loads()]
    assert states[:2] == [LoadState.LOADED, LoadState.LOADED]
    assert set(states[2:]) <= {LoadState.UNCHANGED}
    assert len(bureau.rows(RAW)) == 6
    assert bureau.set_aside() == [(4, "案号", "required-missing")]


@pytest.mark.slow
def test_killed_files_are_finished_by_the_next_run(bureau: Bureau) -> None:
    promise_on_disk(bureau, "labour", "csv", "file:in", location="*.csv")
    for number in (1, 2):
        rows = [case_row(number), case_row(number + 10)[:3]]
        write_csv(bureau.workspace.root / "in" / f"{number}.csv", CASE_HEADER, rows)
    run_and_kill(bureau, f"after {RAW}")
    bureau.run()
    assert cases(bureau) == ["京仲1号", "京仲2号"]
    assert len(bureau.rows(RAW)) == len(bureau.loads()) == 2
    assert bureau.set_aside() == [(3, "", "line-truncated"), (3, "", "line-truncated")]
