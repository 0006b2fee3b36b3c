"""Chinese text in one form: compatibility and control characters, spaces, brackets, traditional script."""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt

_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb"
)
_CONTROL = re.compile(f"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff{_INVISIBLE}]")
_SPACES = re.compile(r"\s+")
_NAME_NOISE = re.compile(r"[\s\u0300-\u036f\"'`“”‘’「」『』«»\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]+")
_OPENING = re.compile(r"[\[{〔【〖《〈﹝（]")
_CLOSING = re.compile(r"[\]}〕】〗》〉﹞）]")
_MARKUP = re.compile(
    r"<(?:script|style)\b[^>]{0,500}>.{0,20000}?</(?:script|style)>|<[A-Za-z/!?][^<>]{0,2000}(?:>|$)"
    r"|&(?:[a-z]{2,6}|#\d{1,6});",
    re.S,
)
_PICTURES = ((0x2600, 0x27C0), (0x2B00, 0x2C00), (0xFE00, 0xFE10), (0x1F000, 0x1FB00), (0xE0000, 0xE0080))
_MOST_PASSES = 4
_EDGES = " \t,，.。;；:：、|/\\-—_*#"
_CODE_POINTS = "utf-32-le" if sys.byteorder == "little" else "utf-32-be"
_PLAIN_NAME = re.compile(r"[\u4e00-\u9fff()0-9A-Z]+")


@cache
def _traditional() -> tuple[dict[int, str], frozenset[str]]:
    """Character table traditional to simplified. Source: OpenCC, TSCharacters (Apache-2.0), first choice of each."""
    lines = resources.files("opencc").joinpath("dictionary/TSCharacters.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if "\t" in line)
    table = {ord(source): choices.split(" ")[0] for source, choices in pairs if len(source) == 1}
    table = {code: target for code, target in table.items() if len(target) == 1 and target != chr(code)}
    return table, frozenset(map(chr, table))


def simplify(text: str) -> str:
    """The text in simplified characters, character by character; untouched where no traditional one occurs."""
    table, traditional = _traditional()
    return text if traditional.isdisjoint(text) else text.translate(table)


def without_controls(text: str) -> str:
    """The text without control, zero-width and bidirectional characters and lone surrogates; line breaks stay."""
    return _CONTROL.sub("", text)


def normalise(text: str) -> str:
    """Readable text in one form: NFKC, no control characters, single spaces, simplified characters."""
    if not text.isascii():
        text = simplify(unicodedata.normalize("NFKC", text))
    return _SPACES.sub(" ", without_controls(text)).strip()


def normalise_name(text: str) -> str:
    """A name as it is compared: normalised, without spaces, quotation marks, pictures, markup, in capital letters."""
    if _PLAIN_NAME.fullmatch(text):
        return simplify(text)
    for _ in range(_MOST_PASSES):
        once = _one_form(text)
        if once == text:
            return once
        text = once
    # Markup within markup within markup: what is left of it is no part of a name either.
    return _one_form(text.translate({ord("<"): None, ord("&"): None}))


def _one_form(text: str) -> str:
    text = _NAME_NOISE.sub("", blank_markup(simplify(unicodedata.normalize("NFKC", without_controls(text)))))
    text = _CLOSING.sub(")", _OPENING.sub("(", text)).upper()
    return text.strip(_EDGES)


@cache
def _folding() -> npt.NDArray[np.uint32]:
    """What each code point becomes."""
    table, _ = _traditional()
    folds = np.arange(sys.maxunicode + 1, dtype=np.uint32)
    folds[list(table)] = [ord(simple) for simple in table.values()]
    folds[0xFF01:0xFF5F] -= 0xFEE0
    folds[[*range(32), 127, 12288, 160, 65279, *range(8203, 8208), *range(0xD800, 0xE000)]] = ord(" ")
    for first, last in _PICTURES:
        folds[first:last] = ord(" ")
    folds[[ord(mark) for mark in "〔【〖﹝"]] = ord("(")
    folds[[ord(mark) for mark in "〕】〗﹞"]] = ord(")")
    return folds


def fold(text: str) -> str:
    """The text in one form **of the same length**, so that offsets into it are offsets into the original.

    Full-width forms become plain, traditional characters simplified, control characters, pictures and odd spaces one
    space.
    """
    if text.isascii() and text.isprintable():
        return text
    codes = np.frombuffer(text.encode(_CODE_POINTS, "surrogatepass"), np.uint32)
    return _folding().take(codes).tobytes().decode(_CODE_POINTS)


def blank_markup(text: str) -> str:
    """The text with markup, also such that never closes, replaced by as many spaces."""
    return _MARKUP.sub(lambda match: " " * len(match[0]), text) if "<" in text or "&" in text else text
