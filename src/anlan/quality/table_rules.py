"""Rules on a table as a whole, or against another table: uniqueness, references, agreement, rows, freshness, SQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import duckdb

from anlan.base.errors import AnlanError
from anlan.engine.repeated import repeated_hashes
from anlan.pool.delta import quoted
from anlan.quality.predicates import Judging, numeric
from anlan.quality.relation import Relation
from anlan.quality.rule import Rule

_DUPLICATES = "__quality_duplicates"
_MISMATCHES = "__quality_mismatches"


class ReferenceMissing(AnlanError):
    """A rule refers to a table that is not there."""

    code = "quality-reference-missing"
    status = 422
    message = "规则 {rule} 引用的表 {table} 不存在"
    hint = "在规则文件的 references 中写明该表的文件，或改正表名。"


@dataclass(frozen=True)
class TableFinding:
    """What a rule on a table found; ``failing`` is a query of ``r, value`` for the failing rows, empty for none."""

    checked: int
    failed: int
    detail: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    failing: str = ""


@dataclass(frozen=True)
class _Case:
    connection: duckdb.DuckDBPyConnection
    relation: Relation
    rule: Rule
    judging: Judging
    others: Mapping[str, Relation]
    total: int
    keeps: bool

    def one(self, query: str) -> tuple[Any, ...]:
        return tuple(self.connection.execute(query).fetchall()[0])

    @property
    def where(self) -> str:
        present = " AND ".join(f"{quoted(name)} IS NOT NULL" for name in self.rule.columns)
        return f"{present} AND ({self.condition}) IS TRUE" if self.rule.where else present

    @property
    def condition(self) -> str:
        """The rule's own condition, text columns read as numbers where it reckons with them."""
        return numeric(self.rule.where, self.relation)

    def same(self, here: str, there: str) -> str:
        """That a column of this relation (``s``) equals one of the other (``o``); as text where their types differ."""
        if self.relation.types[here] == self.other.types[there]:
            return f"o.{quoted(there)} = s.{quoted(here)}"
        return f"CAST(o.{quoted(there)} AS VARCHAR) = CAST(s.{quoted(here)} AS VARCHAR)"

    @property
    def other(self) -> Relation:
        name = self.rule.options["references"]
        if name not in self.others:
            raise ReferenceMissing(rule=self.rule.id, table=name)
        return self.others[name]

    def value(self) -> str:
        """What a finding shows: the rule's columns, masked."""
        return " || '；' || ".join(f"coalesce({self.relation.shown(name)}, '')" for name in self.rule.columns)


def judge_table(
    connection: duckdb.DuckDBPyConnection,
    relation: Relation,
    rule: Rule,
    judging: Judging,
    others: Mapping[str, Relation],
    total: int,
    keeps: bool,
) -> TableFinding:
    """What a rule that is no row rule finds. Raises: ReferenceMissing."""
    return _JUDGES[rule.kind](_Case(connection, relation, rule, judging, others, total, keeps))


def _unique(case: _Case) -> TableFinding:
    """Every row whose key another row has too fails; rows without a complete key are not spoken of."""
    source, names = case.relation.source, ", ".join(quoted(name) for name in case.rule.columns)
    checked, repeated = repeated_hashes(case.connection, source, names, case.total, case.where)
    if not len(repeated):
        return TableFinding(checked, 0, {"keys": 0, "surplus": 0})
    case.connection.register("__quality_repeated", {"h": repeated})
    suspects = f"SELECT {case.relation.row} AS r, {names} FROM {source} WHERE {case.where}"
    suspects += f" AND hash({names}) IN (SELECT h FROM __quality_repeated)"
    counted = f"SELECT *, count(*) OVER (PARTITION BY {names}) AS __n FROM ({suspects})"
    case.connection.execute(f"CREATE OR REPLACE TEMP TABLE {_DUPLICATES} AS SELECT * FROM ({counted}) WHERE __n > 1")
    case.connection.unregister("__quality_repeated")
    failed, keys = case.one(f"SELECT count(*), coalesce(sum(1.0 / __n), 0) FROM {_DUPLICATES}")
    keys = round(keys)
    failing = f"SELECT r, {case.value()} AS value FROM {_DUPLICATES}"
    return TableFinding(checked, failed, {"keys": keys, "surplus": failed - keys}, failing)


