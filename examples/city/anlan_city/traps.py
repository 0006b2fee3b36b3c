"""The traps: what looks like a risk and is none, so that precision means something."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np

from anlan_city.firms import rename
from anlan_city.risks import ARREARS, CLOSURE, INCIDENT, LAYOFF, LOSS, OPINION, enforcement
from anlan_city.stage import Case, Stage
from anlan_city.words import trades

SMALLEST_TRAP = 60
_DENIED_SHARE = 0.5


def rumour(stage: Stage, firm: int, start: int) -> None:
    """The net says an employer lays off, owes wages or closes; the registers show nothing of it."""
    label = str(stage.rng.choice([LAYOFF, ARREARS, CLOSURE, INCIDENT], p=[0.45, 0.25, 0.2, 0.1]))
    case = stage.open_case("rumour", label, firm, start)
    day = start
    for place in range(stage.number(2, 6)):
        stage.record("article", firm, min(day, stage.today), case, place == 0, about=label, rumour=True, count=300)
        day += stage.number(0, 3)
    if stage.chance(_DENIED_SHARE):
        case.note = "denied"
        for _ in range(stage.number(1, 2)):
            stage.record(
                "article", firm, min(day + stage.number(1, 3), stage.today), case, about="denial", imitates=label
            )
    if stage.chance(0.2):
        stage.record("ticket", firm, min(day, stage.today), case, topic="99", people=1)
    case.end = min(day + 20, stage.today)


def transfer(stage: Stage, firm: int, start: int) -> None:
    """Staff move to an affiliate, a dispatch firm or a newly registered firm: stops without a layoff."""
    way = str(stage.rng.choice(["affiliate", "dispatch", "re-registration"]))
    case = stage.open_case("transfer", LAYOFF, firm, start, note=way)
    partner = partner_of(stage, firm, way, start)
    share = 1.0 if way == "re-registration" else stage.between(0.3, 0.8)
    stage.freeze(firm, start - 10)
    stage.cut(case, start, start + stage.number(0, 5), share, reason=6302, to=partner)
    case.note = f"{way}: {stage.firms.uscc[partner]}"
    case.end = start + 30
    if way == "re-registration":
        stage.swing(case, "power", start + 5, 0.05)
    if stage.chance(0.25):
        stage.record("ticket", firm, min(start + stage.number(1, 9), stage.today), case, topic="99", people=1)


def partner_of(stage: Stage, firm: int, way: str, start: int) -> int:
    """The employer that takes the staff over; its registration is arranged to fit the way."""
    firms = stage.firms
    wanted = firms.size <= 6 if way != "dispatch" else _is_dispatch(stage)
    free = [f for f in np.flatnonzero(wanted & (firms.head < 0) & (firms.holder < 0)).tolist() if f not in stage.used]
    partner = int(stage.rng.choice(free))
    if way == "dispatch":
        return partner
    stage.used.add(partner)
    taken = set(firms.name)
    if firms.name[partner].replace(firms.brand[partner], firms.brand[firm], 1) not in taken:
        rename(firms, partner, firms.brand[firm])
    if way == "affiliate":
        firms.holder[partner] = firm
        return partner
    firms.trade[partner], firms.place[partner] = firms.trade[firm], firms.place[firm]
    firms.registered[partner] = start - stage.number(30, 120)
    firms.legal[partner] = firms.legal[firm]
    firms.address[partner] = firms.actual_address[partner] = firms.address[firm]
    return partner


def _is_dispatch(stage: Stage) -> np.ndarray:
    codes = np.array([trade.code for trade in trades()])
    return np.asarray(codes[stage.firms.trade] == "L7263")


def retirement(stage: Stage, firm: int, start: int) -> None:
    """Many reach the retirement age in one month: stops with reason 6308."""
    case = stage.open_case("retirement", LAYOFF, firm, start)
    size = int(stage.firms.size[firm])
    stage.cut(case, start, start + stage.number(4, 20), max(0.11, 22 / size), reason=6308)
    case.end = start + 30


def seasonal(stage: Stage, firm: int, start: int) -> None:
    """Season's end: contracts run out as in the same month of the year before; hired again in spring."""
    case = stage.open_case("seasonal", LAYOFF, firm, start)
    share = stage.between(0.26, 0.38)
    stage.cut(case, start, start + stage.number(5, 16), share, register=0.06)
    stage.cut(case, start - 365, start - 365 + 10, share, primary=False, register=0.06)
    for year in (stage.calendar.end.year - 1, stage.calendar.end.year):
        spring = date(year, 3, 1).toordinal()
        stage.intake(firm, spring, spring + 55, share if year == stage.calendar.end.year else share / (1 - share) * 0.9)
    if stage.chance(0.4):
        stage.swing(case, "power", start, 0.65)
    case.end = start + 40


