"""Files as people send them, each made here: what they mean comes down, and nothing is lost without a word."""

from __future__ import annotations

import gzip
import io
import tarfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from anlan.collection.parcels import ParcelRefused, unpack
from bureau import CASE_HEADER, CODES, Bureau, case_row, case_table, write_csv

CORE = "core_labour__arbitration_case"


@pytest.fixture
def folder(bureau: Bureau) -> Path:
    place = bureau.workspace.root / "in"
    place.mkdir()
    bureau.connect("paper", "file:in")
    return place


def run(bureau: Bureau, kind: str, location: str) -> list[str]:
    bureau.contracts.clear()
    bureau.promise(system="paper", kind=kind, tables=[case_table(location=location)])
    collected, _ = bureau.run()
    return [one.kind for one in collected.incidents]


def found(bureau: Bureau) -> dict[str, tuple[str, int, float]]:
    rows = bureau.rows(CORE)
    return {row["case_id"]: (str(row["filed_date"]), row["people_count"], row["claim_yuan"]) for row in rows}


def sheet(path: Path, rows: Sequence[Sequence[Any]]) -> None:
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        for at, row in enumerate(rows):
            page.write_row(at, 0, row)


def cases(*numbers: int) -> bytes:
    return "\n".join(",".join(map(str, row)) for row in (CASE_HEADER, *map(case_row, numbers))).encode("gb18030")


def test_title_unit_text_numbers_total_and_signatures(bureau: Bureau, folder: Path) -> None:
    with xlsxwriter.Workbook(folder / "一.xlsx") as book:
        page = book.add_worksheet("十一月")
        page.merge_range(0, 0, 0, 6, "2026年11月劳动仲裁案件统计表")
        page.write_row(1, 0, ["填报单位：某区仲裁院", "", "", "", "", "", "单位：万元"])
        page.write_row(2, 0, CASE_HEADER)
        page.write_row(3, 0, ["京仲1号", CODES[1], "甲"])
        page.write_datetime(3, 3, datetime(2026, 11, 3), book.add_format({"num_format": "yyyy-mm-dd"}))
        page.write_string(3, 4, "12")
        page.write_row(3, 5, ["欠薪", "1,234.50"])
        page.write_row(4, 0, ["京仲2号", CODES[0], "乙", 46329, 3, "01", 2.5])
        page.write_row(5, 0, ["合计", "", "", "", 15, "", 1237.0])
        page.write(6, 0, "注：1.金额单位为万元。")
        page.write_row(7, 0, ["填表人：张某", "", "", "", "审核人：李某"])
    assert run(bureau, "excel", "*.xlsx") == []
    assert found(bureau) == {"京仲1号": ("2026-11-03", 12, 12_345_000.0), "京仲2号": ("2026-11-03", 3, 25_000.0)}
    assert bureau.set_aside() == []
    assert bureau.loads()[0].message == "第 6 行为合计行；第 7 行为附注；第 8 行为附注"


def test_a_total_that_text_numbers_do_not_reach_is_told(bureau: Bureau, folder: Path) -> None:
    rows = [CASE_HEADER, case_row(1, 申请人数="12"), ["合计", "", "", "", 15, "", 1.5]]
    sheet(folder / "a.xlsx", rows)
    run(bureau, "excel", "*.xlsx")
    assert bureau.set_aside() == [(3, "申请人数", "total-mismatch")]


