"""How often the governed element of an item whose code is hidden is proposed first, and among five.

Usage: .venv/bin/python benchmarks/proposals/measure.py HRSS_ITEMS.csv [--all]
Measures the held-out half (``--all``: every item, each left out in turn by folds). Beside it, in the same run: the
element whose name is nearest by rapidfuzz, as a person's script would do it.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from items import FOLDS, UNFITTED, WAYS, Truth, read_truth
from rapidfuzz import fuzz, process

from anlan.standards.binding import ElementProposer, ItemText
from anlan.standards.objects import load_objects

DAY = date(2026, 11, 22)


def main() -> None:
    """Measure, print and keep the result."""
    truths = read_truth(Path(sys.argv[1]))
    folds = range(FOLDS) if "--all" in sys.argv else range(FOLDS // 2, FOLDS)
    registry = load_objects()
    codes = {e.identifier: str(e.body.get("code", "")) for e in registry.of_kind("data_element", DAY)}
    names = [(e.name, codes[e.identifier]) for e in registry.of_kind("data_element", DAY)]
    ways = WAYS | UNFITTED
    ranks: dict[str, list[int]] = {way: [] for way in ways}
    peers: dict[str, list[int]] = {way: [] for way in ways}
    spent = 0.0
    for fold in folds:
        mine = [truth for truth in truths if truth.fold == fold]
        held = frozenset(
            (element, truth.name) for truth in mine for element, code in codes.items() if code == truth.code
        )
        proposer = ElementProposer.of(registry, DAY, without=held)
        for way, make in ways.items():
            items = [make(truth) for truth in mine]
            start = time.perf_counter()
            found = proposer.propose(items, limit=5)
            spent += time.perf_counter() - start
            for truth, proposals in zip(mine, found, strict=True):
                ranks[way].append(rank(truth, [codes[p.element] for p in proposals]))
            peers[way] += [rank(truth, nearest(item, names)) for truth, item in zip(mine, items, strict=True)]
    count = len(next(iter(ranks.values())))
    result = {
        "items": count,
        "items_per_second": round(count * len(ways) / spent),
        "ways": {way: share(ranks[way]) | {"rapidfuzz": share(peers[way])} for way in ways},
    }
    Path(__file__).with_name("result_all.json" if "--all" in sys.argv else "result.json").write_text(
        json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    print(json.dumps(result, indent=1, ensure_ascii=False))


def rank(truth: Truth, proposed: Sequence[str]) -> int:
    """The place of the right code among those proposed; 0 where it is missing."""
    return proposed.index(truth.code) + 1 if truth.code in proposed else 0


def nearest(item: ItemText, names: Sequence[tuple[str, str]]) -> list[str]:
    """The codes of the five elements whose names are nearest to the item's wording."""
    wording = item.column_comment or item.column
    found = process.extract(wording, [name for name, _ in names], scorer=fuzz.ratio, limit=5)
    return [names[place][1] for _, _, place in found]


def share(ranks: Sequence[int]) -> dict[str, float]:
    """The shares first and among five."""
    return {
        "first": round(sum(r == 1 for r in ranks) / len(ranks), 4),
        "among_five": round(sum(r > 0 for r in ranks) / len(ranks), 4),
    }


if __name__ == "__main__":
    main()
