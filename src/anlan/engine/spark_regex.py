"""RE2's regular expressions as Java's, which Spark reads: the same texts match, or the expression is refused."""

from __future__ import annotations

import re

from anlan.base.errors import AnlanError

_SPACE = r"\t\n\f\r\x20"
_NO_SPACE = r"\x00-\x08\x0b\x0e-\x1f\x21-\x{10ffff}"
_SAME = set("dDwWtnrfv\\.^$|?*+()[]{}-/\"'@#%&=:;,<>~!_ ")


class PatternNotPortable(AnlanError):
    """A regular expression that Java would read differently."""

    code = "engine-pattern-not-portable"
    message = "该正则表达式无法在 Spark 上执行：{reason}"
    hint = "改用两种引擎读法相同的写法，或将引擎设置改回 duckdb。"


def whole_match(pattern: str) -> str:
    """A Java expression that finds itself in a text exactly where RE2's matches all of the text.

    Raises: PatternNotPortable.
    """
    # Without (?d) Java's dot passes over more line ends; without \\z a last line feed would be let through.
    return rf"(?d)\A(?:{_translated(pattern)})\z"


def _translated(pattern: str) -> str:
    found: list[str] = []
    place, in_class = 0, False
    while place < len(pattern):
        part = _part(pattern, place)
        place += len(part)
        if part[0] == "\\":
            found.append(_escape(part, in_class))
        elif in_class and part in ("[", "&&"):
            raise PatternNotPortable(reason=f"字符类中的 {part}")
        elif part == "[" or part == "[^":
            in_class = True
            # A bracket that comes first stands for itself in RE2 and must be marked in Java.
            first = "\\]" if pattern[place : place + 1] == "]" else ""
            place += bool(first)
            found.append(part + first)
        else:
            in_class = in_class and part != "]"
            found.append(part)
    return "".join(found)


def _part(pattern: str, place: int) -> str:
    """The next piece: an escape, the beginning of a class, a double ampersand, or a character."""
    piece = re.compile(r"\\x\{[0-9A-Fa-f]+\}|\\x[0-9A-Fa-f]{2}|\\.|\[\^|&&|.", re.DOTALL).match(pattern, place)
    if piece is None or piece[0] == "\\":
        raise PatternNotPortable(reason="以反斜杠结尾")
    return piece[0]


def _escape(part: str, in_class: bool) -> str:
    if part == r"\s":
        return _SPACE if in_class else f"[{_SPACE}]"
    if part == r"\S":
        return _NO_SPACE if in_class else f"[{_NO_SPACE}]"
    if part.startswith(r"\x") and len(part) > 2:
        return part
    if part == r"\v":
        return r"\x0b"
    if part[1] not in _SAME:
        raise PatternNotPortable(reason=part)
    return part
