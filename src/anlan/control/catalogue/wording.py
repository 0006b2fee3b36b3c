"""Values of an entry as people read them: the label of a code, the parts of an item, the target of a mount."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from anlan.standards.catalogue import (
    FORMATS,
    MOUNT_KINDS,
    OPEN_TYPES,
    SHARE_TYPES,
    SOURCE_CLASSES,
    UPDATE_CYCLES,
    CatalogueItem,
    Mount,
    field_label,
)

CODED: dict[str, Mapping[str, str]] = {
    "资源类型": FORMATS,
    "数据源类别": SOURCE_CLASSES,
    "更新频率": UPDATE_CYCLES,
    "共享类型": SHARE_TYPES,
    "开放类型": OPEN_TYPES,
}
"""Field label → code → label."""
VOCABULARY: dict[str, Mapping[str, str]] = {
    "resource_format": FORMATS,
    "source_class": SOURCE_CLASSES,
    "update_cycle": UPDATE_CYCLES,
    "share_type": SHARE_TYPES,
    "open_type": OPEN_TYPES,
    "mount_kind": MOUNT_KINDS,
}
"""Field → code → label."""


def shown(place: str, value: Any) -> str:
    """A value at a place of an entry in words; the place of an item's field ends with the field's label."""
    if value is None or value == "" or value == ():
        return ""
    if isinstance(value, Mount | CatalogueItem):
        value = asdict(value)
    if isinstance(value, Mapping):
        return "；".join(
            f"{_name(name)}：{_plain(name, part)}" for name, part in value.items() if part not in ("", None)
        )
    if isinstance(value, list | tuple):
        return "；".join(shown(place, part) for part in value)
    labels = CODED.get(place.rpartition(" ")[2], {})
    return labels.get(str(value), str(value))


def _name(field: str) -> str:
    known = {"kind": "方式", "target": "目标", "system": "来源系统", "name": "名称"}
    return known.get(field) or field_label(field)


def _plain(field: str, value: Any) -> str:
    vocabulary = VOCABULARY.get("mount_kind" if field == "kind" else field, {})
    return vocabulary.get(str(value), str(value))
