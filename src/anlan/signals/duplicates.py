"""Near-duplicate articles: MinHash signatures of character triples, compared within a window of days."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rensa import RMinHash, RMinHashLSH

from anlan.signals.text import fold

_PERMUTATIONS, _BANDS, _SEED = 128, 32, 42
_SIMILAR = 0.45
_WINDOW_DAYS = 7
_HEAD = 1200
_NOT_WORD = re.compile(r"[^0-9A-Za-z一-鿿]+")


@dataclass(frozen=True)
class Group:
    """The place of one article among its near-duplicates: the first article's number, and whether it is a copy."""

    first: int
    is_copy: bool


@dataclass
class _Original:
    number: int
    last: date
    signature: RMinHash


def essence(text: str) -> str:
    """What two copies of a text share: its folded letters, digits and characters."""
    return _NOT_WORD.sub("", fold(text[: 2 * _HEAD]))[:_HEAD].lower()


def _signature(text: str) -> RMinHash:
    signature = RMinHash(num_perm=_PERMUTATIONS, seed=_SEED)
    signature.update([text[index : index + 3] for index in range(max(1, len(text) - 2))])
    return signature


def group_duplicates(texts: Sequence[str], days: Sequence[date]) -> list[Group]:
    """The group of each text, in the order given.

    Texts are met in order of their day; each is compared with the first text of every group only, and exact copies
    by their hash, so that ten thousand copies cost ten thousand look-ups. A group stays open for seven days after
    its latest text.
    """
    groups: list[Group | None] = [None] * len(texts)
    index = RMinHashLSH(threshold=_SIMILAR, num_perm=_PERMUTATIONS, num_bands=_BANDS)
    originals: list[_Original] = []
    exact: dict[bytes, int] = {}
    for number in sorted(range(len(texts)), key=lambda position: (days[position], position)):
        plain, day = essence(texts[number]), days[number]
        digest = hashlib.blake2b(plain.encode("utf-8", "replace"), digest_size=16).digest()
        known = exact.get(digest)
        if known is None or (day - originals[known].last).days > _WINDOW_DAYS:
            signature = _signature(plain)
            known = _similar(index, originals, signature, day)
            if known is None:
                known = len(originals)
                originals.append(_Original(number, day, signature))
                index.insert(known, signature)
            exact[digest] = known
        original = originals[known]
        original.last = max(original.last, day)
        groups[number] = Group(original.number, original.number != number)
    return [group for group in groups if group is not None]


def _similar(index: RMinHashLSH, originals: Sequence[_Original], signature: RMinHash, day: date) -> int | None:
    best, best_share = None, _SIMILAR
    for candidate in index.query(signature):
        original = originals[candidate]
        if (day - original.last).days > _WINDOW_DAYS:
            continue
        share = signature.jaccard(original.signature)
        if share >= best_share:
            best, best_share = candidate, share
    return best
