"""Which of the companies a text names it is about: where they stand, how often, and what is said of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

_CODE = re.compile(r"\((?:SH|SZ|HK)?\d{4,6}(?:\.[A-Za-z]{2})?\)")
_EVENT_REACH = 12
_FAR = 400


@cache
def declared_words() -> dict[str, Any]:
    """The word lists of the pack."""
    text = (resources.files("anlan.entities") / "pack" / "mentions.yml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


def _any_of(words: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True)))


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    words = declared_words()
    aims = re.compile("(?:" + _any_of(words["aims"]).pattern + r")[“\"‘《:]?$")
    return _any_of(words["events"]), aims, _any_of(words["bystanders"])


@dataclass(slots=True)
class Named:
    """One company of a text: the name as written, every place where it stands, and how sure it is one."""

    name: str
    places: list[tuple[int, int]]
    strength: float
    is_declared: bool = False
    has_code: bool = False
    is_quoted: bool = False


def prominence(text: str, named: Named) -> float:
    """How much a folded text is about a company; comparable within one text."""
    events, aims, bystanders = _patterns()
    start, end = named.places[0]
    score = min(named.strength, 200.0) / 100
    score += 1.0 - min(start, _FAR) / _FAR
    score += 0.35 * min(len(named.places) - 1, 4)
    score += 0.8 * named.has_code + 0.5 * named.is_quoted + 0.6 * named.is_declared
    close = 0.0
    for at, behind in named.places[:4]:
        after = text[behind : behind + _EVENT_REACH]
        code = _CODE.match(after)
        found = events.search(
            text, behind + (code.end() if code else 0), behind + _EVENT_REACH + (code.end() if code else 0)
        )
        if found is not None and not re.search("[。;；!！?？\n]", text[behind : found.start()]):
            close = max(close, 0.9 - 0.04 * (found.start() - behind))
        if aims.search(text, max(0, at - 4), at):
            close = max(close, 0.5)
    score += close
    if bystanders.search(named.name):
        score -= 2.0
    return score
