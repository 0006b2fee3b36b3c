"""The cards of the week's most important employers: who, why, what would clear it, what changed."""

from __future__ import annotations

from anlan.base.clock import Week
from anlan.reports.alerts import WeekAlerts, alert_cells
from anlan.reports.coverage import late_words
from anlan.reports.evidence import STANCES, card_evidence, difference, evidence_cells, merged, score_parts
from anlan.reports.kinds import ReportKind
from anlan.reports.labels import Labels
from anlan.reports.profile import ProfileReader
from anlan.reports.tables import ReleaseTables, Row


def focus_cards(
    tables: ReleaseTables, alerts: WeekAlerts, kind: ReportKind, labels: Labels, sources: list[Row]
) -> list[Row]:
    """**Rows**: one card an employer, the most important first: level, confirmed before unverified, score, staff."""
    chosen = sorted(
        alerts.current,
        key=lambda row: (-row["level"], row["status"] == "unverified", -row["score"], -(row["staff_count"] or 0)),
    )[: kind.limits["focus"]]
    usccs = [row["uscc"] for row in chosen]
    now = card_evidence(tables, alerts.week, usccs)
    before = card_evidence(tables, alerts.week.shift(-1), usccs)
    reader = ProfileReader(tables, alerts.week, labels, kind.limits["records"], late_words(sources))
    names = labels.tables() | {row["system"]: row["label"] for row in sources}
    return [
        _card(number, row, now[row["uscc"]], before[row["uscc"]], kind, labels, names, alerts)
        | {"profile": reader.read(row["uscc"])}
        for number, row in enumerate(chosen, 1)
    ]


def _card(
    number: int,
    row: Row,
    now: list[Row],
    before: list[Row],
    kind: ReportKind,
    labels: Labels,
    names: dict[str, str],
    alerts: WeekAlerts,
) -> Row:
    all_now, parts = merged(now), score_parts(row["explanation"])
    stances = {stance: [evidence_cells(one, names) for one in all_now if one["stance"] == stance] for stance in STANCES}
    return {
        "number": number,
        **alert_cells(row, labels),
        "parts": parts[: kind.limits["types"]],
        "more_parts": max(0, len(parts) - kind.limits["types"]),
        "rumour": labels.word("rumour_state", row["rumour_state"] or "none"),
        "evidence": {stance: items[: kind.limits[stance]] for stance, items in stances.items()},
        "more": {stance: max(0, len(items) - kind.limits[stance]) for stance, items in stances.items()},
        "changed": _changed(row, now, before, alerts, labels),
    }


def _changed(row: Row, now: list[Row], before: list[Row], alerts: WeekAlerts, labels: Labels) -> list[str]:
    """What changed since the week before, one sentence each."""
    if alerts.previous is None:
        return ["没有上周结果，不作比较。"]
    cells = alert_cells(row, labels)
    lines = [_movement(row, cells, alerts.week)]
    came, went = difference(now, before)
    if came and before:
        lines.append("新出现依据：" + "；".join(came[:3]) + _others(came, 3))
    if went:
        lines.append("不再出现依据：" + "；".join(went[:3]) + _others(went, 3))
    if before and not came and not went:
        lines.append("依据的构成与上周相同。")
    return lines


def _movement(row: Row, cells: Row, week: Week) -> str:
    if row["change"] == "new":
        return f"本周新增，列为{cells['level_label']}。"
    if row["change"] in ("raised", "lowered"):
        return f"由{cells['previous_letter']}色{cells['change'][0]}为{cells['letter']}色。"
    return f"级别与上周持平，自{cells['first_seen']}起列入。"


def _others(texts: list[str], most: int) -> str:
    return f"等{len(texts)}项。" if len(texts) > most else "。"
