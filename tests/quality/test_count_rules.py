"""Rules counted on both engines over the same table: gaps, Chinese, days, decimals; and as the judge counts them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from tests.engine.both_engines import both_engines

from anlan.engine.relations import Relations
from anlan.engine.spark_regex import PatternNotPortable, whole_match
from anlan.pool.pool import Pool
from anlan.quality.count_rules import EnginesDisagree, check_counts, count_rules, is_by_row, is_portable
from anlan.quality.judge import judge
from anlan.quality.relation import pool_relation
from anlan.quality.rule_file import rule_of
from anlan.standards.registry import load_registry

TODAY = date(2026, 11, 22)
TABLE, OTHER = "core_test__person", "core_test__code"
NAMES = ["张三", "李四光", "", " ", "\n王五", "王五\n", "Å一", "é", "阿卜杜拉·买买提", None]
BODIES: list[dict[str, Any]] = [
    {"id": "present", "kind": "not_null", "column": "name"},
    {"id": "chinese", "kind": "pattern", "column": "name", "pattern": "[一-鿿]{2,4}"},
    {"id": "any", "kind": "pattern", "column": "name", "pattern": ".+"},
    {"id": "no_space", "kind": "pattern", "column": "name", "pattern": r"\S+"},
    {"id": "space_class", "kind": "pattern", "column": "name", "pattern": r"[^\s·]*"},
    {"id": "digits", "kind": "pattern", "column": "code", "pattern": r"\d{2}"},
    {"id": "long", "kind": "length", "column": "name", "min": 2, "max": 4},
    {"id": "coded", "kind": "code_set", "column": "code", "values": ["01", "02", "it's"]},
    {"id": "amount", "kind": "range", "column": "amount", "min": 0, "max": 99.5},
    {"id": "day", "kind": "range", "column": "began", "min": date(2020, 1, 1)},
    {"id": "order", "kind": "compare", "columns": ["began", "ended"], "operator": "<="},
    {"id": "differ", "kind": "compare", "columns": ["name", "code"], "operator": "<>"},
    {"id": "sum", "kind": "computation", "column": "amount", "equals": "base * 2", "tolerance": 0.01},
    {"id": "when", "kind": "conditional", "column": "ended", "when": "code = '01'"},
    {"id": "said", "kind": "expression", "expression": "amount > 10 OR code IN ('01')"},
    {"id": "late", "kind": "timeliness", "columns": ["began", "ended"], "within_days": 5},
    {"id": "part", "kind": "length", "column": "name", "min": 2, "where": "code = '01'"},
    {"id": "once", "kind": "unique", "columns": ["name", "code"]},
    {"id": "known", "kind": "referential", "column": "code", "references": OTHER},
    {"id": "many", "kind": "row_count", "min": 1000},
    {"id": "few", "kind": "row_count", "max": 20, "where": "code = '01'"},
    {"id": "once_there", "kind": "unique", "columns": ["name"], "where": "code = '01'"},
    {"id": "agree", "kind": "consistent", "column": "began", "references": OTHER, "key": ["code"], "to": "day"},
    {"id": "near", "kind": "consistent", "column": "base", "references": OTHER, "key": ["code"], "tolerance": 20.5},
    {"id": "fresh", "kind": "freshness", "column": "began", "within_days": 3},
]
RULES = [rule_of(body) for body in BODIES]
BY_ROW: list[dict[str, Any]] = [
    {"id": "blank", "kind": "not_blank", "column": "name"},
    {"id": "letters", "kind": "pattern", "column": "name", "pattern": "[[:alpha:]]+"},
    {"id": "han", "kind": "pattern", "column": "name", "pattern": r"\p{Han}+"},
    {"id": "credit", "kind": "validator", "column": "said", "validator": "uscc"},
    {"id": "person", "kind": "validator", "column": "said", "validator": "resident_id"},
    {"id": "number", "kind": "type", "column": "said", "type": "decimal"},
    {"id": "whole", "kind": "type", "column": "said", "type": "integer"},
    {"id": "moment", "kind": "type", "column": "said", "type": "timestamp"},
    {"id": "truth", "kind": "type", "column": "said", "type": "flag"},
    {"id": "real_day", "kind": "date", "column": "said"},
    {"id": "form_day", "kind": "date", "column": "said", "format": "%Y%m%d"},
    {"id": "text_range", "kind": "range", "column": "said", "min": 5, "max": 1e6},
    {"id": "text_order", "kind": "compare", "columns": ["said", "code"], "operator": "<="},
    {"id": "text_sum", "kind": "computation", "column": "said", "equals": "base * 2 / 1.0"},
    {"id": "divided", "kind": "expression", "expression": "base / (base - 1) > 1 OR length(name) = 2"},
    {"id": "apart", "kind": "not_null", "column": "ended", "where": "left(name, 1) = '张'"},
    {"id": "longest", "kind": "length", "column": "base", "max": 4},
]
SAID = [
    "1e5",
    " 12",
    "1d",
    "0x1F",
    "1_000",
    "NaN",
    "Infinity",
    "2026-11-03",
    "2026-1-3x",
    "20261103",
    "2026-02-30",
    "12",
]
SAID += ["91110105MA00000016", "11010519491231002X", "true", "是", "2026-11-03 08:30:61", "", "6.5", "\t7", None]


@pytest.fixture
def pool(tmp_path: Path) -> Pool:
    made = Pool(tmp_path / "pool")
    rows = range(120)
    table = {
        "name": [NAMES[n % 10] for n in rows],
        "code": [["01", "02", "9", None, "1 "][n % 5] for n in rows],
        "said": [SAID[n % len(SAID)] for n in rows],
        "amount": pa.array([None if n % 11 == 0 else Decimal(n) - Decimal("5.25") for n in rows], pa.decimal128(12, 2)),
        "base": [None if n % 13 == 0 else (n - 5.25) / 2 + (n % 17 == 0) for n in rows],
        "began": [None if n % 7 == 0 else date(2019, 12, 1 + n % 31) if n % 3 else date(2026, 1, 5) for n in rows],
        "ended": [None if n % 4 == 0 else date(2020, 1, 1 + n % 28) for n in rows],
    }
    made.write(TABLE, pa.table(table))
    made.write(
        OTHER, pa.table({"code": ["01", "9", "9", "02"], "base": [-2.6, 0.0, 2.0, None], "day": [date(2026, 1, 5)] * 4})
    )
    return made


@pytest.mark.slow
@pytest.mark.parametrize("way", ["portable", "by row"])
def test_both_engines_count_alike_and_as_the_judge_does(pool: Pool, tmp_path: Path, way: str) -> None:
    rules = RULES if way == "portable" else [rule_of(body) for body in BY_ROW]
    with pool.reading(tables=[]) as connection:
        relation = pool_relation(connection, pool, TABLE, None)
        others = {OTHER: pool_relation(connection, pool, OTHER, None)}
        judged = judge(connection, relation, rules, load_registry(), TODAY, others=others)
    expected = [(r.rule.id, r.checked, r.failed) for r in judged]
    assert {is_portable(rule, relation) for rule in rules} == {way == "portable"}
    assert way == "portable" or all(is_by_row(rule) for rule in rules)
    assert sum(1 for _, _, failed in expected if failed) > 12

    @both_engines
    def counted(relations: Relations) -> dict[str, list[tuple[object, ...]]]:
        found = count_rules(relations, relation, rules, load_registry(), TODAY, others)
        assert [(r.rule.id, r.checked, r.failed) for r in found] == expected
        return {r.rule.id: [(r.checked, r.failed, *sorted(map(str, r.detail.items())))] for r in found}

    counted(pool, tmp_path)


@pytest.mark.parametrize("condition", ["amount > (SELECT 1)", "row_number() OVER () > 1", "amount > max(amount)"])
def test_what_depends_on_other_rows_is_not_judged_by_row(condition: str) -> None:
    assert not is_by_row(rule_of({"kind": "not_null", "column": "name", "where": condition}))
    assert not is_by_row(RULES[-1])


@pytest.mark.parametrize("pattern", [r"\p{Han}+", "[a-z&&[aeiou]]", "[[:alpha:]]", r"\bword", "a\\"])
def test_what_java_reads_otherwise_is_refused(pattern: str) -> None:
    with pytest.raises(PatternNotPortable):
        whole_match(pattern)


def test_spaces_are_spelt_out() -> None:
    assert whole_match(r"\s[^\s]") == r"(?d)\A(?:[\t\n\f\r\x20][^\t\n\f\r\x20])\z"


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "validator", "column": "name", "validator": "uscc"},
        {"kind": "range", "column": "code", "min": 5},
        {"kind": "not_blank", "column": "name"},
        {"kind": "not_null", "column": "name", "where": "length(code) = 1"},
        {"kind": "pattern", "column": "name", "pattern": "[[:alpha:]]+"},
        {"kind": "expression", "expression": "amount / 2 > 1"},
    ],
)
def test_what_is_not_portable_says_so(pool: Pool, body: dict[str, Any]) -> None:
    with pool.reading(tables=[]) as connection:
        assert not is_portable(rule_of(body), pool_relation(connection, pool, TABLE, None))


def test_counts_that_differ_are_an_error(pool: Pool) -> None:
    with pool.reading(tables=[]) as connection:
        [one] = judge(connection, pool_relation(connection, pool, TABLE, None), RULES[:1], load_registry(), TODAY)
    check_counts({one.rule.id: one}, [one])
    with pytest.raises(EnginesDisagree):
        check_counts({one.rule.id: replace(one, failed=one.failed + 1)}, [one])
