"""The week's judgement: indicators, evidence, fusion and the tables that everything above reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import duckdb

from anlan.base.clock import Week
from anlan.base.risk_types import Level, RiskType
from anlan.engine.steps import read_steps, run_steps
from anlan.risk import asof, out_tables
from anlan.risk.course import Course
from anlan.risk.evidence import Evidence
from anlan.risk.explain import clears_when, explanation, missing_evidence, quiet_evidence, summary
from anlan.risk.fusion import NO_RUMOUR, Setting, Verdict, judge_type
from anlan.risk.fusion_rules import FusionRules
from anlan.risk.gather import Gathered, gather
from anlan.risk.measure import Progress, measure
from anlan.risk.registry import IndicatorRegistry
from anlan.risk.sources import watch_sources

_LEAST_POINTS = 8
_RUMOUR_RANK = {"contradicted": 3, "waiting": 2, "supported": 1, NO_RUMOUR: 0}


@dataclass(frozen=True)
class Profile:
    """What the list shows about an employer in a week."""

    name: str
    district_code: str
    industry_code: str
    staff_count: int


@dataclass
class Lists:
    """The rows of alerts and evidence as they come into being."""

    alerts: list[list[Any]] = field(default_factory=list)
    evidence: list[list[Any]] = field(default_factory=list)


def judge(
    connection: duckdb.DuckDBPyConnection, registry: IndicatorRegistry, weeks: Sequence[Week], progress: Progress
) -> None:
    """Leave the ``out_risk__*`` tables for the weeks in the connection, which holds the core and signal tables.

    Every week is computed only from rows whose ``known_at`` is not after its Sunday. Raises: StepInvalid,
    IndicatorFailed, FusionInvalid.
    """
    progress("整理口径", 0, 3)
    asof.put_weeks(connection, weeks)
    asof.see(connection)
    progress("整理口径", 1, 3)
    asof.see_contributions(connection)
    progress("整理口径", 2, 3)
    asof.see_signals(connection)
    watch_sources(connection, registry)
    progress("整理口径", 3, 3)
    run_steps(connection, read_steps(registry.steps), lambda label, done, total: progress("汇总关系", done, total))
    measure(connection, registry, progress)
    asof.forget(connection)
    found = gather(connection, registry)
    lists = _fuse(connection, registry, sorted(weeks), found, progress)
    progress("写出结果", 0, 1)
    out_tables.write(connection, lists.alerts, lists.evidence)
    progress("写出结果", 1, 1)


def _profiles(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], Profile]:
    rows = connection.execute(
        "SELECT c.week, c.uscc, p.name, p.district_code, p.industry_code, coalesce(s.staff_peak, 0) "
        "FROM (SELECT DISTINCT w.week, c.uscc FROM weeks AS w CROSS JOIN candidate AS c) AS c "
        "LEFT JOIN profile AS p ON p.week = c.week AND p.uscc = c.uscc "
        "LEFT JOIN staff_week AS s ON s.week = c.week AND s.uscc = c.uscc"
    ).fetchall()
    return {
        (week, uscc): Profile(name or uscc, district or "", industry or "", int(staff))
        for week, uscc, name, district, industry, staff in rows
    }


def _fuse(
    connection: duckdb.DuckDBPyConnection,
    registry: IndicatorRegistry,
    weeks: Sequence[Week],
    found: Gathered,
    progress: Progress,
) -> Lists:
    profiles = _profiles(connection)
    [(horizon,)] = connection.execute("SELECT max(known_at) FROM arrival").fetchall()
    last_day = horizon or weeks[-1].end
    lists, courses = Lists(), {uscc: Course() for _, uscc in found.evidence}
    for done, week in enumerate(weeks):
        progress("融合研判", done, len(weeks))
        for uscc, course in sorted(courses.items()):
            if course.scores or (str(week), uscc) in found.evidence:
                day = min(week.end, last_day)
                _judge_employer(registry, week, day, uscc, course, profiles[str(week), uscc], found, lists)
    progress("融合研判", len(weeks), len(weeks))
    return lists


def _setting(week: Week, profile: Profile, found: Gathered, uscc: str) -> Setting:
    readings = found.quiet.get((str(week), uscc), {})
    dates = {name: one.data_date for name, one in readings.items() if one.data_date is not None}
    return Setting(week.end, profile.staff_count, profile.district_code, frozenset(readings), dates)


def _worth_judging(evidence: Sequence[Evidence], course: Course, rules: FusionRules) -> list[RiskType]:
    """The types that could come onto the list; a lone mild sign, as most employers have, cannot whatever the factors.

    Two keys of the least weight at yellow already give more than the limit here, so no agreement is overlooked.
    """
    points = dict.fromkeys(RiskType, 0.0)
    for one in evidence:
        share = 1.0 if one.hard_level else rules.shares.get(one.level, 0.0)
        for kind, weight in one.weights.items():
            points[kind] += weight * share
    return [kind for kind in RiskType if points[kind] >= _LEAST_POINTS or course.last_score(kind) >= _LEAST_POINTS]


def _judge_employer(
    registry: IndicatorRegistry, week: Week, day: date, uscc: str, course: Course, profile: Profile,
    found: Gathered, lists: Lists,
) -> None:  # fmt: skip
    evidence = found.evidence.get((str(week), uscc), [])
    setting = _setting(week, profile, found, uscc)
    kinds = _worth_judging(evidence, course, registry.fusion)
    verdicts = [judge_type(kind, evidence, setting, course.last_score(kind), registry.fusion) for kind in kinds]
    verdicts = [one for one in verdicts if one.score >= 1]
    had_alert = course.level > Level.NONE
    change, previous, first_seen = course.enter(verdicts, day, registry.fusion)
    alerts = sorted((one for one in verdicts if one.level), key=lambda one: (-one.level, -one.score, one.kind))
    if not alerts and not had_alert:
        return
    ids: dict[RiskType, dict[str, list[str]]] = {}
    for verdict in alerts:
        ids[verdict.kind] = _list_evidence(registry, week, uscc, verdict, evidence, found, lists)
    lists.alerts.append(_alert_row(registry, week, uscc, profile, alerts, evidence, change, previous, first_seen, ids))


def _list_evidence(
    registry: IndicatorRegistry, week: Week, uscc: str, verdict: Verdict, evidence: Sequence[Evidence],
    found: Gathered, lists: Lists,
) -> dict[str, list[str]]:  # fmt: skip
    kind, readings = verdict.kind, found.quiet.get((str(week), uscc), {})
    own = [one for one in evidence if one.speaks_about(kind)]
    own += quiet_evidence(kind, readings, uscc, week.end, registry, found)
    own += missing_evidence(kind, evidence, readings, str(week), registry, found)
    ids: dict[str, list[str]] = {"supporting": [], "contradicting": [], "missing": []}
    for one in own:
        evidence_id = one.identity(str(week), uscc, kind)
        ids[one.stance].append(evidence_id)
        points = registry.fusion.shares.get(one.level, 0.0) * one.weights[kind]
        lists.evidence.append(out_tables.evidence_row(evidence_id, str(week), uscc, kind, one, points))
    return ids


def _alert_row(
    registry: IndicatorRegistry, week: Week, uscc: str, profile: Profile, alerts: Sequence[Verdict],
    evidence: Sequence[Evidence], change: str, previous: Level, first_seen: date,
    ids: dict[RiskType, dict[str, list[str]]],
) -> list[Any]:  # fmt: skip
    shown = [str(week), uscc, profile.name, profile.district_code, profile.industry_code, profile.staff_count]
    if not alerts:
        return [*shown, [], None, 0, 0, 0.0, "unverified", NO_RUMOUR, False, [], change, int(previous), first_seen,
                "", "预警已解除：全部指标回到预警线以下。", "{}"]  # fmt: skip
    main = alerts[0]
    rumour = max((one.rumour_state for one in alerts), key=_RUMOUR_RANK.__getitem__)
    return [
        *shown,
        [one.kind.value for one in alerts],
        main.kind.value,
        int(main.level),
        max(int(one.uncapped_level) for one in alerts),
        main.score,
        main.status,
        rumour,
        any(one.is_hard for one in alerts),
        sorted(main.keys),
        change,
        int(previous),
        first_seen,
        clears_when(main.kind, evidence, registry),
        summary(alerts, evidence),
        out_tables.as_text(explanation(alerts, ids)),
    ]
