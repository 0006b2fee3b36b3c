"""The life of a revision: draft, review by another person, approval with change sheet; each written into the log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from anlan.base.errors import AnlanError, Findings
from anlan.base.settings import Workspace
from anlan.control.catalogue.log import VerifiableLog
from anlan.control.standards.current import object_of, objects_now, registry_at_a_glance, today
from anlan.control.standards.impact import impact_of
from anlan.control.standards.models import Revision
from anlan.control.standards.sheet import print_sheet
from anlan.standards.objects import KINDS, RegisteredObject, object_from_dict
from anlan.standards.revision import check_draft

State = Revision.State


class RevisionUnknown(AnlanError):
    """No revision has that number."""

    code = "revision-unknown"
    status = 404
    message = "没有第 {number} 号修订"
    hint = "用 `anlan standards revisions` 或“修订工作台”查看已有的修订。"


class RevisionEyes(AnlanError):
    """A person wanted to decide on what they proposed themselves."""

    code = "standards-four-eyes"
    status = 403
    message = "{username} 不能审核自己提出的第 {number} 号修订"
    hint = "请另一位有“审批数据标准”权限的人员审核；系统管理员也不例外。"


class RevisionState(AnlanError):
    """The step does not lead on from where the revision stands."""

    code = "revision-state"
    status = 409
    message = "第 {number} 号修订处于“{state}”，不能{step}"
    hint = "刷新后再看：可能已有人处理；退回的修订由提出人改正后重新提交。"


class RevisionStale(AnlanError):
    """The object was changed by another revision since the draft was made."""

    code = "revision-stale"
    status = 409
    message = "{identifier} 已是第 {current} 版，本修订基于第 {base} 版"
    hint = "退回或撤回本修订，按现行版本另行起草。"


class RevisionReason(AnlanError):
    """A refusal without a reason."""

    code = "revision-reason-needed"
    status = 422
    message = "退回修订必须写明理由"
    hint = "写明理由后重试；理由会告知提出人并留存。"


class EffectiveDayInvalid(AnlanError):
    """A day of effect in the past, or before a version that is already approved."""

    code = "effective-day-invalid"
    status = 422
    message = "生效日期 {day} 不可用：{reason}"
    hint = "选择不早于今天、且不早于该对象已批准版本生效日期的一天。"


class NotTheAuthor(AnlanError):
    """A person wanted to change or withdraw another person's draft."""

    code = "revision-not-yours"
    status = 403
    message = "第 {number} 号修订由 {author} 提出，{username} 不能代为修改或撤回"
    hint = "请提出人处理，或另行起草。"


def revision_numbered(number: int) -> Revision:
    """The revision of that number, locked inside a transaction. Raises: RevisionUnknown."""
    in_transaction = transaction.get_connection().in_atomic_block
    found = Revision.objects.select_for_update() if in_transaction else Revision.objects.all()
    revision = found.filter(pk=number).first()
    if revision is None:
        raise RevisionUnknown(number=number)
    return revision


