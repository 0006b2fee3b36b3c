"""The people of the city, month by month: who is insured where, who leaves and why, who is hired.

One month at a time is held in memory, so that a city of full scale can be made on a small machine.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from anlan_city.firms import Firms
from anlan_city.months import MONTHS, Calendar

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

LOWEST_BASE, HIGHEST_BASE = 7162, 35811
ENDED, MOVED, RETIRED = 6301, 6302, 6308
"""AAE160: contract ended; moved to another employer of the city; reached retirement age."""
_REASONS = np.array([ENDED, MOVED, RETIRED, 6304, 6399, 6404, 6401, 6402])
_REASON_SHARES = np.array([0.57, 0.26, 0.07, 0.01, 0.045, 0.035, 0.004, 0.006])
REFILL, GROWTH = 0.93, 0.0011
_FIRST_PERSON = 1_100_000_000
NEVER = 9_999


@dataclass(frozen=True)
class Cut:
    """People an employer lets go between two days: a share of its staff then, or a number (whichever is given)."""

    firm: int
    first_day: int
    last_day: int
    share: float = 0.0
    count: int = 0
    reason: int = ENDED
    destination: int = -1
    case: int = -1
    register: float = 0.5


@dataclass(frozen=True)
class Intake:
    """People an employer takes on between two days."""

    firm: int
    first_day: int
    last_day: int
    share: float


Order = TypeVar("Order", Cut, Intake)


@dataclass
class Orders:
    """What planted cases do to the workforce: cuts, intakes, pay, unpaid months and hiring stopped from a day."""

    cuts: list[Cut] = field(default_factory=list)
    intakes: list[Intake] = field(default_factory=list)
    pay: list[tuple[int, int, float]] = field(default_factory=list)
    """(employer, first month, factor on the contribution base)"""
    unpaid: list[tuple[int, int, int, float]] = field(default_factory=list)
    """(employer, first month, last month, share of staff without contribution)"""
    frozen: dict[int, int] = field(default_factory=dict)
    """employer -> day from which nobody is hired"""


@dataclass(frozen=True)
class Leaving:
    """Those who leave in a month: person, employer, day, AAE160 reason, planted case (-1 none), chance to register."""

    person: Ints
    firm: Ints
    day: Ints
    reason: Ints
    case: Ints
    register: NDArray[np.float64]


@dataclass(frozen=True)
class Month:
    """One month of the city: contributors, those who left, those who came. The running month has no contributors."""

    index: int
    person: Ints
    firm: Ints
    base: Ints
    unpaid: Flags
    leaving: Leaving
    hired_person: Ints
    hired_firm: Ints
    hired_day: Ints
    headcount: Ints


@dataclass
class _Pool:
    """Job seekers: persons who left and may be hired again, most recent last."""

    people: Ints
    next_person: int

    def add(self, people: Ints, most: int) -> None:
        """Let people seek a job; only the most recent ones still do."""
        self.people = np.concatenate([self.people, people])[-most:]

    def draw(self, rng: Generator, count: int) -> Ints:
        """That many persons to hire: mostly job seekers, else people new to the city."""
        known = int(min(count * 0.7, len(self.people) * 0.6))
        picked = rng.choice(len(self.people), known, replace=False) if known else np.empty(0, dtype=np.int64)
        seekers = self.people[picked]
        self.people = np.delete(self.people, picked)
        fresh = np.arange(self.next_person, self.next_person + count - known, dtype=np.int64)
        self.next_person += count - known
        both = np.concatenate([seekers, fresh])
        rng.shuffle(both)
        return both


class Workforce:
    """The state of employment, moved on one month at a time."""

    def __init__(self, rng: Generator, firms: Firms, calendar: Calendar, orders: Orders) -> None:
        self.rng, self.firms, self.calendar, self.orders = rng, firms, calendar, orders
        self.firm = np.repeat(np.arange(len(firms), dtype=np.int64), firms.size)
        count = len(self.firm)
        self.person = rng.permutation(count).astype(np.int64) + _FIRST_PERSON
        self.base = self._draw_base(self.firm)
        self.pool = _Pool(np.empty(0, dtype=np.int64), _FIRST_PERSON + count)
        self.vacated = np.empty(0, dtype=np.int64)
        self.frozen = np.full(len(firms), calendar.today + NEVER)
        for firm, day in orders.frozen.items():
            self.frozen[firm] = day
        self.cuts = _by_month(orders.cuts, calendar)
        self.intakes = _by_month(orders.intakes, calendar)

    def months(self) -> Iterator[Month]:
        """The 24 months of contributions and the running month, oldest first."""
        for index in range(MONTHS + 1):
            yield self._step(index)

    def _draw_base(self, firm: Ints) -> Ints:
        drawn = self.firms.pay[firm] * self.rng.lognormal(0, 0.28, len(firm))
        return np.rint(np.clip(drawn, LOWEST_BASE, HIGHEST_BASE)).astype(np.int64)

    def _step(self, index: int) -> Month:
        start, following = self.calendar.month_start(index), self.calendar.month_start(index + 1)
        last = min(following - 1, self.calendar.today)
        self._change_pay(index)
        rows, leaving, moved = self._leave(index, start, last)
        hired_person, hired_firm, hired_day, hired_base = self._hire(index, start, last, moved)
        middle = start + 14
        gone = np.zeros(len(self.firm), dtype=bool)
        gone[rows[leaving.day <= middle]] = True
        early = hired_day <= middle
        person = np.concatenate([self.person[~gone], hired_person[early]])
        firm = np.concatenate([self.firm[~gone], hired_firm[early]])
        base = np.concatenate([self.base[~gone], hired_base[early]])
        stays = np.ones(len(self.firm), dtype=bool)
        stays[rows] = False
        self.person = np.concatenate([self.person[stays], hired_person])
        self.firm = np.concatenate([self.firm[stays], hired_firm])
        self.base = np.concatenate([self.base[stays], hired_base])
        headcount = np.bincount(self.firm, minlength=len(self.firms))
        unpaid = self._unpaid(index, firm)
        return Month(index, person, firm, base, unpaid, leaving, hired_person, hired_firm, hired_day, headcount)

    def _change_pay(self, index: int) -> None:
        if self.calendar.month_of_year(index) == 7:
            raised = self.base * self.rng.normal(1.03, 0.02, len(self.base))
            self.base = np.clip(np.rint(raised), LOWEST_BASE, HIGHEST_BASE).astype(np.int64)
        for firm, month, factor in self.orders.pay:
            if month == index:
                mine = self.firm == firm
                self.base[mine] = np.maximum(LOWEST_BASE, np.rint(self.base[mine] * factor)).astype(np.int64)

    def _leave(self, index: int, start: int, last: int) -> tuple[Ints, Leaving, tuple[Ints, Ints, Ints, Ints]]:
        rng, length = self.rng, last - start + 1
        hazard = self.firms.churn[self.firm] * (length / 30.5)
        ordinary = np.flatnonzero(rng.random(len(self.firm)) < hazard)
        days = start + np.where(
            rng.random(len(ordinary)) < 0.3, length - 1, rng.integers(0, length, len(ordinary))
        )  # many leave on the last day of a month
        reasons = rng.choice(_REASONS, len(ordinary), p=_REASON_SHARES / _REASON_SHARES.sum())
        planted = self._planted(index, start, last, ordinary)
        rows = np.concatenate([ordinary, planted["row"]])
        leaving = Leaving(
            self.person[rows],
            self.firm[rows],
            np.concatenate([days, planted["day"]]),
            np.concatenate([reasons, planted["reason"]]),
            np.concatenate([np.full(len(ordinary), -1), planted["case"]]),
            np.concatenate([np.full(len(ordinary), 0.16), planted["register"] / 100]),
        )
        self.next_vacated = self.firm[ordinary]
        to = planted["destination"]
        going = to >= 0
        moved = (self.person[planted["row"][going]], to[going], planted["day"][going], self.base[planted["row"][going]])
        seekers = np.isin(leaving.reason, (ENDED, MOVED, 6399))
        seekers[len(ordinary) :] &= ~going
        self.leavers = leaving.person[seekers]
        return rows, leaving, moved

    def _planted(self, index: int, start: int, last: int, taken: Ints) -> dict[str, Ints]:
        columns: dict[str, list[Ints]] = defaultdict(list)
        if self.cuts.get(index):
            order = np.argsort(self.firm, kind="stable")
            ranked = self.firm[order]
            used = set(taken.tolist())
            for cut, first, final, part in self.cuts[index]:
                low, high = np.searchsorted(ranked, [cut.firm, cut.firm + 1])
                free = [row for row in order[low:high].tolist() if row not in used]
                wanted = min(len(free), round((cut.count or cut.share * len(free)) * part))
                chosen: Ints = self.rng.permutation(np.array(free, dtype=np.int64))[:wanted]
                used.update(chosen.tolist())
                columns["row"].append(chosen)
                columns["day"].append(self.rng.integers(first, max(first, min(final, last)) + 1, wanted))
                for name in ("reason", "destination", "case"):
                    columns[name].append(np.full(wanted, getattr(cut, name)))
                columns["register"].append(np.full(wanted, round(cut.register * 100)))
        names = ("row", "day", "reason", "destination", "case", "register")
        empty = np.empty(0, dtype=np.int64)
        return {name: np.concatenate(columns[name]) if columns[name] else empty for name in names}

    def _hire(
        self, index: int, start: int, last: int, moved: tuple[Ints, Ints, Ints, Ints]
    ) -> tuple[Ints, Ints, Ints, Ints]:
        rng, length = self.rng, last - start + 1
        share = min(1.0, length / 28)
        refilled = self.vacated[rng.random(len(self.vacated)) < REFILL * share]
        grown = self.firm[rng.random(len(self.firm)) < GROWTH * share]
        wanted = [refilled, grown]
        for intake, _, _, part in self.intakes.get(index, ()):
            wanted.append(np.full(round(self.firms.size[intake.firm] * intake.share * part), intake.firm))
        firm = np.concatenate(wanted)
        day = start + rng.integers(0, length, len(firm))
        kept = day < self.frozen[firm]
        firm, day = firm[kept], day[kept]
        person = self.pool.draw(rng, len(firm))
        base = self._draw_base(firm)
        self.vacated = self.next_vacated
        # Who left this month may be hired from the next on, never before the day of leaving.
        self.pool.add(self.leavers, max(5000, len(self.firm) // 8))
        arrival = np.minimum(moved[2] + rng.integers(0, 6, len(moved[2])), last)
        return (
            np.concatenate([person, moved[0]]),
            np.concatenate([firm, moved[1]]),
            np.concatenate([day, arrival]),
            np.concatenate([base, moved[3]]),
        )

    def _unpaid(self, index: int, firm: Ints) -> Flags:
        share = np.zeros(len(self.firms))
        for employer, first, final, part in self.orders.unpaid:
            if first <= index <= final:
                share[employer] = part
        return np.asarray(self.rng.random(len(firm)) < share[firm])


def _by_month(orders: Sequence[Order], calendar: Calendar) -> dict[int, list[tuple[Order, int, int, float]]]:
    """Orders split at month borders: month -> (order, first day, last day, part of the order's share or number)."""
    months: dict[int, list[tuple[Order, int, int, float]]] = defaultdict(list)
    for order in orders:
        total, left, first = order.last_day - order.first_day + 1, 1.0, order.first_day
        while first <= min(order.last_day, calendar.today):
            month = calendar.month_of(first)
            final = min(order.last_day, calendar.month_start(month + 1) - 1)
            part = (final - first + 1) / total
            # A share is taken of those still there, so that a later month takes it of fewer people.
            of_the_rest = isinstance(order, Cut) and not order.count
            months[month].append((order, first, final, part / left if of_the_rest else part))
            left -= part
            first = final + 1
    return months
