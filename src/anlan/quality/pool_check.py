"""Rules run over tables of the pool: results, measures of every table and column, and findings kept in the pool."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any

import duckdb
import pyarrow as pa

from anlan.base.errors import AnlanError
from anlan.engine.relations import Relations, columns_of
from anlan.pool.delta import literal, quoted
from anlan.pool.pool import Pool
from anlan.pool.release import Release
from anlan.quality.count_rules import check_counts, count_rules, is_by_row, is_portable
from anlan.quality.judge import FAILING, RuleResult, judge
from anlan.quality.masks import Mask
from anlan.quality.relation import Relation, living, pool_relation
from anlan.quality.rule import Rule
from anlan.quality.rule_file import unknown_columns
from anlan.quality.safe_sql import sql_problems
from anlan.standards.registry import CoreTable, Registry

FINDING = "raw_quality__finding"
MOST_FINDINGS = 200_000
"""Findings kept of one rule; the counts are of all."""
_MOST_CODES = 40


class RuleCannotRun(AnlanError):
    """A rule does not fit the table it is written for."""

    code = "quality-rule-cannot-run"
    status = 422
    message = "规则不能在表 {table} 上执行：{reason}"
    hint = "改正规则中的列名、表名或 SQL 后重试。"


@dataclass(frozen=True)
class Measure:
    """One measured value of a table: of the whole (column empty), of a column, or of a code's share in a column."""

    table: str
    column: str
    name: str
    value: float


@dataclass(frozen=True)
class TableCheck:
    """What a run found of one table."""

    table: str
    rows: int
    results: Sequence[RuleResult]
    measures: Sequence[Measure]


def check_table(
    pool: Pool,
    connection: duckdb.DuckDBPyConnection,
    table: str,
    rules: Sequence[Rule],
    standards: Registry,
    as_of: date,
    *,
    release: Release | None = None,
    gone: Mapping[str, str] = MappingProxyType({}),
    keep: bool = True,
    trial: bool = False,
    spark: Relations | None = None,
    progress: Callable[[str, int, int], None] = lambda label, done, total: None,
) -> TableCheck:
    """Judge a table of the pool; with ``keep`` its findings replace those of the run before.

    Rows that their source deleted are not judged: ``gone`` selects them by table (load_id, row_no). A rule that is
    about them reads the table of deletions itself.
    With ``spark``, whose tables are without them too, what every engine does alike is counted there, and only rules
    that rows break are judged here again, to name the rows; the counts must agree. A ``trial`` leaves the failing rows
    in the connection (`judge.FAILING`) and writes nothing. The connection holds views of the tables that rules name.
    Raises: TableMissing, RuleCannotRun, EnginesDisagree.
    """
    described_by = standards.tables.get(table)
    relation = described(pool_relation(connection, pool, table, release, gone.get(table, "")), described_by)
    others = _others(pool, connection, rules, release, gone)
    _refuse(table, relation, rules, [*pool.tables()])
    for name in {table, *others, *_named(rules, pool.tables())}:
        query = living(pool.select(name, release), gone.get(name, ""))
        connection.execute(f"CREATE OR REPLACE VIEW {quoted(name)} AS {query}")
    counted = {} if spark is None else _counted(spark, relation, rules, standards, as_of, others)
    rest = [rule for rule in rules if rule.id not in counted or counted[rule.id].failed]
    try:
        judged = judge(
            connection, relation, rest, standards, as_of, others=others, keep_failing=keep or trial, progress=progress
        )
    except duckdb.Error as error:
        raise RuleCannotRun(table=table, reason=str(error).splitlines()[0][:160]) from error
    [[rows]] = connection.execute(f"SELECT count(*) FROM {relation.source}").fetchall()
    check_counts(counted, judged)
    found = {**counted, **{result.rule.id: result for result in judged}}
    results = [found[rule.id] for rule in rules]
    if keep:
        _keep(pool, connection, relation, rest, as_of)
    return TableCheck(table, rows, results, measures(connection, relation, standards, as_of))


def _counted(
    spark: Relations,
    relation: Relation,
    rules: Sequence[Rule],
    standards: Registry,
    as_of: date,
    others: Mapping[str, Relation],
) -> dict[str, RuleResult]:
    """What Spark counts: rules that it surely reads alike or DuckDB reads in its workers, over tables that it holds."""

    def is_there(rule: Rule) -> bool:
        name = str(rule.options.get("references", ""))
        return not name or (name in others and bool(columns_of(spark, name)))

    portable = [rule for rule in rules if (is_portable(rule, relation) or is_by_row(rule)) and is_there(rule)]
    return {r.rule.id: r for r in count_rules(spark, relation, portable, standards, as_of, others)}


def described(relation: Relation, table: CoreTable | None) -> Relation:
    """The relation with the key and the grades that the standards declare."""
    if table is None:
        return relation
    masks = {
        column.name: Mask.PERSONAL if column.is_personal else Mask.TEXT if column.type == "text" else Mask.PLAIN
        for column in table.columns.values()
    }
    key = tuple(name for name in table.key if name in relation.types)
    return replace(relation, masks=MappingProxyType({**masks, "employer_code": Mask.PLAIN}), key=key)


def _others(
    pool: Pool,
    connection: duckdb.DuckDBPyConnection,
    rules: Sequence[Rule],
    release: Release | None,
    gone: Mapping[str, str],
) -> dict[str, Relation]:
    held = set(pool.tables())
    names = {str(rule.options["references"]) for rule in rules if rule.options.get("references")}
    return {name: pool_relation(connection, pool, name, release, gone.get(name, "")) for name in sorted(names & held)}


