"""What cells say about themselves: numbers and dates written as text, units, totals, notes, labels."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Any

_MONEY = ("元", "角", "百元", "千元", "万元", "百万元", "亿元", "美元", "万美元", "元/人", "元/月", "元/人·月")
_COUNTS = ("人", "万人", "人次", "万人次", "户", "万户", "家", "个", "件", "起", "宗", "次", "名", "台", "辆", "%", "‰")
_MEASURES = (
    "吨",
    "万吨",
    "立方米",
    "万立方米",
    "m³",
    "平方米",
    "m²",
    "亩",
    "公顷",
    "公里",
    "度",
    "千瓦时",
    "万千瓦时",
    "kWh",
    "兆瓦时",
)
UNITS = frozenset((*_MONEY, *_COUNTS, *_MEASURES, "天", "日", "月", "年", "小时", "岁"))
_BRACKETED = re.compile(r"^(.*?)[\s]*[(（\[【]\s*(?:单位[:：]\s*)?([^()（）\[\]【】]+?)\s*[)）\]】]$", re.S)
_UNIT_LINE = re.compile(r"(?:计量|金额|货币)?单位\s*[:：]\s*([^\s,，;；、]+)")
_NUMBER = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?\s*%?|[-+]?\.\d+")
_DATE = re.compile(
    r"\d{4}[-/.年]\d{1,2}([-/.月]\d{1,2}日?)?([ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?)?|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}"
    r"|\d{1,2}[- ][A-Za-z]{3,9}[- ,]+\d{2,4}|[A-Za-z]{3,9}\.? \d{1,2},? \d{4}|\d{4}年\d{1,2}月"
)
_EMPTY_MARKS = frozenset({"-", "—", "——", "/", "无", "…", "N/A", "n/a", "NA", "TBD"})
_TOTAL = re.compile(r"(合计|总计|共计|累计|本页合计|grandtotal|totals?)[:：]?", re.I)
_SUBTOTAL = re.compile(r"([一-鿿]{0,12}小计|[一-鿿]{2,12}合计|sub-?totals?)[:：]?", re.I)
_NOTE = re.compile(
    r"(注|附注|备注|说明|填表说明|填报(人|单位|日期|说明)?|填表(人|日期)?|制表(人|单位|日期)?|审核(人)?|复核(人)?|联系(人|电话)"
    r"|数据来源|资料来源|单位负责人|负责人|打印(时间|日期)|notes?|source|\*)\s*\d*\s*[:：.、]|^\*|第\s*\d+\s*页",
    re.I,
)
_LABEL = re.compile(r".{1,12}[:：].*|.{0,20}\d{4}\s*年\s*\d{1,2}\s*月(份|\s*\d{1,2}\s*日)?.{0,4}|附(件|表)\s*\d*")
_COLUMN_NUMBER = re.compile(r"[(（]?\d{1,2}[)）]?|[甲乙丙丁戊]|栏次|(\d{1,2}=.*)")
_YEAR_OR_MONTH = re.compile(r"(19|20)\d\d(\.0)?年?(\d{1,2}月)?|\d{1,2}月(份)?")


def plain(value: Any) -> str:
    """A cell's text without white space, in lower case and of one width, for comparing names."""
    return "".join(unicodedata.normalize("NFKC", cell_text(value)).split()).casefold()


def cell_text(value: Any) -> str:
    """A cell as text: whole numbers without a fraction, dates in ISO form."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat(*([" "] if hasattr(value, "hour") else [])) if isinstance(value, date) else str(value)


def kind_of(value: Any) -> str:
    """``number``, ``date``, ``text``, or empty for an empty cell and for a mark that stands for nothing."""
    if isinstance(value, (int, float)):
        return "number"
    if isinstance(value, date):
        return "date"
    text = unicodedata.normalize("NFKC", str(value)).strip()
    if not text or text in _EMPTY_MARKS:
        return ""
    if _NUMBER.fullmatch(text):
        return "number"
    return "date" if _DATE.fullmatch(text) else "text"


def is_name(value: Any) -> bool:
    """Whether a cell may stand in a header: words, or a year or month that names its column."""
    return kind_of(value) in ("text", "") or names_period(value)


def names_period(value: Any) -> bool:
    """Whether a cell is a year or a month that can name a column."""
    return bool(_YEAR_OR_MONTH.fullmatch(cell_text(value)))


def name_and_unit(header: str) -> tuple[str, str]:
    """A header's name and the unit in brackets behind one of its levels: ``金额（万元）/本月`` → 金额/本月, 万元."""
    whole = _BRACKETED.match(header)
    if whole and whole[1].strip() and whole[2] in UNITS:
        return name_and_unit(whole[1].strip())[0], whole[2]
    names, unit = [], ""
    for level in header.split("/"):
        match = _BRACKETED.match(level)
        known = match is not None and bool(match[1].strip()) and match[2] in UNITS
        names.append(match[1].strip() if match and known else level)
        unit = match[2] if match and known else unit
    return "/".join(names), unit


def unit_of_cell(value: Any) -> str:
    """The unit that a cell of a row of units names; empty where it is none."""
    text = re.sub(r"^[(（\[]|[)）\]]$", "", str(value).strip()).removeprefix("单位").lstrip(":： ")
    return text if text in UNITS else ""


def unit_in_title(value: Any) -> str:
    """The unit that a line above a table gives for all of it (``单位：万元``)."""
    match = _UNIT_LINE.search(str(value))
    unit = match[1].strip("()（）") if match else ""
    return unit if unit in UNITS else ""


def is_label_row(values: Sequence[Any]) -> bool:
    """Whether a row above a table only says who filled it in, when, and in what unit."""
    return all(_LABEL.fullmatch(cell_text(value)) for value in values)


def is_column_numbers(values: Sequence[Any]) -> bool:
    """Whether a row numbers the columns (甲 乙 1 2 3)."""
    texts = [cell_text(value) for value in values]
    digits = [int(re.sub(r"\D", "", text)) for text in texts if re.fullmatch(r"[(（]?\d{1,2}[)）]?", text)]
    in_order = digits == list(range(digits[0], digits[0] + len(digits))) if digits else False
    return len(texts) > 1 and len(digits) > 1 and in_order and all(_COLUMN_NUMBER.fullmatch(text) for text in texts)


def total_kind(values: Sequence[Any]) -> str:
    """``total`` or ``subtotal`` where one of the first filled cells says so, else empty."""
    for value in values[:3]:
        text = plain(value)
        if _TOTAL.fullmatch(text):
            return "total"
        if _SUBTOTAL.fullmatch(text):
            return "subtotal"
    return ""


def is_note(value: Any) -> bool:
    """Whether a cell begins as a note below a table does."""
    return bool(_NOTE.match(cell_text(value).strip()))
