"""The life of a destruction: requested with a plan, approved by a second person, executed within its term."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from anlan.base.errors import AnlanError
from anlan.base.settings import Workspace
from anlan.collection.contract import Contract
from anlan.control.assets.models import Destruction
from anlan.control.assets.plans import due_after, plan_of
from anlan.control.assets.scope import scope_of
from anlan.pool.pool import Pool
from anlan.standards.registry import Registry

State = Destruction.State
FOLDER = "destruction"


class DestructionUnknown(AnlanError):
    """No destruction has that number."""

    code = "destruction-unknown"
    status = 404
    message = "没有第 {number} 号销毁单"
    hint = "运行 `anlan assets destroy list` 查看编号。"


class DestructionStateWrong(AnlanError):
    """The destruction does not stand where this step begins."""

    code = "destruction-state-wrong"
    status = 409
    message = "第 {number} 号销毁单{state}，不能{step}"
    hint = "{advice}"


class DestructionIncomplete(AnlanError):
    """A request without its basis, or a refusal without a reason."""

    code = "destruction-incomplete"
    status = 422
    message = "销毁单缺少{what}"
    hint = "依据写明协议、书面要求的文号或保留期限条款；退回须写理由。"


def get(number: int) -> Destruction:
    """The destruction of that number. Raises: DestructionUnknown."""
    found = Destruction.objects.filter(pk=number).first()
    if found is None:
        raise DestructionUnknown(number=number)
    return found


def request(
    workspace: Workspace,
    pool: Pool,
    contracts: Sequence[Contract],
    registry: Registry,
    system: str,
    basis: str,
    username: str,
    *,
    requested_on: date,
    before: date | None = None,
    is_return: bool = False,
) -> Destruction:
    """A request with its plan, waiting for a second person. Raises: NothingToDestroy, DestructionIncomplete."""
    if not basis.strip():
        raise DestructionIncomplete(what="依据")
    open_ = Destruction.objects.filter(system=system, state__in=(State.REVIEW, State.APPROVED, State.RUNNING)).first()
    if open_ is not None:
        raise DestructionStateWrong(
            number=open_.pk, state=f"（{system}）尚未办结", step="再次申请", advice="先办结或退回该销毁单。"
        )
    scope = scope_of(workspace, contracts, system, before)
    return Destruction.objects.create(
        system=system,
        label=scope.label,
        before=before,
        is_return=is_return,
        basis=basis.strip(),
        requested_on=requested_on,
        due=due_after(workspace, requested_on),
        plan=plan_of(workspace, pool, scope, contracts, registry),
        state=State.REVIEW,
        author=username,
        submitted_at=timezone.now(),
    )


def decide(number: int, username: str, refusal: str | None = None) -> Destruction:
    """Approve, or refuse with a reason; never one's own. Raises: DestructionUnknown, DestructionStateWrong."""
    one = get(number)
    step = "批准" if refusal is None else "退回"
    if one.state != State.REVIEW:
        state = State(one.state).label
        raise DestructionStateWrong(number=number, state=f"已是“{state}”", step=step, advice="刷新后再看。")
    if one.author == username:
        raise DestructionStateWrong(
            number=number, state="由您本人提出", step=step, advice="销毁须由另一人审批（四眼原则）。"
        )
    if refusal is not None and not refusal.strip():
        raise DestructionIncomplete(what="退回理由")
    one.state = State.APPROVED if refusal is None else State.REFUSED
    one.reviewer, one.decided_at, one.refusal = username, timezone.now(), refusal or ""
    one.save()
    return one


def row(one: Destruction, today: date) -> dict[str, Any]:
    """A destruction as lists show it."""
    is_open = one.state not in (State.DONE, State.REFUSED)
    return {
        "number": one.pk,
        "system": one.system,
        "label": one.label,
        "before": one.before,
        "is_return": one.is_return,
        "basis": one.basis,
        "requested_on": one.requested_on,
        "due": one.due,
        "is_overdue": is_open and today > one.due,
        "state": one.state,
        "state_label": State(one.state).label,
        "stage": one.stage,
        "author": one.author,
        "submitted_at": one.submitted_at,
        "reviewer": one.reviewer,
        "decided_at": one.decided_at,
        "refusal": one.refusal,
        "message": one.message,
        "finished_at": one.finished_at,
        "log_index": one.log_index,
    }


def detail(one: Destruction, today: date) -> dict[str, Any]:
    """A destruction with its plan, its proof and its certificate."""
    proof = {name: value for name, value in one.proof.items() if name not in ("groups", "scope_loads")}
    return {**row(one, today), "plan": one.plan, "proof": proof, "files": one.files}


def destructions(today: date) -> list[dict[str, Any]]:
    """All of them, the newest first."""
    return [row(one, today) for one in Destruction.objects.all()]
