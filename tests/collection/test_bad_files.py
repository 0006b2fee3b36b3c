"""Files as they really come: wrong encodings, cut lines, foreign formats, long texts; nothing is lost in silence."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from anlan.collection.csv_file import detect_encoding, parse_csv
from anlan.collection.excel_file import parse_excel
from anlan.collection.source_errors import FileUnreadable, SourceEmpty
from anlan.pool.loads import LoadState
from bureau import CASE_HEADER, NOW, Bureau, case_row, case_table, write_csv

CORE = "core_labour__arbitration_case"
AGREED = {*CASE_HEADER}


def lines(*rows: list[Any], encoding: str = "utf-8") -> bytes:
    return "\n".join(",".join(map(str, row)) for row in [list(CASE_HEADER), *rows]).encode(encoding)


def promise(bureau: Bureau, **more: Any) -> Path:
    bureau.connect("labour", "file:in")
    bureau.promise(system="labour", kind="csv", tables=[case_table(location="*.csv", **more)])
    folder = bureau.workspace.root / "in"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings_are_recognised(encoding: str) -> None:
    data = lines(case_row(1), encoding=encoding)
    parsed = parse_csv(data, "a.csv", {}, AGREED)
    assert parsed.table.column("单位名称").to_pylist() == ["北京甲科技有限公司"]
    assert parsed.set_aside == []


def test_a_declared_encoding_yields_to_the_bytes() -> None:
    assert detect_encoding("中文".encode(), "gb18030") == "utf-8"
    assert detect_encoding("中文".encode("gb18030"), "utf-8") == "gb18030"
    assert detect_encoding("中文".encode("big5"), "big5") == "big5"


def test_cut_and_wide_lines_are_set_aside_with_their_line_number() -> None:
    data = lines(case_row(1), case_row(2)[:4], [*case_row(3), "x"], case_row(4))
    parsed = parse_csv(data, "a.csv", {}, AGREED)
    assert parsed.table.column("row_no").to_pylist() == [2, 5]
    found = [(one.row_no, one.reason, one.drops_row) for one in parsed.set_aside]
    assert found == [(3, "line-truncated", True), (4, "line-too-wide", True)]


def test_a_line_with_broken_bytes_costs_only_itself() -> None:
    data = lines(case_row(1), case_row(2), encoding="gb18030") + b"\n" + b"\xff\xff," * 6 + b"1.5\n"
    parsed = parse_csv(data, "a.csv", {"encoding": "gb18030"}, AGREED)
    assert parsed.table.num_rows == 2
    assert [one.reason for one in parsed.set_aside] == ["bytes-undecodable"]


def test_a_text_of_a_megabyte_is_read() -> None:
    data = lines(case_row(1, 单位名称="长" * 350_000))
    parsed = parse_csv(data, "a.csv", {}, AGREED)
    assert len(parsed.table.column("单位名称")[0].as_py()) == 350_000


@pytest.mark.parametrize(
    "data", [b"<html><table></table></html>", b"PK\x03\x04rest", b"\xd0\xcf\x11\xe0rest", b"%PDF-1.4", b"a,b\n1,2\n"]
)
def test_files_that_are_something_else_are_refused_with_a_hint(data: bytes) -> None:
    with pytest.raises(FileUnreadable) as caught:
        parse_csv(data, "a.csv", {}, AGREED)
    assert caught.value.advice


@pytest.mark.parametrize("parse", [parse_csv, parse_excel])
def test_an_empty_file_is_no_success(parse: Any) -> None:
    with pytest.raises(SourceEmpty):
        parse(b"", "a", {}, AGREED)


def test_unfit_values_are_set_aside_and_the_row_stays(bureau: Bureau) -> None:
    folder = promise(bureau)
    rows = [
        case_row(1, **{"争议类型": "77", "申请人数": "若干", "争议金额(万元)": "１，２００．５"}),
        case_row(2, 案号=""),
        case_row(3, 立案日期="2027-01-01"),
        case_row(4, 立案日期="昨天"),
        case_row(5),
        case_row(5),
        case_row(5, 申请人数=6),
    ]
    write_csv(folder / "a.csv", CASE_HEADER, [*rows[:1], *rows[1:]], encoding="utf-8")
    text = (folder / "a.csv").read_text(encoding="utf-8").replace("１，２００．５", '"１,２００．５"')
    (folder / "a.csv").write_text(text, encoding="utf-8")
    bureau.run()
    kept = bureau.rows(CORE)
    assert [(row["case_id"], row["people_count"], row["claim_code"]) for row in kept] == [
        ("京仲1号", None, None),
        ("京仲5号", 6, "01"),
    ]
    assert kept[0]["claim_yuan"] == 12_005_000.0
    assert bureau.set_aside() == [
        (2, "争议类型", "code-unknown"),
        (2, "申请人数", "number-unreadable"),
        (3, "案号", "required-missing"),
        (4, "立案日期", "date-in-future"),
        (4, "立案日期", "date-in-future"),
        (5, "立案日期", "date-unreadable"),
        (5, "立案日期", "date-unreadable"),
        (6, "", "superseded"),
        (7, "", "superseded"),
    ]
    (package,) = bureau.loads()
    assert (package.row_count, package.core_count, package.set_aside_count) == (7, 2, 9)
    assert len(bureau.rows("raw_labour__cases")) == 7


def test_exact_repetitions_are_set_aside_as_such(bureau: Bureau) -> None:
    folder = promise(bureau)
    write_csv(folder / "a.csv", CASE_HEADER, [case_row(1), case_row(1), case_row(2)])
    bureau.run()
    assert bureau.set_aside() == [(2, "", "duplicate")]
    assert [row["row_no"] for row in bureau.rows(CORE)] == [3, 4]


def test_a_bad_file_is_an_incident_and_the_others_load(bureau: Bureau) -> None:
    folder = promise(bureau)
    (folder / "a.csv").write_bytes(b"<html>login</html>")
    write_csv(folder / "b.csv", CASE_HEADER, [case_row(1)])
    collected, _ = bureau.run()
    assert [incident.kind for incident in collected.incidents] == ["file-unreadable"]
    assert len(bureau.rows(CORE)) == 1
    again = bureau.collect()
    assert [incident.kind for incident in again.incidents] == ["file-unreadable"]
    assert [one.state for one in bureau.loads()] == [LoadState.FAILED, LoadState.LOADED]


@pytest.mark.parametrize(("drift", "kind"), [("freeze", "source-drift"), ("evolve", None)])
def test_a_column_nobody_promised_is_handled_as_the_contract_says(bureau: Bureau, drift: str, kind: str | None) -> None:
    folder = promise(bureau, drift={"columns": drift})
    write_csv(folder / "a.csv", [*CASE_HEADER, "备注"], [[*case_row(1), "新"]])
    collected, _ = bureau.run()
    assert [incident.kind for incident in collected.incidents] == ([kind] if kind else [])
    if kind is None:
        assert bureau.rows("raw_labour__cases")[0]["备注"] == "新"


def test_a_key_item_that_is_gone_stops_the_load_and_says_which(bureau: Bureau) -> None:
    folder = promise(bureau)
    write_csv(folder / "a.csv", CASE_HEADER[1:], [case_row(1)[1:]])
    (incident,) = bureau.collect().incidents
    assert incident.kind == "source-items-missing"
    assert "案号" in incident.message


def test_a_folder_or_file_that_is_missing_is_an_incident(bureau: Bureau) -> None:
    bureau.connect("labour", "file:nowhere")
    bureau.promise(system="labour", kind="csv", tables=[case_table(location="*.csv")])
    assert [incident.kind for incident in bureau.collect().incidents] == ["source-unreachable"]
    (bureau.workspace.root / "nowhere").mkdir()
    assert [incident.kind for incident in bureau.collect().incidents] == ["source-empty"]


def test_a_connection_without_an_address_is_an_incident(bureau: Bureau) -> None:
    bureau.promise(system="labour", kind="csv", tables=[case_table(location="*.csv")])
    assert [incident.kind for incident in bureau.collect(NOW).incidents] == ["setting-missing"]


GRID_ITEMS = {"案件编号", "单位名称", "涉及情况/人数(人)", "涉及情况/金额(万元)", "立案日期"}


def workbook(total: float = 5.0) -> bytes:
    """A sheet as offices make them: title, unit line, merged two-row header, total row, footnote."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet("汇总")
        days = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.merge_range(0, 0, 0, 4, "2026年11月案件汇总表")
        sheet.write(1, 4, "单位：万元")
        for column, name in ((0, "案件编号"), (1, "单位 名称"), (4, "立案\n日期")):
            sheet.merge_range(2, column, 3, column, name)
        sheet.merge_range(2, 2, 2, 3, "涉及情况")
        sheet.write_row(3, 2, ["人数（人）", "金额(万元)"])
        for row, (number, people, money) in enumerate([("A1", 2, 1.5), ("A2", 3, 3.5)], start=4):
            sheet.write_row(row, 0, [number, "甲公司", people, money])
            sheet.write_datetime(row, 4, NOW.replace(tzinfo=None), days)
        sheet.write_row(7, 0, ["合 计", "", 5, total])
        sheet.write(8, 0, "注：数据截至月底。")
    return target.getvalue()


