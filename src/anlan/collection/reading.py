"""SQL that understands values as people write them: dates, months, numbers, flags and codes of any common shape.

Each function takes an expression and gives an expression that is NULL where the value cannot be understood; ``prepare``
makes a connection ready for them. Cheap shapes come first: a CASE evaluates its expensive last branch only for rows
that reach it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping
from types import MappingProxyType

import duckdb

from anlan.pool.delta import literal

SPACES = " \t\r\n\u3000\u00a0\ufeff"
_BLANK_WORDS = ("-", "--", "—", "——", "/", "\\", "无", "空", "NULL", "null", "None", "N/A", "n/a", "#N/A", "\\N")
_NO_DATES = ("00000000", "0000-00-00", "99991231", "9999-12-31", "29991231", "2999-12-31", "0")
_TRUE = ("1", "是", "Y", "y", "YES", "Yes", "yes", "T", "true", "True", "TRUE", "有", "√", "到账", "已到账", "1.0")
_FALSE = ("0", "否", "N", "n", "NO", "No", "no", "F", "false", "False", "FALSE", "无", "×", "未到账", "没有", "0.0")
_WIDE = "".join(chr(code) for code in (*range(0xFF01, 0xFF5F), 0x3000))
_WIDE_CLASS = "[\\x{FF01}-\\x{FF5E}\\x{3000}\\x{F900}-\\x{FAFF}]"
_COMPATIBLE = "".join(
    chr(code)
    for code in range(0xF900, 0xFB00)
    if len(unicodedata.normalize("NFKC", chr(code))) == 1 and unicodedata.normalize("NFKC", chr(code)) != chr(code)
)
_FROM = _WIDE + _COMPATIBLE
_TO = unicodedata.normalize("NFKC", _FROM)
_DATE_SHAPE = r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?([T\s].*)?$"
_MONTH_SHAPE = r"^(\d{4})\s*[-/.年]?\s*(\d{1,2})\s*(月份?)?([-/.]?\d{1,2}[日号]?([T\s].*)?)?$"
_NUMBER_SHAPE = (
    r"^[¥￥]?(\(?)([-+]?[¥￥]?(?:\d{1,20}\.?\d*|\.\d+)(?:[eE][-+]?\d{1,2})?)\)?"
    r"\(?(百万|千万|万|亿|千|百)?(元|人|户|个|月|次|度|千瓦时|吨|立方米|岗|%|‰)?\)?(整)?$"
)
_OWN_CURRENCY = "人民币|RMB|CNY|rmb|cny"
FOREIGN_CURRENCY = r"[$€£]|美元|美金|港币|港元|欧元|日元|英镑|澳元|加元|新台币|USD|HKD|EUR|JPY|GBP"
TWO_DIGIT_YEAR = r"^['’]?\d{2}\s*[-/.年]\s*\d{1,2}(\s*[-/.月]\s*(\d{1,2}\s*[日号]?)?)?$"
REPUBLIC_YEAR = "民国|民國"
_NUMERALS = "〇零○Ｏ０一二三四五六七八九"
_NUMERAL_DATE = (
    r"^([〇零○一二三四五六七八九]{4})年(?:([一二三四五六七八九十]{1,2})月)(?:([一二三四五六七八九十]{1,3})[日号])?$"
)
_SCALES = {"百": 1e2, "千": 1e3, "万": 1e4, "百万": 1e6, "千万": 1e7, "亿": 1e8}


def text_sql(raw: str, kind: str) -> str:
    """The value as trimmed text, NULL where it is empty."""
    if kind == "VARCHAR":
        # Trimming a set of characters takes several times as long as finding that there is none of them.
        suspects = [f"starts_with({raw}, ' ')", f"ends_with({raw}, ' ')"]
        suspects += [f"contains({raw}, {literal(space)})" for space in SPACES if space != " "]
        trimmed = f"trim({raw}, {literal(SPACES)})"
        return f"nullif(CASE WHEN {' OR '.join(suspects)} THEN {trimmed} ELSE {raw} END, '')"
    if kind in ("DOUBLE", "FLOAT"):
        # A whole number read as floating point (a spreadsheet's 1.0) is still the code 1.
        whole = f"CAST(CAST({raw} AS BIGINT) AS VARCHAR)"
        return f"CASE WHEN {raw} = floor({raw}) AND abs({raw}) < 1e15 THEN {whole} ELSE CAST({raw} AS VARCHAR) END"
    return f"CAST({raw} AS VARCHAR)"


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Give a connection the macros that the expressions of this module use."""
    for statement in MACROS:
        connection.execute(statement)


