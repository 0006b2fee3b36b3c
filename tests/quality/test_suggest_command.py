"""``anlan quality suggest``: the files it writes, the files it refuses, and rules that the check of files runs."""

from __future__ import annotations

import csv
import json
import random
from datetime import date
from pathlib import Path

import duckdb
import pytest
import xlsxwriter
import yaml
from typer.testing import CliRunner

from anlan.cli.quality import app
from anlan.quality.check_file import check_file
from anlan.quality.rule_file import read_rule_file
from anlan.quality.suggest.proposals import Proposal, propose
from anlan.quality.suggest.reading import TableEmpty, TableUnreadable, read_table
from anlan.quality.suggest.suggestion import suggest
from anlan.standards.registry import load_registry

HEADER = ["编号", "单位", "区", "应发", "扣缴", "实发", "签订", "终止", "类型"]


def staff(count: int = 240) -> list[list[str]]:
    dice = random.Random(11)
    rows = []
    for n in range(count):
        gross, cut, year = dice.randrange(3000, 9000), dice.randrange(100, 900), 2010 + n % 12
        kind = ("固定期限", "劳务派遣", "非全日制")[n % 3]
        place = f"{n % 6}街道"
        dates = [f"{year}-0{1 + n % 9}-15", f"{year + 1 + n % 3}-0{1 + n % 9}-14"]
        rows.append(
            [
                f"H{n:05d}",
                f"恒达{'甲乙丙丁戊己庚辛壬癸子丑'[n % 12]}公司",
                place,
                str(gross),
                str(cut),
                str(gross - cut),
                *dates,
                kind,
            ]
        )
    rows[5][2], rows[6][8], rows[7][5], rows[8][6], rows[9][8] = (
        "0街道",
        "固定期现",
        rows[7][5] + "00",
        "2031-02-15",
        "",
    )
    return rows


