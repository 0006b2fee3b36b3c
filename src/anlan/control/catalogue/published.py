"""What is published, held in memory for lists, facets and search; built anew when the publication changed."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Count, Max, Sum

from anlan.control.catalogue.duties import levels
from anlan.control.catalogue.models import EntryVersion
from anlan.control.catalogue.wording import VOCABULARY
from anlan.standards.catalogue import CatalogueEntry, Mount, catalogue_classes
from anlan.standards.search import SearchIndex, SearchRow

FACETS = ("domain", "class", "party", "duty", "source_class", "share_type", "open_type", "update_cycle", "grade")
_BATCH = 2_000


@dataclass(frozen=True)
class Listed:
    """A published resource as lists show it."""

    code: str
    version: int
    name: str
    english: str
    description: str
    class_code: str
    class_name: str
    party: str
    duty: str
    source_class: str
    source_system: str
    resource_format: str
    update_cycle: str
    share_type: str
    open_type: str
    grade: str
    item_count: int
    mounts: tuple[Mount, ...]
    decided_at: datetime | None
    items: tuple[tuple[str, str, str], ...]
    facets: tuple[str, ...]


@dataclass(frozen=True)
class CatalogueQuery:
    """What a list is narrowed to: values by facet (several mean either), and words to find."""

    chosen: dict[str, tuple[str, ...]] = field(default_factory=dict)
    q: str = ""

    def checks(self, *, without: str = "") -> list[tuple[int, frozenset[str]]]:
        """The chosen values by the place of their facet, one facet left aside where named."""
        return [
            (place, frozenset(self.chosen[name]))
            for place, name in enumerate(FACETS)
            if name != without and self.chosen.get(name)
        ]


def _kept(rows: Iterable[Listed], checks: Sequence[tuple[int, frozenset[str]]]) -> list[Listed]:
    return [row for row in rows if all(row.facets[place] in values for place, values in checks)]


@dataclass(frozen=True)
class Published:
    """The published catalogue at one moment."""

    rows: dict[str, Listed]

    @cached_property
    def index(self) -> SearchIndex:
        """The search over resources and items: Chinese substring, pinyin initials, code, English name."""
        return SearchIndex(_search_rows(self.rows.values()))

    def find(self, q: str) -> dict[str, list[str]]:
        """Resources that match, the best first, each with the names of its matching items."""
        found: dict[str, list[str]] = {}
        _, rows = self.index.search(q, len(self.index.rows))
        for row in rows:
            code, _, item = row.identifier.partition("#")
            names = found.setdefault(code, [])
            if item:
                names.append(row.name)
        return found

    def page(self, query: CatalogueQuery, page: int, size: int) -> dict[str, Any]:
        """A page of what the query leaves, with the values of each facet counted as the others leave them."""
        matched = self.find(query.q) if query.q.strip() else None
        base = list(self.rows.values()) if matched is None else [self.rows[code] for code in matched]
        kept = _kept(base, query.checks())
        shown = kept[(page - 1) * size : page * size]
        return {
            "total": len(kept),
            "item_total": sum(row.item_count for row in kept),
            "page": page,
            "size": size,
            "rows": [_described(row, (matched or {}).get(row.code, [])) for row in shown],
            "facets": [{"name": name, "choices": self._choices(name, base, kept, query)} for name in FACETS],
        }

    def _choices(
        self, facet: str, base: Sequence[Listed], kept: Sequence[Listed], query: CatalogueQuery
    ) -> list[dict[str, Any]]:
        rows = _kept(base, query.checks(without=facet)) if query.chosen.get(facet) else kept
        place = FACETS.index(facet)
        counted = Counter([row.facets[place] for row in rows])
        for value in query.chosen.get(facet, ()):
            counted.setdefault(value, 0)
        labels = _labels(facet)
        return [
            {"value": value, "label": labels.get(value, value) or "未写明", "count": count}
            for value, count in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
        ]

    def levels(self) -> list[dict[str, Any]]:
        """Department → duty → how many data entries and mounted tables stand below it."""
        return levels((row.party, row.duty, len(row.mounts)) for row in self.rows.values())

    def tree(self) -> list[dict[str, Any]]:
        """The four domains with their classes, and how many resources and items each has."""
        counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for row in self.rows.values():
            counts[row.class_code][0] += 1
            counts[row.class_code][1] += row.item_count
        domains: dict[str, dict[str, Any]] = {}
        for one in catalogue_classes():
            domain = domains.setdefault(one.domain, {"name": one.domain, "entries": 0, "items": 0, "classes": []})
            entries, items = counts[one.code]
            leaf = {"code": one.code, "name": one.name, "english": one.english, "entries": entries, "items": items}
            domain["classes"].append(leaf)
            domain["entries"] += entries
            domain["items"] += items
        return list(domains.values())


def _labels(facet: str) -> dict[str, str]:
    if facet == "class":
        return {one.code: one.name for one in catalogue_classes()}
    return dict(VOCABULARY.get(facet, {}))


def _search_rows(rows: Iterable[Listed]) -> Iterable[SearchRow]:
    for row in rows:
        places = " ".join(f"{mount.system} {mount.target}" for mount in row.mounts)
        words = f"{row.code} {row.class_name} {row.party} {row.duty} {row.description} {places}"
        yield SearchRow(row.code, row.name, row.code, row.english, words)
        for code, name, english in row.items:
            yield SearchRow(f"{row.code}#{code}", name, code, english, row.name)


def _described(row: Listed, matches: Sequence[str]) -> dict[str, Any]:
    kept = {
        name: value for name, value in vars(row).items() if name not in ("items", "mounts", "description", "facets")
    }
    return {**kept, "mount_count": len(row.mounts), "matches": list(matches[:5]), "match_count": len(matches)}


def listed(version: EntryVersion) -> Listed:
    """A published version as lists show it."""
    entry = CatalogueEntry.from_dict(version.body)
    return Listed(
        code=version.resource_code,
        version=version.version,
        name=entry.name,
        english=entry.english,
        description=entry.description,
        class_code=entry.class_code,
        class_name=entry.class_name,
        party=entry.responsible_party,
        duty=entry.duty,
        source_class=entry.source_class,
        source_system=entry.source_system,
        resource_format=entry.resource_format,
        update_cycle=entry.update_cycle,
        share_type=entry.share_type,
        open_type=entry.open_type,
        grade=entry.grade,
        item_count=len(entry.items),
        mounts=entry.mounts,
        decided_at=version.decided_at,
        items=tuple((item.code, item.name, item.english) for item in entry.items),
        facets=(
            entry.class_name.partition("/")[0],
            entry.class_code,
            entry.responsible_party,
            entry.duty,
            entry.source_class,
            entry.share_type,
            entry.open_type,
            entry.update_cycle,
            entry.grade,
        ),
    )


_held: list[tuple[object, Published]] = []
_lock = threading.Lock()


def published() -> Published:
    """The published catalogue now; one copy a process, built anew after a publication, change or withdrawal."""
    found = EntryVersion.objects.filter(state=EntryVersion.State.PUBLISHED)
    mark = tuple(found.aggregate(Count("pk"), Sum("pk"), Max("decided_at")).values())
    with _lock:
        if not _held or _held[0][0] != mark:
            versions = found.order_by("resource_code").iterator(chunk_size=_BATCH)
            _held[:] = [(mark, Published({one.resource_code: listed(one) for one in versions}))]
        return _held[0][1]
