"""Another bureau's exchange directory: whole batches load once and in order, and every batch is answered."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.hashes import SM3, Hash

from anlan.base.errors import Findings
from anlan.collection.collect import replay
from anlan.collection.contract import parse_contract
from anlan.collection.exchange.deliveries import Deliveries, DeliveryState
from anlan.collection.incident import Incident
from anlan.pool.loads import LoadState
from bureau import CASE_HEADER, NOW, Bureau, case_row, case_table, promise_on_disk, run_and_kill

CORE, RAW = "core_labour__arbitration_case", "raw_paper__cases"
PROMISE = {
    "manifest": "*.ctl",
    "ready": "{name}.ok",
    "receipt": "回执/{batch}.csv",
    "encoding": "gb18030",
}


def sm3(data: bytes) -> str:
    running = Hash(SM3())
    running.update(data)
    return running.finalize().hex()


SUMS: dict[str, Callable[[bytes], str]] = {
    "MD5": lambda data: hashlib.md5(data).hexdigest(),
    "SM3": sm3,
    "SHA-256": lambda data: hashlib.sha256(data).hexdigest(),
}


def cases(*numbers: int, **changes: Any) -> bytes:
    rows = (CASE_HEADER, *(case_row(number, **changes) for number in numbers))
    return "\r\n".join(",".join(map(str, row)) for row in rows).encode("gb18030")


def put(
    folder: Path,
    batch: str,
    files: dict[str, tuple[bytes, int]],
    *,
    ready: bool = True,
    name: str = "",
    head: str = "MD5",
    kind: str = "增量",
    corrects: str = "",
    wrong: Sequence[str] = (),
    encoding: str = "gb18030",
) -> None:
    """A batch as a bureau sends it: data files, the control file, and last the flag."""
    name = name or batch
    for file, (data, _) in files.items():
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_bytes(data)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["批次号", "批次类型", "原批次号", "文件名", "记录数", head, "生成时间"])
    for file, (data, rows) in files.items():
        check = SUMS[head](data + (b" " if file in wrong else b""))
        writer.writerow([batch, kind, corrects, file, rows, check, "2026-11-20 08:00:00"])
    (folder / f"{name}.ctl").write_bytes(out.getvalue().encode(encoding))
    if ready:
        (folder / f"{name}.ok").touch()


@pytest.fixture
def folder(bureau: Bureau) -> Path:
    place = bureau.workspace.root / "in"
    place.mkdir()
    bureau.connect("paper", "file:in")
    promise(bureau)
    return place


def promise(bureau: Bureau, tables: Sequence[dict[str, Any]] = (), **more: Any) -> None:
    bureau.contracts.clear()
    tables = list(tables) or [case_table(location="cases*.csv")]
    bureau.promise(system="paper", kind="csv", tables=tables, exchange={**PROMISE, **more})


def core(bureau: Bureau) -> set[int]:
    return {int(row["case_id"].removeprefix("京仲").removesuffix("号")) for row in bureau.rows(CORE)}


def told(bureau: Bureau, **run: Any) -> list[Incident]:
    collected, _ = bureau.run(**run)
    return list(collected.incidents)


def kinds(bureau: Bureau, **run: Any) -> list[str]:
    return [one.kind for one in told(bureau, **run)]


def states(bureau: Bureau) -> dict[str, DeliveryState]:
    return {name: one.state for name, one in Deliveries(bureau.pool.root, "paper").all().items()}


def receipt(folder: Path, batch: str) -> list[list[str]]:
    text = (folder / "回执" / f"{batch}.csv").read_text(encoding="gb18030")
    return list(csv.reader(text.splitlines()))[1:]


@pytest.mark.parametrize("head", SUMS)
def test_a_whole_batch_loads_once_and_is_answered(bureau: Bureau, folder: Path, head: str) -> None:
    truncated = cases(2) + b"\r\n" + "京仲9号,1".encode("gb18030")
    put(folder, "0001", {"cases_a.csv": (cases(1), 1), "cases_b.csv": (truncated, 2)}, head=head)
    assert kinds(bureau) == []
    assert core(bureau) == {1, 2}
    assert [(one.delivery, one.file_name, one.state) for one in bureau.loads()] == [
        ("0001", "cases_a.csv", LoadState.LOADED),
        ("0001", "cases_b.csv", LoadState.LOADED),
    ]
    lines = receipt(folder, "0001")
    assert [line[:7] for line in lines] == [
        ["0001", "cases_a.csv", "已装载", "1", "1", "1", "0"],
        ["0001", "cases_b.csv", "已装载", "2", "1", "1", "1"],
    ]
    before = (folder / "回执/0001.csv").stat().st_mtime_ns
    assert kinds(bureau) == [] and len(bureau.loads()) == 2 and len(bureau.rows(RAW)) == 2
    assert (folder / "回执/0001.csv").stat().st_mtime_ns == before
    assert sorted(path.name for path in (folder / "回执").iterdir()) == ["0001.csv"], "nothing half-written is left"


def test_half_written_batches_wait_and_are_told_when_overdue(bureau: Bureau, folder: Path) -> None:
    put(folder, "0001", {"cases_1.csv": (cases(1), 1)}, ready=False)
    (folder / "cases_2.csv.uploading").write_bytes(cases(2)[:50])
    (folder / "0003.ctl").write_bytes("批次号,文件名,记".encode("gb18030"))
    (folder / "0004.ok").touch()
    assert kinds(bureau) == [] and not bureau.loads()
    assert kinds(bureau, now=NOW + timedelta(hours=23)) == []
    late = told(bureau, now=NOW + timedelta(hours=24))
    assert {one.kind for one in late} == {"exchange-overdue"}
    said = "\n".join(one.message for one in late)
    assert "批次 0001：没有就绪标志" in said and "cases_2.csv.uploading：上传没有完成" in said
    assert "0003.ctl：对账文件还没有写完" in said and "0004.ok：有就绪标志，没有对账文件" in said
    assert not bureau.loads() and states(bureau) == {"0001": DeliveryState.WAITING}
    (folder / "0001.ok").touch()
    bureau.run()
    assert core(bureau) == {1}


def test_a_listed_file_that_is_missing_waits(bureau: Bureau, folder: Path) -> None:
    put(folder, "0001", {"cases_1.csv": (cases(1), 1), "cases_2.csv": (cases(2), 1)})
    (folder / "cases_2.csv").rename(folder / "kept")
    (folder / "kept").rename(folder.parent / "kept")
    assert kinds(bureau) == [] and not bureau.loads()
    (late,) = told(bureau, now=NOW + timedelta(days=2))
    assert late.kind == "exchange-overdue" and "缺 cases_2.csv" in late.message
    (folder.parent / "kept").rename(folder / "cases_2.csv")
    assert kinds(bureau, now=NOW + timedelta(days=2)) == [] and core(bureau) == {1, 2}


def test_what_is_withdrawn_is_not_waited_for(bureau: Bureau, folder: Path) -> None:
    put(folder, "0001", {"cases_1.csv": (cases(1), 1)}, ready=False)
    bureau.run()
    for path in folder.iterdir():
        path.unlink()
    assert kinds(bureau, now=NOW + timedelta(days=9)) == [] and states(bureau) == {}


@pytest.mark.parametrize(
    ("rows", "wrong", "reason"), [(3, (), "实有 1 行，对账文件写 3 行"), (1, ("cases_2.csv",), "MD5 校验值不符")]
)
def test_wrong_sums_and_counts_keep_the_whole_batch_out(
    bureau: Bureau, folder: Path, rows: int, wrong: Sequence[str], reason: str
) -> None:
    files = {"cases_1.csv": (cases(1), 1), "cases_2.csv": (cases(2), rows)}
    put(folder, "0001", files, wrong=wrong)
    (refused,) = told(bureau)
    assert refused.kind == "exchange-refused" and refused.severity == "error" and reason in refused.message
    assert not bureau.loads() and states(bureau) == {"0001": DeliveryState.REFUSED}
    ((batch, _, state, *_, reasons, _, _),) = receipt(folder, "0001")
    assert (batch, state) == ("0001", "拒收") and reason in reasons
    assert kinds(bureau) == ["exchange-refused"], "it lies there and is wrong: told until it is mended"
    put(folder, "0001", {"cases_1.csv": (cases(1), 1), "cases_2.csv": (cases(2), 1)})
    assert kinds(bureau) == [] and core(bureau) == {1, 2}
    assert [line[2] for line in receipt(folder, "0001")] == ["已装载", "已装载"]


def test_a_batch_mended_under_another_name_is_not_held_against_its_first_try(bureau: Bureau, folder: Path) -> None:
    put(folder, "0001", {"cases_1.csv": (cases(1), 7)}, name="try1")
    assert kinds(bureau) == ["exchange-refused"]
    put(folder, "0001", {"cases_1.csv": (cases(1), 1)}, name="try2")
    bureau.run()
    assert kinds(bureau) == [] and core(bureau) == {1}


def test_a_number_never_loads_twice(bureau: Bureau, folder: Path) -> None:
    put(folder, "0001", {"cases_1.csv": (cases(1), 1)})
    bureau.run()
    put(folder, "0001", {"again/cases_1.csv": (cases(1), 1)}, name="0001_copy")
    (again,) = told(bureau)
    assert (again.kind, again.severity) == ("exchange-batch-repeated", "warning")
    assert kinds(bureau) == [], "the same batch sent again is told once"
    put(folder, "0001", {"cases_1.csv": (cases(1, 2), 2)})
    for _ in range(2):
        (other,) = told(bureau)
        assert (other.kind, other.severity) == ("exchange-batch-repeated", "error") and "内容与之不同" in other.message
    assert core(bureau) == {1} and len(bureau.loads()) == 1
    assert [line[2] for line in receipt(folder, "0001")] == ["已装载"]


def test_two_of_one_number_at_once_load_once(bureau: Bureau, folder: Path) -> None:
    put(folder, "0001", {"cases_1.csv": (cases(1), 1)})
    put(folder, "0001", {"b/cases_1.csv": (cases(1), 1)}, name="0001_b")
    assert kinds(bureau) == ["exchange-batch-repeated"]
    assert core(bureau) == {1} and len(bureau.rows(RAW)) == 1
    assert kinds(bureau) == []


def test_a_gap_holds_what_comes_behind_it(bureau: Bureau, folder: Path) -> None:
    put(folder, "0001", {"cases_1.csv": (cases(1), 1)})
    bureau.run()
    put(folder, "0004", {"cases_4.csv": (cases(4), 1)})
    put(folder, "0005", {"cases_5.csv": (cases(5), 1)})
    (gap,) = told(bureau)
    assert gap.kind == "exchange-gap" and "缺 0002、0003，其后 2 个批次等待" in gap.message
    put(folder, "0002", {"cases_2.csv": (cases(2), 1)})
    (gap,) = told(bureau)
    assert "缺 0003，" in gap.message and core(bureau) == {1, 2}
    promise(bureau, skipped=["0003"])
    assert kinds(bureau) == [] and core(bureau) == {1, 2, 4, 5}
    put(folder, "0003", {"cases_3.csv": (cases(3), 1)})
    (late,) = told(bureau)
    assert (late.kind, late.severity) == ("exchange-refused", "warning") and "以旧盖新" in late.message
    assert core(bureau) == {1, 2, 4, 5}


def test_a_refused_batch_holds_the_next(bureau: Bureau, folder: Path) -> None:
    put(folder, "0001", {"cases_1.csv": (cases(1), 9)})
    put(folder, "0002", {"cases_2.csv": (cases(2), 1)})
    assert kinds(bureau) == ["exchange-refused", "exchange-gap"] and not bureau.loads()
    put(folder, "0001", {"cases_1.csv": (cases(1), 1)})
    assert kinds(bureau) == [] and core(bureau) == {1, 2}


def test_a_gap_may_be_only_told(bureau: Bureau, folder: Path) -> None:
    promise(bureau, gap="load")
    put(folder, "0001", {"cases_1.csv": (cases(1), 1)})
    put(folder, "0003", {"cases_3.csv": (cases(3), 1)})
    for _ in range(2):
        (gap,) = told(bureau)
        assert "缺 0002，其后的批次已装载" in gap.message
    put(folder, "0002", {"cases_2.csv": (cases(2), 1)})
    assert kinds(bureau) == [] and core(bureau) == {1, 2, 3}


def test_a_full_batch_makes_up_for_a_gap(bureau: Bureau, folder: Path) -> None:
    put(folder, "0001", {"cases_1.csv": (cases(1), 1)})
    bureau.run()
    put(folder, "0003", {"cases_3.csv": (cases(1, 2, 3), 3)}, kind="全量")
    assert kinds(bureau) == ["exchange-gap"] and core(bureau) == {1, 2, 3}
    put(folder, "0004", {"cases_4.csv": (cases(4), 1)})
    assert kinds(bureau) == [] and core(bureau) == {1, 2, 3, 4}


@pytest.mark.parametrize(
    ("sequence", "batches", "missing"),
    [("month", ("HR202611", "HR202612", "HR202702"), "HR202701"), ("day", ("20261130", "20261202"), "20261201")],
)
def test_numbers_that_are_months_or_days(
    bureau: Bureau, folder: Path, sequence: str, batches: Sequence[str], missing: str
) -> None:
    promise(bureau, sequence=sequence)
    for number, batch in enumerate(batches, start=1):
        put(folder, batch, {f"cases_{batch}.csv": (cases(number), 1)})
    (gap,) = told(bureau)
    assert f"缺 {missing}，" in gap.message and core(bureau) == set(range(1, len(batches)))
    put(folder, "第一批", {"cases_x.csv": (cases(9), 1)})
    assert "exchange-refused" in kinds(bureau)


@pytest.mark.parametrize("kind", ["更正", "补报"])
def test_what_corrects_or_adds_stands_beside_the_sequence(bureau: Bureau, folder: Path, kind: str) -> None:
    put(folder, "0001-B1", {"cases_1b.csv": (cases(1, 申请人数=77), 1)}, kind=kind, corrects="0001")
    assert kinds(bureau) == [] and not bureau.loads()
    put(folder, "0001", {"cases_1.csv": (cases(1), 1)})
    put(folder, "0002", {"cases_2.csv": (cases(2), 1)})
    assert kinds(bureau) == [] and core(bureau) == {1, 2}
    assert {row["case_id"]: row["people_count"] for row in bureau.rows(CORE)} == {"京仲1号": 77, "京仲2号": 2}


def test_archives_within_a_batch(bureau: Bureau, folder: Path) -> None:
    other = case_table(name="later", location="later*.csv")
    promise(bureau, [case_table(location="cases*.csv"), other], encoding="")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("十一月/cases_1.csv", cases(1))
        archive.writestr("十一月/later_1.csv", cases(2, 3))
    put(folder, "0001", {"all.zip": (out.getvalue(), 3)}, head="SM3", encoding="utf-8")
    assert kinds(bureau) == [] and core(bureau) == {1, 2, 3}
    assert [one.file_name for one in bureau.loads()] == ["all.zip/十一月/cases_1.csv", "all.zip/十一月/later_1.csv"]
    text = (folder / "回执/0001.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbf") and text.decode("utf-8-sig").count("已装载") == 2


def test_the_same_bytes_in_two_files_and_two_batches_are_two_files(bureau: Bureau, folder: Path) -> None:
    put(folder, "0001", {"cases_a.csv": (cases(1), 1), "cases_b.csv": (cases(1), 1)})
    bureau.run()
    put(folder, "0002", {"cases_c.csv": (cases(1), 1)})
    assert kinds(bureau) == []
    assert [one.delivery for one in bureau.loads()] == ["0001", "0001", "0002"]
    assert len(bureau.rows(RAW)) == 3 and core(bureau) == {1}
    assert set(states(bureau).values()) == {DeliveryState.LOADED}


def test_a_batch_without_rows_is_whole(bureau: Bureau, folder: Path) -> None:
    put(folder, "0001", {"cases_1.csv": (b"", 0), "cases_2.csv": (cases(), 0)})
    assert kinds(bureau) == [] and not bureau.loads()
    assert [line[2] for line in receipt(folder, "0001")] == ["无数据", "无数据"]


def test_files_of_no_table_are_told_and_the_others_load(bureau: Bureau, folder: Path) -> None:
    put(folder, "0001", {"cases_1.csv": (cases(1), 1), "other.csv": (b"a,b\n1,2\n", 1)})
    (unclaimed,) = told(bureau)
    assert unclaimed.kind == "exchange-file-unclaimed" and "other.csv" in unclaimed.message
    assert core(bureau) == {1} and kinds(bureau) == []
    assert [line[2] for line in receipt(folder, "0001")] == ["已装载", "未登记"]


def test_what_drift_refuses_holds_the_batches_behind_it(bureau: Bureau, folder: Path) -> None:
    frozen = {"columns": "freeze"}
    promise(bureau, [case_table(location="cases*.csv", drift=frozen)])
    odd = cases(1).replace(b"\r\n", b",x\r\n") + b",x"
    put(folder, "0001", {"cases_1.csv": (odd, 1)})
    put(folder, "0002", {"cases_2.csv": (cases(2), 1)})
    assert kinds(bureau) == ["source-drift"]
    assert states(bureau) == dict.fromkeys(("0001", "0002"), DeliveryState.ACCEPTED) and not bureau.rows(CORE)
    assert receipt(folder, "0001")[0][2] == "装载失败"
    promise(bureau)
    assert kinds(bureau) == [] and core(bureau) == {1, 2}
    assert receipt(folder, "0001")[0][2] == "已装载"


def test_control_files_as_json_and_under_other_headings(bureau: Bureau, folder: Path) -> None:
    promise(bureau, manifest="*/manifest.json", ready="_SUCCESS", receipt="{batch}.receipt", sequence="none",
            headings={"file": "DATA", "rows": "CNT"}, algorithm="sha256")  # fmt: skip
    place = folder / "b"
    place.mkdir()
    (place / "cases.csv").write_bytes(cases(1))
    files = [{"DATA": "cases.csv", "CNT": 1, "checksum": SUMS["SHA-256"](cases(1)).upper()}]
    (place / "manifest.json").write_text(json.dumps({"batch": "B7", "type": "full", "files": files}))
    (place / "_SUCCESS").touch()
    assert kinds(bureau) == [] and core(bureau) == {1}
    assert (folder / "B7.receipt").is_file()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("批次号,文件名,记录数,MD5\n1,../x.csv,1," + "0" * 32, "目录之外"),
        ("批次号,文件名,记录数,MD5\n1,x.csv,一,"+ "0" * 32, "记录数不是整数"),
        ("批次号,文件名,记录数,MD5\n1,x.csv,1,123", "校验值不是 MD5"),
        ("批次号,文件名,记录数,校验值\n1,x.csv,1," + "0" * 64, "算法没有写明"),
        ("批次号,文件名,记录数,MD5\n1,x.csv,1," + "0" * 32 + "\n2,y.csv,1," + "0" * 32, "几个批次号"),
        ("批次号,文件名,记录数,MD5\n1/2,x.csv,1," + "0" * 32, "不能用的字符"),
        ("批次号,记录数\n1,1", "没有“文件名”"),
        ("批次号,文件名,记录数,MD5\n", "没有列出一个文件"),
        ("批次号,文件名,记录数,批次类型,MD5\n1,x.csv,1,别的," + "0" * 32, "不认识"),
        ('{"batch": 1}', "没有文件列表"),
    ],
)  # fmt: skip
def test_control_files_that_say_nothing_usable_are_told(bureau: Bureau, folder: Path, text: str, reason: str) -> None:
    (folder / "1.ctl").write_bytes(text.encode("gb18030"))
    (folder / "1.ok").touch()
    (incident,) = told(bureau)
    assert incident.kind == "exchange-manifest-unreadable" and reason in incident.message


def test_a_file_changed_after_it_was_judged_does_not_load(
    bureau: Bureau, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder, "0001", {"cases_1.csv": (cases(1), 1)})
    from anlan.collection.exchange import load

    taken = load.exchange_folder

    def late(*given: Any) -> Path:
        (folder / "cases_1.csv").write_bytes(cases(1, 2))
        return taken(*given)

    monkeypatch.setattr(load, "exchange_folder", late)
    assert kinds(bureau) == ["exchange-delivery-changed"] and not bureau.rows(CORE)
    monkeypatch.undo()
    (folder / "cases_1.csv").write_bytes(cases(1))
    assert kinds(bureau) == [] and core(bureau) == {1} and len(bureau.loads()) == 1


def test_a_receipt_that_cannot_be_written_is_written_later(bureau: Bureau, folder: Path) -> None:
    from anlan.collection.exchange.receipt import acknowledge

    put(folder, "0001", {"cases_1.csv": (cases(1), 1)})
    (folder / "回执").write_text("in the way")
    bureau.collect()
    bureau.standardise()
    (incident,) = acknowledge(bureau.workspace, bureau.contracts, bureau.pool, NOW)
    assert incident.kind == "exchange-receipt-failed"
    (folder / "回执").unlink()
    bureau.run()
    assert receipt(folder, "0001")[0][2] == "已装载" and core(bureau) == {1}


def test_a_batch_is_replayed_from_the_archive(bureau: Bureau, folder: Path) -> None:
    put(folder, "0001", {"cases_1.csv": (cases(1), 1)})
    bureau.run()
    (folder / "cases_1.csv").unlink()
    load_id = bureau.loads()[0].load_id
    replay(bureau.workspace, bureau.contracts, bureau.pool, bureau.registry, load_id, NOW)
    assert core(bureau) == {1} and bureau.loads()[0].delivery == "0001"
    assert kinds(bureau) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "moment",
    [
        f"before {RAW}",
        f"after {RAW}",
        f"state {LoadState.EXTRACTED}",
        f"after {CORE}",
        "before receipt",
        "after receipt",
    ],
)
def test_a_killed_batch_is_finished_and_answered_by_the_next_run(bureau: Bureau, moment: str) -> None:
    promise_on_disk(bureau, "paper", "csv", "file:in", location="cases*.csv", exchange=PROMISE)
    folder = bureau.workspace.root / "in"
    folder.mkdir()
    put(folder, "0001", {"cases_1.csv": (cases(1), 1), "cases_2.csv": (cases(2, 3), 2)})
    put(folder, "0002", {"cases_3.csv": (cases(3, 4, 申请人数=9), 2)})
    run_and_kill(bureau, moment)
    assert kinds(bureau) == []
    assert core(bureau) == {1, 2, 3, 4} and len(bureau.rows(RAW)) == 5
    assert {row["case_id"]: row["people_count"] for row in bureau.rows(CORE)}["京仲3号"] == 9
    assert [(one.delivery, one.file_name) for one in bureau.loads()] == [
        ("0001", "cases_1.csv"), ("0001", "cases_2.csv"), ("0002", "cases_3.csv")
    ]  # fmt: skip
    assert states(bureau) == dict.fromkeys(("0001", "0002"), DeliveryState.LOADED)
    assert sorted(path.name for path in (folder / "回执").glob("[!.]*")) == ["0001.csv", "0002.csv"]
    assert kinds(bureau) == [] and len(bureau.loads()) == 3


def test_what_a_contract_says_wrong_is_named(bureau: Bureau) -> None:
    body = {"system": "paper", "label": "卷", "source_class": "bureau", "connection": "paper", "kind": "database"}
    exchange = {"manifest": "../*.ctl", "receipt": "r.csv", "sequence": "week", "gap": "x", "algorithm": "crc",
                "headings": {"files": "文件"}, "within_hours": 0, "else": 1}  # fmt: skip
    with pytest.raises(Findings) as error:
        parse_contract({**body, "tables": [case_table(location="x")], "exchange": exchange}, bureau.registry)
    text = str(error.value.items)
    for part in ("只用于 csv", "else", "缺少 ready", "{batch}", "之内", "week", "gap", "crc", "within_hours", "files"):
        assert part in text, part
