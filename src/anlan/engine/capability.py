"""What each engine can do of the product's work, and what it lacks with the reason: a record, not a surprise."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Mark(StrEnum):
    """How far an engine does a piece of work."""

    YES = "支持"
    NOT_YET = "尚未"
    NEVER = "不支持"


@dataclass(frozen=True)
class Capability:
    """A piece of work, what DuckDB and Spark do of it, and why one of them does not."""

    work: str
    duckdb: Mark
    spark: Mark
    why: str = ""


CAPABILITIES = (
    Capability("按获知时间还原的口径关系、汇总步骤与全部指标", Mark.YES, Mark.YES),
    Capability("读取资源池的表（当前版本）", Mark.YES, Mark.YES),
    Capability(
        "标准化（贴源层到明细层）",
        Mark.YES,
        Mark.YES,
        "各工作节点内的 DuckDB 以同一 SQL 逐行读懂，Spark 去重、比对、写入；工作节点须有同版本的 duckdb 与 pyarrow",
    ),
    Capability(
        "质量规则的计数：全部逐行规则，以及唯一、引用存在、跨表一致、行数、更新及时",
        Mark.YES,
        Mark.YES,
        "读法相同的转写，其余由各工作节点内的 DuckDB 逐行判断；有不合格行的规则再由单机列出各行，两边计数须一致",
    ),
    Capability(
        "质量规则：SQL 查询、条件中含子查询或窗口的规则、从文本读取日期的更新及时规则",
        Mark.YES,
        Mark.NOT_YET,
        "一行的结论取决于其他行，不能逐行判断，又不能保证转写后读法相同；作业改用 Spark 时仍由单机执行，结论不变",
    ),
    Capability(
        "融合研判与风险发布表",
        Mark.YES,
        Mark.NEVER,
        "每周数千行，逐家企业研判，在作业进程内完成；指标结果由 Spark 交回",
    ),
    Capability("采集与查询副本", Mark.YES, Mark.NEVER, "来源在其所在处逐批读取；查询副本是一个 SQLite 文件"),
)

NOT_TRANSLATED = {
    "日期相减 `a - b`": "写作 `date_diff('day', b, a)`",
    "非常量的正则表达式": "写成常量",
    "两端为表达式的切片": "写作 `substring(文本, 起始, 长度)`",
    "除数为零": "DuckDB 得无穷大，Spark 得空值：先判断除数",
}
"""Spellings that differ between the engines beyond what is translated, and what to write instead."""
