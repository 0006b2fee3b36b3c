"""Tells the judgement what each source is called, what it promised and whether it failed in this run."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from anlan.collection.contract import Contract, TableContract

_SIGNALS = ("core_signal__article", "core_signal__event", "core_signal__event_article")
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
    """Leave ``source_state``, one row a source system, and ``source_table``, whose a core table is."""
    connection.execute(
        "CREATE OR REPLACE TABLE source_state "
        "(source_system VARCHAR, label VARCHAR, source_class VARCHAR, state VARCHAR, expected_text VARCHAR)"
    )
    for contract in contracts:
        state = "failed" if contract.system in failed else ""
        row = [contract.system, contract.label, contract.source_class.value, state, _expected(contract)]
        connection.execute("INSERT INTO source_state VALUES (?, ?, ?, ?, ?)", row)
    connection.execute("CREATE OR REPLACE TABLE source_table (core_table VARCHAR, source_system VARCHAR)")
    pairs = {(name, contract.system) for contract in contracts for table in contract.tables for name in _made(table)}
    for pair in sorted(pairs):
        connection.execute("INSERT INTO source_table VALUES (?, ?)", list(pair))


def _made(table: TableContract) -> tuple[str, ...]:
    """The core tables that a source table fills; articles become the tables of the signals step."""
    return (table.core, *_SIGNALS) if table.core == "core_opinion__article" else (table.core,)
