"""Rules files: what is sound is read, every mistake has its line; SQL of people reads only what it may."""

from __future__ import annotations

from pathlib import Path

import pytest

from anlan.quality.rule_file import RulesInvalid, parse_rules, read_rule_file, rule_of, write_rules
from anlan.quality.safe_sql import sql_problems

GOOD = """
table: people
key: id
grades: {name: L3}
rules:
  - {id: a, kind: not_null, column: id, blocks: true}
  - {kind: length, column: name, min: 2}
"""


def test_a_sound_file_is_read_and_written_back() -> None:
    read = parse_rules(GOOD, "r.yml")
    assert [rule.id for rule in read.rules] == ["a", "name_length_2"]
    assert read.rules[0].blocks and read.key == ("id",) and read.grades == {"name": "L3"}
    assert parse_rules(write_rules(read.rules, "people"), "again").rules == read.rules


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("{id: b, kind: patern, column: x}", "规则类别 patern 不存在"),
        ("{id: b, kind: length, column: x}", "缺少 min 或 max 或 equals"),
        ("{id: b, kind: validator, column: x, validator: ucss}", "validator ucss 不存在"),
        ("{id: b, kind: range, column: x, min: 1, maxx: 2}", "没有选项 maxx"),
        ("{id: b, kind: compare, column: x, operator: '<'}", "应有 2 列"),
        ("{id: b, kind: pattern, column: x, pattern: '(('}", "不是合法的正则表达式"),
        ("{id: b, kind: length, column: x, min: -1}", "min 应为非负整数"),
        ("{id: b, kind: not_null, column: x, dimension: nice}", "维度 nice 不存在"),
        ("{id: a, kind: not_null, column: x}", "标识重复"),
        ("just a text", "规则应为映射"),
    ],
)
def test_every_mistake_is_named_with_its_line(line: str, wrong: str) -> None:
    text = f"rules:\n  - {{id: a, kind: not_null, column: id}}\n\n  - {line}\n"
    with pytest.raises(RulesInvalid) as caught:
        parse_rules(text, "r.yml")
    assert [item for item in caught.value.items if wrong in item and item.startswith("第 4 行")]


def test_broken_yaml_says_where(tmp_path: Path) -> None:
    path = tmp_path / "r.yml"
    path.write_text("rules:\n  - {id: a, kind: [\n", encoding="utf-8")
    with pytest.raises(RulesInvalid, match="第 3 行"):
        read_rule_file(path)


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "query", "query": "SELECT * FROM read_csv('/etc/passwd')"},
        {"kind": "query", "query": "SELECT * FROM '/etc/passwd'"},
        {"kind": "query", "query": "DROP TABLE data"},
        {"kind": "query", "query": "SELECT getenv('HOME') FROM data"},
        {"kind": "query", "query": "SELECT 1; SELECT 2"},
        {"kind": "query", "query": "SELECT * FROM other"},
        {"kind": "expression", "expression": "a IN (SELECT content FROM read_text('/etc/passwd'))"},
        {"kind": "expression", "expression": "nowhere > 1"},
        {"kind": "not_null", "column": "a", "where": "a = )"},
    ],
)
def test_sql_that_reads_elsewhere_is_refused(body: dict[str, str]) -> None:
    assert sql_problems(rule_of({"id": "x", **body}), ["a", "b"], ["data"])


def test_sql_over_the_data_is_let_through() -> None:
    bodies = [
        {"kind": "query", "query": "WITH d AS (SELECT a FROM data) SELECT * FROM d WHERE a > 1"},
        {"kind": "expression", "expression": "a > b AND length(a) = 2"},
    ]
    assert [sql_problems(rule_of({"id": "x", **body}), ["a", "b"], ["data"]) for body in bodies] == [[], []]