def test_bare_serials_of_a_1904_workbook_are_days_of_1904(bureau: Bureau, folder: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    for row in (CASE_HEADER, case_row(1, 立案日期=date(2026, 11, 3)), case_row(2, 立案日期=44867, 申请人数=44867)):
        book.active.append(row)
    book.save(folder / "mac.xlsx")
    run(bureau, "excel", "*.xlsx")
    assert {case: facts[:2] for case, facts in found(bureau).items()} == {
        "京仲1号": ("2026-11-03", 1),
        "京仲2号": ("2026-11-03", 44867),
    }


def test_two_tables_of_one_layout_below_each_other(bureau: Bureau, folder: Path) -> None:
    first = [["一、集体争议"], CASE_HEADER, case_row(1), case_row(2), ["合计", "", "", "", 3]]
    second = [[], CASE_HEADER, case_row(3), ["合计", "", "", "", 3], ["总计", "", "", "", 6]]
    sheet(folder / "a.xlsx", [*first, *second])
    assert run(bureau, "excel", "*.xlsx") == []
    assert set(found(bureau)) == {"京仲1号", "京仲2号", "京仲3号"} and bureau.set_aside() == []
    assert "重复的表头" in bureau.loads()[0].message


def test_a_copy_that_comes_in_the_same_run_is_the_same_delivery(bureau: Bureau, folder: Path) -> None:
    for name in ("a.csv", "a (1).csv", "b.csv"):
        write_csv(folder / name, CASE_HEADER, [case_row(2 if name == "b.csv" else 1)])
    assert run(bureau, "csv", "*.csv") == []
    assert set(found(bureau)) == {"京仲1号", "京仲2号"}
    assert [one.file_name for one in bureau.loads()] == ["a (1).csv", "b.csv"] and len(
        bureau.rows("raw_paper__cases")
    ) == 2


def test_names_in_capitals_and_below_folders(bureau: Bureau, folder: Path) -> None:
    write_csv(folder / "A.CSV", CASE_HEADER, [case_row(1)])
    write_csv(folder / "2026" / "11.csv", CASE_HEADER, [case_row(2)])
    run(bureau, "csv", "*.csv")
    assert set(found(bureau)) == {"京仲1号"}
    run(bureau, "csv", "*/*.csv")
    assert set(found(bureau)) == {"京仲1号", "京仲2号"}


def tar(
    *members: tuple[str, bytes], kind: bytes = tarfile.REGTYPE, mode: str = "w:gz", encoding: str = "utf-8"
) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode, encoding=encoding) as archive:  # type: ignore[call-overload]
        for name, data in members:
            entry = tarfile.TarInfo(name)
            entry.size, entry.type, entry.linkname = len(data), kind, "/etc/passwd"
            archive.addfile(entry, io.BytesIO(data))
    return out.getvalue()


def test_tar_and_gzip_are_taken_apart(bureau: Bureau, folder: Path) -> None:
    (folder / "包.tar.gz").write_bytes(tar(("十一月.csv", cases(1)), encoding="gb18030"))
    (folder / "老.tar").write_bytes(tar(("十月.csv", cases(2)), mode="w"))
    (folder / "单.csv.gz").write_bytes(gzip.compress(cases(3)))
    assert run(bureau, "csv", "*.csv") == []
    assert set(found(bureau)) == {"京仲1号", "京仲2号", "京仲3号"}
    names = {one.file_name for one in bureau.loads()}
    assert names == {"包.tar.gz/十一月.csv", "老.tar/十月.csv", "单.csv.gz/单.csv"}


def test_archives_that_cannot_be_taken_apart_are_named(bureau: Bureau, folder: Path) -> None:
    (folder / "a.rar").write_bytes(b"Rar!\x1a\x07\x00" + b"0" * 50)
    (folder / "b.7z").write_bytes(b"7z\xbc\xaf\x27\x1c" + b"0" * 50)
    (folder / "c.csv").write_bytes(cases(1))
    assert run(bureau, "csv", "*.csv") == ["parcel-refused"] * 2
    assert set(found(bureau)) == {"京仲1号"}


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.tar.gz", tar(("../x.csv", b"1")), "包外"),
        ("a.tar", tar(("x.csv", b""), kind=tarfile.SYMTYPE, mode="w"), "链接"),
        ("a.tar.gz", tar(("x.csv", b"1" * 5000))[:60], "不完整"),
        ("a.csv.gz", gzip.compress(b"0" * 20_000_000), "展开后"),
        ("a.csv.gz", b"no gzip", "不完整"),
    ],
    # Bytes that hold the time they were packed at make no name that two workers agree on.
    ids=["outside", "link", "cut off", "bomb", "no archive"],
)
def test_hostile_and_broken_archives_are_refused(name: str, data: bytes, reason: str) -> None:
    with pytest.raises(ParcelRefused, match=reason):
        unpack(name, data)
