"""Standards as versioned, dated objects: data elements, code sets, terms, rules, grades, roles; a registry for any day.

Every object carries where it comes from and how sure that is: *confirmed* (read in a source), *inferred* (worked out by
a stated rule) or *memory* (known, not yet found in a source).
"""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

from anlan.base.errors import AnlanError, Findings
from anlan.base.yaml_text import load_yaml

PACK = Path(__file__).parent / "pack"
CONFIDENCE = ("confirmed", "inferred", "memory")
BEGINNING = date(1949, 10, 1)

KINDS = {
    "data_element": "数据元",
    "source_item": "来源指标项",
    "code_set": "代码集",
    "division": "行政区划",
    "term": "业务术语",
    "naming_rule": "命名规则",
    "quality_dimension": "质量维度",
    "data_grade": "数据分级",
    "data_domain": "数据域",
    "metadata_element": "元数据元素",
    "service_rule": "服务规则",
    "role": "角色",
}


class ObjectUnknown(AnlanError):
    """No object of that kind and identifier is in force."""

    code = "object-unknown"
    status = 404
    message = "{day} 没有生效的{kind} {identifier}"
    hint = "用 `anlan standards list {kind}` 查看已登记的内容；历史版本请指定日期。"


@dataclass(frozen=True)
class RegisteredObject:
    """One version of one object of the standards, in force from a day until (not including) another."""

    kind: str
    identifier: str
    name: str
    version: int = 1
    effective_from: date = BEGINNING
    effective_to: date | None = None
    source: str = ""
    confidence: str = "inferred"
    body: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    def in_force(self, day: date) -> bool:
        """Whether this version holds on a day."""
        return self.effective_from <= day and (self.effective_to is None or day < self.effective_to)

    def as_dict(self) -> dict[str, Any]:
        """The version as plain values, in a fixed order, for files, the ledger and comparison."""
        return {
            "kind": self.kind,
            "id": self.identifier,
            "name": self.name,
            "version": self.version,
            "effective_from": self.effective_from.isoformat(),
            "effective_to": self.effective_to.isoformat() if self.effective_to else None,
            "source": self.source,
            "confidence": self.confidence,
            **{key: self.body[key] for key in sorted(self.body)},
        }


class ObjectRegistry:
    """All versions of all objects; answers for a day. Immutable: a change makes a new registry."""

    def __init__(self, objects: Iterable[RegisteredObject]) -> None:
        versions: dict[tuple[str, str], list[RegisteredObject]] = defaultdict(list)
        for entry in objects:
            versions[entry.kind, entry.identifier].append(entry)
        problems = [problem for history in versions.values() for problem in _history_problems(history)]
        if problems:
            raise Findings("标准库", problems)
        self._versions = {key: tuple(sorted(v, key=lambda o: o.version)) for key, v in versions.items()}

    def __iter__(self) -> Iterator[RegisteredObject]:
        return (entry for history in self._versions.values() for entry in history)

    def versions(self, kind: str, identifier: str) -> tuple[RegisteredObject, ...]:
        """Every version of an object, oldest first; empty where it is unknown."""
        return self._versions.get((kind, identifier), ())

    def get(self, kind: str, identifier: str, day: date) -> RegisteredObject:
        """The version in force on a day. Raises: ObjectUnknown."""
        for entry in self.versions(kind, identifier):
            if entry.in_force(day):
                return entry
        raise ObjectUnknown(day=day, kind=KINDS.get(kind, kind), identifier=identifier)

    def of_kind(self, kind: str, day: date) -> list[RegisteredObject]:
        """All objects of a kind in force on a day, by identifier."""
        found = [
            entry for (k, _), history in self._versions.items() if k == kind for entry in history if entry.in_force(day)
        ]
        return sorted(found, key=lambda entry: entry.identifier)

    def with_versions(self, drafts: Iterable[tuple[RegisteredObject, date]]) -> ObjectRegistry:
        """The registry after several approvals, in their order; as `approve` one by one, in one pass."""
        changed: dict[tuple[str, str], list[RegisteredObject]] = {}
        for draft, day in drafts:
            key = (draft.kind, draft.identifier)
            history = changed.setdefault(key, list(self.versions(*key)))
            changed[key] = _succeeded(history, draft, day)
        others = (e for e in self if (e.kind, e.identifier) not in changed)
        return ObjectRegistry([*others, *(entry for history in changed.values() for entry in history)])

    def approve(self, draft: RegisteredObject, day: date) -> ObjectRegistry:
        """The registry in which the draft is a new version from that day, and the one before it ends then."""
        return self.with_versions([(draft, day)])


def _succeeded(history: Iterable[RegisteredObject], draft: RegisteredObject, day: date) -> list[RegisteredObject]:
    history = list(history)
    ended = [replace(e, effective_to=day) if e.in_force(day) else e for e in history]
    version = 1 + max((e.version for e in history), default=0)
    return [*ended, replace(draft, version=version, effective_from=day, effective_to=None)]


