"""The weekly report's context: everything its three files say, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import duckdb

from anlan.base.clock import Week
from anlan.reports.alerts import CHANGES, WeekAlerts, alert_cells, check_week, list_rows, read_alerts
from anlan.reports.coverage import coverage
from anlan.reports.disposal import DisposalLookup, NoDisposals
from anlan.reports.distribution import by_district, by_industry, by_type, level_rows, trend
from anlan.reports.evidence import list_evidence
from anlan.reports.focus import focus_cards
from anlan.reports.kinds import ReportKind, report_kind
from anlan.reports.labels import Labels, change_text, standard_labels
from anlan.reports.summary import summary, total_row
from anlan.reports.tables import ReleaseTables, Row


@dataclass(frozen=True)
class Masthead:
    """What the bureau's settings say about the sheet: who issues it and who gets a copy."""

    bureau: str
    copies_to: tuple[str, ...] = ()
    notice: str = "内部资料　注意保存"


@dataclass(frozen=True)
class Snapshot:
    """The release that a report is drawn from: its number and the digest over its tables' versions."""

    release: int
    digest: str


def weekly_context(
    connection: duckdb.DuckDBPyConnection,
    week: Week,
    snapshot: Snapshot,
    masthead: Masthead,
    labels: Labels | None = None,
    disposals: DisposalLookup | None = None,
    kind: ReportKind | None = None,
) -> Row:
    """Everything the week's report says, computed from the release's tables that ``connection`` shows.

    Raises: ReleaseIncomplete, WeekNotJudged.
    """
    labels, disposals = labels or standard_labels(), disposals or NoDisposals()
    kind, tables = kind or report_kind("weekly"), ReleaseTables(connection)
    check_week(tables, week)
    alerts = read_alerts(tables, week)
    context = _heading(week, snapshot, masthead, kind) | _figures(tables, alerts, labels, kind)
    context["list"] = _listing(tables, alerts, labels, kind, disposals)
    context["focus"] = focus_cards(tables, alerts, kind, labels, context["coverage"]["rows"])
    context["summary"] = summary(context)
    context["notes"] = [_note(dict(note), context) for note in kind.notes]
    return context


def _heading(week: Week, snapshot: Snapshot, masthead: Masthead, kind: ReportKind) -> Row:
    return {
        "title": kind.title,
        "headline": f"{week.year}年第{week.number}周{kind.subject}",
        "issue": f"{week.year}年第{week.number}期",
        "bureau": masthead.bureau,
        "copies_to": "，".join(masthead.copies_to),
        "notice": masthead.notice,
        "week": str(week),
        "week_text": f"第{week.number}周",
        "period": _period(week),
        "as_of": _chinese_day(week.end),
        "issued": _chinese_day(week.end),
        "release": snapshot.release,
        "digest": snapshot.digest,
    }


def _figures(tables: ReleaseTables, alerts: WeekAlerts, labels: Labels, kind: ReportKind) -> Row:
    levels = level_rows(alerts)
    before = None if alerts.previous is None else sum(row["level"] >= 3 for row in alerts.previous)
    employers = tables.rows("SELECT count(*) AS n FROM out_risk__employer_week WHERE week = ?", [str(alerts.week)])
    total = total_row(levels, before)
    delta = None if alerts.previous is None else total["count"] - len(alerts.previous)
    return {
        "employers": employers[0]["n"],
        "has_previous": alerts.previous is not None,
        "levels": levels,
        "total": total
        | {"delta": change_text(delta), "previous": "—" if delta is None else f"{len(alerts.previous or ()):,}"},
        "changes": [_change(alerts, change, labels, kind.limits["change"]) for change in CHANGES],
        "by_district": by_district(alerts, labels),
        "by_industry": by_industry(alerts, labels),
        "by_type": by_type(alerts, labels),
        "trend": trend(tables, alerts.week, kind.limits["trend_weeks"]),
        "coverage": coverage(tables, alerts.week, labels),
    }


def _change(alerts: WeekAlerts, change: str, labels: Labels, most: int) -> Row:
    rows = [alert_cells(row, labels) for row in alerts.changed(change)]
    return {
        "id": change,
        "label": labels.word("change", change),
        "count": len(rows),
        "rows": rows[:most],
        "all": rows,
        "more": max(0, len(rows) - most),
    }


def _listing(
    tables: ReleaseTables, alerts: WeekAlerts, labels: Labels, kind: ReportKind, disposals: DisposalLookup
) -> Row:
    rows = list_rows(alerts, labels, list_evidence(tables, alerts.week), disposals)
    most = kind.limits["list"]
    return {"rows": rows[:most], "all": rows, "count": len(rows), "more": max(0, len(rows) - most)}


def _note(note: dict[str, str], context: Row) -> Row:
    fields = {name: context[name] for name in ("period", "week", "as_of", "release", "digest")}
    return {"title": note["title"], "text": note["text"].format(**fields)}


def _period(week: Week) -> str:
    start, end = week.start, week.end
    closing = f"{end.month}月{end.day}日" if start.year == end.year else _chinese_day(end)
    return f"{_chinese_day(start)}至{closing}"


def _chinese_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
