"""One small city for all tests, and plain readers of what its systems hold."""

from __future__ import annotations

import csv
import json
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import python_calamine
import yaml

import anlan_city
from anlan_city.server_stores import MariaStore, with_database
from anlan_city.structures.declaration import declaration

SCALE = 0.001
FOLDERS = {"hotline_12345": "hotline"}


@dataclass(frozen=True)
class SmallCity:
    """A built city and its truth as rows."""

    root: Path
    city: anlan_city.City
    truth: list[dict[str, Any]]

    def contract(self, system: str) -> dict[str, Any]:
        """The contract of a system."""
        body: dict[str, Any] = yaml.safe_load((self.root / "sources" / system / "contract.yml").read_text("utf-8"))
        return body

    @property
    def systems(self) -> list[str]:
        """Names of the systems that have a contract."""
        return sorted(path.parent.name for path in (self.root / "sources").glob("*/contract.yml"))

    def rows(self, system: str, table: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """The rows of one table of a contract, by source item, as a person would read them."""
        kind, folder = self.contract(system)["kind"], self.root / "city" / FOLDERS.get(system, system)
        if kind == "database":
            yield from database_rows(self.root / "city" / f"{system}.sqlite3", table["location"])
        elif kind == "api":
            route = json.loads((self.root / "city" / "routes.json").read_text("utf-8"))[table["location"]]
            for line in (self.root / "city" / route["file"]).read_text("utf-8").splitlines():
                yield json.loads(line)
        elif kind == "feed":
            yield from feed_rows(folder)
        else:
            for path in sorted(folder.glob(table["location"])):
                yield from csv_rows(path, table) if kind == "csv" else sheet_rows(path)


def database_rows(path: Path, table: str) -> Iterator[dict[str, Any]]:
    """Rows of a SQLite table."""
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    for row in connection.execute(f"SELECT * FROM {table}"):
        yield dict(row)
    connection.close()


def csv_rows(path: Path, table: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Rows of a CSV file, short ones left out."""
    with path.open(encoding=table["format"]["encoding"], errors="replace", newline="") as file:
        yield from (row for row in csv.DictReader(file) if None not in row.values())


def sheet_rows(path: Path) -> Iterator[dict[str, Any]]:
    """Rows of a sheet below a title and a header of two rows."""
    rows = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    upper, names = "", []
    for high, low in zip(rows[1], rows[2], strict=True):
        upper = str(high) or upper
        names.append(f"{upper}/{low}" if low else upper)
    for row in rows[3:]:
        if isinstance(row[0], float):
            yield dict(zip(names, row, strict=True))


def feed_rows(folder: Path) -> Iterator[dict[str, Any]]:
    """Items of the feed with the text of their pages."""
    feed = (folder / "feed.xml").read_text("utf-8")
    for item in re.findall(r"<item>(.*?)</item>", feed, flags=re.S):
        fields = dict(re.findall(r"<([\w:]+)[^>]*>(.*?)</\1>", item, flags=re.S))
        page = (folder / "articles" / fields["link"].rpartition("/")[2]).read_bytes()
        body = page.decode("gb18030" if b"charset=gbk" in page else "utf-8")
        yield {
            "id": fields["guid"],
            "title": fields["title"],
            "author": fields["author"],
            "category": fields["category"],
            "link": fields["link"],
            "published": fields["pubDate"],
            "yq_read_count": fields["yq:read_count"],
            "yq_repost_count": fields["yq:repost_count"],
            "body": body,
        }


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> SmallCity:
    """A city of one thousandth, built once."""
    root = tmp_path_factory.mktemp("workspace")
    city = anlan_city.build(root, scale=SCALE)
    return SmallCity(root, city, pq.read_table(city.truth).to_pylist())


@pytest.fixture
def own_databases(mariadb_url: str) -> Iterator[str]:
    """A MariaDB server for cities; the databases that their systems own there are dropped again."""
    yield mariadb_url
    with MariaStore(mariadb_url).connection as server, server.cursor() as cursor:
        for system in declaration().of_make("mariadb"):
            cursor.execute(f"DROP DATABASE IF EXISTS `{with_database(mariadb_url, system).rpartition('/')[2]}`")


@pytest.fixture(scope="session")
def last_day() -> date:
    """The day on which the small city ends."""
    return date(2026, 11, 22)
