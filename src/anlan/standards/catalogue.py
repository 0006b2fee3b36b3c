"""The resource catalogue as values: classes, entries with their items, rule-built codes, and what makes an entry valid.

Source: the eleven fields of the service contract; core metadata of 政务信息资源目录编制指南（试行）(2017).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from anlan.base.yaml_text import load_yaml

PACK = Path(__file__).parent / "pack"

SHARE_TYPES = {"1": "无条件共享", "2": "有条件共享", "3": "不予共享"}
OPEN_TYPES = {"1": "无条件开放", "2": "有条件开放", "3": "不予开放"}
UPDATE_CYCLES = {
    "1": "实时",
    "2": "每日",
    "3": "每周",
    "4": "每月",
    "5": "每季度",
    "6": "每半年",
    "7": "每年",
    "8": "不定期",
    "9": "不更新",
}
FORMATS = {"01": "电子文件", "02": "电子表格", "03": "数据库", "04": "图形图像", "05": "流媒体", "06": "自描述格式"}
SOURCE_CLASSES = {"internal": "人社内部", "bureau": "外委办局", "third_party": "第三方"}
GRADES = ("L1", "L2", "L3", "L4")
MOUNT_KINDS = {"table": "库表", "file": "文件", "interface": "接口", "catalogue": "其他部门目录"}


@dataclass(frozen=True)
class CatalogueClass:
    """A second-level entry of the contract's catalogue with its rule-built class code."""

    code: str
    domain: str
    name: str
    english: str

    @property
    def path(self) -> str:
        """The multi-level class name, e.g. ``社会保障/养老保险``."""
        return f"{self.domain}/{self.name}"


@dataclass(frozen=True)
class CatalogueItem:
    """One item (信息项) of a resource; share and open type are kept per item."""

    code: str
    name: str
    english: str = ""
    data_type: str = ""
    length: str = ""
    element: str = ""
    grade: str = "L2"
    share_type: str = "2"
    share_condition: str = ""
    open_type: str = "3"
    legal_basis: str = ""
    definition: str = ""


@dataclass(frozen=True)
class Mount:
    """Where the data of an entry really is (挂接)."""

    kind: str
    target: str
    system: str = ""


@dataclass(frozen=True)
class CatalogueEntry:
    """One resource of the catalogue with the contract's eleven fields and the guide's core metadata."""

    class_code: str
    class_name: str
    name: str
    english: str = ""
    resource_format: str = "03"
    description: str = ""
    source_class: str = "internal"
    source_system: str = ""
    update_cycle: str = "4"
    share_type: str = "2"
    share_condition: str = ""
    share_method: str = ""
    open_type: str = "3"
    open_condition: str = ""
    legal_basis: str = ""
    responsible_party: str = ""
    responsible_code: str = ""
    duty: str = ""
    grade: str = "L2"
    related_codes: tuple[str, ...] = ()
    rows_min: int | None = None
    rows_max: int | None = None
    items: tuple[CatalogueItem, ...] = ()
    mounts: tuple[Mount, ...] = ()
    resource_code: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The entry as plain values, for JSON and for the ledger."""
        return asdict(self)

    def as_dict_json(self) -> dict[str, Any]:
        """The entry as plain values with lists for tuples, equal to what JSON gives back."""
        body = self.as_dict()
        return body | {name: list(body[name]) for name in ("items", "mounts", "related_codes")}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> CatalogueEntry:
        """The entry written as plain values; unknown keys are refused. Raises: TypeError."""
        body = dict(values)
        body["items"] = tuple(CatalogueItem(**item) for item in body.get("items", ()))
        body["mounts"] = tuple(Mount(**mount) for mount in body.get("mounts", ()))
        body["related_codes"] = tuple(body.get("related_codes", ()))
        return cls(**body)


def catalogue_classes(pack: Path = PACK) -> tuple[CatalogueClass, ...]:
    """The nineteen second-level classes in the contract's order, with codes 类+项+目."""
    tree = load_yaml((pack / "catalogue_tree.yml").read_text(encoding="utf-8"))
    head = tree["kind"]["code"] + tree["department"]["code"]
    return tuple(
        CatalogueClass(head + entry["code"], domain["name"], entry["name"], entry["english"])
        for domain in tree["domains"]
        for entry in domain["entries"]
    )


def class_at(path: str, classes: Iterable[CatalogueClass]) -> CatalogueClass | None:
    """The class named ``domain/entry`` or by its code; None where there is none."""
    return next((found for found in classes if path in (found.path, found.code, found.name)), None)


def resource_code(class_code: str, sequence: int, detail: str = "") -> str:
    """The rule-built code of a resource: 类+项+目, optional 细目, ``/``, six digits never used twice."""
    return f"{class_code}{detail}/{sequence:06d}"


CODE_SHAPE = re.compile(r"\d{6}\d*/\d{6}")