def _macros() -> tuple[str, ...]:
    narrow = f"translate(x, {literal(_FROM)}, {literal(_TO)})"
    wide = f"strlen(x) <> length(x) AND regexp_matches(x, {literal(_WIDE_CLASS)})"
    # 十一 is 11, 二十 20, 二十三 23: the ten stands for what is not written before and after it.
    before, after = "CASE WHEN x LIKE '十%' THEN '一' ELSE '' END", "CASE WHEN x LIKE '%十' THEN '〇' ELSE '' END"
    ten = f"replace({before} || x || {after}, '十', '')"
    bodies = {
        "narrow": f"CASE WHEN {wide} THEN {narrow} ELSE x END",
        "digits_of": f"translate(x, {literal(_NUMERALS)}, '00000123456789')",
        "counted": f"lpad(digits_of({ten}), 2, '0')",
    }
    return tuple(f"CREATE OR REPLACE TEMP MACRO {name}(x) AS {body}" for name, body in bodies.items())


MACROS = _macros()
"""The statements that make the macros."""


def narrow_sql(text: str) -> str:
    """The text with full-width letters, digits and signs in their ordinary width (Unicode NFKC for these ranges)."""
    return f"narrow({text})"


def code_sql(text: str) -> str:
    """The text as a code: ordinary width, no white space."""
    plain = f"regexp_replace({narrow_sql(text)}, '\\s', '', 'g')"
    return f"CASE WHEN strlen({text}) = length({text}) AND NOT contains({text}, ' ') THEN {text} ELSE {plain} END"


def name_sql(text: str) -> str:
    """The text as a name in one written form: ordinary width, no stray spaces, Chinese brackets."""
    squeezed = f"regexp_replace({narrow_sql(text)}, '([^A-Za-z])\\s+|\\s+([^A-Za-z])', '\\1\\2', 'g')"
    return f"translate({squeezed}, '()〔〕﹝﹞', '（）（）（）')"


def blank_sql(text: str, column_type: str) -> str:
    """Whether the text says that there is no value."""
    words = {"text": (), "code": _BLANK_WORDS[6:], "date": (*_BLANK_WORDS, *_NO_DATES), "flag": _BLANK_WORDS[:6]}
    listed = words.get(column_type, _BLANK_WORDS)
    return f"({text} IS NULL OR {text} IN ({_list(listed)}))" if listed else f"({text} IS NULL)"


