"""Rules judged over a relation: how many rows each checked, how many failed, and which."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

import duckdb

from anlan.pool.delta import literal, quoted
from anlan.quality import table_rules
from anlan.quality.plan import Method, Unit, plan
from anlan.quality.predicates import Judging, Test, test_of
from anlan.quality.relation import Relation
from anlan.quality.rule import KINDS, Rule
from anlan.quality.scan import ASIDE, scan
from anlan.standards.registry import Registry

FAILING = "__quality_failing"
_KEPT = "__quality_kept"
_MANY = 0.2


@dataclass(frozen=True)
class RuleResult:
    """What a rule found: rows (or values, or tables) it spoke of, how many of them fail, and details by kind."""

    rule: Rule
    checked: int
    failed: int
    detail: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def pass_ratio(self) -> float | None:
        """The share that passed; None where nothing was there to check."""
        return None if self.checked == 0 else 1 - self.failed / self.checked

    @property
    def is_broken(self) -> bool:
        """Whether more failed than the rule allows."""
        return self.failed > self.rule.allowed_ratio * self.checked

    @property
    def blocks(self) -> bool:
        """Whether it keeps the data from publication."""
        return self.rule.blocks and self.is_broken


@dataclass
class _Court:
    """One run: where, on what, and the table that failing rows are written to (none where they are not kept)."""

    connection: duckdb.DuckDBPyConnection
    relation: Relation
    numbers: Mapping[str, int]
    keeps: bool

    def keep(self, source: str, row: str, fails: Mapping[Test, str]) -> None:
        """Write the failing rows of some tests from a relation that holds row and columns."""
        for test, condition in fails.items():
            self.keep_query(
                test.rule, f"SELECT {row} AS r, {self.value_of(test.rule)} AS value FROM {source} WHERE {condition}"
            )

    def keep_query(self, rule: Rule, query: str) -> None:
        """Write the failing rows that a query of ``r, value`` gives."""
        if self.keeps:
            insert = f"INSERT INTO {FAILING} SELECT r, {self.numbers[rule.id]}, value FROM ({query})"
            self.connection.execute(insert)

    def value_of(self, rule: Rule) -> str:
        """What a finding shows of a row: the rule's column, or all its columns by name."""
        if len(rule.columns) == 1:
            return self.relation.shown(rule.column)
        if not rule.columns:
            return "CAST(NULL AS VARCHAR)"
        parts = (f"{literal(name + '=')} || coalesce({self.relation.shown(name)}, '')" for name in rule.columns)
        return " || '；' || ".join(parts)


def judge(
    connection: duckdb.DuckDBPyConnection,
    relation: Relation,
    rules: Sequence[Rule],
    standards: Registry,
    as_of: date,
    *,
    others: Mapping[str, Relation] = MappingProxyType({}),
    keep_failing: bool = True,
    progress: Callable[[str, int, int], None] = lambda label, done, total: None,
) -> list[RuleResult]:
    """One result a rule, in the order of the rules.

    With ``keep_failing`` the connection holds a table ``FAILING`` afterwards. **Rows**: one a failing row and rule,
    ``r`` (the relation's row), ``rule_no`` (place of the rule in the list), ``value`` (masked). Rules on the table as a
    whole have none. ``others`` are the relations that rules refer to. Raises: NotRegistered, duckdb.Error for a
    condition of a rule that the engine refuses.
    """
    court = _Court(connection, relation, {rule.id: number for number, rule in enumerate(rules)}, keep_failing)
    if keep_failing:
        # The type of a row number differs between files and tables; both fit.
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {FAILING} (r UBIGINT, rule_no INTEGER, value VARCHAR)")
    [[total]] = connection.execute(f"SELECT count(*) FROM {relation.source}").fetchall()
    judging = Judging(relation, standards, as_of)
    tests = [test_of(rule, judging) for rule in rules if KINDS[rule.kind].per_row]
    results: dict[str, RuleResult] = {}
    units = plan(connection, relation, tests, total, keep_failing)
    whole = [rule for rule in rules if not KINDS[rule.kind].per_row]
    steps = len(units) + len(whole)
    for done, unit in enumerate(units):
        progress(unit.column or relation.name, done, steps)
        results |= _RUNNERS[unit.method](court, unit, total)
    for done, rule in enumerate(whole, len(units)):
        progress(rule.title, done, steps)
        found = table_rules.judge_table(connection, relation, rule, judging, others, total, keep_failing)
        if found.failing:
            court.keep_query(rule, found.failing)
        results[rule.id] = RuleResult(rule, found.checked, found.failed, found.detail)
    progress(relation.name, steps, steps)
    return [results[rule.id] for rule in rules]


def _counts(court: _Court, source: str, tests: Sequence[Test], weight: str) -> list[tuple[int, int]]:
    parts = ", ".join(_weighed(test, weight) if weight else _counted(test) for test in tests)
    [values] = court.connection.execute(f"SELECT {parts} FROM {source}").fetchall()
    return [(int(values[at]), int(values[at + 1])) for at in range(0, len(values), 2)]


