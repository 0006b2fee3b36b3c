"""People are somewhere once: whoever leaves was there, whoever is hired was free, and orders are carried out."""

from __future__ import annotations

from datetime import date

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan_city.firms import Firms, make_firms
from anlan_city.months import MONTHS, Calendar
from anlan_city.workforce import MOVED, Cut, Intake, Month, Orders, Workforce

CALENDAR = Calendar(date(2026, 11, 22))


def simulate(seed: int, orders: Orders) -> tuple[Firms, list[Month]]:
    """A city of a few thousand people, all its months."""
    rng = np.random.default_rng(seed)
    firms = make_firms(rng, 0.0002, CALENDAR.today)
    return firms, list(Workforce(rng, firms, CALENDAR, orders).months())


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_nobody_is_hired_before_leaving(seed: int) -> None:
    _, months = simulate(seed, Orders())
    gone: dict[int, int] = {}
    for month in months:
        gone.update(zip(month.leaving.person.tolist(), month.leaving.day.tolist(), strict=True))
        hired = zip(month.hired_person.tolist(), month.hired_day.tolist(), strict=True)
        assert all(gone.get(person, 0) <= day for person, day in hired)


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_a_person_contributes_once_a_month(seed: int) -> None:
    _, months = simulate(seed, Orders())
    assert [month.index for month in months] == list(range(MONTHS + 1))
    for month in months:
        assert len(np.unique(month.person)) == len(month.person)


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0.1, 1.0))
def test_a_cut_takes_its_share_over_a_month_border(seed: int, share: float) -> None:
    rng = np.random.default_rng(seed)
    firm = int(np.argmax(make_firms(rng, 0.0002, CALENDAR.today).size))
    start = CALENDAR.month_start(20) - 8
    orders = Orders(cuts=[Cut(firm, start, start + 15, share, case=0)], frozen={firm: CALENDAR.month_start(18)})
    _, months = simulate(seed, orders)
    left = sum(int((month.leaving.case == 0).sum()) for month in months)
    before = int(months[18].headcount[firm])
    assert abs(left - share * before) <= 0.12 * before + 3
    if share == 1.0:
        assert months[20].headcount[firm] == 0


def test_the_transferred_are_hired_at_once_and_nobody_else_is() -> None:
    rng = np.random.default_rng(5)
    sizes = make_firms(rng, 0.0002, CALENDAR.today).size
    firm, target = (int(place) for place in np.argsort(-sizes)[:2])
    start = CALENDAR.month_start(22) + 10
    orders = Orders(cuts=[Cut(firm, start, start + 4, 0.5, reason=MOVED, destination=target, case=3)])
    _, months = simulate(5, orders)
    month = months[22]
    moved = set(month.leaving.person[month.leaving.case == 3].tolist())
    assert moved
    arrived = set(month.hired_person[month.hired_firm == target].tolist())
    assert moved <= arrived


def test_an_intake_adds_people() -> None:
    sizes = make_firms(np.random.default_rng(9), 0.0002, CALENDAR.today).size
    firm = int(np.argmax(sizes))
    start = CALENDAR.month_start(10)
    _, months = simulate(9, Orders(intakes=[Intake(firm, start, start + 20, 0.5)]))
    assert months[10].headcount[firm] > 1.3 * months[9].headcount[firm]
