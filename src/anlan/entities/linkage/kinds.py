"""Kinds of columns: how a value is cleaned, how two values agree, and what they are blocked by.

A kind is data: SQL that cleans, SQL that makes a blocking key, and levels of agreement from best to worst. Splink
learns how much each level weighs; the shares given here are where it starts, and where it stays when the file shows
no case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_FULL_WIDTH = "".join(chr(code) for code in range(0xFF01, 0xFF5F))
_PLAIN = "".join(chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)).replace("'", "''")
NOTHING = ("", "无", "未知", "不详", "暂无", "没有", "空", "-", "--", "—", "/", "\\", "null", "none", "nan", "n/a",
           "na", "unknown", "未填", "不知道")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Level:
    """One way two values agree: a condition over ``{f}_l`` and ``{f}_r``, its name, and where its shares start."""

    condition: str
    label: str
    match: float
    other: float
    by_frequency: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """How values of one kind are cleaned (``clean`` over ``{v}``), keyed (``key`` over ``{c}``) and compared.

    ``spoken`` kinds are cleaned in Python, distinct value by distinct value, because SQL has no table of sounds.
    """

    name: str
    label: str
    clean: str
    key: str
    levels: tuple[Level, ...]
    else_match: float
    spoken: bool = False
    checked: str = ""
    alone: bool = False


def plain_text(value: str) -> str:
    """SQL for a text without full-width forms and outer space; nothing where it only says that nothing is known."""
    nothing = ", ".join(f"'{word}'" for word in NOTHING)
    wide = f"CASE WHEN regexp_matches({value}, '[\uff01-\uff5e\u3000]') THEN replace(translate({value}, '{_FULL_WIDTH}', '{_PLAIN}'), '\u3000', ' ') ELSE {value} END"  # noqa: E501
    return f"CASE WHEN lower(trim({value})) IN ({nothing}) THEN NULL ELSE trim({wide}) END"


def _resident_sum(code: str) -> str:
    terms = (f"ascii({code}[{at}]) * {weight}" for at, weight in enumerate(_RESIDENT_WEIGHTS, start=1))
    return f"((({' + '.join(terms)}) - 48 * {sum(_RESIDENT_WEIGHTS)}) % 11)"


def _resident_check(code: str) -> str:
    return f"substr('10X98765432', 1 + {_resident_sum(code)}, 1)"


def _is_resident(code: str) -> str:
    return (
        f"(length({code}) = 18 AND regexp_full_match({code}, '[0-9]{{17}}[0-9X]')"
        f" AND try_strptime(substr({code}, 7, 8), '%Y%m%d') IS NOT NULL AND {_resident_check(code)} = {code}[18])"
    )


def _is_credit_code(code: str) -> str:
    terms = (f"(strpos('{_USCC_ALPHABET}', {code}[{at}]) - 1) * {pow(3, at - 1, 31)}" for at in range(1, 18))
    return (
        f"(length({code}) = 18 AND regexp_full_match({code}, '[0-9A-HJ-NP-RTUWXY]{{18}}')"
        f" AND substr('{_USCC_ALPHABET}', 1 + (31 - ({' + '.join(terms)}) % 31) % 31, 1) = {code}[18])"
    )


def _upgraded(code: str) -> str:
    first = f"(substr({code}, 1, 6) || '19' || substr({code}, 7))"
    return (
        f"CASE WHEN regexp_full_match({code}, '[0-9]{{15}}') THEN {first} || {_resident_check(first)} ELSE {code} END"
    )


_LETTERS = "nullif(regexp_replace(upper({v}), '[^0-9A-Z]', '', 'g'), '')"
_DIGITS = "regexp_replace({v}, '[^0-9]', '', 'g')"
_DATE_FORMS = (
    "['%Y%m%d', '%Y-%m-%d', '%Y/%m/%d', '%Y.%m.%d', '%Y年%m月%d日', '%Y-%m-%d %H:%M:%S', "
    "'%Y-%m-%dT%H:%M:%S', '%d/%m/%Y']"
)


# Edit distances of the engine count bytes; characters in common are counted by removing them.
_SHARED = "(length({f}_%s) - length(translate({f}_%s, {f}_%s, '')))"
_ONE_CHARACTER = (
    "(greatest(length({f}_l), length({f}_r)) BETWEEN 3 AND 6 AND least("
    + _SHARED % ("l", "l", "r")
    + ", "
    + _SHARED % ("r", "r", "l")
    + ") >= greatest(length({f}_l), length({f}_r)) - 1 - CAST(length({f}_l) <> length({f}_r) AS INTEGER) "
    "AND abs(length({f}_l) - length({f}_r)) <= 1 AND greatest("
    + _SHARED % ("l", "l", "r")
    + ", "
    + _SHARED % ("r", "r", "l")
    + ") >= greatest(length({f}_l), length({f}_r)) - 1) "
    "OR (length({f}_l) > 6 AND jaro_winkler_similarity({f}_l, {f}_r) >= 0.9)"
)
_ID_LEVELS = (
    Level("{f}_l = {f}_r", "号码相同", 0.95, 1e-7),
    Level("{f}_ok_l AND {f}_ok_r", "两个号码都有效而不同", 0.002, 0.96),
    Level("damerau_levenshtein({f}_l, {f}_r) <= 1", "号码差一位", 0.02, 1e-5),
    Level("damerau_levenshtein({f}_l, {f}_r) <= 2", "号码差两位", 0.005, 1e-4),
)
_TEXT_LEVELS = (
    Level("{f}_l = {f}_r", "相同", 0.8, 0.01, True),
    Level("jaro_winkler_similarity({f}_l, {f}_r) >= 0.92", "几乎相同", 0.08, 0.002),
    Level("jaro_winkler_similarity({f}_l, {f}_r) >= 0.8", "相近", 0.05, 0.01),
)

KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("name", "姓名", "{v}", "{c}", (
            Level("{f}_l = {f}_r", "相同", 0.88, 0.002, True),
            Level("{f}_sound_l = {f}_sound_r", "同音", 0.04, 0.002),
            Level(_ONE_CHARACTER, "只差一字", 0.05, 0.002),
            Level("substr({f}_l, 1, 1) = substr({f}_r, 1, 1)", "同姓", 0.015, 0.04),
        ), 0.015, spoken=True),
        Kind("given_name", "名", "{v}", "{c}", (
            Level("{f}_l = {f}_r", "相同", 0.8, 0.01, True),
            Level("{f}_sound_l = {f}_sound_r", "同音", 0.04, 0.005),
            Level("jaro_winkler_similarity({f}_l, {f}_r) >= 0.88", "只差一处", 0.06, 0.005),
            Level("jaro_winkler_similarity({f}_l, {f}_r) >= 0.75", "相近", 0.03, 0.02),
        ), 0.07, spoken=True),
        Kind("surname", "姓", "{v}", "{c}", (
            Level("{f}_l = {f}_r", "相同", 0.85, 0.01, True),
            Level("{f}_sound_l = {f}_sound_r", "同音", 0.03, 0.005),
            Level("jaro_winkler_similarity({f}_l, {f}_r) >= 0.88", "只差一处", 0.05, 0.005),
        ), 0.07, spoken=True),
        Kind("organisation", "单位名称", "{v}", "{c}", (
            Level("{f}_l = {f}_r", "相同", 0.8, 0.001, True),
            Level("contains({f}_l, {f}_r) OR contains({f}_r, {f}_l)", "一个是另一个的一部分", 0.06, 0.001),
            Level("jaro_winkler_similarity({f}_l, {f}_r) >= 0.94", "几乎相同", 0.06, 0.003),
            Level("jaro_winkler_similarity({f}_l, {f}_r) >= 0.85", "相近", 0.04, 0.02),
        ), 0.04, spoken=True),
        Kind("id_number", "身份证件号码", _LETTERS, "{c}", _ID_LEVELS, 0.03, checked="resident", alone=True),
        Kind("credit_code", "统一社会信用代码", _LETTERS, "{c}", _ID_LEVELS, 0.03, checked="credit", alone=True),
        Kind("date", "日期",
             f"coalesce(strftime(try_strptime({{v}}, {_DATE_FORMS}), '%Y%m%d'), CASE WHEN length({_DIGITS}) "
             f"BETWEEN 6 AND 8 THEN {_DIGITS} END)", "{c}", (
            Level("{f}_l = {f}_r", "相同", 0.92, 0.0002, True),
            Level("damerau_levenshtein({f}_l, {f}_r) <= 1 OR (substr({f}_l, 1, 4) = substr({f}_r, 1, 4) AND "
                  "substr({f}_l, 5, 2) = substr({f}_r, 7, 2) AND substr({f}_l, 7, 2) = substr({f}_r, 5, 2))",
                  "差一位或月日颠倒", 0.04, 0.003),
            Level("substr({f}_l, 1, 4) = substr({f}_r, 1, 4)", "同年", 0.01, 0.02),
            Level("substr({f}_l, 5, 4) = substr({f}_r, 5, 4)", "同月同日", 0.01, 0.003),
        ), 0.02),
        Kind("phone", "电话",
             f"CASE WHEN length({_DIGITS}) >= 7 THEN regexp_replace({_DIGITS}, '^(0086|86)(1[0-9]{{{{10}}}})$', "
             "'\\2') END", "{c}", (
            Level("{f}_l = {f}_r", "相同", 0.7, 1e-5, True),
            Level("damerau_levenshtein({f}_l, {f}_r) <= 1", "差一位", 0.03, 1e-6),
        ), 0.27, alone=True),
        Kind("address", "地址",
             "nullif(trim(regexp_replace(lower({v}), '(单元|号楼|幢|栋|座|号|室|房|层|楼|弄|[-－—–_#＃,，.。、\\s])+', "
             "'-', 'g'), '-'), '')", "CASE WHEN length({c}_num) >= 5 THEN {c}_num ELSE {c} END", (
            Level("{f}_l = {f}_r", "相同", 0.6, 1e-4, True),
            Level("least(length({f}_l), length({f}_r)) >= 6 AND (suffix({f}_l, {f}_r) OR suffix({f}_r, {f}_l))",
                  "省略了区划", 0.1, 1e-5),
            Level("jaro_winkler_similarity({f}_l, {f}_r) >= 0.92 AND {f}_num_l IS NOT DISTINCT FROM {f}_num_r",
                  "门牌相同、写法相近", 0.05, 1e-4),
            Level("jaro_winkler_similarity({f}_l, {f}_r) >= 0.88", "写法相近", 0.05, 0.005),
        ), 0.2),
        Kind("code", "代码", _LETTERS.replace("0-9A-Z", "0-9A-Z\u4e00-\u9fff"), "{c}", (
            Level("{f}_l = {f}_r", "相同", 0.9, 0.1, True),
            Level("length({f}_l) >= 4 AND damerau_levenshtein({f}_l, {f}_r) <= 1", "差一位", 0.04, 0.005),
        ), 0.06),
        Kind("text", "文本", "nullif(regexp_replace(lower({v}), '[\\s\\-_,.''·]+', ' ', 'g'), '')", "{c}",
             _TEXT_LEVELS, 0.1),
    )
}  # fmt: skip


def clean_sql(kind: Kind, value: str) -> str:
    """SQL that cleans a raw text of a kind; nothing where the value holds no information."""
    cleaned = kind.clean.format(v=f"({plain_text(value)})")
    if kind.checked or kind.name == "phone":
        # A number of one repeated sign (111111…) fills a form; it identifies nobody.
        cleaned = f"CASE WHEN length({cleaned}) < 2 OR length(replace({cleaned}, ({cleaned})[1], '')) = 0 THEN NULL ELSE {cleaned} END"  # noqa: E501
    return cleaned


def check_sql(kind: Kind, column: str) -> str:
    """SQL that says whether a cleaned number proves itself by its check digit."""
    return _is_resident(column) if kind.checked == "resident" else _is_credit_code(column)


def upgrade_sql(kind: Kind, column: str) -> str:
    """SQL that brings numbers of the old length of 15 digits to today's 18; others stay."""
    return _upgraded(column) if kind.checked == "resident" else column
