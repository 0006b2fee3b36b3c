"""Rules as the console lists them, and what the form of a rule offers."""

from __future__ import annotations

from typing import Any

from anlan.control.place import open_pool, workspace
from anlan.control.quality.models import WrittenRule
from anlan.control.quality.rules import contracts_of, rules_in_force
from anlan.control.standards.current import Current
from anlan.pool.pool import Pool
from anlan.quality import history
from anlan.quality.rule import DIMENSIONS, KINDS, Rule
from anlan.quality.rule_file import rule_of
from anlan.quality.validators import VALIDATORS
from anlan.standards.registry import EMPLOYER_COLUMNS, ROW_COLUMNS

_ROW_LABELS = {
    "employer_key": "用人单位键",
    "employer_code": "用人单位信用代码",
    "employer_number": "用人单位编号",
    "employer_name": "用人单位名称",
    "load_id": "装载包",
    "row_no": "行号",
    "source_system": "来源系统",
    "known_at": "获知日期",
}


def dimension_labels(standards: Current) -> dict[str, str]:
    """Dimension → its Chinese name."""
    found = {one.identifier: one.name for one in standards.objects.of_kind("quality_dimension", standards.day)}
    return {name: found[name] for name in DIMENSIONS if name in found}


def form(standards: Current) -> dict[str, Any]:
    """Kinds, dimensions, validators, code sets and tables with their columns."""
    held = set(open_pool(workspace()).tables())
    return {
        "kinds": [
            {
                "kind": kind.name,
                "label": kind.label,
                "dimension": kind.dimension,
                "columns": list(kind.columns),
                "options": dict(kind.options),
                "needs": [list(group) for group in kind.needs],
            }
            for kind in KINDS.values()
        ],
        "dimensions": [{"value": v, "label": label} for v, label in dimension_labels(standards).items()],
        "validators": [{"value": one.name, "label": one.label} for one in VALIDATORS.values()],
        "code_sets": [{"value": one.name, "label": one.label} for one in standards.registry.code_sets.values()],
        "tables": [
            {
                "name": table.name,
                "label": table.label,
                "columns": [
                    *({"value": c.name, "label": c.label} for c in table.columns.values()),
                    *(
                        {"value": name, "label": _ROW_LABELS[name]}
                        for name in (*(EMPLOYER_COLUMNS if table.employer else ()), *ROW_COLUMNS)
                    ),
                ],
            }
            for table in standards.registry.tables.values()
            if table.name in held
        ],
    }


def rules(standards: Current, table: str = "", dimension: str = "") -> list[dict[str, Any]]:
    """Every rule with its newest result, by table; derived ones, written ones, and written ones switched off."""
    pool = open_pool(workspace())
    found = rules_in_force(pool, standards, contracts_of(standards), standards.day)
    newest = _newest(pool)
    written = {one.identifier: one for one in WrittenRule.objects.all()}
    rows = [_row(rule, standards, newest, written.get(rule.id)) for listed in found.values() for rule in listed]
    resting = [one for one in written.values() if not one.is_active]
    rows += [_row(rule_of({**one.body, "id": one.identifier}), standards, {}, one) for one in resting]
    return [r for r in rows if table in ("", r["table"]) and dimension in ("", r["dimension"])]


def _newest(pool: Pool) -> dict[str, Any]:
    days = history.days(pool)
    if not days:
        return {}
    return {result.rule.id: result for found in history.results_of(pool, days[-1]).values() for result in found}


def _row(rule: Rule, standards: Current, newest: dict[str, Any], written: WrittenRule | None) -> dict[str, Any]:
    table = standards.registry.tables.get(rule.table)
    result = newest.get(rule.id)
    return {
        "id": rule.id,
        "table": rule.table,
        "table_label": table.label if table else rule.table,
        "label": rule.title,
        "kind": rule.kind,
        "kind_label": KINDS[rule.kind].label,
        "dimension": rule.dimension_id,
        "columns": list(rule.columns),
        "severity": rule.severity,
        "blocks": rule.blocks,
        "source": rule.source,
        "derived": rule.derived,
        "is_active": written.is_active if written else True,
        "author": written.author if written else "",
        "body": written.body if written else None,
        "checked": result.checked if result else None,
        "failed": result.failed if result else None,
        "pass_ratio": result.pass_ratio if result else None,
        "broken": result.is_broken if result else None,
    }
