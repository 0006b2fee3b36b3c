"""A file checked against a rules file: results, scores and a few masked sample rows a rule."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import duckdb

from anlan.pool.delta import quoted
from anlan.quality.files import file_relation
from anlan.quality.judge import RuleResult, judge
from anlan.quality.masks import Mask
from anlan.quality.relation import FILE_STEP, Relation
from anlan.quality.rule import KINDS, Rule
from anlan.quality.rule_file import RuleFile, RulesInvalid, unknown_columns
from anlan.quality.safe_sql import sql_problems
from anlan.quality.sample_rows import sample_rows
from anlan.quality.score import Score, score_of
from anlan.quality.validators import VALIDATORS
from anlan.standards.registry import Registry

_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
# Names of columns that hold persons' data, in Chinese, in English, in first letters and in the codes of the items.
_PERSONAL = re.compile(
    r"姓名|身份证|证件号|社会保障号|护照|手机|电话|联系方式|联系人|银行卡|银行账号|银行帐号|住址|家庭地址|户籍地址|邮箱"
    r"|^(?:.*_)?(?:name|xm|xingming|id_?card(?:_?no)?|id_?no|id_?number|sfzh?m?|mobile|phone|tel|sjh|lxdh|address|addr"
    r"|email|birth(?:day|_?date)?|csrq|bank_?card|card_?no|passport)$|^(?:AAC00[236]|AAE00[56]|AAE010|AAC147)$",
    re.I,
)
_OF_OTHERS = re.compile(
    r"(?:company|dept|org|unit|product|file|table|column|user|school|hospital|city|bank)_?name$", re.I
)


@dataclass(frozen=True)
class FileCheck:
    """What checking a file found: rows, one result a rule, sample rows by rule id, and the score."""

    rows: int
    results: Sequence[RuleResult]
    samples: Mapping[str, Sequence[Mapping[str, Any]]]
    score: Score

    @property
    def blocks(self) -> bool:
        """Whether a blocking rule is broken."""
        return any(result.blocks for result in self.results)


def check_file(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    rule_file: RuleFile,
    base: Path,
    standards: Registry,
    as_of: date,
    samples: int = 5,
) -> FileCheck:
    """Judge a file; ``base`` is the folder that references are relative to.

    Raises: InputMissing, InputUnreadable, RulesInvalid for rules that do not fit the file.
    """
    relation = _masked(file_relation(connection, rule_file.table, path), rule_file)
    others = {name: file_relation(connection, name, base / file) for name, file in rule_file.references.items()}
    _refuse(rule_file, relation, others, standards)
    if not relation.source.startswith('"'):
        connection.execute(f"CREATE OR REPLACE VIEW {quoted(relation.name)} AS SELECT * FROM {relation.source}")
    for name, other in others.items():
        if not other.source.startswith('"'):
            connection.execute(f"CREATE OR REPLACE VIEW {quoted(name)} AS SELECT * FROM {other.source}")
    try:
        results = judge(
            connection, relation, rule_file.rules, standards, as_of, others=others, keep_failing=samples > 0
        )
    except duckdb.Error as error:
        problems = _refused_by_engine(connection, relation, rule_file, standards, as_of, others)
        raise RulesInvalid(path.name, problems or [_without_values(error)]) from None
    [[rows]] = connection.execute(f"SELECT count(*) FROM {relation.source}").fetchall()
    found = _samples(connection, relation, rule_file, samples) if samples else {}
    return FileCheck(rows, results, found, score_of(results))


def _refused_by_engine(
    connection: duckdb.DuckDBPyConnection,
    relation: Relation,
    rule_file: RuleFile,
    standards: Registry,
    as_of: date,
    others: Mapping[str, Relation],
) -> list[str]:
    """What the engine says of each rule that it cannot run, with the rule's line."""
    problems = []
    for rule in rule_file.rules:
        try:
            judge(connection, relation, [rule], standards, as_of, others=others, keep_failing=False)
        except duckdb.Error as error:
            problems.append(rule_file.located(f"{rule.id}：{_without_values(error)}"))
    return problems


def _without_values(error: duckdb.Error) -> str:
    """The engine's reason; what it quotes may be a person's data."""
    return f"无法执行（{_QUOTED.sub('…', str(error).splitlines()[0])[:160]}）"


def _masked(relation: Relation, rule_file: RuleFile) -> Relation:
    """The relation with how much of each column may be shown: by grade, else by what its rules or its name say."""
    masks: dict[str, Mask] = {}
    for name in relation.types:
        validators = [r.options["validator"] for r in rule_file.rules if r.kind == "validator" and name in r.columns]
        if name in rule_file.grades:
            masks[name] = Mask.PERSONAL if rule_file.grades[name] >= "L3" else Mask.PLAIN
        elif any(VALIDATORS[one].is_personal for one in validators) or (
            _PERSONAL.search(name) and not _OF_OTHERS.search(name)
        ):
            masks[name] = Mask.PERSONAL
        elif validators or any(r.kind == "code_set" and name in r.columns for r in rule_file.rules):
            masks[name] = Mask.PLAIN
    key = tuple(name for name in rule_file.key if name in relation.types)
    return replace(relation, masks=MappingProxyType(masks), key=key)


def _refuse(rule_file: RuleFile, relation: Relation, others: Mapping[str, Relation], standards: Registry) -> None:
    problems = unknown_columns(rule_file.rules, relation.types)
    problems += [f"key：没有列 {name}" for name in rule_file.key if name not in relation.types]
    problems += [f"grades：没有列 {name}" for name in rule_file.grades if name not in relation.types]
    tables = [relation.name, *others]
    for rule in rule_file.rules:
        problems += sql_problems(rule, list(relation.types), tables)
        problems += _missing_references(rule, relation, others, standards)
    if problems:
        raise RulesInvalid("与数据核对", [rule_file.located(problem) for problem in problems])


def _missing_references(
    rule: Rule, relation: Relation, others: Mapping[str, Relation], standards: Registry
) -> list[str]:
    code_set = rule.options.get("code_set")
    found = [f"{rule.id}：标准库中没有代码集 {code_set}"] if code_set and code_set not in standards.code_sets else []
    name = rule.options.get("references")
    if name and name not in others:
        return [*found, f"{rule.id}：references 中没有表 {name}"]
    if name and not KINDS[rule.kind].per_row:
        theirs = [*(rule.options.get("to_key") or rule.options.get("key") or [])]
        to = rule.options.get("to") or list(rule.columns)
        theirs += [to] if isinstance(to, str) else list(to)
        found += [f"{rule.id}：表 {name} 没有列 {one}" for one in theirs if one not in others[name].types]
    found += [f"{rule.id}：没有列 {one}" for one in rule.options.get("key", []) if one not in relation.types]
    return found


def _samples(
    connection: duckdb.DuckDBPyConnection, relation: Relation, rule_file: RuleFile, samples: int
) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for sample in sample_rows(connection, relation, samples):
        number = sample.pop("rule_no")
        sample["row"] = sample["row"] % FILE_STEP + 1
        found.setdefault(rule_file.rules[number].id, []).append(sample)
    return found
