"""Rules read from a YAML file, every mistake with its line; and written back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from anlan.base.errors import AnlanError, InputMissing
from anlan.quality.rule import DIMENSIONS, KINDS, OPERATORS, SEVERITIES, TYPES, Kind, Rule
from anlan.quality.validators import VALIDATORS
from anlan.standards.registry import GRADES

_COMMON = {
    "id", "kind", "column", "columns", "table", "label", "dimension", "severity", "blocks", "where", "allowed_ratio",
    "source",
}  # fmt: skip
_TOP = {"table", "label", "key", "grades", "references", "rules"}
_CHOICES = {"operator": OPERATORS, "type": TYPES, "validator": tuple(VALIDATORS)}


class _Loader(yaml.SafeLoader):
    """YAML in which only true and false are truth values: a column called ``no`` or ``y`` keeps its name."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:bool"]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|True|false|False"), list("tTfF"))


class RulesInvalid(AnlanError):
    """A rules file with mistakes, all of them listed with their lines."""

    code = "quality-rules-invalid"
    status = 422
    message = "规则文件 {path} 有 {count} 处错误：{listing}"
    hint = "按行号逐条改正；`anlan quality kinds` 列出各类规则及其选项。"

    def __init__(self, path: str, items: Sequence[str]) -> None:
        self.items = list(items)
        super().__init__(path=path, count=len(items), listing="；".join(items[:30]))


@dataclass(frozen=True)
class RuleFile:
    """What a rules file says: the rules, the columns that name a row, grades of columns, and the other tables."""

    rules: tuple[Rule, ...]
    table: str = "data"
    key: tuple[str, ...] = ()
    grades: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    references: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    lines: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """The line on which each rule begins, by its id; empty for rules from elsewhere than a file."""

    def located(self, problem: str) -> str:
        """A problem that begins with a rule's id, with the line of that rule before it."""
        rule, mark, rest = problem.partition("：")
        return f"第 {self.lines[rule]} 行（{rule}）：{rest}" if mark and rule in self.lines else problem


def read_rule_file(path: Path) -> RuleFile:
    """The rules of a file. Raises: InputMissing, RulesInvalid with the line of every mistake."""
    if not path.is_file():
        raise InputMissing(path=path)
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", errors="replace")
    return parse_rules(text, path.name)


def parse_rules(text: str, name: str) -> RuleFile:
    """The rules written in a YAML text. Raises: RulesInvalid."""
    try:
        node = yaml.compose(text, _Loader)
        body = yaml.load(text, _Loader)  # noqa: S506
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"第 {mark.line + 1} 行第 {mark.column + 1} 列：" if mark else ""
        raise RulesInvalid(name, [f"{place}不是合法的 YAML（{getattr(error, 'problem', '')}）"]) from error
    if not isinstance(body, dict) or not isinstance(body.get("rules"), list):
        raise RulesInvalid(name, ["第 1 行：顶层应为映射，并含 rules 列表"])
    lines = _lines(node)
    problems = [f"第 {lines.get((key,), 1)} 行：不认识的顶层字段 {key}" for key in body if key not in _TOP]
    rules, places = _rules(body["rules"], lines, problems)
    grades = _texts(body.get("grades"), "grades", lines, problems)
    problems += [
        f"第 {lines.get(('grades', c), 1)} 行：{c} 的分级 {g} 不在 L1–L4 中"
        for c, g in grades.items()
        if g not in GRADES
    ]
    references = _texts(body.get("references"), "references", lines, problems)
    if problems:
        raise RulesInvalid(name, problems)
    key = body.get("key") or []
    listed = tuple(str(one) for one in ([key] if isinstance(key, str) else key))
    return RuleFile(rules, str(body.get("table") or "data"), listed, grades, references, MappingProxyType(places))


def rule_of(body: Mapping[str, Any], number: int = 1) -> Rule:
    """One rule from plain values, as a form or the API gives it. Raises: RulesInvalid."""
    problems = problems_of(body)
    if problems:
        raise RulesInvalid(str(body.get("id") or f"第 {number} 条"), problems)
    return _rule(body, number)


def problems_of(body: Mapping[str, Any]) -> list[str]:
    """Everything that is wrong with one rule's plain values; empty for a sound rule."""
    kind = KINDS.get(str(body.get("kind")))
    if kind is None:
        known = "、".join(KINDS)
        return [
            f"规则类别 {body.get('kind')} 不存在（可用：{known}）"
            if body.get("kind")
            else f"缺少 kind（可用：{known}）"
        ]
    found = [f"{kind.name} 规则没有选项 {name}" for name in body if name not in _COMMON and name not in kind.options]
    found += [
        f"{kind.name} 规则缺少 {' 或 '.join(group)}" for group in kind.needs if not any(_given(body, n) for n in group)
    ]
    found += [
        problem
        for name, sort in kind.options.items()
        if _given(body, name)
        for problem in _option(name, sort, body[name])
    ]
    found += _column_problems(kind, body)
    found += _common_problems(body)
    return found


def _given(body: Mapping[str, Any], name: str) -> bool:
    return body.get(name) is not None and body.get(name) != ""


def _columns(body: Mapping[str, Any]) -> list[str]:
    given = body.get("columns", body.get("column"))
    if given is None or given == "":
        return []
    return [str(one) for one in given] if isinstance(given, (list, tuple)) else [str(given)]