class StandardsLife:
    """Moves revisions through their life on behalf of a named person; nothing skips the second pair of eyes."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._log = VerifiableLog(workspace)

    def draft(self, proposed: RegisteredObject, username: str, note: str = "") -> Revision:
        """A new draft made from the newest version of the object."""
        return Revision.objects.create(
            kind=proposed.kind,
            identifier=proposed.identifier,
            state=State.DRAFT,
            body=proposed.as_dict(),
            base_version=_newest(proposed),
            note=note,
            author=username,
            changed_at=timezone.now(),
        )

    def edit(self, number: int, proposed: RegisteredObject, username: str, note: str) -> Revision:
        """The draft with what its author wrote anew; one that was refused becomes a draft again."""
        with transaction.atomic():
            revision = self._mine(number, username, "修改")
            revision.body, revision.note = proposed.as_dict(), note
            revision.state, revision.base_version = State.DRAFT, _newest(proposed)
            revision.changed_at = timezone.now()
            revision.save()
            return revision

    def submit(self, number: int, username: str) -> Revision:
        """Put a draft before a reviewer, with what it touches. Raises: Findings with everything wrong with it."""
        revision = self._mine(number, username, "提交")
        impact = self._checked_impact(revision, today())
        with transaction.atomic():
            revision = self._mine(number, username, "提交")
            revision.impact = impact
            revision.state, revision.changed_at = State.REVIEW, timezone.now()
            revision.save()
            self._log.append([_fact("standard-submit", revision, username)])
            return revision

    def _checked_impact(self, revision: Revision, day: date) -> dict[str, Any]:
        """What a revision touches; found before the database is locked, since it reads the pool's tables."""
        proposed = object_of(revision)
        _require_base(revision, proposed)
        problems = check_draft(proposed, objects_now(), day)
        if problems:
            raise Findings(f"{KINDS[proposed.kind]} {proposed.identifier} 的修订", problems)
        return impact_of(self._workspace, proposed, day)

    def approve(self, number: int, username: str, effective_from: date | None = None, reason: str = "") -> Revision:
        """Make the draft a version in force from a day (default: today), print its change sheet and log its hash.

        What the change touches is found anew, so that the sheet says what is so on the day of the decision.
        Raises: RevisionEyes, RevisionState, RevisionStale, EffectiveDayInvalid, Findings.
        """
        day = effective_from or today()
        revision = self._in_review(number, username, "批准")
        _require_day(object_of(revision), day)
        impact = self._checked_impact(revision, day)
        with transaction.atomic():
            revision = self._in_review(number, username, "批准")
            _require_base(revision, object_of(revision))
            revision.impact, now = impact, timezone.now()
            revision.version, revision.effective_from = revision.base_version + 1, day
            revision.state, revision.reviewer, revision.decided_at = State.APPROVED, username, now
            revision.reason = reason
            revision.files = print_sheet(self._workspace, revision)
            revision.log_index = self._log.size
            revision.save()
            self._log.append([_fact("standard-change", revision, username)])
        registry_at_a_glance.forget()
        return revision

    def refuse(self, number: int, username: str, reason: str) -> Revision:
        """Send a revision back to its author with a reason. Raises: RevisionEyes, RevisionState, RevisionReason."""
        if not reason.strip():
            raise RevisionReason
        with transaction.atomic():
            revision = self._in_review(number, username, "退回")
            revision.state, revision.reviewer, revision.decided_at = State.REFUSED, username, timezone.now()
            revision.reason = reason
            revision.save()
            self._log.append([_fact("standard-refuse", revision, username)])
            return revision

    def withdraw(self, number: int, username: str) -> Revision:
        """Take back a revision that is not decided. Raises: NotTheAuthor, RevisionState."""
        with transaction.atomic():
            revision = self._mine(number, username, "撤回", (State.DRAFT, State.REFUSED, State.REVIEW))
            was_submitted = revision.state != State.DRAFT
            revision.state, revision.decided_at = State.WITHDRAWN, timezone.now()
            revision.save()
            if was_submitted:
                self._log.append([_fact("standard-withdraw", revision, username)])
            return revision

    def _mine(
        self, number: int, username: str, step: str, states: tuple[str, ...] = (State.DRAFT, State.REFUSED)
    ) -> Revision:
        revision = revision_numbered(number)
        if revision.author != username:
            raise NotTheAuthor(number=number, author=revision.author, username=username)
        if revision.state not in states:
            raise RevisionState(number=number, state=State(revision.state).label, step=step)
        return revision

    def _in_review(self, number: int, username: str, step: str) -> Revision:
        revision = revision_numbered(number)
        if revision.state != State.REVIEW:
            raise RevisionState(number=number, state=State(revision.state).label, step=step)
        if revision.author == username:
            raise RevisionEyes(number=number, username=username)
        return revision


def proposal(kind: str, identifier: str, changes: Mapping[str, Any]) -> RegisteredObject:
    """The object that changes to the version in force give, or a new object; a field of None or "" is taken out."""
    versions = objects_now().versions(kind, identifier)
    base: dict[str, Any] = {"name": identifier, "source": "", "confidence": "confirmed"}
    if versions:
        base = versions[-1].as_dict()
    if changes.get("values"):
        changes = {**changes, "values": _in_order(changes["values"])}
    kept = {key: value for key, value in {**base, **changes}.items() if value not in (None, "") or key == "source"}
    fixed = {"kind": kind, "id": identifier, "version": 1, "effective_from": None, "effective_to": None}
    proposed = object_from_dict({"name": "", "confidence": "confirmed", "source": "", **kept, **fixed})
    if kind == "data_element" and versions and changes.get("format") not in (None, versions[-1].body.get("format")):
        # What was proposed and approved is no longer a guess.
        proposed = replace(proposed, body={**proposed.body, "format_status": "confirmed"})
    return proposed


def _in_order(values: Mapping[str, str]) -> dict[str, str]:
    """Codes of one length by code; others as they were given, since their order may mean something."""
    return dict(sorted(values.items())) if len({len(code) for code in values}) == 1 else dict(values)


def _newest(proposed: RegisteredObject) -> int:
    return max((o.version for o in objects_now().versions(proposed.kind, proposed.identifier)), default=0)


def _require_base(revision: Revision, proposed: RegisteredObject) -> None:
    current = _newest(proposed)
    if current != revision.base_version:
        raise RevisionStale(identifier=revision.identifier, current=current, base=revision.base_version)


def _require_day(proposed: RegisteredObject, day: date) -> None:
    if day < today():
        raise EffectiveDayInvalid(day=day, reason="早于今天")
    latest = max(
        (o.effective_from for o in objects_now().versions(proposed.kind, proposed.identifier)), default=date.min
    )
    if day < latest:
        raise EffectiveDayInvalid(day=day, reason=f"现有版本自 {latest} 生效")


def _fact(kind: str, revision: Revision, username: str) -> dict[str, Any]:
    return {
        "kind": kind,
        "resource_code": f"{revision.kind}/{revision.identifier}",
        "revision": revision.pk,
        "name": revision.body["name"],
        "version": revision.version or revision.base_version + 1,
        "effective_from": revision.effective_from,
        "by": username,
        "author": revision.author,
        "at": timezone.now().isoformat(),
        "reason": revision.reason,
        "note": revision.note,
        "object": revision.body,
        "sheet": {file["format"]: file["sha256"] for file in revision.files},
    }
