"""The lineage read from the SQL agrees with what indicators declare of themselves."""

from __future__ import annotations

import pytest

from anlan.risk import read_registry
from anlan.risk.lineage import Derivation, derivations

MADE = {one.name: one for one in derivations()}
# Tables that describe an employer or count its staff stand behind many indicators and are no evidence of their own.
DESCRIBING = {"core_registry__enterprise", "core_social__employer", "core_social__contribution_month"}


def core_tables(made: Derivation) -> set[str]:
    found: set[str] = set()
    for relation in made.lineage.inputs:
        found |= (
            {relation} if relation.startswith("core_") else core_tables(MADE[relation]) if relation in MADE else set()
        )
    return found


def test_every_indicator_and_step_is_traced() -> None:
    registry = read_registry()
    assert {one.id for one in registry.indicators} <= MADE.keys()
    assert {"staff_week", "stop_week", "contribution_delta"} <= MADE.keys()


@pytest.mark.parametrize("indicator", read_registry().indicators, ids=lambda one: one.id)
def test_declared_tables_are_those_that_the_sql_reads(indicator) -> None:  # type: ignore[no-untyped-def]
    read = core_tables(MADE[indicator.id])
    unread = set(indicator.tables) - read
    assert not unread, f"declares {unread}, which its SQL does not read"


def test_every_input_is_a_core_column_or_comes_from_a_step_before() -> None:
    known: set[str] = {"weeks", "table_week"}
    for made in derivations():
        for relation in made.lineage.inputs:
            assert relation.startswith("core_") or relation in known, (made.name, relation)
        known.add(made.name)


def test_a_stop_reason_reaches_the_layoff_indicators() -> None:
    reason = {str(ref) for refs in MADE["ended_stop"].lineage.columns.values() for ref in refs}
    assert "core_social__stop.reason_code" in reason
    assert "core_social__stop" in core_tables(MADE["A1"])
