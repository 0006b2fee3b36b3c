"""From pairs to entities: the strongest links first, and none that would put two proven numbers into one entity."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA


@dataclass(frozen=True)
class Proof:
    """Numbers by record that speak against one entity where they differ in more than ``tolerance`` places."""

    numbers: Mapping[int, str]
    tolerance: int = 0


@dataclass
class Clusters:
    """Which entity each record belongs to, how sure each implied pair is, and which links were refused.

    ``root`` names a cluster by one of its records; ``links`` are the links that joined clusters, strongest first;
    ``refused`` are links that a proven difference or a person's word stood against.
    """

    root: list[int]
    links: list[tuple[int, int, float]] = field(default_factory=list)
    refused: list[tuple[int, int, float]] = field(default_factory=list)

    def groups(self) -> dict[int, list[int]]:
        """The records of every cluster with more than one."""
        members: dict[int, list[int]] = {}
        for rid, root in enumerate(self.root):
            members.setdefault(root, []).append(rid)
        return {root: group for root, group in members.items() if len(group) > 1}


def cluster(
    count: int,
    links: Iterable[tuple[int, int, float]],
    proofs: Sequence[Proof] = (),
    same: Iterable[tuple[int, int]] = (),
    different: Iterable[tuple[int, int]] = (),
    limit: int = 500,
) -> Clusters:
    """Clusters of ``count`` records by links ``(l, r, probability)``, given strongest first.

    Two clusters whose numbers contradict each other by one of the ``proofs`` are never joined by a link. ``same`` and
    ``different`` are what persons judged: the first joins whatever numbers say, the second keeps apart. A cluster does
    not grow beyond ``limit`` records.
    """
    return _Forest(count, proofs, limit).grow(links, same, different)


class _Forest:
    """Disjoint sets that know the proven numbers, the size and the sworn strangers of each set."""

    def __init__(self, count: int, proofs: Sequence[Proof], limit: int) -> None:
        self._parent = list(range(count))
        self._size = [1] * count
        self._numbers = [{rid: {number} for rid, number in proof.numbers.items()} for proof in proofs]
        self._tolerances = [proof.tolerance for proof in proofs]
        self._strangers: dict[int, set[int]] = {}
        self._limit = limit

    def grow(
        self,
        links: Iterable[tuple[int, int, float]],
        same: Iterable[tuple[int, int]],
        different: Iterable[tuple[int, int]],
    ) -> Clusters:
        found = Clusters([])
        for left, right in same:
            self._join(self._root(left), self._root(right))
        for left, right in different:
            a, b = self._root(left), self._root(right)
            self._strangers.setdefault(a, set()).add(b)
            self._strangers.setdefault(b, set()).add(a)
        for left, right, probability in links:
            a, b = self._root(left), self._root(right)
            if a == b:
                continue
            if self._may_join(a, b):
                self._join(a, b)
                found.links.append((left, right, probability))
            else:
                found.refused.append((left, right, probability))
        found.root = [self._root(rid) for rid in range(len(self._parent))]
        return found

    def _root(self, rid: int) -> int:
        parent = self._parent
        while parent[rid] != rid:
            parent[rid] = parent[parent[rid]]
            rid = parent[rid]
        return rid

    def _may_join(self, a: int, b: int) -> bool:
        if self._size[a] + self._size[b] > self._limit:
            return False
        if b in self._strangers.get(a, ()):
            return False
        for numbers, tolerance in zip(self._numbers, self._tolerances, strict=True):
            mine, theirs = numbers.get(a), numbers.get(b)
            if mine and theirs and not _agree(mine, theirs, tolerance):
                return False
        return True

    def _join(self, a: int, b: int) -> None:
        if a == b:
            return
        if self._size[a] < self._size[b]:
            a, b = b, a
        self._parent[b] = a
        self._size[a] += self._size[b]
        for numbers in self._numbers:
            theirs = numbers.pop(b, None)
            if theirs:
                numbers[a] = numbers.get(a, set()) | theirs
        strangers = self._strangers.pop(b, None)
        if strangers:
            self._strangers.setdefault(a, set()).update(strangers)
            for other in strangers:
                self._strangers[other].discard(b)
                self._strangers[other].add(a)


def _agree(mine: set[str], theirs: set[str], tolerance: int) -> bool:
    """Whether some number of one side is, but for typing errors, one of the other's."""
    if not mine.isdisjoint(theirs):
        return True
    return tolerance > 0 and any(
        OSA.distance(one, other, score_cutoff=tolerance) <= tolerance for one in mine for other in theirs
    )


def implied_pairs(clusters: Clusters) -> list[tuple[int, int, float]]:
    """Every pair within a cluster, with the probability of the weakest link on the strongest way between the two."""
    members: dict[int, list[int]] = {}
    owner: dict[int, int] = {}
    pairs: list[tuple[int, int, float]] = []
    for left, right, probability in clusters.links:
        a, b = owner.get(left, left), owner.get(right, right)
        mine, theirs = members.get(a, [a]), members.get(b, [b])
        pairs.extend((min(x, y), max(x, y), probability) for x in mine for y in theirs)
        if len(mine) < len(theirs):
            a, b, mine, theirs = b, a, theirs, mine
        mine = [*mine, *theirs]
        members[a] = mine
        members.pop(b, None)
        owner.update(dict.fromkeys(theirs, a))
        owner[a] = a
    return pairs
