"""The list of resources 目录清单 that another bureau hands over, read into catalogue entries of this bureau."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from anlan.base.errors import Findings, InputMissing
from anlan.collection.contract import Contract, TableContract
from anlan.collection.csv_file import parse_csv
from anlan.collection.excel_file import parse_excel
from anlan.collection.parsed import ROW_NO, plain_name
from anlan.standards.catalogue import (
    OPEN_TYPES,
    SHARE_TYPES,
    UPDATE_CYCLES,
    CatalogueEntry,
    CatalogueItem,
    Mount,
    catalogue_classes,
    class_at,
)

_HEADINGS = {
    "code": ("资源代码", "资源编码", "信息资源代码", "目录代码"),
    "name": ("资源名称", "信息资源名称", "目录名称"),
    "description": ("资源摘要", "信息资源摘要", "资源描述", "摘要"),
    "party": ("提供方", "资源提供方", "信息资源提供方", "责任方", "提供部门"),
    "party_code": ("提供方代码", "资源提供方代码"),
    "category": ("类别名称", "目录分类", "资源分类", "所属分类"),
    "cycle": ("更新周期", "更新频率"),
    "share": ("共享类型",),
    "condition": ("共享条件",),
    "basis": ("不予共享依据",),
    "open": ("开放类型", "是否向社会开放"),
    "item": ("信息项", "信息项名称", "信息项内容", "数据项"),
    "item_code": ("信息项代码", "字段名", "英文字段名", "信息项英文名称"),
    "item_type": ("数据类型", "字段类型"),
    "item_length": ("长度", "数据长度", "字段长度"),
    "item_share": ("信息项共享类型",),
}
_SPLIT = re.compile(r"[、,，;；\n]+")
_CYCLES = {"日": "2", "天": "2", "周": "3", "月": "4", "季": "5", "季度": "5", "半年": "6", "年": "7"}
_CONDITION = "按提供方的共享条件申请，经数据管理者审核后共享"
_BASIS = "提供方列为不予共享，依据见提供方目录"


@dataclass(frozen=True)
class ListedItem:
    """One item as the list names it."""

    name: str
    code: str = ""
    type: str = ""
    length: str = ""
    share: str = ""


@dataclass
class ListedResource:
    """One resource of the list, in the words of the bureau that offers it."""

    row_no: int
    words: Mapping[str, str]
    items: list[ListedItem] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The resource's name."""
        return self.words["name"]


@dataclass(frozen=True)
class Mountable:
    """What the list offers: entries for what no contract loads yet, and how listed tables differ from their contracts.

    ``bound`` counts the resources that a contract table loads.
    """

    entries: tuple[CatalogueEntry, ...]
    bound: int
    differences: tuple[str, ...]


def read_resource_list(path: Path) -> list[ListedResource]:
    """The resources of a list in Excel or CSV, its items as a list in one cell or as one row each.

    Raises: InputMissing, FileUnreadable, SourceEmpty, Findings with every row that says no name or names no item.
    """
    if not path.is_file():
        raise InputMissing(path=path)
    agreed = [word for words in _HEADINGS.values() for word in words]
    parse = parse_csv if path.suffix.lower() in (".csv", ".txt") else parse_excel
    table = parse(path.read_bytes(), path.name, {}, agreed).table
    by_heading = {plain_name(word): name for name, words in _HEADINGS.items() for word in words}
    means = {
        column: by_heading[plain_name(column)] for column in table.schema.names if plain_name(column) in by_heading
    }
    found: list[ListedResource] = []
    problems = [] if {"name", "item"} <= set(means.values()) else ["表头缺少 资源名称 或 信息项"]
    for row in table.to_pylist() if not problems else ():
        words = {meaning: (row[column] or "").strip() for column, meaning in means.items()}
        if not any(words.values()):
            continue
        _take(found, int(row[ROW_NO]), words, problems)
    problems += [f"第 {one.row_no} 行 {one.name}：没有信息项" for one in found if not one.items]
    if problems:
        raise Findings(f"目录清单 {path.name}", problems)
    return found


def _take(found: list[ListedResource], row_no: int, words: Mapping[str, str], problems: list[str]) -> None:
    """A row that begins a resource, or goes on with the items of the one above it."""
    name, code = words.get("name", ""), words.get("code", "")
    last = found[-1] if found else None
    is_same = last is not None and name in ("", last.name) and code in ("", last.words.get("code", ""))
    if not is_same and not name:
        problems.append(f"第 {row_no} 行没有资源名称")
        return
    if last is None or not is_same:
        last = ListedResource(row_no, words)
        found.append(last)
    last.items += _items(words)


def _items(words: Mapping[str, str]) -> Iterator[ListedItem]:
    names = [name.strip() for name in _SPLIT.split(words.get("item", "")) if name.strip()]
    if len(names) == 1:
        told = [words.get(name, "") for name in ("item_code", "item_type", "item_length", "item_share")]
        yield ListedItem(names[0], *told)
        return
    yield from map(ListedItem, names)


