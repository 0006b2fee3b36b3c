"""The quality step of the main job: derived and written rules over the core layer, before anything is judged."""

from __future__ import annotations

from anlan.control.job_steps import Progress, StepResult, Work, spark_of
from anlan.control.quality.runs import refuse_blocked, run_quality
from anlan.control.standards.current import standards_on


def check_quality(work: Work, progress: Progress) -> StepResult:
    """Judge every core table; findings, measures and scores are kept. Raises: PublicationBlocked."""
    day = work.now.date()
    with spark_of(work) as spark:
        run = run_quality(work.pool, standards_on(day), work.contracts, day, progress, spark=spark)
    refuse_blocked(run)
    failed = sum(result.failed for result in run.results)
    message = f"{len(run.checks)} 张表、{len(run.results)} 条规则，问题 {failed:,} 处"
    if run.fixed:
        message += f"，复检通过 {run.fixed:,} 行"
    return StepResult(len(run.results), "条规则", run.notes, message)
