"""How values are shown outside the pool: personal columns masked by grade, numbers of persons masked in any text."""

from __future__ import annotations

import re
from typing import Any

from anlan.standards.registry import Column

MASK = "*"
_RESIDENT = re.compile(r"(?<!\d)(\d{6})\d{8}(\d{3}[\dXx])(?!\d)|(?<!\d)(\d{6})\d{5}(\d{4})(?!\d)")
_MOBILE = re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)")
_BANK_CARD = re.compile(r"(?<!\d)(\d{4})\d{8,11}(\d{4})(?!\d)")
_NAME = re.compile(r"[一-鿿·]{2,6}")
_NAMED = re.compile(
    r"((?:姓名|联系人|投诉人|来电人|当事人|法定代表人)[:：\s]*)([一-鿿])([一-鿿·]{1,5}?)(?=[,，。;；、\s]|$)"
)


def mask_text(text: str) -> str:
    """The text with resident ID numbers (6+4), mobile numbers (3+4), bank cards (4+4) and labelled names masked.

    Every character keeps its place, so that offsets into the text still hold.
    """
    text = _RESIDENT.sub(lambda m: _kept(m[1] or m[3], m[2] or m[4], len(m[0])), text)
    text = _BANK_CARD.sub(lambda m: _kept(m[1], m[2], len(m[0])), text)
    text = _MOBILE.sub(lambda m: _kept(m[1], m[2], len(m[0])), text)
    return _NAMED.sub(lambda m: m[1] + m[2] + MASK * len(m[3]), text)


def _kept(head: str, tail: str, length: int) -> str:
    return head + MASK * (length - len(head) - len(tail)) + tail


def mask_personal(text: str) -> str:
    """A personal value masked by its shape: name 王*, ID 6+4, mobile 3+4, other codes by their ends, text inside."""
    if _NAME.fullmatch(text):
        return text[0] + MASK * (len(text) - 1)
    shaped = mask_text(text)
    if shaped != text:
        return shaped
    if len(text) > 24:
        return shaped
    return _kept(text[:2], text[-2:], len(text)) if len(text) > 5 else MASK * len(text)


def shown(value: Any, column: Column | None) -> Any:
    """The value as a person may see it; columns that the standards do not know are treated as free text."""
    if value is None or isinstance(value, bool):
        return value
    if column is not None and column.is_personal:
        return mask_personal(str(value)) if isinstance(value, str) else MASK * 4
    # Business numbers are codes: they may look like a card or a telephone without being one.
    is_free = column is None or column.type == "text"
    return mask_text(value) if isinstance(value, str) and is_free else value


def is_masked(value: Any, column: Column | None) -> bool:
    """Whether showing the value hides a part of it."""
    return value is not None and shown(value, column) != value
