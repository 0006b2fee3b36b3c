"""The published tables of the risk floor, their columns and how rows come into them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb
import pyarrow as pa

from anlan.base.risk_types import RiskType
from anlan.risk.evidence import Evidence, as_json

_TEXTS = pa.list_(pa.string())
ALERT = pa.schema(
    [
        ("week", pa.string()), ("uscc", pa.string()), ("name", pa.string()), ("district_code", pa.string()),
        ("industry_code", pa.string()), ("staff_count", pa.int64()), ("types", _TEXTS), ("main_type", pa.string()),
        ("level", pa.int32()), ("uncapped_level", pa.int32()), ("score", pa.float64()), ("status", pa.string()),
        ("rumour_state", pa.string()), ("is_hard", pa.bool_()), ("key_classes", _TEXTS), ("change", pa.string()),
        ("previous_level", pa.int32()), ("first_seen", pa.date32()), ("clears_when", pa.string()),
        ("summary", pa.string()), ("explanation", pa.string()),
    ]
)  # fmt: skip
EVIDENCE = pa.schema(
    [
        ("evidence_id", pa.string()), ("week", pa.string()), ("uscc", pa.string()), ("risk_type_code", pa.string()),
        ("indicator_id", pa.string()), ("event_id", pa.string()), ("stance", pa.string()),
        ("source_system", pa.string()), ("source_class", pa.string()), ("text", pa.string()), ("value", pa.float64()),
        ("level", pa.int32()), ("points", pa.float64()), ("data_date", pa.date32()), ("row_count", pa.int64()),
        ("trace", pa.string()),
    ]
)  # fmt: skip
NAMES = (
    "out_risk__week",
    "out_risk__employer_week",
    "out_risk__indicator_week",
    "out_risk__evidence",
    "out_risk__alert",
    "out_risk__source_week",
)
_WEEK = "SELECT week, start_date, end_date FROM weeks ORDER BY week"
_EMPLOYER_WEEK = """
SELECT w.week, k.uscc, coalesce(p.name, k.uscc) AS name, p.district_code, p.industry_code,
  CAST(coalesce(s.staff_peak, 0) AS BIGINT) AS staff_count
FROM weeks AS w
JOIN (SELECT DISTINCT week, uscc FROM staff_week UNION SELECT week, uscc FROM alert_rows) AS k ON k.week = w.week
LEFT JOIN profile AS p ON p.week = w.week AND p.uscc = k.uscc
LEFT JOIN staff_week AS s ON s.week = w.week AND s.uscc = k.uscc
ORDER BY w.week, k.uscc
"""
_INDICATOR_WEEK = """
WITH watched AS (SELECT uscc, max(level) AS level FROM alert_rows WHERE level > 0 GROUP BY uscc),
worst AS (
  SELECT t.week, i.indicator_id,
    CASE WHEN bool_or(t.state = 'silent') THEN 'silent' WHEN bool_or(t.state = 'late') THEN 'late'
      ELSE 'on_time' END AS state
  FROM indicator_table AS i JOIN table_week AS t ON t.core_table = i.core_table GROUP BY ALL
)
SELECT w.week, u.uscc, i.indicator_id, l.value, CAST(coalesce(l.level, 0) AS INTEGER) AS level,
  round(i.weight * CASE l.level WHEN 4 THEN 1.0 WHEN 3 THEN 0.7 WHEN 2 THEN 0.4 ELSE 0 END, 2) AS points,
  CASE
    WHEN x.state = 'silent' THEN 'not_observed'
    WHEN x.state = 'late' THEN 'stale'
    WHEN i.needs_report AND s.uscc IS NOT NULL AND NOT s.is_reported THEN 'partial'
    WHEN l.value IS NULL AND i.is_measure THEN 'not_observed'
    ELSE 'observed'
  END AS state,
  l.data_date
FROM weeks AS w CROSS JOIN watched AS u CROSS JOIN indicator_shape AS i
LEFT JOIN worst AS x ON x.week = w.week AND x.indicator_id = i.indicator_id
LEFT JOIN indicator_level AS l ON l.week = w.week AND l.uscc = u.uscc AND l.indicator_id = i.indicator_id
LEFT JOIN staff_week AS s ON s.week = w.week AND s.uscc = u.uscc
WHERE l.value IS NOT NULL OR u.level >= 2
ORDER BY w.week, u.uscc, i.indicator_id
"""


def evidence_row(evidence_id: str, week: str, uscc: str, kind: RiskType, one: Evidence, points: float) -> list[Any]:
    """A row of ``out_risk__evidence``; contradicting evidence has negative points."""
    sign = 1 if one.stance == "supporting" else -1 if one.stance == "contradicting" else 0
    return [
        evidence_id, week, uscc, kind.value, None if one.is_event else one.source, one.source if one.is_event else None,
        one.stance.value, one.source_system, one.source_class.value, one.text, one.value, int(one.level),
        round(sign * points, 2) + 0.0, one.data_date, one.row_count, as_json(one.rows.filled() if one.rows else {}),
    ]  # fmt: skip


def as_text(value: object) -> str:
    """JSON text of an explanation."""
    return as_json(value)


def _table(schema: pa.Schema, rows: Sequence[Sequence[Any]]) -> pa.Table:
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True)) if rows else [[] for _ in schema]
    arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def write(
    connection: duckdb.DuckDBPyConnection, alerts: Sequence[Sequence[Any]], evidence: Sequence[Sequence[Any]]
) -> None:
    """Leave the published tables in the connection, each sorted by its key so that equal inputs give equal files."""
    connection.register("alert_rows", _table(ALERT, alerts))
    connection.register("evidence_rows", _table(EVIDENCE, evidence))
    queries = {
        "out_risk__week": _WEEK,
        "out_risk__employer_week": _EMPLOYER_WEEK,
        "out_risk__indicator_week": _INDICATOR_WEEK,
        "out_risk__alert": "SELECT * FROM alert_rows ORDER BY week, uscc",
        "out_risk__evidence": "SELECT * FROM evidence_rows ORDER BY week, uscc, risk_type_code, evidence_id",
    }
    for name, query in queries.items():
        connection.execute(f"CREATE OR REPLACE TABLE {name} AS {query}")
    connection.unregister("alert_rows")
    connection.unregister("evidence_rows")