def _column_problems(kind: Kind, body: Mapping[str, Any]) -> list[str]:
    columns, (least, most) = _columns(body), kind.columns
    if not least <= len(columns) <= most:
        wanted = f"{least} 列" if least == most else f"{least} 至 {most} 列"
        return [f"{kind.name} 规则应有 {wanted}，现有 {len(columns)} 列"]
    for name in ("to", "to_key"):
        other = "key" if name == "to_key" else "columns"
        size = len(body.get("key") or []) if other == "key" else len(columns)
        if isinstance(body.get(name), list) and len(body[name]) != size:
            return [f"{name} 应与 {other} 一一对应"]
    return []


def _common_problems(body: Mapping[str, Any]) -> list[str]:
    found = []
    if _given(body, "dimension") and body["dimension"] not in DIMENSIONS:
        found.append(f"维度 {body['dimension']} 不存在（可用：{'、'.join(DIMENSIONS)}）")
    if _given(body, "severity") and body["severity"] not in SEVERITIES:
        found.append(f"严重程度 {body['severity']} 不存在（可用：{'、'.join(SEVERITIES)}）")
    if "blocks" in body and not isinstance(body["blocks"], bool):
        found.append("blocks 应为 true 或 false")
    ratio = body.get("allowed_ratio", 0)
    if isinstance(ratio, bool) or not isinstance(ratio, (int, float)) or not 0 <= ratio <= 1:
        found.append("allowed_ratio 应为 0 至 1 的数")
    return found


def _option(name: str, sort: str, value: Any) -> list[str]:
    if sort == "count" and (isinstance(value, bool) or not isinstance(value, int) or value < 0):
        return [f"{name} 应为非负整数"]
    if sort == "number" and (isinstance(value, bool) or not isinstance(value, (int, float)) or value < 0):
        return [f"{name} 应为非负的数"]
    if sort == "flag" and not isinstance(value, bool):
        return [f"{name} 应为 true 或 false"]
    if sort == "list" and not (isinstance(value, (list, tuple)) and value):
        return [f"{name} 应为非空列表"]
    if sort == "text" and not isinstance(value, str):
        return [f"{name} 应为文本"]
    if name in _CHOICES and value not in _CHOICES[name]:
        return [f"{name} {value} 不存在（可用：{'、'.join(_CHOICES[name])}）"]
    return _pattern_problems(value) if name == "pattern" else []


def _pattern_problems(pattern: str) -> list[str]:
    try:
        re.compile(re.sub(r"\\x\{[0-9A-Fa-f]+\}|\\p\{\w+\}|\\p[LNZ]", "x", pattern))
    except re.error as error:
        return [f"pattern 不是合法的正则表达式（{error}）"]
    return ["pattern 不支持前后查找"] if re.search(r"\(\?<?[=!]", pattern) else []


def _rule(body: Mapping[str, Any], number: int) -> Rule:
    kind = KINDS[str(body["kind"])]
    options = {name: body[name] for name in kind.options if _given(body, name)}
    columns = tuple(_columns(body))
    identifier = str(body.get("id") or f"{'_'.join(columns) or 'table'}_{kind.name}_{number}")

    def text(name: str, default: str = "") -> str:
        return str(body[name]) if _given(body, name) else default

    return Rule(
        identifier,
        kind.name,
        columns,
        text("table"),
        text("label"),
        text("dimension"),
        text("severity", "error"),
        bool(body.get("blocks", False)),
        text("where"),
        float(body.get("allowed_ratio", 0)),
        text("source"),
        options=MappingProxyType(options),
    )


def _rules(
    bodies: Sequence[Any], lines: Mapping[tuple[Any, ...], int], problems: list[str]
) -> tuple[tuple[Rule, ...], dict[str, int]]:
    rules: list[Rule] = []
    seen: dict[str, int] = {}
    for index, body in enumerate(bodies):
        place = f"第 {lines.get(('rules', index), 1)} 行"
        if not isinstance(body, dict):
            problems.append(f"{place}：规则应为映射")
            continue
        named = f"{place}（{body['id']}）" if body.get("id") else place
        wrong = problems_of(body)
        problems += [f"{named}：{problem}" for problem in wrong]
        if wrong:
            continue
        rule = _rule(body, index + 1)
        if rule.id in seen:
            problems.append(f"{named}：标识重复")
        seen.setdefault(rule.id, lines.get(("rules", index), 1))
        rules.append(rule)
    return tuple(rules), seen


def _texts(given: Any, name: str, lines: Mapping[tuple[Any, ...], int], problems: list[str]) -> Mapping[str, str]:
    if given is None:
        return MappingProxyType({})
    if not isinstance(given, dict):
        problems.append(f"第 {lines.get((name,), 1)} 行：{name} 应为映射")
        return MappingProxyType({})
    return MappingProxyType({str(key): str(value) for key, value in given.items()})


def _lines(node: yaml.Node | None, path: tuple[Any, ...] = ()) -> dict[tuple[Any, ...], int]:
    """Path of keys and places in the document → line, counted from 1."""
    if node is None:
        return {}
    found = {path: node.start_mark.line + 1}
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            found |= _lines(value, (*path, key.value))
            found[(*path, key.value)] = key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode) and len(path) < 2:
        for index, value in enumerate(node.value):
            found |= _lines(value, (*path, index))
    return found


def unknown_columns(rules: Iterable[Rule], columns: Iterable[str]) -> list[str]:
    """What is wrong with rules for a table of these columns: each rule that names a column it does not have."""
    known = set(columns)
    return [f"{rule.id}：没有列 {name}" for rule in rules for name in rule.columns if name not in known]


def write_rules(rules: Iterable[Rule], table: str) -> str:
    """Rules as the text of a rules file."""
    body = {"table": table, "rules": [rule.as_dict() for rule in rules]}
    return yaml.safe_dump(body, allow_unicode=True, sort_keys=False, width=110)
