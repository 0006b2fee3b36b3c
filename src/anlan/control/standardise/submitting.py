"""Submitting a code for a value with what the proposals said of it, so that the reviewer sees the same."""

from __future__ import annotations

from datetime import datetime

from anlan.control.standardise.models import ConversionDecision
from anlan.control.standardise.views import decision_life, unmapped


def submit_code(
    place: tuple[str, str, str], value: str, code: str, person: str, now: datetime, note: str = ""
) -> ConversionDecision:
    """Ask that a value of an item means a code. Raises: ItemNotMapped, DecisionStands."""
    rows = [row for row in unmapped() if (row["system"], row["table"], row["item"], row["value"]) == (*place, value)]
    count = rows[0]["count"] if rows else 0
    proposed = [one for row in rows for one in row["proposals"] if one["code"] == code]
    score, reason = (proposed[0]["score"], proposed[0]["reason"]) if proposed else (0.0, "")
    facts = {"count": count, "score": score, "note": (note or reason)[:300]}
    return decision_life().submit_code(place, value, code, person, now, **facts)
