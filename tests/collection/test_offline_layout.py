"""Offline tables as people send them: where they lie, what their rows are, layouts agreed to once and found again."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
import xlwt
from typer.testing import CliRunner

from anlan.base.settings import create_workspace
from anlan.cli.source import app
from anlan.collection.offline.layout import CHANGED, ReadTable, layouts_of
from anlan.collection.offline.sheets import read_sheets
from anlan.collection.source_errors import FileUnreadable, SourceEmpty


def workbook(fill: Callable[[Any], None], **options: Any) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, options) as book:
        fill(book)
    return out.getvalue()


def tables(data: bytes, name: str = "a.xlsx") -> list[ReadTable]:
    return layouts_of(read_sheets(data, name), {})


def data_rows(table: ReadTable) -> list[tuple[int, list[Any]]]:
    return [(row.number, row.cells) for row in table.rows if not row.reason]


def skipped(table: ReadTable) -> list[tuple[int, str]]:
    return [(row.number, row.reason) for row in table.rows if row.reason]


def employment(book: Any) -> None:
    """A statistical table with everything above, between and below its rows, and another table under it."""
    sheet = book.add_worksheet("用工")
    sheet.merge_range("A1:E1", "2026年10月企业用工情况表")
    sheet.write_row("A2", ["填报单位：甲区人社局", "", "", "", "单位：万元"])
    sheet.merge_range("A3:A4", "街道")
    sheet.merge_range("B3:B4", "企业名称")
    sheet.merge_range("C3:D3", "职工人数（人）")
    sheet.write_row("C4", ["期初", "期末"])
    sheet.merge_range("E3:E4", "工资总额")
    sheet.write_row("A5", ["甲", "乙", 1, 2, 3])
    sheet.merge_range("A6:A7", "和平街道")
    sheet.write_row("B6", ["北京甲科技有限公司", "1,203", 1100, 96.5])
    sheet.write_row("B7", ["北京乙商贸有限公司", 20, 18, 2])
    sheet.write_row("A8", ["小计", "", 1223, 1118, 98.5])
    sheet.write_row("A9", ["望京街道", "北京丙餐饮有限公司", 45, 41, 5])
    sheet.write_row("A10", ["合计", "", 1268, 1159, 103.5])
    sheet.write_row("A11", ["注：期末数为 10 月 31 日的参保人数。"])
    sheet.write_row("A13", ["附表：停工企业"])
    sheet.write_row("A14", ["企业名称", "停工日期", "涉及人数"])
    sheet.write_row("A15", ["北京丁家具有限公司", "2026-10-08", 60])


def test_titles_merged_headers_units_totals_and_notes_are_told_from_data() -> None:
    first, second = tables(workbook(employment))
    assert first.layout.names == ("街道", "企业名称", "职工人数/期初", "职工人数/期末", "工资总额")
    assert first.as_dict()["header_rows"] == [3, 4]
    assert data_rows(first) == [
        (6, ["和平街道", "北京甲科技有限公司", "1,203", 1100.0, 96.5]),
        (7, ["和平街道", "北京乙商贸有限公司", 20.0, 18.0, 2.0]),
        (9, ["望京街道", "北京丙餐饮有限公司", 45.0, 41.0, 5.0]),
    ]
    assert skipped(first) == [
        (1, "title"),
        (2, "title"),
        (5, "column-numbers"),
        (8, "subtotal"),
        (10, "total"),
        (11, "note"),
    ]
    assert (second.cell_range, data_rows(second)) == ("A14:C15", [(15, ["北京丁家具有限公司", "2026-10-08", 60.0])])


def test_units_come_from_the_header_the_line_above_and_a_row_of_their_own() -> None:
    first, _ = tables(workbook(employment))
    assert first.layout.units == ("", "", "人", "人", "万元")
    (table,) = tables("企业,金额,人数,工资（元/人）\n,万元,人,\n甲,1.5,3,20\n乙,2,4,80\n".encode("gb18030"), "a.csv")
    assert table.layout.names == ("企业", "金额", "人数", "工资")
    assert table.layout.units == ("", "万元", "人", "元/人")
    assert skipped(table) == [(2, "units")]


def test_an_old_workbook_counted_from_1904_with_a_merged_header() -> None:
    book = xlwt.Workbook()
    book.dates_1904 = True
    sheet = book.add_sheet("名单")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    sheet.write_merge(0, 0, 0, 2, "裁员备案名单")
    for column, name in enumerate(("企业名称", "备案日期", "人数")):
        sheet.write(1, column, name)
    sheet.write(2, 0, "北京甲科技有限公司")
    sheet.write(2, 1, date(2026, 10, 8), day)
    sheet.write(2, 2, 12)
    out = io.BytesIO()
    book.save(out)
    (table,) = tables(out.getvalue(), "a.xls")
    assert data_rows(table) == [(3, ["北京甲科技有限公司", date(2026, 10, 8), 12.0])]


def test_tables_beside_one_another_and_on_several_sheets() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet("一季度")
        sheet.write_row("A1", ["企业名称", "人数"])
        sheet.write_row("E1", ["行业", "家数"])
        for row in range(1, 4):
            sheet.write_row(row, 0, [f"企业{row}", row])
            sheet.write_row(row, 4, [f"行业{row}", row * 2])
        book.add_worksheet("空表")
        book.add_worksheet("二季度").write_column("A1", ["企业名称", "甲", "乙"])

    found = tables(workbook(fill))
    assert [(one.sheet.name, one.cell_range) for one in found] == [
        ("一季度", "A1:B4"),
        ("一季度", "E1:F4"),
        ("二季度", "A1:A3"),
    ]


def test_values_in_words_do_not_begin_another_table() -> None:
    lines = ["企业,日期,人数", *(f"企业{number},2026-10-{number:02d},{number}" for number in range(1, 9))]
    text = "\n".join(
        [*lines, "企业九,分两批：10月9日起,约300人", "企业十,2026-10-10,10", "企业,日期,人数", "企业十二,2026-10-12,12"]
    )
    (table,) = tables(text.encode(), "a.csv")
    assert len(data_rows(table)) == 11
    assert skipped(table) == [(12, "repeated-header")]


def test_a_total_that_its_rows_do_not_add_up_to_is_told() -> None:
    lines = ("企业,人数,金额,占比（%）", "甲,1,1.5,20", "乙,2,2.25,80", "合计,4,3.76,99")
    (table,) = tables("\n".join(lines).encode(), "a.csv")
    assert [(one["row"], one["column"], one["text"]) for one in table.as_dict()["total_mismatches"]] == [
        (4, "人数", "合计 4，明细之和 3")
    ]
    first = tables(workbook(employment))[0]
    assert first.as_dict()["total_mismatches"] == []


@pytest.mark.parametrize("data", [b"%PDF-1.7", b"<html><table>", b"PK\x03\x04broken"])
def test_what_is_no_table_is_refused(data: bytes) -> None:
    with pytest.raises(FileUnreadable):
        read_sheets(data, "a.xlsx")
    with pytest.raises(SourceEmpty):
        read_sheets(b" \n", "a.csv")


def run(*arguments: object) -> tuple[int, Any]:
    result = CliRunner().invoke(app, [str(one) for one in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, json.loads(result.stdout)


def test_a_layout_agreed_to_once_reads_next_months_file_and_a_changed_header_is_told(tmp_path: Path) -> None:
    place = create_workspace(tmp_path / "w", {}, {}).root
    files = [tmp_path / f"{month}.csv" for month in ("10", "11", "12")]
    files[0].write_text("企业名称,人数,日期\n甲,1,2026-10-01\n", encoding="utf-8")
    files[1].write_text("十一月名单,,\n填报：甲区,,\n企业名称 ,人数,日期\n乙,2,2026-11-01\n", encoding="gb18030")
    files[2].write_text("企业名称,减少人数,日期\n丙,3,2026-12-01\n", encoding="utf-8")
    _, first = run("layout", files[0], "--keep", "--workspace", place, "--json")
    assert first["tables"][0]["state"] == "proposed"
    _, later = run("layout", *files, "--workspace", place, "--json")
    assert [(one["state"], one["difference"]) for one in later["tables"]] == [
        ("remembered", ""),
        ("remembered", ""),
        (CHANGED, "多出 减少人数；缺少 人数"),
    ]


def test_a_header_that_a_person_put_right_is_found_again(tmp_path: Path) -> None:
    place = create_workspace(tmp_path / "w", {}, {}).root
    body = "甲区,乙区,丙区\n企业名称,人数,日期\n甲,1,2026-10-01\n"
    first, second = tmp_path / "1.csv", tmp_path / "2.csv"
    first.write_text(body, encoding="utf-8")
    second.write_text("说明,,\n" + body, encoding="utf-8")
    _, before = run("layout", second, "--workspace", place, "--json")
    assert before["tables"][0]["header_rows"] == [2]
    run("layout", first, "--header", "2", "--keep", "--workspace", place, "--json")
    _, after = run("layout", second, "--workspace", place, "--json")
    assert [(one["header_rows"], one["state"], one["row_count"]) for one in after["tables"]] == [([3], "remembered", 1)]
