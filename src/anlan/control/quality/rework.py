"""The rework loop 整改: findings handed to the unit that owns them, answered row by row, settled by the re-check.

An answer moves no score: a row leaves the order only when the rule, run again over the pool, no longer finds it, or
when a second person upholds the unit's objection; the next run then counts the row as passed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from anlan.control.quality.errors import AnswerInvalid, NothingToRework, OwnAnswer, ReworkClosed, ReworkUnknown
from anlan.control.quality.exemptions import exempted
from anlan.control.quality.models import ReworkOrder, ReworkRow
from anlan.pool.delta import literal
from anlan.pool.pool import Pool
from anlan.quality import history
from anlan.quality.judge import RuleResult
from anlan.quality.pool_check import FINDING, MOST_FINDINGS

MOST_ROWS = 5000
UNSETTLED = (ReworkRow.State.OPEN, ReworkRow.State.CORRECTED, ReworkRow.State.CONTESTED)
CORRECTED, CONTESTED = "更正", "申辩"


@dataclass(frozen=True)
class Answer:
    """What the unit says of a row: corrected at the source, or contested with a reason."""

    position: int
    action: str
    note: str = ""


@transaction.atomic
def issue(
    pool: Pool, table: str, rule_id: str, owners: Mapping[str, str], due: date, issued_by: str
) -> list[ReworkOrder]:
    """Orders for the rows that a rule found, one for each source system; rows on an open order are left out.

    ``owners`` maps a source system to the unit that owns it (the empty name: any other). Raises: NothingToRework.
    """
    _, found = history.findings(pool, {"table_name": table, "rule_id": rule_id}, 1, MOST_ROWS)
    open_rows = ReworkRow.objects.filter(order__table_name=table, order__rule_id=rule_id, state__in=UNSETTLED)
    known = set(open_rows.values_list("key_digest", flat=True))
    upheld = {(digest, value) for _, _, digest, value in exempted(table, rule_id)}
    by_system: dict[str, list[dict[str, Any]]] = {}
    for finding in found:
        digest, value = finding["key_digest"], (finding["value"] or "")[:300]
        if digest not in known and (digest, value) not in upheld:
            by_system.setdefault(finding["source_system"] or "", []).append(finding)
    if not by_system:
        raise NothingToRework(table=table, rule=rule_id)
    return [
        _order(rows, system, owners.get(system) or owners.get("", ""), due, issued_by)
        for system, rows in sorted(by_system.items())
    ]


def _order(rows: Sequence[Mapping[str, Any]], system: str, owner: str, due: date, issued_by: str) -> ReworkOrder:
    first = rows[0]
    order = ReworkOrder.objects.create(
        table_name=first["table_name"],
        rule_id=first["rule_id"],
        rule_label=first["rule_label"],
        dimension=first["dimension"],
        source_system=system,
        owner=owner,
        due=due,
        issued_by=issued_by,
        issued_at=timezone.now(),
    )
    ReworkRow.objects.bulk_create(
        ReworkRow(
            order=order,
            position=position,
            source_system=system,
            load_id=row["load_id"] or "",
            row_no=row["row_no"],
            row_key=(row["row_key"] or "")[:300],
            key_digest=row["key_digest"],
            value=(row["value"] or "")[:300],
        )
        for position, row in enumerate(rows, 1)
    )
    return order


def order_of(number: int) -> ReworkOrder:
    """The order of that number. Raises: ReworkUnknown."""
    found = ReworkOrder.objects.filter(pk=number).first()
    if found is None:
        raise ReworkUnknown(number=number)
    return found


@transaction.atomic
def answer(number: int, answers: Iterable[Answer], username: str) -> ReworkOrder:
    """Record what the unit says of rows; nothing is settled by it.

    Raises: ReworkUnknown, ReworkClosed, AnswerInvalid.
    """
    order = order_of(number)
    rows = {row.position: row for row in order.rows.all()}
    for one in answers:
        row = rows.get(one.position)
        if row is None:
            raise AnswerInvalid(place=one.position, reason="整改单中没有这一行")
        if row.state not in UNSETTLED:
            raise ReworkClosed(number=number, state=ReworkRow.State(row.state).label)
        if one.action not in (CORRECTED, CONTESTED):
            raise AnswerInvalid(place=one.position, reason=f"处理“{one.action}”无法识别")
        if one.action == CONTESTED and not one.note.strip():
            raise AnswerInvalid(place=one.position, reason="申辩没有理由")
        row.state = ReworkRow.State.CORRECTED if one.action == CORRECTED else ReworkRow.State.CONTESTED
        row.note, row.answered_by, row.answered_at = one.note.strip(), username, timezone.now()
        row.save()
    _settle(order)
    return order


@transaction.atomic
def decide(number: int, position: int, upheld: bool, reason: str, username: str) -> ReworkRow:
    """Uphold or refuse an objection; whoever raised it does not decide it.

    Raises: ReworkUnknown, AnswerInvalid, OwnAnswer, ReworkClosed.
    """
    order = order_of(number)
    row = order.rows.filter(position=position).first()
    if row is None:
        raise AnswerInvalid(place=position, reason="整改单中没有这一行")
    if row.state != ReworkRow.State.CONTESTED:
        raise ReworkClosed(number=number, state=ReworkRow.State(row.state).label)
    if row.answered_by == username:
        raise OwnAnswer(username=username)
    if not reason.strip():
        raise AnswerInvalid(place=position, reason="裁定没有理由")
    row.state = ReworkRow.State.EXEMPTED if upheld else ReworkRow.State.OPEN
    row.decided_by, row.decision = username, reason.strip()
    row.save()
    _settle(order)
    return row


def recheck(pool: Pool, results: Iterable[RuleResult]) -> int:
    """Hold every open order whose rule was just run against the newest findings; how many rows turned out fixed.

    A rule that did not run, or that found more rows than are kept, settles nothing.
    """
    ran = {(r.rule.table, r.rule.id) for r in results if r.failed <= MOST_FINDINGS}
    waiting = ReworkOrder.objects.exclude(state=ReworkOrder.State.CLOSED)
    return sum(_recheck(pool, order) for order in waiting if (order.table_name, order.rule_id) in ran)


@transaction.atomic
def _recheck(pool: Pool, order: ReworkOrder) -> int:
    failing = _failing(pool, order)
    fixed = 0
    for row in order.rows.filter(state__in=UNSETTLED):
        if row.key_digest not in failing:
            row.state = ReworkRow.State.FIXED
            fixed += 1
        elif row.state == ReworkRow.State.CORRECTED:
            # Said to be corrected, found again: back to the unit.
            row.state, row.failed_checks = ReworkRow.State.OPEN, row.failed_checks + 1
        row.save()
    order.checked_at = timezone.now()
    _settle(order)
    return fixed


def _failing(pool: Pool, order: ReworkOrder) -> set[str]:
    if pool.version(FINDING) is None:
        return set()
    with pool.reading(tables=[FINDING]) as connection:
        query = f"SELECT DISTINCT key_digest FROM {FINDING} WHERE table_name = {literal(order.table_name)} "
        query += f"AND rule_id = {literal(order.rule_id)}"
        return {digest for (digest,) in connection.execute(query).fetchall()}


def _settle(order: ReworkOrder) -> None:
    states = dict(order.rows.values_list("state").annotate(n=Count("id")))
    if not any(states.get(state) for state in UNSETTLED):
        order.state, order.closed_at = ReworkOrder.State.CLOSED, timezone.now()
    elif states.get(ReworkRow.State.OPEN):
        order.state = ReworkOrder.State.ISSUED
    else:
        order.state = ReworkOrder.State.ANSWERED
    order.save()
