"""Enterprise names made by rule: region, trade name, trade and organisation form, and the ways people shorten them.

No name is taken from a register; agreement with a real one is chance.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path


def _sections() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    section = ""
    for line in (Path(__file__).parent / "corpus" / "name_words.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif not line.startswith("#"):
            found.setdefault(section, []).extend(line.split())
    return found


_WORDS_OF = _sections()
_BRAND, _FOREIGN = "".join(_WORDS_OF["brand"]), "".join(_WORDS_OF["foreign"])
_WIDE = "".join(
    bytes([row, cell]).decode("gb2312") for row in range(0xB0, 0xD7) for cell in range(0xA1, 0xFF)
)  # the common characters of GB 2312, level 1
_PLACES, _TRADES, _WORDS = _WORDS_OF["places"], _WORDS_OF["trades"], _WORDS_OF["words"]
_SHORT_ENDS, _FINANCE_ENDS = _WORDS_OF["short_ends"], _WORDS_OF["finance_ends"]
_FORMS = (
    ("有限公司",) * 14
    + ("有限责任公司",) * 3
    + ("股份有限公司",) * 3
    + ("集团有限公司", "集团股份有限公司", "(集团)有限公司")
)


@dataclass
class NameMaker:
    """Makes full and short names from one source of randomness."""

    random: random.Random

    def brand(self, least: int = 2, most: int = 3) -> str:
        """A trade name (字号)."""
        pool = _BRAND if self.random.random() < 0.6 else _WIDE
        return "".join(self.random.choices(pool, k=self.random.randint(least, most)))

    def foreign(self) -> str:
        """A transliterated name."""
        return "".join(self.random.choices(_FOREIGN, k=self.random.choice([2, 2, 3, 3, 4, 5])))

    def latin(self) -> str:
        """A name in Latin letters."""
        letters = "".join(self.random.choices("abcdefghijklmnoprstuvw", k=self.random.randint(2, 6)))
        return self.random.choice([letters.upper()[:4], letters.capitalize(), letters + "e"])

    def place(self) -> str:
        """A province or city, now and then with its level word."""
        place = self.random.choice(_PLACES)
        return place + "市" if self.random.random() < 0.2 else place

    def full(self) -> str:
        """A full registered name."""
        place, trade, form = self.place(), self.random.choice(_TRADES), self.random.choice(_FORMS)
        brand = self.brand(2, 4) if self.random.random() < 0.9 else self.foreign()
        if self.random.random() < 0.25:
            trade = self.random.choice(_SHORT_ENDS) + trade
        kind = self.random.random()
        if kind < 0.12:
            return f"{brand}({place}){trade}{form}"
        if kind < 0.18:
            return f"{place}{brand}{self.random.choice(['集团', '控股', '投资控股', '金融控股'])}{form}"
        return f"{place if kind < 0.75 else ''}{brand}{trade}{form}"

    def short(self) -> str:
        """A short name of the kinds that news use."""
        kind = self.random.random()
        if kind < 0.36:
            return self.brand(2, 2) + self.random.choice(_SHORT_ENDS)
        if kind < 0.44:
            return self.random.choice(_PLACES)[:2] + self.brand(2, 2)
        if kind < 0.50:
            return self.random.choice(["ST", "*ST", "S*ST", "N"]) + self.brand(2, 2)
        if kind < 0.56:
            return self._wordlike() + self.random.choice(["", "", "股份", "科技", "控股", "A", "B"])
        if kind < 0.68:
            return self.brand(1, 3) + self.random.choice(_FINANCE_ENDS)
        if kind < 0.78:
            return self.brand(2, 3)
        if kind < 0.83:
            return self.brand(2, 4) + self.random.choice(["公司", "集团", "集团公司", "系"])
        if kind < 0.94:
            return self.foreign() + self.random.choice(["", "", "", "集团", "银行", "公司", "汽车"])
        return self.latin() + self.random.choice(["", "", "租宝", "科技", "集团"])

    def _wordlike(self) -> str:
        """A brand that is a word of the language."""
        return self.random.choice(_WORDS)
