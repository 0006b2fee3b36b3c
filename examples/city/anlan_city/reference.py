"""How an employer is written in a source: its code and name, with the slips that real registers have."""

from __future__ import annotations

from dataclasses import dataclass

from numpy.random import Generator

from anlan_city.codes import full_width, spoil_code
from anlan_city.firms import Firms
from anlan_city.words import places


@dataclass(frozen=True)
class Habits:
    """How carefully a source writes employers: shares of rows with each slip; the rest is written as registered."""

    code_missing: float = 0.06
    code_spoiled: float = 0.012
    code_untidy: float = 0.015
    """full width, small letters or spaces around a right code"""
    name_untidy: float = 0.05
    """other brackets, spaces, or the city's name left out"""
    name_former: float = 0.01
    name_short: float = 0.0
    """the brand with its trade, as people say it"""
    name_slip: float = 0.006
    """one character wrong"""


TIDY = Habits(code_missing=0.01, code_spoiled=0.004, code_untidy=0.004, name_untidy=0.02, name_former=0.005)
BY_MOUTH = Habits(
    code_missing=0.72, code_spoiled=0.01, code_untidy=0.01, name_untidy=0.16, name_short=0.24, name_slip=0.02
)
BY_NAME = Habits(code_missing=0.25, name_untidy=0.06, name_former=0.02)


class Scribe:
    """Writes references to employers the way one source does."""

    def __init__(self, rng: Generator, firms: Firms, habits: Habits) -> None:
        self.rng, self.firms, self.habits = rng, firms, habits
        self.draws = iter(rng.random(0))

    def _draw(self) -> float:
        value = next(self.draws, None)
        if value is None:
            self.draws = iter(self.rng.random(4096).tolist())
            value = next(self.draws)
        return float(value)

    def write(self, firm: int, code_of: int = -1) -> tuple[str, str]:
        """The credit code (may be empty) and the name as this source writes them; ``code_of`` confuses the code."""
        name = self.name(firm)
        if code_of >= 0:
            return self.firms.uscc[code_of], self.firms.name[firm]
        code = self.code(firm)
        if not code and name == self.firms.short[firm] and self.habits.name_short < 0.1:
            code = self.firms.uscc[firm]
        return code, name

    def code(self, firm: int) -> str:
        """The credit code with this source's slips."""
        habits, code, draw = self.habits, self.firms.uscc[firm], self._draw()
        if draw < habits.code_missing:
            return ""
        draw -= habits.code_missing
        if draw < habits.code_spoiled:
            return spoil_code(self.rng, code)
        draw -= habits.code_spoiled
        if draw < habits.code_untidy:
            return (full_width(code), code.lower(), f" {code} ")[int(self._draw() * 3)]
        return code

    def name(self, firm: int) -> str:
        """The name with this source's slips."""
        habits, name, draw = self.habits, self.firms.name[firm], self._draw()
        for share, change in (
            (habits.name_untidy, self._untidy),
            (habits.name_former, self._former),
            (habits.name_short, self._short),
            (habits.name_slip, self._slip),
        ):
            if draw < share:
                return change(firm, name)
            draw -= share
        return name

    def _untidy(self, firm: int, name: str) -> str:
        way = int(self._draw() * 4)
        if way == 0:
            return name.replace("（", "(").replace("）", ")")
        if way == 1:
            middle = len(name) // 2
            return f"{name[:middle]} {name[middle:]}"
        if way == 2:
            return f" {name}　"
        return name.removeprefix("北京市").removeprefix("北京")

    def _former(self, firm: int, name: str) -> str:
        return self.firms.former[firm] or name

    def _short(self, firm: int, name: str) -> str:
        place = places()[self.firms.place[firm]].short
        return (self.firms.short[firm], self.firms.short[firm] + "公司", f"{place}{self.firms.short[firm]}")[
            int(self._draw() * 3)
        ]

    def _slip(self, firm: int, name: str) -> str:
        place = 2 + int(self._draw() * (len(name) - 4))
        return name[:place] + name[place + 1 :] if self._draw() < 0.5 else name[:place] + name[place] + name[place:]
