"""Which of several values survives: the golden record of an entity, each value with where it comes from and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from anlan.entities.linkage.problems import LinkageConfigInvalid


class Rule(StrEnum):
    """How one value is chosen among several."""

    SOURCE = "source"
    LATEST = "latest"
    LONGEST = "longest"
    MAJORITY = "majority"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {"source": "来源优先", "latest": "最近更新", "longest": "最完整", "majority": "多数一致"}[self.value]


@dataclass(frozen=True, slots=True)
class Held:
    """A record of an entity: its key, its system, the day it was learned, and its values by column."""

    key: str
    system: str
    known_at: str
    values: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Survivor:
    """The value that stands for the entity, the record it comes from, and the rule that chose it."""

    value: str
    key: str
    system: str
    rule: Rule
    agreeing: int
    differing: int


@dataclass(frozen=True)
class Survivorship:
    """The rule of every column (``rules``, else ``default``) and the order in which systems are trusted."""

    rules: Mapping[str, Rule]
    trusted: Sequence[str] = ()
    default: Rule = Rule.MAJORITY

    def golden(self, records: Sequence[Held], columns: Sequence[str]) -> dict[str, Survivor]:
        """The golden record: for each column with any value, the one that survives."""
        found = {}
        for column in columns:
            held = [record for record in records if record.values.get(column)]
            if held:
                found[column] = self._choose(column, held)
        return found

    def _choose(self, column: str, held: Sequence[Held]) -> Survivor:
        rule = self.rules.get(column, self.default)
        counts = Counter(record.values[column] for record in held)
        best = max(held, key=lambda record: (*self._merit(rule, record, column, counts), record.key))
        value = str(best.values[column])
        agreeing = counts[best.values[column]]
        return Survivor(value, best.key, best.system, rule, agreeing, len(held) - agreeing)

    def _merit(self, rule: Rule, record: Held, column: str, counts: Mapping[str | None, int]) -> tuple[int | str, ...]:
        """What makes a record's value the better one; the other rules break ties, in a fixed order."""
        trust = -self.trusted.index(record.system) if record.system in self.trusted else -len(self.trusted)
        value = record.values[column]
        count, length, day = counts[value], len(value or ""), record.known_at
        merits: dict[Rule, tuple[int | str, ...]] = {
            Rule.SOURCE: (trust, day, count, length),
            Rule.LATEST: (day, trust, count, length),
            Rule.LONGEST: (length, count, trust, day),
            Rule.MAJORITY: (count, trust, day, length),
        }
        return merits[rule]


def parse_rule(text: str, place: str) -> Rule:
    """The rule of that name. Raises: LinkageConfigInvalid."""
    if text not in {rule.value for rule in Rule}:
        raise LinkageConfigInvalid(
            place=place,
            reason=f"取值规则 {text} 不存在",
            action="可用：" + "、".join(f"{rule.value}（{rule.label}）" for rule in Rule) + "。",
        )
    return Rule(text)
