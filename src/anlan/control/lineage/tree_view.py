"""The resource tree as the console shows it: level by level, by search, one item, and items to look at together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from anlan.base.errors import AnlanError
from anlan.control.exports import MEDIA_TYPES
from anlan.control.lineage.held import held_lineage
from anlan.reports.resource_tree import Likeness, ResourceTree, TreeItem

LEVELS = ("domain", "category", "system", "table")
_FOUND = 100


class TreeItemMissing(AnlanError):
    """An item that the resource tree does not hold."""

    code = "resource-item-missing"
    status = 404
    message = "数据资源结构树中没有信息项 {node}"
    hint = "从树中逐级打开，或按名称、代码查找；系统结构变化后须重新采集。"


def summary() -> dict[str, Any]:
    """How many domains, categories, systems, tables and items the tree has, and how many items are used."""
    tree = held_lineage().tree
    return {
        "domains": len({item.domain for item in tree.items}),
        "systems": len({item.system for item in tree.items}),
        "tables": len({(item.system, item.table) for item in tree.items}),
        "items": len(tree.items),
        "used_items": sum(1 for item in tree.items if item.indicators),
        "same_name": len(tree.same_name),
        "same_meaning": len(tree.same_meaning),
        "made": tree.made,
    }


def branch(place: Sequence[str]) -> dict[str, Any]:
    """What lies directly below a place: its branches with their counts, or the items of a table."""
    items = [item for item in held_lineage().tree.items if _place(item, len(place)) == tuple(place)]
    if len(place) == len(LEVELS):
        return {"place": list(place), "branches": [], "items": [_item(item) for item in items]}
    below: dict[str, list[TreeItem]] = defaultdict(list)
    for item in items:
        below[_place(item, len(place) + 1)[-1]].append(item)
    branches = [
        {
            "name": name,
            "level": LEVELS[len(place)],
            "items": len(found),
            "used_items": sum(1 for item in found if item.indicators),
            "tables": len({(item.system, item.table) for item in found}),
        }
        for name, found in below.items()
    ]
    return {"place": list(place), "branches": branches, "items": []}


def _place(item: TreeItem, depth: int) -> tuple[str, ...]:
    return (item.domain, item.category, item.system, item.table)[:depth]


def _item(item: TreeItem) -> dict[str, Any]:
    return {
        "node": item.node,
        "place": list(_place(item, len(LEVELS))),
        "code": item.code,
        "name": item.name,
        "type": item.type,
        "core": item.core,
        "element": item.element,
        "affected_count": item.affected_count,
        "indicators": list(item.indicators),
    }


def found_items(words: str) -> dict[str, Any]:
    """Items whose code, name, table, column, element or indicator holds every word."""
    wanted = words.lower().split()
    found = [item for item in held_lineage().tree.items if wanted and _holds(item, wanted)]
    return {"total": len(found), "rows": [_item(item) for item in found[:_FOUND]]}


def _holds(item: TreeItem, wanted: Sequence[str]) -> bool:
    text = "\n".join((item.code, item.name, item.table, item.system, item.core, item.element, item.category)).lower()
    return all(word in text for word in wanted)


def item_detail(node: str) -> dict[str, Any]:
    """One item with the items of its name that differ and those that mean the same. Raises: TreeItemMissing."""
    tree = held_lineage().tree
    item = next((one for one in tree.items if one.node == node), None)
    if item is None:
        raise TreeItemMissing(node=node)
    labels = {one.id: one.label for one in held_lineage().columns.nodes.values() if one.kind == "indicator"}
    return {
        **_item(item),
        "has_lineage": node in held_lineage().columns.nodes,
        "indicator_labels": [{"id": one, "label": labels.get(one, one)} for one in item.indicators],
        "same_name": _of(item, tree.same_name),
        "same_meaning": _of(item, tree.same_meaning),
    }


def _of(item: TreeItem, likenesses: Sequence[Likeness]) -> dict[str, Any] | None:
    mine = f"{item.system}/{item.table}/{item.code}"
    return next((_likeness(one) for one in likenesses if mine in one.places), None)


def _likeness(one: Likeness) -> dict[str, Any]:
    return {"subject": one.subject, "places": list(one.places), "reason": one.reason}


def likenesses(kind: str, words: str, page: int, size: int) -> dict[str, Any]:
    """A page of same-named items that differ, or of items that mean the same under different names."""
    tree = held_lineage().tree
    listed = tree.same_name if kind == "same_name" else tree.same_meaning
    wanted = words.strip().lower()
    found = [one for one in listed if wanted in f"{one.subject}{one.reason}{''.join(one.places)}".lower()]
    rows = [_likeness(one) for one in found[(page - 1) * size : page * size]]
    return {"total": len(found), "page": page, "size": size, "rows": rows}


def tree_file(format: str) -> tuple[str, str, bytes]:
    """Name, media type and content of the whole tree as Excel, Word or PDF. Raises: TypesettingFailed."""
    tree = held_lineage().tree
    return f"数据资源结构树-{tree.made:%Y%m%d}.{format}", MEDIA_TYPES[format], _written(tree, format)


def _written(tree: ResourceTree, format: str) -> bytes:
    from anlan.reports import resource_tree as printed  # heavy: fonts, Word and PDF

    return {
        "xlsx": printed.write_tree_excel,
        "docx": printed.write_tree_word,
        "pdf": printed.write_tree_pdf,
    }[format](tree)
