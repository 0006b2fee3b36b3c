"""How many people and how much money a sentence speaks of, in Arabic or Chinese numerals."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_VAGUE = {"数": 3, "几": 3, "上": 1}
_NUMBER = r"(?:\d[\d,]*(?:\.\d+)?|[零〇一二两三四五六七八九十百千数几]+)"
_PEOPLE = re.compile(
    rf"(?P<number>{_NUMBER})(?P<scale>[万千百])?(?P<more>余|多|来|几)?(?P<scale2>万)?(?:余|多)?"
    r"(?P<unit>名|位|个)?(?P<noun>员工|职工|工人|农民工|雇员|民工|司机|骑手|教师|老师|村民|业主|居民|群众|人(?!民|均|次|民币|气|工|才|事|月|社|力|间|生|类))"
)
_MONEY = re.compile(
    rf"(?P<number>{_NUMBER})(?P<scale>万亿|千万|百万|十万|亿|万|千)?(?:余|多)?(?P<currency>美元|港元|欧元|日元|元|块钱)"
)
_SCALES = {"万亿": 1e12, "亿": 1e8, "千万": 1e7, "百万": 1e6, "十万": 1e5, "万": 1e4, "千": 1e3, "百": 1e2}
_NOT_STAFF = re.compile(r"(?:人口|每|第|近\d+个?|死|伤|亡|参会|观众|游客|用户|粉丝)$")
_FOREIGN = {"美元", "港元", "欧元", "日元"}

Spans = Sequence[tuple[int, int]]


def numeral(text: str) -> float | None:
    """The value of an Arabic or Chinese numeral; vague ones (数十, 几百) count three of their unit; None if none."""
    plain = text.replace(",", "")
    if re.fullmatch(r"\d+(?:\.\d+)?", plain):
        return float(plain)
    total, current, seen = 0, 0, False
    for character in plain:
        if character in _DIGITS:
            current, seen = _DIGITS[character], True
        elif character in _VAGUE:
            current, seen = _VAGUE[character], True
        elif character in _UNITS:
            total += (current if seen and current else 1) * _UNITS[character]
            current, seen = 0, True
        else:
            return None
    return float(total + current) if seen else None


def _people(text: str, start: int, end: int) -> Iterable[int]:
    for match in _PEOPLE.finditer(text, start, end):
        value = numeral(match["number"])
        if value is None or _NOT_STAFF.search(text, max(start, match.start() - 6), match.start()):
            continue
        for scale in (match["scale"], match["scale2"]):
            value *= _SCALES.get(scale, 1.0) if scale else 1.0
        if match["noun"] == "人" and value < 2:
            continue
        if 1 <= value < 1e8:
            yield round(value)


def people_count(text: str, spans: Spans) -> int | None:
    """The largest number of people in the most telling sentence that has one, else in the text; None without one."""
    for start, end in spans:
        counts = list(_people(text, start, end))
        if counts:
            return max(counts)
    return max(_people(text, 0, min(len(text), 2000)), default=None)


def _money(text: str, start: int, end: int) -> Iterable[float]:
    for match in _MONEY.finditer(text, start, end):
        value = numeral(match["number"])
        if value is not None and match["currency"] not in _FOREIGN:
            yield round(value * _SCALES.get(match["scale"] or "", 1.0), 2)


def money_yuan(text: str, spans: Spans) -> float | None:
    """The largest sum in yuan in the sentences that tell of the event, else in the text; None without one."""
    for start, end in spans:
        sums = list(_money(text, start, end))
        if sums:
            return max(sums)
    return max(_money(text, 0, min(len(text), 2000)), default=None)
