"""How the row rules of a table are run with the least work: in one scan with proofs, by values, or by counting.

- **scan**: the relation is read once as Arrow batches; proofs over bytes and numbers clear almost all rows
  (`anlan.quality.proofs`), and only the others meet the rules in SQL. What no proof clears is run in the ways below.
- **distinct**: a column of few values is grouped once; every rule on it is judged on the values, weighted by how often
  they occur.
- **proof**: a column of many values is read once; rows that a shortest proof does not clear are kept aside, and only
  they meet every rule. A rule that another one implies is not part of the proof.
- **count**: rules across columns, with a condition of their own, or that many rows break, are counted in one pass;
  failing rows are then fetched by a second one, over the columns of the broken rules alone.

A sample decides; whatever it decides, the verdicts are exact.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

import duckdb

from anlan.pool.delta import literal, quoted
from anlan.quality.batches import sample
from anlan.quality.predicates import Test
from anlan.quality.proofs import Proof
from anlan.quality.relation import Relation
from anlan.quality.scan import Sample, proofs_for

SAMPLE = "__quality_sample"
_SAMPLE_ROWS = 80_000
_TRIAL_ROWS = 10_000
_FEW_VALUES = 60_000
_OFTEN_BROKEN = 0.2
_SCAN_FROM = 50_000


class Method(Enum):
    """How a unit of work is run."""

    SCAN = "scan"
    DISTINCT = "distinct"
    PROOF = "proof"
    COUNT = "count"


@dataclass(frozen=True)
class Unit:
    """Tests that are run together, and how."""

    method: Method
    tests: tuple[Test, ...]
    column: str = ""
    proofs: tuple[Proof, ...] = ()

    @property
    def proof(self) -> str:
        """A condition that clears a row of every test of the unit; null or false says nothing."""
        needed = _needed(self.tests)
        return " AND ".join(f"({_cheapest(test, needed)})" for test in needed)


def plan(
    connection: duckdb.DuckDBPyConnection,
    relation: Relation,
    tests: Sequence[Test],
    total: int,
    keeps: bool = True,
) -> list[Unit]:
    """The units that together run every test of a relation of so many rows once."""
    if not tests:
        return []
    sample = _take_sample(connection, relation, tests)
    broken = _often_broken(connection, tests)
    few = _few_values(connection, tests, total)
    if total < _SCAN_FROM:
        return _by_sql(tests, few, broken)
    proofs = proofs_for(connection, relation, tests, sample, few, broken, keeps)
    proved = {test.rule.id for proof in proofs for test in proof.tests}
    rest = _by_sql([test for test in tests if test.rule.id not in proved], few, broken)
    scanned = tuple(test for test in tests if test.rule.id in proved)
    return [Unit(Method.SCAN, scanned, "", tuple(proofs)), *rest] if proofs else rest


def _by_sql(tests: Sequence[Test], few: set[str], broken: set[str]) -> list[Unit]:
    alone = [test for test in tests if len(test.columns) == 1 and not test.rule.where and test.rule.id not in broken]
    by_column: dict[str, list[Test]] = {}
    for test in alone:
        by_column.setdefault(test.columns[0], []).append(test)
    units: list[Unit] = []
    counted = [test for test in tests if test not in alone]
    for column in dict.fromkeys(name for test in tests if len(test.columns) == 1 for name in test.columns):
        if column in few:
            # The values are judged one by one: how often a rule is broken, or a condition on the column, costs nothing.
            own = [test for test in tests if test.columns == (column,)]
            counted = [test for test in counted if test not in own]
            units.append(Unit(Method.DISTINCT, tuple(own), column))
        elif column in by_column:
            units.append(Unit(Method.PROOF, tuple(by_column[column]), column))
    if counted:
        units.append(Unit(Method.COUNT, tuple(counted)))
    return units


def _take_sample(connection: duckdb.DuckDBPyConnection, relation: Relation, tests: Sequence[Test]) -> Sample:
    names = list(dict.fromkeys(name for test in tests for name in test.columns))
    rows = sample(connection, relation, names, _SAMPLE_ROWS) if names else None
    if rows is None:
        columns = ", ".join(map(quoted, names)) or "1 AS one"
        rows = connection.sql(f"SELECT {columns} FROM {relation.source} LIMIT {_SAMPLE_ROWS}").to_arrow_table()
    connection.register("__quality_sampled", rows)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {SAMPLE} AS FROM __quality_sampled")
    connection.unregister("__quality_sampled")
    return Sample(SAMPLE, rows)


def _often_broken(connection: duckdb.DuckDBPyConnection, tests: Sequence[Test]) -> set[str]:
    counts = ", ".join(f"count_if({test.fails})" for test in tests)
    trial = f"SELECT count(*), {counts} FROM (FROM {SAMPLE} LIMIT {_TRIAL_ROWS})"
    [[rows, *broken]] = connection.execute(trial).fetchall()
    return {test.rule.id for test, count in zip(tests, broken, strict=True) if (count or 0) > _OFTEN_BROKEN * rows}


def _few_values(connection: duckdb.DuckDBPyConnection, tests: Sequence[Test], total: int) -> set[str]:
    """Columns that have few distinct values, judged by how many of them the sample saw only once or twice.

    Source: Chao (1984), the estimator of unseen classes f1² / 2 f2.
    """
    few = set()
    for column in dict.fromkeys(name for test in tests for name in test.columns):
        grouped = f"SELECT count(*) AS k FROM {SAMPLE} GROUP BY {quoted(column)}"
        query = f"SELECT count(*), coalesce(count_if(k = 1), 0), coalesce(count_if(k = 2), 0), sum(k) FROM ({grouped})"
        [[seen, once, twice, rows]] = connection.execute(query).fetchall()
        whole = (rows or 0) >= total
        unseen = once * (once - 1) / (2 * (twice + 1))
        if seen <= _FEW_VALUES and (whole or seen + unseen <= _FEW_VALUES):
            few.add(column)
    return few


def _needed(tests: Sequence[Test]) -> list[Test]:
    """The tests of one column that no other one implies."""
    dropped: set[int] = set()
    for index, test in enumerate(tests):
        if test.enough is None:
            continue
        for other_index, other in enumerate(tests):
            if other_index == index or other_index in dropped or other.ensures is None:
                continue
            if other.ensures.within(test.enough):
                dropped.add(index)
                break
    return [test for index, test in enumerate(tests) if index not in dropped]


def _cheapest(test: Test, needed: Sequence[Test]) -> str:
    """What proves the test beside the others: its fixed prefix where one of them proves the rest, else the test."""
    if test.enough is None or not test.enough.prefix:
        return test.passes
    others = (other.ensures for other in needed if other is not test and other.ensures is not None)
    # The other must be proved as it stands: two tests that lean on each other would prove nothing.
    leaning = (other for other in others if not other.prefix)
    if any(other.within_given_prefix(test.enough) for other in leaning):
        return f"starts_with({quoted(test.columns[0])}, {literal(test.enough.prefix)})"
    return test.passes


def units_by_method(units: Sequence[Unit]) -> Mapping[Method, int]:
    """How many tests each method runs; for reports of what a run did."""
    return {method: sum(len(unit.tests) for unit in units if unit.method is method) for method in Method}
