"""The table of rows set aside: one row per finding, written per load and stage so that either can be made again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pyarrow as pa

from anlan.collection.contract import TableContract
from anlan.collection.incident import REASONS, SetAside, masked
from anlan.pool.pool import Pool

SET_ASIDE = "raw_quality__set_aside"
RECEIVED, STANDARDISED = "received", "standardised"
_SET_ASIDE_SCHEMA = pa.schema(
    [
        ("source_system", pa.string()),
        ("table_name", pa.string()),
        ("load_id", pa.string()),
        ("stage", pa.string()),
        ("row_no", pa.int64()),
        ("file_name", pa.string()),
        ("column_name", pa.string()),
        ("reason_code", pa.string()),
        ("reason", pa.string()),
        ("value", pa.string()),
        ("drops_row", pa.bool_()),
        ("found_date", pa.date32()),
    ]
)


def ensure_set_aside(pool: Pool) -> None:
    """Create the table of rows set aside, empty, where the pool does not hold it yet."""
    if pool.version(SET_ASIDE) is None:
        pool.write(SET_ASIDE, _SET_ASIDE_SCHEMA.empty_table(), partition={"load_id": "", "stage": ""})


def keep_received(
    pool: Pool, contract: TableContract, found: Mapping[str, Sequence[SetAside]], is_personal: bool, day: date
) -> None:
    """Keep what a reader set aside, by load id, before there were columns.

    A whole line is masked where the table may hold personal data. Nothing is written where there is nothing to keep.
    """
    held = {p["load_id"] for p in pool.partitions(SET_ASIDE) if p["stage"] == RECEIVED}
    if not any(found.values()) and not held & found.keys():
        return
    rows = [_row(contract, load_id, one, is_personal, day) for load_id, ones in found.items() for one in ones]
    columns = zip(*rows, strict=True) if rows else ([] for _ in _SET_ASIDE_SCHEMA)
    arrays = [pa.array(list(values), field.type) for values, field in zip(columns, _SET_ASIDE_SCHEMA, strict=True)]
    partition = {"load_id": list(found), "stage": [RECEIVED]}
    pool.write(SET_ASIDE, pa.Table.from_arrays(arrays, schema=_SET_ASIDE_SCHEMA), partition=partition)


def _row(contract: TableContract, load_id: str, one: SetAside, is_personal: bool, day: date) -> tuple[object, ...]:
    place = (contract.system, contract.name, load_id, RECEIVED, one.row_no, one.file_name, one.column)
    reason = f"{REASONS[one.reason]}：{one.detail}" if one.detail else REASONS[one.reason]
    return (*place, one.reason, reason, masked(one.value, is_personal), one.drops_row, day)
