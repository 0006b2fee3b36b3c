"""Files of many layouts into one table: mappings proposed by names and values, nothing guessed, nothing lost."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
import yaml
from typer.testing import CliRunner

from anlan.base.errors import Findings
from anlan.cli.source import app
from anlan.cli.source_offline import LayoutUnconfirmed
from anlan.collection.offline.layout_file import read_layout_file
from anlan.collection.offline.values import date_order, read_date, read_number

COLUMNS = [
    {"name": "company", "required": True, "synonyms": ["企业名称", "单位名称"]},
    {"name": "notice_date", "kind": "date", "synonyms": ["通知日期", "报告日期"], "several": "first"},
    {"name": "affected", "kind": "count", "unit": "人", "synonyms": ["人数", "涉及人数"]},
    {"name": "district", "from": "file_stem"},
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two districts' files of different layouts, and the columns of their common table."""
    with xlsxwriter.Workbook(str(tmp_path / "东.xlsx"), {"date_1904": True}) as book:
        sheet = book.add_worksheet("报送")
        sheet.write_row("A1", ["裁员情况"])
        sheet.write_row("A2", ["序号", "单位名称", "报告日期", "涉及人数（万人）"])
        sheet.write_row("A3", [1, "北京甲科技有限公司", 44841, 0.0012])
        sheet.write_row("A4", [2, "", 44842, 0.001])
        sheet.write_row("A5", ["合计", "", "", 0.0022])
    text = '企业名称,通知日期,人数\n乙公司,10/13/2026,"1,203"\n丙公司,10/9/2026 至 10/20/2026,若干\n'
    (tmp_path / "西.csv").write_text(text, encoding="gb18030")
    (tmp_path / "columns.yml").write_text(yaml.safe_dump({"columns": COLUMNS}, allow_unicode=True), encoding="utf-8")
    return tmp_path


def run(*arguments: object) -> tuple[BaseException | None, Any]:
    result = CliRunner().invoke(app, [str(one) for one in arguments])
    return result.exception, json.loads(result.stdout)


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_two_layouts_become_one_table_with_units_dates_and_places(folder: Path) -> None:
    files = [folder / "东.xlsx", folder / "西.csv"]
    layouts, out, aside = (folder / name for name in ("layouts.yml", "out.csv", "aside.csv"))
    error, shown = run("layout", *files, "--layout", folder / "columns.yml", "--out", layouts, "--json")
    assert error is None
    assert [one["mapping"] for one in shown["tables"]] == [
        {"company": ["单位名称"], "notice_date": ["报告日期"], "affected": ["涉及人数"]},
        {"company": ["企业名称"], "notice_date": ["通知日期"], "affected": ["人数"]},
    ]
    error, told = run("read-offline", *files, "--layout", layouts, "--out", out, "--set-aside", aside, "--json")
    assert (error, told["row_count"]) == (None, 3)
    found = [tuple(row[name] for name in ("company", "notice_date", "affected", "district")) for row in read_csv(out)]
    assert found == [
        ("北京甲科技有限公司", "2026-10-08", "12", "东"),
        ("乙公司", "2026-10-13", "1203", "西"),
        ("丙公司", "2026-10-09", "", "西"),
    ]
    first = read_csv(out)[0]
    assert (first["sheet"], first["cell_range"], first["row_no"], len(first["file_sha256"])) == (
        "报送",
        "A3:D3",
        "3",
        64,
    )
    left = [(row["source_file"], row["row_no"], row["column"], row["reason"]) for row in read_csv(aside)]
    assert left == [
        ("东.xlsx", "4", "company", "required-missing"),
        ("东.xlsx", "5", "", "total"),
        ("西.csv", "3", "affected", "number-unreadable"),
    ]


def test_a_header_nobody_agreed_to_is_set_aside_and_the_rest_is_read(folder: Path) -> None:
    layouts, out, aside = (folder / name for name in ("layouts.yml", "out.csv", "aside.csv"))
    run("layout", folder / "西.csv", "--layout", folder / "columns.yml", "--out", layouts, "--json")
    (folder / "坏.xlsx").write_bytes(b"PK\x03\x04")
    files = [folder / "坏.xlsx", folder / "东.xlsx", folder / "西.csv"]
    error, told = run("read-offline", *files, "--layout", layouts, "--out", out, "--set-aside", aside, "--json")
    assert isinstance(error, LayoutUnconfirmed)
    assert [(one["file"], one["state"], one["read"]) for one in told["tables"]] == [
        ("坏.xlsx", "file-unreadable", 0),
        ("东.xlsx", "layout-unknown", 0),
        ("西.csv", "remembered", 2),
    ]
    assert [row["reason"] for row in read_csv(aside)][:2] == ["file-unreadable", "layout-unknown"]


def test_a_layout_file_that_names_what_is_not_there_is_refused(folder: Path) -> None:
    body = {
        "columns": COLUMNS,
        "layouts": [{"header": [["甲"]], "columns": [{"name": "甲"}], "mapping": {"x": ["乙"]}}],
    }
    path = folder / "bad.yml"
    path.write_text(yaml.safe_dump(body, allow_unicode=True), encoding="utf-8")
    with pytest.raises(Findings) as caught:
        read_layout_file(path)
    assert len(caught.value.items) == 2


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2026年7月1日", date(2026, 7, 1)),
        ("2026.7.1", date(2026, 7, 1)),
        ("20260701", date(2026, 7, 1)),
        (20260701.0, date(2026, 7, 1)),
        ("16-Feb-21", date(2021, 2, 16)),
        ("April 4, 2022", date(2022, 4, 4)),
        ("2022-03-01 00:00:00", date(2022, 3, 1)),
        ("13/10/2026", date(2026, 10, 13)),
        ("46303", date(2026, 10, 8)),
        ("2/29/2013", None),
        ("2108-11-01", None),
    ],
)
def test_dates_in_every_writing(cell: Any, day: date | None) -> None:
    assert read_date(cell).value == day


def test_the_order_of_day_and_month_is_proved_or_asked_for() -> None:
    assert read_date("3/4/2026").reason == "date-order-unknown"
    assert read_date("3/4/2026", "dmy").value == date(2026, 4, 3)
    assert date_order(["3/4/2026", "10/13/2026", "2026-03-13"]) == "mdy"
    assert date_order(["13/10/2026", "10/13/2026"]) == ""


def test_numbers_as_people_write_them() -> None:
    cells = ("１，２０３", "1,203 人", "12.5%", "-3", "约300", "207 total")
    assert [read_number(cell).value for cell in cells] == [1203.0, 1203.0, 0.125, -3.0, None, None]