def mountable(contract: Contract, listed: Sequence[ListedResource]) -> Mountable:
    """What of a list is to be registered; what a contract table loads is registered from its contract, and compared.

    Raises: Findings that name every resource whose place in the catalogue nobody said.
    """
    entries, differences, problems, bound = [], [], [], 0
    for one in listed:
        table = _table_of(contract, one)
        if table is not None:
            bound += 1
            differences += _differences(table, one)
            continue
        try:
            entries.append(_entry(contract, one))
        except LookupError as error:
            problems.append(str(error.args[0]))
    codes = {one.words.get("code", "") for one in listed}
    differences += [
        f"{table.label}：契约写的资源代码 {code} 不在目录清单中"
        for table in contract.tables
        if (code := str(table.catalogue.get("resource", ""))) and code not in codes
    ]
    if problems:
        raise Findings("目录清单", problems)
    return Mountable(tuple(entries), bound, tuple(differences))


def _table_of(contract: Contract, one: ListedResource) -> TableContract | None:
    """The table that loads a resource: by the code its contract names, else by its label."""
    code = one.words.get("code", "")
    by_code = next((t for t in contract.tables if code and str(t.catalogue.get("resource", "")) == code), None)
    named = [
        t for t in contract.tables if not t.catalogue.get("resource") and plain_name(t.label) == plain_name(one.name)
    ]
    return by_code or (named[0] if named else None)


def _differences(table: TableContract, one: ListedResource) -> list[str]:
    """How a list and a contract disagree about the same resource."""
    found = []
    offered = {plain_name(name) for item in one.items for name in (item.name, item.code) if name}
    promised_items = table.items.values()
    known = {plain_name(item.label) for item in promised_items} | {plain_name(name) for name in table.named_items}
    missing = [item.label for item in promised_items if not {plain_name(item.label), plain_name(item.name)} & offered]
    added = [item.name for item in one.items if not {plain_name(item.name), plain_name(item.code)} & known]
    found += [f"{one.name}：契约有而清单没有的信息项 {'、'.join(missing)}"] if missing else []
    found += [f"{one.name}：清单有而契约没有的信息项 {'、'.join(added)}"] if added else []
    promised = {"cycle": ("update_cycle", UPDATE_CYCLES, "更新周期"), "share": ("share_type", SHARE_TYPES, "共享类型")}
    for word, (key, labels, label) in promised.items():
        said = _cycle(one.words.get(word, "")) if word == "cycle" else _coded(one.words.get(word, ""), labels)
        agreed = str(table.catalogue.get(key, ""))
        if said and agreed and said != agreed:
            found.append(f"{one.name}：{label}清单写 {labels[said]}，契约写 {labels.get(agreed, agreed)}")
    return found


def _entry(contract: Contract, one: ListedResource) -> CatalogueEntry:
    words = one.words
    category = words.get("category", "") or (contract.harvest.category_of(one.name) if contract.harvest else "")
    found = class_at(category, catalogue_classes())
    if found is None:
        raise LookupError(f"{one.name}：不知道归在目录的哪一类（写进契约的 harvest.category 或清单的 目录分类）")
    share = _coded(words.get("share", ""), SHARE_TYPES) or "2"
    return CatalogueEntry(
        class_code=found.code,
        class_name=found.path,
        name=one.name,
        resource_format="01",
        description=words.get("description", "") or one.name,
        source_class=str(contract.source_class),
        source_system=contract.system,
        update_cycle=_cycle(words.get("cycle", "")) or "8",
        share_type=share,
        share_condition=(words.get("condition", "") or _CONDITION) if share == "2" else "",
        legal_basis=(words.get("basis", "") or _BASIS) if share == "3" else "",
        open_type=_coded(words.get("open", ""), OPEN_TYPES, usual="3"),
        open_condition="按提供方的开放条件" if _coded(words.get("open", ""), OPEN_TYPES) == "2" else "",
        responsible_party=words.get("party", "") or contract.owner,
        responsible_code=words.get("party_code", ""),
        related_codes=(words["code"],) if words.get("code") else (),
        items=tuple(_item(item, share) for item in one.items),
        mounts=(Mount("catalogue", words.get("code", "") or one.name, contract.system),),
    )


def _item(item: ListedItem, of_resource: str) -> CatalogueItem:
    share = _coded(item.share, SHARE_TYPES) or of_resource
    return CatalogueItem(
        code=item.code or item.name,
        name=item.name,
        data_type=item.type,
        length=item.length,
        share_type=share,
        share_condition=_CONDITION if share == "2" else "",
        legal_basis=_BASIS if share == "3" else "",
    )


def _coded(word: str, labels: Mapping[str, str], usual: str = "") -> str:
    plain = plain_name(word)
    return next((code for code, label in labels.items() if plain in (code, label)), usual)


def _cycle(word: str) -> str:
    plain = plain_name(word)
    short = plain.removeprefix("每").removeprefix("按").removesuffix("更新").removesuffix("度") or plain
    return _coded(plain, UPDATE_CYCLES) or _CYCLES.get(short, "")
