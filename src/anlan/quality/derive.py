"""Rules that the standards imply: from the types, keys, code sets and items of core tables, and from source contracts.

What a column is bound to decides what is checked; a rule says which standard it comes from. Nothing here is written per
table: a new core table has its rules as soon as it is declared.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from anlan.quality.rule import Rule
from anlan.quality.rule_file import read_rule_file
from anlan.standards.objects import ObjectRegistry, RegisteredObject
from anlan.standards.registry import EMPLOYER_COLUMNS, Column, CoreTable, Registry

CORE_RULES = Path(__file__).parent / "pack" / "core_rules.yml"
REGISTER = "core_registry__enterprise"
_TEXT_FORMAT = re.compile(r"(?:c|an|a|n)(\.\.)?(\d+)")
_VALIDATORS = {
    "AAB005": "uscc",
    "AAB003": "organisation_code",
    "AAC147": "resident_id",
    "AAC002": "resident_id",
}
"""Item code → the check that its standard defines."""


@dataclass(frozen=True)
class Promise:
    """What the sources of a core table promise: columns that are always filled, and how old the newest row may be."""

    required: frozenset[str] = frozenset()
    within_days: int | None = None
    sources: tuple[str, ...] = ()


def derived_rules(
    table: CoreTable,
    standards: Registry,
    objects: ObjectRegistry,
    day: date,
    promise: Promise | None = None,
    held: Collection[str] = (),
) -> list[Rule]:
    """Every rule that the standards imply for a core table; ``held`` are the tables that references may point to."""
    made = [*_of_key(table), *_of_promise(table, promise or Promise())]
    for column in table.columns.values():
        made += _of_column(table, column, standards, objects, day)
    made += _of_references(table, held)
    made += [rule for rule in core_rules() if rule.table == table.name and _may_run(rule, table, held)]
    return list({rule.id: rule for rule in made}.values())


@cache
def core_rules() -> tuple[Rule, ...]:
    """The rules on the core layer that are written by hand, with the standard that each rests on."""
    return tuple(replace(rule, derived=True) for rule in read_rule_file(CORE_RULES).rules)


def _may_run(rule: Rule, table: CoreTable, held: Collection[str]) -> bool:
    reference = rule.options.get("references")
    return not reference or reference in held


def _rule(table: CoreTable, name: str, kind: str, columns: Sequence[str], label: str, source: str, **more: Any) -> Rule:
    options = {key: more.pop(key) for key in list(more) if key not in ("blocks", "severity", "dimension", "where")}
    return Rule(
        f"{table.name}.{name}",
        kind,
        tuple(columns),
        table.name,
        label,
        source=source,
        derived=True,
        options=MappingProxyType(options),
        **more,
    )


def _of_key(table: CoreTable) -> Iterator[Rule]:
    source = "数据模型标准：明细层主键"
    for name in table.key:
        yield _rule(
            table, f"{name}.present", "not_null", [name], f"主键 {_label(table, name)} 不为空", source, blocks=True
        )
    key = [*table.key, "known_at"] if table.keeps_versions else list(table.key)
    listed = "、".join(_label(table, name) for name in table.key)
    yield _rule(table, "key.unique", "unique", key, f"主键（{listed}）唯一", source, blocks=True)


def _label(table: CoreTable, name: str) -> str:
    return table.columns[name].label if name in table.columns else {"employer_key": "用人单位"}.get(name, name)


def _of_promise(table: CoreTable, promise: Promise) -> Iterator[Rule]:
    source = "来源契约：" + "、".join(promise.sources) if promise.sources else "来源契约"
    for name in sorted(promise.required):
        if name in table.columns and name not in table.key:
            label = f"{table.columns[name].label} 必填"
            yield _rule(table, f"{name}.present", "not_null", [name], label, source)
    if promise.within_days is not None:
        label = f"最新一行在 {promise.within_days} 日内获知"
        yield _rule(table, "fresh", "freshness", ["known_at"], label, source, within_days=promise.within_days)
        yield _rule(table, "rows", "row_count", [], "至少一行", source, min=1, blocks=True)


def _of_column(
    table: CoreTable, column: Column, standards: Registry, objects: ObjectRegistry, day: date
) -> Iterator[Rule]:
    name, label = column.name, column.label
    if standards.codes_of(column):
        source = f"代码集 {column.code_set} {standards.code_set(column.code_set).label}"
        text = f"{label} 在代码集 {column.code_set} 内"
        yield _rule(table, f"{name}.codes", "code_set", [name], text, source, code_set=column.code_set)
    validator = _validator_of(column)
    if validator:
        source = {"uscc": "GB 32100-2015", "resident_id": "GB 11643-1999"}.get(validator, "GB 11714-1997")
        yield _rule(table, f"{name}.valid", "validator", [name], f"{label} 校验码正确", source, validator=validator)
    if column.type == "date":
        later = {"may_be_future": True} if column.may_be_future else {}
        yield _rule(table, f"{name}.plausible", "date", [name], f"{label} 真实可信", "GB/T 7408 日期", **later)
    if column.type == "month":
        pattern = r"(19|20)[0-9]{2}-(0[1-9]|1[0-2])"
        yield _rule(table, f"{name}.month", "pattern", [name], f"{label} 为年月", "GB/T 7408 日期", pattern=pattern)
    if column.type == "integer" and name.endswith("_count"):
        yield _rule(table, f"{name}.counted", "range", [name], f"{label} 不为负", "计数的定义", min=0)
    yield from _of_element(table, column, objects, day, bool(validator))


def _validator_of(column: Column) -> str:
    if column.name == "uscc" or column.name.endswith("_uscc"):
        return "uscc"
    return _VALIDATORS.get(column.item, "")


def _of_element(
    table: CoreTable, column: Column, objects: ObjectRegistry, day: date, is_validated: bool
) -> Iterator[Rule]:
    element = _element(objects, column.item, day)
    if element is None or column.type not in ("text", "code") or is_validated:
        return
    found = _TEXT_FORMAT.fullmatch(str(element.body.get("format", "")))
    if found is None:
        return
    # A fixed length in a system's own script is a limit, not a promise: shorter codes are common.
    longest = int(found[2])
    label = f"{column.label} 不超过 {longest} 个字符"
    source = f"数据元 {element.identifier} {element.name} {element.body['format']}"
    yield _rule(table, f"{column.name}.length", "length", [column.name], label, source, max=longest)


def _element(objects: ObjectRegistry, item: str, day: date) -> RegisteredObject | None:
    versions = objects.versions("data_element", f"DE-{item}") if item else ()
    return next((one for one in versions if one.in_force(day)), None)


def _of_references(table: CoreTable, held: Collection[str]) -> Iterator[Rule]:
    if REGISTER not in held or table.name == REGISTER:
        return
    if "uscc" in table.columns:
        yield _rule(
            table, "uscc.registered", "referential", ["uscc"], "统一社会信用代码在企业登记中存在",
            "GB/T 36344-2018 0402", references=REGISTER, to=["uscc"], severity="warning",
        )  # fmt: skip
    if table.employer:
        # Numbers and names that belong to no register are linked later; a written credit code must be one and exist.
        yield _rule(
            table, "employer_code.registered", "referential", ["employer_code"], "用人单位信用代码在企业登记中存在",
            "GB/T 36344-2018 0402", references=REGISTER, to=["uscc"], severity="warning",
            where="regexp_full_match(employer_code, '[0-9A-Z]{18}')",
        )  # fmt: skip
        yield _rule(
            table, "employer.named", "expression", [*EMPLOYER_COLUMNS[1:]], "用人单位有代码、编号或名称",
            "数据模型标准：用人单位引用", dimension="completeness",
            expression="employer_code IS NOT NULL OR employer_number IS NOT NULL OR employer_name IS NOT NULL",
        )  # fmt: skip


def rules_by_table(
    standards: Registry,
    objects: ObjectRegistry,
    day: date,
    promises: Mapping[str, Promise],
    held: Collection[str],
) -> dict[str, list[Rule]]:
    """The derived rules of every core table that the pool holds."""
    tables = [table for name, table in standards.tables.items() if name in held]
    return {t.name: derived_rules(t, standards, objects, day, promises.get(t.name), held) for t in tables}
