"""The opening paragraphs, composed from the figures in the tone of an official report."""

from __future__ import annotations

from anlan.reports.labels import change_text, count_text
from anlan.reports.tables import Row


def summary(context: Row) -> list[str]:
    """Paragraphs: volume and level, movement, where and what, coverage."""
    if not context["total"]["count"]:
        return [_nothing(context), *_movement(context), context["coverage"]["sentence"]]
    return [_volume(context), *_movement(context), _where(context), context["coverage"]["sentence"]]


def _nothing(context: Row) -> str:
    opening = (
        f"{context['period']}（{context['week_text']}），监测范围内用人单位{context['employers']:,}家，未列出预警企业。"
    )
    if not context["employers"]:
        opening = f"{context['period']}（{context['week_text']}），本期没有可供研判的用人单位数据，未列出预警企业。"
    return opening + "未列出不等于没有风险，请结合数据来源到达情况阅读。"


def _volume(context: Row) -> str:
    total, levels = context["total"], context["levels"]
    parts = "、".join(f"{row['label']}{row['count']:,}家" for row in levels)
    text = (
        f"{context['period']}（{context['week_text']}），监测用人单位{context['employers']:,}家，"
        f"列出预警企业{total['count']:,}家，涉及职工{total['staff']:,}人。其中{parts}。"
    )
    grave = f"红色、橙色合计{total['grave']:,}家"
    if total["grave_delta"] is not None:
        grave += "，与上周持平" if not total["grave_delta"] else f"，较上周{_more(total['grave_delta'])}"
    return f"{text}{grave}{_unverified(total)}。"


def _unverified(total: Row) -> str:
    if not total["unverified"]:
        return ""
    text = f"；待核实{total['unverified']:,}家"
    if total["held_back"]:
        text += f"，其中单类来源已达橙色及以上{total['held_back']:,}家，应先行核查"
    return text


def _movement(context: Row) -> list[str]:
    if not context["has_previous"]:
        return ["本期没有上周结果可供比较，各表“较上周”以“—”表示。"]
    counts = {change["id"]: change["count"] for change in context["changes"]}
    if not any(counts.values()):
        return ["与上周相比，名单与级别均无变化。"]
    return [
        f"与上周相比，新增{counts['new']:,}家，升级{counts['raised']:,}家，"
        f"降级{counts['lowered']:,}家，解除{counts['closed']:,}家。"
    ]


def _where(context: Row) -> str:
    return (
        f"从区域看，{_top(context['by_district'], 3)}；从行业看，{_top(context['by_industry'], 3)}；"
        f"从风险类型看，{_top(context['by_type'], 3)}。"
    )


def _top(table: Row, most: int) -> str:
    rows = [row for row in table["rows"] if row["total"]][:most]
    listed = "、".join(f"{row['label']}{row['total']:,}家" for row in rows)
    if len(rows) == 1:
        return f"集中在{listed}"
    return f"居前的是{listed}"


def _more(delta: int) -> str:
    return f"增加{delta:,}家" if delta > 0 else f"减少{-delta:,}家"


def total_row(levels: list[Row], previous_grave: int | None) -> Row:
    """Totals over the levels: employers, staff, red and orange together and how they moved."""
    grave = sum(row["count"] for row in levels if row["level"] >= 3)
    return {
        "count": sum(row["count"] for row in levels),
        "staff": sum(row["staff"] for row in levels),
        "staff_text": count_text(sum(row["staff"] for row in levels)),
        "confirmed": sum(row["confirmed"] for row in levels),
        "unverified": sum(row["unverified"] for row in levels),
        "held_back": sum(row["held_back"] for row in levels),
        "grave": grave,
        "grave_delta": None if previous_grave is None else grave - previous_grave,
        "grave_delta_text": change_text(None if previous_grave is None else grave - previous_grave),
    }
