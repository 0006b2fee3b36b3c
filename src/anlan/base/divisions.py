"""Administrative divisions with the years in which their codes were valid (GB/T 2260)."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from anlan.base.identifiers import is_valid_resident_id, upgrade_resident_id


@dataclass(frozen=True)
class Division:
    """A division's name under one code, with the first and last year of its validity (None where open)."""

    code: str
    name: str
    first_year: int | None
    last_year: int | None

    def valid_in(self, year: int) -> bool:
        """Whether the code stood for this division in that year (both ends count: codes change within a year)."""
        return (self.first_year is None or year >= self.first_year) and (
            self.last_year is None or year <= self.last_year
        )


@lru_cache(maxsize=4)
def read_divisions(path: Path) -> Mapping[str, tuple[Division, ...]]:
    """Code → the divisions it stood for, from a table ``code,name,first_year,last_year``."""
    found: dict[str, tuple[Division, ...]] = {}
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            years = (int(row["first_year"]) if row["first_year"] else None, int(row["last_year"] or 0) or None)
            found[row["code"]] = (*found.get(row["code"], ()), Division(row["code"], row["name"], *years))
    return found


def division_at_birth(number: str, divisions: Mapping[str, tuple[Division, ...]]) -> Division | None:
    """The division of a valid resident identity number in the holder's year of birth; None where it had none then.

    Identity numbers were first given in 1984, so an earlier birth is judged by the codes of 1984. A number keeps the
    code of the first registration, which may be later than the birth: a code that began later is accepted too.
    """
    upgraded = upgrade_resident_id(number.upper())
    if not is_valid_resident_id(upgraded):
        return None
    year = max(int(upgraded[6:10]), 1984)
    known = divisions.get(upgraded[:6], ())
    return next((d for d in known if d.valid_in(year)), None) or next(
        (d for d in known if d.first_year is not None and d.first_year > year), None
    )
