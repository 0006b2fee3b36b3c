"""Search over what is published: resources and their items, one index a log state."""

from __future__ import annotations

from collections.abc import Iterator

from anlan.control.catalogue.life import published_entries
from anlan.standards.search import SearchIndex, SearchRow


def search_rows() -> Iterator[SearchRow]:
    """A row for every published resource and every item of it; the identifier is ``code`` or ``code#item``."""
    for entry in published_entries():
        words = f"{entry.resource_code} {entry.class_name} {entry.responsible_party} {entry.description}"
        yield SearchRow(entry.resource_code, entry.name, entry.resource_code, entry.english, words)
        for item in entry.items:
            yield SearchRow(f"{entry.resource_code}#{item.code}", item.name, item.code, item.english, entry.name)


def search_index() -> SearchIndex:
    """The index over the published catalogue."""
    return SearchIndex(search_rows())
