"""Harvested systems in the resource tree: every table that no contract speaks of, placed where the catalogue has it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from anlan.collection.contract import Contract, StructurePromise
from anlan.control.catalogue.published import Published
from anlan.control.harvest.models import ItemMeaning, KeptHarvest
from anlan.control.lineage.resources import UNPLACED, HarvestedTable


def harvested_tables(contracts: Sequence[Contract], catalogue: Published) -> list[HarvestedTable]:
    """The tables of harvested systems but those that a contract of the system loads."""
    loaded = {(table.system, table.location) for contract in contracts for table in contract.tables}
    loaded |= {(table.system, table.name) for contract in contracts for table in contract.tables}
    labels = {contract.system: contract.label for contract in contracts}
    promises = {contract.system: contract.harvest for contract in contracts if contract.harvest}
    places = _places(catalogue)
    latest = {kept.system: kept for kept in KeptHarvest.objects.order_by("id")}
    bound = _bound()
    return [
        HarvestedTable(
            *(places.get((kept.system, table["name"])) or _promised(promises.get(kept.system), table["name"])),
            kept.system,
            labels.get(kept.system, kept.system),
            table["name"],
            table["comment"],
            items,
        )
        for kept in latest.values()
        for table, items in _with_items(kept, bound)
        if (kept.system, table["name"]) not in loaded
    ]


def _promised(promise: StructurePromise | None, table: str) -> tuple[str, str]:
    """Domain and category that the contract gives a table of which it promises the structure only."""
    domain, _, category = (promise.category_of(table) if promise else "").partition("/")
    return domain or UNPLACED, category or UNPLACED


def _places(catalogue: Published) -> dict[tuple[str, str], tuple[str, str]]:
    """(system, table) → domain and category of the published resource that is mounted on it."""
    found = {}
    for row in catalogue.rows.values():
        domain, _, category = row.class_name.partition("/")
        for mount in row.mounts:
            found[mount.system, mount.target] = (domain, category)
    return found


def _bound() -> dict[tuple[str, str, str], str]:
    accepted = ItemMeaning.objects.filter(state=ItemMeaning.State.ACCEPTED)
    rows = accepted.values_list("system", "table", "column", "element")
    return {(system, table, column): element for system, table, column, element in rows}


def _with_items(
    kept: KeptHarvest, bound: Mapping[tuple[str, str, str], str]
) -> Iterator[tuple[dict[str, Any], tuple[tuple[str, str, str, str], ...]]]:
    """Every table of a harvest with its items as the tree lists them."""
    by_table: dict[str, list[tuple[str, str, str, str]]] = defaultdict(list)
    for item in kept.items:
        element = bound.get((kept.system, item["table"], item["column"]), "")
        by_table[item["table"]].append((item["column"], item["column_comment"], _type(item), element))
    yield from ((table, tuple(by_table[table["name"]])) for table in kept.tables)


def _type(item: dict[str, str]) -> str:
    return f"{item['type']}({item['length']})" if item["length"] and "(" not in item["type"] else item["type"]
