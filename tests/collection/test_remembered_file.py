"""Next month's file is read by the layout agreed to for the first one; a file that does not fit is not read at all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from anlan.base.errors import Findings
from anlan.collection.offline.layout import layouts_of
from anlan.collection.offline.layout_file import FOLDER, remember
from anlan.collection.offline.sheets import read_sheets
from anlan.pool.loads import LoadState
from bureau import CODES, Bureau, case_table

CORE, RAW = "core_labour__arbitration_case", "raw_labour__cases"
ITEMS = {
    "案件编号": {"column": "case_id", "required": True},
    "立案日期": {"column": "filed_date", "required": True},
    "涉及情况/人数": {"column": "people_count"},
    "涉及情况/金额": {"column": "claim_yuan", "unit": "万元"},
}
LOWER = ["人数（人）", "金额"]
Row = tuple[str, int, float, date]
OCTOBER: list[Row] = [("A1", 2, 1.5, date(2026, 10, 3)), ("A2", 3, 3.5, date(2026, 10, 9))]
NOVEMBER: list[Row] = [(f"B{at}", at, at / 2, date(2026, 11, at)) for at in range(1, 6)]


def put_october(path: Path) -> None:
    """By xlsxwriter: title, unit line, merged header of two rows, total, footnote."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("汇总")
        days = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.merge_range(0, 0, 0, 4, "2026年10月案件汇总表")
        sheet.write(1, 4, "单位：万元")
        for column, name in ((0, "案件编号"), (1, "单位代码"), (4, "立案日期")):
            sheet.merge_range(2, column, 3, column, name)
        sheet.merge_range(2, 2, 2, 3, "涉及情况")
        sheet.write_row(3, 2, LOWER)
        for at, (number, people, money, day) in enumerate(OCTOBER, start=4):
            sheet.write_row(at, 0, [number, CODES[0], people, money])
            sheet.write_datetime(at, 4, datetime(day.year, day.month, day.day), days)
        sheet.write_row(6, 0, ["合计", "", 5, 5.0])
        sheet.write(7, 0, "注：数据截至月末。")


def put_november(
    path: Path, unit: str = "万元", lower: Sequence[str] = tuple(LOWER), total: int = 15, twice: bool = False
) -> None:
    """By openpyxl: two more lines above, more rows, days as text."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title in ("11月", "11月续")[: 1 + twice]:
        sheet: Any = book.create_sheet(title)
        for line in (["2026年11月案件汇总表"], ["填报单位：某区"], ["", "", "", "", f"单位：{unit}"]):
            sheet.append(line)
        sheet.append(["案件编号", "单位代码", "涉及情况", None, "立案日期"])
        sheet.append([None, None, *lower])
        sheet.merge_cells("A1:E1")
        for place in ("A4:A5", "B4:B5", "C4:D4", "E4:E5"):
            sheet.merge_cells(place)
        for number, people, money, day in NOVEMBER:
            sheet.append([number, CODES[1], people, money, f"{day:%Y/%m/%d}"])
        sheet.append(["合计", None, total, 7.5])
        sheet.append(["注：同上月。"])
    book.save(path)


@pytest.fixture
def folder(bureau: Bureau) -> Path:
    """A watched folder whose first file's layout is agreed to and loaded."""
    place = bureau.workspace.root / "in"
    place.mkdir()
    put_october(place / "1.xlsx")
    (table,) = layouts_of(read_sheets((place / "1.xlsx").read_bytes(), "1.xlsx"), {})
    remember(bureau.workspace.root / FOLDER, [table.layout])
    bureau.connect("labour", "file:in")
    form = {"layout": table.layout.fingerprint}
    table_body = case_table(
        location="*.xlsx", items=ITEMS, employer={"code": "单位代码"}, known_at="立案日期", format=form
    )
    bureau.promise(system="labour", kind="excel", tables=[table_body])
    collected, standardised = bureau.run()
    assert (collected.incidents, standardised.incidents) == ((), ())
    return place


def core(bureau: Bureau) -> dict[str, tuple[int, float, date]]:
    return {row["case_id"]: (row["people_count"], row["claim_yuan"], row["filed_date"]) for row in bureau.rows(CORE)}


def told(rows: list[Row]) -> dict[str, tuple[int, float, date]]:
    return {number: (people, money * 10_000, day) for number, people, money, day in rows}


def test_the_next_month_is_read_by_the_layout_of_the_first(bureau: Bureau, folder: Path) -> None:
    assert core(bureau) == told(OCTOBER)
    put_november(folder / "2.xlsx")
    collected, _ = bureau.run()
    assert collected.incidents == ()
    assert core(bureau) == told(OCTOBER) | told(NOVEMBER)
    load = bureau.loads()[-1]
    assert (load.sheet, load.cell_range, load.item_columns["涉及情况/金额"]) == ("11月", "A4:E10", "D")
    assert "合计行" in load.message and "附注" in load.message
    assert [row["row_no"] for row in bureau.rows(RAW)][-5:] == [6, 7, 8, 9, 10]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"lower": ["人数（人）", "本金"]}, ["多出 涉及情况/本金", "缺少 涉及情况/金额"]),
        ({"unit": "元"}, ["单位是 元", "约定 万元"]),
        ({"twice": True}, ["2 张表头相同的表"]),
    ],
)
def test_a_file_that_no_longer_fits_is_told_and_left_whole(
    bureau: Bureau, folder: Path, change: dict[str, Any], said: list[str]
) -> None:
    put_november(folder / "2.xlsx", **change)
    collected, _ = bureau.run()
    (incident,) = collected.incidents
    assert incident.kind == "layout-unfit"
    assert all(words in incident.message for words in said), incident.message
    assert core(bureau) == told(OCTOBER)
    assert bureau.loads()[-1].state is LoadState.FAILED
    assert bureau.loads()[-1].sha256, "the bytes are kept"
    put_november(folder / "2.xlsx")
    assert bureau.run()[0].incidents == ()
    assert core(bureau) == told(OCTOBER) | told(NOVEMBER)


def test_a_file_of_another_kind_and_a_layout_nobody_kept(bureau: Bureau, folder: Path) -> None:
    with xlsxwriter.Workbook(folder / "2.xlsx") as book:
        sheet = book.add_worksheet("通讯录")
        for at in range(4):
            sheet.write_row(at, 0, ["姓名", "科室"] if not at else [f"某{at}", "仲裁科"])
    (incident,) = bureau.collect().incidents
    assert (incident.kind, "通讯录" in incident.message) == ("layout-unfit", True)
    for path in (bureau.workspace.root / FOLDER).iterdir():
        path.unlink()
    (incident,) = bureau.collect().incidents
    assert "没有记住版式" in incident.message


def test_a_total_that_disagrees_is_a_finding(bureau: Bureau, folder: Path) -> None:
    put_november(folder / "2.xlsx", total=16)
    bureau.run()
    assert bureau.set_aside() == [(11, "涉及情况/人数", "total-mismatch")]


def test_a_layout_is_for_excel(bureau: Bureau) -> None:
    with pytest.raises(Findings, match=r"format\.layout"):
        bureau.promise(system="labour", kind="csv", tables=[case_table(format={"layout": "x"})])
