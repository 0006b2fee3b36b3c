"""The alerts of a week as rows of the list, and what moved against the week before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from anlan.base.clock import Week
from anlan.base.errors import AnlanError
from anlan.base.risk_types import Level
from anlan.reports.disposal import DisposalLookup, disposal_text
from anlan.reports.labels import LEVEL_COLOURS, LEVEL_LETTERS, Labels, count_text
from anlan.reports.tables import ReleaseTables, Row

CHANGES = ("new", "raised", "lowered", "closed")


class WeekNotJudged(AnlanError):
    """A report was asked for a week that the release does not hold."""

    code = "week-not-judged"
    status = 404
    message = "本次发布没有 {week} 的研判结果"
    hint = "可选的周：{weeks}。如需其他周，先运行 `anlan run`，并检查设置 risk.weeks。"


class ReleaseIncomplete(AnlanError):
    """A table that the report cannot do without is not in the release."""

    code = "release-incomplete"
    status = 409
    message = "发布中缺少报告所需的表：{tables}"
    hint = "运行 `anlan run` 完成研判与发布后再生成报告。"


NEEDED = ("out_risk__week", "out_risk__alert", "out_risk__employer_week", "out_risk__evidence", "out_risk__source_week")


@dataclass(frozen=True)
class WeekAlerts:
    """The alerts of a week: those on the list, those closed since the week before, and the week before itself."""

    week: Week
    current: list[Row]
    closed: list[Row]
    previous: list[Row] | None

    def changed(self, change: str) -> list[Row]:
        """The alerts with that change against the week before."""
        return self.closed if change == "closed" else [row for row in self.current if row["change"] == change]


def check_week(tables: ReleaseTables, week: Week) -> None:
    """Nothing, where the release can carry the week's report. Raises: ReleaseIncomplete, WeekNotJudged."""
    missing = [table for table in NEEDED if not tables.has(table)]
    if missing:
        raise ReleaseIncomplete(tables="、".join(missing))
    weeks = [str(row["week"]) for row in tables.rows("SELECT week FROM out_risk__week ORDER BY week DESC")]
    if str(week) not in weeks:
        raise WeekNotJudged(week=week, weeks="、".join(weeks[:8]) or "无")


def read_alerts(tables: ReleaseTables, week: Week) -> WeekAlerts:
    """The week's alerts, gravest first; ``previous`` is None where the release does not hold the week before."""
    before = week.shift(-1)
    known = tables.rows("SELECT 1 FROM out_risk__week WHERE week = ?", [str(before)])
    rows = _alerts(tables, week)
    current = [row for row in rows if row["level"] > 0 and row["change"] != "closed"]
    previous = [row for row in _alerts(tables, before) if row["level"] > 0] if known else None
    earlier = {row["uscc"]: row for row in previous or ()}
    closed = [_as_before(row, earlier.get(row["uscc"])) for row in rows if row["change"] == "closed"]
    return WeekAlerts(week, current, closed, previous)


def _as_before(row: Row, before: Row | None) -> Row:
    """A closed alert has no types of its own any more: it keeps those it had the week before."""
    if before is None or row["types"]:
        return row
    return row | {"types": before["types"], "main_type": before["main_type"]}


def _alerts(tables: ReleaseTables, week: Week) -> list[Row]:
    order = "level DESC, score DESC, staff_count DESC NULLS LAST, uscc"
    return tables.rows(f"SELECT * FROM out_risk__alert WHERE week = ? ORDER BY {order}", [str(week)])


def list_rows(
    alerts: WeekAlerts, labels: Labels, evidence: Mapping[str, list[str]], disposals: DisposalLookup
) -> list[Row]:
    """**Rows**: one an employer on the list, every cell a value ready to be written."""
    states = disposals.states(alerts.week, [row["uscc"] for row in alerts.current])
    return [
        {"number": number, **alert_cells(row, labels)}
        | {
            "evidence": "；".join(evidence.get(row["uscc"], [])) or row["summary"] or "—",
            "disposal": disposal_text(states.get(row["uscc"]), row["level"]),
        }
        for number, row in enumerate(alerts.current, 1)
    ]


def alert_cells(row: Row, labels: Labels) -> dict[str, Any]:
    """What every table says about an alert: who, where, how grave."""
    level = int(row["level"])
    unverified = row["status"] == "unverified"
    return {
        "uscc": row["uscc"],
        "name": row["name"] or "（名称未登记）",
        "district": labels.district(row["district_code"]),
        "industry": labels.industry(row["industry_code"]),
        "staff": row["staff_count"],
        "staff_text": count_text(row["staff_count"]),
        "types": "、".join(labels.types(row["types"])) or "—",
        "types_short": "、".join(labels.word("risk_type_short", code) for code in sorted(row["types"] or [])) or "—",
        "main_type": "、".join(labels.types([row["main_type"]] if row["main_type"] else [])) or "—",
        "level": level,
        "level_label": Level(level).label,
        "letter": LEVEL_LETTERS[level],
        "colour": LEVEL_COLOURS[level].lstrip("#"),
        "ink": ink(level),
        "status_text": _status_text(row),
        "unverified": unverified,
        "status": "待核实" if unverified else "已印证",
        "score": round(float(row["score"] or 0), 1),
        "score_text": f"{float(row['score'] or 0):.1f}",
        "change": labels.word("change", row["change"]),
        "previous_letter": LEVEL_LETTERS[int(row["previous_level"] or 0)],
        "first_seen": str(row["first_seen"] or "—"),
        "clears_when": row["clears_when"] or "—",
        "summary": row["summary"] or "—",
    }


def _status_text(row: Row) -> str:
    """How far the alert is confirmed; one waiting for its second key says which level one source alone would give."""
    if row["status"] != "unverified":
        return "已印证"
    level, uncapped = int(row["level"]), int(row["uncapped_level"] or row["level"])
    return f"待核实（单类来源达{LEVEL_LETTERS[uncapped]}色）" if uncapped > level else "待核实"


def ink(level: int) -> str:
    """The colour of text on the level's colour: dark on yellow and orange, white on blue and red."""
    return "FFFFFF" if level in (Level.BLUE, Level.RED) else "000000"
