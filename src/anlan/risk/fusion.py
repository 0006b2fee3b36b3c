"""From evidence to a score, a level and a status: one employer, one week, one risk type at a time; pure functions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from anlan.base.risk_types import Level, RiskType, SourceClass
from anlan.risk.evidence import Evidence, Stance
from anlan.risk.fusion_rules import FusionRules, LevelLimits

CONFIRMED, UNVERIFIED = "confirmed", "unverified"
SUPPORTED, CONTRADICTED, WAITING, NO_RUMOUR = "supported", "contradicted", "waiting", "none"
_CONTRADICTED_SHARE = 0.3


@dataclass(frozen=True)
class Setting:
    """What about an employer and a week bears on the score besides evidence."""

    day: date
    staff: int
    district_code: str
    quiet: frozenset[str] = frozenset()
    """Indicators that were observed and stay below their limits."""
    quiet_dates: dict[str, date] = field(default_factory=dict)
    """The day up to which each quiet indicator was observed."""


@dataclass(frozen=True)
class Part:
    """One bar of the score's waterfall."""

    label: str
    points: float


@dataclass(frozen=True)
class Verdict:
    """The judgement of one risk type: score, levels before and after the caps, keys, and how it came about."""

    kind: RiskType
    score: float
    uncapped_score: float
    level: Level
    uncapped_level: Level
    keys: frozenset[SourceClass]
    is_hard: bool
    rumour_state: str
    parts: tuple[Part, ...]
    caps: tuple[str, ...]

    @property
    def status(self) -> str:
        """``confirmed`` by two keys, or ``unverified``."""
        is_confirmed = len(self.keys) >= 2 and self.rumour_state != CONTRADICTED
        return CONFIRMED if is_confirmed else UNVERIFIED


def keys_of(evidence: Sequence[Evidence], kind: RiskType, rules: FusionRules) -> frozenset[SourceClass]:
    """The source classes that support a risk type or one of its kindred at level yellow or above."""
    kinds = rules.kindred.get(kind, frozenset()) | {kind}
    own = any(one.is_key_for(frozenset({kind}), rules.key_weight) for one in evidence)
    found = frozenset(one.source_class for one in evidence if one.is_key_for(kinds, rules.key_weight))
    return found if own else frozenset()


def rumour_state(evidence: Sequence[Evidence], kind: RiskType, setting: Setting, rules: FusionRules) -> str:
    """Whether the registers support, contradict or cannot yet answer what texts claim about a risk type."""
    claims = [one for one in evidence if one.is_event and one.stance is Stance.SUPPORTING and one.speaks_about(kind)]
    if kind is RiskType.PUBLIC_OPINION:
        return NO_RUMOUR if claims else _state_of_all_claims(evidence, setting, rules)
    rule = rules.rumours.get(kind)
    if not claims or rule is None:
        return NO_RUMOUR
    if any(one.source in rule.registers and one.level >= Level.YELLOW for one in evidence):
        return SUPPORTED
    first = min(one.first_date or setting.day for one in claims)
    if (setting.day - first).days < rule.lag_days:
        return WAITING
    seen = [name for name in rule.measures if name in setting.quiet_dates and setting.quiet_dates[name] >= first]
    return CONTRADICTED if seen or not rule.measures else WAITING


def _state_of_all_claims(evidence: Sequence[Evidence], setting: Setting, rules: FusionRules) -> str:
    """Opinion that is nothing but claims the registers contradict or cannot answer yet is no better than they."""
    states = {rumour_state(evidence, kind, setting, rules) for kind in rules.rumours} - {NO_RUMOUR}
    if not states or SUPPORTED in states:
        return NO_RUMOUR
    return CONTRADICTED if CONTRADICTED in states else WAITING


def event_level(sources: int, is_hearsay: bool, is_denied: bool, rules: FusionRules) -> Level:
    """The level of a text event by its independent sources, held down by hearsay and denial."""
    reached = [level for level, needed in rules.events.sources.items() if sources >= needed]
    level = max(reached, default=Level.NONE)
    if is_hearsay:
        level = min(level, rules.events.rumour_cap)
    return min(level, rules.events.denied_cap) if is_denied else level


def _group_parts(evidence: Sequence[Evidence], kind: RiskType, state: str, rules: FusionRules) -> dict[str, float]:
    points: dict[str, float] = {}
    for one in evidence:
        if one.stance is not Stance.SUPPORTING or not one.speaks_about(kind):
            continue
        share = rules.shares.get(one.level, 0.0)
        if one.is_event and state == CONTRADICTED:
            share *= _CONTRADICTED_SHARE
        points[one.group] = points.get(one.group, 0.0) + one.weights[kind] * share
    return {group: min(total, rules.group_cap) for group, total in points.items() if total > 0}


def _agreement(evidence: Sequence[Evidence], kind: RiskType, rules: FusionRules) -> float:
    classes = {one.source_class for one in evidence if one.is_key_for(frozenset({kind}), rules.key_weight)}
    return max((points for count, points in rules.agreement.items() if len(classes) >= count), default=0.0)