def _referential(case: _Case) -> TableFinding:
    theirs = case.rule.options.get("to") or list(case.rule.columns)
    pairs = list(zip(case.rule.columns, theirs, strict=True))
    match = " AND ".join(case.same(here, there) for here, there in pairs)
    (checked,) = case.one(f"SELECT count(*) FROM {case.relation.source} WHERE {case.where}")
    names = ", ".join(quoted(name) for name in case.rule.columns)
    rows = f"SELECT {case.relation.row} AS r, {names} FROM {case.relation.source} WHERE {case.where}"
    known = f"SELECT DISTINCT {', '.join(quoted(there) for there in theirs)} FROM {case.other.source}"
    case.connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {_MISMATCHES} AS SELECT s.* FROM ({rows}) s ANTI JOIN ({known}) o ON {match}"
    )
    (failed,) = case.one(f"SELECT count(*) FROM {_MISMATCHES}")
    return TableFinding(checked, failed, {}, f"SELECT r, {case.value()} AS value FROM {_MISMATCHES}")


def _consistent(case: _Case) -> TableFinding:
    options, column = case.rule.options, case.rule.column
    keys = list(options["key"])
    theirs = list(options.get("to_key") or keys)
    to, slack = options.get("to") or column, options.get("tolerance")
    match = " AND ".join(case.same(key, there) for key, there in zip(keys, theirs, strict=True))
    listed = ", ".join(quoted(name) for name in dict.fromkeys([*keys, column]))
    rows = f"SELECT {case.relation.row} AS r, {listed} FROM {case.relation.source} WHERE {case.where}"
    grouped = ", ".join(quoted(name) for name in theirs)
    kind = "DOUBLE" if slack is not None else "VARCHAR"
    is_same = slack is None and case.relation.types[column] == case.other.types[to]
    value, own = (name if is_same else f"TRY_CAST({name} AS {kind})" for name in (quoted(to), f"s.{quoted(column)}"))
    held = f"SELECT {grouped}, list(DISTINCT {value}) AS __held FROM {case.other.source} "
    held += f"WHERE {quoted(to)} IS NOT NULL GROUP BY {grouped}"
    agrees = f"list_contains(o.__held, {own})"
    if slack is not None:
        near = f"list_filter(o.__held, lambda held: abs(held - {own}) <= {slack})"
        agrees = f"len({near}) > 0"
    joined = f"SELECT s.*, {agrees} AS __agrees FROM ({rows}) s JOIN ({held}) o ON {match}"
    case.connection.execute(f"CREATE OR REPLACE TEMP TABLE {_MISMATCHES} AS {joined}")
    checked, failed = case.one(f"SELECT count(*), coalesce(count_if(NOT __agrees), 0) FROM {_MISMATCHES}")
    failing = f"SELECT r, {case.relation.shown(column)} AS value FROM {_MISMATCHES} WHERE NOT __agrees"
    return TableFinding(checked, failed, {}, failing)


def _row_count(case: _Case) -> TableFinding:
    least, most = case.rule.options.get("min"), case.rule.options.get("max")
    rows = case.total
    if case.rule.where:
        (rows,) = case.one(f"SELECT count(*) FROM {case.relation.source} WHERE ({case.condition}) IS TRUE")
    wrong = (least is not None and rows < least) or (most is not None and rows > most)
    return TableFinding(1, int(wrong), {"rows": rows})


def _freshness(case: _Case) -> TableFinding:
    value = case.judging.comparable(case.rule.column, case.judging.as_of)
    (newest,) = case.one(f"SELECT CAST(max({value}) AS DATE) FROM {case.relation.source}")
    age = None if newest is None else (case.judging.as_of - newest).days
    wrong = age is None or age > case.rule.options["within_days"]
    return TableFinding(1, int(wrong), {"newest": newest, "age_days": age})


def _query(case: _Case) -> TableFinding:
    (failed,) = case.one(f"SELECT count(*) FROM ({case.rule.options['query']})")
    return TableFinding(max(case.total, failed), failed)


_JUDGES: Mapping[str, Callable[[_Case], TableFinding]] = {
    "unique": _unique,
    "referential": _referential,
    "consistent": _consistent,
    "row_count": _row_count,
    "freshness": _freshness,
    "query": _query,
}
