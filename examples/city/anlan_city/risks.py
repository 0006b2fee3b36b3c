"""The six risks as they show in the registers: one function a type, each with its own strength, lags and sources."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from anlan_city.stage import Case, Stage

LAYOFF, ARREARS, CLOSURE, INCIDENT, LOSS, OPINION = (
    "裁员减员",
    "欠薪降薪",
    "破产倒闭",
    "群体事件",
    "严重亏损",
    "重大舆情",
)
SMALLEST = {LAYOFF: 110, ARREARS: 30, CLOSURE: 12, INCIDENT: 60, LOSS: 45, OPINION: 90}
"""Fewest staff of an employer that may be given a risk."""


def stories(stage: Stage, case: Case, label: str, start: int, pieces: int, primary: bool = False, **facts: Any) -> None:
    """Let the news write about a case: the first articles close together, follow-ups later."""
    day = start
    for place in range(pieces):
        stage.record("article", case.firm, min(day, stage.today), case, primary and place < 2, about=label, **facts)
        day += stage.number(0, 2) if place < 3 else stage.number(2, 12)
        if day > stage.today:
            return
    for later in stage.again(day + stage.number(6, 16), *((16, 34) if case.is_weak else (9, 24))):
        stage.record("article", case.firm, later, case, about=label, **facts)


def tickets(stage: Stage, case: Case, topic: str, start: int, count: int, gap: int, primary: bool = False) -> None:
    """Let people call the hotline about an employer, ``count`` times, up to ``gap`` days apart."""
    day = start
    for place in range(count):
        if day > stage.today:
            return
        people = stage.number(1, 3) if stage.chance(0.7) else stage.number(4, 30)
        stage.record("ticket", case.firm, day, case, primary and place < 2, topic=topic, people=people)
        day += stage.number(0, gap)
    for later in stage.again(day + gap, *((12, 24) if case.is_weak else (5, 14))):
        stage.record("ticket", case.firm, later, case, topic=topic, people=stage.number(1, 4))


def odds(case: Case, usual: float) -> float:
    """The chance that an optional source shows a case; half for a weak one."""
    return usual / 2 if case.is_weak else usual


def burst(stage: Stage, case: Case, low: int, high: int) -> int:
    """How many articles or calls a case begins with; the fewest for a weak one."""
    return stage.number(low - 1, low) if case.is_weak else stage.number(low, high)


def layoff(stage: Stage, case: Case, hard: bool) -> None:
    """Stops with ended contracts in one to three waves; report, tickets, cases, vacancies and news around them."""
    size, start = int(stage.firms.size[case.firm]), case.start
    share = max(0.215, 54 / size) if case.is_weak else max(stage.between(0.24, 0.6), 62 / size)
    last = start + stage.number(3, 14)
    stage.freeze(case.firm, start - 20)
    stage.cut(case, start, last, share, register=stage.between(0.3, 0.65))
    for day in stage.again(last + stage.number(20, 32), 22, 34):
        stage.cut(case, day, day + 8, max(0.12, 24 / size), primary=False)
    if stage.chance(odds(case, 0.55)):
        stage.record(
            "layoff_report", case.firm, start - stage.number(0, 6), case, planned=round(share * size), staff=size
        )
    if hard:
        case.note = "hard: one source class only"
        return
    third = stage.chance(0.6 if case.is_weak else 0.85)
    if third:
        count = round(share * size)
        stories(stage, case, LAYOFF, start + stage.number(0, 7), burst(stage, case, 4, 9), True, count=count)
    if stage.chance(odds(case, 0.75)) or not third:
        tickets(stage, case, "02", start + stage.number(0, 5), burst(stage, case, 6, 14), 8, not third)
    if stage.chance(odds(case, 0.75)):
        stage.swing(case, "vacancy", start - stage.number(0, 12), stage.between(0.03, 0.35))
    for day in stage.again(start + stage.number(8, 20), *((14, 30) if case.is_weak else (4, 16))):
        stage.record("arbitration_case", case.firm, day, case, claim="02", people=stage.number(1, 6), months=2)


def wage_arrears(stage: Stage, case: Case, hard: bool) -> None:
    """Unpaid wages: inspection cases, calls, claims for pay, unpaid or lower contributions, news."""
    size, start = int(stage.firms.size[case.firm]), case.start
    people = max(12, round(size * (stage.between(0.15, 0.3) if case.is_weak else stage.between(0.3, 0.85))))
    months = 2 if case.is_weak else stage.number(2, 5)
    for place, day in enumerate(stage.again(start + stage.number(1, 6), 20, 40)):
        find_unpaid(stage, case, day, people, months + place, place == 0)
    most = 4 if case.is_weak else 16
    for day in stage.again(start + stage.number(4, 14), *((12, 28) if case.is_weak else (3, 12))):
        stage.record("arbitration_case", case.firm, day, case, claim="01", people=stage.number(1, most), months=months)
    month = stage.calendar.month_of(start)
    if stage.chance(odds(case, 0.5)):
        stage.unpaid(case, month, stage.between(0.6, 1.0))
    if stage.chance(odds(case, 0.45)):
        stage.pay(case, month, stage.between(0.62, 0.82))
    if hard:
        case.note = "hard: one source class only"
        return
    density = 0.035 if case.is_weak else stage.between(0.06, 0.2)
    tickets(stage, case, "01", start + stage.number(0, 4), max(4, round(size * density)), 6, True)
    if stage.chance(odds(case, 0.75)):
        first = start + stage.number(1, 9)
        stories(stage, case, ARREARS, first, burst(stage, case, 3, 7), months=months, people=people)
    if stage.chance(odds(case, 0.4)):
        stage.record(
            "petition", case.firm, start + stage.number(5, 25), case, people=stage.number(6, 30), escalated=False
        )
    if stage.chance(0.4):
        stage.freeze(case.firm, start)
        stage.cut(case, start + 10, start + 30, stage.between(0.08, 0.18), primary=False)
    if stage.chance(0.2):
        stage.record(
            "listing", case.firm, start + stage.number(15, 40), case, list="3", reason="拖欠劳动报酬，逾期未改正"
        )


def find_unpaid(stage: Stage, case: Case, day: int, people: int, months: int, primary: bool = False) -> None:
    """Let inspection open a case about wages unpaid to that many people for so many months."""
    amount = people * months * float(stage.firms.pay[case.firm]) * stage.between(0.6, 1.0)
    facts = {"people": people, "amount": amount, "months": months, "decision": "1" if primary else "0"}
    stage.record("inspection_case", case.firm, day, case, primary, matter="01", **facts)


def closure(stage: Stage, case: Case, hard: bool) -> None:
    """The end of an employer: court or registry notice, all stops, power off, list of abnormal operation, news."""
    firm, start = case.firm, case.start
    size = int(stage.firms.size[firm])
    stage.freeze(firm, start - 40)
    way = case.number % 3 if size >= 20 else 0
    announce_end(stage, case, way)
    stops = stage.chance(0.9) and not (hard and way != 1)
    if stops:
        stage.cut(case, start + 2, start + stage.number(8, 30), 1.0, primary=False, register=0.5)
    if hard:
        case.note = "hard: one source class only" if not stops else "hard: news and power silent"
        return
    power = stage.chance(0.75)
    if power or not stops:
        stage.swing(case, "power", start - stage.number(5, 25), stage.between(0.0, 0.08), primary=not stops)
    if stops:
        case.enough = max(case.enough, start + 14)
    stage.swing(case, "vacancy", start - stage.number(10, 40), 0.0)
    if stage.chance(odds(case, 0.75)):
        stories(stage, case, CLOSURE, start + stage.number(0, 8), burst(stage, case, 3, 7))
    if stage.chance(odds(case, 0.75)):
        topic = str(stage.rng.choice(["03", "06"]))
        tickets(stage, case, topic, start + stage.number(0, 6), burst(stage, case, 4, 12), 9)
    if stage.chance(odds(case, 0.55)):
        stage.record("listing", firm, start + stage.number(4, 30), case, list="1", reason="通过登记的住所无法联系")
    for day in stage.again(start + stage.number(6, 16), 6, 20):
        stage.record("arbitration_case", firm, day, case, claim="02", people=stage.number(1, 12), months=2)
    if stage.chance(0.5):
        enforcement(stage, case, start + stage.number(0, 20), ("1", "3"), 0.2)


def announce_end(stage: Stage, case: Case, way: int) -> None:
    """Publish the end of an employer: by the court (0), as liquidation (1) or as suspended operation (2)."""
    firm, day = case.firm, case.start + stage.number(0, 5)
    if way == 0:
        notice = str(stage.rng.choice(["1", "2"], p=[0.75, 0.25]))
        stage.record("bankruptcy", firm, day, case, True, notice=notice)
        for later in stage.again(day + 22, 20, 40):
            stage.record("bankruptcy", firm, later, case, notice=str(stage.rng.choice(["3", "4"])))
        return
    item, status = ("07", "6") if way == 1 else ("10", "5")
    before, after = ("", "成立清算组") if way == 1 else ("正常经营", "停业")
    stage.record("change", firm, day, case, True, item=item, before=before, after=after)
    stage.record("enterprise", firm, day, case, status=status)


def incident(stage: Stage, case: Case, hard: bool) -> None:
    """People gather: petition visits, calls about a crowd, collective cases, inspection, news."""
    firm, start = case.firm, case.start
    size = int(stage.firms.size[firm])
    crowd = stage.number(11, 16) if case.is_weak else max(14, round(min(size, 400) * stage.between(0.12, 0.4)))
    for place, day in enumerate(stage.again(start, 14, 32)):
        escalated = place == 0 and not case.is_weak and stage.chance(0.5)
        stage.record("petition", firm, day, case, place == 0, people=max(11, crowd - 6 * place), escalated=escalated)
    tickets(stage, case, "05", start, burst(stage, case, 3, 7), 7, True)
    if hard:
        case.note = "hard: one source class only"
        return
    internal = stage.chance(0.8)
    if internal:
        for day in stage.again(start + stage.number(2, 9), 24, 40):
            stage.record(
                "arbitration_case", firm, day, case, day < start + 12, claim="01", people=max(12, crowd), months=3
            )
    if stage.chance(odds(case, 0.55)):
        find_unpaid(stage, case, start + stage.number(1, 8), crowd, 2)
    if stage.chance(odds(case, 0.75)) or not internal:
        number = burst(stage, case, 3, 9)
        stories(stage, case, INCIDENT, start + stage.number(0, 3), number, not internal, people=crowd)
    tickets(stage, case, "01", start, burst(stage, case, 2, 8), 8)


def heavy_loss(stage: Stage, case: Case, hard: bool) -> None:
    """Money runs out: years of loss, tax arrears, enforcement, frozen shares, less power and fewer vacancies, news."""
    firm, start = case.firm, case.start
    capital, size = float(stage.firms.capital[firm]), int(stage.firms.size[firm])
    revenue = size * float(stage.firms.pay[firm]) * 30
    loss_years(stage, case, revenue, start)
    for place, day in enumerate(stage.again(start + stage.number(0, 5), 28, 45)):
        yuan = capital * (stage.between(0.05, 0.065) if case.is_weak else stage.between(0.05, 0.18))
        stage.record("arrears", firm, day, case, place == 0, yuan=yuan, abnormal=False)
    kinds = ("1", "3", "2", "4", "1")[: burst(stage, case, 2, 5)]
    share = stage.between(0.1, 0.18) if case.is_weak else stage.between(0.12, 0.5)
    enforcement(stage, case, start + stage.number(2, 10), kinds, share, True)
    for day in stage.again(start + stage.number(20, 30), 12, 30):
        enforcement(stage, case, day, (str(stage.rng.choice(["1", "3"])),), 0.08)
    if stage.chance(odds(case, 0.45)):
        stage.record(
            "enforcement", firm, start + stage.number(0, 15), case, kind="5", yuan=0, equity=stage.between(0.5, 1.0)
        )
    if hard:
        case.note = "hard: one source class only"
        return
    power = stage.chance(0.7)
    if power:
        stage.swing(case, "power", start - stage.number(18, 30), stage.between(0.15, 0.55), True)
    if stage.chance(odds(case, 0.7)):
        stage.swing(case, "vacancy", start - stage.number(18, 30), stage.between(0.02, 0.35))
    if stage.chance(odds(case, 0.75)) or not power:
        stories(stage, case, LOSS, start + stage.number(1, 8), burst(stage, case, 3, 7), not power)
    if stage.chance(0.5):
        stage.record(
            "deferral", firm, start - stage.number(0, 15), case, months=stage.number(2, 6), yuan=revenue * 0.02
        )
    if stage.chance(0.4):
        stage.unpaid(case, stage.calendar.month_of(start) - 1, stage.between(0.5, 1.0))
    if stage.chance(0.3):
        stage.freeze(firm, start)
        stage.cut(case, start + 5, start + 25, stage.between(0.06, 0.15), primary=False)


def loss_years(stage: Stage, case: Case, revenue: float, known: int) -> None:
    """File two or three years of loss; the running year's figures are known shortly before the case begins."""
    year = stage.calendar.end.year
    assets = revenue * stage.between(0.7, 1.2)
    liabilities = assets * (stage.between(0.88, 0.99) if case.is_weak else stage.between(0.88, 1.25))
    for back in range(stage.number(1, 2), -1, -1):
        when = (
            known - stage.number(0, 4)
            if back == 0
            else stage.calendar.month_start(24 - 12 * back + 7) + stage.number(0, 25)
        )
        stage.record(
            "year",
            case.firm,
            when,
            case,
            back == 0,
            year=year - back,
            revenue=revenue * (0.9 if back else 0.6),
            profit=-revenue * stage.between(0.12, 0.4),
            assets=assets,
            liabilities=liabilities * (1 - 0.06 * back),
        )


