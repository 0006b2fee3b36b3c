"""Where in the city something happened: districts, streets and towns as six-digit codes; the rest is elsewhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from daachorse import MATCH_KIND_LEFTMOST_LONGEST, CharwiseDoubleArrayAhoCorasick

from anlan.base.yaml_text import load_yaml
from anlan.signals.text import fold

_HEAD = 3000
_SUFFIX = re.compile(r"(?:街道|地区|镇|乡)$")
_CITY, _ELSEWHERE, _WEAK = "city", "elsewhere", "weak:"


@dataclass(frozen=True)
class Gazetteer:
    """Names of places in one automaton; ``meanings`` are a code, ``weak:`` and a code, ``city`` or ``elsewhere``."""

    names: tuple[str, ...]
    meanings: tuple[str, ...]
    automaton: CharwiseDoubleArrayAhoCorasick

    def district(self, text: str) -> str | None:
        """The district a folded text names most, the first among equals; None if it names none or lies elsewhere."""
        votes: Counter[str] = Counter()
        weak: Counter[str] = Counter()
        in_city, away, last_away = False, False, -9
        for start, end, number in self.automaton.find(text[:_HEAD]):
            meaning = self.meanings[number]
            if meaning == _CITY:
                in_city = True
            elif meaning == _ELSEWHERE:
                away, last_away = True, end
            elif start - last_away > 3 and not meaning.startswith(_WEAK):
                votes[meaning] += 1
            elif start - last_away > 3:
                weak[meaning.removeprefix(_WEAK)] += 1
        if in_city:
            votes.update(weak)
        if not votes or (away and not in_city):
            return None
        return votes.most_common(1)[0][0]


def parse_places(declared: Mapping[str, Any]) -> Gazetteer:
    """The gazetteer of a declaration with ``city``, ``districts``, ``ambiguous`` and ``elsewhere``."""
    meanings: dict[str, str] = {}
    seen: Counter[str] = Counter(
        name for district in declared["districts"].values() for name in _street_names(district["streets"])
    )
    ambiguous = set(declared["ambiguous"])
    for code, district in declared["districts"].items():
        for name in district["names"]:
            meanings[name] = _WEAK + code if name in ambiguous else code
        for name in _street_names(district["streets"]):
            if seen[name] == 1:
                meanings.setdefault(name, code if _SUFFIX.search(name) else _WEAK + code)
    meanings.update(dict.fromkeys(declared["elsewhere"], _ELSEWHERE))
    meanings.update(dict.fromkeys(declared["city"]["names"], _CITY))
    names = tuple(meanings)
    automaton = CharwiseDoubleArrayAhoCorasick([fold(name) for name in names], MATCH_KIND_LEFTMOST_LONGEST)
    return Gazetteer(names, tuple(meanings.values()), automaton)


def _street_names(streets: list[str]) -> list[str]:
    """Full names, and short ones of at least three characters (回龙观镇 → 回龙观)."""
    short = [bare for name in streets if len(bare := _SUFFIX.sub("", name)) >= 3]
    return list(dict.fromkeys([*streets, *short]))


@lru_cache(maxsize=1)
def default_gazetteer() -> Gazetteer:
    """Beijing's gazetteer as it comes with Anlan."""
    source = resources.files("anlan.signals").joinpath("pack/places.yml").read_text(encoding="utf-8")
    return parse_places(load_yaml(source))


def district_code(text: str) -> str | None:
    """The code of the district that a folded text names, or None."""
    return default_gazetteer().district(text)
