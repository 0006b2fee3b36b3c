"""PostgreSQL and MariaDB as sources: their own types, incremental loads, servers that are not there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg
import pymysql
import pytest

from anlan.collection.database import open_database
from anlan.collection.source_errors import ConnectionInvalid, SourceTableMissing, SourceUnreachable
from bureau import Bureau, case_table

CORE = "core_labour__arbitration_case"
TABLE = "anlan_test_cases"
ITEMS = {
    "case_id": {"column": "case_id", "required": True},
    "filed": {"column": "filed_date", "required": True},
    "people": {"column": "people_count"},
    "money": {"column": "claim_yuan", "unit": "万元"},
}
CREATE = (
    f"CREATE TABLE {TABLE} (case_id VARCHAR(20), uscc CHAR(18), filed DATE, people SMALLINT, money NUMERIC(12,2),"
    " changed TIMESTAMP NULL, note TEXT)"
)
FIRST = [("A1", "91110000MA01234567", "2026-11-03", 3, "1.50", "2026-11-03 10:00:00", "初次")]
MORE = [("A2", "91110000MA01234567", "2026-11-05", None, None, "2026-11-06 10:00:00", None)]


def promise(bureau: Bureau, url: str) -> None:
    bureau.connect("labour", url)
    load = {"mode": "incremental", "cursor": "changed"}
    table = case_table(location=TABLE, items=ITEMS, employer={"code": "uscc"}, known_at="changed", load=load)
    bureau.promise(system="labour", kind="database", tables=[table])


def check(bureau: Bureau, insert: Any) -> None:
    """The same expectations of either server."""
    insert(FIRST)
    collected, _ = bureau.run()
    assert collected.incidents == ()
    insert(MORE)
    bureau.run()
    first, second = bureau.rows(CORE)
    assert (first["case_id"], first["filed_date"], first["known_at"]) == ("A1", date(2026, 11, 3), date(2026, 11, 3))
    assert (first["people_count"], first["claim_yuan"], second["claim_yuan"]) == (3, 15_000.0, None)
    assert second["known_at"] == date(2026, 11, 6)
    assert [one.same_count for one in bureau.loads()] == [0, 1]


@pytest.fixture
def postgresql(postgresql_url: str) -> Iterator[Any]:
    with psycopg.connect(postgresql_url, autocommit=True) as connection:
        connection.execute(f"DROP TABLE IF EXISTS {TABLE}".encode())
        connection.execute(CREATE.encode())
        yield lambda rows: connection.cursor().executemany(
            f"INSERT INTO {TABLE} VALUES (%s, %s, %s, %s, %s, %s, %s)".encode(), rows
        )
        connection.execute(f"DROP TABLE {TABLE}".encode())


@pytest.fixture
def mariadb(mariadb_url: str) -> Iterator[Any]:
    parts = urlsplit(mariadb_url)
    connection = pymysql.connect(
        host=parts.hostname or "127.0.0.1",
        port=parts.port or 3306,
        user=unquote(parts.username or "root"),
        password=unquote(parts.password or ""),
        database=parts.path.lstrip("/"),
        charset="utf8mb4",
        autocommit=True,
    )
    with closing(connection), connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")
        cursor.execute(f"{CREATE} CHARACTER SET utf8mb4")
        yield lambda rows: cursor.executemany(f"INSERT INTO {TABLE} VALUES (%s, %s, %s, %s, %s, %s, %s)", rows)
        cursor.execute(f"DROP TABLE {TABLE}")


@pytest.mark.postgresql
def test_a_table_of_postgresql_comes_down(bureau: Bureau, postgresql: Any, postgresql_url: str) -> None:
    promise(bureau, postgresql_url)
    check(bureau, postgresql)


@pytest.mark.mariadb
def test_a_table_of_mariadb_comes_down(bureau: Bureau, mariadb: Any, mariadb_url: str) -> None:
    promise(bureau, mariadb_url)
    check(bureau, mariadb)


@pytest.mark.postgresql
def test_a_missing_table_of_postgresql_is_told(postgresql_url: str, tmp_path: Path) -> None:
    with pytest.raises(SourceTableMissing):
        open_database(postgresql_url, tmp_path).read("anlan_no_such_table", "")


@pytest.mark.mariadb
def test_a_missing_table_of_mariadb_is_told(mariadb_url: str, tmp_path: Path) -> None:
    with pytest.raises(SourceTableMissing):
        open_database(mariadb_url, tmp_path).read("anlan_no_such_table", "")


@pytest.mark.parametrize("url", ["postgresql://nobody:secret@127.0.0.1:9/x", "mysql://nobody:secret@127.0.0.1:9/x"])
def test_a_server_that_is_not_there_is_told_without_its_password(url: str, tmp_path: Path) -> None:
    with pytest.raises(SourceUnreachable) as caught:
        open_database(url, tmp_path).read("t", "")
    assert "secret" not in caught.value.text


def test_an_unknown_kind_of_database_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConnectionInvalid):
        open_database("oracle://x", tmp_path)


def test_sqlite_files_that_are_none_are_told(tmp_path: Path) -> None:
    with pytest.raises(SourceUnreachable):
        open_database("sqlite:///none.sqlite3", tmp_path).read("t", "")
    (tmp_path / "bad.sqlite3").write_bytes(b"not a database, but long enough to look at" * 50)
    with pytest.raises(SourceUnreachable):
        open_database("sqlite:///bad.sqlite3", tmp_path).read("t", "")
