"""The further systems of a city, written where its placement says, beside those that modules of their own write."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from anlan_city.stores import Store
from anlan_city.structures.declaration import SystemPlan, declaration
from anlan_city.structures.delivery import (
    deliver_dictionary,
    deliver_files,
    deliver_rows,
    deliver_script,
    write_items,
)
from anlan_city.structures.tables import Elements, MadeTable, system_tables
from anlan_city.structures.values import Filler


class Stores(Protocol):
    """Where databases are kept."""

    @property
    def folder(self) -> Path:
        """The folder of what is no database."""
        ...

    def store(self, system: str, added: bool = False) -> Store:
        """The store of a system, made anew unless tables are added to it."""
        ...


def write_estate(place: Stores, filler: Filler, progress: Callable[[str, int, int], None]) -> None:
    """Write every declared system, and ``items.parquet``: what each of their items really is."""
    plans, elements = declaration().systems, Elements.of_pack()
    made: list[MadeTable] = []
    for number, plan in enumerate(plans.values(), start=1):
        tables = system_tables(plan, elements)
        _deliver(plan, tables, place, filler)
        made += tables
        progress("写出其余业务系统", number, len(plans))
    write_items(made, place.folder / "items.parquet")


def _deliver(plan: SystemPlan, tables: list[MadeTable], place: Stores, filler: Filler) -> None:
    folder = place.folder / plan.name
    if plan.make == "csv":
        deliver_files(tables, filler, folder)
    elif plan.make == "ddl":
        deliver_script(tables, plan.name, folder)
    elif plan.make == "dictionary":
        deliver_dictionary(tables, plan.name, folder, filler.today)
    else:
        deliver_rows(tables, filler, place.store(plan.name, added=plan.make == ""))
