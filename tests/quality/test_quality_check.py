"""``anlan quality check``: verdicts, masked samples, exit codes; the same rows from CSV, Excel and Parquet."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest
import xlsxwriter
from typer.testing import CliRunner

from anlan.cli.quality import app
from anlan.quality.rule_file import RulesInvalid

ROWS = [
    ("1", "张三", "110101199003070003", "2020-01-01", "5000"),
    ("2", "李四", "110101199003070000", "2020-13-01", "-5"),
    ("2", None, None, "2099-01-01", "12"),
]
NAMES = ("编号", "姓名", "身份证号", "入职日期", "工资")
RULES = """
key: 编号
rules:
  - {id: no, kind: unique, column: 编号, blocks: true}
  - {id: name, kind: not_null, column: 姓名}
  - {id: resident, kind: validator, column: 身份证号, validator: resident_id}
  - {id: day, kind: date, column: 入职日期}
  - {id: pay, kind: range, column: 工资, min: 0}
"""


def _write(folder: Path, suffix: str) -> Path:
    path = folder / f"t{suffix}"
    columns = [pa.array(list(values), pa.string()) for values in zip(*ROWS, strict=True)]
    table = pa.Table.from_arrays(columns, names=list(NAMES))
    if suffix == ".parquet":
        pyarrow.parquet.write_table(table, path)
    elif suffix == ".csv":
        text = "\n".join(",".join(value or "" for value in row) for row in (NAMES, *ROWS))
        path.write_text(text, encoding="gb18030")
    else:
        with xlsxwriter.Workbook(str(path)) as book:
            sheet = book.add_worksheet()
            for number, row in enumerate((NAMES, *ROWS)):
                sheet.write_row(number, 0, row)
    return path


def _run(path: Path, rules: str) -> tuple[int, dict[str, Any]]:
    file = path.parent / "rules.yml"
    file.write_text(rules, encoding="utf-8")
    command = ["check", str(path), "--rules", str(file), "--as-of", "2026-11-22", "--json"]
    result = CliRunner().invoke(app, command)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, json.loads(result.stdout)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".parquet"])
def test_every_kind_of_file_gives_the_same_verdicts(tmp_path: Path, suffix: str) -> None:
    code, found = _run(_write(tmp_path, suffix), RULES)
    assert code == 1 and found["blocked"] and found["rows"] == 3
    verdicts = {rule["id"]: (rule["checked"], rule["failed"]) for rule in found["rules"]}
    assert verdicts == {"no": (3, 2), "name": (3, 1), "resident": (2, 1), "day": (3, 2), "pay": (3, 1)}
    samples = {rule["id"]: rule["samples"] for rule in found["rules"]}
    assert samples["resident"] == [{"row": 2, "编号": "2", "value": "110101********0000"}]
    assert samples["pay"] == [{"row": 2, "编号": "2", "value": "-5"}]
    assert "110101199003070000" not in json.dumps(found)
    lost = sum(loss["points"] for loss in found["scores"]["losses"])
    assert found["scores"]["total"] + lost == pytest.approx(100)


def test_without_a_blocking_failure_the_command_succeeds(tmp_path: Path) -> None:
    code, found = _run(_write(tmp_path, ".csv"), RULES.replace(", blocks: true", ""))
    assert code == 0 and not found["blocked"]


def test_rules_that_do_not_fit_the_file_are_listed(tmp_path: Path) -> None:
    path = _write(tmp_path, ".csv")
    rules = (
        "rules:\n  - {id: a, kind: not_null, column: 没有}\n  - {id: b, kind: code_set, column: 编号, code_set: NONE}\n"
    )
    with pytest.raises(RulesInvalid) as caught:
        _run(path, rules)
    assert len(caught.value.items) == 2


def test_texts_of_a_file_are_compared_as_what_they_say(tmp_path: Path) -> None:
    rows = [("1", "900", "8000", "2026/1/5", "2026-01-10"), ("2", "90", "8", "2026-01-10", "2026/1/5")]
    rows += [("3", "-5", "4", "abc", "abd"), ("4", "1_000", "2000", "2026-02-30", "2026-03-01")]
    body = "编号,甲,乙,起,止\n" + "\n".join(",".join(row) for row in rows)
    (tmp_path / "t.csv").write_text(body, encoding="utf-8")
    (tmp_path / "o.csv").write_text("id,v\n1,900.00\n2,91\n3,x\n", encoding="utf-8")
    code, found = _run(
        tmp_path / "t.csv",
        """
references: {other: o.csv}
rules:
  - {id: order, kind: compare, columns: [起, 止], operator: "<="}
  - {id: less, kind: expression, expression: "甲 <= 乙"}
  - {id: size, kind: expression, expression: "abs(甲) >= 90"}
  - {id: number, kind: type, column: 甲, type: decimal}
  - {id: agree, kind: consistent, column: 甲, references: other, key: [编号], to_key: [id], to: v, tolerance: 0.5}
  - {id: some, kind: unique, column: 甲, where: "编号 > 1"}
""",
    )
    counts = {rule["id"]: (rule["checked"], rule["failed"]) for rule in found["rules"]}
    assert code == 0 and counts == {
        "order": (4, 1),
        "less": (4, 1),
        "size": (4, 1),
        "number": (4, 1),
        "agree": (3, 2),
        "some": (3, 0),
    }


def test_tables_of_different_types_are_joined_by_what_is_written(tmp_path: Path) -> None:
    numbers = pa.table({"code": pa.array([1, 2, 3])})
    pyarrow.parquet.write_table(numbers, tmp_path / "t.parquet")
    (tmp_path / "o.csv").write_text("code\n1\n2\nx\n", encoding="utf-8")
    rules = (
        "references: {o: o.csv}\nrules:\n  - {id: known, kind: referential, column: code, references: o, to: [code]}\n"
    )
    assert _run(tmp_path / "t.parquet", rules)[1]["rules"][0]["failed"] == 1


def test_what_the_engine_refuses_is_said_by_line_without_a_value(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("编号,姓名\n1,张某某\n", encoding="utf-8")
    rules = tmp_path / "rules.yml"
    listed = ["key: 编号", "rules:", "  - {kind: not_null, column: 编号}"]
    listed += ['  - {id: cast, kind: query, query: "SELECT * FROM data WHERE CAST(姓名 AS INT) > 3"}']
    rules.write_bytes("\n".join(listed).encode("gb18030"))
    result = CliRunner().invoke(app, ["check", str(tmp_path / "t.csv"), "--rules", str(rules)])
    assert isinstance(result.exception, RulesInvalid)
    assert "第 4 行（cast）" in result.exception.text and "张某某" not in result.exception.text
    rules.write_text("rules:\n\n  - {id: gone, kind: not_null, column: 没有}", encoding="utf-8")
    result = CliRunner().invoke(app, ["check", str(tmp_path / "t.csv"), "--rules", str(rules)])
    assert isinstance(result.exception, RulesInvalid) and "第 3 行（gone）" in result.exception.text


def test_columns_of_persons_are_masked_by_name_in_any_language(tmp_path: Path) -> None:
    body = "id,name,AAC003,tel,dept_name\n1,张三,李四,05718888,财务部\n"
    (tmp_path / "t.csv").write_text(body, encoding="utf-8")
    columns = ("name", "AAC003", "tel", "dept_name")
    rules = "rules:\n" + "\n".join(f"  - {{kind: length, column: {name}, min: 99}}" for name in columns)
    shown = [rule["samples"][0]["value"] for rule in _run(tmp_path / "t.csv", rules)[1]["rules"]]
    assert all("*" in value for value in shown[:3]) and shown[3] == "财务部"