def test_a_sheet_with_title_merged_header_total_and_footnote() -> None:
    parsed = parse_excel(workbook(), "a.xlsx", {}, GRID_ITEMS)
    assert parsed.table.select(["案件编号", "涉及情况/人数(人)", "涉及情况/金额(万元)", "row_no"]).to_pylist() == [
        {"案件编号": "A1", "涉及情况/人数(人)": "2", "涉及情况/金额(万元)": "1.5", "row_no": 5},
        {"案件编号": "A2", "涉及情况/人数(人)": "3", "涉及情况/金额(万元)": "3.5", "row_no": 6},
    ]
    assert parsed.table.column("立案日期").to_pylist()[0].startswith("2026-11-22")
    assert parsed.set_aside == []
    assert parsed.notes == ["第 8 行为合计行", "第 9 行为附注"]


def test_a_total_that_disagrees_with_its_rows_is_told() -> None:
    (finding,) = parse_excel(workbook(total=50.0), "a.xlsx", {}, GRID_ITEMS).set_aside
    assert (finding.row_no, finding.column, finding.reason) == (8, "涉及情况/金额(万元)", "total-mismatch")


@pytest.mark.parametrize(
    ("data", "word"),
    [(b"<html><table/></html>", "网页"), (workbook()[:900], "不完整"), (b"plain text", "不是 Excel")],
)
def test_excel_files_that_are_none_are_refused(data: bytes, word: str) -> None:
    with pytest.raises(FileUnreadable, match=word):
        parse_excel(data, "a.xlsx", {}, GRID_ITEMS)


