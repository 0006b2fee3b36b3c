"""The standards in force on a day: the pack with every approved revision on top, as immutable values."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache

from anlan.control.place import workspace
from anlan.control.standards.models import Revision
from anlan.standards.in_force import registry_in_force
from anlan.standards.objects import ObjectRegistry, RegisteredObject, load_objects, object_from_dict
from anlan.standards.registry import Registry, load_registry

_Approved = tuple[tuple[int, date, datetime | None], ...]
_REMEMBERED_SECONDS = 1.0


@dataclass(frozen=True)
class Current:
    """The standards of one day: the registry that the floors below see, and the dated objects behind it."""

    registry: Registry
    objects: ObjectRegistry
    day: date


@cache
def _pack() -> tuple[Registry, ObjectRegistry]:
    return load_registry(), load_objects()


def _approved() -> _Approved:
    """The approved revisions in the order in which they took effect."""
    found = Revision.objects.filter(state=Revision.State.APPROVED).order_by("effective_from", "decided_at", "pk")
    rows = found.values_list("pk", "effective_from", "decided_at")
    return tuple((pk, day, decided) for pk, day, decided in rows if day is not None)


@lru_cache(maxsize=8)
def _objects(approved: _Approved) -> ObjectRegistry:
    pack = _pack()[1]
    if not approved:
        return pack
    bodies = Revision.objects.in_bulk([pk for pk, _, _ in approved])
    return pack.with_versions((object_of(bodies[pk]), day) for pk, day, _ in approved)


@lru_cache(maxsize=8)
def _registry(approved: _Approved, day: date) -> Registry:
    base, _ = _pack()
    return registry_in_force(base, _objects(approved), day)


def object_of(revision: Revision) -> RegisteredObject:
    """The object as a revision proposes it."""
    return object_from_dict(revision.body)


def objects_now() -> ObjectRegistry:
    """All versions of all objects, the approved revisions included."""
    return _objects(_approved())


def standards_on(day: date) -> Current:
    """The standards of a day, from the control database."""
    approved = _approved()
    return Current(_registry(approved, day), _objects(approved), day)


def pack_standards(day: date) -> Current:
    """The standards of a day as built in, without a workspace."""
    base, objects = _pack()
    return Current(registry_in_force(base, objects, day), objects, day)


def today() -> date:
    """The business day of the bureau."""
    return workspace().clock().today()


def standards_now() -> Current:
    """The standards of today."""
    return standards_on(today())


class _Glance:
    """The registry of today, asked of the database at most once a second: a page shows thousands of labels."""

    def __init__(self) -> None:
        self._seen = -_REMEMBERED_SECONDS
        self._registry: Registry | None = None

    def __call__(self) -> Registry:
        now = time.monotonic()
        if self._registry is None or now - self._seen >= _REMEMBERED_SECONDS:
            self._registry, self._seen = standards_now().registry, now
        return self._registry

    def forget(self) -> None:
        """Ask again next time."""
        self._registry = None


registry_at_a_glance = _Glance()


def labels_in_force(registry: Registry) -> Mapping[str, Mapping[str, str]]:
    """Code set → code → label, codes of earlier versions included, for the sets that core columns and screens use."""
    used = {column.code_set for table in registry.tables.values() for column in table.columns.values()}
    shown = used | _pack()[0].code_sets.keys()
    return {name: code_set.labels for name, code_set in registry.code_sets.items() if name in shown}
