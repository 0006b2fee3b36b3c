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
