"""Counts of the week's alerts by district, industry, type and level, beside last week's."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from anlan.base.clock import Week
from anlan.base.risk_types import Level, RiskType
from anlan.reports.alerts import WeekAlerts
from anlan.reports.labels import LEVEL_COLOURS, LEVEL_LETTERS, LEVELS_SHOWN, NOT_KNOWN, Labels, change_text, count_text
from anlan.reports.tables import ReleaseTables, Row

Groups = Callable[[Row], Iterable[str]]


def level_rows(alerts: WeekAlerts) -> list[Row]:
    """**Rows**: one a level, red first, with last week's count and how many have two keys."""
    return [_level_row(alerts, int(level)) for level in LEVELS_SHOWN]


def _level_row(alerts: WeekAlerts, level: int) -> Row:
    rows = [row for row in alerts.current if row["level"] == level]
    before = None if alerts.previous is None else sum(row["level"] == level for row in alerts.previous)
    unverified = sum(row["status"] == "unverified" for row in rows)
    staff = sum(row["staff_count"] or 0 for row in rows)
    return {
        "level": level,
        "label": LEVEL_LETTERS[level] + "色",
        "colour": LEVEL_COLOURS[level].lstrip("#"),
        "count": len(rows),
        "confirmed": len(rows) - unverified,
        "unverified": unverified,
        "held_back": sum(
            row["status"] == "unverified" and (row["uncapped_level"] or 0) >= Level.ORANGE for row in rows
        ),
        "staff": staff,
        "staff_text": count_text(staff),
        "previous": count_text(before),
        "delta": change_text(None if before is None else len(rows) - before),
    }


def by_district(alerts: WeekAlerts, labels: Labels) -> Row:
    """The table of districts."""
    return _table("行政区", alerts, lambda row: [labels.district(row["district_code"])])


def by_industry(alerts: WeekAlerts, labels: Labels) -> Row:
    """The table of industry sections."""
    return _table("行业门类", alerts, lambda row: [labels.industry(row["industry_code"], short=False)])


def by_type(alerts: WeekAlerts, labels: Labels) -> Row:
    """The table of risk types; an employer counts under each of its types, ``main`` counts it once."""
    table = _table("风险类型", alerts, lambda row: labels.types(row["types"]), keep=[kind.label for kind in RiskType])
    for line in table["rows"]:
        line["main"] = sum(
            labels.types([row["main_type"]]) == [line["label"]] for row in alerts.current if row["main_type"]
        )
    table["total"]["main"] = sum(line["main"] for line in table["rows"])
    return table


def _table(label: str, alerts: WeekAlerts, groups: Groups, keep: Iterable[str] = ()) -> Row:
    names = dict.fromkeys(keep)
    for row in (*alerts.current, *(alerts.previous or ())):
        names.update(dict.fromkeys(groups(row)))
    lines = [_line(name, alerts, lambda row, name=name: name in groups(row)) for name in names]  # type: ignore[misc]
    total = _line("合计", alerts, lambda row: True)
    for line in lines:
        line["share"] = f"{line['total'] / total['total']:.1%}" if total["total"] else NOT_KNOWN
    total["share"] = "100.0%" if total["total"] else NOT_KNOWN
    lines.sort(key=lambda line: (-line["total"], -line["red"], -line["orange"], line["label"]))
    return {"label": label, "rows": lines, "total": total}


def _line(name: str, alerts: WeekAlerts, belongs: Callable[[Row], bool]) -> Row:
    rows = [row for row in alerts.current if belongs(row)]
    before = None if alerts.previous is None else sum(belongs(row) for row in alerts.previous)
    staff = sum(row["staff_count"] or 0 for row in rows)
    counts = {level.code: sum(row["level"] == level for row in rows) for level in LEVELS_SHOWN}
    return {
        "label": name,
        **counts,
        "total": len(rows),
        "staff": staff,
        "staff_text": count_text(staff),
        "delta": change_text(None if before is None else len(rows) - before),
    }


def trend(tables: ReleaseTables, week: Week, weeks: int) -> list[Row]:
    """**Rows**: one a week that the release holds, oldest first, at most ``weeks``; counts by level."""
    sql = """
        SELECT w.week, w.end_date,
               count(a.uscc) FILTER (a.level = 4) AS red, count(a.uscc) FILTER (a.level = 3) AS orange,
               count(a.uscc) FILTER (a.level = 2) AS yellow, count(a.uscc) FILTER (a.level = 1) AS blue
        FROM (SELECT week, end_date FROM out_risk__week WHERE week <= ? ORDER BY week DESC LIMIT ?) AS w
        LEFT JOIN out_risk__alert AS a ON a.week = w.week AND a.change <> 'closed'
        GROUP BY w.week, w.end_date ORDER BY w.week"""
    rows: list[dict[str, Any]] = tables.rows(sql, [str(week), weeks])
    return [row | {"label": str(row["week"])[5:]} for row in rows]
