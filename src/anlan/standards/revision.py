"""Revising a standard: what a draft changes, code by code and field by field, and what is wrong with it.

A code set names in ``mappings`` what each code that it drops becomes; a code that is dropped without one has no
successor, and a value that still carries it is set aside.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from anlan.standards.formats import read_format
from anlan.standards.objects import KINDS, ObjectRegistry, RegisteredObject

REVISABLE = tuple(kind for kind in KINDS if kind not in ("source_item", "division"))
CHANGES = {"added": "新增", "removed": "停用", "mapped": "并入", "renamed": "改名"}

FIELD_LABELS = {
    "name": "名称",
    "code": "代码",
    "english": "英文名称",
    "definition": "定义",
    "object_class": "对象类",
    "property": "特性",
    "representation": "表示",
    "data_type": "数据类型",
    "format": "表示格式",
    "value_domain": "值域",
    "unit": "计量单位",
    "synonyms": "同义名称",
    "submitter": "提交机构",
    "owner": "适用范围",
    "systems": "来源系统",
    "status": "状态",
    "format_status": "格式的可信程度",
    "source": "来源",
    "confidence": "可信程度",
    "pattern": "表达式",
    "indicators": "GB/T 36344 指标",
    "formula": "计算公式",
    "class_43697": "GB/T 43697 类别",
    "handling": "处理要求",
    "obligation": "约束",
    "field": "对应字段",
    "rule": "规则",
    "scopes": "范围",
    "duties": "职责",
    "rights": "权限",
    "note": "说明",
    "levels": "层级",
    "values": "代码",
    "mappings": "新旧对照",
    "doubtful": "待核实的代码",
}
_NEEDED = {
    "data_element": ("code", "definition", "object_class", "property", "representation", "data_type", "format"),
    "code_set": ("values",),
    "term": ("english", "definition"),
    "naming_rule": ("pattern", "definition"),
    "quality_dimension": ("indicators", "formula", "definition"),
    "data_grade": ("class_43697", "definition", "handling"),
    "metadata_element": ("english", "definition", "obligation", "field"),
    "service_rule": ("rule", "scopes"),
    "role": ("duties", "rights"),
}


@dataclass(frozen=True)
class CodeChange:
    """One line of the crosswalk of a code set: a code added, removed without successor, mapped, or renamed."""

    change: str
    code: str
    label: str
    new_code: str
    new_label: str


@dataclass(frozen=True)
class FieldChange:
    """One field of an object before and after."""

    field: str
    label: str
    before: str
    after: str


def crosswalk(old: RegisteredObject | None, new: RegisteredObject) -> list[CodeChange]:
    """Old → new of two versions of a code set, changes only: removed and mapped codes, then renamed, then added."""
    before: Mapping[str, str] = old.body.get("values", {}) if old else {}
    after: Mapping[str, str] = new.body.get("values", {})
    mappings: Mapping[str, str] = new.body.get("mappings", {})
    gone = [
        CodeChange("mapped", code, label, mappings[code], after.get(mappings[code], ""))
        if code in mappings
        else CodeChange("removed", code, label, "", "")
        for code, label in before.items()
        if code not in after
    ]
    renamed = [
        CodeChange("renamed", code, before[code], code, label)
        for code, label in after.items()
        if code in before and before[code] != label
    ]
    added = [CodeChange("added", "", "", code, label) for code, label in after.items() if code not in before]
    return [*gone, *renamed, *added]


def field_changes(old: RegisteredObject | None, new: RegisteredObject) -> list[FieldChange]:
    """The fields that differ, in the order in which they are declared; codes are told by `crosswalk`."""
    before, after = (_fields(entry) if entry else {} for entry in (old, new))
    names = [name for name in FIELD_LABELS if name in before or name in after]
    names += sorted((before.keys() | after.keys()) - FIELD_LABELS.keys())
    return [
        FieldChange(name, FIELD_LABELS.get(name, name), _text(before.get(name)), _text(after.get(name)))
        for name in names
        if name not in ("values", "mappings", "levels") and _text(before.get(name)) != _text(after.get(name))
    ]


def _fields(entry: RegisteredObject) -> dict[str, Any]:
    return {"name": entry.name, "source": entry.source, "confidence": entry.confidence, **entry.body}


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        return "；".join(f"{key} {text}" for key, text in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "、".join(str(part) for part in value)
    return "" if value is None else str(value)


def check_draft(draft: RegisteredObject, objects: ObjectRegistry, day: date) -> list[str]:
    """Everything that keeps a draft from being approved; empty where nothing does."""
    if draft.kind not in REVISABLE:
        return [f"{KINDS.get(draft.kind, draft.kind)} 不在此处修订；可修订：{'、'.join(KINDS[k] for k in REVISABLE)}"]
    history = objects.versions(draft.kind, draft.identifier)
    current = next((entry for entry in history if entry.in_force(day)), None)
    problems = [] if draft.name.strip() else ["缺少名称"]
    problems += [f"缺少{FIELD_LABELS[name]}" for name in _NEEDED.get(draft.kind, ()) if not draft.body.get(name)]
    if draft.kind == "code_set":
        problems += _code_set_problems(draft, current)
    if draft.kind == "data_element":
        problems += _element_problems(draft, current, objects, day)
    if draft.kind == "naming_rule":
        problems += _pattern_problems(str(draft.body.get("pattern", "")))
    if draft.kind == "quality_dimension":
        known = objects.get("code_set", "DQ_GBT36344", day).body["values"]
        problems += [f"GB/T 36344 没有指标 {code}" for code in draft.body.get("indicators", ()) if code not in known]
    if current is not None and not field_changes(current, draft) and not crosswalk(current, draft):
        same_maps = dict(current.body.get("mappings", {})) == dict(draft.body.get("mappings", {}))
        problems += ["与现行版本没有区别"] if same_maps else []
    return problems


def _code_set_problems(draft: RegisteredObject, current: RegisteredObject | None) -> list[str]:
    values, mappings = draft.body.get("values") or {}, draft.body.get("mappings") or {}
    before = current.body["values"] if current else {}
    problems = [f"代码 {code!r} 前后有空白或为空" for code in values if not code or code != code.strip()]
    problems += [f"代码 {code} 没有名称" for code, label in values.items() if not str(label).strip()]
    problems += [f"对照的旧代码 {old} 仍在新版中" for old in mappings if old in values]
    known = before.keys() | (current.body.get("mappings", {}).keys() if current else set())
    problems += [f"对照的旧代码 {old} 不在现行版本中" for old in mappings if old not in known]
    problems += [f"{old} 对照到 {new}，新版没有这个代码" for old, new in mappings.items() if new not in values]
    levels = draft.body.get("levels")
    if levels is not None or (current and "levels" in current.body):
        problems += [f"代码 {code} 没有写明层级" for code in values if code not in (levels or {})]
    return problems


def _element_problems(
    draft: RegisteredObject, current: RegisteredObject | None, objects: ObjectRegistry, day: date
) -> list[str]:
    body, problems = draft.body, []
    if body.get("format") and read_format(str(body["format"])) is None:
        problems.append(f"表示格式 {body['format']} 无法识别；写法如 c..50、n..16,2、an18、d8")
    domain = body.get("value_domain")
    if domain and not any(o.in_force(day) for o in objects.versions("code_set", domain)):
        problems.append(f"值域 {domain} 不是已登记的代码集")
    for rule, text in (("element-id", draft.identifier), ("item-code", str(body.get("code", "")))):
        pattern = objects.get("naming_rule", rule, day)
        if not re.fullmatch(pattern.body["pattern"], text):
            problems.append(f"{text} 不合“{pattern.name}”：{pattern.body['definition']}")
    if current is not None and current.body["code"] != body.get("code"):
        problems.append("代码不能变更；另设数据元并停用本项")
    if current is None:
        taken = [e.identifier for e in objects.of_kind("data_element", day) if e.body["code"] == body.get("code")]
        problems += [f"代码 {body.get('code')} 已由 {identifier} 使用，不另设" for identifier in taken]
    if current is not None and current.body.get("unit", "") != body.get("unit", ""):
        problems.append("计量单位不能变更：资源池的列名带有单位；另设数据元")
    return problems


def _pattern_problems(pattern: str) -> list[str]:
    try:
        re.compile(pattern)
    except re.error as error:
        return [f"表达式 {pattern} 无法识别：{error}"]
    return []
