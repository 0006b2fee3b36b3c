"""Column lineage of single queries: through common tables, unions, windows and aggregates."""

from __future__ import annotations

import pytest

from anlan.engine.column_lineage import ColumnRef, LineageUnreadable, query_lineage

SCHEMA = {"stop": ["person", "employer", "day", "reason"], "employer": ["employer", "name", "district"]}


def refs(*names: str) -> tuple[ColumnRef, ...]:
    return tuple(sorted(ColumnRef(*name.split(".")) for name in names))


def test_values_and_conditions_are_told_apart() -> None:
    found = query_lineage(
        "q", "SELECT person AS who, upper(reason) AS why FROM stop WHERE day > DATE '2026-01-01'", SCHEMA
    )
    assert found.columns == {"who": refs("stop.person"), "why": refs("stop.reason")}
    assert found.conditions == refs("stop.day")
    assert found.inputs == ("stop",)


def test_through_common_tables_joins_and_aggregates() -> None:
    sql = """
    WITH late AS (SELECT employer, count(*) FILTER (reason = '1') AS many, max(day) AS last FROM stop GROUP BY employer)
    SELECT e.name, l.many * 2 AS doubled, coalesce(l.last, DATE '2026-01-01') AS last
    FROM late AS l JOIN employer AS e ON e.employer = l.employer
    """
    found = query_lineage("q", sql, SCHEMA)
    assert found.columns["name"] == refs("employer.name")
    assert found.columns["doubled"] == refs("stop.reason")
    assert found.columns["last"] == refs("stop.day")
    assert set(refs("employer.employer", "stop.employer")) <= set(found.conditions)


def test_a_star_is_spelt_out() -> None:
    found = query_lineage("q", "SELECT * EXCLUDE (reason) FROM stop", SCHEMA)
    assert found.columns == {name: refs(f"stop.{name}") for name in ("person", "employer", "day")}


def test_a_union_has_both_sides() -> None:
    found = query_lineage("q", "SELECT person AS x FROM stop UNION ALL SELECT name FROM employer", SCHEMA)
    assert found.columns["x"] == refs("employer.name", "stop.person")


@pytest.mark.parametrize("sql", ["SELECT FROM", "SELECT person FROM stop WHERE", "DELETE FROM stop"])
def test_what_cannot_be_traced_is_an_error(sql: str) -> None:
    with pytest.raises(LineageUnreadable):
        query_lineage("q", sql, SCHEMA)
