"""Duties 职责目录: the first of three levels (duty → data → table); each belongs to a department and is approved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from anlan.base.errors import AnlanError, Findings
from anlan.control.catalogue.errors import FourEyes, ReasonNeeded, StateWrong
from anlan.control.catalogue.log import VerifiableLog
from anlan.control.catalogue.models import AllottedNumber, Duty, Notice
from anlan.standards.catalogue import CatalogueEntry

State = Duty.State
_NUMBERS = "duty"


class DutyUnknown(AnlanError):
    """No duty has that code."""

    code = "duty-unknown"
    status = 404
    message = "没有职责 {code}"
    hint = "用 `anlan catalogue duties` 查看职责目录。"


@dataclass(frozen=True)
class WantedDuty:
    """A duty as somebody proposes it."""

    department: str
    name: str
    basis: str = ""


def duty_code(number: int) -> str:
    """The code of a duty: ``D`` and six digits never used twice."""
    return f"D{number:06d}"


class DutyLife:
    """Moves duties through review by another person; each step is written into the log."""

    def __init__(self, log: VerifiableLog) -> None:
        self._log = log

    def propose(self, wanted: Iterable[WantedDuty], username: str) -> list[Duty]:
        """Put duties before a reviewer; those that a department has already are left alone. Raises: Findings."""
        chosen = list(dict.fromkeys(wanted))
        problems = [
            f"{one.department or '？'} {one.name or '？'}：部门与职责事项必填，不超过 100 字"
            for one in chosen
            if not one.department.strip() or not one.name.strip() or max(len(one.department), len(one.name)) > 100
        ]
        if problems:
            raise Findings("职责目录", problems)
        with transaction.atomic():
            known = set(Duty.objects.exclude(state=State.REFUSED).values_list("department", "name"))
            number, _ = AllottedNumber.objects.select_for_update().get_or_create(class_code=_NUMBERS)
            made = []
            for one in chosen:
                if (one.department, one.name) in known:
                    continue
                number.last += 1
                made.append(
                    Duty(
                        code=duty_code(number.last),
                        department=one.department,
                        name=one.name,
                        basis=one.basis,
                        state=State.REVIEW,
                        author=username,
                        submitted_at=timezone.now(),
                    )
                )
            number.save()
            Duty.objects.bulk_create(made)
            self._write("duty-submit", made, username)
            return made

    def approve(self, numbers: Sequence[int], username: str) -> int:
        """Publish duties in review; all or none. Raises: FourEyes, StateWrong, DutyUnknown."""
        with transaction.atomic():
            chosen = self._in_review(numbers, username, "发布")
            for duty in chosen:
                duty.state, duty.reviewer, duty.decided_at = State.PUBLISHED, username, timezone.now()
            Duty.objects.bulk_update(chosen, ["state", "reviewer", "decided_at"])
            self._write("duty-publish", chosen, username)
            return len(chosen)

    def refuse(self, number: int, username: str, reason: str) -> None:
        """Send a duty back with a reason. Raises: FourEyes, StateWrong, DutyUnknown, ReasonNeeded."""
        if not reason.strip():
            raise ReasonNeeded(step="退回")
        with transaction.atomic():
            (duty,) = self._in_review([number], username, "退回")
            duty.state, duty.reviewer, duty.decided_at = State.REFUSED, username, timezone.now()
            duty.reason = reason
            duty.save()
            self._write("duty-refuse", [duty], username)
            text = f"职责 {duty.name}（{duty.department}）被退回：{reason}"
            Notice.objects.create(username=duty.author, resource_code="", text=text, at=timezone.now())

    def _in_review(self, numbers: Sequence[int], username: str, step: str) -> list[Duty]:
        chosen = list(Duty.objects.select_for_update().filter(pk__in=numbers))
        lost = set(numbers) - {duty.pk for duty in chosen}
        if lost:
            raise DutyUnknown(code=min(lost))
        for duty in chosen:
            if duty.state != State.REVIEW:
                advice = "刷新后再看：可能已有人处理。"
                raise StateWrong(code=duty.code, version=1, state=State(duty.state).label, step=step, advice=advice)
            if duty.author == username:
                raise FourEyes(username=username, code=duty.code)
        return chosen

    def _write(self, kind: str, duties: Sequence[Duty], username: str) -> None:
        if duties:
            self._log.append(
                {
                    "kind": kind,
                    "duty_code": duty.code,
                    "department": duty.department,
                    "name": duty.name,
                    "basis": duty.basis,
                    "by": username,
                    "at": timezone.now().isoformat(),
                    "reason": duty.reason,
                }
                for duty in duties
            )


def unknown_duties(entries: Iterable[CatalogueEntry], *, published: bool = False) -> list[str]:
    """What is wrong with the duties that entries name: each must stand in the duties of its responsible party.

    ``published`` asks for duties that are approved; else those in review count too.
    """
    states = [State.PUBLISHED] if published else [State.PUBLISHED, State.REVIEW]
    known = set(Duty.objects.filter(state__in=states).values_list("department", "name"))
    wording = "尚未批准" if published else "未登记"
    return [
        f"{e.name or e.resource_code}：职责事项：“{e.duty}”在{e.responsible_party}的职责目录中{wording}"
        for e in entries
        if e.duty and (e.responsible_party, e.duty) not in known
    ]


def levels(counts: Iterable[tuple[str, str, int]]) -> list[dict[str, Any]]:
    """Departments with their published duties, and under each the number of data entries and of mounted tables.

    ``counts`` is one row a published entry: its department, its duty and how many mounts it has. Entries without a
    duty stand under a duty without code.
    """
    data: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for department, duty, mounts in counts:
        data[department, duty][0] += 1
        data[department, duty][1] += mounts
    known = {(d.department, d.name): d for d in Duty.objects.filter(state=State.PUBLISHED)}
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for department, name in sorted({*data, *known}, key=lambda pair: (pair[0], not pair[1], pair[1])):
        registered = known.get((department, name))
        entries, mounts = data[department, name]
        found[department].append(
            {
                "code": registered.code if registered else "",
                "name": name,
                "basis": registered.basis if registered else "",
                "entries": entries,
                "mounts": mounts,
            }
        )
    return [{"department": name, "duties": duties} for name, duties in found.items()]