def _history_problems(history: list[RegisteredObject]) -> list[str]:
    problems: list[str] = []
    ordered = sorted(history, key=lambda entry: (entry.effective_from, entry.version))
    place = f"{ordered[0].kind} {ordered[0].identifier}"
    if len({entry.version for entry in history}) < len(history):
        problems.append(f"{place} 有重复的版本号")
    for entry in history:
        if entry.confidence not in CONFIDENCE:
            problems.append(f"{place} 的可信程度 {entry.confidence} 不在 {'、'.join(CONFIDENCE)} 中")
    for first, second in pairwise(ordered):
        if first.effective_to is None or first.effective_to > second.effective_from:
            problems.append(f"{place} 的第 {first.version} 与第 {second.version} 版有效期重叠")
    return problems


def load_objects(pack: Path = PACK) -> ObjectRegistry:
    """The registry of the built-in pack. Raises: Findings."""
    return ObjectRegistry([*_yaml_objects(pack / "objects"), *_elements(pack), *_code_sets(pack), *_divisions(pack)])


def _day(value: Any) -> date | None:
    return value if isinstance(value, date) or value is None else date.fromisoformat(str(value))


def _yaml_objects(folder: Path) -> Iterator[RegisteredObject]:
    for path in sorted(folder.glob("*.yml")):
        document = load_yaml(path.read_text(encoding="utf-8"))
        for entry in document["objects"]:
            body = {k: v for k, v in entry.items() if k not in ("id", "name", "source", "confidence")}
            yield RegisteredObject(
                kind=document["kind"],
                identifier=entry["id"],
                name=entry["name"],
                effective_from=_day(document.get("effective_from")) or BEGINNING,
                source=entry.get("source", document["source"]),
                confidence=entry.get("confidence", document["confidence"]),
                body=MappingProxyType(body),
            )


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _synonyms(pack: Path) -> dict[str, set[str]]:
    """Item code → the labels under which core columns carry it."""
    found: dict[str, set[str]] = defaultdict(set)
    for table in load_yaml((pack / "core_tables.yml").read_text(encoding="utf-8")).values():
        for column in table["columns"].values():
            if column.get("item"):
                found[column["item"]].add(column["label"])
    return found


def _elements(pack: Path) -> Iterator[RegisteredObject]:
    rows = _rows(pack / "elements.csv")
    synonyms, meanings = _synonyms(pack), Counter(row["code"] for row in rows)
    for row in rows:
        body = {k: v for k, v in row.items() if v and k not in ("identifier", "name", "source", "name_status")}
        # Who submitted an element is who was found to use it; a code with several meanings lends its label to none.
        body["submitter"] = row["systems"]
        others = synonyms[row["code"]] - {row["name"]} if meanings[row["code"]] == 1 else set()
        if others:
            body["synonyms"] = "、".join(sorted(others))
        yield RegisteredObject(
            "data_element",
            row["identifier"],
            row["name"],
            source=row["source"],
            confidence=row["name_status"],
            body=MappingProxyType(body),
        )
    for row in _rows(pack / "source_items.csv"):
        yield RegisteredObject(
            "source_item",
            f"{row['system']}.{row['table'] or '*'}.{row['code']}",
            row["name"],
            source=row["system"],
            confidence="confirmed",
            body=MappingProxyType({k: v for k, v in row.items() if v and k != "name"}),
        )


def _code_sets(pack: Path) -> Iterator[RegisteredObject]:
    lists: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in _rows(pack / "code_lists.csv"):
        lists[row["list"]].append(row)
    names: dict[str, list[str]] = defaultdict(list)
    for row in _rows(pack / "elements.csv"):
        names[row["code"]].append(row["name"])
    for identifier, rows in lists.items():
        doubtful = {row["code"]: row["status"] for row in rows if row["status"] != "confirmed"}
        body = {"values": {row["code"]: row["name"] for row in rows}, "doubtful": doubtful}
        confidence = "memory" if len(doubtful) == len(rows) and "memory" in doubtful.values() else "confirmed"
        label = rows[0]["list_name"]
        if label == identifier:
            # A list that is only known by its item code bears the name of the item, with all its meanings.
            label = "、".join(dict.fromkeys(names[identifier])) or identifier
        yield RegisteredObject(
            "code_set",
            identifier,
            label,
            source=rows[0]["source"],
            confidence=confidence,
            body=MappingProxyType(body),
        )
    for name in ("code_sets.yml", "hrss_codes.yml"):
        for identifier, entry in (load_yaml((pack / name).read_text(encoding="utf-8")) or {}).items():
            if identifier not in lists:
                values = {str(code): str(text) for code, text in entry["values"].items()}
                yield RegisteredObject(
                    "code_set",
                    identifier,
                    entry["label"],
                    source=entry["source"],
                    body=MappingProxyType({"values": values}),
                )
    industries = {row["code"]: row["name"] for row in _rows(pack / "industries.csv")}
    levels = {row["code"]: row["level"] for row in _rows(pack / "industries.csv")}
    yield RegisteredObject(
        "code_set",
        "GBT4754",
        "国民经济行业分类",
        effective_from=date(2017, 10, 1),
        source="GB/T 4754-2017",
        confidence="confirmed",
        body=MappingProxyType({"values": industries, "levels": levels}),
    )


