"""Retention classes: how long received data stay, by which law, and what happens at the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import yaml

from anlan.base.errors import Findings, InputUnreadable
from anlan.base.yaml_text import load_yaml
from anlan.standards.objects import CONFIDENCE
from anlan.standards.registry import PACK

FILE = "retention.yml"
ACTIONS = {"destroy": "销毁", "transfer": "移交档案后销毁"}
STARTS = ("receipt", "next_year")


@dataclass(frozen=True)
class RetentionClass:
    """One class: which tables or kinds of source it is for, how many years, from when, and by which law."""

    identifier: str
    label: str
    years: int
    start: str
    action: str
    basis: str
    confidence: str
    note: str = ""
    tables: tuple[str, ...] = ()
    source_classes: tuple[str, ...] = ()

    def covers(self, core_table: str, source_class: str) -> bool:
        """Whether data of that kind of source for that core table belong to it."""
        by_table = not self.tables or any(fnmatchcase(core_table, pattern) for pattern in self.tables)
        return by_table and (not self.source_classes or source_class in self.source_classes)

    def due(self, received: date) -> date:
        """The first day on which what was received on a day need not be kept any more."""
        first = date(received.year + 1, 1, 1) if self.start == "next_year" else received
        try:
            return first.replace(year=first.year + self.years)
        except ValueError:  # 29 February in a year that has none
            return date(first.year + self.years, 3, 1)


@dataclass(frozen=True)
class Agreement:
    """The agreement under which a system's data came, and its last day."""

    name: str
    ends: date


@dataclass(frozen=True)
class Retention:
    """The classes in their order, and the agreements by system."""

    classes: tuple[RetentionClass, ...]
    agreements: Mapping[str, Agreement]

    def class_of(self, core_table: str, source_class: str) -> RetentionClass:
        """The class that holds: the first that covers it; the pack's last covers everything."""
        return next(one for one in self.classes if one.covers(core_table, source_class))


def read_retention(folder: Path | None = None) -> Retention:
    """The classes of the pack, those of a workspace's ``retention.yml`` before them.

    Raises: Findings, InputUnreadable.
    """
    body = _read(PACK / FILE)
    own = _read(folder / FILE) if folder is not None and (folder / FILE).is_file() else {}
    problems: list[str] = []
    classes = [_class(one, problems) for one in [*(own.get("classes") or ()), *body["classes"]]]
    agreements = {
        str(system): _agreement(str(system), one, problems) for system, one in (own.get("agreements") or {}).items()
    }
    if problems:
        raise Findings(FILE, problems)
    return Retention(tuple(one for one in classes if one), {k: v for k, v in agreements.items() if v})


def _read(path: Path) -> dict[str, Any]:
    try:
        return dict(load_yaml(path.read_text(encoding="utf-8")) or {})
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValueError, TypeError) as error:
        raise InputUnreadable(path=path, reason=type(error).__name__, action="文件须是 UTF-8 编码的 YAML。") from error


def _class(body: Mapping[str, Any], problems: list[str]) -> RetentionClass | None:
    name = str(body.get("id") or "（未命名）")
    wrong = [f"{name} 缺少 {one}" for one in ("label", "years", "basis") if not body.get(one)]
    for field, known in (("from", STARTS), ("action", tuple(ACTIONS)), ("confidence", CONFIDENCE)):
        if body.get(field) not in known:
            wrong.append(f"{name} 的 {field} 须是 {'、'.join(known)} 之一")
    if not isinstance(body.get("years"), int):
        wrong.append(f"{name} 的 years 须是整数")
    problems += wrong
    if wrong:
        return None
    return RetentionClass(
        name, str(body["label"]), int(body["years"]), str(body["from"]), str(body["action"]), str(body["basis"]),
        str(body["confidence"]), str(body.get("note") or ""), _texts(body.get("tables")),
        _texts(body.get("source_classes")),
    )  # fmt: skip


def _texts(value: Sequence[Any] | None) -> tuple[str, ...]:
    return tuple(str(one) for one in value or ())


def _agreement(system: str, body: Any, problems: list[str]) -> Agreement | None:
    if not isinstance(body, Mapping) or not isinstance(body.get("ends"), date) or not body.get("agreement"):
        problems.append(f"agreements 下的 {system} 须写 agreement 与 ends（YYYY-MM-DD）")
        return None
    return Agreement(str(body["agreement"]), body["ends"])
