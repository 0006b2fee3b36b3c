"""Rules counted on any engine by the same SQL, transpiled: how many rows each checked, and how many failed.

Failing rows are named and masked on one machine afterwards, and only for rules that some row breaks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlglot import exp

from anlan.base.errors import AnlanError
from anlan.engine.relations import Relations
from anlan.engine.spark_dialect import parse
from anlan.engine.spark_regex import PatternNotPortable, whole_match
from anlan.pool.delta import quoted
from anlan.quality.judge import RuleResult
from anlan.quality.predicates import Judging, Test, test_of
from anlan.quality.relation import Relation
from anlan.quality.rule import KINDS, Rule
from anlan.standards.registry import Registry

_PORTABLE = frozenset(
    {"not_null", "conditional", "pattern", "length", "range", "code_set", "compare", "computation", "expression"}
    | {"timeliness", "unique", "referential", "row_count", "freshness"}
)
"""Kinds whose SQL means the same on every engine; the capability record names the others."""
_PLAIN = (
    *(exp.Column, exp.Identifier, exp.Literal, exp.Boolean, exp.Null, exp.Paren, exp.And, exp.Or, exp.Not, exp.Is),
    *(exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.In, exp.Between, exp.Add, exp.Sub, exp.Mul),
)


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
    own_sql = [rule.where, *(str(rule.options.get(name, "")) for name in ("when", "expression"))]
    return rule.kind in _PORTABLE and all(_is_plain(one) for one in own_sql if one) and _is_matched_alike(rule)


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
    """One result a portable rule, in the order of the rules; the relation is looked up by its name.

    Raises: SqlNotPortable, PatternNotPortable for a condition that the engine cannot read the same way.
    """
    judging = Judging(relation, standards, as_of)
    tests = {rule.id: test_of(rule, judging) for rule in rules if KINDS[rule.kind].per_row}
    counts = _counted(relations, relation.name, list(tests.values()))
    results = []
    for rule in rules:
        checked, failed, detail = (
            (*counts[rule.id], {}) if rule.id in tests else _of_table(relations, relation, rule, judging, others)
        )
        results.append(RuleResult(rule, checked, failed, detail))
    return results


def _counted(relations: Relations, name: str, tests: Sequence[Test]) -> dict[str, tuple[int, int]]:
    if not tests:
        return {}
    parts = [f"coalesce(sum(CASE WHEN {one} THEN 1 ELSE 0 END), 0)" for t in tests for one in (t.applies, t.fails)]
    [values] = relations.execute(f"SELECT {', '.join(parts)} FROM {quoted(name)}").fetchall()
    pairs = zip(values[::2], values[1::2], strict=True)
    return {test.rule.id: (int(one), int(two)) for test, (one, two) in zip(tests, pairs, strict=True)}


def _of_table(
    relations: Relations, relation: Relation, rule: Rule, judging: Judging, others: Mapping[str, Relation]
) -> tuple[int, int, Mapping[str, object]]:
    source, names = quoted(relation.name), ", ".join(map(quoted, rule.columns))
    present = " AND ".join(f"{quoted(name)} IS NOT NULL" for name in rule.columns)
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
        [[found]] = relations.execute(f"SELECT count(*) FROM {source}").fetchall()
        least, most = rule.options.get("min"), rule.options.get("max")
        return 1, int((least is not None and found < least) or (most is not None and found > most)), {"rows": found}
    [[newest]] = relations.execute(f"SELECT CAST(max({quoted(rule.column)}) AS DATE) FROM {source}").fetchall()
    age = None if newest is None else (judging.as_of - newest).days
    return 1, int(age is None or age > rule.options["within_days"]), {"newest": newest, "age_days": age}
