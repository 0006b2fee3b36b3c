"""Scores for a day: of every resource, system and department, with the points that each rule lost, and the trend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from anlan.collection.contract import Contract
from anlan.control.quality.resources import Resource, resources
from anlan.control.standards.current import Current
from anlan.pool.pool import Pool
from anlan.quality import history
from anlan.quality.judge import RuleResult
from anlan.quality.score import Score, pooled_score, score_of

SCOPES = {"resource": "资源", "system": "系统", "department": "部门"}
_MOST_LOSSES = 50


def scores_on(
    pool: Pool, standards: Current, contracts: Sequence[Contract], day: str, scope: str
) -> list[dict[str, Any]]:
    """One entry a resource, system or department, lowest score first, after the whole of the pool."""
    results = history.results_of(pool, day)
    known = resources(standards.registry, contracts, results)
    by_table = {table: score_of(found) for table, found in results.items()}
    labels = {rule.rule.id: rule.rule.title for found in results.values() for rule in found}
    groups = _groups(known, scope)
    entries = [
        _entry(name, label, pooled_score([by_table[t] for t in tables]), tables, known, labels)
        for (name, label), tables in groups.items()
    ]
    whole = pooled_score(list(by_table.values()))
    ordered = sorted(entries, key=lambda one: (one["total"] is None, one["total"], one["name"]))
    return [_entry("", "全部", whole, list(by_table), known, labels), *ordered]


def _groups(known: Mapping[str, Resource], scope: str) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for table, resource in known.items():
        names = {
            "resource": [(table, resource.label)],
            "system": list(resource.systems),
            "department": [(owner, owner) for owner in resource.owners],
        }[scope]
        for name in names:
            found.setdefault(name, []).append(table)
    return found


def _entry(
    name: str,
    label: str,
    score: Score,
    tables: Sequence[str],
    known: Mapping[str, Resource],
    labels: Mapping[str, str],
) -> dict[str, Any]:
    return {
        "name": name,
        "label": label,
        "tables": list(tables),
        "total": score.total,
        "dimensions": dict(score.dimensions),
        "indicators": [{**vars(one), "ratio": one.ratio} for one in score.indicators],
        "losses": [
            {
                **vars(loss),
                "rule_label": labels.get(loss.rule_id, loss.rule_id),
                "table_label": known[loss.table].label if loss.table in known else loss.table,
            }
            for loss in score.losses[:_MOST_LOSSES]
        ],
    }


def trend(pool: Pool, tables: Sequence[str] = ()) -> list[dict[str, Any]]:
    """The score of the pool, or of some tables together, on every day that had a run."""
    found = []
    for day in history.days(pool):
        results: dict[str, list[RuleResult]] = history.results_of(pool, day)
        score = pooled_score([score_of(r) for t, r in results.items() if not tables or t in tables])
        if score.total is not None:
            found.append({"day": day, "total": score.total, "dimensions": dict(score.dimensions)})
    return found
