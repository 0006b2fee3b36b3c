"""Contracts as standardisation follows them in this workspace, and the bringing of decisions to what is in core."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Q

from anlan.base.settings import Workspace
from anlan.collection.again import mark_again
from anlan.collection.contract import Contract, read_contracts
from anlan.collection.corrections.decisions import AgreedCode, Decisions, SwitchedOff, with_decisions
from anlan.control.standardise.models import ConversionDecision
from anlan.pool.pool import Pool
from anlan.standards.registry import Registry

Kind, State = ConversionDecision.Kind, ConversionDecision.State


def decisions_in_force() -> Decisions:
    """Every decision in force, oldest first."""
    found = list(ConversionDecision.objects.filter(state=State.IN_FORCE).order_by("pk"))
    codes = [
        AgreedCode(one.system, one.table, one.item, one.value, one.code, _since(one), one.version, one.reviewer)
        for one in found
        if one.kind == Kind.CODE
    ]
    off = [
        SwitchedOff(one.system, one.table, one.item, one.conversion, _since(one), one.reviewer)
        for one in found
        if one.kind == Kind.SWITCH
    ]
    return Decisions(codes, off)


def _since(one: ConversionDecision) -> date:
    assert one.effective_from is not None  # set with the state, in one transaction
    return one.effective_from


def effective_contracts(workspace: Workspace, registry: Registry) -> list[Contract]:
    """The contracts of a workspace with the decisions in force laid over them. Raises: as ``read_contracts``."""
    return decided(read_contracts(workspace.sources, registry))


def decided(contracts: Sequence[Contract]) -> list[Contract]:
    """Contracts with the decisions in force laid over them."""
    return with_decisions(contracts, decisions_in_force())


def not_yet_applied() -> list[ConversionDecision]:
    """Decisions that core does not follow yet: in force and not applied, or ended and not undone; oldest first."""
    news = Q(state=State.IN_FORCE, applied_at=None)
    # What was in force for a while may have touched loads that came meanwhile, even if it was never applied to all.
    gone = Q(state=State.ENDED, undone_at=None) & ~Q(decided_at=None)
    return list(ConversionDecision.objects.filter(news | gone).order_by("pk"))


def mark_decided(pool: Pool, contracts: Sequence[Contract], waiting: Sequence[ConversionDecision]) -> int:
    """Let the next standardisation follow decisions for the past as well; returns how many loads are made again."""
    return mark_again(pool, contracts, {(one.system, one.table) for one in waiting}) if waiting else 0


def keep_applied(waiting: Sequence[ConversionDecision], now: datetime) -> None:
    """Note that core follows these decisions now."""
    for one in waiting:
        if one.state == State.IN_FORCE:
            one.applied_at = now
        else:
            one.undone_at = now
        one.save(update_fields=["applied_at", "undone_at"])
