"""The life of a decision about standardisation: submitted, decided by another person, taken back, logged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from anlan.base.clock import CHINA
from anlan.collection.contract import SWITCHABLE, Contract, Item
from anlan.collection.corrections.declared import conversions
from anlan.control.catalogue.log import VerifiableLog
from anlan.control.standardise.errors import (
    DecisionStands,
    DecisionUnknown,
    ItemNotMapped,
    OwnDecision,
    ReasonMissing,
)
from anlan.control.standardise.models import ConversionDecision
from anlan.standards.registry import Column, Registry

Kind, State = ConversionDecision.Kind, ConversionDecision.State


class DecisionLife:
    """Submits and decides; every step is an entry of the verifiable log."""

    def __init__(self, log: VerifiableLog, contracts: Sequence[Contract], registry: Registry) -> None:
        self._log, self._contracts, self._registry = log, contracts, registry

    def submit_code(
        self, place: tuple[str, str, str], value: str, code: str, person: str, now: datetime, **facts: Any
    ) -> ConversionDecision:
        """Ask that a value of an item means a code. Raises: ItemNotMapped, DecisionStands."""
        item, column = self._bound(place)
        codes = self._registry.codes_of(column)
        if code not in codes:
            raise ItemNotMapped(place=".".join(place), reason=f"代码集 {column.code_set or '（无）'} 没有代码 {code}")
        if value in item.codes:
            raise ItemNotMapped(place=".".join(place), reason=f"契约已声明 {value} → {item.codes[value]}，以契约为准")
        return self._submit(place, person, now, kind=Kind.CODE, value=value, code=code, **facts)

    def submit_switch(
        self, place: tuple[str, str, str], conversion: str, person: str, now: datetime, note: str
    ) -> ConversionDecision:
        """Ask that a conversion no longer applies to an item. Raises: ItemNotMapped, DecisionStands, ReasonMissing."""
        self._bound(place)
        if conversion not in SWITCHABLE:
            reason = f"没有可停用的转换 {conversion}（可停用：{'、'.join(SWITCHABLE)}）"
            raise ItemNotMapped(place=".".join(place), reason=reason)
        if not note.strip():
            raise ReasonMissing
        return self._submit(place, person, now, kind=Kind.SWITCH, conversion=conversion, note=note)

    def _bound(self, place: tuple[str, str, str]) -> tuple[Item, Column]:
        system, name, item_name = place
        table = next((one.table(name) for one in self._contracts if one.system == system), None)
        item = table.items.get(item_name) if table else None
        if table is None or item is None or not item.column:
            raise ItemNotMapped(place=".".join(place), reason="契约中没有这个项目，或它不填充明细层的列")
        return item, self._registry.table(table.core).columns[item.column]

    @transaction.atomic
    def _submit(self, place: tuple[str, str, str], person: str, now: datetime, **facts: Any) -> ConversionDecision:
        system, table, item = place
        same = ConversionDecision.objects.filter(
            system=system,
            table=table,
            item=item,
            value=facts.get("value", ""),
            conversion=facts.get("conversion", ""),
        )
        standing = same.filter(state__in=(State.REVIEW, State.IN_FORCE)).first()
        if standing is not None:
            state = State(standing.state).label
            raise DecisionStands(place=standing.place, subject=standing.subject, state=state, number=standing.pk)
        decision = ConversionDecision.objects.create(
            system=system,
            table=table,
            item=item,
            version=same.exclude(state=State.REFUSED).count() + 1,
            state=State.REVIEW,
            author=person,
            submitted_at=now,
            **facts,
        )
        self._log.append([_fact("conversion-submit", decision, person, now)])
        return decision

    @transaction.atomic
    def approve(self, number: int, person: str, now: datetime) -> ConversionDecision:
        """Put a decision in force from today; the next standardisation applies it.

        Raises: DecisionUnknown, OwnDecision.
        """
        decision = self._in_review(number, person, "同意")
        decision.state, decision.reviewer, decision.decided_at = State.IN_FORCE, person, now
        decision.effective_from = now.astimezone(CHINA).date()
        decision.save()
        self._log.append([_fact("conversion-approve", decision, person, now)])
        return decision

    @transaction.atomic
    def refuse(self, number: int, person: str, now: datetime, reason: str) -> ConversionDecision:
        """Refuse; the same is not proposed again. Raises: DecisionUnknown, OwnDecision, ReasonMissing."""
        if not reason.strip():
            raise ReasonMissing
        decision = self._in_review(number, person, "退回")
        decision.state, decision.reviewer, decision.decided_at = State.REFUSED, person, now
        decision.reason = reason
        decision.save()
        self._log.append([_fact("conversion-refuse", decision, person, now)])
        return decision

    @transaction.atomic
    def end(self, number: int, person: str, now: datetime, reason: str) -> ConversionDecision:
        """Take back what is in force or waits; the next standardisation restores what was before.

        Raises: DecisionUnknown, ReasonMissing.
        """
        if not reason.strip():
            raise ReasonMissing
        standing = ConversionDecision.objects.select_for_update().filter(state__in=(State.REVIEW, State.IN_FORCE))
        decision = standing.filter(pk=number).first()
        if decision is None:
            raise DecisionUnknown(step="撤销", number=number)
        decision.state, decision.ended_by, decision.ended_at = State.ENDED, person, now
        decision.reason = reason
        decision.save()
        self._log.append([_fact("conversion-end", decision, person, now)])
        return decision

    def _in_review(self, number: int, person: str, step: str) -> ConversionDecision:
        waiting = ConversionDecision.objects.select_for_update().filter(state=State.REVIEW)
        decision = waiting.filter(pk=number).first()
        if decision is None:
            raise DecisionUnknown(step=step, number=number)
        if decision.author == person:
            raise OwnDecision(place=decision.place, subject=decision.subject)
        return decision


def _fact(kind: str, decision: ConversionDecision, person: str, now: datetime) -> dict[str, Any]:
    label = conversions()[decision.conversion].label if decision.conversion else decision.subject
    return {
        "kind": kind,
        "identifier": decision.place,
        "number": decision.pk,
        "version": decision.version,
        "name": label,
        "value": decision.value,
        "code": decision.code,
        "conversion": decision.conversion,
        "by": person,
        "at": now.isoformat(),
        "reason": decision.reason or decision.note,
    }
