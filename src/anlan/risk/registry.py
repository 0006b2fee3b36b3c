"""The indicator registry: what is measured, from which rows, against which dated limits, by which law."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from anlan.base.errors import AnlanError, InputMissing
from anlan.base.risk_types import Level, RiskType, SourceClass
from anlan.base.yaml_text import load_yaml
from anlan.risk.fusion_rules import FusionRules, read_fusion_rules

PACK = Path(__file__).parent / "pack"
STEPS = Path(__file__).parent / "steps"
GROUPS = "ABCDEFGH"


class IndicatorInvalid(AnlanError):
    """An indicator's registry entry cannot be read."""

    code = "indicator-invalid"
    status = 422
    message = "指标定义 {place} 有误：{reason}"
    hint = "对照 risk/pack/indicators 中的其他指标改正 {place} 后重新运行。"


@dataclass(frozen=True)
class ThresholdSet:
    """Limits of one indicator for a span of days and a size of employer; an absent limit never triggers."""

    effective_from: date
    source: str
    yellow: float | None = None
    orange: float | None = None
    red: float | None = None
    effective_to: date | None = None
    staff_min: int = 0
    staff_max: int | None = None

    @property
    def limits(self) -> tuple[tuple[Level, float], ...]:
        """The limits that are set, from the mildest to the gravest level."""
        pairs = ((Level.YELLOW, self.yellow), (Level.ORANGE, self.orange), (Level.RED, self.red))
        return tuple((level, limit) for level, limit in pairs if limit is not None)

    def holds(self, day: date, staff: int) -> bool:
        """Whether this set is the one for that day and that number of staff."""
        in_time = self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)
        return in_time and self.staff_min <= staff and (self.staff_max is None or staff <= self.staff_max)


@dataclass(frozen=True)
class HardTrigger:
    """A level that one indicator sets by itself once its value reaches a limit."""

    level: Level
    at: float
    is_authoritative: bool
    source: str
    staff_min: int = 0


@dataclass(frozen=True)
class Trace:
    """How the rows behind a figure are listed: a core table and a filter over its columns."""

    table: str
    filter: str


@dataclass(frozen=True)
class Indicator:
    """One indicator: its meaning, its SQL over the as-known relations, its limits and what it tells about.

    ``weights`` gives, by risk type, the points at level red. ``stance`` is ``supporting`` for an indicator that speaks
    for a risk and ``contradicting`` for one that explains it away. An indicator that ``is_measure`` reports a figure
    for every employer of its source, so that a quiet figure contradicts a rumour and an absent one is not observed.
    """

    id: str
    label: str
    english: str
    group: str
    definition: str
    unit: str
    direction: str
    source_class: SourceClass
    tables: tuple[str, ...]
    sql: str
    weights: Mapping[RiskType, float]
    thresholds: tuple[ThresholdSet, ...]
    legal: str
    text: str
    trace: Trace
    window_days: int
    lag_days: int
    stale_after_days: int
    clears: str
    stance: str = "supporting"
    is_measure: bool = False
    is_key: bool = True
    hard: HardTrigger | None = None
    params: Mapping[str, float] = field(default_factory=dict)

    @property
    def types(self) -> tuple[RiskType, ...]:
        """Risk types it speaks about, the weightiest first."""
        return tuple(sorted(self.weights, key=lambda kind: (-self.weights[kind], kind)))

    @property
    def query(self) -> str:
        """The SQL with its declared parameters filled in."""
        names = {"window_days": self.window_days, **self.params}
        sql = self.sql
        for name, value in names.items():
            sql = sql.replace("{" + name + "}", str(value))
        return sql

    def thresholds_on(self, day: date, staff: int) -> ThresholdSet | None:
        """The limits that hold on a day for an employer of that size, or none."""
        return next((one for one in self.thresholds if one.holds(day, staff)), None)

    def as_dict(self) -> dict[str, Any]:
        """The registry entry as the console and ``--json`` show it."""
        return {
            "id": self.id,
            "label": self.label,
            "english": self.english,
            "group": self.group,
            "definition": self.definition,
            "unit": self.unit,
            "direction": self.direction,
            "stance": self.stance,
            "source_class": self.source_class.value,
            "tables": list(self.tables),
            "types": [kind.value for kind in self.types],
            "weights": {kind.value: weight for kind, weight in self.weights.items()},
            "thresholds": [_threshold_dict(one) for one in self.thresholds],
            "hard": None if self.hard is None else {"level": self.hard.level.code, "at": self.hard.at},
            "window_days": self.window_days,
            "lag_days": self.lag_days,
            "legal": self.legal,
            "clears": self.clears,
        }


