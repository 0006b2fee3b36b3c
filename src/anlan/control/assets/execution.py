"""Carries out an approved destruction stage by stage; one that was killed goes on where it stood."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from datetime import datetime

from anlan.base.errors import AnlanError
from anlan.base.settings import Workspace
from anlan.collection.contract import Contract
from anlan.control.assets import proving, removal, stages
from anlan.control.assets.destructions import DestructionStateWrong, State, get
from anlan.control.assets.models import Destruction
from anlan.control.assets.stages import Work
from anlan.control.main_job import run_main_job
from anlan.control.run_lock import run_lock
from anlan.pool.pool import Pool
from anlan.standards.registry import Registry

Progress = Callable[[str, int, int], None]

STAGES = {
    "witness": "登记涉及范围与见证值",
    "give_back": "返还",
    "withdraw": "停止采集",
    "erase": "删除各表的行",
    "rebuild": "由其余来源重算",
    "remove": "清除旧版本与原始字节",
    "search": "检索证明",
    "certify": "出具证书并记入日志",
}


class DestructionRebuildFailed(AnlanError):
    """The tables made of what was erased could not be made anew."""

    code = "destruction-rebuild-failed"
    message = "由其余来源重算失败：{reason}"
    hint = "查明运行失败的原因后继续执行；不能等待时加 --without-rebuild：派生表整表删除，下次运行再生成。"


def execute(
    workspace: Workspace,
    pool: Pool,
    contracts: Sequence[Contract],
    registry: Registry,
    number: int,
    *,
    now: datetime,
    rebuild: bool = True,
    progress: Progress = lambda label, done, total: None,
) -> Destruction:
    """Carry out the destruction from the stage after the last that was finished, to the certificate.

    With ``rebuild`` the main job makes the derived tables anew before older versions go, so that readers always have a
    list; without it those tables are gone until the next run.
    Raises: DestructionUnknown, DestructionStateWrong, DestructionAwaitsReceipt, DestructionRebuildFailed,
    DestructionLeftTraces, RunInProgress.
    """
    one = get(number)
    if one.state not in (State.APPROVED, State.RUNNING):
        raise DestructionStateWrong(
            number=number, state=f"是“{State(one.state).label}”", step="执行", advice="只有已批准的销毁单可以执行。"
        )
    work = Work(workspace, pool, contracts, registry, one)
    names = list(STAGES)
    start = names.index(one.stage) + 1 if one.stage else 0
    for place in range(start, len(names)):
        progress(STAGES[names[place]], place, len(names))
        _carry_out(work, names[place], now, rebuild)
    progress("完成", len(names), len(names))
    return one


def _carry_out(work: Work, stage: str, now: datetime, rebuild: bool) -> None:
    one = work.one
    one.state, one.message = State.RUNNING, ""
    one.save()
    try:
        # The main job takes the lock itself.
        with nullcontext() if stage == "rebuild" else run_lock(work.workspace):
            _act(work, stage, now, rebuild)
    except AnlanError as error:
        one.message = error.text
        one.save()
        raise
    one.stage = stage
    one.save()


def _act(work: Work, stage: str, now: datetime, rebuild: bool) -> None:
    if stage == "rebuild":
        _rebuild(work, now, rebuild)
    elif stage == "remove":
        removal.remove(work, now)
    elif stage == "search":
        proving.search(work)
    elif stage == "certify":
        proving.certify(work, now)
    else:
        {"witness": stages.witness, "give_back": stages.give_back, "withdraw": stages.withdraw, "erase": stages.erase}[
            stage
        ](work)


def _rebuild(work: Work, now: datetime, rebuild: bool) -> None:
    """Run the main job where a source is left to make the lists from. Raises: DestructionRebuildFailed."""
    is_left = any(work.workspace.sources.glob("*/contract.yml"))
    if rebuild and is_left and work.touched("empty"):
        result = run_main_job(work.workspace, now=now, started_by=work.one.reviewer)
        if result.error is not None:
            raise DestructionRebuildFailed(reason=result.error.text)
        work.one.proof["rebuilt_by_run"] = result.run_id


def confirm_receipt(number: int, receipt: str) -> Destruction:
    """Note who received the package handed back, so that the destruction may go on. Raises: DestructionStateWrong."""
    one = get(number)
    if not one.is_return or not one.proof.get("returned") or not receipt.strip():
        raise DestructionStateWrong(
            number=number,
            state="没有等待签收的返还包",
            step="登记签收",
            advice="先执行到返还一步，并写明签收人与日期。",
        )
    one.proof["receipt"] = receipt.strip()
    one.save()
    return one