def written(path: Path, rows: list[list[str]], encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([HEADER, *rows])
    return path


@pytest.fixture(name="file")
def staff_file(tmp_path: Path) -> Path:
    return written(tmp_path / "花名册.csv", staff())


def run(*arguments: object) -> str:
    result = CliRunner().invoke(app, [str(one) for one in arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_the_cells_file_holds_row_column_value_reason_score(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "cells.csv"
    run("suggest", file, "--out", out)
    with out.open(encoding="utf-8", newline="") as stream:
        cells = list(csv.DictReader(stream))
    assert list(cells[0]) == ["row", "column", "value", "reason", "score"]
    assert {(int(cell["row"]), cell["column"]) for cell in cells} >= {(5, "区"), (6, "类型"), (7, "实发"), (9, "类型")}
    for cell in cells:
        assert cell["value"] == staff()[int(cell["row"])][HEADER.index(cell["column"])]
        assert 0.5 <= float(cell["score"]) <= 1
        assert cell["reason"]


def test_a_higher_threshold_marks_fewer(file: Path) -> None:
    counts = [len(json.loads(run("suggest", file, "--json", "--threshold", t))["cells"]) for t in (0.3, 0.5, 0.97)]
    assert counts[0] >= counts[1] > counts[2]


def test_the_check_of_files_counts_what_the_proposals_counted(file: Path, tmp_path: Path) -> None:
    rules = tmp_path / "rules.yml"
    report = json.loads(run("suggest", file, "--rules", rules, "--json"))
    expected = {rule["id"]: (rule["label"], rule["exceptions"]) for rule in report["rules"]}
    assert {rule["kind"] for rule in report["rules"]} >= {
        "not_blank",
        "unique",
        "pattern",
        "code_set",
        "query",
        "expression",
        "type",
        "range",
    }
    checked = check_file(duckdb.connect(), file, read_rule_file(rules), tmp_path, load_registry(), date(2026, 11, 22))
    assert {r.rule.id: (r.rule.label, r.failed) for r in checked.results} == expected
    assert sum(result.failed for result in checked.results) > 5


def test_the_rules_say_what_they_rest_on(file: Path) -> None:
    table = read_table(file)
    by_label: dict[str, Proposal] = {entry.rule.label: entry for entry in propose(table, suggest(table), "t")}
    assert by_label["单位 决定 区"].exceptions == 1
    assert by_label["编号 应唯一"].exceptions == 0
    assert by_label["应发 = 扣缴 + 实发"].rule.dimension == "computation"
    assert by_label["签订 不大于 终止"].rule.source == "由数据推断：支持 240 行，例外 1 行"
    assert by_label["类型 应取自 3 个值"].rule.options["values"] == ["劳务派遣", "固定期限", "非全日制"]


def test_gb18030_and_excel_say_the_same_as_utf8(file: Path, tmp_path: Path) -> None:
    chinese = written(tmp_path / "国标.csv", staff(), "gb18030")
    book = xlsxwriter.Workbook(tmp_path / "表.xlsx")
    sheet = book.add_worksheet("花名册")
    for number, row in enumerate([HEADER, *staff()]):
        sheet.write_row(number, 0, row)
    book.close()
    expected = suggest(read_table(file)).cells
    assert suggest(read_table(chinese)).cells == expected
    assert suggest(read_table(tmp_path / "表.xlsx")).cells == expected
    assert suggest(read_table(tmp_path / "表.xlsx", "花名册")).cells == expected
    with pytest.raises(TableUnreadable, match="没有工作表"):
        read_table(tmp_path / "表.xlsx", "别的")


@pytest.mark.parametrize("content", [b"", b"  \n\n", b"a,b\n", "编号,名称\n".encode("gb18030")])
def test_a_file_without_rows_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "empty.csv"
    path.write_bytes(content)
    with pytest.raises(TableEmpty):
        read_table(path)


@pytest.mark.parametrize("content", [b"%PDF-1.7 ...", b"PK\x03\x04 broken", b"a,b\n1,\x00\x01\x02\n"])
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.csv"
    path.write_bytes(content)
    with pytest.raises(TableUnreadable):
        read_table(path)
    with pytest.raises(TableUnreadable):
        read_table(tmp_path / "absent.csv")


@pytest.mark.parametrize(
    "text",
    [
        "a\n1\n",
        "a\n\n1\n2\n",
        "a,b\n1,2\n",
        "a,a,,a\n1,2,3,4\n5,6,7,8\n",
        "a,b\n" + ",\n" * 50,
        "a,b\n" + "x,x\n" * 500,
    ],
)
def test_small_and_dull_tables_have_no_wrong_cells(tmp_path: Path, text: str) -> None:
    path = tmp_path / "small.csv"
    path.write_text(text, encoding="utf-8")
    rules = tmp_path / "rules.yml"
    assert json.loads(run("suggest", path, "--rules", rules, "--json"))["cells"] == []
    assert isinstance(yaml.safe_load(rules.read_text(encoding="utf-8"))["rules"], list)


def test_ragged_rows_and_repeated_names_are_told(tmp_path: Path) -> None:
    path = tmp_path / "ragged.csv"
    path.write_text("a,a,b\n" + "1,2,3\n" * 30 + "1,2\n1,2,3,4\n" + "1,2,3\n" * 30, encoding="utf-8")
    report = json.loads(run("suggest", path, "--json"))
    assert report["columns"] == ["a", "a_1", "b"]
    assert {(cell["row"], cell["column"]) for cell in report["cells"]} == {(30, "b"), (31, "b")}
    assert len(report["notes"]) == 3
    assert "表头有空名或重名" in run("suggest", path)


def test_a_long_table_is_judged_whole_though_dependencies_are_sought_in_a_part(tmp_path: Path) -> None:
    rows = [[f"z{n % 500:04d}", f"town {n % 500:04d}"] for n in range(60_000)]
    rows[59_999][1] = rows[3][1]
    path = tmp_path / "long.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["zip", "town"], *rows])
    assert {cell.row for cell in suggest(read_table(path)).cells} == {59_999}


def test_a_header_formatted_to_the_last_column_costs_nothing(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    line = "," * 16_000
    path.write_text(f"id,town{line}\n" + "".join(f"{n},Alder{line}\n" for n in range(60)), encoding="utf-8")
    table = read_table(path)
    assert [column.name for column in table.columns] == ["id", "town"]
    assert table.long_rows == {}
    assert "没有名称的列" in table.notes[0]


def test_blank_texts_and_line_ends_within_quotes_are_read(tmp_path: Path) -> None:
    path = tmp_path / "lines.csv"
    path.write_bytes(b'"first\r\nname";town\r\n' + b'"a\r\nb";     \r\n' * 40 + b"c;Alder Town\r\n" * 40)
    table = read_table(path)
    assert [column.name for column in table.columns] == ["first\r\nname", "town"]
    assert table.row_count == 80
    assert suggest(table).cells == []
