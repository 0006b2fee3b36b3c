"""What a run must tell a person: incidents of collection, and rows set aside."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from anlan.base.errors import AnlanError


class Severity(StrEnum):
    """How grave an incident is."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True)
class Incident:
    """Something a run met and a person should know: what, where, how grave, and what to do next."""

    kind: str
    system: str
    table: str
    severity: Severity
    message: str
    hint: str
    retry: bool = False


def from_error(error: AnlanError, system: str, table: str) -> Incident:
    """The incident that reports a failure of one source table."""
    return Incident(error.code, system, table, Severity.ERROR, error.text, error.advice, error.retry)


@dataclass(frozen=True)
class SetAside:
    """One finding about a received row, or about a value in it, with its position and reason.

    ``row_no`` is the position in the load (line, sheet row, result row); ``value`` is already masked where the column's
    grade asks for it; ``drops_row`` says whether the whole row stays out of the core layer.
    """

    row_no: int
    column: str
    reason: str
    detail: str
    value: str
    drops_row: bool
    file_name: str = ""


REASONS = {
    "line-no-object": "这一行不是 JSON 对象",
    "line-truncated": "列数少于表头，行不完整",
    "line-too-wide": "列数多于表头",
    "bytes-undecodable": "含有无法按声明编码识别的字节",
    "required-missing": "必填项为空",
    "date-unreadable": "日期无法识别",
    "year-two-digit": "年份只有两位，不猜测世纪",
    "year-republic": "民国纪年，不自动换算",
    "currency-foreign": "金额是外币，不按人民币计",
    "month-unreadable": "月份无法识别",
    "number-unreadable": "数值无法识别",
    "flag-unreadable": "是否标志无法识别",
    "code-unknown": "代码不在代码集中",
    "format-violated": "格式不符合数据元的表示",
    "date-in-future": "日期晚于业务日期",
    "duplicate": "与同批次另一行完全重复",
    "superseded": "主键重复，以较新的一行为准",
    "item-unexpected": "来源多出契约没有约定的项目",
    "row-heading": "只有一格有值的分组行，没有装载",
    "sheet-unread": "工作簿另有一张表头相同的工作表，没有装载",
    "total-mismatch": "合计行与明细之和不符",
    "text-too-long": "文本过长，已截断",
    "article-empty": "网页没有可识别的正文",
    "article-walled": "网页是人机验证或拒绝访问的提示，不是文章",
    "article-unavailable": "文章地址无法访问",
}
"""Reason code → what it means, in the words shown to people."""

LONGEST_VALUE = 200


def masked(value: str, is_personal: bool) -> str:
    """A value fit to be shown beside its reason: personal values as asterisks, long ones cut."""
    if is_personal:
        return "＊" * min(len(value), 6)
    return value if len(value) <= LONGEST_VALUE else value[:LONGEST_VALUE] + "…"
