"""The rows of a made table: whom each is about, and plausible values of its columns by rule."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from anlan.standards.objects import RegisteredObject, load_objects
from anlan_city.firms import Firms
from anlan_city.months import day_codes
from anlan_city.rosters import home_of, phone_of
from anlan_city.structures.tables import DAY, MadeColumn, MadeTable
from anlan_city.systems.labour_contract import person_ids, person_names
from anlan_city.words import places, read_pack

Ints = NDArray[np.int64]
Values = list[Any]
FEWEST_ROWS, MOST_ROWS = 24, 300
"""What is shown is structure: a table of a large city is cut off, so that its harvest stays quick."""
_YEARS_BACK = 6
_SHORTEST = 6
_WHOLE = ("BIGINT", "INTEGER")
_GAPS = (0.0, 0.0, 0.0, 0.02, 0.08, 0.35)


@dataclass(frozen=True)
class Rows:
    """Whom the rows of a table are about: a person and that person's employer each."""

    person: Ints
    firm: Ints

    def __len__(self) -> int:
        return len(self.person)


class Filler:
    """Fills tables with people and employers of the city; every table draws from a stream of its own."""

    def __init__(self, seed: int, firms: Firms, person: Ints, firm: Ints, today: int) -> None:
        self.seed, self.firms, self.today = seed, firms, today
        self.roster = Rows(person, firm)
        self.days = day_codes(today - np.arange(365 * _YEARS_BACK)).tolist()
        """YYYYMMDD of the last years, the last day first."""

    def rows(self, table: MadeTable) -> list[Values]:
        """The table's columns, each with the same number of values."""
        rng = np.random.default_rng([self.seed, 2, zlib.crc32(f"{table.system}.{table.name}".encode())])
        count = int(np.clip(len(self.roster) * table.share, FEWEST_ROWS, MOST_ROWS))
        picked = rng.integers(0, len(self.roster), count)
        if table.of != "person":
            # One row an employer (or agency), as far as there are enough of them.
            picked = np.unique(self.roster.firm[picked], return_index=True)[1] if table.of == "employer" else picked
        about = Rows(self.roster.person[picked], self.roster.firm[picked])
        return [self._column(rng, column, about, number) for number, column in enumerate(table.columns)]

    def _column(self, rng: Generator, column: MadeColumn, about: Rows, number: int) -> Values:
        if column.is_key:
            return [f"{self.today}{place:08d}" for place in range(1, len(about) + 1)]
        values = self._values(rng, column, about)
        gap = _GAPS[zlib.crc32(column.element.identifier.encode()) % len(_GAPS)] if number > 3 else 0.0
        if gap == 0.0:
            return values
        lost = (rng.random(len(about)) < gap).tolist()
        return [None if is_lost else value for value, is_lost in zip(values, lost, strict=True)]

    def _values(self, rng: Generator, column: MadeColumn, about: Rows) -> Values:
        kind = _fitting(column)
        made = _drawn(rng, kind, len(about)) if isinstance(kind, tuple) else _MAKERS[kind](self, rng, about, column)
        if kind == "day":
            made = _as_days(made, column.type)
        if column.type in _WHOLE:
            return [round(float(value)) for value in made]
        length = _length(column.type)
        return [str(value)[:length] for value in made] if length else made


def _fitting(column: MadeColumn) -> str | tuple[str, ...]:
    """What a column's values are like, as far as its declared type can hold them."""
    kind = kind_of(column.element)
    if column.type == "DATE":
        return "day"
    length = _length(column.type)
    if length == 0 and kind not in _NUMBERS:
        return "money" if "," in column.type else "stamp" if "14" in str(column.element.body["format"]) else "count"
    return "code" if 0 < length <= _SHORTEST and kind not in _SHORT_KINDS else kind


def _length(kind: str) -> int:
    """The characters that a declared type holds, 0 where it holds none."""
    return int(kind.rpartition("(")[2].rstrip(")")) if kind.startswith("VARCHAR") else 0


@cache
def _kinds() -> tuple[tuple[str | tuple[str, ...], re.Pattern[str]], ...]:
    return tuple(
        (tuple(kind) if isinstance(kind, list) else kind, re.compile(pattern))
        for kind, pattern in read_pack("values.yml")["kinds"]
    )


def kind_of(element: RegisteredObject) -> str | tuple[str, ...]:
    """What an element's values are like: the name of a maker, or the words to draw from."""
    return _kind(element.name, str(element.body["representation"]), bool(element.body.get("value_domain")))


@cache
def _kind(name: str, said: str, has_codes: bool) -> str | tuple[str, ...]:
    if name == "性别":
        return "sex"
    if has_codes:
        return "code"
    if said == "日期" and not re.search("年月|所属期|月份|年度|时间", name):
        return "day"
    for kind, pattern in _kinds():
        if pattern.search(name):
            return kind
    return {"代码": "code", "编号": "serial", "金额": "money", "数量": "count", "日期": "day", "说明": "text"}.get(
        said, "name"
    )


def _codes(element: RegisteredObject) -> tuple[str, ...]:
    """The codes of an element: of its code set where it has one, else some digits."""
    known = _code_sets().get(str(element.body.get("value_domain") or ""), ())
    mixed = zlib.crc32(element.identifier.encode())
    return known or tuple(f"{code:0{1 + mixed % 2}d}" for code in range(1, 4 + mixed % 6))


@cache
def _code_sets() -> dict[str, tuple[str, ...]]:
    return {
        entry.identifier: tuple(entry.body.get("values") or ()) for entry in load_objects().of_kind("code_set", DAY)
    }


@cache
def _words(name: str) -> tuple[str, ...]:
    return tuple(read_pack("values.yml")[name])


