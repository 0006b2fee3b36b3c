"""Whether a misspelt name means a registered one: what differs, where, and how far the next candidate is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import OSA

from anlan.entities.blocking import RarePairs, pairs_of
from anlan.entities.forms import NameParts

MOST_EDITS = 3


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a written name and a registered name differ."""

    edits: int
    similarity: float
    written_pairs: int
    registered_pairs: int
    same_places: bool
    same_core: bool


def compare(written: str, registered: str, pairs: RarePairs, parts: NameParts, other: NameParts) -> Comparison:
    """The comparison of two exact keys.

    ``written_pairs`` and ``registered_pairs`` count in how many names the commonest pair of characters occurs that
    only one side has: a typing error makes pairs nobody is called by, another enterprise makes common ones.
    """
    edits = OSA.distance(written, registered)
    mine, theirs = pairs_of(written), pairs_of(registered)
    only_mine, only_theirs = np.setdiff1d(mine, theirs), np.setdiff1d(theirs, mine)
    return Comparison(
        int(edits),
        1 - edits / max(len(written), len(registered), 1),
        int(pairs.frequency_of(only_mine).max(initial=0)),
        int(pairs.frequency_of(only_theirs).max(initial=0)),
        parts.places == other.places,
        parts.core == other.core,
    )


def is_accepted(best: Comparison, runner_up: Comparison | None) -> bool:
    """Whether the best candidate may be linked without asking a person."""
    if best.edits > MOST_EDITS or best.similarity < 0.75:
        return False
    if runner_up is not None and runner_up.edits <= best.edits:
        return False
    return best.same_places and best.written_pairs < 20
