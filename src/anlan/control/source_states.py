"""Tells the judgement what each source is called, what it promised and whether it failed in this run."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from anlan.collection.contract import Contract

_CYCLES = {"daily": "每日", "weekly": "每周", "monthly": "每月", "quarterly": "每季", "yearly": "每年"}


def _expected(contract: Contract) -> str:
    promises = {
        f"{_CYCLES.get(table.expected.cycle, '')}更新，{table.expected.within_days} 天内到达"
        for table in contract.tables
        if table.expected.cycle
    }
    return "；".join(sorted(promises)) or "未约定周期"


def put_source_states(
    connection: duckdb.DuckDBPyConnection, contracts: Sequence[Contract], failed: frozenset[str]
) -> None:
    """Leave the relation ``source_state`` in the connection, one row a source system."""
    connection.execute(
        "CREATE OR REPLACE TABLE source_state "
        "(source_system VARCHAR, label VARCHAR, source_class VARCHAR, state VARCHAR, expected_text VARCHAR)"
    )
    for contract in contracts:
        state = "failed" if contract.system in failed else ""
        row = [contract.system, contract.label, contract.source_class.value, state, _expected(contract)]
        connection.execute("INSERT INTO source_state VALUES (?, ?, ?, ?, ?)", row)
