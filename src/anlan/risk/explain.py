"""Why an alert stands where it stands: evidence for, against and missing, score parts, and what would clear it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from anlan.base.risk_types import Level, RiskType
from anlan.risk.evidence import Evidence, RowsBehind, Stance, number_text
from anlan.risk.fusion import CONFIRMED, CONTRADICTED, SUPPORTED, WAITING, Verdict
from anlan.risk.gather import Reading, WeekFacts
from anlan.risk.registry import Indicator, IndicatorRegistry

_MOST_QUIET, _MOST_MISSING, _TELLING_WEIGHT = 4, 5, 14
_COUNTS = ("零", "一", "两", "三")
_RUMOUR_TEXT = {
    SUPPORTED: "登记数据支持舆情所述",
    CONTRADICTED: "登记数据与舆情所述不符",
    WAITING: "登记数据尚未到期，等待印证",
}
_STATE_TEXT = {"late": "数据迟到", "silent": "来源沉默", "on_time": "该单位无观测"}


def quiet_evidence(kind: RiskType, uscc: str, registry: IndicatorRegistry, facts: WeekFacts) -> list[Evidence]:
    """Measures that were observed and stay below their limits, although they could have shown the risk."""
    readings = facts.quiet.get(uscc, {})
    telling = [one for one in registry.telling(kind) if one.id in readings and one.weights[kind] >= _TELLING_WEIGHT]
    return [_quiet(one, readings[one.id], kind, uscc, facts) for one in telling[:_MOST_QUIET]]


def _quiet(one: Indicator, reading: Reading, kind: RiskType, uscc: str, facts: WeekFacts) -> Evidence:
    day = reading.data_date
    return Evidence(
        source=one.id,
        is_event=False,
        group=one.group,
        stance=Stance.CONTRADICTING,
        level=Level.NONE,
        source_class=one.source_class,
        source_system=facts.system_of(one),
        weights={kind: one.weights[kind]},
        text=f"{one.label}为{number_text(reading.value)}{one.unit}，未达预警线",
        value=reading.value,
        data_date=day,
        rows=RowsBehind(one.trace.table, one.trace.filter, uscc, facts.week.end, day, one.window_days),
    )


def missing_evidence(kind: RiskType, uscc: str, registry: IndicatorRegistry, facts: WeekFacts) -> list[Evidence]:
    """Indicators that could have confirmed the risk but are stale or not observed: missing, which is not zero."""
    seen = {one.source for one in facts.evidence.get(uscc, [])} | facts.quiet.get(uscc, {}).keys()
    missing: list[Evidence] = []
    for one in registry.telling(kind):
        state = facts.state_of(one)
        if one.id in seen or one.weights[kind] < _TELLING_WEIGHT or not (state != "on_time" or one.is_measure):
            continue
        text = f"{one.label}：{_STATE_TEXT[state]}，未能印证"
        missing.append(_missing(one, kind, text, facts))
    return missing[:_MOST_MISSING]


def _missing(one: Indicator, kind: RiskType, text: str, facts: WeekFacts) -> Evidence:
    return Evidence(
        source=one.id,
        is_event=False,
        group=one.group,
        stance=Stance.MISSING,
        level=Level.NONE,
        source_class=one.source_class,
        source_system=facts.system_of(one),
        weights={kind: one.weights[kind]},
        text=text,
        is_key=False,
    )


def clears_when(kind: RiskType, evidence: Sequence[Evidence], registry: IndicatorRegistry) -> str:
    """What would take the alert off the list, in words, from the weightiest evidence."""
    named = {one.id: one.clears for one in registry.indicators}
    ranked = sorted(
        (one for one in evidence if one.stance is Stance.SUPPORTING and one.speaks_about(kind)),
        key=lambda one: (-one.weights[kind] * one.level, one.source),
    )
    texts = [named.get(one.source, "舆情事件六十天内无新增且经核查不属实") for one in ranked]
    return "；".join(list(dict.fromkeys(texts))[:3]) or "全部指标回到预警线以下"


def summary(verdicts: Sequence[Verdict], evidence: Sequence[Evidence]) -> str:
    """One or two sentences for the list and the report: types, strongest evidence, status."""
    main = verdicts[0]
    ranked = sorted(
        (one for one in evidence if one.stance is Stance.SUPPORTING and one.speaks_about(main.kind)),
        key=lambda one: (-one.weights[main.kind] * one.level, one.source),
    )
    words = "；".join(one.text for one in ranked[:3]) or "上周证据延续"
    status = f"{_COUNTS[len(main.keys)]}类来源印证" if main.status == CONFIRMED else "待核实"
    return f"{'、'.join(one.kind.label for one in verdicts)}：{words}。{status}。"


def explanation(verdicts: Sequence[Verdict], ids: dict[RiskType, dict[str, list[str]]]) -> dict[str, Any]:
    """The alert's explanation as the console reads it: per type score parts, keys, caps and evidence ids."""
    return {
        "types": [
            {
                "type": one.kind.value,
                "label": one.kind.label,
                "score": one.score,
                "uncapped_score": one.uncapped_score,
                "level": one.level.code,
                "uncapped_level": one.uncapped_level.code,
                "keys": sorted(one.keys),
                "caps": list(one.caps),
                "rumour": _RUMOUR_TEXT.get(one.rumour_state, ""),
                "parts": [{"label": part.label, "points": part.points} for part in one.parts],
                "evidence": ids[one.kind],
            }
            for one in verdicts
        ]
    }
