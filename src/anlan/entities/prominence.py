"""Which of the companies a text names it is about: where they stand, how often, and what is said of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from anlan.base.yaml_text import load_yaml

_CODE = re.compile(r"\((?:SH|SZ|HK)?\d{4,6}(?:\.[A-Za-z]{2})?\)")
_STOP = re.compile("[。;；!！?？\n]")
_PERSON = re.compile(
    "[王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭]"
    "(?:[一-鿿]{1,2}|某{1,2})"
)
_EVENT_REACH = 14
_FAR = 400


@cache
def declared_words() -> dict[str, Any]:
    """The word lists of the pack."""
    text = (resources.files("anlan.entities") / "pack" / "mentions.yml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = load_yaml(text)
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
    """How much a folded text is about a company; comparable within and between texts."""
    start, end = named.places[0]
    score = 0.06 * min(named.strength, 400.0) / 100 - 1.1 * min(start, _FAR) / _FAR
    score += 0.65 * min(len(named.places), 5) + 0.5 * named.has_code + 0.8 * named.is_quoted + 0.6 * named.is_declared
    score += _shape(named.name)
    code = _CODE.match(text, end)
    behind = code.end() if code else end
    score += max(_spoken_of(text, at, after) for at, after in [(start, behind), *named.places[1:4]])
    score += 0.25 * (text[behind : behind + 1] in (":", "："))
    return score


@lru_cache(maxsize=50_000)
def _shape(name: str) -> float:
    """Names of three or four characters and names with a form are what texts are about; authorities seldom are."""
    if name.endswith(("公司", "厂", "合作社")):
        shape = 1.3
    elif name.endswith("集团"):
        shape = 0.7
    else:
        shape = {3: 0.5, 4: 0.7}.get(len(name), 0.0)
    return shape - 0.8 * (_patterns()[2].search(name) is not None) - 0.8 * (_PERSON.fullmatch(name) is not None)


def _spoken_of(text: str, start: int, end: int) -> float:
    """Whether an event word follows closely, or a word that aims at the name stands before it."""
    events, aims, _ = _patterns()
    found = events.search(text, end, end + _EVENT_REACH)
    score = 0.0
    if found is not None and not _STOP.search(text, end, found.start()):
        score = 0.7 - 0.03 * (found.start() - end)
    return score + 0.4 * (aims.search(text, max(0, start - 4), start) is not None)