@dataclass(frozen=True)
class IndicatorRegistry:
    """All indicators, the rules of fusion and the folder of the shared steps; immutable."""

    indicators: tuple[Indicator, ...]
    fusion: FusionRules
    group_labels: Mapping[str, str]
    steps: Path = STEPS

    def __getitem__(self, indicator_id: str) -> Indicator:
        return next(one for one in self.indicators if one.id == indicator_id)

    def telling(self, kind: RiskType) -> tuple[Indicator, ...]:
        """The supporting indicators that speak about a risk type, the weightiest first."""
        found = [one for one in self.indicators if one.stance == "supporting" and kind in one.weights]
        return tuple(sorted(found, key=lambda one: (-one.weights[kind], one.id)))


def _threshold_dict(one: ThresholdSet) -> dict[str, Any]:
    return {
        "effective_from": one.effective_from.isoformat(),
        "effective_to": None if one.effective_to is None else one.effective_to.isoformat(),
        "staff_min": one.staff_min,
        "staff_max": one.staff_max,
        "yellow": one.yellow,
        "orange": one.orange,
        "red": one.red,
        "source": one.source,
    }


def _hard(raw: Mapping[str, Any] | None) -> HardTrigger | None:
    if raw is None:
        return None
    level = Level[str(raw["level"]).upper()]
    return HardTrigger(level, raw["at"], bool(raw["authoritative"]), raw["source"], raw.get("staff_min", 0))


def _indicator(raw: Mapping[str, Any], group: str) -> Indicator:
    facts = dict(raw)
    facts["source_class"] = SourceClass(facts["source_class"])
    facts["tables"] = tuple(facts["tables"])
    facts["weights"] = {RiskType(kind): float(points) for kind, points in facts["weights"].items()}
    facts["thresholds"] = tuple(ThresholdSet(**one) for one in facts["thresholds"])
    facts["trace"] = Trace(**facts["trace"])
    facts["hard"] = _hard(facts.get("hard"))
    return Indicator(group=group, **facts)


def _read_group(path: Path) -> tuple[str, str, list[Indicator]]:
    place = path.name
    try:
        raw = load_yaml(path.read_text(encoding="utf-8"))
        group = str(raw["group"])
        indicators = []
        for entry in raw["indicators"]:
            place = f"{path.name} {entry.get('id', '?')}"
            indicators.append(_indicator(entry, group))
    except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise IndicatorInvalid(place=place, reason=str(error)) from error
    return group, str(raw["label"]), indicators


def read_registry(folder: Path = PACK) -> IndicatorRegistry:
    """The registry declared in a folder (``indicators/*.yml`` and ``fusion.yml``), by default the built-in pack.

    Raises: InputMissing, IndicatorInvalid, FusionInvalid.
    """
    paths = sorted((folder / "indicators").glob("*.yml"))
    if not paths:
        raise InputMissing(path=folder / "indicators")
    groups = [_read_group(path) for path in paths]
    indicators = tuple(one for _, _, found in groups for one in found)
    seen: set[str] = set()
    for one in indicators:
        if one.id in seen:
            raise IndicatorInvalid(place=one.id, reason="编号重复")
        seen.add(one.id)
    labels = {group: label for group, label, _ in groups}
    return IndicatorRegistry(indicators, read_fusion_rules(folder / "fusion.yml"), labels)
