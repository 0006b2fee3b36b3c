"""The same rows arrive whether a system is a file or a database server."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

import anlan_city
from anlan.collection.database import open_database

SCALE = 0.0005


@pytest.fixture(scope="module")
def in_files(tmp_path_factory: pytest.TempPathFactory) -> anlan_city.City:
    """A tiny city with all systems in files."""
    return anlan_city.build(tmp_path_factory.mktemp("files"), scale=SCALE)


def rows_of_file(city: anlan_city.City, system: str, table: str) -> list[str]:
    connection = sqlite3.connect(city.folder / f"{system}.sqlite3")
    rows = connection.execute(f"SELECT * FROM {table}").fetchall()
    connection.close()
    return sorted(str([str(value) if value is not None else None for value in row]) for row in rows)


def rows_of_server(url: str, table: str) -> list[str]:
    reader = open_database(url, Path()).read(table, "").reader()
    rows = [list(row.values())[:-1] for row in reader.read_all().to_pylist()]
    return sorted(str([str(value) if value is not None else None for value in row]) for row in rows)


@pytest.mark.slow
@pytest.mark.postgresql
def test_social_insurance_in_postgresql(in_files: anlan_city.City, tmp_path: Path, postgresql_url: str) -> None:
    city = anlan_city.build(tmp_path, scale=SCALE, postgresql_url=postgresql_url)
    for table in ("AB01", "AC_STOP", "AC43_MONTH"):
        assert rows_of_server(city.connections["social_insurance"], table) == rows_of_file(
            in_files, "social_insurance", table
        )


@pytest.mark.slow
@pytest.mark.mariadb
def test_employment_and_arbitration_in_mariadb(in_files: anlan_city.City, tmp_path: Path, own_databases: str) -> None:
    city = anlan_city.build(tmp_path, scale=SCALE, mariadb_url=own_databases)
    for system, table in (("employment", "CC03"), ("employment", "JC10")):
        assert rows_of_server(city.connections[system], table) == rows_of_file(in_files, system, table)
    server, file = (
        rows_of_server(city.connections["arbitration"], "ZC_CASE"),
        rows_of_file(in_files, "arbitration", "ZC_CASE"),
    )
    assert len(server) == len(file)
