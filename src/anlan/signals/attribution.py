"""Whose statement it is: one text may hold several pieces of news, and each speaks of its own enterprise."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from anlan.signals.linking import Mention
from anlan.signals.rules import Finding

_ENUMERATION = re.compile(r"^\s*(?:[、,，]|和|及|与|以及|等)\s*$")
_SOURCE = re.compile(
    r"^.{0,4}(?:研报|研究报告|研究所|研究院|分析师|研究员|首席|认为|给予|维持|评级|记者|讯[,，]|报道|统计|数据显示)"
)
_CODE = re.compile(r"[((（]\d{6}(?:\.[A-Z]{2})?[))）]")
_CLAUSE = re.compile(r"[\s,，;；?？!！]")
_HEADED = re.compile(r"^\s*[:：]")
_ITEM = re.compile(
    r"\n|[ 　]{2,}|(?=【)|(?<![\d.])(?=\d{1,2}[、.．](?!\d))|(?=[①-⑳])"
    r"|(?:^|(?<=[\s。;；]))(?=[一二三四五六七八九十]{1,2}、)"
)
_DIGEST = re.compile(
    r"早餐|晚餐|早报|晚报|日报|周报|晨报|早参|汇总|快递|速递|速览|一览|要闻|精选|盘点|简讯|快讯合集|播报|导读|纵览|集锦|大事公告|重大事项"
)
_HEAD_REACH, _CLAUSE_REACH, _TITLE = 30, 16, 60
_LEAST_ITEMS = 3


def about(finding: Finding, mentions: Sequence[Mention], text: str) -> list[Mention]:
    """The enterprises a finding speaks of; none where the text holds several pieces of news and this one names none.

    In an ordinary text: the nearest one before it in its sentence, with those enumerated beside it; else the nearest
    behind it in the sentence; else the last one named before. A digest is read item by item. Headlines glued together
    without any mark only pair what stands in one clause.
    """
    named = _without_sources(mentions, text)
    first, last = _line(text, finding.start)
    if _is_glued(text[first:last], [item for item in named if first <= item.start < last]):
        return [item for item in _nearest_before(finding, named, first) if _in_clause(item, finding, text)]
    first, last = _item(text, finding.start, named)
    own = [item for item in named if first <= item.start < last]
    return [item for item in _ordinary(finding, own, text) if not _another_between(item, finding, text)]


def _without_sources(mentions: Sequence[Mention], text: str) -> Sequence[Mention]:
    """The mentions without those that only report or judge, unless nobody else is named."""
    return [item for item in mentions if not _SOURCE.match(text[item.end : item.end + 12])] or mentions


def _ordinary(finding: Finding, mentions: Sequence[Mention], text: str) -> list[Mention]:
    inside = [item for item in mentions if finding.sentence_start <= item.start < finding.sentence_end]
    before = [item for item in inside if item.start <= finding.start]
    if before:
        return _enumerated(before, text)
    if inside:
        return [inside[0]]
    earlier = [item for item in mentions if item.start < finding.start]
    return [earlier[-1]] if earlier else list(mentions[:1])


def _enumerated(mentions: Sequence[Mention], text: str) -> list[Mention]:
    chosen = [mentions[-1]]
    for item in reversed(mentions[:-1]):
        if not _ENUMERATION.match(text[item.end : chosen[-1].start]):
            break
        chosen.append(item)
    return chosen[::-1]


def _line(text: str, place: int) -> tuple[int, int]:
    end = text.find("\n", place)
    return text.rfind("\n", 0, place) + 1, len(text) if end < 0 else end


def _is_glued(line: str, mentions: Sequence[Mention]) -> bool:
    """Whether a line is several headlines of listed companies without a full stop between them."""
    codes = len(_CODE.findall(line))
    return "。" not in line and (codes >= 2 or (codes == 1 and len({item.mention for item in mentions}) >= 2))


def _nearest_before(finding: Finding, mentions: Sequence[Mention], first: int) -> list[Mention]:
    before = [item for item in mentions if first <= item.start <= finding.start]
    return before[-1:]


def _in_clause(mention: Mention, finding: Finding, text: str) -> bool:
    """Whether nothing but the words of one clause, or the colon behind a headline's name, stands between."""
    between = _between(mention, finding, text)
    if _CODE.search(between):
        return False
    if _HEADED.match(between):
        return len(between) <= _HEAD_REACH
    return len(between) <= _CLAUSE_REACH and _CLAUSE.search(between) is None


def _between(mention: Mention, finding: Finding, text: str) -> str:
    """What stands between a mention and a finding behind it, the mention's own stock code left out."""
    code = _CODE.match(text, mention.end)
    return text[code.end() if code else mention.end : finding.start]


def _another_between(mention: Mention, finding: Finding, text: str) -> bool:
    """Whether another listed company stands between in the sentence, one that was not recognised as a mention."""
    if mention.start < finding.sentence_start:
        return False
    return _CODE.search(_between(mention, finding, text)) is not None


def _item(text: str, place: int, mentions: Sequence[Mention]) -> tuple[int, int]:
    """The piece of news around a place: an item of a digest, or the whole text where it is no digest."""
    whole = (0, len(text))
    if len({item.mention for item in mentions}) < 2:
        return whole
    starts = [0, *(match.end() for match in _ITEM.finditer(text) if match.end())]
    heads = text.count("【"), len(starts)
    if not (heads[0] >= 2 or (_DIGEST.search(text[:_TITLE]) and heads[1] >= _LEAST_ITEMS)):
        return whole
    number = bisect_right(starts, place) - 1
    return starts[number], starts[number + 1] if number + 1 < len(starts) else len(text)
