"""Which sources arrived: absence is said, never counted as zero."""

from __future__ import annotations

from anlan.base.clock import Week
from anlan.base.risk_types import SourceClass
from anlan.reports.labels import NOT_KNOWN, Labels, count_text
from anlan.reports.tables import ReleaseTables, Row

STATES = ("failed", "silent", "late", "on_time")
MEANING = {
    "on_time": "指标正常计算",
    "late": "使用已到达部分，相应指标可能为旧值",
    "silent": "无新数据，相应指标按未观测处理",
    "failed": "采集失败，相应指标按未观测处理",
}


def coverage(tables: ReleaseTables, week: Week, labels: Labels) -> Row:
    """The week's sources, worst first, with counts by state and one sentence for the summary."""
    rows = tables.rows("SELECT * FROM out_risk__source_week WHERE week = ? ORDER BY source_system", [str(week)])
    rows.sort(key=lambda row: (STATES.index(row["state"]), row["source_class"], row["source_system"]))
    counts = {state: sum(row["state"] == state for row in rows) for state in STATES}
    cells = [_cells(row, labels) for row in rows]
    return {"rows": cells, "counts": counts, "total": len(rows), "sentence": _sentence(cells, counts, labels)}


def _cells(row: Row, labels: Labels) -> Row:
    # A source that brought nothing has no count of rows; zero would read as "counted, none there".
    count = row["row_count"] if row["row_count"] or row["state"] in ("on_time", "late") else None
    return {
        "system": row["source_system"],
        "label": row["label"] or row["source_system"],
        "source_class": SourceClass(row["source_class"]).label if row["source_class"] else NOT_KNOWN,
        "state": row["state"],
        "state_label": labels.word("source_state", row["state"]),
        "expected": row["expected_text"] or NOT_KNOWN,
        "last": str(row["last_known_at"])[:10] if row["last_known_at"] else "从未到达",
        "rows": count,
        "rows_text": count_text(count),
        "meaning": MEANING[row["state"]],
    }


def late_words(cells: list[Row]) -> dict[str, str]:
    """For each source that was not on time, the words a card adds beside what it draws from that source."""
    return {
        row["system"]: f"（{row['label']}本期{row['state_label']}，数据截至{row['last']}，未见不等于没有）"
        for row in cells
        if row["state"] != "on_time"
    }


def _sentence(cells: list[Row], counts: dict[str, int], labels: Labels) -> str:
    if not cells:
        return "本期没有数据来源到达情况的记录，各项结果不能据以认定没有风险。"
    absent = [row for row in cells if row["state"] != "on_time"]
    opening = f"本期应到数据来源{len(cells)}个，按时到达{counts['on_time']}个"
    if not absent:
        return opening + "，全部按时到达。"
    parts = [f"{labels.word('source_state', state)}{counts[state]}个" for state in STATES[:3] if counts[state]]
    names = "、".join(row["label"] for row in absent[:4]) + ("等" if len(absent) > 4 else "")
    return f"{opening}，{'、'.join(parts)}（{names}）；未到达部分按“未观测”处理，不代表没有风险。"
