"""A source contract yields its catalogue entries, so that nobody types them twice."""

from __future__ import annotations

import re

from anlan.collection.contract import Contract, Item, TableContract
from anlan.standards.catalogue import CatalogueEntry, CatalogueItem, Mount, catalogue_classes, class_at
from anlan.standards.registry import Registry

_FORMATS = {"database": "03", "csv": "02", "excel": "02", "jsonl": "06", "api": "06", "feed": "06"}
_MOUNTS = {
    "database": "table",
    "csv": "file",
    "excel": "file",
    "jsonl": "file",
    "api": "interface",
    "feed": "interface",
}
_TYPE = re.compile(r"\s*([A-Za-z0-9]+)\s*(?:\(([^)]*)\))?")
_CONDITION = "按职责申请，经数据管理者审核后共享"
_BASIS = "含个人或商业敏感信息，依据个人信息保护法、数据安全法不予直接共享"


def entries_of(contract: Contract, registry: Registry) -> list[CatalogueEntry]:
    """One entry for each table of the contract; what only people know (the legal basis) gets a stated default."""
    return [_entry(contract, table, registry) for table in contract.tables]


def _entry(contract: Contract, table: TableContract, registry: Registry) -> CatalogueEntry:
    promised = {key: str(value) for key, value in table.catalogue.items()}
    category, share, opened = (
        promised.get(k, d) for k, d in (("category", ""), ("share_type", "2"), ("open_type", "3"))
    )
    found = class_at(category, catalogue_classes())
    items = tuple(_item(name, item, table, registry) for name, item in table.items.items())
    return CatalogueEntry(
        class_code=found.code if found else "",
        class_name=found.path if found else category,
        name=f"{contract.label}{table.label}" if table.label not in contract.label else table.label,
        english=promised.get("english", ""),
        resource_format=_FORMATS[contract.kind],
        description=promised.get("description") or table.label,
        source_class=str(contract.source_class),
        source_system=contract.system,
        update_cycle=promised.get("update_cycle", "8"),
        share_type=share,
        share_condition=_CONDITION if share == "2" else "",
        legal_basis=_BASIS if share == "3" else "",
        open_type=opened,
        open_condition="经脱敏并通过安全评估" if opened == "2" else "",
        responsible_party=contract.owner,
        duty=promised.get("duty", ""),
        # The code under which another bureau lists what the table brings.
        related_codes=(promised["resource"],) if promised.get("resource") else (),
        grade=max((item.grade for item in items), default="L2"),
        rows_min=table.expected.rows_min,
        rows_max=table.expected.rows_max,
        items=items,
        mounts=(Mount(_MOUNTS[contract.kind], table.location, contract.system),),
    )


def _item(name: str, item: Item, table: TableContract, registry: Registry) -> CatalogueItem:
    column = registry.table(table.core).columns.get(item.column) if table.core and item.column else None
    grade = column.grade if column is not None else "L2"
    match = _TYPE.match(item.type or "")
    share = "3" if grade >= "L3" else str(table.catalogue.get("share_type", "2"))
    return CatalogueItem(
        code=name,
        name=item.label or name,
        data_type=match[1] if match else item.type,
        length=(match[2] or "") if match else "",
        element=f"DE-{column.item}" if column is not None and column.item else "",
        grade=grade,
        share_type=share,
        share_condition=_CONDITION if share == "2" else "",
        legal_basis=_BASIS if share == "3" else "",
        open_type=str(table.catalogue.get("open_type", "3")),
        definition=column.label if column is not None else "",
    )
