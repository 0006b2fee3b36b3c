"""What quality runs found, kept in the pool by day: results of rules, and measures. A day run again replaces itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pyarrow as pa

from anlan.pool.delta import literal, quoted
from anlan.pool.pool import Pool
from anlan.quality.judge import RuleResult
from anlan.quality.pool_check import FINDING, Measure, TableCheck
from anlan.quality.rule import Rule

RESULT = "raw_quality__result"
MEASURE = "raw_quality__measure"
_RESULT_SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("day", "table_name", "rule_id", "label", "kind", "columns", "dimension")),
        *((name, pa.string()) for name in ("severity", "source", "rule_where")),
        *((name, pa.bool_()) for name in ("blocks", "derived")),
        ("allowed_ratio", pa.float64()),
        ("checked", pa.int64()),
        ("failed", pa.int64()),
        ("rows", pa.int64()),
    ]
)
_MEASURE_SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("day", "table_name", "column_name", "measure")),
        ("value", pa.float64()),
    ]
)


def keep_checks(pool: Pool, checks: Sequence[TableCheck], day: date) -> None:
    """Write what a run found of some tables as that day's results and measures; the day's other tables stay."""
    if not checks:
        return
    place = {"day": day.isoformat(), "table_name": [check.table for check in checks]}
    rows = [_result_row(check, result, day) for check in checks for result in check.results]
    pool.write(RESULT, pa.Table.from_pylist(rows, schema=_RESULT_SCHEMA), partition=place)
    measured = [_measure_row(one, day) for check in checks for one in check.measures]
    pool.write(MEASURE, pa.Table.from_pylist(measured, schema=_MEASURE_SCHEMA), partition=place)


def _result_row(check: TableCheck, result: RuleResult, day: date) -> dict[str, Any]:
    rule = result.rule
    return {
        "day": day.isoformat(),
        "table_name": check.table,
        "rule_id": rule.id,
        "label": rule.title,
        "kind": rule.kind,
        "columns": "、".join(rule.columns),
        "dimension": rule.dimension_id,
        "severity": rule.severity,
        "source": rule.source,
        "rule_where": rule.where,
        "blocks": rule.blocks,
        "derived": rule.derived,
        "allowed_ratio": rule.allowed_ratio,
        "checked": result.checked,
        "failed": result.failed,
        "rows": check.rows,
    }


def _measure_row(one: Measure, day: date) -> dict[str, Any]:
    place = {"day": day.isoformat(), "table_name": one.table, "column_name": one.column}
    return {**place, "measure": one.name, "value": one.value}


def days(pool: Pool) -> list[str]:
    """The days on which a run kept results, oldest first (ISO)."""
    return sorted({place["day"] for place in pool.partitions(RESULT)}) if pool.version(RESULT) is not None else []


def results_of(pool: Pool, day: str) -> dict[str, list[RuleResult]]:
    """Table → what its rules found on a day; empty for a day without a run."""
    if pool.version(RESULT) is None:
        return {}
    with pool.reading(tables=[RESULT]) as connection:
        query = f"SELECT * FROM {RESULT} WHERE day = {literal(day)} ORDER BY table_name, rule_id"
        rows = connection.sql(query).to_arrow_table().to_pylist()
    found: dict[str, list[RuleResult]] = {}
    for row in rows:
        columns = tuple(name for name in row["columns"].split("、") if name)
        rule = Rule(
            row["rule_id"],
            row["kind"],
            columns,
            row["table_name"],
            row["label"],
            row["dimension"],
            row["severity"],
            row["blocks"],
            row["rule_where"],
            row["allowed_ratio"],
            row["source"],
            row["derived"],
        )
        found.setdefault(row["table_name"], []).append(RuleResult(rule, row["checked"], row["failed"]))
    return found


def measured(pool: Pool, table: str = "") -> list[tuple[str, str, str, date, float]]:
    """Every kept measure as (table, column, name, day, value), of one table or all."""
    if pool.version(MEASURE) is None:
        return []
    where = f"WHERE table_name = {literal(table)}" if table else ""
    with pool.reading(tables=[MEASURE]) as connection:
        query = f"SELECT table_name, column_name, measure, day, value FROM {MEASURE} {where} ORDER BY day"
        rows = connection.execute(query).fetchall()
    return [(t, c, m, date.fromisoformat(d), v) for t, c, m, d, v in rows]


def findings(pool: Pool, where: dict[str, str], page: int = 1, size: int = 50) -> tuple[int, list[dict[str, Any]]]:
    """How many findings the newest runs left, and one page of them; ``where`` maps columns to values."""
    if pool.version(FINDING) is None:
        return 0, []
    wanted = " AND ".join(f"{quoted(name)} = {literal(value)}" for name, value in where.items() if value) or "true"
    with pool.reading(tables=[FINDING]) as connection:
        [[total]] = connection.execute(f"SELECT count(*) FROM {FINDING} WHERE {wanted}").fetchall()
        query = f"SELECT * FROM {FINDING} WHERE {wanted} ORDER BY table_name, rule_id, load_id, row_no "
        query += f"LIMIT {int(size)} OFFSET {(int(page) - 1) * int(size)}"
        return int(total), connection.sql(query).to_arrow_table().to_pylist()
