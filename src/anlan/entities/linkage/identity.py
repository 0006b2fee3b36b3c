"""Entity identifiers that last: the same cluster keeps its name from run to run; merges and splits leave a trail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class Change:
    """What became of an identifier: ``new``, ``merged`` (``entity`` redirects to ``other``), or ``split`` (``other``
    is the new identifier of records that ``entity`` no longer holds), or ``retired`` (none of its records is left)."""

    kind: str
    entity: str
    other: str = ""
    records: int = 0


@dataclass
class Assignment:
    """The identifier of every record, and what changed against the last run."""

    entities: dict[str, str] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)

    def redirects(self) -> dict[str, str]:
        """Old identifiers that now mean another."""
        return {change.entity: change.other for change in self.changes if change.kind == "merged"}


def new_identifier(record: str, taken: Mapping[str, object] | set[str] = frozenset(), prefix: str = "E") -> str:  # type: ignore[assignment]
    """An identifier made from a record's key: the same input names the same, nothing personal can be read from it."""
    salt = 0
    while True:
        digest = sha256(f"{record}\x00{salt}".encode() if salt else record.encode()).hexdigest()[:15].upper()
        if prefix + digest not in taken:
            return prefix + digest
        salt += 1


def assign(groups: Iterable[Sequence[str]], known: Mapping[str, str], prefix: str = "E") -> Assignment:
    """Identifiers for groups of record keys, given those of the last run.

    A group takes over the identifier that most of its records had, the smallest among equals. Where two groups have a
    claim to the same one, the group with more of its records keeps it and the other is split off under a new one.
    Identifiers that no group takes over redirect to where their records went.
    """
    if not known:
        return _first(groups, prefix)
    result = Assignment()
    taken = set(known.values())
    claims: list[tuple[int, str, int]] = []
    all_groups = [sorted(group) for group in groups]
    held: list[Counter[str]] = []
    for at, group in enumerate(all_groups):
        counted = Counter(entity for entity in map(known.get, group) if entity)
        held.append(counted)
        claims.extend((count, entity, at) for entity, count in counted.items())
    claims.sort(key=lambda claim: (-claim[0], claim[1], all_groups[claim[2]][0]))
    owner: dict[str, int] = {}
    name: dict[int, str] = {}
    for _, entity, at in claims:
        if entity not in owner and at not in name:
            owner[entity] = at
            name[at] = entity
    for at, group in enumerate(all_groups):
        entity = name.get(at, "")
        if not entity:
            entity = new_identifier(group[0], taken, prefix)
            taken.add(entity)
            name[at] = entity
            origin = max(held[at], key=lambda one: (held[at][one], one), default="")
            kind = Change("split", origin, entity, len(group)) if origin else Change("new", entity, "", len(group))
            result.changes.append(kind)
        result.entities.update(dict.fromkeys(group, entity))
    _trail(result, held, name, owner, known)
    return result


def _first(groups: Iterable[Sequence[str]], prefix: str) -> Assignment:
    """The identifiers of a first run, when nobody has a claim yet."""
    result = Assignment()
    taken: set[str] = set()
    for first, group in sorted((min(group), group) for group in groups):
        entity = new_identifier(first, taken, prefix)
        taken.add(entity)
        result.entities.update(dict.fromkeys(group, entity))
        result.changes.append(Change("new", entity, "", len(group)))
    return result


def _trail(
    result: Assignment, held: list[Counter[str]], name: Mapping[int, str], owner: Mapping[str, int],
    known: Mapping[str, str],
) -> None:  # fmt: skip
    """Where the identifiers that nobody took over went."""
    gone: dict[str, Counter[str]] = {}
    for at, counted in enumerate(held):
        for entity, count in counted.items():
            if entity not in owner:
                gone.setdefault(entity, Counter())[name[at]] += count
    for entity in sorted(gone):
        heir = max(gone[entity], key=lambda one: (gone[entity][one], one))
        result.changes.append(Change("merged", entity, heir, sum(gone[entity].values())))
    for entity in sorted(set(known.values()) - set(owner) - set(gone)):
        result.changes.append(Change("retired", entity))


def follow(entity: str, redirects: Mapping[str, str]) -> str:
    """The identifier that an old one means today, over any number of merges."""
    seen = set()
    while entity in redirects and entity not in seen:
        seen.add(entity)
        entity = redirects[entity]
    return entity
