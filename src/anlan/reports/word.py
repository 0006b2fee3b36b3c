"""The Word file of a report: the context filled into the kind's template, still editable."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path
from typing import Any

from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage, RichText

from anlan.base.clock import Week
from anlan.reports.alerts import ink
from anlan.reports.archive import fixed_zip
from anlan.reports.tables import Row
from anlan.reports.word_page import all_in_order

ORDER = "一二三四五六七八九十"
CHART_WIDTH = Mm(150)
_WHITE, _ABSENT = "FFFFFF", "FBE3D6"


def write_word(context: Row, charts: dict[str, dict[str, bytes]], template: Path) -> bytes:
    """The report as .docx bytes; nothing in them depends on when they are made."""
    document = DocxTemplate(template)
    images = {
        name: InlineImage(document, io.BytesIO(files["png"]), width=CHART_WIDTH) for name, files in charts.items()
    }
    document.render(_filled(context) | {"charts": images}, autoescape=True)
    all_in_order(document.docx)
    _properties(document, context)
    buffer = io.BytesIO()
    document.save(buffer)
    return fixed_zip(buffer.getvalue())


def _properties(document: Any, context: Row) -> None:
    properties = document.docx.core_properties
    made = datetime.combine(Week.parse(context["week"]).end, datetime.min.time())
    properties.title, properties.subject = f"{context['title']} {context['week']}", context["headline"]
    properties.author = properties.last_modified_by = context["bureau"]
    properties.created = properties.modified = made
    properties.comments, properties.revision = f"数据发布第{context['release']}号", 1


def _filled(context: Row) -> Row:
    """The context with the few texts that a Word template cannot compose by itself."""
    return context | {
        "levels": [row | {"badge": _badge(row["label"], row["level"])} for row in context["levels"]],
        "change_note": _change_note(context),
        "shown_changes": _shown_changes(context),
        "focus": [_card(card) for card in context["focus"]],
        "coverage": context["coverage"]
        | {
            "rows": [
                row | {"shade": _WHITE if row["state"] == "on_time" else _ABSENT} for row in context["coverage"]["rows"]
            ]
        },
        "list": context["list"] | {"rows": [row | {"badge": _list_badge(row)} for row in context["list"]["rows"]]},
    }


def _badge(text: str, level: int) -> RichText:
    return RichText(text, color=ink(level))


def _list_badge(row: Row) -> RichText:
    return _badge(row["letter"] + ("\n待核实" if row["unverified"] else ""), row["level"])


def _change_note(context: Row) -> str:
    if not context["has_previous"]:
        return "本期没有上周结果，不作比较。"
    if not any(change["count"] for change in context["changes"]):
        return "与上周相比，名单与级别均无变化。"
    return ""


def _shown_changes(context: Row) -> list[Row]:
    shown = [change for change in context["changes"] if change["count"] and context["has_previous"]]
    return [
        change | {"order": ORDER[place], "rows": [row | _moved(change["id"], row) for row in change["rows"]]}
        for place, change in enumerate(shown)
    ]


def _moved(change: str, row: Row) -> Row:
    if change == "new":
        return {"moved": f"新列　{row['letter']}", "shade": _WHITE}
    return {"moved": f"{row['previous_letter']} → {'解除' if change == 'closed' else row['letter']}", "shade": _WHITE}


def _card(card: Row) -> Row:
    order, badge = ORDER[card["number"] - 1], _badge(card["level_label"], card["level"])
    return card_texts(card) | {"order": order, "badge": badge}


def card_texts(card: Row) -> Row:
    """The card with its lists written as lines, as a cell of Word or Excel takes them."""
    profile, evidence, more = card["profile"], card["evidence"], card["more"]
    former = f"（曾用名：{profile['former_names']}）" if profile["former_names"] else ""
    parts = [f"{part['type']}{part['score']}分：{part['parts']}" for part in card["parts"]]
    if card["more_parts"]:
        parts.append(f"另有{card['more_parts']}类，见控制台企业页。")
    missing = _proof(evidence["missing"], more["missing"], scored=False)
    return card | {
        "registry_text": profile["status"] + former,
        **{name: "\n".join(profile[name]) for name in ("judicial", "dishonesty", "equity")},
        "parts_text": "\n".join(parts) or "直接触发或未计分。",
        "supporting": _proof(evidence["supporting"], more["supporting"], scored=True),
        "contradicting": _proof(evidence["contradicting"], more["contradicting"], scored=False),
        "missing": missing + (f"\n· {card['rumour']}。" if card["rumour"] else ""),
        "changed_text": "\n".join(card["changed"]),
    }


def _proof(items: list[Row], more: int, scored: bool) -> str:
    lines = [_evidence_line(item, scored) for item in items] or ["无。"]
    if more:
        lines.append(f"另有{more}条，见控制台企业页。")
    return "\n".join(lines)


def _evidence_line(item: Row, scored: bool) -> str:
    said = [item["source"], item["source_class"]]
    if item["date"] != "—":
        said.append(item["date"])
    if item["points_text"] != "—":
        said.append(item["points_text"] + "分")
    grade = f"【{item['letter']}】" if scored and item["letter"] != "—" else ""
    return f"· {grade}{item['text']}（{'，'.join(said)}）"
