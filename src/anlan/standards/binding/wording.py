"""Names of items in one wording: label apart from code list and remark, words that mean the same, tokens of names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from pypinyin import Style, lazy_pinyin

from anlan.base.text import normalise_name
from anlan.base.yaml_text import load_yaml

BINDING_FILE = Path(__file__).parent.parent / "pack" / "binding.yml"
_CODE = r"(?<![A-Za-z\d])[A-Za-z]?\d{1,3}"
_PAIR = re.compile(
    rf"({_CODE})\s*[-=:：、.—]*\s*([^\s,，;；、:：=()（）\[\]]*?[\u4e00-\u9fff][^\s,，;；、=()（）\[\]\d]*)"
)
_CUT = re.compile(rf"[\s(（\[【,，;；:：。.、]+\s*(?={_CODE}\s*[-=:：、.—]*\s*[\u4e00-\u9fff])")
_REMARK = re.compile(r"^([^(（\[【,，;；:：。\s]{2,})[(（\[【,，;；:：。\s].*$", re.S)
_CAMEL = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_LENGTH = re.compile(r"(\d+)(?:,(\d+))?")


@dataclass(frozen=True)
class Words:
    """What the pack says about wording."""

    same: tuple[tuple[str, str], ...]
    abbreviations: Mapping[str, str]
    types: Mapping[str, str]
    sides: tuple[str, ...] = ()
    """What names of items begin with that keep a value before and after a change."""


def load_words(path: Path = BINDING_FILE) -> Words:
    """The wording rules of the pack, longer words first."""
    body = load_yaml(path.read_text(encoding="utf-8"))
    same = [(word, line[0]) for line in body["same"] for word in line[1:]]
    types = {word: family for family, words in body["types"].items() for word in words}
    return Words(
        tuple(sorted(same, key=lambda pair: -len(pair[0]))),
        {str(key): str(value) for key, value in body["abbreviations"].items()},
        types,
        tuple(body["sides"]),
    )


@dataclass(frozen=True)
class Label:
    """A comment taken apart: the name, the name without its remark, and the codes that the comment lists."""

    name: str
    short: str
    codes: tuple[tuple[str, str], ...] = ()


def label_of(comment: str, sides: tuple[str, ...] = ()) -> Label:
    """The label (``性别（1男 2女）`` → 性别, with its codes); ``short`` is without the side of a change."""
    label = _label_of(comment)
    side = next((side for side in sides if label.short.startswith(side) and len(label.short) > len(side) + 1), "")
    return replace(label, short=label.short.removeprefix(side))


def _label_of(comment: str) -> Label:
    text = comment.strip()
    pairs = _PAIR.findall(text)
    if len(pairs) < 2:
        name = normalise_name(text)
        short = _REMARK.sub(r"\1", text)
        return Label(name, normalise_name(short))
    head = _CUT.split(text, maxsplit=1)[0] or text
    name = normalise_name(re.sub(rf"{_CODE}\s*[-=:：、]*\s*[\u4e00-\u9fff].*$", "", head)) or normalise_name(head)
    return Label(name, normalise_name(_REMARK.sub(r"\1", head)) or name, tuple(pairs))


def canonical(name: str, words: Words) -> str:
    """The name with words that mean the same replaced by one of them, each place at most once."""
    out: list[str] = []
    position = 0
    while position < len(name):
        for word, target in words.same:
            # A word inside the one that stands for it is that word already (``单位`` in ``用人单位``).
            if name.startswith(word, position):
                out.append(target)
                position += len(word)
                break
        else:
            out.append(name[position])
            position += 1
    return "".join(out)


def latin_words(text: str, words: Words) -> list[str]:
    """The English words in a column's name or a text, abbreviations spelled out, in lower case."""
    found = [part.lower() for part in _CAMEL.findall(text)]
    return [words.abbreviations.get(part, part).lower() for part in found]


@lru_cache(maxsize=100_000)
def pinyin_forms(name: str) -> tuple[str, str]:
    """A Chinese name's full reading and its first letters, in lower case without spaces."""
    chinese = "".join(_CHINESE.findall(name))
    full = lazy_pinyin(chinese)
    return "".join(full), "".join(lazy_pinyin(chinese, style=Style.FIRST_LETTER))


def is_chinese(text: str) -> bool:
    """Whether a text has a Chinese character."""
    return bool(_CHINESE.search(text))


def family_of(kind: str, words: Words) -> str:
    """The type family (``number``, ``date``, ``text``, ``binary``) of a native type; empty where unknown."""
    name = re.split(r"[\s(\[]", kind.strip().lower(), maxsplit=1)[0]
    return words.types.get(name, "")


def length_of(length: str) -> tuple[int, int] | None:
    """Precision and scale of a length such as ``20`` or ``10,2``."""
    match = _LENGTH.fullmatch(length.replace(" ", ""))
    return (int(match[1]), int(match[2] or 0)) if match else None
