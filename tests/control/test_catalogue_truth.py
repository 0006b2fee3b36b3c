"""Entries held against what really arrived: true ones pass, each kind of false promise is named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from anlan.base.settings import create_workspace, open_workspace
from anlan.collection.catalogue_entry import entries_of
from anlan.pool.pool import Pool
from anlan.standards.catalogue import CatalogueEntry, CatalogueItem, Mount
from anlan.standards.registry import Registry, load_registry
from bureau import CASE_HEADER, NOW, Bureau, case_row, case_table, write_csv

DAY = NOW.date()
TABLES = ("core_labour__arbitration_case",)
Check = Callable[..., list[tuple[str, str]]]


@pytest.fixture
def bureau(tmp_path: Path) -> Bureau:
    """A bureau with ten arbitration cases that were collected from a file."""
    create_workspace(tmp_path / "w", {}, {})
    workspace = open_workspace(tmp_path / "w")
    whole = load_registry()
    # Making all core tables would be most of the time of a test.
    registry = Registry({name: whole.table(name) for name in TABLES}, whole.code_sets)
    made = Bureau(workspace, registry, Pool(workspace.pool))
    made.connect("court", "file:files")
    table = case_table(
        location="*.csv",
        format={"encoding": "gb18030"},
        category="劳动关系/调解仲裁",
        update_cycle="2",
        expected={"cycle": "daily", "within_days": 30, "rows_min": 5, "rows_max": 100},
    )
    made.promise(system="court", kind="csv", owner="仲裁院", tables=[table])
    write_csv(workspace.root / "files" / "a.csv", CASE_HEADER, [case_row(number) for number in range(10)])
    made.run()
    return made


@pytest.fixture
def check(bureau: Bureau, database: object) -> Check:
    """What does not hold of an entry on a day: aspects with facts."""
    from anlan.control.catalogue.mounting import Mounting
    from anlan.control.catalogue.truth import untrue_entries

    def held(entry: CatalogueEntry, day: date = DAY) -> list[tuple[str, str]]:
        loads = bureau.loads()
        mounting = Mounting(bureau.workspace, bureau.contracts, bureau.pool, loads)
        return [(one.aspect, one.fact) for one in untrue_entries([entry], mounting, bureau.pool, loads, day)]

    return held


@pytest.fixture
def entry(bureau: Bureau) -> CatalogueEntry:
    (made,) = entries_of(bureau.contracts[0], bureau.registry)
    return made


def test_the_entry_that_the_contract_yields_is_true(entry: CatalogueEntry, check: Check) -> None:
    assert check(entry) == []


def test_a_promised_item_that_never_arrived_is_named(entry: CatalogueEntry, check: Check) -> None:
    more = replace(entry, items=(*entry.items, CatalogueItem("结案方式", "结案方式")))
    assert check(more) == [("items", "未到达：结案方式")]


def test_too_few_and_too_many_rows(entry: CatalogueEntry, check: Check) -> None:
    assert check(replace(entry, rows_min=11)) == [("volume", "最近一次 10 行")]
    assert check(replace(entry, rows_min=1, rows_max=9)) == [("volume", "最近一次 10 行")]
    assert check(replace(entry, rows_min=10, rows_max=10)) == []


def test_late_by_the_cycle_of_the_entry(entry: CatalogueEntry, check: Check, bureau: Bureau) -> None:
    from anlan.collection.health import last_known

    known = last_known(bureau.contracts[0].tables[0], bureau.loads(), DAY)
    assert known is not None
    daily, monthly = known + timedelta(days=1 + 30), known + timedelta(days=31 + 30)
    assert check(entry, daily) == []
    ((aspect, fact),) = check(entry, daily + timedelta(days=1))
    assert (aspect, fact) == ("cycle", f"数据截至 {known}，已 32 天没有更新")
    slower = replace(entry, update_cycle="4")
    assert check(slower, monthly) == []
    assert [aspect for aspect, _ in check(slower, monthly + timedelta(days=1))] == ["cycle"]
    assert check(replace(entry, update_cycle="8"), monthly + timedelta(days=900)) == []


def test_mounted_nowhere_or_to_what_is_not_there(entry: CatalogueEntry, check: Check) -> None:
    assert check(replace(entry, mounts=())) == [("mount", "没有挂接")]
    lost = replace(entry, mounts=(Mount("file", "other.csv", "court"),))
    assert check(lost) == [("mount", "court的契约中没有 other.csv")]
    assert check(replace(entry, mounts=(Mount("catalogue", "市规自委/0001"),))) == []


def test_a_table_of_the_pool_is_held_to_its_columns(entry: CatalogueEntry, check: Check) -> None:
    pool = replace(entry, mounts=(Mount("table", "core_labour__arbitration_case"),), items=entry.items[:1])
    assert [aspect for aspect, _ in check(pool)] == ["items"]
    columns = (CatalogueItem("case_id", "案号"), CatalogueItem("claim_yuan", "争议金额"))
    assert check(replace(pool, items=columns)) == []


def test_states_of_mounts_and_the_share_of_departments(bureau: Bureau, database: object) -> None:
    from anlan.control.catalogue.mounting import DepartmentRate, Mounting

    mounting = Mounting(bureau.workspace, bureau.contracts, bureau.pool, bureau.loads())
    states = {
        Mount("file", "*.csv", "court"): "found",
        Mount("table", "core_labour__arbitration_case"): "found",
        Mount("table", "core_nothing__here"): "missing",
        Mount("interface", "/cases", "elsewhere"): "missing",
        Mount("catalogue", "市规自委/0001"): "unverifiable",
        Mount("table", " "): "missing",
    }
    assert {mount: mounting.check(mount).state.value for mount in states} == states
    fresh = Mounting(bureau.workspace, bureau.contracts, bureau.pool, [])
    assert "1 个文件" in fresh.check(Mount("file", "*.csv", "court")).reason
    rates = mounting.rates([("甲", list(states)[:1]), ("甲", ()), ("乙", list(states)[2:3])])
    assert rates == [DepartmentRate("乙", 1, 0), DepartmentRate("甲", 2, 1)]


def test_findings_keep_their_first_day_and_become_incidents(database: object) -> None:
    from anlan.control.catalogue.nightly import untruth_notes
    from anlan.control.catalogue.truth import Untruth, findings, record_check

    first = Untruth("310101/000001", "参保单位", "基金中心", "volume", "每次不少于 9 行", "最近一次 3 行")
    other = Untruth("310101/000002", "缴费明细", "基金中心", "mount", "已编目的资源应挂接", "没有挂接")
    record_check(5, [first, other], DAY)
    record_check(5, [replace(first, fact="最近一次 4 行")], DAY + timedelta(days=1))
    found = findings()
    assert (found["entries"], found["untrue"], found["checked_day"]) == (5, 1, DAY + timedelta(days=1))
    assert [(row["fact"], row["since"]) for row in found["rows"]] == [("最近一次 4 行", DAY)]
    assert findings(party="别处")["rows"] == []
    (note,) = untruth_notes()
    assert (note.code, note.severity, note.subject) == ("catalogue-untrue", "warning", "基金中心")
    assert "最近一次 4 行" in note.message


def test_the_log_may_be_kept_in_sm3(database: object, tmp_path: Path) -> None:
    from anlan.base.log_export import verify_log
    from anlan.base.merkle import leaf_hash, sm3, verify_inclusion
    from anlan.control.catalogue.log import VerifiableLog
    from anlan.control.catalogue.log_view import proof_of
    from anlan.control.catalogue.models import LogEntry

    create_workspace(tmp_path / "w", {"log.hash": "sm3"}, {})
    log = VerifiableLog(open_workspace(tmp_path / "w"))
    head = log.append({"kind": "publish", "name": str(number)} for number in range(7))
    leaf = leaf_hash(LogEntry.objects.get(index=3).payload.encode(), sm3)
    assert verify_inclusion(leaf, 3, 7, log.prove_inclusion(3), head.root, sm3)
    proof = proof_of(log, 3)
    assert (proof["hash"], proof["inclusion_holds"], proof["signature_holds"]) == ("sm3", True, True)
    log.export(tmp_path / "log.jsonl")
    assert verify_log(tmp_path / "log.jsonl", log.public_key()).root == head.root.hex()


def test_receipts_of_a_range_stand_under_one_head(database: object, tmp_path: Path) -> None:
    from anlan.base.merkle import leaf_hash, verify_inclusion
    from anlan.control.catalogue.log import LogEntryUnknown, VerifiableLog

    create_workspace(tmp_path / "w", {}, {})
    log = VerifiableLog(open_workspace(tmp_path / "w"))
    log.append({"kind": "publish", "name": str(number)} for number in range(20))
    found = list(log.receipts(5, 9))
    assert [one["index"] for one in found] == [5, 6, 7, 8, 9]
    root = bytes.fromhex(found[0]["head"]["root"])
    for one in found:
        path = [bytes.fromhex(node) for node in one["path"]]
        assert verify_inclusion(leaf_hash(one["payload"].encode()), one["index"], one["head"]["size"], path, root)
    with pytest.raises(LogEntryUnknown):
        list(log.receipts(0, 20))
