"""The further systems: as many and as large as a bureau's, of several makes, about the same people and employers."""

from __future__ import annotations

import csv
import sqlite3
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import anlan_city
from anlan.base.settings import create_workspace, open_workspace
from anlan.collection.contract import read_contract, read_contracts
from anlan.collection.harvest.items import Harvest
from anlan.collection.harvest.source import find_source, harvest_source
from anlan.standards.catalogue import catalogue_classes
from anlan.standards.registry import load_registry
from anlan_city.city import CONTRACTS
from anlan_city.structures.declaration import declaration
from anlan_city.structures.delivery import header_of
from anlan_city.structures.tables import Elements, MadeTable, system_tables

from .conftest import SmallCity

SYSTEMS, FEWEST_ITEMS = 28, 10_000


@pytest.fixture(scope="module")
def tables() -> dict[str, list[MadeTable]]:
    elements = Elements.of_pack()
    return {plan.name: system_tables(plan, elements) for plan in declaration().systems.values()}


@pytest.fixture(scope="module")
def harvests(small: SmallCity) -> dict[str, Harvest]:
    create_workspace(small.root, small.city.settings, small.city.connections)
    place = open_workspace(small.root)
    contracts = read_contracts(place.sources, load_registry())
    sources = [find_source(contract.system, place.root, place, contracts) for contract in contracts]
    return {source.system: harvest_source(source, place.root) for source in sources}


def test_the_city_has_twenty_eight_systems_and_ten_thousand_items(harvests: dict[str, Harvest]) -> None:
    assert len(harvests) == SYSTEMS
    assert FEWEST_ITEMS <= sum(len(one.items) for one in harvests.values()) < FEWEST_ITEMS + 300
    assert not [one for harvest in harvests.values() for one in harvest.unread if "未读出" in one.reason]


def test_every_declared_table_is_harvested_with_its_items_and_comments(
    harvests: dict[str, Harvest], tables: dict[str, list[MadeTable]]
) -> None:
    for system, made in tables.items():
        by_place = {(item.table, item.column): item for item in harvests[system].items}
        for table in made:
            if declaration().systems[system].make == "csv":
                assert {(table.comment, heading) for heading in header_of(table)} <= by_place.keys(), table.comment
                continue
            for column in table.columns:
                item = by_place[table.name, column.name]
                assert item.column_comment == column.comment, item
                assert item.primary_key == column.is_key
                assert item.table_comment == table.comment


def test_every_second_level_entry_of_the_catalogue_has_a_system(harvests: dict[str, Harvest]) -> None:
    found = set()
    for contract in (read_contract(path, load_registry()) for path in CONTRACTS.glob("*.yml")):
        found |= {str(table.catalogue["category"]) for table in contract.tables}
        if contract.harvest is not None:
            names = [table.name for table in harvests[contract.system].tables]
            found |= {contract.harvest.category_of(name) for name in names}
    assert found == {one.path for one in catalogue_classes()}


def test_people_and_employers_of_a_further_system_are_those_of_social_insurance(small: SmallCity) -> None:
    folder = small.root / "city"
    injury = sqlite3.connect(folder / "work_injury.sqlite3")
    injury.execute("ATTACH ? AS si", (str(folder / "social_insurance.sqlite3"),))
    unknown, all_rows = injury.execute(
        "SELECT count(*) FILTER (WHERE AAC001 NOT IN (SELECT AAC001 FROM si.AC43_MONTH)), count(*) FROM GS_RDSQ_SQ"
    ).fetchone()
    assert all_rows >= 24 and unknown <= all_rows * 0.1  # those hired in the running month are not there yet
    names = "SELECT count(*) FROM si.SB_DWCB_SQ WHERE AAB001 NOT IN (SELECT AAB001 FROM si.AB01)"
    assert injury.execute(names).fetchone() == (0,)
    injury.close()


def test_comments_are_as_dirty_as_declared(small: SmallCity) -> None:
    kinds = Counter(pq.read_table(small.root / "city" / "items.parquet")["comment_kind"].to_pylist())
    for kind in ("wrong", "missing", "abbreviated", "remark"):
        assert kinds[kind] / kinds.total() == pytest.approx(declaration().dirt[kind], rel=0.35), kind


def test_files_have_headings_that_differ(small: SmallCity) -> None:
    for path in sorted((small.root / "city" / "graduates").glob("*.csv")):
        with path.open(encoding="gb18030", newline="") as lines:
            header, *rows = csv.reader(lines)
        assert len(set(header)) == len(header) and rows
        assert {len(row) for row in rows} == {len(header)}


@pytest.mark.slow
@pytest.mark.postgresql
def test_systems_in_postgresql_are_harvested_by_their_own_schema(
    tmp_path: Path, postgresql_url: str, tables: dict[str, list[MadeTable]]
) -> None:
    city = anlan_city.build(tmp_path, scale=0.0005, postgresql_url=postgresql_url)
    create_workspace(tmp_path, city.settings, city.connections)
    place = open_workspace(tmp_path)
    contracts = read_contracts(place.sources, load_registry())
    found = harvest_source(find_source("pension_payment", tmp_path, place, contracts), tmp_path)
    assert {table.name for table in found.tables} == {table.name for table in tables["pension_payment"]}
    assert {table.comment for table in found.tables} == {table.comment for table in tables["pension_payment"]}
    assert sum(item.primary_key for item in found.items) == len(found.tables)
    assert all(table.rows for table in found.tables)


@pytest.mark.slow
@pytest.mark.mariadb
def test_systems_in_mariadb_have_databases_of_their_own(
    tmp_path: Path, own_databases: str, tables: dict[str, list[MadeTable]]
) -> None:
    city = anlan_city.build(tmp_path, scale=0.0005, mariadb_url=own_databases)
    create_workspace(tmp_path, city.settings, city.connections)
    place = open_workspace(tmp_path)
    contracts = read_contracts(place.sources, load_registry())
    found = harvest_source(find_source("social_card", tmp_path, place, contracts), tmp_path)
    assert {t.name: t.comment for t in found.tables} == {t.name: t.comment for t in tables["social_card"]}
    assert sum(len(t.columns) for t in tables["social_card"]) == len(found.items)