def _named(rules: Sequence[Rule], held: Sequence[str]) -> set[str]:
    texts = " ".join(str(rule.options.get("query", "")) + rule.where for rule in rules)
    return {name for name in held if name in texts}


def _refuse(table: str, relation: Relation, rules: Sequence[Rule], held: Sequence[str]) -> None:
    problems = unknown_columns(rules, relation.types)
    problems += [problem for rule in rules for problem in sql_problems(rule, list(relation.types), held)]
    if problems:
        raise RuleCannotRun(table=table, reason="；".join(problems[:10]))


def _keep(
    pool: Pool, connection: duckdb.DuckDBPyConnection, relation: Relation, rules: Sequence[Rule], as_of: date
) -> None:
    """Stream the failing rows, named by key and place, into the pool as the table's findings."""
    [[failing]] = connection.execute(f"SELECT count(*) FROM {FAILING}").fetchall()
    held = pool.version(FINDING) is not None
    if held and not failing and {"table_name": relation.name} not in pool.partitions(FINDING):
        return
    connection.register(
        "__quality_rules",
        pa.table(
            {
                "rule_no": pa.array(range(len(rules)), pa.int32()),
                "rule_id": [rule.id for rule in rules],
                "rule_label": [rule.title for rule in rules],
                "dimension": [rule.dimension_id for rule in rules],
                "severity": [rule.severity for rule in rules],
                "column_name": ["、".join(rule.columns) for rule in rules],
            }
        ),
    )
    shown = (f"{literal(name + '=')} || coalesce({relation.shown(name)}, '')" for name in relation.key)
    key = " || '；' || ".join(shown) or "''"
    place = {name: quoted(name) for name in relation.place}
    # The key itself may be a person's: its digest finds the same record again after it was corrected.
    raw = ", ".join(f"coalesce(CAST({quoted(name)} AS VARCHAR), '')" for name in relation.key)
    digest = f"md5(concat_ws('\x1f', {raw}))" if raw else "''"
    rows = f"SELECT {relation.row} AS r, {key} AS row_key, {digest} AS key_digest, "
    rows += f"{place.get('source_system', 'NULL')} AS source_system, {place.get('load_id', 'NULL')} AS load_id, "
    rows += f"CAST({place.get('row_no', 'NULL')} AS BIGINT) AS row_no FROM {relation.source} "
    rows += f"WHERE {relation.row} IN (SELECT r FROM {FAILING})"
    first = f"SELECT * FROM {FAILING} QUALIFY row_number() OVER (PARTITION BY rule_no ORDER BY r) <= {MOST_FINDINGS}"
    query = f"""
        SELECT {literal(relation.name)} AS table_name, q.rule_id, q.rule_label, q.dimension, q.severity, q.column_name,
          CAST(d.source_system AS VARCHAR) AS source_system, CAST(d.load_id AS VARCHAR) AS load_id, d.row_no,
          d.row_key, d.key_digest, f.value, DATE '{as_of.isoformat()}' AS found_date
        FROM ({first}) f JOIN ({rows}) d USING (r) JOIN __quality_rules q USING (rule_no)"""
    try:
        pool.write_query(connection, FINDING, query, partition={"table_name": relation.name})
    finally:
        connection.unregister("__quality_rules")


def measures(
    connection: duckdb.DuckDBPyConnection, relation: Relation, standards: Registry, as_of: date
) -> list[Measure]:
    """Volume, freshness and distribution: rows, age of the newest row, and of each column gaps, means and shares."""
    table = standards.tables.get(relation.name)
    columns = [name for name in relation.types if table is None or name in table.columns]
    parts = ["count(*)", *(f"count({quoted(name)})" for name in columns)]
    numbers = [n for n in columns if relation.types[n].startswith(("INT", "BIGINT", "DOUBLE", "DECIMAL", "FLOAT"))]
    parts += [f"avg({quoted(name)})" for name in numbers]
    if "known_at" in relation.types:
        parts.append("CAST(max(known_at) AS DATE)")
    [[rows, *found]] = connection.execute(f"SELECT {', '.join(parts)} FROM {relation.source}").fetchall()
    made = [Measure(relation.name, "", "rows", float(rows))]
    if "known_at" in relation.types and (newest := found.pop()) is not None:
        made.append(Measure(relation.name, "", "age_days", float((as_of - newest).days)))
    for name, present in zip(columns, found, strict=False):
        made.append(Measure(relation.name, name, "null_ratio", 1 - present / rows if rows else 0.0))
    averages = zip(numbers, found[len(columns) :], strict=True)
    made += [Measure(relation.name, name, "mean", float(value)) for name, value in averages if value is not None]
    if table is not None and rows:
        coded = [c.name for c in table.columns.values() if c.code_set and c.name in relation.types]
        made += [one for name in coded for one in _shares(connection, relation, name)]
    return made


def _shares(connection: duckdb.DuckDBPyConnection, relation: Relation, column: str) -> list[Measure]:
    name = quoted(column)
    query = f"SELECT CAST({name} AS VARCHAR), count(*) / sum(count(*)) OVER () FROM {relation.source} "
    query += f"WHERE {name} IS NOT NULL GROUP BY {name} ORDER BY 2 DESC LIMIT {_MOST_CODES}"
    found: list[tuple[Any, ...]] = connection.execute(query).fetchall()
    return [Measure(relation.name, column, f"share:{code}", float(share)) for code, share in found]


def results_by_table(checks: Sequence[TableCheck]) -> Mapping[str, Sequence[RuleResult]]:
    """Table → what its rules found."""
    return {check.table: check.results for check in checks}
