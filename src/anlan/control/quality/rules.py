"""The rules in force: those the standards imply and those people wrote; writing one after trying it on the pool."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils import timezone

from anlan.collection.contract import Contract, read_contracts
from anlan.control.place import open_pool, workspace
from anlan.control.quality.errors import RuleTaken, RuleUnknown
from anlan.control.quality.gone_rows import gone_rows
from anlan.control.quality.models import WrittenRule
from anlan.control.quality.resources import promises
from anlan.control.standards.current import Current, standards_on
from anlan.pool.pool import Pool
from anlan.quality.derive import rules_by_table
from anlan.quality.judge import RuleResult
from anlan.quality.pool_check import RuleCannotRun, check_table, described
from anlan.quality.relation import pool_relation
from anlan.quality.rule import Rule
from anlan.quality.rule_file import rule_of
from anlan.quality.sample_rows import sample_rows


def contracts_of(standards: Current) -> list[Contract]:
    """The source contracts of the workspace. Raises: Findings."""
    return read_contracts(workspace().sources, standards.registry)


def rules_in_force(pool: Pool, standards: Current, contracts: Sequence[Contract], day: date) -> dict[str, list[Rule]]:
    """Core table → its rules, derived and written, for every core table that the pool holds."""
    held = set(pool.tables())
    found = rules_by_table(standards.registry, standards.objects, day, promises(contracts), held)
    for written in WrittenRule.objects.filter(is_active=True):
        if written.table_name in found:
            found[written.table_name].append(_rule(written))
    return found


def _rule(written: WrittenRule) -> Rule:
    return replace(rule_of(written.body), id=written.identifier, table=written.table_name)


def try_rule(body: Mapping[str, Any], day: date) -> tuple[RuleResult, list[dict[str, Any]]]:
    """What a rule would find in the pool now, with a few masked rows; nothing is kept.

    Raises: RulesInvalid, RuleCannotRun, TableMissing.
    """
    rule = rule_of(body)
    if not rule.table:
        raise RuleCannotRun(table="（未指定）", reason="请先选择一张表")
    pool = open_pool(workspace())
    standards = standards_on(day).registry
    gone = gone_rows(pool)
    with pool.reading(tables=[]) as connection:
        check = check_table(pool, connection, rule.table, [rule], standards, day, gone=gone, keep=False, trial=True)
        [result] = check.results
        living = pool_relation(connection, pool, rule.table, None, gone.get(rule.table, ""))
        relation = described(living, standards.tables.get(rule.table))
        return result, sample_rows(connection, relation, 10)


def free_to_write(rule: Rule, replaces: str) -> WrittenRule | None:
    """The written rule that ``replaces`` names, None for a new one. Raises: RuleTaken, RuleUnknown."""
    known = WrittenRule.objects.filter(identifier=replaces or rule.id).first()
    if replaces and known is None:
        raise RuleUnknown(rule=replaces)
    if not replaces and (known is not None or rule.id.startswith(f"{rule.table}.")):
        raise RuleTaken(rule=rule.id)
    return known


def write_rule(body: Mapping[str, Any], author: str, day: date, replaces: str = "") -> WrittenRule:
    """Keep a rule that a person wrote, after it ran once over the pool; ``replaces`` names the one it replaces.

    Raises: RulesInvalid, RuleCannotRun, RuleTaken, RuleUnknown.
    """
    result, _ = try_rule(body, day)
    rule = result.rule
    known = free_to_write(rule, replaces)
    written = known or WrittenRule(identifier=rule.id)
    written.table_name, written.body, written.author = rule.table, {**body, "id": written.identifier}, author
    written.changed_at = timezone.now()
    written.save()
    return written


def set_active(identifier: str, is_active: bool, author: str) -> WrittenRule:
    """Switch a written rule on or off. Raises: RuleUnknown."""
    written = WrittenRule.objects.filter(identifier=identifier).first()
    if written is None:
        raise RuleUnknown(rule=identifier)
    written.is_active, written.author, written.changed_at = is_active, author, timezone.now()
    written.save()
    return written