def date_sql(raw: str, kind: str, without: Collection[str] = ()) -> str:
    """The value as DATE; a time with an offset counts as the day in China.

    ``without`` names conversions that do not apply: ``date-serial``, ``date-chinese``.
    """
    if kind == "DATE":
        return raw
    if kind == "TIMESTAMP":
        return f"CAST({raw} AS DATE)"
    if kind == "TIMESTAMPTZ":
        return f"CAST({raw} AT TIME ZONE 'Asia/Shanghai' AS DATE)"
    text = raw if kind == "VARCHAR" else text_sql(raw, kind)
    number = f"TRY_CAST({text} AS DOUBLE)"
    shaped = f"regexp_replace({narrow_sql(text)}, {literal(_DATE_SHAPE)}, '\\1-\\2-\\3')"
    century = f"substr({text}, 1, 2) IN ('19', '20', '21')"
    days = f"CASE WHEN {number} BETWEEN 18000 AND 80000 THEN DATE '1899-12-30' + CAST(floor({number}) AS INTEGER) END"
    return (
        "CASE"
        f" WHEN length({text}) = 10 AND substr({text}, 5, 1) = '-' AND {century} THEN TRY_CAST({text} AS DATE)"
        f" WHEN regexp_full_match({text}, '\\d{{8}}(\\d{{6}})?') AND {century} THEN"
        f" CAST(try_strptime(substr({text}, 1, 8), '%Y%m%d') AS DATE)"
        f" WHEN regexp_full_match({text}, '\\d{{4}}.*:.*(Z|[+-]\\d{{2}}(:?\\d{{2}})?)') AND {century} THEN"
        f" CAST(TRY_CAST({text} AS TIMESTAMPTZ) AT TIME ZONE 'Asia/Shanghai' AS DATE)"
        f" WHEN regexp_full_match({text}, '\\d{{5}}(\\.\\d+)?') THEN {'NULL' if 'date-serial' in without else days}"
        f" WHEN regexp_matches({shaped}, '^(19|20|21)\\d{{2}}-\\d{{1,2}}-\\d{{1,2}}$') THEN TRY_CAST({shaped} AS DATE)"
        f"{'' if 'date-chinese' in without else _numeral_branch(text, 'TRY_CAST', ' AS DATE')}"
        " END"
    )


def _numeral_branch(text: str, before: str, after: str) -> str:
    """The branch of a CASE that reads a date written in Chinese numerals, as a day or as its month."""
    parts = f"regexp_extract({text}, {literal(_NUMERAL_DATE)}, ['y', 'm', 'd'])"
    month = f"digits_of({parts}.y) || '-' || counted({parts}.m)"
    value = f"{before}({month} || '-' || counted({parts}.d){after})" if before else month
    return f" WHEN strlen({text}) <> length({text}) AND regexp_matches({text}, {literal(_NUMERAL_DATE)}) THEN {value}"


def month_sql(raw: str, kind: str, without: Collection[str] = ()) -> str:
    """The value as text ``YYYY-MM``; ``without`` as in ``date_sql``."""
    if kind in ("DATE", "TIMESTAMP", "TIMESTAMPTZ"):
        return f"strftime({date_sql(raw, kind)}, '%Y-%m')"
    if kind in ("BIGINT", "INTEGER"):
        good = f"{raw} BETWEEN 190001 AND 219912 AND {raw} % 100 BETWEEN 1 AND 12"
        digits = f"CAST({raw} AS VARCHAR)"
        return f"CASE WHEN {good} THEN substr({digits}, 1, 4) || '-' || substr({digits}, 5, 2) END"
    text = raw if kind == "VARCHAR" else text_sql(raw, kind)
    parts = f"regexp_extract({narrow_sql(text)}, {literal(_MONTH_SHAPE)}, ['y', 'm'])"
    month = f"TRY_CAST({parts}.m AS INTEGER)"
    numerals = "" if "date-chinese" in without else _numeral_branch(text, "", "")
    # A bare number of five digits is a spreadsheet's day, no month of the year 4632.
    good = f"{month} BETWEEN 1 AND 12 AND substr({parts}.y, 1, 2) IN ('19', '20', '21')"
    return f"CASE WHEN {good} THEN {parts}.y || '-' || lpad({parts}.m, 2, '0'){numerals} END"


