"""Rework orders as they are listed and shown: counts by state, clocks, rows with masked values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Q

from anlan.collection.contract import Contract
from anlan.control.quality.models import ReworkOrder, ReworkRow
from anlan.control.quality.resources import resources
from anlan.control.quality.rework import UNSETTLED, order_of
from anlan.control.standards.current import Current


def owners_of(table: str, standards: Current, contracts: Sequence[Contract]) -> dict[str, str]:
    """Source system → the unit that owns it; the empty name stands for any other system of the table."""
    resource = resources(standards.registry, contracts, [table])[table]
    return {"": resource.owner_of("", contracts), **{one.system: one.owner for one in contracts}}


def orders(today: date, state: str = "", owner: str = "") -> list[dict[str, Any]]:
    """Every order, newest first, or those of a state or owner."""
    wanted = Q()
    if state:
        wanted &= Q(state=state)
    if owner:
        wanted &= Q(owner=owner)
    return [order_row(order, today) for order in ReworkOrder.objects.filter(wanted)]


def order_row(order: ReworkOrder, today: date) -> dict[str, Any]:
    """One order with its counts and its clock."""
    counts = dict(order.rows.values_list("state").annotate(n=Count("id")))
    unsettled = sum(counts.get(state, 0) for state in UNSETTLED)
    total = sum(counts.values())
    return {
        "number": order.pk,
        "table_name": order.table_name,
        "rule_id": order.rule_id,
        "rule_label": order.rule_label,
        "dimension": order.dimension,
        "source_system": order.source_system,
        "owner": order.owner,
        "state": order.state,
        "state_label": ReworkOrder.State(order.state).label,
        "due": order.due,
        "days_left": (order.due - today).days,
        "is_late": order.state != ReworkOrder.State.CLOSED and order.due < today,
        "issued_by": order.issued_by,
        "issued_at": order.issued_at,
        "checked_at": order.checked_at,
        "closed_at": order.closed_at,
        "row_count": total,
        "settled_count": total - unsettled,
        "counts": {state.value: counts.get(state.value, 0) for state in ReworkRow.State},
    }


def order_detail(number: int, today: date, page: int, size: int) -> dict[str, Any]:
    """One order with a page of its rows. Raises: ReworkUnknown."""
    order = order_of(number)
    rows = order.rows.all()[(page - 1) * size : page * size]
    listed = [
        {
            "position": row.position,
            "source_system": row.source_system,
            "load_id": row.load_id,
            "row_no": row.row_no,
            "row_key": row.row_key,
            "value": row.value,
            "state": row.state,
            "state_label": ReworkRow.State(row.state).label,
            "note": row.note,
            "answered_by": row.answered_by,
            "decided_by": row.decided_by,
            "decision": row.decision,
            "failed_checks": row.failed_checks,
        }
        for row in rows
    ]
    return {**order_row(order, today), "page": page, "size": size, "rows": listed}
