"""Rules counted on any engine by the same SQL: how many rows each checked, and how many failed.

What engines surely read alike is transpiled; what else speaks of each row by itself DuckDB reads in the workers.
Failing rows are named and masked on one machine afterwards, and only for rules that some row breaks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlglot import exp

from anlan.base.errors import AnlanError
from anlan.engine.relations import Relations, RowReading
from anlan.engine.spark_dialect import parse
from anlan.engine.spark_regex import PatternNotPortable, whole_match
from anlan.engine.spark_rows import INCOMING
from anlan.pool.delta import quoted
from anlan.quality.judge import RuleResult
from anlan.quality.predicates import Judging, Test, test_of
from anlan.quality.relation import Relation
from anlan.quality.rule import KINDS, Rule
from anlan.standards.registry import Registry

_PORTABLE = frozenset(
    {"not_null", "conditional", "pattern", "length", "range", "code_set", "compare", "computation", "expression"}
    | {"timeliness", "unique", "referential", "consistent", "row_count", "freshness"}
)
"""Kinds whose SQL means the same on every engine; the capability record names the others."""
_WRITTEN_OTHERWISE = ("DOUBLE", "FLOAT", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE")
_PLAIN = (
    *(exp.Column, exp.Identifier, exp.Literal, exp.Boolean, exp.Null, exp.Paren, exp.And, exp.Or, exp.Not, exp.Is),
    *(exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.In, exp.Between, exp.Add, exp.Sub, exp.Mul),
)
_OF_MANY_ROWS = (exp.Query, exp.Window, exp.AggFunc)


class EnginesDisagree(AnlanError):
    """Two engines count differently what a rule finds."""

    code = "quality-engines-disagree"
    message = "规则 {rule} 在两种引擎上的不合格数不同：{here:,} 与 {there:,}"
    hint = "将 engine.name 改回 duckdb 后重新检查，并报告该规则的写法。"


def is_portable(rule: Rule, relation: Relation) -> bool:
    """Whether every engine surely counts the rule alike: its kind, its own SQL, no numbers or days read from text."""
    reads_text = any(relation.is_text(name) for name in rule.columns)
    if reads_text and rule.kind in ("range", "computation", "timeliness", "freshness"):
        return False
    if reads_text and rule.kind == "compare" and rule.options["operator"] not in ("=", "<>"):
        return False
    if rule.kind in ("pattern", "length", "code_set") and relation.types[rule.column] in _WRITTEN_OTHERWISE:
        return False
    own_sql = [rule.where, *(str(rule.options.get(name, "")) for name in ("when", "expression"))]
    return rule.kind in _PORTABLE and all(_is_plain(one) for one in own_sql if one) and _is_matched_alike(rule)


def is_by_row(rule: Rule) -> bool:
    """Whether what the rule says of one row depends on that row alone, so that it can be judged wherever the row is."""
    own_sql = [rule.where, *(str(rule.options.get(name, "")) for name in ("when", "expression", "equals"))]
    return KINDS[rule.kind].per_row and not any(parse(one).find(*_OF_MANY_ROWS) for one in own_sql if one)


def _is_plain(condition: str) -> bool:
    """Whether a condition is made of nothing but columns, literals, comparisons and the logic between them."""
    return all(isinstance(node, _PLAIN) for node in parse(condition).walk())


def _is_matched_alike(rule: Rule) -> bool:
    try:
        whole_match(str(rule.options.get("pattern", "")))
    except PatternNotPortable:
        return False
    return True


def check_counts(counted: Mapping[str, RuleResult], judged: Sequence[RuleResult]) -> None:
    """Hold what one engine counted against what another judged. Raises: EnginesDisagree."""
    for one in judged:
        other = counted.get(one.rule.id)
        if other is not None and (other.checked, other.failed) != (one.checked, one.failed):
            raise EnginesDisagree(rule=one.rule.title, here=other.failed, there=one.failed)


def count_rules(
    relations: Relations,
    relation: Relation,
    rules: Sequence[Rule],
    standards: Registry,
    as_of: date,
    others: Mapping[str, Relation],
) -> list[RuleResult]:
    """One result a rule that is portable or speaks of each row by itself, in the order of the rules.

    The relation is looked up by its name. Raises: SqlNotPortable, PatternNotPortable for a condition that the engine
    cannot read the same way.
    """
    judging = Judging(relation, standards, as_of)
    tests = {rule.id: test_of(rule, judging) for rule in rules if KINDS[rule.kind].per_row}
    counts = _counted(relations, relation, list(tests.values()))
    results = []
    for rule in rules:
        checked, failed, detail = (
            (*counts[rule.id], {}) if rule.id in tests else _of_table(relations, relation, rule, judging, others)
        )
        results.append(RuleResult(rule, checked, failed, detail))
    return results


def _counted(relations: Relations, relation: Relation, tests: Sequence[Test]) -> dict[str, tuple[int, int]]:
    read = [t for t in tests if isinstance(relations, RowReading) and not is_portable(t.rule, relation)]
    alike = [test for test in tests if test not in read]
    source = quoted(relation.name)
    counts = _summed(relations, source, alike, [f"CASE WHEN {one} THEN 1 ELSE 0 END" for one in _conditions(alike)])
    if not read or not isinstance(relations, RowReading):
        return counts
    names = dict.fromkeys(name for test in read for name in test.columns)
    flags = [f"flag_{place}" for place in range(2 * len(read))]
    told = [f"CASE WHEN {one} THEN 1 ELSE 0 END AS {flag}" for one, flag in zip(_conditions(read), flags, strict=True)]
    view = f"{relation.name}__judged"
    listed = ", ".join(map(quoted, names))
    relations.view_by_row(view, f"SELECT {listed} FROM {source}", f"SELECT {', '.join(told)} FROM {INCOMING}")
    return counts | _summed(relations, quoted(view), read, flags)


def _conditions(tests: Sequence[Test]) -> list[str]:
    return [one for test in tests for one in (test.applies, test.fails)]


def _summed(
    relations: Relations, source: str, tests: Sequence[Test], flags: Sequence[str]
) -> dict[str, tuple[int, int]]:
    """Rule → the sums of its two flags."""
    if not tests:
        return {}
    sums = ", ".join(f"coalesce(sum({flag}), 0)" for flag in flags)
    [values] = relations.execute(f"SELECT {sums} FROM {source}").fetchall()
    pairs = zip(values[::2], values[1::2], strict=True)
    return {test.rule.id: (int(one), int(two)) for test, (one, two) in zip(tests, pairs, strict=True)}


def _of_table(
    relations: Relations, relation: Relation, rule: Rule, judging: Judging, others: Mapping[str, Relation]
) -> tuple[int, int, Mapping[str, object]]:
    source, names = quoted(relation.name), ", ".join(map(quoted, rule.columns))
    present = " AND ".join(f"{quoted(name)} IS NOT NULL" for name in rule.columns)
    present = f"{present} AND ({rule.where})" if rule.where else present
    if rule.kind == "consistent":
        return _consistent(relations, rule, f"SELECT * FROM {source} WHERE {present}", others)
    if rule.kind == "unique":
        grouped = f"SELECT count(*) AS n FROM {source} WHERE {present} GROUP BY {names}"
        query = "SELECT coalesce(sum(n), 0), coalesce(sum(CASE WHEN n > 1 THEN n ELSE 0 END), 0), "
        query += f"coalesce(sum(CASE WHEN n > 1 THEN 1 ELSE 0 END), 0) FROM ({grouped}) AS g"
        [[checked, failed, keys]] = relations.execute(query).fetchall()
        return int(checked), int(failed), {"keys": int(keys), "surplus": int(failed) - int(keys)}
    if rule.kind == "referential":
        theirs = rule.options.get("to") or list(rule.columns)
        match = " AND ".join(
            f"o.{quoted(there)} = s.{quoted(here)}" for here, there in zip(rule.columns, theirs, strict=True)
        )
        other = quoted(others[rule.options["references"]].name)
        [[checked]] = relations.execute(f"SELECT count(*) FROM {source} WHERE {present}").fetchall()
        rows = f"SELECT {names} FROM {source} WHERE {present}"
        [[failed]] = relations.execute(
            f"SELECT count(*) FROM ({rows}) AS s ANTI JOIN {other} AS o ON {match}"
        ).fetchall()
        return int(checked), int(failed), {}
    if rule.kind == "row_count":
        where = f" WHERE ({rule.where})" if rule.where else ""
        [[found]] = relations.execute(f"SELECT count(*) FROM {source}{where}").fetchall()
        least, most = rule.options.get("min"), rule.options.get("max")
        return 1, int((least is not None and found < least) or (most is not None and found > most)), {"rows": found}
    [[newest]] = relations.execute(f"SELECT CAST(max({quoted(rule.column)}) AS DATE) FROM {source}").fetchall()
    age = None if newest is None else (judging.as_of - newest).days
    return 1, int(age is None or age > rule.options["within_days"]), {"newest": newest, "age_days": age}


def _consistent(
    relations: Relations, rule: Rule, rows: str, others: Mapping[str, Relation]
) -> tuple[int, int, Mapping[str, object]]:
    """Rows whose key the other table holds with any value, and those of them that agree with none of its values."""
    keys, column, slack = list(rule.options["key"]), rule.column, rule.options.get("tolerance")
    theirs, to = list(rule.options.get("to_key") or keys), quoted(rule.options.get("to") or column)
    other = quoted(others[rule.options["references"]].name)
    grouped = ", ".join(map(quoted, theirs))
    match = " AND ".join(f"o.{quoted(there)} = s.{quoted(here)}" for here, there in zip(keys, theirs, strict=True))
    mine = f"s.{quoted(column)}"
    agrees = f"o.{to} = {mine}" if slack is None else f"abs(o.{to} - {mine}) <= {slack}"
    held = f"SELECT DISTINCT {grouped} FROM {other} WHERE {to} IS NOT NULL"
    values = (
        f"SELECT DISTINCT {', '.join(dict.fromkeys([*map(quoted, theirs), to]))} FROM {other} WHERE {to} IS NOT NULL"
    )
    known = f"SELECT s.* FROM ({rows}) AS s SEMI JOIN ({held}) AS o ON {match}"
    [[checked]] = relations.execute(f"SELECT count(*) FROM ({known})").fetchall()
    against = f"({known}) AS s ANTI JOIN ({values}) AS o ON {match} AND {agrees}"
    [[failed]] = relations.execute(f"SELECT count(*) FROM {against}").fetchall()
    return int(checked), int(failed), {}