def namesake(stage: Stage, firm: int, start: int) -> None:
    """A healthy employer called like one in trouble, here or in another city."""
    troubled = [case for case in stage.cases if case.kind == "risk" and stage.firms.head[case.firm] < 0]
    model = troubled[stage.number(0, len(troubled) - 1)]
    firms, taken = stage.firms, set(stage.firms.name)
    brand = firms.brand[model.firm]
    word = firms.short[model.firm].replace(brand, "", 1)
    name = (
        f"{brand}（北京）{word}有限公司" if "（北京）" not in firms.name[model.firm] else f"北京{brand}{word}有限公司"
    )
    case = stage.open_case("namesake", model.type, firm, max(start, model.start), note=firms.uscc[model.firm])
    case.systems.add("opinion")
    if name in taken:
        name = f"北京{brand}{word}发展有限公司"
    firms.name[firm], firms.brand[firm], firms.short[firm] = name, brand, firms.short[model.firm]
    firms.trade[firm] = firms.trade[model.firm]
    for _ in range(stage.number(1, 3)):
        day = min(case.start + stage.number(0, 25), stage.today)
        stage.record("article", model.firm, day, about=model.type, short_only=True)
    case.enough, case.end = case.start, stage.today


def branch(stage: Stage, firm: int, start: int) -> None:
    """A healthy branch of a company in trouble: what is said of the company is not said of the branch."""
    troubled = [case for case in stage.cases if case.kind == "risk" and stage.firms.head[case.firm] < 0]
    model = troubled[stage.number(0, len(troubled) - 1)]
    firms = stage.firms
    place = f"{firms.district_code(firm)[-2:]}"
    case = stage.open_case("branch", model.type, firm, max(start, model.start), note=firms.uscc[model.firm])
    case.systems.add("opinion")
    suffix = f"第{'一二三四五六七八九'[stage.number(0, 8)]}分公司" if int(place) % 2 else "分公司"
    firms.name[firm] = f"{firms.name[model.firm]}{suffix}"
    firms.brand[firm], firms.short[firm] = firms.brand[model.firm], firms.short[model.firm] + suffix
    firms.head[firm], firms.trade[firm] = model.firm, firms.trade[model.firm]
    case.enough, case.end = case.start, stage.today


def wrong_code(stage: Stage, firm: int, start: int) -> None:
    """Records about one employer carry the credit code of another: the name says who is meant."""
    troubled = [case for case in stage.cases if case.kind == "risk"]
    model = troubled[stage.number(0, len(troubled) - 1)]
    case = stage.open_case("wrong_code", model.type, firm, max(start, model.start), note=stage.firms.uscc[model.firm])
    day = case.start
    for table, values in (
        ("enforcement", {"kind": "1", "yuan": 3.0e6, "equity": 0.0}),
        ("hearing", {"stage": "1", "cause": "1"}),
        ("ticket", {"topic": "01", "people": 12}),
        ("inspection_case", {"matter": "01", "people": 25, "amount": 6.0e5, "months": 3, "decision": "0"}),
    ):
        stage.record(table, model.firm, min(day, stage.today), case, code_of=firm, **values)
    case.end = stage.today


