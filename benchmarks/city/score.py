"""Compares the published alerts with what the city planted: recall in time, precision, traps, lead and lag."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import duckdb

GRACE_DAYS = 60
"""A risk that ended leaves its marks: an alert so many days after its end still counts as right."""
LEAD_DAYS = 28
"""Signs before the day of a risk (a layoff report, a year of losses): an alert so early counts as right."""

_RISKS = """
WITH first AS (
  SELECT t.case_id, t.uscc, t.type, t.start_date, t.lag_days, t.note, t.sources,
    min(w.end_date) FILTER (a.level >= 3 AND w.end_date >= t.start_date) AS first_orange,
    max(a.level) FILTER (w.end_date >= t.start_date) AS best,
    max(a.score) FILTER (w.end_date >= t.start_date) AS best_score
  FROM truth AS t LEFT JOIN out_risk__alert AS a ON a.uscc = t.uscc LEFT JOIN weeks AS w ON w.week = a.week
  WHERE t.kind = 'risk' GROUP BY ALL
),
due AS (
  SELECT f.*, (SELECT min(end_date) FROM weeks WHERE end_date >= f.start_date + f.lag_days) AS due_date FROM first AS f
)
SELECT case_id, uscc, type, start_date, lag_days, note, sources, first_orange, best, best_score, due_date,
  coalesce(first_orange <= due_date, false) AS in_time
FROM due WHERE due_date IS NOT NULL AND due_date >= (SELECT min(end_date) FROM weeks) ORDER BY type, start_date
"""
_ALERTS = f"""
SELECT a.week, a.uscc, a.name, a.level, a.score, a.main_type, a.summary, a.status,
  (a.week = (SELECT max(week) FROM weeks)) AS is_last,
  bool_or(t.kind = 'risk' AND t.start_date - {LEAD_DAYS} <= w.end_date
    AND w.start_date <= coalesce(t.end_date, DATE '9999-12-31') + {GRACE_DAYS}) AS is_right,
  string_agg(DISTINCT t.kind, ',') AS kinds
FROM out_risk__alert AS a JOIN weeks AS w ON w.week = a.week LEFT JOIN truth AS t ON t.uscc = a.uscc
WHERE a.level >= 3 GROUP BY ALL ORDER BY a.week, a.uscc
"""
_TRAPS = """
SELECT t.kind, t.note, t.uscc, t.type, max(a.level) AS best, arg_max(a.summary, a.level) AS summary
FROM truth AS t JOIN out_risk__alert AS a ON a.uscc = t.uscc
WHERE t.kind <> 'risk' GROUP BY ALL
"""


@dataclass
class Score:
    """Everything a run is judged by."""

    risks: list[dict[str, Any]] = field(default_factory=list)
    alerts: list[dict[str, Any]] = field(default_factory=list)
    traps: list[dict[str, Any]] = field(default_factory=list)
    planted_traps: dict[str, int] = field(default_factory=dict)

    @property
    def recall(self) -> float:
        """Planted risks at orange or above by the end of the week in which their lag ended."""
        return _share([risk["in_time"] for risk in self.risks])

    @property
    def recall_of_verifiable(self) -> float:
        """Recall of the risks that two source classes show; the others are planted to stay 待核实."""
        return _share([risk["in_time"] for risk in self.risks if "one source class" not in (risk["note"] or "")])

    @property
    def precision(self) -> float:
        """Orange and red employer-weeks that belong to a planted risk."""
        return _share([alert["is_right"] for alert in self.alerts])

    @property
    def precision_last(self) -> float:
        """The same in the newest week."""
        return _share([alert["is_right"] for alert in self.alerts if alert["is_last"]])

    @property
    def false_employers(self) -> set[str]:
        """Employers that stood at orange or above without a planted risk."""
        return {alert["uscc"] for alert in self.alerts if not alert["is_right"]}

    def by_type(self) -> dict[str, tuple[int, int, float]]:
        """Type → planted, found in time, median days from the start to orange (found ones)."""
        result = {}
        for kind in sorted({risk["type"] for risk in self.risks}):
            mine = [risk for risk in self.risks if risk["type"] == kind]
            days = sorted((r["first_orange"] - r["start_date"]).days for r in mine if r["first_orange"])
            result[kind] = (len(mine), sum(r["in_time"] for r in mine), float(days[len(days) // 2]) if days else -1.0)
        return result

    def traps_above_yellow(self) -> dict[str, int]:
        """Kind of trap → how many stood above yellow in some week."""
        loud: dict[str, int] = dict.fromkeys(self.planted_traps, 0)
        for trap in self.traps:
            loud[trap["kind"]] += trap["best"] >= 3
        return loud


def _share(flags: list[bool]) -> float:
    return sum(flags) / len(flags) if flags else float("nan")


def _dicts(connection: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    cursor = connection.execute(sql)
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def score(connection: duckdb.DuckDBPyConnection) -> Score:
    """The score of the alerts in a connection that holds ``truth``, ``weeks`` and ``out_risk__alert``."""
    planted = connection.execute("SELECT kind, count(*) FROM truth WHERE kind <> 'risk' GROUP BY kind").fetchall()
    risks, alerts, traps = (_dicts(connection, sql) for sql in (_RISKS, _ALERTS, _TRAPS))
    for alert in alerts:
        alert["is_right"] = bool(alert["is_right"])
    return Score(risks, alerts, traps, dict(planted))


def report(result: Score, listing: int = 12) -> None:
    """Print the figures, then the misses and false alarms one by one."""
    print(f"recall {result.recall:.3f} of {len(result.risks)}; precision {result.precision:.3f}", end=" ")
    print(f"of {len(result.alerts)} employer-weeks, {result.precision_last:.3f} in the last week", end="; ")
    print(f"{len(result.false_employers)} false employers")
    for kind, (planted, found, days) in result.by_type().items():
        print(f"  {kind}: {found}/{planted}, median {days:.0f} days")
    loud = result.traps_above_yellow()
    print("  traps above yellow:", {kind: f"{loud[kind]}/{count}" for kind, count in result.planted_traps.items()})
    for risk in [risk for risk in result.risks if not risk["in_time"]][:listing]:
        print("  MISS", risk["type"], risk["start_date"], f"+{risk['lag_days']}", "orange", risk["first_orange"],
              "best", risk["best"], risk["best_score"], risk["note"], risk["sources"], risk["uscc"])  # fmt: skip
    shown: set[str] = set()
    for alert in result.alerts:
        if not alert["is_right"] and alert["uscc"] not in shown and len(shown) < listing:
            shown.add(alert["uscc"])
            print(
                "  FALSE",
                alert["week"],
                alert["uscc"],
                alert["level"],
                alert["score"],
                alert["kinds"],
                alert["summary"],
            )
