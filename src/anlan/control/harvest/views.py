"""Kept harvests as people see them: systems with their numbers, structure changes, items, profiles."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q

from anlan.base.errors import AnlanError
from anlan.collection.harvest.drift import ASPECTS
from anlan.control.harvest.models import ItemMeaning, KeptHarvest, KeptProfile
from anlan.control.place import workspace
from anlan.control.source_view import system_labels


class HarvestMissing(AnlanError):
    """A system of which no harvest is kept."""

    code = "harvest-missing"
    status = 404
    message = "没有保存系统 {system} 的采集结果"
    hint = "运行 `anlan catalogue harvest {system} --keep` 采集并保存。"


def systems() -> list[dict[str, Any]]:
    """Every harvested system: tables, items, how many are bound or wait, when it was first seen so and last seen.

    Rows: one a system, by name; ``rows`` is None where no table was counted; ``differences`` counts those of its last
    change.
    """
    labels = system_labels(workspace())
    states = {
        row["system"]: row
        for row in ItemMeaning.objects.values("system").annotate(
            accepted=Count("id", filter=Q(state=ItemMeaning.State.ACCEPTED)),
            open=Count("id", filter=Q(state=ItemMeaning.State.OPEN)),
        )
    }
    latest = {kept.system: kept for kept in KeptHarvest.objects.all()}
    return [
        {
            "system": kept.system,
            "label": labels.get(kept.system, kept.system),
            "tables": len(kept.tables),
            "items": len(kept.items),
            "rows": _counted(kept.tables),
            "unread": len(kept.unread),
            "accepted": states.get(kept.system, {}).get("accepted", 0),
            "open": states.get(kept.system, {}).get("open", 0),
            "first_seen": kept.first_seen,
            "last_seen": kept.last_seen,
            "differences": len(kept.differences),
        }
        for kept in latest.values()
    ]


def _counted(tables: list[dict[str, Any]]) -> int | None:
    counts = [table["rows"] for table in tables if table["rows"] is not None]
    return sum(counts) if counts else None


def latest_harvest(system: str) -> KeptHarvest:
    """The last harvest kept of a system. Raises: HarvestMissing."""
    kept = KeptHarvest.objects.filter(system=system).last()
    if kept is None:
        raise HarvestMissing(system=system)
    return kept


def structure(system: str) -> dict[str, Any]:
    """A system's tables with their items, and what its harvest could not read. Raises: HarvestMissing."""
    kept = latest_harvest(system)
    meaning = {
        (one.table, one.column): {"element": one.element, "state": one.state}
        for one in ItemMeaning.objects.filter(system=system)
    }
    profiled = set(KeptProfile.objects.filter(system=system).values_list("table", flat=True))
    by_table: dict[str, list[dict[str, Any]]] = {}
    for item in kept.items:
        found = meaning.get((item["table"], item["column"]), {"element": "", "state": ItemMeaning.State.NONE})
        by_table.setdefault(item["table"], []).append({**item, **found})
    return {
        "system": system,
        "first_seen": kept.first_seen,
        "last_seen": kept.last_seen,
        "tables": [
            {**table, "is_profiled": table["name"] in profiled, "items": by_table.get(table["name"], [])}
            for table in kept.tables
        ],
        "unread": kept.unread,
    }


def differences_of(system: str) -> list[dict[str, Any]]:
    """Every structure change seen of a system, newest first."""
    kept = KeptHarvest.objects.filter(system=system).order_by("-id")
    return [
        {**one, "aspect_label": ASPECTS.get(one["aspect"], ""), "day": harvest.first_seen}
        for harvest in kept
        for one in harvest.differences
    ]


def profile_of(system: str, table: str) -> dict[str, Any]:
    """The profile kept of a table. Raises: HarvestMissing."""
    kept = KeptProfile.objects.filter(system=system, table=table).first()
    if kept is None:
        raise HarvestMissing(system=f"{system}.{table}")
    return {"profiled_on": kept.profiled_on, **kept.body}
