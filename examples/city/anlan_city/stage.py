"""The stage on which cases are played: what each planted case does to registers, files and the news, and from when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from numpy.random import Generator

from anlan_city.firms import Firms
from anlan_city.months import MONTHS, Calendar
from anlan_city.workforce import Cut, Intake, Orders

SYSTEM_OF = {
    "deferral": "social_insurance",
    "audit": "social_insurance",
    "layoff_report": "labour_contract",
    "inspection_case": "labour_inspection",
    "credit_grade": "labour_inspection",
    "arbitration_case": "arbitration",
    "change": "business_registration",
    "enterprise": "business_registration",
    "listing": "listing",
    "enforcement": "court",
    "hearing": "court",
    "bankruptcy": "court",
    "arrears": "tax_notice",
    "year": "tax",
    "ticket": "hotline_12345",
    "petition": "hotline_12345",
    "article": "opinion",
}
"""The source system that shows each kind of event."""
REPORTING_DAYS = {
    "deferral": (0, 3),
    "audit": (0, 4),
    "layoff_report": (0, 3),
    "inspection_case": (1, 6),
    "arbitration_case": (1, 5),
    "change": (1, 6),
    "enterprise": (1, 6),
    "listing": (0, 4),
    "enforcement": (1, 6),
    "hearing": (1, 5),
    "bankruptcy": (0, 3),
    "arrears": (0, 2),
    "year": (0, 2),
    "ticket": (0, 2),
    "petition": (0, 3),
    "article": (0, 1),
}
"""Days from an event until the bureau can know it: lowest and one above the highest."""
CONTRIBUTIONS_KNOWN_BY = 15
"""Day of the following month by which a month's contributions are recorded."""


@dataclass(frozen=True)
class Event:
    """Something that a source system records about an employer on a day and the bureau knows from ``known``."""

    table: str
    firm: int
    day: int
    known: int
    case: int
    values: dict[str, Any]


@dataclass(frozen=True)
class Swing:
    """A lasting change of a monthly measure (``power`` or ``vacancy``): from ``day`` it is ``factor`` of the usual."""

    measure: str
    firm: int
    day: int
    factor: float
    until: int


@dataclass
class Case:
    """One row of the truth: an employer with a risk or a trap, when it begins and which systems show it."""

    number: int
    kind: str
    type: str
    firm: int
    start: int
    end: int | None = None
    note: str = ""
    enough: int = 0
    is_weak: bool = False
    """Just above the limits and shown by few sources."""
    systems: set[str] = field(default_factory=set)

    def shows(self, system: str, day: int, primary: bool) -> None:
        """Remember that a system shows the case from a day; primary evidence sets the lag."""
        self.systems.add(system)
        if primary:
            self.enough = max(self.enough, day)


@dataclass
class Stage:
    """Everything planted or scattered over the city; scenarios write here, source systems read from here."""

    rng: Generator
    firms: Firms
    calendar: Calendar
    orders: Orders = field(default_factory=Orders)
    events: dict[str, list[Event]] = field(default_factory=lambda: defaultdict(list))
    swings: list[Swing] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    used: set[int] = field(default_factory=set)

    @property
    def today(self) -> int:
        """The last day of the city."""
        return self.calendar.today

    def open_case(self, kind: str, label: str, firm: int, start: int, note: str = "") -> Case:
        """A new row of the truth; its employer takes part in no other case."""
        case = Case(len(self.cases), kind, label, firm, start, note=note, enough=start)
        self.cases.append(case)
        self.used.add(firm)
        return case

    def record(
        self, table: str, firm: int, day: int, case: Case | None = None, primary: bool = False, **values: Any
    ) -> int:
        """Let a source system record an event; returns the day from which the bureau knows it."""
        low, high = REPORTING_DAYS[table]
        known = day + int(self.rng.integers(low, high))
        if case is not None:
            if known <= self.today:
                case.shows(SYSTEM_OF[table], known, primary)
            elif primary:
                case.enough = max(case.enough, known)
        if known <= self.today:
            self.events[table].append(Event(table, firm, day, known, -1 if case is None else case.number, values))
        return known

    def recorded(self, table: str) -> list[Event]:
        """The events of a table in the order in which the bureau learns them."""
        return sorted(self.events[table], key=lambda event: (event.known, event.firm, event.day))

    def cut(
        self,
        case: Case,
        first: int,
        last: int,
        share: float,
        *,
        reason: int = 6301,
        to: int = -1,
        primary: bool = True,
        register: float = 0.45,
    ) -> None:
        """Let people go; social insurance shows it a few days later, and the files that follow from a stop."""
        self.orders.cuts.append(
            Cut(case.firm, first, last, share, reason=reason, destination=to, case=case.number, register=register)
        )
        if first <= self.today:
            case.systems |= {"social_insurance", "labour_contract"} | (
                {"employment"} if to >= 0 or reason == 6301 else set()
            )
        if primary:
            case.enough = max(case.enough, last + 5)

    def freeze(self, firm: int, day: int) -> None:
        """Stop hiring at an employer from a day."""
        self.orders.frozen[firm] = day

    def unpaid(self, case: Case, first_month: int, share: float, primary: bool = False) -> None:
        """Leave contributions unpaid from a month on."""
        self.orders.unpaid.append((case.firm, first_month, MONTHS, share))
        self._contributions(case, first_month, primary)

    def pay(self, case: Case, month: int, factor: float, primary: bool = False) -> None:
        """Lower the contribution bases from a month on."""
        self.orders.pay.append((case.firm, month, factor))
        self._contributions(case, month, primary)

    def _contributions(self, case: Case, month: int, primary: bool) -> None:
        known = self.calendar.month_start(month + 1) + CONTRIBUTIONS_KNOWN_BY - 1
        if known <= self.today:
            case.systems.add("social_insurance")
        if primary:
            case.enough = max(case.enough, known)

    def swing(self, case: Case, measure: str, day: int, factor: float, primary: bool = False, until: int = 0) -> None:
        """Change the use of power (and water) or the posted vacancies from a day on."""
        self.swings.append(Swing(measure, case.firm, day, factor, until or self.today + 400))
        system = "utilities" if measure == "power" else "recruitment"
        month = self.calendar.month_of(day) + (
            1 if day > self.calendar.month_start(self.calendar.month_of(day)) + 9 else 0
        )
        known = self.calendar.month_start(month + 1) + 8
        if known <= self.today:
            case.systems.add(system)
        if primary:
            case.enough = max(case.enough, known)

    def intake(self, firm: int, first: int, last: int, share: float) -> None:
        """Take people on between two days."""
        self.orders.intakes.append(Intake(firm, first, last, share))

    def again(self, start: int, low: int, high: int, until: int | None = None) -> Iterator[int]:
        """Days from ``start`` on, each ``low`` to ``high`` days after the one before, until the last day."""
        day = start
        while day <= (self.today if until is None else min(until, self.today)):
            yield day
            day += int(self.rng.integers(low, high + 1))

    def chance(self, share: float) -> bool:
        """True in that share of calls."""
        return bool(self.rng.random() < share)

    def between(self, low: float, high: float) -> float:
        """A number drawn evenly between two."""
        return float(self.rng.uniform(low, high))

    def number(self, low: int, high: int) -> int:
        """A whole number drawn evenly, both ends included."""
        return int(self.rng.integers(low, high + 1))