def number_sql(raw: str, kind: str, factor: float, without: Collection[str] = ()) -> str:
    """The value as DOUBLE times the factor; a unit written beside the number (120万元) counts instead of the factor.

    Amounts of another currency are not understood. ``without`` names conversions that do not apply: ``number-scale``,
    ``number-percent``.
    """
    if kind != "VARCHAR":
        number = f"CAST({raw} AS DOUBLE)"
        found = number if factor == 1.0 else f"{number} * {factor!r}"
        return f"CASE WHEN isfinite({number}) THEN {found} END" if kind in ("DOUBLE", "FLOAT") else found
    plain = f"TRY_CAST({raw} AS DOUBLE)"
    stripped = f"regexp_replace({narrow_sql(raw)}, '[,，\\s]|{_OWN_CURRENCY}', '', 'g')"
    parts = f"regexp_extract({stripped}, {literal(_NUMBER_SHAPE)}, ['open', 'number', 'scale', 'unit'])"
    scales = " ".join(f"WHEN {literal(word)} THEN {value!r}" for word, value in _SCALES.items())
    own = f"CASE {parts}.scale {scales} ELSE CASE {parts}.unit WHEN '%' THEN 0.01 WHEN '‰' THEN 0.001 ELSE 1.0 END END"
    times = f"CASE WHEN {parts}.scale = '' AND {parts}.unit = '' THEN {factor!r} ELSE {own} END"
    digits = f"TRY_CAST(regexp_replace({parts}.number, '[¥￥]', '') AS DOUBLE)"
    signed = f"CASE WHEN {parts}.open = '(' THEN -{digits} ELSE {digits} END * {times}"
    unread = [f"{parts}.scale <> ''"] if "number-scale" in without else []
    unread += [f"{parts}.unit IN ('%', '‰')"] if "number-percent" in without else []
    signed = f"CASE WHEN NOT ({' OR '.join(unread)}) THEN {signed} END" if unread else signed
    usual = f"regexp_full_match({raw}, '[-+]?\\d{{1,20}}(\\.\\d+)?') THEN {plain} * {factor!r}"
    return f"CASE WHEN {usual} ELSE {signed} END"


def integer_sql(raw: str, kind: str, factor: float, without: Collection[str] = ()) -> str:
    """The value as BIGINT; a number with a fraction is not understood."""
    if kind in ("BIGINT", "INTEGER") and factor == 1.0:
        return f"CAST({raw} AS BIGINT)"
    number = number_sql(raw, kind, factor, without)
    return f"CASE WHEN {number} = floor({number}) AND abs({number}) < 9e15 THEN CAST({number} AS BIGINT) END"


def flag_sql(raw: str, kind: str) -> str:
    """The value as BOOLEAN."""
    if kind == "BOOLEAN":
        return raw
    if kind in ("BIGINT", "INTEGER"):
        return f"CASE {raw} WHEN 1 THEN true WHEN 0 THEN false END"
    text = narrow_sql(raw) if kind == "VARCHAR" else text_sql(raw, kind)
    return f"CASE WHEN {text} IN ({_list(_TRUE)}) THEN true WHEN {text} IN ({_list(_FALSE)}) THEN false END"


def translated_sql(
    code: str,
    mapping: Mapping[str, str],
    codes: Mapping[str, str],
    former: Mapping[str, str] = MappingProxyType({}),
    without: Collection[str] = (),
) -> str:
    """The standard code of a source code: by the contract's mapping, else by label, else itself with leading zeros.

    ``former`` leads what earlier versions of the standard called a code to the code in force; a contract that still
    names former codes is led on as well. ``without`` names conversions that do not apply: ``code-label``,
    ``code-former``, ``code-padded``.
    """
    widths = {len(standard) for standard in codes} if "code-padded" not in without else set()
    former = former if "code-former" not in without else {}
    labels = {label: code for code, label in codes.items()} if "code-label" not in without else {}
    words = labels | dict(former)
    words |= {source: former.get(target, target) for source, target in mapping.items()}
    if len(widths) == 1:
        # A former code that arrives without its leading zeros is the former code all the same.
        length = next(iter(widths))
        bare = {old.lstrip("0"): new for old, new in former.items() if old.isdigit() and len(old) == length}
        words = {old: new for old, new in bare.items() if old} | words
    rest = code
    if len(widths) == 1:
        width = widths.pop()
        short = f"length({code}) < {width} AND regexp_full_match({code}, '\\d+')"
        rest = f"CASE WHEN {short} THEN lpad({code}, {width}, '0') ELSE {code} END"
    if not words:
        return rest
    cases = " ".join(f"WHEN {literal(source)} THEN {literal(target)}" for source, target in words.items())
    return f"CASE {code} {cases} ELSE {rest} END"


def _list(words: tuple[str, ...]) -> str:
    return ", ".join(literal(word) for word in words)
