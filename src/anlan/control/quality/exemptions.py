"""Upheld objections leave the score: a row that a second person found right counts as passed while it stays so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pyarrow as pa

from anlan.control.quality.models import ReworkRow
from anlan.pool.pool import Pool
from anlan.quality.judge import RuleResult
from anlan.quality.pool_check import FINDING, TableCheck

_Excused = Mapping[tuple[str, str], int]


def exempted(table: str = "", rule_id: str = "") -> set[tuple[str, str, str, str]]:
    """(table, rule, key digest, value as shown) of every upheld objection, of one table and rule or all.

    The value is part of it: a row that was changed since and fails again is a new finding.
    """
    rows = ReworkRow.objects.filter(state=ReworkRow.State.EXEMPTED)
    rows = rows.filter(order__table_name=table) if table else rows
    rows = rows.filter(order__rule_id=rule_id) if rule_id else rows
    return set(rows.values_list("order__table_name", "order__rule_id", "key_digest", "value"))


def without_exempted(pool: Pool, checks: Sequence[TableCheck]) -> list[TableCheck]:
    """The checks with exempted rows counted as passed; the findings themselves stay where they are."""
    counts = _excused(pool)
    return [replace(check, results=[_less(result, counts) for result in check.results]) for check in checks]


def _less(result: RuleResult, counts: _Excused) -> RuleResult:
    excused = counts.get((result.rule.table, result.rule.id), 0)
    return replace(result, failed=max(result.failed - excused, 0)) if excused else result


def _excused(pool: Pool) -> _Excused:
    """How many of the newest findings of each table and rule are exempted."""
    upheld = sorted(exempted())
    if not upheld or pool.version(FINDING) is None:
        return {}
    names = ("table_name", "rule_id", "key_digest", "value")
    columns = zip(*upheld, strict=True)
    listed = pa.table({name: pa.array(values, pa.string()) for name, values in zip(names, columns, strict=True)})
    with pool.reading(tables=[FINDING]) as connection:
        connection.register("upheld", listed)
        query = f"""SELECT f.table_name, f.rule_id, count(*) FROM {FINDING} f JOIN upheld u
            ON u.table_name = f.table_name AND u.rule_id = f.rule_id AND u.key_digest = f.key_digest
            AND u.value = left(coalesce(f.value, ''), 300) GROUP BY ALL"""
        return {(table, rule): count for table, rule, count in connection.execute(query).fetchall()}