def _divisions(pack: Path) -> Iterator[RegisteredObject]:
    seen: dict[str, int] = defaultdict(int)
    for row in _rows(pack / "divisions.csv"):
        seen[row["code"]] += 1
        # A code that changes its name within a year is listed under both; it ends where the next begins.
        first = date(int(row["first_year"]), 1, 1) if row["first_year"] else BEGINNING
        last = date(int(row["last_year"]), 1, 1) if row["last_year"] else None
        if last is not None and last <= first:
            last = date(first.year + 1, 1, 1)
        yield RegisteredObject(
            "division",
            row["code"] if seen[row["code"]] == 1 else f"{row['code']}-{seen[row['code']]}",
            row["name"],
            effective_from=first,
            effective_to=last,
            source=row["source"],
            confidence="confirmed",
            body=MappingProxyType({"code": row["code"]}),
        )


@dataclass(frozen=True)
class ObjectDifference:
    """One field of an object that differs between two registries (``added``/``removed`` where one lacks the object)."""

    kind: str
    identifier: str
    change: str
    field: str = ""
    before: Any = None
    after: Any = None


def compare(old: Iterable[RegisteredObject], new: Iterable[RegisteredObject]) -> list[ObjectDifference]:
    """What differs between two sets of objects, by kind, identifier and field."""
    before = {(o.kind, o.identifier, o.version): o.as_dict() for o in old}
    after = {(o.kind, o.identifier, o.version): o.as_dict() for o in new}
    found: list[ObjectDifference] = []
    for key in sorted(before.keys() | after.keys()):
        kind, identifier, version = key
        if key not in after:
            found.append(ObjectDifference(kind, identifier, "removed"))
        elif key in before:
            found += _field_differences(kind, identifier, before[key], after[key])
        else:
            found.append(ObjectDifference(kind, identifier, "added", "version", None, version))
            # A new version is told by what it changes of the one before, code by code.
            if earlier := after.get((kind, identifier, version - 1)):
                found += _field_differences(kind, identifier, _content(earlier), _content(after[key]))
    return found


def _content(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in ("version", "effective_from", "effective_to")}


def _field_differences(
    kind: str, identifier: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[ObjectDifference]:
    found = []
    for name in sorted(before.keys() | after.keys()):
        first, second = before.get(name), after.get(name)
        if first == second:
            continue
        if isinstance(first or {}, dict) and isinstance(second or {}, dict):
            old, new = first or {}, second or {}
            parts = [(f"{name}.{part}", old.get(part), new.get(part)) for part in sorted(old.keys() | new.keys())]
        else:
            parts = [(name, first, second)]
        found += [ObjectDifference(kind, identifier, "changed", *part) for part in parts if part[1] != part[2]]
    return found


def export_objects(registry: Iterable[RegisteredObject], folder: Path) -> list[Path]:
    """Write the registry as one JSON-lines file a kind, sorted, for review in git; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    kinds: dict[str, list[RegisteredObject]] = defaultdict(list)
    for entry in registry:
        kinds[entry.kind].append(entry)
    paths = []
    for kind, entries in sorted(kinds.items()):
        path = folder / f"{kind}.jsonl"
        ordered = sorted(entries, key=lambda entry: (entry.identifier, entry.version))
        lines = (json.dumps(entry.as_dict(), ensure_ascii=False) for entry in ordered)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        paths.append(path)
    return paths


def import_objects(folder: Path) -> list[RegisteredObject]:
    """The objects written by `export_objects`. Raises: Findings that name file and line."""
    found: list[RegisteredObject] = []
    problems: list[str] = []
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            try:
                found.append(object_from_dict(json.loads(line)))
            except (ValueError, KeyError, TypeError) as error:
                problems.append(f"{path.name} 第 {number} 行：{error}")
    if problems:
        raise Findings(f"标准文件夹 {folder.name}", problems)
    return found


def object_from_dict(values: Mapping[str, Any]) -> RegisteredObject:
    """The object that `RegisteredObject.as_dict` wrote. Raises: KeyError, ValueError for what is no object."""
    body = dict(values)
    return RegisteredObject(
        kind=body.pop("kind"),
        identifier=body.pop("id"),
        name=body.pop("name"),
        version=int(body.pop("version")),
        effective_from=_day(body.pop("effective_from")) or BEGINNING,
        effective_to=_day(body.pop("effective_to")),
        source=body.pop("source"),
        confidence=body.pop("confidence"),
        body=MappingProxyType(body),
    )
