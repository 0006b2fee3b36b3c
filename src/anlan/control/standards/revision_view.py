"""Revisions as the console shows them: the list, one with what it touches, and the proof that it was logged."""

from __future__ import annotations

from typing import Any

from anlan.base.settings import Workspace
from anlan.control.catalogue.log import VerifiableLog
from anlan.control.standards.current import object_of, objects_now, today
from anlan.control.standards.impact import impact_of
from anlan.control.standards.life import revision_numbered
from anlan.control.standards.models import Revision
from anlan.standards.objects import KINDS
from anlan.standards.revision import check_draft

State = Revision.State


def revisions(state: str, page: int, size: int) -> dict[str, Any]:
    """A page of revisions, newest first, with how many stand in each state."""
    found = Revision.objects.filter(state=state) if state else Revision.objects.all()
    start = (page - 1) * size
    counts = [
        {"value": one.value, "label": str(one.label), "count": Revision.objects.filter(state=one.value).count()}
        for one in State
    ]
    rows = [summary(revision) for revision in found[start : start + size]]
    return {"total": found.count(), "page": page, "size": size, "rows": rows, "states": counts}


def summary(revision: Revision) -> dict[str, Any]:
    """One line of the list."""
    return {
        "number": revision.pk,
        "sheet": revision.number,
        "kind": revision.kind,
        "kind_label": KINDS[revision.kind],
        "id": revision.identifier,
        "name": revision.body["name"],
        "state": revision.state,
        "state_label": str(State(revision.state).label),
        "base_version": revision.base_version,
        "version": revision.version,
        "note": revision.note,
        "author": revision.author,
        "changed_at": revision.changed_at,
        "reviewer": revision.reviewer,
        "decided_at": revision.decided_at,
        "reason": revision.reason,
        "effective_from": revision.effective_from,
    }


def detail(workspace: Workspace, number: int) -> dict[str, Any]:
    """One revision with what it touches now, or touched when it was decided. Raises: RevisionUnknown."""
    revision = revision_numbered(number)
    proposed = object_of(revision)
    is_open = revision.state in (State.DRAFT, State.REFUSED, State.REVIEW)
    problems = check_draft(proposed, objects_now(), today()) if is_open else []
    impact = impact_of(workspace, proposed, today()) if is_open and not problems else revision.impact
    return {
        **summary(revision),
        "body": revision.body,
        "problems": problems,
        "impact": impact or None,
        "files": [{key: file[key] for key in ("format", "size", "sha256")} for file in revision.files],
        "log": _log_entry(workspace, revision),
    }


def _log_entry(workspace: Workspace, revision: Revision) -> dict[str, Any] | None:
    if revision.log_index is None:
        return None
    receipt = VerifiableLog(workspace).receipt(revision.log_index)
    return {
        "index": revision.log_index,
        "payload": receipt["payload"],
        "hash": receipt["hash"],
        "path": receipt["path"],
        "size": receipt["head"]["size"],
        "root": receipt["head"]["root"],
        "signed_at": receipt["head"]["at"],
        "signature": receipt["head"]["signature"],
        "key": receipt["key"],
    }
