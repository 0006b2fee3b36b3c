"""Twenty-eight made systems of four makes with 10,000 items: SQLite, PostgreSQL, MariaDB and folders of files.

Names, types and values come from the pack's data elements by rule and a seed; nothing is real.
"""

from __future__ import annotations

import csv
import random
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pymysql

from anlan.base.identifiers import resident_check_character
from anlan.standards.objects import RegisteredObject, load_objects

DAY = date(2026, 11, 22)
SYSTEMS = 28
ITEMS = 10_000
COLUMNS = 20
ROWS = 1_000
_SURNAMES, _GIVEN = "王李张刘陈杨赵黄周吴", "伟芳娜敏静丽强磊军洋"


@dataclass(frozen=True)
class Column:
    """A column of a made table: name, comment, type and the maker of its values."""

    name: str
    comment: str
    kind: str
    representation: str


@dataclass(frozen=True)
class Table:
    """A made table."""

    name: str
    comment: str
    columns: tuple[Column, ...]
    rows: list[tuple[object, ...]]


@dataclass(frozen=True)
class System:
    """A made system: its name, its make and its tables."""

    name: str
    make: str
    tables: list[Table]


def made_systems(seed: int, rows: int = ROWS, count: int = SYSTEMS) -> list[System]:
    """The first ``count`` of the systems; every fourth is of one make, in turn."""
    chance = random.Random(seed)
    elements = load_objects().of_kind("data_element", DAY)
    wanted = [ITEMS // SYSTEMS + (number < ITEMS % SYSTEMS) for number in range(SYSTEMS)]
    makes = ("sqlite", "postgresql", "mysql", "file")
    return [
        System(f"sys{number:02d}", makes[number % 4], _tables(chance, elements, items, rows))
        for number, items in enumerate(wanted[:count])
    ]


def _tables(chance: random.Random, elements: Sequence[RegisteredObject], items: int, rows: int) -> list[Table]:
    tables = []
    while items > 0:
        width = min(COLUMNS, items)
        items -= width
        columns = tuple(_column(place, element) for place, element in enumerate(chance.sample(elements, width)))
        values = [_values(chance, column, rows) for column in columns]
        tables.append(Table(f"t{len(tables):02d}", f"业务表{len(tables)}", columns, list(zip(*values, strict=True))))
    return tables


def _column(place: int, element: RegisteredObject) -> Column:
    kind = {"数值型": "decimal(16,2)", "日期型": "date"}.get(str(element.body.get("data_type")), "varchar(100)")
    return Column(
        f"{str(element.body['code']).lower()}_{place}", element.name, kind, str(element.body["representation"])
    )


def _values(chance: random.Random, column: Column, rows: int) -> list[object]:
    def value() -> object:
        if chance.random() < 0.05:
            return None
        if column.kind == "date":
            return (date(2000, 1, 1) + timedelta(days=chance.randrange(9000))).isoformat()
        if column.kind.startswith("decimal"):
            return round(chance.lognormvariate(7, 1), 2)
        if column.representation == "代码":
            return str(chance.randrange(1, 9))
        if "证件" in column.comment or "身份" in column.comment:
            first = f"1101{chance.randrange(1, 17):02d}19{chance.randrange(50, 99)}{chance.randrange(1, 13):02d}"
            first += f"{chance.randrange(1, 29):02d}{chance.randrange(1000):03d}"
            return first + resident_check_character(first)
        if "电话" in column.comment:
            return f"138{chance.randrange(10**8):08d}"
        if column.representation == "编号":
            return f"{chance.randrange(10**10):010d}"
        return chance.choice(_SURNAMES) + chance.choice(_GIVEN) + chance.choice(_GIVEN)

    return [value() for _ in range(rows)]


def load(systems: Sequence[System], folder: Path, postgres: str, mysql: str) -> dict[str, str]:
    """Write the systems where their make says; system -> source as ``anlan catalogue harvest`` takes it."""
    writers = {"sqlite": _sqlite, "file": _files}
    sources = {}
    for system in systems:
        if system.make in writers:
            sources[system.name] = writers[system.make](system, folder)
        else:
            sources[system.name] = _server(system, postgres if system.make == "postgresql" else mysql)
    return sources


def database_name(system: System) -> str:
    """The name of the system's database on a server."""
    return f"anlan_harvest_bench_{system.name}"


def drop(systems: Sequence[System], postgres: str, mysql: str) -> None:
    """Drop the databases that ``load`` made."""
    for system in systems:
        if system.make == "postgresql":
            with psycopg.connect(postgres, autocommit=True) as server:
                server.execute(f"DROP DATABASE IF EXISTS {database_name(system)} WITH (FORCE)")
        elif system.make == "mysql":
            with _mysql(mysql) as server, server.cursor() as cursor:
                cursor.execute(f"DROP DATABASE IF EXISTS {database_name(system)}")


def _sqlite(system: System, folder: Path) -> str:
    path = folder / f"{system.name}.sqlite3"
    with sqlite3.connect(path) as database:
        for table in system.tables:
            lines = ",\n".join(f" {c.name} {c.kind} /* {c.comment} */" for c in table.columns)
            database.execute(f"CREATE TABLE {table.name} (\n{lines}\n)")
            marks = ", ".join("?" * len(table.columns))
            database.executemany(f"INSERT INTO {table.name} VALUES ({marks})", table.rows)
    return f"sqlite:///{path}"


def _files(system: System, folder: Path) -> str:
    place = folder / system.name
    place.mkdir()
    for table in system.tables:
        with (place / f"业务_{chr(97 + int(table.name[1:]) % 26)}{table.name[1:]}.csv").open(
            "w", encoding="gb18030", newline=""
        ) as lines:
            writer = csv.writer(lines)
            writer.writerow([f"{c.comment}{place}" for place, c in enumerate(table.columns)])
            writer.writerows(table.rows)
    return str(place)


def _server(system: System, url: str) -> str:
    name = database_name(system)
    if system.make == "postgresql":
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name}")
        with psycopg.connect(url.rpartition("/")[0] + f"/{name}") as database:
            for table in system.tables:
                lines = ", ".join(f"{c.name} {c.kind}" for c in table.columns)
                database.execute(f"CREATE TABLE {table.name} ({lines})")
                for column in table.columns:
                    database.execute(f"COMMENT ON COLUMN {table.name}.{column.name} IS '{column.comment}'")
                with database.cursor().copy(f"COPY {table.name} FROM STDIN") as copy:
                    for row in table.rows:
                        copy.write_row(row)
    else:
        with _mysql(url) as server, server.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
            cursor.execute(f"USE {name}")
            for table in system.tables:
                lines = ", ".join(f"{c.name} {c.kind} COMMENT '{c.comment}'" for c in table.columns)
                cursor.execute(f"CREATE TABLE {table.name} ({lines}) COMMENT '{table.comment}'")
                marks = ", ".join(["%s"] * len(table.columns))
                cursor.executemany(f"INSERT INTO {table.name} VALUES ({marks})", table.rows)
            server.commit()
    return url.rpartition("/")[0] + f"/{name}"


def _mysql(url: str) -> pymysql.Connection[pymysql.cursors.Cursor]:
    parts = urlsplit(url)
    return pymysql.connect(
        host=parts.hostname or "127.0.0.1", port=parts.port or 3306, user=parts.username or "root",
        password=parts.password or "", charset="utf8mb4",
    )  # fmt: skip
