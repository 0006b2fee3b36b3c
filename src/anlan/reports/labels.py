"""Codes as a person reads them: districts, industries, code sets and the report's own words."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from anlan.base.risk_types import Level, RiskType
from anlan.base.yaml_text import load_yaml
from anlan.reports.kinds import TEMPLATES
from anlan.standards.registry import Registry, load_registry

UNKNOWN = "未登记"
NOT_KNOWN = "—"
LEVEL_LETTERS = ("无", "蓝", "黄", "橙", "红")
LEVEL_COLOURS = ("#D9D9D9", "#2F6FBF", "#F2C200", "#F08300", "#D4232B")
LEVELS_SHOWN = (Level.RED, Level.ORANGE, Level.YELLOW, Level.BLUE)


class Labels:
    """Chinese labels of codes; a code without a label is shown as itself, never dropped."""

    def __init__(
        self,
        words: Mapping[str, Mapping[str, Any]],
        code_sets: Mapping[str, Mapping[str, str]],
        tables: Mapping[str, str],
    ) -> None:
        self._words = words
        self._code_sets = code_sets
        self._tables = tables

    def word(self, group: str, code: str | None) -> str:
        """The report's word for a code of its own lists (``change``, ``source_state`` …)."""
        return str(self._words[group].get(code or "", code or NOT_KNOWN))

    def code(self, code_set: str, code: str | None) -> str:
        """The label of a code in a code set; the code itself where the set does not know it."""
        if not code:
            return NOT_KNOWN
        return self._code_sets.get(code_set, {}).get(code, code)

    def district(self, code: str | None) -> str:
        """The district's name."""
        if not code:
            return UNKNOWN
        return str(self._words["district"].get(code, f"其他（{code}）"))

    def section(self, industry_code: str | None) -> str:
        """The section letter of an industry code written as letter, letter and digits, or digits; "" if none."""
        text = (industry_code or "").strip().upper()
        if text[:1] in self._words["industry"] and text:
            return text[0]
        if not text[:2].isdigit() or len(text) < 2:
            return ""
        first = int(text[:2])
        sections: Mapping[str, int] = self._words["industry_divisions"]
        return max((name for name, start in sections.items() if start <= first), default="")

    def industry(self, industry_code: str | None, short: bool = True) -> str:
        """The name of the section in which an industry code lies."""
        section = self.section(industry_code)
        return str(self._words["industry_short" if short else "industry"][section]) if section else UNKNOWN

    def tables(self) -> dict[str, str]:
        """The labels of the core tables, by name."""
        return dict(self._tables)

    def types(self, codes: list[str] | None) -> list[str]:
        """The names of risk types, in the order of their codes."""
        return [RiskType(code).label for code in sorted(codes or [])]


@cache
def standard_labels() -> Labels:
    """Labels from the standards pack and the report's own list."""
    return labels_under(load_registry())


def labels_under(registry: Registry) -> Labels:
    """Labels under a registry, with the report's own list; codes of earlier versions keep theirs."""
    words = load_yaml((TEMPLATES / "labels.yml").read_text(encoding="utf-8"))
    code_sets = {name: code_set.labels for name, code_set in registry.code_sets.items()}
    return Labels(words, code_sets, {name: table.label for name, table in registry.tables.items()})


def count_text(value: int | None) -> str:
    """A count with thousands separators; a dash where it is not known."""
    return NOT_KNOWN if value is None else f"{value:,}"


def money_text(yuan: float | None) -> str:
    """An amount in 元, 万元 or 亿元, whichever reads best; a dash where it is not known."""
    if yuan is None:
        return NOT_KNOWN
    amount = float(yuan)
    for size, unit in ((1e8, "亿元"), (1e4, "万元")):
        if abs(amount) >= size:
            return f"{amount / size:,.2f}".rstrip("0").rstrip(".") + unit
    return f"{amount:,.0f}元"


def change_text(delta: int | None) -> str:
    """A difference with its sign; "持平" for none, a dash where there is nothing to compare."""
    if delta is None:
        return NOT_KNOWN
    return f"{delta:+,}" if delta else "持平"
