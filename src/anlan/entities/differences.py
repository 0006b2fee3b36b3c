"""How a written name differs from a registered one: which characters, in which part, and how usual they are.

Every difference is a number with a name, so that a decision can be explained and its weights tuned and read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from math import log1p

import numpy as np
from pypinyin import Style, pinyin
from rapidfuzz.distance import OSA, Levenshtein

from anlan.entities.blocking import RarePairs
from anlan.entities.forms import NameParts, parse_name

_ORDINALS = frozenset("一二三四五六七八九十百零〇第0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ东西南北")
_REFERENCE_SIZE = 3_000_000
_TRADE_PAIR = 4_000
_UNSEEN = 0.5
"""Weight of a pair that a small register does not hold: the smaller it is, the less its silence says."""


@cache
def trade_words() -> frozenset[str]:
    """Words that name a trade, not an enterprise (科技, 商贸, 物流 …)."""
    text = (resources.files("anlan.entities") / "pack" / "trade_words.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


@lru_cache(100_000)
def sound(character: str) -> str:
    """The pinyin of a character without tone."""
    return str(pinyin(character, style=Style.NORMAL)[0][0])


class PairUse:
    """How usual a pair of neighbouring characters is in enterprise names, as log of its count per three million."""

    def __init__(self, pairs: RarePairs) -> None:
        self._pairs = pairs
        self._scale = max(pairs.row_count, 1) / _REFERENCE_SIZE
        self._unseen = _UNSEEN * max(0.0, 1 - self._scale) ** 8
        self.trade_from = log1p(_TRADE_PAIR)

    def of(self, pairs: list[str]) -> list[float]:
        """The use of each pair of characters."""
        if not pairs:
            return []
        codes = np.array([(ord(pair[0]) & 0xFFFF) << 16 | (ord(pair[1]) & 0xFFFF) for pair in pairs], np.uint32)
        return [log1p((count + self._unseen) / self._scale) for count in self._pairs.frequency_of(codes).tolist()]


@dataclass(frozen=True, slots=True)
class Zones:
    """A registered name with the part that each character of its exact key belongs to.

    ``p`` place, ``b`` brand, ``t`` trade, ``f`` form, ``n`` the tail of a branch, ``o`` other.
    """

    key: str
    parts: NameParts
    letters: str

    @classmethod
    def of(cls, normal: str, use: PairUse) -> Zones:
        """The zones of a name in normal form."""
        parts = parse_name(normal)
        key = normal.replace("(", "").replace(")", "")
        start = key.find(parts.core) if parts.core else -1
        if start < 0:
            return cls(key, parts, "o" * len(key))
        trade = start + _trade_start(parts.core, use)
        end = start + len(parts.core)
        letters = "p" * start + "b" * (trade - start) + "t" * (end - trade) + "f" * (len(key) - end)
        tail = len(parts.branch.replace("(", "").replace(")", ""))
        return cls(key, parts, letters[: len(letters) - tail] + "n" * tail if tail else letters)

    def at(self, position: int, inserted: bool) -> str:
        """The part in which an edit at a position lies; between brand and trade an addition counts as brand."""
        if not self.letters:
            return "o"
        if inserted and 0 < position < len(self.letters):
            around = self.letters[position - 1 : position + 1]
            return "b" if "b" in around else around[0]
        return self.letters[min(position, len(self.letters) - 1)]


def _trade_start(core: str, use: PairUse) -> int:
    """Where the trade begins in a core: the first known trade word or very usual pair behind the first character."""
    usage = use.of([core[at : at + 2] for at in range(len(core) - 1)])
    for at in range(1, len(core) - 1):
        if usage[at] >= use.trade_from or core[at : at + 2] in trade_words() or core[at : at + 3] in trade_words():
            return at
    return len(core)


def differences(written: str, parts: NameParts, zones: Zones, margin: int, use: PairUse) -> Mapping[str, float]:
    """The named differences between the exact key of a written name and a registered name.

    ``margin`` is by how many characters the next best candidate is farther away.
    """
    edits = OSA.distance(written, zones.key)
    steps = _steps(zones.key, written)
    where = {zones.at(source, tag == "insert") for tag, source, _ in steps}
    swapped = edits < len(steps)
    replaced = [(zones.key[a], written[b]) for tag, a, b in steps if tag == "replace"]
    alike = sum(sound(a) == sound(b) for a, b in replaced)
    added = any(tag == "insert" for tag, _, _ in steps) and not swapped
    missing = any(tag == "delete" for tag, _, _ in steps) and not swapped
    homophone = bool(replaced) and alike == len(replaced) and not added and not missing
    other = len(replaced) > alike and not swapped
    mine, theirs = _pairs(written), _pairs(zones.key)
    usual = use.of(sorted(mine - theirs))
    lost = use.of(sorted(theirs - mine))
    mean = sum(usual) / len(usual) if usual else 0.0
    brand, trade, place, tail = "b" in where, "t" in where, "p" in where, bool(where & {"n", "o"})
    form = where == {"f"}
    facts = {
        "edits_2": edits >= 2, "edits_3": edits >= 3, "length": min(len(written), 25),
        "margin_0": margin <= 0, "margin_2": margin >= 2, "margin_3": margin >= 3,
        "use": mean, "use_none": max(usual, default=0.0) < 0.5, "use_most": max(usual, default=0.0),
        "lost_most": max(lost, default=0.0), "brand": brand, "trade": trade, "place": place, "tail": tail,
        "form": form, "brand_other": brand and other, "brand_sound": brand and homophone,
        "brand_missing": brand and missing, "brand_added": brand and added, "brand_swapped": brand and swapped,
        "trade_other": trade and other, "trade_sound": trade and homophone, "trade_missing": trade and missing,
        "trade_added": trade and added, "swapped": swapped, "brand_use": brand * mean, "trade_use": trade * mean,
        "place_use": place * mean, "tail_use": tail * mean, "form_use": form * mean, "swapped_use": swapped * mean,
        "sound_use": homophone * mean, "added_use": added * mean, "missing_use": missing * mean,
        "brand_length": brand * min(zones.letters.count("b"), 5), "same_places": parts.places == zones.parts.places,
        "same_form": parts.form == zones.parts.form, "ordinal": _is_ordinal(zones.key, written, steps),
    }  # fmt: skip
    return {name: float(value) for name, value in facts.items()}


def _steps(registered: str, written: str) -> list[tuple[str, int, int]]:
    """The edits that make the written name of the registered one: kind, position there, position here."""
    return [(step.tag, step.src_pos, step.dest_pos) for step in Levenshtein.editops(registered, written)]


def _pairs(key: str) -> set[str]:
    return {key[at : at + 2] for at in range(len(key) - 1)}


def _is_ordinal(registered: str, written: str, steps: list[tuple[str, int, int]]) -> bool:
    """Whether an edit turns one number, letter or direction into another (第三 for 第四): another enterprise."""
    for tag, source, target in steps:
        old = registered[source] if tag != "insert" else ""
        new = written[target] if tag != "delete" else ""
        if (not old or old in _ORDINALS) and (not new or new in _ORDINALS):
            return True
    return False


def in_words(written: str, registered: str) -> str:
    """The differences as a person reads them."""
    key = registered
    told = []
    for tag, source, target in _steps(key, written):
        if tag == "replace":
            alike = "（同音）" if sound(key[source]) == sound(written[target]) else ""
            told.append(f"“{key[source]}”写作“{written[target]}”{alike}")
        elif tag == "delete":
            told.append(f"缺“{key[source]}”")
        else:
            told.append(f"多“{written[target]}”")
    return "，".join(told[:6])
