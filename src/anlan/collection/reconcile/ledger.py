"""The ledger of reconciliations in the pool: every measure of every run, and the keys on which sides differed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa

from anlan.base.clock import CHINA
from anlan.collection.incident import masked
from anlan.collection.reconcile.compare import Comparison
from anlan.pool.delta import literal
from anlan.pool.pool import Pool

LEDGER, KEYS = "raw_quality__reconciliation", "raw_quality__reconciliation_key"
EQUAL, DIFFERS, FAILED = "equal", "differs", "failed"
_LEDGER_SCHEMA = pa.schema(
    [
        ("run_no", pa.int64()),
        *((name, pa.string()) for name in ("month", "reconciled_at", "source_system", "table_name", "stage")),
        *((name, pa.string()) for name in ("measure", "state", "left_side", "right_side")),
        *((name, pa.float64()) for name in ("left_value", "right_value", "difference")),
        ("note", pa.string()),
    ]
)
_KEY_SCHEMA = pa.schema(
    [
        ("run_no", pa.int64()),
        *((name, pa.string()) for name in ("month", "reconciled_at", "source_system", "table_name", "stage")),
        *((name, pa.string()) for name in ("key", "kind", "columns", "left_place", "right_place")),
        *((name, pa.int64()) for name in ("left_rows", "right_rows")),
    ]
)
_SIDES = {"source-raw": ("来源", "贴源层"), "raw-core": ("贴源层（标准化后）", "明细层")}


@dataclass(frozen=True)
class Entry:
    """The reconciliation of one table at one stage; ``failure`` says why it could not be made."""

    system: str
    table: str
    stage: str
    comparison: Comparison | None
    is_personal: bool
    failure: str = ""

    @property
    def state(self) -> str:
        """``equal``, ``differs`` or ``failed``."""
        if self.comparison is None:
            return FAILED
        return EQUAL if self.comparison.is_equal else DIFFERS


def keep(pool: Pool, entries: Sequence[Entry], now: datetime) -> None:
    """Add entries to the ledger under the next run number; nothing that stands in it is ever changed."""
    run_no = _last_run(pool) + 1
    for table, schema, found in (
        (LEDGER, _LEDGER_SCHEMA, ledger_rows(entries, now)),
        (KEYS, _KEY_SCHEMA, key_rows(entries, now)),
    ):
        data = pa.Table.from_pylist([{**row, "run_no": run_no} for row in found], schema=schema)
        if found or pool.version(table) is None:
            pool.write(table, data, partition={"month": f"{now.astimezone(CHINA):%Y-%m}"}, replace=False)


def _last_run(pool: Pool) -> int:
    if pool.version(LEDGER) is None:
        return 0
    with pool.reading(tables=[LEDGER]) as connection:
        return int((connection.execute(f"SELECT coalesce(max(run_no), 0) FROM {LEDGER}").fetchone() or (0,))[0])


def ledger_rows(entries: Iterable[Entry], now: datetime) -> list[dict[str, Any]]:
    """What entries say as rows of the ledger: one a measure, and one for the keys that differ."""
    return [{**_stamp(now), **row} for entry in entries for row in _rows(entry)]


def key_rows(entries: Iterable[Entry], now: datetime) -> list[dict[str, Any]]:
    """The differing keys of entries as rows; a key is masked where the table holds personal data."""
    return [{**_stamp(now), **row} for entry in entries for row in _keys(entry)]


def _stamp(now: datetime) -> dict[str, str]:
    moment = now.astimezone(CHINA)
    return {"month": f"{moment:%Y-%m}", "reconciled_at": moment.isoformat(timespec="seconds")}


def _rows(entry: Entry) -> Iterable[dict[str, Any]]:
    left, right = _SIDES[entry.stage]
    place = {"source_system": entry.system, "table_name": entry.table, "stage": entry.stage}
    place |= {"left_side": left, "right_side": right}
    if entry.comparison is None:
        yield {**place, "measure": "", "state": FAILED, "note": entry.failure}
        return
    for one in entry.comparison.measures:
        values = {"left_value": one.left, "right_value": one.right, "difference": one.difference}
        yield {**place, "measure": one.name, "state": EQUAL if one.is_equal else DIFFERS, **values, "note": ""}
    differing = float(entry.comparison.differing)
    values = {"left_value": 0.0, "right_value": differing, "difference": differing}
    yield {**place, "measure": "hash", "state": EQUAL if not differing else DIFFERS, **values, "note": ""}


def _keys(entry: Entry) -> Iterable[dict[str, Any]]:
    for one in entry.comparison.keys if entry.comparison else ():
        yield {
            "source_system": entry.system,
            "table_name": entry.table,
            "stage": entry.stage,
            "key": masked(one.key, entry.is_personal),
            "kind": one.kind,
            "columns": "、".join(one.columns),
            "left_place": one.left_place,
            "right_place": one.right_place,
            "left_rows": one.left_rows,
            "right_rows": one.right_rows,
        }


def read(pool: Pool, table: str, system: str | None, limit: int) -> list[dict[str, Any]]:
    """The newest rows of the ledger (or of its keys), of one system or of all; none before the first run."""
    if pool.version(table) is None:
        return []
    chosen = f"WHERE source_system = {literal(system)}" if system else ""
    order = "run_no DESC, source_system, table_name, stage DESC"
    with pool.reading(tables=[table]) as connection:
        query = f"SELECT * EXCLUDE (month) FROM {table} {chosen} ORDER BY {order} LIMIT {limit}"
        names = [column[0] for column in connection.execute(query).description or ()]
        return [dict(zip(names, row, strict=True)) for row in connection.fetchall()]


def by_table(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows of the ledger as one a table and stage of a run: counts of both sides, differing keys, sums that differ."""
    groups: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
    for row in rows:
        place = (row.get("run_no", 0), row["reconciled_at"], row["source_system"], row["table_name"], row["stage"])
        groups.setdefault(place, []).append(row)
    names = ("run_no", "reconciled_at", "source_system", "table_name", "stage")
    return [{**dict(zip(names, place, strict=True)), **_summed(measured)} for place, measured in groups.items()]


def _summed(measured: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    by_name = {row["measure"]: row for row in measured}
    wrong = [row["measure"].removeprefix("sum:") for row in measured if row["state"] == DIFFERS]
    return {
        "left_side": measured[0]["left_side"],
        "right_side": measured[0]["right_side"],
        "left_rows": _whole(by_name.get("rows"), "left_value"),
        "right_rows": _whole(by_name.get("rows"), "right_value"),
        "differing": _whole(by_name.get("hash"), "right_value"),
        "sums": [name for name in wrong if name not in ("rows", "keys", "hash")],
        "state": max((row["state"] for row in measured), key=(EQUAL, DIFFERS, FAILED).index),
        "note": "；".join(row["note"] for row in measured if row["note"]),
    }


def _whole(row: Mapping[str, Any] | None, side: str) -> int | None:
    return None if row is None or row[side] is None else round(row[side])