def _drawn(rng: Generator, words: Sequence[str], count: int) -> Values:
    return [words[place] for place in rng.integers(0, len(words), count).tolist()]


def _numbered(rng: Generator, about: Rows, digits: int) -> Values:
    return [f"{number:0{digits}d}" for number in rng.integers(0, 10**digits, len(about)).tolist()]


def _money(rng: Generator, about: Rows) -> Values:
    return list(np.round(rng.lognormal(7.4, 0.9, len(about)), 2).tolist())


def _days(filler: Filler, rng: Generator, about: Rows) -> Values:
    return [filler.days[back] for back in rng.integers(1, len(filler.days), len(about)).tolist()]


def _as_days(days: Values, kind: str) -> Values:
    """Days as the declared type writes them."""
    if kind in ("DATE", "VARCHAR(10)"):
        return [f"{day // 10_000}-{day // 100 % 100:02d}-{day % 100:02d}" for day in days]
    return days


def _born(about: Rows, kind: str) -> Values:
    return _as_days([int(number[6:14]) for number in person_ids(about.person)], kind)


def _of_place(about: Rows, firms: Firms, part: str) -> Values:
    found = [places()[place] for place in firms.place[about.firm].tolist()]
    if part == "code":
        return [place.code for place in found]
    return [place.streets[firm % len(place.streets)] for place, firm in zip(found, about.firm.tolist(), strict=True)]


def _agencies(filler: Filler, about: Rows) -> Values:
    names = _words("agencies")
    found = [places()[place].name for place in filler.firms.place[about.firm].tolist()]
    return [place + names[number % len(names)] for number, place in enumerate(found)]


def _months(filler: Filler, rng: Generator, about: Rows) -> Values:
    return [day // 100 for day in _days(filler, rng, about)]


def _named(rng: Generator, element: RegisteredObject, about: Rows) -> Values:
    stem = str(element.body.get("property") or element.name)[:12]
    return [stem + ending for ending in _drawn(rng, _words("endings"), len(about))]


_Maker = Callable[[Filler, Generator, Rows, MadeColumn], Values]
_NUMBERS = frozenset({"person_number", "unit_number", "count", "money", "month", "year", "day", "ratio", "years", "age",
                      "score", "area", "birth", "flag"})  # fmt: skip
_SHORT_KINDS = frozenset({"sex", "flag", "code", "district", "month", "year", "count", "score", "age", "years"})
_MAKERS: dict[str, _Maker] = {
    "id_number": lambda f, r, a, c: person_ids(a.person),
    "sex": lambda f, r, a, c: [str(2 - int(number[16]) % 2) for number in person_ids(a.person)],
    "uscc": lambda f, r, a, c: [f.firms.uscc[firm] for firm in a.firm.tolist()],
    "person_number": lambda f, r, a, c: a.person.tolist(),
    "unit_number": lambda f, r, a, c: f.firms.unit_number[a.firm].tolist(),
    "phone": lambda f, r, a, c: [phone_of(person) for person in a.person.tolist()],
    "email": lambda f, r, a, c: [f"u{person}@example.cn" for person in a.person.tolist()],
    "account": lambda f, r, a, c: [f"0200{person * 7 % 10**12:012d}" for person in a.person.tolist()],
    "serial": lambda f, r, a, c: _numbered(r, a, 10),
    "stamp": lambda f, r, a, c: [day * 1_000_000 + 93_000 for day in _days(f, r, a)],
    "flag": lambda f, r, a, c: _drawn(r, ("1", "0"), len(a)),
    "month": lambda f, r, a, c: _months(f, r, a),
    "year": lambda f, r, a, c: [day // 10_000 for day in _days(f, r, a)],
    "day": lambda f, r, a, c: _days(f, r, a),
    "birth": lambda f, r, a, c: _born(a, c.type),
    "agency": lambda f, r, a, c: _agencies(f, a),
    "bank": lambda f, r, a, c: [name + "支行" for name in _drawn(r, _words("banks"), len(a))],
    "school": lambda f, r, a, c: ["北京" + name for name in _drawn(r, _words("schools"), len(a))],
    "unit_name": lambda f, r, a, c: [f.firms.name[firm] for firm in a.firm.tolist()],
    "person_name": lambda f, r, a, c: _people(f, r, a, c.element),
    "address": lambda f, r, a, c: [home_of(person) for person in a.person.tolist()],
    "street": lambda f, r, a, c: _of_place(a, f.firms, "street"),
    "district": lambda f, r, a, c: _of_place(a, f.firms, "code"),
    "ratio": lambda f, r, a, c: np.round(r.uniform(0.005, 0.2, len(a)), 4).tolist(),
    "years": lambda f, r, a, c: r.integers(1, 40, len(a)).tolist(),
    "age": lambda f, r, a, c: r.integers(18, 61, len(a)).tolist(),
    "score": lambda f, r, a, c: r.integers(42, 100, len(a)).tolist(),
    "count": lambda f, r, a, c: r.integers(1, 120, len(a)).tolist(),
    "money": lambda f, r, a, c: _money(r, a),
    "area": lambda f, r, a, c: r.integers(20, 900, len(a)).tolist(),
    "text": lambda f, r, a, c: _drawn(r, _words("phrases"), len(a)),
    "code": lambda f, r, a, c: _drawn(r, _codes(c.element), len(a)),
    "name": lambda f, r, a, c: _named(r, c.element, a),
}


def _people(filler: Filler, rng: Generator, about: Rows, element: RegisteredObject) -> Values:
    """The person's own name; of those who handle, other people's."""
    if element.name in ("姓名", "领取人姓名", "申请人姓名", "银行户名"):
        return person_names(about.person)
    return person_names(filler.roster.person[rng.integers(0, min(40, len(filler.roster)), len(about))])
