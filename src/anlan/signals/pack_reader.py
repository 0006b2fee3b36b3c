"""The declared risk words as one value: rules that name an event, and modalities that say how it is meant."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources
from typing import Any

from daachorse import CharwiseDoubleArrayAhoCorasick

from anlan.base.errors import AnlanError
from anlan.base.risk_types import RiskType
from anlan.base.yaml_text import load_yaml
from anlan.signals.text import fold

_RULE_FIELDS = {"id", "label", "triggers", "pattern", "unless", "needs_text", "score", "notable"}
_MODALITY_FIELDS = {
    "id", "label", "before", "after", "sentence", "nearby", "text", "unless", "negated", "denied", "rumour", "keeps",
    "types", "notable",
}  # fmt: skip

Regex = re.Pattern[str]

HINT = 0.15
"""A rule with a lower score is a hint: something for a trained model to weigh, nothing to add up."""


class PackInvalid(AnlanError):
    """A file of the signals pack that cannot be understood."""

    code = "signal-pack-invalid"
    message = "事件规则 {place} 有误：{reason}"
    hint = "改正该规则文件中的写法；每条规则须有 id、label、triggers、score。"


@dataclass(frozen=True)
class Rule:
    """One way in which a text says that something happened; ``pattern`` must match around one of the triggers.

    What is not ``notable`` is of the type and yet too slight for an event: profits below expectations, a parade.
    """

    id: str
    type: RiskType
    label: str
    triggers: tuple[str, ...]
    score: float
    pattern: Regex | None
    unless: Regex | None
    needs_text: Regex | None
    notable: bool = True


@dataclass(frozen=True)
class Modality:
    """One way of not meaning it: denied, rumoured, hypothetical, advice; ``keeps`` is what remains of a score.

    ``nearby`` is looked for in the neighbouring sentences, too; where ``unless`` is found there, the modality is not
    meant: a denial of former days, a rumour that was confirmed.
    """

    id: str
    label: str
    keeps: float
    types: frozenset[RiskType]
    negated: bool
    denied: bool
    rumour: bool
    before: Regex | None
    after: Regex | None
    sentence: Regex | None
    nearby: Regex | None
    text: Regex | None
    unless: Regex | None
    notable: bool = True


@dataclass(frozen=True)
class Pack:
    """All rules and modalities, and one automaton over all triggers."""

    rules: tuple[Rule, ...]
    modalities: tuple[Modality, ...]
    triggers: tuple[str, ...]
    by_trigger: tuple[tuple[int, ...], ...]
    automaton: CharwiseDoubleArrayAhoCorasick

    def without_hints(self) -> Pack:
        """The pack without the rules that only hint: what a detector needs that speaks by rules."""
        return build_pack([rule for rule in self.rules if rule.score >= HINT], self.modalities)

    def speaks_of_rumour(self, text: str) -> bool:
        """Whether a text says of itself that it is not confirmed."""
        rumours = (item.sentence for item in self.modalities if item.rumour)
        return any(pattern is not None and pattern.search(text) for pattern in rumours)

    def label(self, rule_id: str) -> str:
        """The Chinese name of a rule. Raises: KeyError."""
        return self._labels[rule_id]

    @cached_property
    def _labels(self) -> Mapping[str, str]:
        return {rule.id: rule.label for rule in self.rules}


def _regex(place: str, text: str | None) -> Regex | None:
    if text is None:
        return None
    try:
        return re.compile(text)
    except re.error as error:
        raise PackInvalid(place=place, reason=f"正则表达式 {error}") from error


def _checked(place: str, entry: Mapping[str, Any], allowed: set[str]) -> None:
    unknown = sorted(set(entry) - allowed)
    if unknown:
        raise PackInvalid(place=place, reason="未知字段 " + "、".join(unknown))
    if not entry.get("id") or not entry.get("label"):
        raise PackInvalid(place=place, reason="缺少 id 或 label")


def parse_rule(kind: RiskType, entry: Mapping[str, Any]) -> Rule:
    """The rule declared by one entry of a type's file. Raises: PackInvalid."""
    place = str(entry.get("id", "?"))
    _checked(place, entry, _RULE_FIELDS)
    triggers = tuple(dict.fromkeys(fold(str(word)) for word in entry.get("triggers", ())))
    if not triggers or not 0 < float(entry.get("score", 0)) <= 1:
        raise PackInvalid(place=place, reason="triggers 为空，或 score 不在 0–1 之间")
    patterns = {name: _regex(place, entry.get(name)) for name in ("pattern", "unless", "needs_text")}
    return Rule(place, kind, str(entry["label"]), triggers, float(entry["score"]), **patterns, notable=_notable(entry))


def parse_modality(entry: Mapping[str, Any]) -> Modality:
    """The modality declared by one entry of ``modality.yml``. Raises: PackInvalid."""
    place = str(entry.get("id", "?"))
    _checked(place, entry, _MODALITY_FIELDS)
    told = {name: _regex(place, entry.get(name)) for name in ("before", "after", "sentence", "nearby", "text")}
    if not any(told.values()):
        raise PackInvalid(place=place, reason="没有 before、after、sentence、nearby、text 中的任何一项")
    patterns = {**told, "unless": _regex(place, entry.get("unless"))}
    negated, denied, rumour = (bool(entry.get(name, False)) for name in ("negated", "denied", "rumour"))
    types = frozenset(RiskType(code) for code in entry.get("types", list(RiskType)))
    return Modality(
        place,
        str(entry["label"]),
        float(entry["keeps"]),
        types,
        negated,
        denied,
        rumour,
        **patterns,
        notable=_notable(entry),
    )


def _notable(entry: Mapping[str, Any]) -> bool:
    return bool(entry.get("notable", True))


def build_pack(rules: Sequence[Rule], modalities: Sequence[Modality]) -> Pack:
    """The pack of these rules and modalities, with its automaton."""
    triggers = tuple(sorted({word for rule in rules for word in rule.triggers}))
    index = {word: number for number, word in enumerate(triggers)}
    by_trigger: list[list[int]] = [[] for _ in triggers]
    for number, rule in enumerate(rules):
        for word in rule.triggers:
            by_trigger[index[word]].append(number)
    automaton = CharwiseDoubleArrayAhoCorasick(list(triggers))
    return Pack(tuple(rules), tuple(modalities), triggers, tuple(map(tuple, by_trigger)), automaton)


@lru_cache(maxsize=1)
def default_pack() -> Pack:
    """The pack that comes with Anlan. Raises: PackInvalid."""
    folder = resources.files("anlan.signals").joinpath("pack")
    rules: list[Rule] = []
    for place in sorted(folder.iterdir(), key=lambda path: path.name):
        if re.fullmatch(r"r\d_\w+\.yml", place.name):
            declared = load_yaml(place.read_text(encoding="utf-8"))
            rules.extend(parse_rule(RiskType(declared["type"]), entry) for entry in declared["rules"])
    entries = load_yaml(folder.joinpath("modality.yml").read_text(encoding="utf-8"))
    return build_pack(rules, [parse_modality(entry) for entry in entries])