def resolved(stage: Stage, firm: int, start: int) -> None:
    """Trouble of more than half a year ago that was settled: cases closed, debts paid, off the list."""
    label = str(stage.rng.choice([ARREARS, LOSS, OPINION]))
    past = start - stage.number(230, 300)
    case = stage.open_case("resolved", label, firm, past)
    if label == ARREARS:
        stage.record(
            "inspection_case",
            firm,
            past,
            case,
            True,
            matter="01",
            people=30,
            amount=8.0e5,
            months=2,
            decision="1",
            decided=past + 25,
        )
        for day in stage.again(past, 2, 9, past + 30):
            stage.record("ticket", firm, day, case, topic="01", people=stage.number(1, 9))
    elif label == LOSS:
        enforcement(stage, case, past, ("1", "3"), 0.3, True)
        stage.record("listing", firm, past, case, list="1", reason="未按规定公示年度报告", removed=past + 45)
    else:
        for day in stage.again(past, 0, 3, past + 25):
            stage.record("article", firm, day, case, True, about=OPINION, topic="overtime")
    case.end = past + 60


def minor(stage: Stage, firm: int, start: int) -> None:
    """A real but small problem, below the limits of every level that calls for action, and soon settled."""
    label = str(stage.rng.choice([LAYOFF, ARREARS, LOSS, OPINION]))
    case = stage.open_case("minor", label, firm, start)
    {LAYOFF: _few_leave, ARREARS: _few_unpaid, LOSS: _some_debts, OPINION: _some_talk}[label](stage, case)
    case.end = start + 35


def _few_leave(stage: Stage, case: Case) -> None:
    size = int(stage.firms.size[case.firm])
    stage.cut(case, case.start, case.start + 12, min(0.085, 17 / size), register=0.3)
    for _ in range(stage.number(0, 2)):
        stage.record("ticket", case.firm, case.start + stage.number(0, 20), case, topic="02", people=1)
    if stage.chance(0.4):
        stage.record(
            "article", case.firm, case.start + stage.number(0, 9), case, about=LAYOFF, count=stage.number(10, 16)
        )


def _few_unpaid(stage: Stage, case: Case) -> None:
    people = stage.number(2, 4)
    stage.record(
        "inspection_case",
        case.firm,
        case.start,
        case,
        True,
        matter="01",
        people=people,
        amount=people * 8000.0,
        months=1,
        decision="1",
        decided=case.start + 12,
    )
    for _ in range(stage.number(1, 2)):
        stage.record("ticket", case.firm, case.start + stage.number(0, 15), case, topic="01", people=people)
    stage.record("arbitration_case", case.firm, case.start + 6, case, claim="01", people=1, months=1)


def _some_debts(stage: Stage, case: Case) -> None:
    capital = float(stage.firms.capital[case.firm])
    for _ in range(stage.number(2, 4)):
        stage.record("hearing", case.firm, case.start + stage.number(0, 30), case, stage="1", cause="2")
    for _ in range(stage.number(1, 2)):
        yuan = capital * stage.between(0.01, 0.06)
        stage.record(
            "enforcement", case.firm, case.start + stage.number(0, 20), case, True, kind="1", yuan=yuan, equity=0.0
        )
    if stage.chance(0.5):
        stage.record("arrears", case.firm, case.start, case, yuan=capital * 0.006, abnormal=False)


def _some_talk(stage: Stage, case: Case) -> None:
    for _ in range(stage.number(3, 6)):
        stage.record("article", case.firm, case.start + stage.number(0, 12), case, about="complaint")
    for _ in range(stage.number(1, 3)):
        stage.record("ticket", case.firm, case.start + stage.number(0, 12), case, topic="99", people=1)


TRAPS: dict[str, tuple[Callable[[Stage, int, int], None], float, tuple[int, int]]] = {
    "rumour": (rumour, 1.5, (SMALLEST_TRAP, 100_000)),
    "transfer": (transfer, 1.35, (55, 100_000)),
    "retirement": (retirement, 0.8, (100, 600)),
    "seasonal": (seasonal, 1.0, (55, 500)),
    "namesake": (namesake, 1.0, (20, 100_000)),
    "minor": (minor, 1.3, (90, 100_000)),
    "branch": (branch, 0.6, (15, 300)),
    "wrong_code": (wrong_code, 0.6, (15, 100_000)),
    "resolved": (resolved, 0.6, (25, 100_000)),
}
"""Each trap with its function, its number relative to one risk type, and the sizes of employers it needs."""
