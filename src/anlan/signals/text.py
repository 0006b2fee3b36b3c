"""Text as the detector reads it: one character for each given character, so that offsets stay those of the input."""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import lru_cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from anlan.base.text import blank_markup

_PLANE = 0x10000
_BOUNDARY = re.compile(r"[。！!？?；;\n\r]")
Codes = npt.NDArray[np.uint32]


def _simplified() -> dict[int, int]:
    """Traditional to simplified characters, one to one, as the OpenCC tables give them (Apache-2.0)."""
    table = resources.files("opencc").joinpath("dictionary/TSCharacters.txt").read_text(encoding="utf-8")
    pairs = (line.split("\t") for line in table.splitlines() if "\t" in line)
    return {ord(old): ord(new.split(" ")[0]) for old, new in pairs if len(old) == 1 and len(new.split(" ")[0]) == 1}


def _folded(code: int) -> int:
    character = chr(code)
    if 0xD800 <= code <= 0xDFFF:
        return 0xFFFD
    if unicodedata.category(character) in ("Cc", "Zs", "Zl", "Zp") and character != "\n":
        return 32
    compatible = unicodedata.normalize("NFKC", character)
    return ord(compatible) if len(compatible) == 1 else code


@lru_cache(maxsize=1)
def _table() -> Codes:
    table = np.fromiter((_folded(code) for code in range(_PLANE)), dtype=np.uint32, count=_PLANE)
    for old, new in _simplified().items():
        if old < _PLANE:
            table[old] = new
    return table


def code_points(text: str) -> Codes:
    """The code points of a text, lone surrogates included."""
    order = "le" if sys.byteorder == "little" else "be"
    return np.frombuffer(text.encode(f"utf-32-{order}", "surrogatepass"), dtype=np.uint32)


def fold(text: str) -> str:
    """The text in simplified, half-width, printable characters, of exactly the same length.

    Markup is blanked, control characters and exotic spaces become spaces, lone surrogates U+FFFD.
    """
    codes = code_points(text)
    low = codes < _PLANE
    folded = codes.copy()
    folded[low] = _table()[codes[low]]
    order = "le" if sys.byteorder == "little" else "be"
    plain = folded.tobytes().decode(f"utf-32-{order}")
    return blank_markup(plain)


def boundaries(text: str) -> list[int]:
    """Offsets just behind each end of a sentence, ascending; beginning and end of the text included."""
    return [0, *(match.end() for match in _BOUNDARY.finditer(text)), len(text)]
