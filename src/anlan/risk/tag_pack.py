"""Tags of employers as declared: what each means, its limits, its SQL and the rows behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from anlan.base.errors import AnlanError, Findings
from anlan.base.yaml_text import load_yaml
from anlan.risk.evidence import RowsBehind, number_text
from anlan.risk.registry import PACK, Trace

FILE = "tags.yml"
KINDS = {"rule": "规则", "computed": "计算"}


class TagUnknown(AnlanError):
    """A tag that is not declared."""

    code = "tag-unknown"
    status = 404
    message = "没有标签 {code}"
    hint = "运行 `anlan assets tags` 查看全部标签。"


class TagLimitInvalid(AnlanError):
    """A limit that the tag does not have, or that is no number."""

    code = "tag-limit-invalid"
    status = 422
    message = "标签 {code} 的参数 {name} 不能设为“{value}”"
    hint = "可设的参数：{names}；值须为数字。"


@dataclass(frozen=True)
class Tag:
    """One tag. ``kind`` is ``rule`` or ``computed``; texts and SQL still carry the names of its limits in braces."""

    code: str
    label: str
    entity: str
    kind: str
    definition: str
    text: str
    unit: str
    tables: tuple[str, ...]
    params: Mapping[str, float]
    valid_from: date
    source: str
    window_days: int
    trace: Trace
    sql: str
    limit_labels: Mapping[str, str]

    def filled(self, template: str, day: date | None = None) -> str:
        """A template with the limits, and the day as a SQL date where one is given."""
        for name, value in self.params.items():
            # As exact as it was set: a limit is not rounded as a figure in a text is.
            template = template.replace("{" + name + "}", f"{value:.12g}")
        return template if day is None else template.replace("{day}", f"DATE '{day}'")

    def with_limits(self, limits: Mapping[str, str]) -> Tag:
        """The tag with other limits. Raises: TagLimitInvalid."""
        changed = dict(self.params)
        for name, value in limits.items():
            if name not in self.params or not _is_number(value):
                names = "、".join(self.params) or "无"
                raise TagLimitInvalid(code=self.code, name=name, value=value, names=names)
            changed[name] = float(value)
        return replace(self, params=changed)

    def limits(self) -> list[dict[str, Any]]:
        """Its limits, each with name, label and value."""
        return [{"name": name, "label": self.limit_labels[name], "value": value} for name, value in self.params.items()]

    def reason(self, value: float | None, detail: str | None) -> str:
        """Why an employer carries it, with the figures."""
        text = self.filled(self.text.replace("{value}", "" if value is None else number_text(value)))
        return f"{text}（{detail}）" if detail else text

    def rows_behind(self, uscc: str, day: date, data_date: date | None) -> dict[str, str]:
        """The trace of the rows behind it for an employer: table, uscc and filter."""
        template = self.filled(self.trace.filter, day)
        return RowsBehind(self.trace.table, template, uscc, day, data_date, self.window_days).filled()


def _is_number(value: str) -> bool:
    digits = value.strip().removeprefix("-").replace(".", "", 1)
    return digits.isascii() and digits.isdigit()


def read_tags(folder: Path = PACK) -> tuple[Tag, ...]:
    """Every declared tag in its order. Raises: Findings that list everything wrong with the file."""
    body = load_yaml((folder / FILE).read_text(encoding="utf-8"))
    problems: list[str] = []
    found: list[Tag] = []
    labels = {str(name): str(label) for name, label in body["limits"].items()}
    for place, facts in enumerate(body["tags"], 1):
        tag = _tag(facts, f"第 {place} 个标签 {facts.get('code', '')}", labels, problems)
        if tag is not None and any(one.code == tag.code for one in found):
            problems.append(f"{tag.code} 重复")
        found += [tag] if tag is not None else []
    if problems:
        raise Findings(FILE, problems)
    return tuple(found)


def _tag(facts: Mapping[str, Any], place: str, labels: Mapping[str, str], problems: list[str]) -> Tag | None:
    wanted = set(Tag.__dataclass_fields__) - {"limit_labels"}
    wrong = [f"{place}：缺少 {one}" for one in sorted(wanted - set(facts))]
    wrong += [f"{place}：没有“{one}”这一项" for one in sorted(set(facts) - wanted)]
    if facts.get("kind") not in KINDS:
        wrong.append(f"{place}：kind 只能是 {'、'.join(KINDS)}")
    if facts.get("entity") != "employer":
        wrong.append(f"{place}：entity 只能是 employer")
    wrong += [f"{place}：limits 中没有参数 {one} 的名称" for one in facts.get("params", {}) if one not in labels]
    problems += wrong
    if wrong:
        return None
    limits = {str(name): float(value) for name, value in facts["params"].items()}
    read = {"params": limits, "tables": tuple(facts["tables"]), "trace": Trace(**facts["trace"])}
    return Tag(**{**facts, **read, "limit_labels": {name: labels[name] for name in limits}})


def tag_of(code: str, tags: tuple[Tag, ...]) -> Tag:
    """The tag of that code. Raises: TagUnknown."""
    found = next((one for one in tags if one.code == code), None)
    if found is None:
        raise TagUnknown(code=code)
    return found