def _counted(test: Test) -> str:
    if test.is_strict:
        return f"count({test.passes}), coalesce(count_if(NOT ({test.passes})), 0)"
    return f"coalesce(count_if({test.applies}), 0), coalesce(count_if({test.fails}), 0)"


def _weighed(test: Test, weight: str) -> str:
    return ", ".join(f"coalesce(sum({weight}) FILTER ({one}), 0)" for one in (test.applies, test.fails))


def _by_scan(court: _Court, unit: Unit, total: int) -> dict[str, RuleResult]:
    scan(court.connection, court.relation, unit.proofs)
    found: dict[str, RuleResult] = {}
    for number, proof in enumerate(unit.proofs):
        table = f"{ASIDE}_{number}"
        seen = _counts(court, table, proof.tests, "")
        cleared = ((int(applied), int(failed)) for applied, failed in proof.totals)
        both = [(c + a, g + b) for (c, g), (a, b) in zip(cleared, seen, strict=True)]
        broken = {test: test.fails for test, (_, failed) in zip(proof.tests, seen, strict=True) if failed}
        court.keep(table, "r", broken)
        court.connection.execute(f"DROP TABLE {table}")
        found |= _results(proof.tests, both)
    return found


def _by_distinct(court: _Court, unit: Unit, total: int) -> dict[str, RuleResult]:
    name, source = quoted(unit.column), court.relation.source
    grouped = f"SELECT {name}, count(*) AS __n FROM {source} GROUP BY {name}"
    court.connection.execute(f"CREATE OR REPLACE TEMP TABLE __quality_values AS {grouped}")
    counts = _counts(court, "__quality_values", unit.tests, "__n")
    failing = {test: test.fails for test, (_, failed) in zip(unit.tests, counts, strict=True) if failed}
    if failing and court.keeps:
        either = " OR ".join(failing.values())
        court.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE __quality_bad AS SELECT {name} FROM __quality_values WHERE {either}"
        )
        [[missing]] = court.connection.execute(f"SELECT count(*) - count({name}) FROM __quality_bad").fetchall()
        also = f" OR {name} IS NULL" if missing else ""
        rows = f"SELECT {court.relation.row} AS r, {name} FROM {source} WHERE {name} IN (FROM __quality_bad){also}"
        court.connection.execute(f"CREATE OR REPLACE TEMP TABLE {_KEPT} AS {rows}")
        court.keep(_KEPT, "r", failing)
        court.connection.execute(f"DROP TABLE {_KEPT}")
    return _results(unit.tests, counts)


def _by_proof(court: _Court, unit: Unit, total: int) -> dict[str, RuleResult]:
    columns = ", ".join(dict.fromkeys(quoted(name) for test in unit.tests for name in test.columns))
    if court.keeps:
        columns = f"{court.relation.row} AS r, {columns}"
    rows = f"SELECT {columns} FROM {court.relation.source} WHERE ({unit.proof}) IS NOT TRUE"
    court.connection.execute(f"CREATE OR REPLACE TEMP TABLE {_KEPT} AS {rows}")
    [[left]] = court.connection.execute(f"SELECT count(*) FROM {_KEPT}").fetchall()
    seen = _counts(court, _KEPT, unit.tests, "")
    # Rows that the proof cleared are rows on which every test of the unit speaks, and passes.
    counts = [(total - left + applied, failed) for applied, failed in seen]
    court.keep(_KEPT, "r", {test: test.fails for test, (_, failed) in zip(unit.tests, seen, strict=True) if failed})
    court.connection.execute(f"DROP TABLE {_KEPT}")
    return _results(unit.tests, counts)


def _by_count(court: _Court, unit: Unit, total: int) -> dict[str, RuleResult]:
    counts = _counts(court, court.relation.source, unit.tests, "")
    broken = {test: failed for test, (_, failed) in zip(unit.tests, counts, strict=True) if failed}
    if court.keeps and broken:
        few = {test: test.fails for test, failed in broken.items() if failed <= _MANY * total}
        if few:
            _keep_together(court, few)
        # Rows of a rule that many break are written as they are found, not held beside the others.
        many = {test: test.fails for test in broken if test not in few}
        court.keep(court.relation.source, court.relation.row, many)
    return _results(unit.tests, counts)


def _keep_together(court: _Court, fails: Mapping[Test, str]) -> None:
    names = dict.fromkeys(name for test in fails for name in (*test.columns, *test.rule.columns))
    columns = ", ".join([f"{court.relation.row} AS r", *map(quoted, names)])
    rows = f"SELECT {columns} FROM {court.relation.source} WHERE {' OR '.join(fails.values())}"
    court.connection.execute(f"CREATE OR REPLACE TEMP TABLE {_KEPT} AS {rows}")
    court.keep(_KEPT, "r", fails)
    court.connection.execute(f"DROP TABLE {_KEPT}")


def _results(tests: Sequence[Test], counts: Sequence[tuple[int, int]]) -> dict[str, RuleResult]:
    pairs = zip(tests, counts, strict=True)
    return {test.rule.id: RuleResult(test.rule, checked, failed) for test, (checked, failed) in pairs}


_RUNNERS = {Method.SCAN: _by_scan, Method.DISTINCT: _by_distinct, Method.PROOF: _by_proof, Method.COUNT: _by_count}
