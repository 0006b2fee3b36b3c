"""The shape of a text: runs of digits, letters and Chinese characters, with what stands between them."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_RUNS = re.compile(r"9+|a+|汉+|h+|９+|ａ+")
_WORDS = re.compile(r"[ah](?: [ah])+")
_DIGITS = re.compile(r"\d+")


@cache
def character_class(character: str) -> str:
    """``9`` digit, ``a`` letter, ``汉`` Chinese character, ``h`` any other letter; other characters are their own."""
    if character.isascii():
        return "9" if character.isdigit() else "a" if character.isalpha() else character
    if "\u3400" <= character <= "\u9fff" or character == "〇":
        return "汉"
    if "\uff00" < character < "\uff5f" and character.isalnum():
        return "９" if character.isdigit() else "ａ"
    category = unicodedata.category(character)
    return "h" if category[0] == "L" else character


def exact_shape(text: str) -> str:
    """The class of every character, so that lengths show: ``AB-12`` is ``aa-99``."""
    return "".join(map(character_class, text))


def loose_shape(exact: str) -> str:
    """An exact shape with every run cut to one sign and words to one: ``aa-99`` is ``a-9``, ``9 aaa aa`` is ``9 a``."""
    return _WORDS.sub("a", _RUNS.sub(lambda run: run[0][0], exact))


def case_of(text: str) -> str:
    """``upper``, ``lower``, ``title`` or ``mixed``; empty where no cased letter occurs."""
    if text.isupper():
        return "upper"
    if text.islower():
        return "lower"
    if text.istitle():
        return "title"
    return "mixed" if text.upper() != text.lower() else ""


def without_digits(text: str) -> str:
    """The text with every number replaced by one sign, to see whether two texts differ in numbers only."""
    return _DIGITS.sub("#", text)
