"""The pool's rows tried against a changed standard: what the next load would set aside, and what core holds already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from anlan.base.settings import Workspace
from anlan.collection.contract import Item
from anlan.collection.mapping import Filling
from anlan.collection.trial import Place, Trial, core_place, try_place
from anlan.control.place import open_pool
from anlan.pool.delta import duck_type
from anlan.pool.pool import Pool
from anlan.standards.registry import Column, CoreTable, Registry

if TYPE_CHECKING:
    from anlan.control.standards.impact import BoundItem


@dataclass(frozen=True)
class Tried:
    """A trial and the layer whose rows it read: ``raw`` as received, ``core`` as held."""

    layer: str
    trial: Trial


def rows_tried(
    workspace: Workspace,
    before: Registry,
    after: Registry,
    columns: Sequence[tuple[CoreTable, Column]],
    bound: Iterable[BoundItem],
    day: date,
) -> list[Tried]:
    """Each place where the pool holds values that the change concerns, tried; raw places first, by table."""
    pool = open_pool(workspace)
    held = set(pool.tables())
    raw = [one for one in bound if one.table.raw_table in held]
    tried = [Tried("raw", _try(pool, place, before, after, day)) for place in _raw_places(pool, raw)]
    core = [
        core_place(table.name, table.label, before.table(table.name).columns[column.name], column)
        for table, column in columns
        if table.name in held
    ]
    return tried + [Tried("core", _try(pool, place, before, after, day)) for place in core]


def _raw_places(pool: Pool, bound: Sequence[BoundItem]) -> list[Place]:
    places = []
    for one in bound:
        schema = pool.schema(one.table.raw_table)
        kinds = {field.name: duck_type(field.type) for field in schema} if schema is not None else {}
        if one.item.name not in kinds:
            continue
        old, new = (_filling(column, one.item, kinds[one.item.name]) for column in (one.now, one.then))
        places.append(
            Place(one.table.raw_table, one.table.label, one.contract.label, one.item.name, before=old, after=new)
        )
    return sorted(places, key=lambda place: (place.table, place.item))


def _filling(column: Column, item: Item, kind: str) -> Filling:
    return Filling(column, replace(item, required=False), kind, False)


def _try(pool: Pool, place: Place, before: Registry, after: Registry, day: date) -> Trial:
    with pool.reading(tables=()) as connection:
        return try_place(connection, pool.select(place.table), place, (before, after), day)
