"""Values as findings may hold them, in SQL: personal values by their ends, numbers of persons in free text hidden."""

from __future__ import annotations

from enum import Enum


class Mask(Enum):
    """How much of a column's values a finding may show."""

    PLAIN = "plain"
    TEXT = "text"
    PERSONAL = "personal"


_LONGEST = 200
_INSIDE = (
    (r"(^|[^0-9])([0-9]{6})[0-9]{8}([0-9]{3}[0-9Xx])($|[^0-9])", r"\1\2********\3\4"),
    (r"(^|[^0-9])([0-9]{4})[0-9]{8,11}([0-9]{4})($|[^0-9])", r"\1\2********\3\4"),
    (r"(^|[^0-9])(1[3-9][0-9])[0-9]{4}([0-9]{4})($|[^0-9])", r"\1\2****\3\4"),
    (r"((?:姓名|联系人|投诉人|来电人|当事人|法定代表人)[:：\s]*)([一-鿿])[一-鿿·]{1,5}", r"\1\2**"),
)


def masked(value: str, mask: Mask) -> str:
    """A SQL expression of a text that shows no more of a SQL text expression than its mask allows."""
    cut = f"CASE WHEN length({value}) > {_LONGEST} THEN left({value}, {_LONGEST}) || '…' ELSE {value} END"
    if mask is Mask.PLAIN:
        return cut
    if mask is Mask.TEXT:
        shown = value
        for pattern, kept in _INSIDE:
            shown = f"regexp_replace({shown}, '{pattern}', '{kept}', 'g')"
        return f"left({shown}, {_LONGEST})"
    resident = "[0-9]{17}[0-9Xx]"
    return (
        f"CASE WHEN {value} IS NULL THEN NULL "
        f"WHEN regexp_full_match({value}, '[一-鿿·]{{2,6}}') "
        f"THEN left({value}, 1) || repeat('*', length({value}) - 1) "
        f"WHEN regexp_full_match({value}, '{resident}') THEN left({value}, 6) || '********' || right({value}, 4) "
        f"WHEN regexp_full_match({value}, '1[0-9]{{10}}') THEN left({value}, 3) || '****' || right({value}, 4) "
        f"WHEN length({value}) BETWEEN 6 AND 24 "
        f"THEN left({value}, 2) || repeat('*', length({value}) - 4) || right({value}, 2) "
        f"ELSE repeat('*', least(length({value}), 6)) END"
    )
