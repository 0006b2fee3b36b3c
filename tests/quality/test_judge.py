"""Every kind of rule against a plain reading of what it says, whatever way the plan chooses to run it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from anlan.engine.duck import connect
from anlan.quality import plan as planning
from anlan.quality.judge import FAILING, RuleResult, judge
from anlan.quality.plan import Method
from anlan.quality.relation import Relation, parquet_relation, table_relation
from anlan.quality.rule_file import rule_of
from anlan.standards.registry import load_registry

TODAY = date(2026, 11, 22)
ROWS = 4000


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    """A table of few and many values, with dirt and gaps."""
    made = []
    for n in range(ROWS):
        made.append(
            {
                "id": f"{n:06d}" if n % 97 else "000097",
                "code": None if n % 13 == 0 else "129x"[n % 4],
                "mobile": None if n % 101 == 0 else f"1{3 + n % 7}{n:09d}" if n % 11 else f"0{n}",
                "name": " " if n % 50 == 0 else "\u3000" if n % 51 == 0 else f"单位{n}",
                "began": date(2020, 1, 1 + n % 28) if n % 40 else date(2030, 1, 1),
                "ended": None if n % 3 else date(2020, 1, 15),
                "base": float(n) if n % 17 else None,
                "rate": 0.5,
                "paid": n * 0.5 + (1 if n % 200 == 1 else 0),
            }
        )
    return made


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with connect() as opened:
        yield opened


def _relation(connection: duckdb.DuckDBPyConnection, rows: list[dict[str, Any]]) -> Relation:
    connection.register("arrow", pa.Table.from_pylist(rows))
    connection.execute("CREATE OR REPLACE TABLE data AS SELECT * FROM arrow")
    return table_relation(connection, "data", "data")


Verdict = Callable[[dict[str, Any]], bool | None]
CASES: dict[str, tuple[dict[str, Any], Verdict]] = {
    "not_null": ({"kind": "not_null", "column": "code"}, lambda r: r["code"] is not None),
    "not_blank": ({"kind": "not_blank", "column": "name"}, lambda r: bool(r["name"].strip())),
    "pattern": (
        {"kind": "pattern", "column": "mobile", "pattern": "1[3-9][0-9]{9}"},
        lambda r: None if r["mobile"] is None else bool(re.fullmatch("1[3-9][0-9]{9}", r["mobile"])),
    ),
    "pattern_loose": (
        {"kind": "pattern", "column": "mobile", "pattern": "1[0-9]+"},
        lambda r: None if r["mobile"] is None else bool(re.fullmatch("1[0-9]+", r["mobile"])),
    ),
    "length": (
        {"kind": "length", "column": "mobile", "equals": 11},
        lambda r: None if r["mobile"] is None else len(r["mobile"]) == 11,
    ),
    "name_length": ({"kind": "length", "column": "name", "min": 3, "max": 5}, lambda r: 3 <= len(r["name"]) <= 5),
    "codes": (
        {"kind": "code_set", "column": "code", "values": ["1", "2"]},
        lambda r: None if r["code"] is None else r["code"] in "12",
    ),
    "range": (
        {"kind": "range", "column": "base", "min": 10, "max": 3000},
        lambda r: None if r["base"] is None else 10 <= r["base"] <= 3000,
    ),
    "date": ({"kind": "date", "column": "began"}, lambda r: date(1900, 1, 1) <= r["began"] <= TODAY),
    "compare": (
        {"kind": "compare", "columns": ["began", "ended"], "operator": "<="},
        lambda r: None if r["ended"] is None else r["began"] <= r["ended"],
    ),
    "differ": (
        {"kind": "compare", "columns": ["id", "name"], "operator": "<>"},
        lambda r: r["id"] != r["name"],
    ),
    "computation": (
        {"kind": "computation", "column": "paid", "equals": "base * rate", "tolerance": 0.01},
        lambda r: None if r["base"] is None else abs(r["paid"] - r["base"] * r["rate"]) <= 0.01,
    ),
    "conditional": (
        {"kind": "conditional", "column": "ended", "when": "code = '1'"},
        lambda r: r["ended"] is not None if r["code"] == "1" else None,
    ),
    "where": (
        {"kind": "range", "column": "base", "min": 100, "where": "code = '2'"},
        lambda r: r["base"] >= 100 if r["code"] == "2" and r["base"] is not None else None,
    ),
    "expression": (
        {"kind": "expression", "expression": "base > 5 OR code = '9'"},
        lambda r: None if r["base"] is None or r["code"] is None else r["base"] > 5 or r["code"] == "9",
    ),
    "timeliness": (
        {"kind": "timeliness", "columns": ["began", "ended"], "within_days": 5},
        lambda r: None if r["ended"] is None else (r["ended"] - r["began"]).days <= 5,
    ),
}


def _judge(
    connection: duckdb.DuckDBPyConnection,
    rows: list[dict[str, Any]],
    keep: bool,
    file: Path | None = None,
    text: str = "string",
) -> list[RuleResult]:
    rules = [rule_of({"id": name, **body}) for name, (body, _) in CASES.items()]
    relation = _relation(connection, rows)
    if file is not None:
        held = pa.Table.from_pylist(rows)
        kinds = {"string": pa.string(), "large_string": pa.large_string(), "string_view": pa.string_view()}
        fields = [pa.field(f.name, kinds[text]) if f.type == pa.string() else f for f in held.schema]
        pq.write_table(held.cast(pa.schema(fields)), file, row_group_size=700)
        relation = parquet_relation(connection, "data", [str(file)])
    return judge(connection, relation, rules, load_registry(), TODAY, keep_failing=keep)


@pytest.mark.parametrize("few_values", [0, 50, 60_000])
@pytest.mark.parametrize("often_broken", [0.0, 0.2, 1.1])
def test_verdicts_and_failing_rows_equal_a_plain_reading(
    connection: duckdb.DuckDBPyConnection,
    rows: list[dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
    few_values: int,
    often_broken: float,
) -> None:
    monkeypatch.setattr(planning, "_FEW_VALUES", few_values)
    monkeypatch.setattr(planning, "_OFTEN_BROKEN", often_broken)
    _check(connection, rows, _judge(connection, rows, keep=True))


@pytest.mark.parametrize("few_values", [0, 60_000])
@pytest.mark.parametrize("from_file", ["", "string", "large_string", "string_view"])
def test_the_scan_equals_a_plain_reading(
    connection: duckdb.DuckDBPyConnection,
    rows: list[dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    few_values: int,
    from_file: str,
) -> None:
    monkeypatch.setattr(planning, "_SCAN_FROM", 0)
    monkeypatch.setattr(planning, "_FEW_VALUES", few_values)
    monkeypatch.setattr(planning, "_SAMPLE_ROWS", 900)
    file = tmp_path / "data.parquet" if from_file else None
    _check(connection, rows, _judge(connection, rows, True, file, from_file))
    counted = [(r.checked, r.failed) for r in _judge(connection, rows, False, file, from_file)]
    assert counted == [(r.checked, r.failed) for r in _judge(connection, rows, True, file, from_file)]


def _check(connection: duckdb.DuckDBPyConnection, rows: list[dict[str, Any]], results: list[RuleResult]) -> None:
    kept: dict[int, set[int]] = {}
    for row, number in connection.execute(f"SELECT r, rule_no FROM {FAILING}").fetchall():
        # A file names its rows by its own place, 0 for the only one, and theirs.
        kept.setdefault(number, set()).add(row)
    for number, ((name, (_, verdict)), result) in enumerate(zip(CASES.items(), results, strict=True)):
        verdicts = [verdict(row) for row in rows]
        wanted = {at for at, one in enumerate(verdicts) if one is False}
        assert (result.checked, result.failed) == (ROWS - verdicts.count(None), len(wanted)), name
        assert kept.get(number, set()) == wanted, name


def test_keeping_the_rows_changes_no_verdict(connection: duckdb.DuckDBPyConnection, rows: list[dict[str, Any]]) -> None:
    def counts(found: list[RuleResult]) -> list[tuple[int, int]]:
        return [(r.checked, r.failed) for r in found]

    assert counts(_judge(connection, rows, keep=True)) == counts(_judge(connection, rows, keep=False))


def test_every_method_is_used(
    connection: duckdb.DuckDBPyConnection, rows: list[dict[str, Any]], monkeypatch: Any
) -> None:
    monkeypatch.setattr(planning, "_FEW_VALUES", 50)
    seen: Counter[Method] = Counter()
    real = planning.plan

    def spied(*arguments: Any) -> Any:
        units = real(*arguments)
        seen.update(unit.method for unit in units)
        return units

    monkeypatch.setattr("anlan.quality.judge.plan", spied)
    for rows_for_a_scan in (0, 50_000):
        monkeypatch.setattr(planning, "_SCAN_FROM", rows_for_a_scan)
        _judge(connection, rows, keep=False)
    assert set(seen) == set(Method)


def test_rules_on_tables(connection: duckdb.DuckDBPyConnection, rows: list[dict[str, Any]]) -> None:
    relation = _relation(connection, rows)
    connection.execute("CREATE TABLE codes AS SELECT * FROM (VALUES ('1', 1.0), ('2', 2.0)) AS t(code, weight)")
    connection.execute("CREATE TABLE twin AS SELECT id, CASE WHEN id > '003990' THEN 7 ELSE paid END AS paid FROM data")
    others = {name: table_relation(connection, name, name) for name in ("codes", "twin")}
    bodies: list[dict[str, Any]] = [
        {"id": "u", "kind": "unique", "column": "id"},
        {"id": "u2", "kind": "unique", "columns": ["id", "name"]},
        {"id": "f", "kind": "referential", "column": "code", "references": "codes"},
        {"id": "c", "kind": "consistent", "column": "paid", "references": "twin", "key": ["id"], "tolerance": 0.001},
        {"id": "n", "kind": "row_count", "min": ROWS + 1},
        {"id": "a", "kind": "freshness", "column": "began", "within_days": 3},
        {"id": "q", "kind": "query", "query": "SELECT * FROM data WHERE rate > 1"},
    ]
    rules = [rule_of(body) for body in bodies]
    found = {r.rule.id: r for r in judge(connection, relation, rules, load_registry(), TODAY, others=others)}
    twins = Counter(row["id"] for row in rows)
    repeated = sum(count for count in twins.values() if count > 1)
    assert (found["u"].checked, found["u"].failed) == (ROWS, repeated)
    assert found["u"].detail["surplus"] == repeated - sum(1 for count in twins.values() if count > 1)
    assert found["u2"].failed == 0
    assert found["f"].failed == sum(1 for row in rows if row["code"] not in (None, "1", "2"))
    assert found["c"].failed == sum(1 for row in rows if row["id"] > "003990" and abs(row["paid"] - 7) > 0.001)
    assert (found["n"].failed, found["q"].failed) == (1, 0)
    assert found["a"].failed == 0  # the newest day lies in the future
    kept = dict(connection.execute(f"SELECT rule_no, count(*) FROM {FAILING} GROUP BY 1").fetchall())
    assert kept == {0: found["u"].failed, 2: found["f"].failed, 3: found["c"].failed}