def test_a_sheet_without_the_agreed_header_is_refused() -> None:
    with pytest.raises(FileUnreadable, match="表头"):
        parse_excel(workbook(), "a.xlsx", {}, {"别的项目"})
    with pytest.raises(FileUnreadable, match="工作表"):
        parse_excel(workbook(), "a.xlsx", {"sheet": "无"}, GRID_ITEMS)


def test_what_would_have_to_be_guessed_is_set_aside_with_its_own_reason(bureau: Bureau) -> None:
    folder = promise(bureau)
    amount = "争议金额(万元)"
    rows = [case_row(1, 立案日期="26-11-03"), case_row(2, 立案日期="民国115年11月3日"), case_row(3, **{amount: "$300"})]
    write_csv(folder / "a.csv", CASE_HEADER, rows)
    bureau.run()
    assert set(bureau.set_aside()) == {
        (2, "立案日期", "year-two-digit"),
        (3, "立案日期", "year-republic"),
        (4, amount, "currency-foreign"),
    }
    assert [(row["case_id"], row["claim_yuan"]) for row in bureau.rows(CORE)] == [("京仲3号", None)]


def test_an_item_may_do_without_a_conversion(bureau: Bureau) -> None:
    folder = promise(bureau)
    (contract,) = bureau.contracts
    (table,) = contract.tables
    items = {**table.items, "立案日期": replace(table.items["立案日期"], without=("date-serial",))}
    bureau.contracts[:] = [replace(contract, tables=(replace(table, items=items),))]
    write_csv(folder / "a.csv", CASE_HEADER, [case_row(1, 立案日期="46329"), case_row(2)])
    bureau.run()
    assert set(bureau.set_aside()) == {(2, "立案日期", "date-unreadable")}
