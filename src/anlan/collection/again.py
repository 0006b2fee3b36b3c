"""Standardising again what is in core already, from the raw rows, so that a decision counts for the past as well.

The same batches go in the same order and are judged by the day on which they came first, so that taking a decision back
leads to exactly the rows that were there before it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime

import pyarrow as pa

from anlan.base.clock import CHINA
from anlan.collection.contract import Contract, TableContract
from anlan.collection.set_aside import RECEIVED, SET_ASIDE, STANDARDISED
from anlan.pool.loads import LoadPackage, Loads, LoadState
from anlan.pool.pool import Pool


def batch_name(now: datetime, number: int) -> str:
    """The name of a batch of a run; names sort in the order in which batches were standardised."""
    return f"{now.astimezone(UTC):%Y%m%dT%H%M%S.%f}-{number:05d}"


def batch_of(package: LoadPackage) -> str:
    """The batch of a load that is in core; loads older than batches were standardised with those they began with."""
    return package.batch or batch_name(package.started, 0)


def day_of(batch: str) -> date:
    """The business day of a batch."""
    return datetime.strptime(batch[:22], "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC).astimezone(CHINA).date()


def mark_again(pool: Pool, contracts: Sequence[Contract], places: Collection[tuple[str, str]]) -> int:
    """Let the next standardisation make the core rows of some (system, table) again; returns how many loads.

    Tables of a system that fill one core table go together, because their rows replace one another.
    """
    tables = _tables(contracts)
    cores = {(system, tables[system, name].core) for system, name in places if (system, name) in tables}
    chosen = {place for place, table in tables.items() if (place[0], table.core) in cores}
    loads = Loads(pool.root)
    found = [one for one in loads.all() if one.state is LoadState.LOADED and (one.system, one.table) in chosen]
    received = _received_counts(pool)
    # Newest first: were this cut off, what is marked is still the end of the order.
    for one in sorted(found, key=lambda one: (batch_of(one), one.load_id), reverse=True):
        count = received[one.load_id]
        loads.save(one, LoadState.EXTRACTED, batch=batch_of(one), set_aside_count=count)
    return len(found)


def _tables(contracts: Sequence[Contract]) -> dict[tuple[str, str], TableContract]:
    return {(contract.system, table.name): table for contract in contracts for table in contract.tables}


def _received_counts(pool: Pool) -> Counter[str]:
    if pool.version(SET_ASIDE) is None:
        return Counter()
    with pool.reading(tables=[SET_ASIDE]) as connection:
        query = f"SELECT load_id, count(*) FROM {SET_ASIDE} WHERE stage = '{RECEIVED}' GROUP BY 1"
        return Counter(dict(connection.execute(query).fetchall()))


def clear_again(pool: Pool, contracts: Sequence[Contract], waiting: Sequence[LoadPackage]) -> None:
    """Take the rows and findings of marked loads out of core, before they come in again."""
    tables = _tables(contracts)
    marked = [one for one in waiting if one.batch and (one.system, one.table) in tables]
    by_core: dict[str, list[str]] = {}
    for one in marked:
        by_core.setdefault(tables[one.system, one.table].core, []).append(one.load_id)
    for core, load_ids in by_core.items():
        _empty(pool, core, {"load_id": load_ids})
    if marked:
        _empty(pool, SET_ASIDE, {"load_id": [one.load_id for one in marked], "stage": [STANDARDISED]})


def _empty(pool: Pool, table: str, partition: dict[str, Sequence[str]]) -> None:
    schema = pool.schema(table)
    assert schema is not None
    pool.write(table, pa.schema(schema).empty_table(), partition=partition)