def enforcement(
    stage: Stage, case: Case, day: int, kinds: tuple[str, ...], share: float, primary: bool = False
) -> None:
    """Record enforcement of the given kinds, each for a share of the registered capital."""
    for place, kind in enumerate(kinds):
        yuan = float(stage.firms.capital[case.firm]) * share * stage.between(0.6, 1.3)
        stage.record(
            "enforcement", case.firm, day + place * 2, case, primary and place < 2, kind=kind, yuan=yuan, equity=0.0
        )


def public_opinion(stage: Stage, case: Case, hard: bool) -> None:
    """Much talked about: many independent articles and reposts; the hotline and an inspection follow."""
    firm, start = case.firm, case.start
    topic = str(stage.rng.choice(["overtime", "dismissal", "death", "paycut"]))
    day = start
    for wave in range(3):
        for place in range(burst(stage, case, 13, 28) if wave == 0 else burst(stage, case, 4, 9)):
            when = min(stage.today, day + (0 if place < 3 else stage.number(0, 5)))
            stage.record("article", firm, when, case, wave == 0 and place < 10, about=OPINION, topic=topic, loud=True)
        day += stage.number(16, 34)
        if day > stage.today:
            break
    if hard:
        case.note = "hard: one source class only"
        return
    tickets(
        stage, case, str(stage.rng.choice(["01", "02", "99"])), start + stage.number(0, 4), stage.number(6, 14), 7, True
    )
    if stage.chance(0.65):
        stage.record(
            "inspection_case",
            firm,
            start + stage.number(2, 10),
            case,
            matter="04",
            people=stage.number(20, 90),
            amount=0.0,
            months=0,
            decision="0",
        )
    if stage.chance(0.4):
        for day in stage.again(start + 6, 6, 22):
            stage.record("arbitration_case", firm, day, case, claim="02", people=stage.number(1, 4), months=2)


PLAYS: dict[str, Callable[[Stage, Case, bool], None]] = {
    LAYOFF: layoff,
    ARREARS: wage_arrears,
    CLOSURE: closure,
    INCIDENT: incident,
    LOSS: heavy_loss,
    OPINION: public_opinion,
}
"""The function that plays each risk."""
