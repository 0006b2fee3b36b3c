"""The rules of fusion as data: limits with dates, shares, caps, keys, kindred types, lags."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from anlan.base.errors import AnlanError, InputMissing
from anlan.base.risk_types import Level, RiskType, SourceClass
from anlan.base.yaml_text import load_yaml


class FusionInvalid(AnlanError):
    """The fusion rules cannot be read."""

    code = "fusion-invalid"
    status = 422
    message = "融合规则 {place} 有误：{reason}"
    hint = "对照 risk/pack/fusion.yml 改正后重新运行。"


@dataclass(frozen=True)
class LevelLimits:
    """Scores from which the four levels hold, for a span of days."""

    effective_from: date
    blue: float
    yellow: float
    orange: float
    red: float
    source: str
    effective_to: date | None = None

    def level(self, score: float) -> Level:
        """The level of a score."""
        limits = (self.blue, self.yellow, self.orange, self.red)
        return Level(sum(score >= limit for limit in limits))

    def floor(self, level: Level) -> float:
        """The lowest score of a level."""
        return (0.0, self.blue, self.yellow, self.orange, self.red)[level]

    def ceiling(self, level: Level) -> float:
        """The highest score shown at a level, one tenth below the next."""
        return 100.0 if level is Level.RED else self.floor(Level(level + 1)) - 0.1


@dataclass(frozen=True)
class SensitiveSpan:
    """A sensitive time, in some districts or (when none is named) everywhere, with its factor."""

    effective_from: date
    effective_to: date
    districts: tuple[str, ...]
    factor: float
    label: str


@dataclass(frozen=True)
class RumourRule:
    """What a register must show when a text claim is true: direct figures, all its indicators, and its lag."""

    lag_days: int
    measures: tuple[str, ...]
    registers: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class SourcePromise:
    """What a core table's source normally promises: class, label and days within which new rows come."""

    source_class: SourceClass
    label: str
    within_days: int


@dataclass(frozen=True)
class EventRules:
    """How text events become evidence: weight by type, sources needed by level, caps for hearsay and denial."""

    weight: Mapping[RiskType, float]
    sources: Mapping[Level, int]
    rumour_cap: Level
    denied_cap: Level
    floor: Level


@dataclass(frozen=True)
class FusionRules:
    """All rules by which evidence becomes a score, a level and a status; immutable."""

    limits: tuple[LevelLimits, ...]
    shares: Mapping[Level, float]
    group_cap: float
    group_labels: Mapping[str, str]
    agreement: Mapping[int, float]
    least_points: float
    keys_needed: int
    key_weight: float
    level_without_keys: Level
    level_authoritative: Level
    kindred: Mapping[RiskType, frozenset[RiskType]]
    size_staff: int
    size_divisor: float
    size_least: float
    size_most: float
    sensitive: tuple[SensitiveSpan, ...]
    merge_days: int
    smoothing: float
    contradiction: Mapping[Level, float]
    contradiction_most: float
    caps_from: Level
    caps_at: Level
    events: EventRules
    rumours: Mapping[RiskType, RumourRule]
    sources: Mapping[str, SourcePromise]

    def group_label(self, group: str) -> str:
        """What a group of indicators is called in an explanation."""
        return self.group_labels.get(group, group)

    def limits_on(self, day: date) -> LevelLimits:
        """The level limits in force on a day. Raises: FusionInvalid."""
        for one in self.limits:
            if one.effective_from <= day and (one.effective_to is None or day <= one.effective_to):
                return one
        raise FusionInvalid(place="levels", reason=f"{day} 没有生效的分级界限")

    def size_factor(self, staff: int) -> float:
        """The factor of an employer's size: 1.0 at the reference number of staff, bounded both ways.

        An employer whose staff nobody observed counts as the reference: not observed is not small.
        """
        if staff <= 0:
            return 1.0
        raw = 1 + math.log10(max(staff, 1)) / self.size_divisor
        factor = raw / (1 + math.log10(self.size_staff) / self.size_divisor)
        return min(self.size_most, max(self.size_least, factor))

    def sensitive_factor(self, day: date, district_code: str) -> float:
        """The factor of a sensitive time and place, 1.0 on an ordinary day."""
        factors = [
            one.factor
            for one in self.sensitive
            if one.effective_from <= day <= one.effective_to and (not one.districts or district_code in one.districts)
        ]
        return max(factors, default=1.0)


def _level(name: str) -> Level:
    return Level[name.upper()]


def _events(raw: Mapping[str, Any]) -> EventRules:
    return EventRules(
        weight={RiskType(kind): float(points) for kind, points in raw["weight"].items()},
        sources={_level(name): int(raw[name]["sources"]) for name in ("yellow", "orange", "red")},
        rumour_cap=_level(raw["rumour_cap"]),
        denied_cap=_level(raw["denied_cap"]),
        floor=_level(raw["floor"]),
    )


def _rumour(raw: Mapping[str, Any]) -> RumourRule:
    return RumourRule(int(raw["lag_days"]), tuple(raw["measures"]), tuple(raw["registers"]), raw["text"])


def _rules(raw: Mapping[str, Any]) -> FusionRules:
    contradiction = raw["contradiction"]
    return FusionRules(
        limits=tuple(LevelLimits(**one) for one in raw["levels"]),
        shares={_level(name): float(share) for name, share in raw["shares"].items()},
        group_cap=float(raw["group_cap"]),
        group_labels=raw["group_labels"],
        agreement={int(count): float(points) for count, points in raw["agreement"].items()},
        least_points=float(raw["least_points"]),
        keys_needed=int(raw["keys"]["needed"]),
        key_weight=float(raw["keys"]["least_weight"]),
        level_without_keys=_level(raw["keys"]["without"]),
        level_authoritative=_level(raw["keys"]["authoritative"]),
        kindred={RiskType(kind): frozenset(map(RiskType, others)) for kind, others in raw["kindred"].items()},
        size_staff=int(raw["size"]["staff"]),
        size_divisor=float(raw["size"]["divisor"]),
        size_least=float(raw["size"]["least"]),
        size_most=float(raw["size"]["most"]),
        sensitive=tuple(SensitiveSpan(**{**one, "districts": tuple(one["districts"])}) for one in raw["sensitive"]),
        merge_days=int(raw["merge_days"]),
        smoothing=float(raw["smoothing"]),
        contradiction={_level(name): float(contradiction[name]) for name in ("yellow", "orange", "red")},
        contradiction_most=float(contradiction["most"]),
        caps_from=_level(contradiction["caps_from"]),
        caps_at=_level(contradiction["caps_at"]),
        events=_events(raw["events"]),
        rumours={RiskType(kind): _rumour(rule) for kind, rule in raw["rumours"].items()},
        sources={
            table: SourcePromise(SourceClass(one["class"]), one["label"], int(one["within_days"]))
            for table, one in raw["sources"].items()
        },
    )


def read_fusion_rules(path: Path) -> FusionRules:
    """The rules written in a file. Raises: InputMissing, FusionInvalid."""
    if not path.is_file():
        raise InputMissing(path=path)
    try:
        return _rules(load_yaml(path.read_text(encoding="utf-8")))
    except (yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise FusionInvalid(place=path.name, reason=repr(error)) from error
