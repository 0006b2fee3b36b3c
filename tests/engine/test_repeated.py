"""Hashes that several rows have: against counting them one by one, in one part and in several."""

from __future__ import annotations

import random
from collections import Counter

import duckdb
import pytest

from anlan.engine import repeated


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


@pytest.mark.parametrize("at_once", [1_000_000, 700, 90])
@pytest.mark.parametrize("keys", [1, 40, 2_000])
def test_the_hashes_of_keys_that_come_twice_are_given_once_each(
    connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch, at_once: int, keys: int
) -> None:
    monkeypatch.setattr(repeated, "_HASHES_AT_ONCE", at_once)
    draw = random.Random(keys)
    rows = [(draw.randrange(keys), None if draw.random() < 0.1 else draw.choice("甲乙")) for _ in range(2_000)]
    connection.execute("CREATE TABLE source (person INTEGER, kind VARCHAR)")
    connection.executemany("INSERT INTO source VALUES (?, ?)", rows)
    counted, hashes = repeated.repeated_hashes(connection, "source", '"person", "kind"', len(rows), "person >= 0")
    assert counted == len(rows)
    connection.register("repeated", {"h": hashes})
    query = (
        "SELECT person, kind, count(*) FROM source WHERE hash(person, kind) IN (SELECT h FROM repeated) GROUP BY ALL"
    )
    found = {(person, kind): count for person, kind, count in connection.execute(query).fetchall()}
    assert found == {key: count for key, count in Counter(rows).items() if count > 1}
    assert len(hashes) == len(set(hashes.tolist())) == len(found)


def test_no_rows_and_more_rows_than_were_said(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("CREATE TABLE source AS SELECT range % 300000 AS n FROM range(400000)")
    assert [len(found) for found in (repeated.repeated_hashes(connection, "source", "n", 10)[1],)] == [100_000]
    counted, hashes = repeated.repeated_hashes(connection, "source", "n", 0, "n < 0")
    assert (counted, len(hashes)) == (0, 0)
