"""Keeping harvests and profiles: one record a change, the items' proposals renewed, what people decided left alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from django.db import transaction

from anlan.collection.harvest.drift import StructureDifference, structure_differences
from anlan.collection.harvest.items import Harvest, HarvestedItem
from anlan.collection.harvest.meaning import meanings
from anlan.collection.profile.table_profile import TableProfile
from anlan.control.harvest.models import ItemMeaning, KeptHarvest, KeptProfile
from anlan.standards.binding import ElementProposer, Proposal

_PROPOSED = 5
# What is likelier wrong than nineteen times in twenty is no proposal to put before a person.
_LEAST = 0.05


@transaction.atomic
def keep_harvest(
    harvest: Harvest, day: date, proposer: ElementProposer, values: Mapping[str, tuple[str, ...]] | None = None
) -> list[StructureDifference]:
    """Keep a harvest and renew the proposals of its items; returns how it differs from the last one kept.

    The first harvest of a system has no differences. Accepted bindings stay; refused elements are not proposed again.
    ``values`` are codes seen in the data, by the item's place.
    """
    last = KeptHarvest.objects.filter(system=harvest.system).last()
    found = structure_differences(items_of(last), harvest.items) if last else []
    tables = [asdict(table) for table in harvest.tables]
    unread = [asdict(one) for one in harvest.unread]
    if last is not None and not found:
        last.last_seen, last.tables, last.unread = day, tables, unread
        last.save()
    else:
        KeptHarvest.objects.create(
            system=harvest.system,
            first_seen=day,
            last_seen=day,
            tables=tables,
            items=[asdict(item) for item in harvest.items],
            differences=[asdict(one) for one in found],
            unread=unread,
        )
    _renew(harvest, proposer, values or {})
    return found


def items_of(kept: KeptHarvest) -> list[HarvestedItem]:
    """The items of a kept harvest."""
    return [HarvestedItem(**item) for item in kept.items]


def keep_profiles(profiles: Sequence[TableProfile], day: date) -> None:
    """Keep the profiles of tables, each in place of the last one."""
    for profile in profiles:
        KeptProfile.objects.update_or_create(
            system=profile.system, table=profile.table, defaults={"profiled_on": day, "body": profile.as_dict()}
        )


def _renew(harvest: Harvest, proposer: ElementProposer, values: Mapping[str, tuple[str, ...]]) -> None:
    known = {(one.table, one.column): one for one in ItemMeaning.objects.filter(system=harvest.system)}
    refused = {
        f"{harvest.system}.{table}.{column}": frozenset(one.refused)
        for (table, column), one in known.items()
        if one.refused
    }
    proposed = meanings(harvest.items, proposer, _PROPOSED, refused, values)
    renewed: list[ItemMeaning] = []
    for item, found in zip(harvest.items, proposed, strict=True):
        one = known.pop((item.table, item.column), None)
        if one is None:
            one = ItemMeaning(system=harvest.system, table=item.table, column=item.column)
        _fill(one, item, found if found and found[0].score >= _LEAST else [])
        # Without its own key the row is found by its place, known or new.
        one.pk = None
        renewed.append(one)
    place, changed = ["system", "table", "column"], ["label", "state", "score", "proposals"]
    ItemMeaning.objects.bulk_create(
        renewed, batch_size=500, update_conflicts=True, unique_fields=place, update_fields=changed
    )
    for gone in known.values():
        gone.state = ItemMeaning.State.GONE
        gone.save(update_fields=["state"])


def _fill(one: ItemMeaning, item: HarvestedItem, proposals: Sequence[Proposal]) -> None:
    one.label = item.column_comment[:500]
    one.proposals = [_plain(proposal) for proposal in proposals]
    if one.state == ItemMeaning.State.ACCEPTED or (one.state == ItemMeaning.State.GONE and one.element):
        one.state = ItemMeaning.State.ACCEPTED
        return
    one.state = ItemMeaning.State.OPEN if proposals else ItemMeaning.State.NONE
    one.score = proposals[0].score if proposals else 0.0


def _plain(proposal: Proposal) -> dict[str, Any]:
    return asdict(proposal)
