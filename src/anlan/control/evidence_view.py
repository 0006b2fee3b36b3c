"""The evidence of an employer in a week, as a tree by risk type, with the parts of each score."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from anlan.base.errors import AnlanError
from anlan.base.risk_types import Level, RiskType
from anlan.control.employer_view import EmployerView
from anlan.control.masking import mask_text
from anlan.control.serving_copy import Row, ServingCopy

STANCES = ("supporting", "contradicting", "missing")


class EvidenceUnknown(AnlanError):
    """No evidence has that id in the current release."""

    code = "evidence-unknown"
    status = 404
    message = "没有编号为 {evidence_id} 的证据"
    hint = "数据可能已重新发布；从企业页面重新进入证据。"


def _event_or_indicator(row: Row) -> Row:
    return {name: row.get(name) or None for name in ("indicator_id", "event_id")}


def described(row: Row, labels: Mapping[str, str]) -> Row:
    """One evidence as the console shows it."""
    source = row["source_system"]
    return {
        **row,
        **_event_or_indicator(row),
        "source_label": labels.get(source, source),
        "source_class": row["source_class"] or None,
        "text": mask_text(row["text"] or ""),
        "has_rows": bool(trace_of(row)),
    }


def trace_of(row: Row) -> dict[str, Any]:
    """Which rows lie behind an evidence: table, employer and filter; empty where nothing was seen."""
    trace = json.loads(row["trace"] or "{}")
    return trace if isinstance(trace, dict) and trace.get("table") else {}


def source_labels(copy: ServingCopy) -> dict[str, str]:
    """Source system → its Chinese name, as the release knows them."""
    if not copy.has("out_risk__source_week"):
        return {}
    rows = copy.rows("SELECT DISTINCT source_system, label FROM out_risk__source_week")
    return {row["source_system"]: row["label"] for row in rows}


def evidence(copy: ServingCopy, evidence_id: str) -> Row:
    """One evidence as published. Raises: EvidenceUnknown."""
    row = copy.one("SELECT * FROM out_risk__evidence WHERE evidence_id = ?", [evidence_id])
    if row is None:
        raise EvidenceUnknown(evidence_id=evidence_id)
    return row


def tree(view: EmployerView) -> Row:
    """The evidence of an employer by risk type, the gravest type first."""
    labels = source_labels(view.copy)
    rows = view.copy.rows(
        "SELECT * FROM out_risk__evidence WHERE uscc = ? AND week = ? "
        "ORDER BY abs(coalesce(points, 0)) DESC, evidence_id",
        [view.uscc, view.week],
    )
    by_type: dict[str, list[Row]] = {}
    for row in rows:
        by_type.setdefault(row["risk_type_code"], []).append(described(row, labels))
    alert = view.alert()
    verdicts = _verdicts(alert)
    branches = [_branch(kind, by_type.get(kind, []), verdicts.get(kind, {})) for kind in {**by_type, **verdicts}]
    branches.sort(key=lambda branch: (-branch["level"], -(branch["score"] or 0), branch["type"]))
    return {"week": view.week, "uscc": view.uscc, "alert": alert, "branches": branches}


def _verdicts(alert: Row | None) -> dict[str, Row]:
    """What the judgement said of each risk type, from the explanation published with the alert."""
    if alert is None:
        return {}
    explanation = json.loads(alert["explanation"] or "{}")
    return {str(one["type"]): one for one in explanation.get("types", ())}


def _branch(kind: str, rows: Sequence[Row], verdict: Mapping[str, Any]) -> Row:
    return {
        "type": kind,
        "label": RiskType(kind).label,
        "level": int(Level[verdict.get("level", "none").upper()]),
        "score": verdict.get("score"),
        "parts": verdict.get("parts", []),
        "caps": verdict.get("caps", []),
        **{stance: [row for row in rows if row["stance"] == stance] for stance in STANCES},
    }
