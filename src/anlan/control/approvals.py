"""The approval inbox 待办审批: everything that waits for a second pair of eyes, whatever part of the house it is from.

A part of the house joins in by a `DecisionKind` in `kinds`; the inbox knows nothing else of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from anlan.base.errors import AnlanError
from anlan.control.access import Permission, Viewer, denied
from anlan.control.people import administrators


@dataclass(frozen=True)
class Decision:
    """One thing that waits: what it is, whose it is, who asks, since when; ``summary`` says in words what is wanted."""

    kind: str
    number: int
    code: str
    title: str
    party: str
    author: str
    submitted_at: datetime
    summary: str


@dataclass(frozen=True)
class Change:
    """One field that would change; ``before`` is empty for what is new."""

    place: str
    before: str
    after: str


@dataclass(frozen=True)
class Dossier:
    """What somebody needs to decide on one screen: the facts, what changes field by field, and what to look out for."""

    decision: Decision
    facts: Mapping[str, str] = field(default_factory=dict)
    changes: Sequence[Change] = ()
    warnings: Sequence[str] = ()
    link: str = ""


class DecisionKind(Protocol):
    """What a part of the house gives the inbox. Numbers are its own; whoever submitted may never decide."""

    kind: str
    label: str
    permission: Permission

    def waiting(self) -> list[Decision]:
        """What waits, oldest first."""

    def dossier(self, number: int) -> Dossier:
        """The facts of one decision. Raises: its own error where nothing waits under that number."""

    def approve(self, numbers: Sequence[int], username: str) -> int:
        """Approve all or none; returns how many."""

    def refuse(self, number: int, username: str, reason: str) -> None:
        """Send one back with a reason."""


class KindUnknown(AnlanError):
    """The inbox has no such kind of decision."""

    code = "decision-kind-unknown"
    status = 404
    message = "没有“{kind}”这一类待办"
    hint = "可用的类别：{kinds}。"


def kinds() -> dict[str, DecisionKind]:
    """Every kind of decision by its name, in the order of the inbox."""
    from anlan.control.assets.decisions import DestructionDecisions, GradeDecisions
    from anlan.control.catalogue.authorisation_decisions import AuthorisationDecisions  # here: each needs its models
    from anlan.control.catalogue.decisions import DutyDecisions, EntryDecisions
    from anlan.control.quality.proposals import RuleDecisions
    from anlan.control.standardise.decisions import StandardisingDecisions
    from anlan.control.standards.decisions import RevisionDecisions

    found: list[DecisionKind] = [DutyDecisions(), EntryDecisions(), AuthorisationDecisions(), RevisionDecisions()]
    found += [DestructionDecisions(), GradeDecisions()]
    found += [StandardisingDecisions(), RuleDecisions()]
    return {one.kind: one for one in found}


def kind_named(name: str, viewer: Viewer) -> DecisionKind:
    """The kind of that name, for somebody who may decide on it. Raises: KindUnknown, AccessDenied."""
    known = kinds()
    if name not in known:
        raise KindUnknown(kind=name, kinds="、".join(known))
    if not viewer.may(known[name].permission):
        raise denied(viewer, known[name].permission, administrators())
    return known[name]


def inbox(viewer: Viewer) -> list[dict[str, Any]]:
    """What waits that the person may decide or has submitted, oldest first; ``is_own``: others must decide."""
    found = []
    for kind in kinds().values():
        for one in kind.waiting():
            is_own = one.author == viewer.username
            if is_own or viewer.may(kind.permission):
                found.append({**vars(one), "kind_label": kind.label, "is_own": is_own})
    return sorted(found, key=lambda one: (one["submitted_at"], one["number"]))


def dossier(kind: str, number: int, viewer: Viewer) -> dict[str, Any]:
    """One decision with its facts and differences, for somebody who may decide it or has submitted it.

    Raises: KindUnknown, AccessDenied, and the kind's own error where nothing waits under that number.
    """
    known = kinds().get(kind)
    waiting = known.waiting() if known else ()
    is_own = any(one.number == number and one.author == viewer.username for one in waiting)
    # Whether something waits is told only to those who may know.
    found = (known if known and is_own else kind_named(kind, viewer)).dossier(number)
    return {
        **vars(found.decision),
        "is_own": is_own,
        "facts": [{"name": name, "value": value} for name, value in found.facts.items()],
        "changes": [vars(change) for change in found.changes],
        "warnings": list(found.warnings),
        "link": found.link,
    }
