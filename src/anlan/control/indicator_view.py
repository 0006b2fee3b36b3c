"""The indicators as the console shows them: definition, limits, legal source, and their series."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from anlan.base.risk_types import Level

if TYPE_CHECKING:
    from anlan.risk.registry import Indicator, IndicatorRegistry, ThresholdSet


@cache
def registry() -> IndicatorRegistry:
    """The indicators of the built-in pack, read once a process."""
    from anlan.risk.registry import read_registry  # heavy: brings the engine along

    return read_registry()


def _threshold_rows(one: ThresholdSet, unit: str) -> list[dict[str, Any]]:
    staff = _staff_text(one)
    return [
        {
            "level": int(level),
            "value": limit,
            "text": f"{Level(level).label}：{limit:g}{unit}{staff}",
            "from_date": one.effective_from,
        }
        for level, limit in one.limits
    ]


def _staff_text(one: ThresholdSet) -> str:
    if one.staff_min and one.staff_max is not None:
        return f"（职工 {one.staff_min}—{one.staff_max} 人）"
    if one.staff_min:
        return f"（职工 {one.staff_min} 人以上）"
    return f"（职工 {one.staff_max} 人以下）" if one.staff_max is not None else ""


def _described(one: Indicator, thresholds: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "indicator_id": one.id,
        "label": one.label,
        "english": one.english,
        "group": registry().group_labels.get(one.group, one.group),
        "definition": one.definition,
        "unit": one.unit or None,
        "types": [kind.value for kind in one.types],
        "sources": list(one.tables),
        "source_class": one.source_class.value,
        "weight": max(one.weights.values(), default=0.0),
        "thresholds": thresholds,
        "legal_source": one.legal or None,
        "sql": one.query,
    }


def indicators() -> list[dict[str, Any]]:
    """Every indicator of the registry with all its limits."""
    return [
        _described(one, [row for limits in one.thresholds for row in _threshold_rows(limits, one.unit)])
        for one in registry().indicators
    ]


def indicator(indicator_id: str, day: date, staff: int) -> dict[str, Any]:
    """One indicator with the limits that hold on a day for an employer of that size; its id alone where unknown."""
    known = next((one for one in registry().indicators if one.id == indicator_id), None)
    if known is None:
        bare = {"indicator_id": indicator_id, "label": indicator_id, "group": "", "unit": None}
        return {**bare, "types": [], "thresholds": []}
    limits = known.thresholds_on(day, staff)
    return _described(known, _threshold_rows(limits, known.unit) if limits else [])
