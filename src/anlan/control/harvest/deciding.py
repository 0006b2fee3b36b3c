"""Proposals before people: what waits, accepting, refusing; what was accepted becomes a wording for later proposals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from anlan.base.errors import AnlanError
from anlan.control.harvest.models import Decision, ItemMeaning

ACCEPT, REFUSE = "accept", "refuse"


class ItemUnknown(AnlanError):
    """An item that no kept harvest holds."""

    code = "harvest-item-unknown"
    status = 404
    message = "没有采集到指标项 {item}"
    hint = "用 `anlan catalogue proposals list` 查看待确认的指标项；先用 `anlan catalogue harvest … --keep` 采集。"


class ElementNotProposed(AnlanError):
    """A decision on an element where none was named and none is proposed."""

    code = "harvest-nothing-proposed"
    status = 409
    message = "指标项 {item} 没有可{action}的建议"
    hint = "用 --element 指明数据元；`anlan standards list data_element` 可查看全部数据元。"


def waiting(system: str = "", state: str = "", text: str = "", least: float = 0.0) -> QuerySet[ItemMeaning]:
    """Items with their proposals, of a system, in a state, whose name, label or element holds a text."""
    found = ItemMeaning.objects.exclude(state=ItemMeaning.State.GONE)
    if system:
        found = found.filter(system=system)
    if state:
        found = found.filter(state=state)
    if least:
        found = found.filter(score__gte=least)
    if text:
        found = found.filter(
            Q(column__icontains=text) | Q(label__icontains=text) | Q(table__icontains=text) | Q(element=text)
        )
    return found


def row_of(one: ItemMeaning) -> dict[str, Any]:
    """An item with its proposals as plain values."""
    return {
        "id": one.pk,
        "system": one.system,
        "table": one.table,
        "column": one.column,
        "label": one.label,
        "state": one.state,
        "state_label": ItemMeaning.State(one.state).label,
        "element": one.element,
        "score": one.score,
        "proposals": [proposal for proposal in one.proposals if proposal["element"] not in one.refused],
        "refused": one.refused,
    }


def item_at(place: str) -> ItemMeaning:
    """The item of a place ``system.table.column``. Raises: ItemUnknown."""
    system, _, rest = place.partition(".")
    table, _, column = rest.rpartition(".")
    one = ItemMeaning.objects.filter(system=system, table=table, column=column).first()
    if one is None:
        raise ItemUnknown(item=place)
    return one


@transaction.atomic
def accept(one: ItemMeaning, person: str, now: datetime, element: str = "") -> ItemMeaning:
    """Bind the item to an element: the one named, else the first proposed. Raises: ElementNotProposed."""
    chosen = element or _first(one, "接受")
    one.element, one.state = chosen, ItemMeaning.State.ACCEPTED
    one.refused = [refused for refused in one.refused if refused != chosen]
    one.save()
    Decision.objects.create(item=one, action=ACCEPT, element=chosen, person=person, at=now)
    return one


@transaction.atomic
def accept_all(chosen: Sequence[ItemMeaning], person: str, now: datetime) -> int:
    """Bind each item to the first element proposed for it; returns how many. Raises: ElementNotProposed."""
    for one in chosen:
        one.element, one.state = _first(one, "接受"), ItemMeaning.State.ACCEPTED
    made = [Decision(item_id=one.pk, action=ACCEPT, element=one.element, person=person, at=now) for one in chosen]
    by_element: dict[str, list[int]] = defaultdict(list)
    for one in chosen:
        by_element[one.element].append(one.pk)
    for element, keys in by_element.items():
        ItemMeaning.objects.filter(pk__in=keys).update(element=element, state=ItemMeaning.State.ACCEPTED)
    Decision.objects.bulk_create(made, batch_size=1000)
    return len(made)


@transaction.atomic
def refuse(one: ItemMeaning, person: str, now: datetime, element: str = "", reason: str = "") -> ItemMeaning:
    """Refuse an element for the item, remembered; the next proposed one comes forward. Raises: ElementNotProposed."""
    chosen = element or one.element or _first(one, "拒绝")
    one.refused = sorted({*one.refused, chosen})
    if one.element == chosen:
        one.element = ""
    left = [proposal for proposal in one.proposals if proposal["element"] not in one.refused]
    one.score = float(left[0]["score"]) if left else 0.0
    if not one.element:
        one.state = ItemMeaning.State.OPEN if left else ItemMeaning.State.NONE
    one.save()
    Decision.objects.create(item=one, action=REFUSE, element=chosen, reason=reason, person=person, at=now)
    return one


def learned_wordings() -> list[tuple[str, str]]:
    """(element, wording) of every accepted binding."""
    found = ItemMeaning.objects.filter(state=ItemMeaning.State.ACCEPTED).exclude(label="")
    return sorted({(one.element, one.label) for one in found})


def _first(one: ItemMeaning, action: str) -> str:
    left = [proposal for proposal in one.proposals if proposal["element"] not in one.refused]
    if not left:
        raise ElementNotProposed(item=f"{one.system}.{one.table}.{one.column}", action=action)
    return str(left[0]["element"])


def refused_elements() -> dict[str, frozenset[str]]:
    """The elements refused, by the item's place."""
    found = ItemMeaning.objects.exclude(refused=[])
    return {f"{one.system}.{one.table}.{one.column}": frozenset(one.refused) for one in found}