def _counter_level(evidence: Sequence[Evidence], kind: RiskType) -> Level:
    against = [one.level for one in evidence if one.stance is Stance.CONTRADICTING and one.speaks_about(kind)]
    return max(against, default=Level.NONE)


def _compressed(points: float, red: float) -> float:
    """The score of points: themselves up to red, then slower and slower towards 100, so that red keeps order."""
    if points <= red:
        return points
    return 100 - (100 - red) * math.exp((red - points) / (2 * (100 - red)))


def _smoothed(raw: float, last: float, rules: FusionRules) -> float:
    return raw if raw >= last else raw + rules.smoothing * (last - raw)


def _hard(evidence: Sequence[Evidence], kind: RiskType) -> tuple[Level, bool]:
    found = [one for one in evidence if one.hard_level > Level.NONE and one.speaks_about(kind) and _is_main(one, kind)]
    level = max((one.hard_level for one in found), default=Level.NONE)
    return level, any(one.is_authoritative for one in found)


def _watched(evidence: Sequence[Evidence], kind: RiskType, state: str, rules: FusionRules) -> Level:
    """The least level of a type that an article asserts of this very employer: it is watched until it is cleared up."""
    told = any(one.is_event and one.stance is Stance.SUPPORTING and one.speaks_about(kind) for one in evidence)
    return rules.events.floor if told and state != CONTRADICTED else Level.NONE


def _is_main(one: Evidence, kind: RiskType) -> bool:
    """A hard trigger sets the level of the types it mainly speaks about, not of those it merely touches."""
    return one.weights[kind] >= 0.6 * max(one.weights.values())


def judge_type(
    kind: RiskType, evidence: Sequence[Evidence], setting: Setting, last_score: float, rules: FusionRules
) -> Verdict:
    """The verdict on one risk type of one employer in one week; ``last_score`` is last week's uncapped score."""
    limits = rules.limits_on(setting.day)
    state = rumour_state(evidence, kind, setting, rules)
    groups = _group_parts(evidence, kind, state, rules)
    counter = _counter_level(evidence, kind)
    parts = [Part(rules.group_label(group), round(points, 1)) for group, points in sorted(groups.items())]
    total = sum(groups.values())
    agreement = _agreement(evidence, kind, rules) if state != CONTRADICTED else 0.0
    taken = min(rules.contradiction.get(counter, 0.0), rules.contradiction_most * (total + agreement))
    factor = rules.size_factor(setting.staff) * rules.sensitive_factor(setting.day, setting.district_code)
    sized = (total + agreement - taken) * factor
    raw = _compressed(sized, limits.red)
    parts += [
        Part("来源互证", agreement),
        Part("反向证据", -round(taken, 1)),
        Part("规模与敏感时段", round(sized - (total + agreement - taken), 1)),
        Part("高分压缩", round(raw - sized, 1)),
    ]
    hard_level, is_authoritative = _hard(evidence, kind)
    floors = {"硬触发": limits.floor(hard_level), "舆情线索": limits.floor(_watched(evidence, kind, state, rules))}
    score = max(_smoothed(raw, last_score, rules), *floors.values())
    if score > raw:
        reason = next((name for name, floor in floors.items() if score == floor), "平滑")
        parts.append(Part(reason, round(score - raw, 1)))
    keys = keys_of(evidence, kind, rules)
    caps = _caps(kind, keys, is_authoritative, counter, state, rules)
    return _capped(kind, score, limits, keys, hard_level > Level.NONE, state, parts, caps)


def _caps(
    kind: RiskType, keys: frozenset[SourceClass], is_authoritative: bool, counter: Level, state: str, rules: FusionRules
) -> dict[str, Level]:
    caps: dict[str, Level] = {}
    if len(keys) < rules.keys_needed:
        caps["单一来源类别，待核实"] = rules.level_authoritative if is_authoritative else rules.level_without_keys
    if counter >= rules.caps_from:
        caps["反向证据可解释"] = rules.caps_at
    if state == CONTRADICTED:
        caps["登记数据与传闻不符"] = rules.caps_at
    if state == WAITING and kind is RiskType.PUBLIC_OPINION:
        caps["登记数据尚未到期"] = rules.caps_at
    return caps


def _capped(
    kind: RiskType,
    score: float,
    limits: LevelLimits,
    keys: frozenset[SourceClass],
    is_hard: bool,
    state: str,
    parts: Sequence[Part],
    caps: dict[str, Level],
) -> Verdict:
    uncapped = limits.level(score)
    level = min([uncapped, *caps.values()])
    held = tuple(reason for reason, cap in caps.items() if cap < uncapped)
    shown = min(score, limits.ceiling(level))
    return Verdict(
        kind,
        round(shown, 1),
        round(score, 1),
        level,
        uncapped,
        keys,
        is_hard,
        state,
        tuple(p for p in parts if p.points),
        held,
    )
