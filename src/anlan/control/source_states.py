"""Tells the judgement what each source is called, what it promised and whether it failed in this run."""

from __future__ import annotations

from collections.abc import Sequence

from anlan.collection.contract import Contract, TableContract
from anlan.engine.relations import Relations

_SIGNALS = ("core_signal__article", "core_signal__event", "core_signal__event_article")
_CYCLES = {"daily": "每日", "weekly": "每周", "monthly": "每月", "quarterly": "每季", "yearly": "每年"}


def _expected(contract: Contract) -> str:
    promises = {
        f"{_CYCLES.get(table.expected.cycle, '')}更新，{table.expected.within_days} 天内到达"
        for table in contract.tables
        if table.expected.cycle
    }
    return "；".join(sorted(promises)) or "未约定周期"


def put_source_states(relations: Relations, contracts: Sequence[Contract], failed: frozenset[str]) -> None:
    """Leave ``source_state``, one row a source system, and ``source_table``, whose a core table is."""
    relations.execute(
        "CREATE OR REPLACE TABLE source_state "
        "(source_system VARCHAR, label VARCHAR, source_class VARCHAR, state VARCHAR, expected_text VARCHAR)"
    )
    rows = [
        [one.system, one.label, one.source_class.value, "failed" if one.system in failed else "", _expected(one)]
        for one in contracts
    ]
    relations.executemany("INSERT INTO source_state VALUES (?, ?, ?, ?, ?)", rows)
    relations.execute("CREATE OR REPLACE TABLE source_table (core_table VARCHAR, source_system VARCHAR)")
    pairs = {(name, contract.system) for contract in contracts for table in contract.tables for name in _made(table)}
    relations.executemany("INSERT INTO source_table VALUES (?, ?)", [list(pair) for pair in sorted(pairs)])


def _made(table: TableContract) -> tuple[str, ...]:
    """The core tables that a source table fills; articles become the tables of the signals step."""
    return (table.core, *_SIGNALS) if table.core == "core_opinion__article" else (table.core,)
