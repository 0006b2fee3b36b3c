"""The format of a data element (``c..50``, ``n..16,2``, ``an18``, ``d8``) and whether a value has it.

Source: the notation of GB/T 19488.1 and the HRSS indicator standards: letters for the kind of character, then a fixed
length (``n8``) or a longest one (``c..50``), for numbers with the digits behind the decimal point.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_NOTATION = re.compile(r"(?P<kind>an|a|n|c|d|by)(?:(?P<most>\.\.)?(?P<length>\d+)(?:,(?P<scale>\d+))?)?")
_CHARACTERS = {"a": "[A-Za-z]", "an": "[A-Za-z0-9]"}
KIND_LABELS = {"c": "字符", "a": "字母", "an": "字母数字", "n": "数字", "d": "日期", "by": "二进制"}


@dataclass(frozen=True)
class Format:
    """A read format: kind of characters, shortest and longest length (0 for any), digits behind the point."""

    kind: str
    shortest: int
    longest: int
    scale: int = 0

    @property
    def label(self) -> str:
        """The format in words."""
        name = KIND_LABELS[self.kind]
        if not self.longest:
            return name
        length = f"{self.longest} 位" if self.shortest == self.longest else f"最长 {self.longest} 位"
        return f"{name}，{length}" + (f"，小数 {self.scale} 位" if self.scale else "")

    @property
    def pattern(self) -> str:
        """The expression that the characters of a value must match as a whole; empty where any will do."""
        if self.kind == "n":
            return r"-?[0-9]+(\.[0-9]+)?" if self.scale else "-?[0-9]+"
        return f"{_CHARACTERS[self.kind]}*" if self.kind in _CHARACTERS else ""

    def fits(self, value: str) -> bool:
        """Whether a written value has the format; dates and bytes are judged where they are read, not by length."""
        if self.kind in ("d", "by"):
            return True
        if self.pattern and re.fullmatch(self.pattern, value) is None:
            return False
        if not self.longest:
            return True
        if self.kind != "n":
            return self.shortest <= len(value) <= self.longest
        whole, _, fraction = value.lstrip("-").partition(".")
        return self.shortest <= len(whole) + len(fraction) <= self.longest and len(fraction) <= self.scale


def read_format(text: str) -> Format | None:
    """The format that a notation writes; None where it is no notation."""
    found = _NOTATION.fullmatch(text.strip())
    if found is None:
        return None
    length = int(found["length"] or 0)
    # A number with a decimal point is written with fewer digits as well.
    at_least = 0 if found["most"] or not length else length
    return Format(found["kind"], at_least, length, int(found["scale"] or 0))
