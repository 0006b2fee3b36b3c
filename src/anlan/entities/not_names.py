"""What looks like an enterprise's name and is none: pronouns, quantities, kinds of firms, groups of people, places."""

from __future__ import annotations

import re
from functools import cache, lru_cache

import rjieba

from anlan.entities.differences import trade_words
from anlan.entities.forms import place_codes, place_stems, split_form
from anlan.entities.prominence import declared_words

_KIND = re.compile(
    r"(?:分公司|支公司|子公司|孙公司|母公司|总公司|公司|集团|企业|工厂|厂商|厂家|厂子|厂|分行|支行|银行|医院|学校|大学|酒店|饭店|超市|商场|"
    r"门店|店铺|平台|机构|单位|办事处|营业部|品牌|巨头|商家|店家|车企|药企|国企|央企|民企|房企|网站|工地|项目)$"
)
_POINTING = re.compile(
    r"(?:此前|目前|日前|近日|随后|但|而|其|因|当|据|该|这|那|本|我|贵|某|各|每|一些|部分|不少|许多|众多|大量|任何|其他|其它|有的|所有|另|"
    r"(?:第|上|下|前|后|近|超|约|全|十|同)?[数多几两一二三四五六七八九十百千万\d]+(?:多|余)?(?:家|个|名|间|所|户|批|类))+(?:家|个|名|间|所|户|批|类)?"
)
_QUALITY = re.compile(
    r"(?:上市|控股|参股|全资|旗下|所在|相关|有关|涉事|涉案|关联|知名|著名|大型|中型|小型|中小微?|小微|微型|新兴|老牌|龙头|头部|民营|国有|国营|私营|私人|外资|合资|"
    r"本土|本地|当地|外地|海外|境外|境内|国外|国内|国际|跨国|传统|互联网|高科技|初创|创业|实体|生产|制造|加工|服务|新|老|大|小|原|前|现|外|好|的)+"
)


_EVERYDAY = frozenset(("v", "vd", "vn", "vi", "a", "ad", "an", "d", "t", "c", "p", "r", "m", "f"))
_ABBREVIATION = re.compile(r"[A-Z]{2,4}-?|[a-z]{1,5}|[A-Za-z]")
"""Letters that mostly stand for a thing; the firms among them are declared."""
_LONGEST = 60
_GROUPS = ("never", "people", "things", "letters", "countries")
_OF_A_PLACE = ("银行", "大学", "医院")
"""Kinds of which a place has one that is called after it."""


@lru_cache(maxsize=50_000)
def is_no_name(name: str) -> bool:
    """Whether a stretch of text names no particular enterprise, whatever stands around it."""
    if not 2 <= len(name) <= _LONGEST or name.isdigit() or not any(map(str.isalpha, name)):
        return True
    if name in _firms():
        return False
    if _ABBREVIATION.fullmatch(name) or name.casefold() in _never() or name in _places() or _is_everyday(name):
        return True
    kind = _KIND.search(name)
    return kind is not None and kind.start() < len(name) and _says_nothing(name[: kind.start()], kind[0])


def _says_nothing(modifier: str, kind: str) -> bool:
    """Whether what stands before the kind of a firm tells no firm of that kind from another."""
    pointing = _POINTING.match(modifier)
    rest = modifier[pointing.end() :] if pointing is not None else modifier
    quality = _QUALITY.match(rest)
    rest = rest[quality.end() :] if quality is not None else rest
    if not rest:
        return pointing is not None or len(modifier) != 2 or kind != "集团"
    if rest in _countries() or rest in _places():
        return pointing is not None or kind not in _OF_A_PLACE
    # One trade alone (物流公司) is a kind; a place and a trade (上海电气集团) are a name, and so is 农业银行.
    return kind not in ("银行", "集团") and rest in trade_words()


def _is_everyday(name: str) -> bool:
    """Whether a name consists of dictionary words alone and begins with a verb, an adjective or the like.

    One such word is none (庆祝); of several the last may be a trade, which makes them a name (兴发集团, 辉煌科技).
    """
    words: list[str] = rjieba.cut(name, False)
    if any(len(word) < 2 or word.isascii() for word in words) or words[0] in _firms():
        return False
    if len(words) > 1 and (words[-1] in trade_words() or _KIND.search(name) or split_form(name)[1]):
        return False
    return _speech(words[0]) in _EVERYDAY


def _speech(word: str) -> str:
    """The part of speech of a dictionary word, empty where it has none of its own."""
    tagged = rjieba.tag(word)
    return str(tagged[0][1]) if len(tagged) == 1 else ""


@cache
def _places() -> frozenset[str]:
    """Provinces and cities; counties share their names with too many firms."""
    large = {stem for stem, codes in place_codes().items() if any(len(code) <= 4 for code in codes)}
    return frozenset(spelling for spelling, stem in place_stems().items() if stem in large)


@cache
def _never() -> frozenset[str]:
    words = declared_words()
    return frozenset(word.casefold() for group in _GROUPS for word in words[group])


@cache
def _firms() -> frozenset[str]:
    return frozenset(declared_words()["firms"])


@cache
def _countries() -> frozenset[str]:
    return frozenset(declared_words()["countries"])
