"""``linkage.yml``: what to compare, what to block by, where to draw the lines; one line where the kinds suffice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from anlan.base.yaml_text import load_yaml
from anlan.entities.linkage.kinds import KINDS
from anlan.entities.linkage.problems import LinkageConfigInvalid

_FIELDS = {
    "kind",
    "id",
    "columns",
    "ignore",
    "blocking",
    "thresholds",
    "within",
    "second",
    "cluster_limit",
    "pairs_per_record",
}
_THRESHOLDS = {"match", "review"}
_SUBJECTS = {"person": "人员", "employer": "单位", "auto": "自动"}


@dataclass(frozen=True)
class Column:
    """One column that takes part: its name in the file, its kind, whether it is compared or only looked at."""

    name: str
    kind: str


@dataclass(frozen=True)
class LinkageConfig:
    """How two records are compared and where the lines are drawn.

    ``match`` is the probability from which two records are taken as one, ``review`` from which a person looks at them.
    ``second`` says which column of the second file is which of the first.
    ``blocking`` names groups of columns whose joint agreement makes a candidate; empty means derived from the data.
    """

    subject: str = "auto"
    id_column: str = ""
    columns: tuple[Column, ...] = ()
    ignore: tuple[str, ...] = ()
    blocking: tuple[tuple[str, ...], ...] = ()
    match: float = 0.5
    review: float = 0.05
    within: bool = False
    cluster_limit: int = 500
    pairs_per_record: float = 12.0
    second: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    place: str = field(default="自动", compare=False)

    def with_columns(self, id_column: str, columns: tuple[Column, ...]) -> LinkageConfig:
        """The same with the identifier and columns that were found or checked."""
        return replace(self, id_column=id_column, columns=columns)


def read_config(path: Path) -> LinkageConfig:
    """The configuration written in a YAML file. Raises: LinkageConfigInvalid with everything to be corrected."""
    if not path.is_file():
        raise LinkageConfigInvalid(
            place=path.name, reason="找不到文件", action="检查 --config 的路径；省略 --config 时按列名与取值自动推断。"
        )
    try:
        content = load_yaml(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        reason = str(error).splitlines()[0]
        raise LinkageConfigInvalid(
            place=path.name, reason=f"不是合法的 YAML：{reason}", action="改正该行的缩进与冒号。"
        ) from error
    return parse_config(content, path.name)


def parse_config(content: Any, place: str) -> LinkageConfig:
    """The configuration of a parsed document. Raises: LinkageConfigInvalid."""
    if content is None:
        content = {}
    if not isinstance(content, Mapping):
        _refuse(place, "最外层须是键值对", "写成 `kind: person` 这样的形式。")
    unknown = [str(name) for name in content if name not in _FIELDS]
    if unknown:
        near = get_close_matches(unknown[0], sorted(_FIELDS), 1)
        hint = f"是否想写 {near[0]}？" if near else ""
        _refuse(place, f"没有名为 {unknown[0]} 的设置", f"{hint}可用的设置：{'、'.join(sorted(_FIELDS))}。")
    subject = str(content.get("kind", "auto"))
    if subject not in _SUBJECTS:
        _refuse(place, f"kind 为 {subject}", f"kind 可以是 {'、'.join(_SUBJECTS)}。")
    lines = content.get("thresholds") or {}
    if not isinstance(lines, Mapping) or set(lines) - _THRESHOLDS:
        _refuse(place, "thresholds 的写法", "写成 `thresholds: {match: 0.5, review: 0.05}`。")
    match = _share(lines.get("match", 0.5), "thresholds.match", place)
    review = _share(lines.get("review", min(0.05, match)), "thresholds.review", place)
    if review > match:
        _refuse(place, "review 高于 match", "review 是送人工复核的下限，应不高于 match。")
    return LinkageConfig(
        subject,
        str(content.get("id") or ""),
        _columns(content.get("columns"), place),
        tuple(map(str, content.get("ignore") or ())),
        _blocking(content.get("blocking"), place),
        match,
        review,
        bool(content.get("within", False)),
        int(_positive(content.get("cluster_limit", 500), "cluster_limit", place)),
        _positive(content.get("pairs_per_record", 12), "pairs_per_record", place),
        _second(content.get("second"), place),
        place,
    )


def _columns(content: Any, place: str) -> tuple[Column, ...]:
    if content is None:
        return ()
    if not isinstance(content, Mapping):
        _refuse(place, "columns 须是 `列名: 种类`", "例如 `columns: {姓名: name, 身份证号: id_number}`。")
    found = []
    for name, given in content.items():
        kind = str(given.get("kind") if isinstance(given, Mapping) else given)
        if kind not in KINDS:
            near = get_close_matches(kind, list(KINDS), 1)
            hint = f"是否想写 {near[0]}？" if near else ""
            _refuse(place, f"列 {name} 的种类 {kind} 不存在", f"{hint}可用的种类：{'、'.join(KINDS)}。")
        found.append(Column(str(name), kind))
    return tuple(found)


def _second(content: Any, place: str) -> Mapping[str, str]:
    if content is not None and not isinstance(content, Mapping):
        _refuse(
            place, "second 须是 `第二个文件的列: 第一个文件的列`", "例如 `second: {AAC003: 姓名, AAC002: 身份证号}`。"
        )
    return MappingProxyType({str(theirs): str(ours) for theirs, ours in (content or {}).items() if theirs != ours})


def _blocking(content: Any, place: str) -> tuple[tuple[str, ...], ...]:
    if content is None:
        return ()
    if not isinstance(content, list):
        _refuse(place, "blocking 须是列表", "例如 `blocking: [[姓名, 出生日期], [电话]]`。")
    return tuple(tuple(map(str, rule)) if isinstance(rule, list) else (str(rule),) for rule in content)


def _share(value: Any, name: str, place: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value < 1:
        _refuse(place, f"{name} 为 {value}", f"{name} 是概率，须大于 0 小于 1。")
    return float(value)


def _positive(value: Any, name: str, place: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value <= 0:
        _refuse(place, f"{name} 为 {value}", f"{name} 须是正数。")
    return float(value)


def _refuse(place: str, reason: str, action: str) -> None:
    raise LinkageConfigInvalid(place=place, reason=reason, action=action)
