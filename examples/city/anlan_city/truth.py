"""What was planted, as a table that only tests and benchmarks read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from anlan_city.stage import Case, Stage

SCHEMA = pa.schema(
    [
        ("uscc", pa.string()),
        ("kind", pa.string()),
        ("type", pa.string()),
        ("start_date", pa.date32()),
        ("end_date", pa.date32()),
        ("sources", pa.string()),
        ("lag_days", pa.int32()),
        ("note", pa.string()),
        ("case_id", pa.string()),
    ]
)


def write_truth(stage: Stage, path: Path) -> Path:
    """The truth as Parquet.

    **Rows** one a case; ``kind`` is ``risk`` or the name of a trap, ``type`` the risk or the one a trap looks like.
    **Units** ``lag_days`` from ``start_date`` until the sources named have shown enough, reporting delay included.
    """
    pq.write_table(pa.Table.from_pylist([_row(stage, case) for case in stage.cases], SCHEMA), path)
    return path


def _row(stage: Stage, case: Case) -> dict[str, object]:
    return {
        "uscc": stage.firms.uscc[case.firm],
        "kind": case.kind,
        "type": case.type,
        "start_date": date.fromordinal(case.start),
        "end_date": None if case.end is None else date.fromordinal(case.end),
        "sources": ",".join(sorted(case.systems)),
        "lag_days": case.enough - case.start,
        "note": case.note,
        "case_id": f"C{case.number:05d}",
    }
