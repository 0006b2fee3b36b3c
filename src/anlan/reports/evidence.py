"""The evidence behind the week's alerts: short for the list, complete for a card, and what is new in it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from anlan.base.clock import Week
from anlan.base.risk_types import RiskType, SourceClass
from anlan.reports.labels import LEVEL_LETTERS, NOT_KNOWN
from anlan.reports.tables import ReleaseTables, Row

STANCES = ("supporting", "contradicting", "missing")


def list_evidence(tables: ReleaseTables, week: Week, most: int = 2) -> dict[str, list[str]]:
    """The weightiest supporting evidence of every employer of the week, as text, by credit code."""
    sql = """
        SELECT uscc, text, max(points) AS most FROM out_risk__evidence
        WHERE week = ? AND stance = 'supporting'
        GROUP BY uscc, text
        QUALIFY row_number() OVER (PARTITION BY uscc ORDER BY most DESC NULLS LAST, text) <= ?
        ORDER BY uscc, most DESC NULLS LAST, text"""
    found: dict[str, list[str]] = {}
    for row in tables.rows(sql, [str(week), most]):
        found.setdefault(row["uscc"], []).append(row["text"])
    return found


def card_evidence(tables: ReleaseTables, week: Week, usccs: Sequence[str]) -> dict[str, list[Row]]:
    """All evidence of some employers in the week, weightiest first, by credit code."""
    sql = """
        SELECT * FROM out_risk__evidence WHERE week = ? AND list_contains(?, uscc)
        ORDER BY uscc, points DESC NULLS LAST, data_date DESC NULLS LAST, evidence_id"""
    found: dict[str, list[Row]] = {uscc: [] for uscc in usccs}
    for row in tables.rows(sql, [str(week), list(usccs)]):
        found[row["uscc"]].append(row)
    return found


def evidence_cells(row: Row, sources: dict[str, str]) -> Row:
    """What a card says about one piece of evidence."""
    points = row["points"]
    return {
        "types": "、".join(RiskType(code).label for code in sorted(set(row["types"]))),
        "text": row["text"] or NOT_KNOWN,
        "source": sources.get(row["source_system"], row["source_system"] or NOT_KNOWN),
        "source_class": SourceClass(row["source_class"]).label if row["source_class"] else NOT_KNOWN,
        "date": str(row["data_date"])[:10] if row["data_date"] else NOT_KNOWN,
        "letter": LEVEL_LETTERS[int(row["level"])] if row["level"] else NOT_KNOWN,
        "points": None if points is None else round(float(points), 1),
        "points_text": f"{float(points):.1f}" if points and points > 0 else NOT_KNOWN,
        "rows": row["row_count"],
    }


def score_parts(explanation: str | None) -> list[Row]:
    """**Rows**: one a risk type of the alert's explanation: its score and what adds up to it."""
    told = json.loads(explanation or "{}")
    return [
        {
            "type": RiskType(kind["type"]).label,
            "score": f"{float(kind['score']):.1f}",
            "parts": "、".join(f"{part['label']} {float(part['points']):+.1f}" for part in kind["parts"]),
        }
        for kind in told.get("types", [])
    ]


def merged(rows: Iterable[Row]) -> list[Row]:
    """The evidence with that which speaks about several risk types named once, with its most points."""
    found: dict[tuple[str, str], Row] = {}
    for row in rows:
        key = (str(row["stance"]), str(row["indicator_id"] or row["event_id"]))
        if key not in found:
            found[key] = row | {"types": []}
        found[key]["types"].append(row["risk_type_code"])
    return list(found.values())


def difference(now: Iterable[Row], before: Iterable[Row]) -> tuple[list[str], list[str]]:
    """The texts of supporting evidence that came and that went since the week before."""
    current = {_identity(row): row["text"] for row in now if row["stance"] == "supporting"}
    earlier = {_identity(row): row["text"] for row in before if row["stance"] == "supporting"}
    came = [text for key, text in current.items() if key not in earlier]
    went = [text for key, text in earlier.items() if key not in current]
    return came, went


def _identity(row: Row) -> str:
    return str(row["indicator_id"] or row["event_id"])