@dataclass(frozen=True)
class Finding:
    """One thing wrong with an entry: where (field, or item and field) and what."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}：{self.message}"


def _coded(place: str, value: str, allowed: Mapping[str, str]) -> list[Finding]:
    if value in allowed:
        return []
    return [Finding(place, f"{value or '空'} 不在取值 {'、'.join(allowed)} 中")]


def check_entry(
    entry: CatalogueEntry, classes: Iterable[CatalogueClass], elements: Iterable[str] = ()
) -> list[Finding]:
    """Everything wrong with an entry, in the order of its fields; an empty list for a valid one.

    ``elements`` are the identifiers of governed data elements; where given, a bound element must be one of them.
    """
    found: list[Finding] = []
    known = {c.code: c.path for c in classes}
    if entry.class_code not in known:
        found.append(Finding("类别代码", f"{entry.class_code or '空'} 不在目录分类中"))
    elif entry.class_name and entry.class_name != known[entry.class_code]:
        found.append(Finding("类别名称", f"应为 {known[entry.class_code]}"))
    required = {"资源名称": entry.name, "资源描述": entry.description, "责任方": entry.responsible_party}
    found += [Finding(place, "必填") for place, value in required.items() if not value.strip()]
    if len(entry.name) > 100:
        found.append(Finding("资源名称", "超过 100 字"))
    found += _coded("资源类型", entry.resource_format, FORMATS)
    found += _coded("数据源类别", entry.source_class, SOURCE_CLASSES)
    found += _coded("更新频率", entry.update_cycle, UPDATE_CYCLES)
    found += _sharing("", entry.share_type, entry.share_condition, entry.legal_basis)
    found += _coded("开放类型", entry.open_type, OPEN_TYPES)
    if entry.open_type == "2" and not entry.open_condition:
        found.append(Finding("开放条件", "有条件开放时必填"))
    if entry.grade not in GRADES:
        found.append(Finding("数据分级", f"{entry.grade} 不在 L1–L4 中"))
    found += [Finding("挂接", f"挂接方式 {m.kind} 未定义") for m in entry.mounts if m.kind not in MOUNT_KINDS]
    if not entry.items:
        found.append(Finding("信息项", "至少登记一个信息项"))
    return found + _check_items(entry.items, frozenset(elements))


def _sharing(prefix: str, share_type: str, condition: str, legal_basis: str) -> list[Finding]:
    found = _coded(f"{prefix}共享类型", share_type, SHARE_TYPES)
    if share_type == "2" and not condition.strip():
        found.append(Finding(f"{prefix}共享条件", "有条件共享时必填"))
    if share_type == "3" and not legal_basis.strip():
        found.append(Finding(f"{prefix}不予共享依据", "不予共享须写明法律、行政法规或党中央、国务院政策依据"))
    return found


def _check_items(items: tuple[CatalogueItem, ...], elements: frozenset[str]) -> list[Finding]:
    found: list[Finding] = []
    seen: set[str] = set()
    for number, item in enumerate(items, 1):
        place = f"信息项 {number}（{item.code or item.name}）"
        if not item.code.strip():
            found.append(Finding(place, "信息项代码必填"))
        if not item.name.strip():
            found.append(Finding(place, "信息项名称必填"))
        if item.code in seen:
            found.append(Finding(place, "信息项代码重复"))
        seen.add(item.code)
        if item.grade not in GRADES:
            found.append(Finding(place, f"数据分级 {item.grade} 不在 L1–L4 中"))
        found += _sharing(f"{place} ", item.share_type, item.share_condition, item.legal_basis)
        found += _coded(f"{place} 开放类型", item.open_type, OPEN_TYPES)
        if elements and item.element and item.element not in elements:
            found.append(Finding(place, f"数据元 {item.element} 未登记"))
    return found


@dataclass(frozen=True)
class Difference:
    """One field that differs between two versions of an entry."""

    place: str
    before: Any
    after: Any


_LABELS = {
    "class_code": "类别代码",
    "class_name": "类别名称",
    "name": "资源名称",
    "english": "英文名称",
    "resource_format": "资源类型",
    "description": "资源描述",
    "source_class": "数据源类别",
    "source_system": "资源来源",
    "update_cycle": "更新频率",
    "share_type": "共享类型",
    "share_condition": "共享条件",
    "share_method": "共享方式",
    "open_type": "开放类型",
    "open_condition": "开放条件",
    "legal_basis": "不予共享依据",
    "responsible_party": "责任方",
    "responsible_code": "责任方代码",
    "duty": "职责事项",
    "grade": "数据分级",
    "related_codes": "关联资源代码",
    "rows_min": "最少行数",
    "rows_max": "最多行数",
    "resource_code": "资源代码",
    "code": "信息项代码",
    "data_type": "数据类型",
    "length": "长度",
    "element": "数据元",
    "definition": "定义",
    "items": "信息项",
    "mounts": "挂接",
}


def field_label(name: str) -> str:
    """The Chinese name of a field of an entry or item."""
    return _LABELS[name]


def differences(before: CatalogueEntry, after: CatalogueEntry) -> list[Difference]:
    """What changed between two versions, field by field; items are compared by their code."""
    found = [
        Difference(_LABELS[f.name], getattr(before, f.name), getattr(after, f.name))
        for f in fields(CatalogueEntry)
        if f.name not in ("items", "mounts") and getattr(before, f.name) != getattr(after, f.name)
    ]
    if before.mounts != after.mounts:
        found.append(Difference("挂接", [asdict(m) for m in before.mounts], [asdict(m) for m in after.mounts]))
    old, new = ({item.code: item for item in entry.items} for entry in (before, after))
    for code in [*old, *(code for code in new if code not in old)]:
        if code not in new or code not in old:
            pair = (old.get(code), new.get(code))
            found.append(Difference(f"信息项 {code}", *(asdict(item) if item else None for item in pair)))
            continue
        for part in fields(CatalogueItem):
            first, second = getattr(old[code], part.name), getattr(new[code], part.name)
            if first != second:
                found.append(Difference(f"信息项 {code} {_LABELS.get(part.name, part.name)}", first, second))
    return found


@dataclass
class CodeBook:
    """Allots resource codes: one running number a class, kept for ever, so that no code is used twice."""

    last: dict[str, int] = field(default_factory=dict)

    def allot(self, entry: CatalogueEntry) -> CatalogueEntry:
        """The entry with its code: its own where it has one, else the next of its class."""
        if entry.resource_code:
            return entry
        self.last[entry.class_code] = self.last.get(entry.class_code, 0) + 1
        return replace(entry, resource_code=resource_code(entry.class_code, self.last[entry.class_code]))
