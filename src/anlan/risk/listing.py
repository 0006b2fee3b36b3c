"""The risk list of a week as people and programs read it, from the published tables."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import duckdb

from anlan.base.errors import AnlanError
from anlan.base.risk_types import Level, RiskType
from anlan.engine.relations import columns_of
from anlan.risk.fusion import CONFIRMED

STATUS_TEXT = {CONFIRMED: "confirmed by two keys", "unverified": "待核实"}
_ALERTS = """
SELECT week, uscc, name, district_code, types, level, score, status, first_seen, staff_count, change, previous_level,
  rumour_state, summary, clears_when, explanation
FROM out_risk__alert WHERE week = $week AND level > 0 AND ($uscc IS NULL OR uscc = $uscc)
ORDER BY level DESC, score DESC, uscc
"""
_EVIDENCE = """
SELECT uscc, evidence_id, risk_type_code, stance, source_system, source_class,
  coalesce(indicator_id, event_id) AS indicator, text, value, level, points, data_date, row_count, trace
FROM out_risk__evidence WHERE week = $week AND ($uscc IS NULL OR uscc = $uscc)
ORDER BY uscc, CASE stance WHEN 'supporting' THEN 0 WHEN 'contradicting' THEN 1 ELSE 2 END, abs(points) DESC,
  evidence_id
"""
_SHOWN = ("stance", "source_system", "source_class", "indicator", "text", "value", "data_date")


class ListMissing(AnlanError):
    """No risk list was published for that week."""

    code = "risk-list-missing"
    status = 404
    message = "没有 {week} 的风险清单"
    hint = "运行 `anlan run` 计算，或用 --week 指定已计算的周：{weeks}。"


class EmployerNotListed(AnlanError):
    """The employer is not on the list of that week."""

    code = "employer-not-listed"
    status = 404
    message = "{uscc} 不在 {week} 的风险清单中"
    hint = "核对统一社会信用代码与周；运行 `anlan risk list --week {week}` 可查看该周清单。"


def weeks_of(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The weeks that have a list, newest first; empty before the first run."""
    if not columns_of(connection, "out_risk__week"):
        return []
    return [week for (week,) in connection.execute("SELECT week FROM out_risk__week ORDER BY week DESC").fetchall()]


def _rows(connection: duckdb.DuckDBPyConnection, sql: str, week: str, uscc: str | None) -> Iterator[dict[str, Any]]:
    cursor = connection.execute(sql, {"week": week, "uscc": uscc})
    names = [column[0] for column in cursor.description or []]
    return iter([dict(zip(names, row, strict=True)) for row in cursor.fetchall()])


def _chosen(connection: duckdb.DuckDBPyConnection, week: str | None) -> str:
    weeks = weeks_of(connection)
    if not weeks or (week is not None and week not in weeks):
        raise ListMissing(week=week or "任何一周", weeks="、".join(weeks[:5]) or "尚无")
    return week or weeks[0]


def _evidence_of(connection: duckdb.DuckDBPyConnection, week: str, uscc: str | None) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in _rows(connection, _EVIDENCE, week, uscc):
        found.setdefault(row["uscc"], []).append(row)
    return found


def _distinct(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The evidence without the repetitions that come from speaking about several risk types."""
    shown: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        shown.setdefault((row["stance"], row["indicator"]), {name: row[name] for name in _SHOWN})
    return list(shown.values())


def risk_list(connection: duckdb.DuckDBPyConnection, week: str | None = None) -> list[dict[str, Any]]:
    """The employers on the list of a week (the newest where none is given), the gravest first.

    **Rows**: one an employer: uscc, name, district_code, types (Chinese labels), level (``blue`` … ``red``), score,
    status (``confirmed by two keys`` or ``待核实``), first_seen, evidence. Raises: ListMissing.
    """
    chosen = _chosen(connection, week)
    evidence = _evidence_of(connection, chosen, None)
    return [
        {
            "uscc": row["uscc"],
            "name": row["name"],
            "district_code": row["district_code"],
            "types": [RiskType(kind).label for kind in row["types"]],
            "level": Level(row["level"]).code,
            "score": row["score"],
            "status": STATUS_TEXT[row["status"]],
            "first_seen": row["first_seen"].isoformat(),
            "evidence": _distinct(evidence.get(row["uscc"], [])),
        }
        for row in _rows(connection, _ALERTS, chosen, None)
    ]


def risk_detail(connection: duckdb.DuckDBPyConnection, uscc: str, week: str | None = None) -> dict[str, Any]:
    """One employer's alert in a week with its explanation, all evidence and traces. Raises: ListMissing,
    EmployerNotListed.
    """
    chosen = _chosen(connection, week)
    row = next(_rows(connection, _ALERTS, chosen, uscc), None)
    if row is None:
        raise EmployerNotListed(uscc=uscc, week=chosen)
    evidence = _evidence_of(connection, chosen, uscc).get(uscc, [])
    for one in evidence:
        one["trace"] = json.loads(one["trace"])
    row |= {
        "types": [RiskType(kind).label for kind in row["types"]],
        "level": Level(row["level"]).code,
        "previous_level": Level(row["previous_level"]).code,
        "status": STATUS_TEXT[row["status"]],
        "explanation": json.loads(row["explanation"]),
        "evidence": evidence,
    }
    return row
