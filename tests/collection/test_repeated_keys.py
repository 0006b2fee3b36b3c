"""Hashes that several rows have: against counting them one by one, in one part and in several."""

from __future__ import annotations

import random
from collections import Counter

import duckdb
import pytest

from anlan.collection import repeated_keys


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


@pytest.mark.parametrize("at_once", [1_000_000, 700, 90])
@pytest.mark.parametrize("keys", [1, 40, 2_000])
def test_the_hashes_of_keys_that_come_twice_are_kept_once_each(
    connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch, at_once: int, keys: int
) -> None:
    monkeypatch.setattr(repeated_keys, "_HASHES_AT_ONCE", at_once)
    draw = random.Random(keys)
    rows = [(draw.randrange(keys), None if draw.random() < 0.1 else draw.choice("甲乙")) for _ in range(2_000)]
    connection.execute("CREATE TABLE source (person INTEGER, kind VARCHAR)")
    connection.executemany("INSERT INTO source VALUES (?, ?)", rows)
    repeated_keys.keep_repeated_hashes(connection, "source", '"person", "kind"', len(rows), "repeated")
    found = connection.execute(
        "SELECT person, kind, count(*) FROM source WHERE hash(person, kind) IN (FROM repeated) GROUP BY ALL"
    ).fetchall()
    assert {(person, kind): count for person, kind, count in found} == {
        key: count for key, count in Counter(rows).items() if count > 1
    }
    ((held, different),) = connection.execute("SELECT count(*), count(DISTINCT h) FROM repeated").fetchall()
    assert held == different == len(found)


def test_no_rows_and_more_rows_than_were_said(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("CREATE TABLE source AS SELECT range % 300000 AS n FROM range(400000)")
    repeated_keys.keep_repeated_hashes(connection, "source", "n", 10, "many")
    repeated_keys.keep_repeated_hashes(connection, "(SELECT * FROM source WHERE n < 0)", "n", 0, "none")
    assert connection.execute("SELECT count(*) FROM many").fetchall() == [(100_000,)]
    assert connection.execute("SELECT count(*) FROM none").fetchall() == [(0,)]
