"""The parts of an enterprise name: places, core, organisation form and branch, read from the name alone.

Source: 企业名称登记管理规定 (2020), article 6: a name is region + trade name + industry + organisation form.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from anlan.base.yaml_text import load_yaml

_PACK = resources.files("anlan.entities") / "pack"
_BRACKET = re.compile(r"\(([^()]*)\)")
_HEAD = re.compile(
    r".{2,}?(?:银行股份有限公司|有限责任公司|股份有限公司|有限公司|集团公司|总公司|公司|联合社|合作社|"
    r"信用社|银行(?!股份有限公司|有限责任公司))(?=.{2})"
)
_LONGEST_PLACE = 12
_LEVEL_ENDINGS = ("特别行政区", "自治区", "自治州", "地区", "新区", "省", "市", "区", "县", "旗", "盟")


@dataclass(frozen=True, slots=True)
class NameParts:
    """A normalised name taken apart; ``core`` is what is left of the head office's name without place and form."""

    places: tuple[str, ...]
    core: str
    form: str
    head: str
    branch: str


@cache
def _declared() -> dict[str, Any]:
    loaded: dict[str, Any] = load_yaml((_PACK / "forms.yml").read_text(encoding="utf-8"))
    return loaded


@cache
def place_stems() -> dict[str, str]:
    """Every spelling of a Chinese province, city or county, with and without its level word, to its stem."""
    with (_PACK / "places.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    spellings = {row["name"]: row["stem"] for row in rows} | {row["stem"]: row["stem"] for row in rows}
    spellings |= {row["stem"] + level: row["stem"] for row in rows for level in ("省", "市") if len(row["stem"]) > 1}
    return spellings


@cache
def place_codes() -> dict[str, frozenset[str]]:
    """Division codes (2 digits province, else 4 of the city) that a place's stem may mean."""
    codes: dict[str, set[str]] = {}
    with (_PACK / "places.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            codes.setdefault(row["stem"], set()).add(row["code"])
    return {stem: frozenset(found) for stem, found in codes.items()}


@cache
def _legal_endings() -> tuple[dict[str, str], int]:
    endings = {text: kind for kind, texts in _declared()["legal"].items() for text in texts}
    return endings, max(map(len, endings))


@cache
def _branch_endings() -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(sorted(_declared()["branch"], key=len, reverse=True)) + ")$")


@cache
def _bracket_kinds() -> frozenset[str]:
    return frozenset(_declared()["bracket_kinds"])


def split_form(text: str) -> tuple[str, str]:
    """The text without its legal form, and the form's class (empty where it has none)."""
    endings, longest = _legal_endings()
    for length in range(min(longest, len(text) - 1), 1, -1):
        kind = endings.get(text[-length:])
        if kind is not None:
            return text[:-length], kind
    return text, ""


def leading_place(text: str) -> tuple[str, int]:
    """The stem of the place at the start of a text and the length of its spelling; ``("", 0)`` where there is none."""
    stems = place_stems()
    for length in range(min(_LONGEST_PLACE, len(text) - 1), 1, -1):
        stem = stems.get(text[:length])
        if stem is not None:
            return stem, length
    return "", 0


def _strip_places(text: str) -> tuple[list[str], str]:
    places: list[str] = []
    while len(places) < 3:
        stem, length = leading_place(text)
        if not length or len(text) - length < 2:
            break
        places.append(stem)
        text = text[length:]
    return places, text


def _open_brackets(text: str) -> tuple[list[str], str]:
    """Places written in brackets, and the text with the other brackets' contents kept in line."""
    places: list[str] = []

    def replace(match: re.Match[str]) -> str:
        content = match[1]
        if content in place_stems():
            places.append(place_stems()[content])
            return ""
        return "" if content in _bracket_kinds() else content

    return places, _BRACKET.sub(replace, text).replace("(", "").replace(")", "")


def split_branch(name: str) -> tuple[str, str]:
    """The head office's name and the branch's tail of a normalised name; the tail is empty for a head office."""
    if not _branch_endings().search(name):
        return name, ""
    match = _HEAD.match(name)
    if match is None or match.end() == len(name) or name[match.end()] == ")":
        return name, ""
    return match[0], name[match.end() :]


def parse_name(name: str) -> NameParts:
    """The parts of a name that ``normalise_name`` has brought into form."""
    head, branch = split_branch(name)
    bracketed, plain = _open_brackets(head) if "(" in head or ")" in head else ([], head)
    body, form = split_form(plain)
    for spelling, same in _declared()["same_words"].items():
        body = body.replace(spelling, same)
    leading, core = _strip_places(body)
    return NameParts(tuple(sorted({*bracketed, *leading})), core, form, head, branch)
