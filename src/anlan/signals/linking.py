"""Who a statement is about: what signals needs of the name resolver, and a finder that works without a registry."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from anlan.signals.text import fold

_SUFFIX = re.compile(
    r"(?:股份有限公司|有限责任公司|有限公司|集团公司|总公司|分公司|子公司|公司|集团|合作社|事务所|银行|证券|保险|科技|网络|置业|地产|物业|物流|"
    r"快递|酒店|宾馆|医院|大学|学院|培训学校|幼儿园|超市|商场|影城|餐饮|工厂|纸厂|电子厂|制衣厂|机械厂|服装厂|汽车|传媒|建筑|建设|装饰)"
    r"(?![一-鿿]{0,2}(?:公司|集团))"
)
_BODY = re.compile(r"[一-鿿A-Za-z0-9()·&]*$")
_LONGEST = 30
_LEFT = re.compile(
    r".*(?:[,。;:!?、\s]|位于|来自|日前|近日|今日|昨日|目前|其中|以及|或者|由于|因为|关于|针对|隶属|曝光|报道|消息|获悉|发现|显示|宣布|声称|员工|记者|网友|"
    r"原告|被告|告上|是|在|对|向|与|和|及|称|的|由|为|从|被|将|因|了|等|该|某|某家|这家|一家|家|名|曝|传|疑|日|月|年|到|给|让|把|时|前|后|于)(?=.{2})"
)
_GENERIC = re.compile(
    r"^(?:本|我|该|某|各|子|分|总|母|小|大|多家?|两家|一家|这家|那家|上市|控股|全资|旗下|有限|股份|民营|国有|外资|建筑|物流|科技)*(?:公司|集团|企业|工厂|银行|医院|大学|酒店|超市)$"
)
_FULL_NAME = re.compile(r"(?:有限公司|有限责任公司)$")
_PREFIXES = re.compile(
    r"(?:北京|上海|天津|重庆|广州|深圳|杭州|南京|武汉|成都|西安|苏州|东莞|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|中国)(?=[一-鿿])"
)


class Mention(Protocol):
    """An enterprise named in a text, linked or not."""

    @property
    def mention(self) -> str:
        """The name as written."""
        ...

    @property
    def start(self) -> int:
        """Offset of its first character."""
        ...

    @property
    def end(self) -> int:
        """Offset behind its last character."""
        ...

    @property
    def status(self) -> str:
        """``resolved``, ``ambiguous``, ``unknown`` or ``conflict``."""
        ...

    @property
    def uscc(self) -> str | None:
        """The unified social credit code, only where resolved."""
        ...

    @property
    def name(self) -> str | None:
        """The registered name, only where resolved."""
        ...


class MentionFinder(Protocol):
    """Finds the enterprises that a text names."""

    def find(self, text: str, limit: int = 8) -> Sequence[Mention]:
        """At most ``limit`` mentions in order of position."""
        ...

    def find_many(self, texts: Sequence[str], limit: int = 8) -> Sequence[Sequence[Mention]]:
        """The mentions of each text, in order."""
        ...


@dataclass(frozen=True)
class PlainMention:
    """A mention as a plain value."""

    mention: str
    start: int
    end: int
    status: str = "unknown"
    uscc: str | None = None
    name: str | None = None


class PatternMentionFinder:
    """Finds names by their form alone, so that detection works without a registry; nothing is ever resolved."""

    def find(self, text: str, limit: int = 8) -> Sequence[PlainMention]:
        """Names that end like an organisation's, in order of position."""
        found: list[PlainMention] = []
        plain, last = fold(text[:20_000]), 0
        for match in _SUFFIX.finditer(plain):
            start = _name_start(plain, max(last, match.start() - _LONGEST), match.end())
            name = plain[start : match.end()]
            if len(name) - len(match[0]) >= 2 and not _GENERIC.match(name):
                found.append(PlainMention(text[start : match.end()], start, match.end()))
                last = match.end()
            if len(found) >= limit:
                break
        return found

    def find_many(self, texts: Sequence[str], limit: int = 8) -> Sequence[Sequence[PlainMention]]:
        """The names in each text, in order."""
        return [self.find(text, limit) for text in texts]


def settle(mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions of one text in which a short form that only a longer name of the text contains means that name."""
    return [_settled(item, mentions) for item in mentions]


def _settled(mention: Mention, mentions: Sequence[Mention]) -> Mention:
    if mention.uscc is not None:
        return mention
    short = fold(mention.mention)
    longer = {
        item.mention: item for item in mentions if short in fold(item.mention) and item.mention != mention.mention
    }
    if len(longer) != 1:
        return mention
    whole = next(iter(longer.values()))
    return PlainMention(whole.mention, mention.start, mention.end, whole.status, whole.uscc, whole.name)


def _name_start(text: str, earliest: int, end: int) -> int:
    """Where a name that ends at ``end`` begins: at its place name if it is a full one, else behind the last word
    that cannot be part of a name.
    """
    body = _BODY.search(text[earliest:end])
    first = earliest + (body.start() if body is not None else 0)
    candidate = text[first:end]
    prefixes = list(_PREFIXES.finditer(candidate)) if _FULL_NAME.search(candidate) else []
    if prefixes:
        return first + prefixes[-1].start()
    left = _LEFT.match(candidate)
    return first + left.end() if left is not None and len(candidate) - left.end() >= 4 else first
