"""Quality runs over the workspace's pool: every core table, its rules, results kept; and what blocks publication."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date

from anlan.base.errors import AnlanError
from anlan.collection.contract import Contract
from anlan.control.quality import rework
from anlan.control.quality.exemptions import without_exempted
from anlan.control.quality.gone_rows import gone_rows, leave_out
from anlan.control.quality.rules import rules_in_force
from anlan.control.run_records import Note
from anlan.control.standards.current import Current
from anlan.engine.relations import Relations
from anlan.pool.pool import Pool
from anlan.quality import history
from anlan.quality.anomaly import Anomaly, anomalies
from anlan.quality.judge import RuleResult
from anlan.quality.pool_check import RuleCannotRun, TableCheck, check_table

Progress = Callable[[str, int, int], None]


class PublicationBlocked(AnlanError):
    """A blocking rule is broken: the release before stays what people see."""

    code = "quality-blocks-publication"
    status = 409
    message = "{count} 条阻断规则不合格，本次不发布：{listing}"
    hint = "到“数据治理 → 问题数据”查看不合格的行，由来源改正并重新装载后再运行；读者仍看到上一次发布。"


@dataclass(frozen=True)
class QualityRun:
    """What a run over the pool found: tables, incidents, rows fixed on rework orders."""

    checks: Sequence[TableCheck]
    notes: Sequence[Note]
    strange: Sequence[Anomaly]
    fixed: int

    @property
    def results(self) -> list[RuleResult]:
        """What every rule of every table found."""
        return [result for check in self.checks for result in check.results]

    @property
    def blocking(self) -> list[RuleResult]:
        """The broken rules that block publication."""
        return [result for result in self.results if result.blocks]


def run_quality(
    pool: Pool,
    standards: Current,
    contracts: Sequence[Contract],
    day: date,
    progress: Progress = lambda label, done, total: None,
    only: Collection[str] = (),
    spark: Relations | None = None,
) -> QualityRun:
    """Judge the core tables (or only some), keep results, measures and findings, and re-check open rework orders.

    Rows that their source deleted count nowhere: not as checked, not as failing, not in a measure.

    ``spark`` holds the core tables where that engine counts.
    """
    rules = rules_in_force(pool, standards, contracts, day)
    wanted = {name: found for name, found in rules.items() if not only or name in only}
    gone = gone_rows(pool)
    if spark is not None:
        leave_out(spark, gone)
    checks: list[TableCheck] = []
    notes: list[Note] = []
    for done, (name, found) in enumerate(wanted.items()):
        progress(standards.registry.table(name).label, done, len(wanted))
        with pool.reading(tables=[]) as connection:
            try:
                check = check_table(pool, connection, name, found, standards.registry, day, gone=gone, spark=spark)
                checks.append(check)
            except RuleCannotRun as error:
                # One rule that no longer fits must not hide what the other tables have to say.
                notes.append(Note.of(error, name))
    fixed = rework.recheck(pool, [result for check in checks for result in check.results])
    checks = without_exempted(pool, checks)
    history.keep_checks(pool, checks, day)
    progress("完成", len(wanted), len(wanted))
    strange = anomalies(history.measured(pool))
    checked = {check.table for check in checks}
    strange = [one for one in strange if one.table in checked]
    notes += [_note(one, standards) for one in strange[:20]]
    return QualityRun(checks, notes, strange, fixed)


def refuse_blocked(run: QualityRun) -> None:
    """Stop a job whose data may not be published. Raises: PublicationBlocked."""
    if run.blocking:
        listing = "；".join(f"{r.rule.table} {r.rule.title}（{r.failed:,} 行）" for r in run.blocking[:10])
        raise PublicationBlocked(count=len(run.blocking), listing=listing)


def _note(one: Anomaly, standards: Current) -> Note:
    table = standards.registry.table(one.table)
    column = table.columns[one.column].label if one.column in table.columns else one.column
    subject = f"{table.label} {column}".strip()
    words = {
        "rows": "行数",
        "age_days": "距最新一行的天数",
        "null_ratio": "空值率",
        "mean": "均值",
        "distribution": "代码分布",
    }
    message = f"{words.get(one.name, one.name)}异常：{one.value:,.4g}，{one.reason}"
    return Note("quality-anomaly", "warning", subject, message, "到“数据治理 → 趋势”查看该项历史，向来源核实。")
