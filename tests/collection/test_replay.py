"""Replaying a load: from what was archived, any number of times, without doubling or going back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anlan.collection.collect import ReplayImpossible, replay
from anlan.collection.contract import parse_contract
from anlan.pool.archive import ArchiveMissing
from anlan.pool.loads import LoadMissing, LoadState
from bureau import CASE_HEADER, NOW, Bureau, case_row, case_table, write_csv, write_sqlite

CORE = "core_labour__arbitration_case"


def again(bureau: Bureau, load_id: str) -> LoadState:
    return replay(bureau.workspace, bureau.contracts, bureau.pool, bureau.registry, load_id, NOW).state


def files(bureau: Bureau) -> None:
    bureau.connect("labour", "file:in")
    bureau.promise(system="labour", kind="csv", tables=[case_table(location="*.csv")])
    write_csv(
        bureau.workspace.root / "in" / "a.csv", CASE_HEADER, [case_row(1), case_row(2), case_row(3, 争议类型="77")]
    )
    bureau.run()


def test_a_file_is_read_again_from_the_archive(bureau: Bureau) -> None:
    files(bureau)
    before, aside = bureau.rows(CORE), bureau.set_aside()
    (bureau.workspace.root / "in" / "a.csv").unlink()
    (package,) = bureau.loads()
    assert again(bureau, package.load_id) is LoadState.LOADED
    assert again(bureau, package.load_id) is LoadState.LOADED
    assert bureau.rows(CORE) == before
    assert bureau.set_aside() == aside
    (after,) = bureau.loads()
    assert after == package


def test_a_corrected_contract_heals_what_was_set_aside(bureau: Bureau) -> None:
    files(bureau)
    table = case_table(location="*.csv")
    table["items"] = {**table["items"], "争议类型": {"column": "claim_code", "codes": {"77": "99"}}}
    body = {"system": "labour", "label": "l", "source_class": "internal", "connection": "labour", "kind": "csv"}
    bureau.contracts = [parse_contract({**body, "tables": [table]}, bureau.registry)]
    again(bureau, bureau.loads()[0].load_id)
    assert bureau.set_aside() == []
    assert bureau.rows(CORE)[2]["claim_code"] == "99"


def test_rows_that_a_later_load_replaced_stay_replaced(bureau: Bureau) -> None:
    files(bureau)
    write_csv(bureau.workspace.root / "in" / "b.csv", CASE_HEADER, [case_row(2, 申请人数=9)])
    bureau.run(NOW + timedelta(days=1))
    again(bureau, bureau.loads()[0].load_id)
    found = {row["case_id"]: row["people_count"] for row in bureau.rows(CORE)}
    assert found == {"京仲1号": 1, "京仲2号": 9, "京仲3号": 3}


def test_a_database_load_is_made_again_from_its_raw_rows(bureau: Bureau) -> None:
    bureau.connect("labour", "sqlite:///labour.sqlite3")
    bureau.promise(system="labour", kind="database", tables=[case_table()])
    path = bureau.workspace.root / "labour.sqlite3"
    write_sqlite(path, "cases", ", ".join(f'"{name}" TEXT' for name in CASE_HEADER), [case_row(1)])
    bureau.run()
    bureau.run()
    path.unlink()
    loaded, unchanged = bureau.loads()
    assert again(bureau, loaded.load_id) is LoadState.LOADED
    assert len(bureau.rows(CORE)) == 1
    with pytest.raises(ReplayImpossible):
        again(bureau, unchanged.load_id)


def test_what_cannot_be_replayed_is_said(bureau: Bureau) -> None:
    files(bureau)
    (package,) = bureau.loads()
    with pytest.raises(LoadMissing):
        again(bureau, "000999-x")
    (bureau.workspace.archive / package.sha256[:2] / package.sha256).unlink()
    with pytest.raises(ArchiveMissing):
        again(bureau, package.load_id)
    bureau.contracts = []
    with pytest.raises(ReplayImpossible):
        again(bureau, package.load_id)
