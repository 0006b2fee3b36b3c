"""Core rows as they were known on a day: versions follow each other, and what the source took back ends on its day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import duckdb
import pytest

from anlan.risk.asof import see

FOREVER = date(9999, 12, 31)
MARKS = "core_table VARCHAR, core_load_id VARCHAR, core_row_no BIGINT, deleted_on DATE"


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as made:
        made.execute("CREATE TABLE core_entity__employer_link (employer_key VARCHAR, uscc VARCHAR, status VARCHAR)")
        made.execute("INSERT INTO core_entity__employer_link VALUES ('k', 'U1', 'resolved')")
        made.execute(
            "CREATE TABLE core_labour__arbitration_case (case_id VARCHAR, employer_key VARCHAR, load_id VARCHAR,"
            " row_no BIGINT, source_system VARCHAR, known_at DATE)"
        )
        made.execute(
            "INSERT INTO core_labour__arbitration_case VALUES ('A', 'k', 'L1', 1, 's', '2026-10-01'),"
            " ('A', 'k', 'L2', 1, 's', '2026-10-20'), ('B', 'k', 'L1', 2, 's', '2026-10-01')"
        )
        yield made


def ends(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], date]:
    see(connection)
    query = "SELECT case_id, load_id, known_until FROM seen_labour__arbitration_case"
    return {(case, load): until for case, load, until in connection.execute(query).fetchall()}


def test_a_version_ends_where_the_next_begins(connection: duckdb.DuckDBPyConnection) -> None:
    assert ends(connection) == {("A", "L1"): date(2026, 10, 20), ("A", "L2"): FOREVER, ("B", "L1"): FOREVER}


def test_a_row_that_its_source_no_longer_has_ends_on_the_day_this_became_known(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    connection.execute(f"CREATE TABLE raw_quality__deletion ({MARKS})")
    connection.execute(
        "INSERT INTO raw_quality__deletion VALUES ('core_labour__arbitration_case', 'L1', 1, '2026-11-05'),"
        " ('core_labour__arbitration_case', 'L2', 1, '2026-11-05'), ('core_tax__year', 'L1', 2, '2026-11-05')"
    )
    found = ends(connection)
    assert found == {("A", "L1"): date(2026, 10, 20), ("A", "L2"): date(2026, 11, 5), ("B", "L1"): FOREVER}


def test_a_table_of_marks_without_rows_changes_nothing(connection: duckdb.DuckDBPyConnection) -> None:
    before = ends(connection)
    connection.execute(f"CREATE TABLE raw_quality__deletion ({MARKS})")
    assert ends(connection) == before
