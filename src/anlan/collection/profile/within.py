"""Personal numbers that stand inside longer texts, as remarks have them: found, and masked before a text is shown."""

from __future__ import annotations

import re

from anlan.base.identifiers import is_valid_mobile, is_valid_resident_id

_RESIDENT = re.compile(r"(?<![\dA-Za-z])\d{17}[\dXx](?![\dA-Za-z])")
_MOBILE = re.compile(r"(?<![\dA-Za-z])1[3-9]\d{9}(?![\dA-Za-z])")


def kinds_within(text: str) -> frozenset[str]:
    """The kinds of personal numbers inside a text that holds more than the number itself."""
    found = set()
    if any(len(match[0]) < len(text) and is_valid_resident_id(match[0]) for match in _RESIDENT.finditer(text)):
        found.add("resident_id")
    if any(len(match[0]) < len(text) and is_valid_mobile(match[0]) for match in _MOBILE.finditer(text)):
        found.add("mobile")
    return frozenset(found)


def masked_within(text: str) -> str:
    """The text with resident numbers masked wherever they stand, and mobile numbers inside of longer texts.

    Eleven digits alone may be any serial number.
    """
    text = _RESIDENT.sub(lambda match: hidden(match[0]) if is_valid_resident_id(match[0]) else match[0], text)
    return text if _MOBILE.fullmatch(text) else _MOBILE.sub(lambda match: hidden(match[0]), text)


def hidden(value: str) -> str:
    """A personal value with its middle masked: short ones keep one character, long ones three and two at their ends."""
    text = value.strip()
    if len(text) <= 4:
        return text[:1] + "*" * (len(text) - 1)
    if len(text) <= 8:
        return text[:1] + "*" * (len(text) - 2) + text[-1:]
    return text[:3] + "*" * (len(text) - 5) + text[-2:]
