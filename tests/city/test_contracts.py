"""Every contract is one the product accepts, and every item it names is in what the system delivers."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest

from anlan.base.risk_types import SourceClass
from anlan.collection.catalogue_entry import entries_of
from anlan.collection.contract import read_contract
from anlan.standards.catalogue import catalogue_classes, check_entry
from anlan.standards.registry import load_registry
from anlan_city.city import CONTRACTS, Placement

from .conftest import SmallCity

SYSTEMS = sorted(path.stem for path in CONTRACTS.glob("*.yml"))


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_product_accepts_the_contract(system: str) -> None:
    contract = read_contract(CONTRACTS / f"{system}.yml", load_registry())
    assert contract.system == system
    assert contract.connection in Placement(Path()).connections()


@pytest.mark.parametrize("system", SYSTEMS)
def test_every_item_is_delivered(small: SmallCity, system: str) -> None:
    for table in small.contract(system).get("tables", []):
        rows = list(islice(small.rows(system, table), 400))
        assert rows, table["name"]
        delivered = {name for row in rows for name in row}
        assert set(table["items"]) <= delivered, table["name"]
        required = [name for name, item in table["items"].items() if item.get("required")]
        assert all(row[name] not in ("", None) for row in rows for name in required), table["name"]


def test_every_core_table_and_source_class_is_fed() -> None:
    registry = load_registry()
    contracts = [read_contract(CONTRACTS / f"{system}.yml", registry) for system in SYSTEMS]
    fed = {table.core for contract in contracts for table in contract.tables}
    assert fed == set(registry.tables)
    assert {contract.source_class for contract in contracts} == set(SourceClass)
    assert len(contracts) == 28


def test_contracts_lie_where_a_workspace_looks(small: SmallCity) -> None:
    assert small.systems == SYSTEMS
    written = Path(small.root / "sources" / "court" / "contract.yml").read_text("utf-8")
    assert written == (CONTRACTS / "court.yml").read_text("utf-8")


def test_every_table_yields_a_catalogue_entry_that_is_valid() -> None:
    registry, classes = load_registry(), catalogue_classes()
    for path in sorted(CONTRACTS.glob("*.yml")):
        for entry in entries_of(read_contract(path, registry), registry):
            assert check_entry(entry, classes) == [], f"{path.name}: {entry.name}"
