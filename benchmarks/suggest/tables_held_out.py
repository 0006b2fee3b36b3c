"""Tables that were only ever measured: other subjects, other forms, other mixtures of errors."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta

import dirt
from words import FIRMS, PLACES, TRADES, Twin, copied, day, person, word


def cases(seed: int) -> Twin:
    """Arbitration cases: a case number in Chinese brackets, three dates in order, claims, results from a list."""
    dice = random.Random(seed)
    firms = [
        (dice.choice(PLACES) + dice.choice(FIRMS) + dice.choice(TRADES) + "有限公司", dice.choice(PLACES) + "区")
        for _ in range(150)
    ]
    judges = [person(dice) for _ in range(25)]
    header = [
        "案号",
        "被申请人",
        "属地",
        "申请人",
        "案由",
        "受理日期",
        "开庭日期",
        "结案日期",
        "请求金额",
        "裁决结果",
        "仲裁员",
    ]
    grounds = ["追索劳动报酬", "确认劳动关系", "解除劳动合同", "工伤保险待遇", "加班费"]
    results = ["支持", "部分支持", "驳回", "调解", "撤回"]
    clean = []
    for n in range(1400):
        start = date(2021, 1, 4) + timedelta(days=dice.randrange(1900))
        hearing = start + timedelta(days=dice.randrange(12, 40))
        closed = hearing + timedelta(days=dice.randrange(5, 30))
        amount = f"{10 ** dice.uniform(3, 5.3):.2f}"
        clean.append([
            f"京劳人仲字〔{start.year}〕第{n + 1:04d}号", *dice.choice(firms), person(dice), dice.choice(grounds),
            start.isoformat(), hearing.isoformat(), closed.isoformat(), amount,
            dice.choice(results), dice.choice(judges),
        ])  # fmt: skip
    dirty = copied(clean)
    dirt.soil(dirty, 0, 0.02, lambda value, _: value.replace("〔", "(").replace("〕", ")"), dice)
    dirt.soil(dirty, 1, 0.02, dirt.typing_slip, dice)
    dirt.exchange(dirty, 2, 0.02, dice)
    dirt.soil(dirty, 4, 0.02, dirt.typing_slip, dice)
    dirt.soil(dirty, 5, 0.01, dirt.far_year, dice)
    dirt.swap(dirty, (5, 7), 0.01, dice)
    dirt.soil(dirty, 6, 0.03, dirt.date_form, dice)
    dirt.soil(dirty, 8, 0.02, dirt.hundredfold, dice)
    dirt.soil(dirty, 8, 0.02, dirt.with_unit("元"), dice)
    dirt.soil(dirty, 9, 0.03, dirt.blank, dice)
    dirt.soil(dirty, 10, 0.01, dirt.typing_slip, dice)
    return Twin(header, clean, dirty)


def vacancies(seed: int) -> Twin:
    """Vacancies: pay as a range, a post code that fixes the trade, free text, and a column often rightly empty."""
    dice = random.Random(seed)
    posts = [
        (f"{dice.randrange(1, 8)}-{n:02d}-{dice.randrange(10, 99)}", word(dice), dice.choice(TRADES)) for n in range(45)
    ]
    header = ["vacancy", "post_code", "post", "trade", "district", "pay", "people", "education", "published", "remark"]
    levels = ["不限", "高中", "大专", "本科", "硕士"]
    clean = []
    for n in range(1700):
        low = dice.randrange(3, 20)
        remark = " ".join(word(dice, 2).lower() for _ in range(dice.randrange(2, 9))) if dice.random() < 0.3 else ""
        clean.append([
            f"V{202600000 + n}", *dice.choice(posts), dice.choice(PLACES), f"{low}000-{low + dice.randrange(1, 8)}000",
            str(dice.randrange(1, 30)), dice.choice(levels), day(dice, date(2026, 1, 1), 320), remark,
        ])  # fmt: skip
    dirty = copied(clean)
    dirt.soil(dirty, 1, 0.02, dirt.character_lost, dice)
    dirt.soil(dirty, 2, 0.03, dirt.character_lost, dice)
    dirt.exchange(dirty, 3, 0.03, dice)
    dirt.soil(dirty, 4, 0.02, dirt.spaces, dice)
    dirt.soil(dirty, 5, 0.05, lambda value, _: value.replace("000-", "K-").replace("000", "K"), dice)
    dirt.soil(dirty, 6, 0.02, dirt.with_unit("人"), dice)
    dirt.soil(dirty, 7, 0.03, dirt.token, dice)
    dirt.soil(dirty, 8, 0.04, dirt.date_form, dice)
    return Twin(header, clean, dirty)


def readings(seed: int) -> Twin:
    """Stations that report: a station fixes name and place, values drift, clocks have one form."""
    dice = random.Random(seed)
    stations = [
        (
            f"ST{n:03d}",
            f"{word(dice)} {dice.choice(('North', 'South', 'Bridge', 'Hill'))}",
            f"{dice.uniform(39, 41):.4f}",
        )
        for n in range(60)
    ]
    header = ["station", "name", "latitude", "time", "temperature", "humidity", "state"]
    clean = []
    for n in range(3000):
        clock = f"2026-{1 + n % 11:02d}-{1 + n % 28:02d} {dice.randrange(24):02d}:{dice.randrange(60):02d}"
        values = [f"{dice.gauss(14, 8):.1f}", str(dice.randrange(20, 99))]
        clean.append([*dice.choice(stations), clock, *values, dice.choices(["ok", "maintenance"], (95, 5))[0]])
    dirty = copied(clean)
    dirt.soil(dirty, 0, 0.01, dirt.typing_slip, dice)
    dirt.soil(dirty, 1, 0.03, dirt.typing_slip, dice)
    dirt.soil(dirty, 2, 0.02, dirt.digit, dice)
    dirt.soil(dirty, 3, 0.03, lambda value, _: value.replace(" ", "T").replace("-", "/"), dice)
    dirt.soil(dirty, 4, 0.01, lambda value, _: "-999.9", dice)
    dirt.soil(dirty, 4, 0.02, dirt.with_unit("C"), dice)
    dirt.soil(dirty, 5, 0.02, dirt.with_unit("%"), dice)
    dirt.soil(dirty, 5, 0.02, dirt.blank, dice)
    dirt.soil(dirty, 6, 0.01, dirt.typing_slip, dice)
    return Twin(header, clean, dirty)


def offers(seed: int) -> Twin:
    """The same goods described by many shops, a fifth of the facts wrong, with maker and size agreed by most."""
    dice = random.Random(seed)
    goods = [
        (f"{dice.randrange(10**12):012d}", f"{word(dice)} {word(dice, 2)}", word(dice),
         f"{dice.choice((10, 25, 50, 75))} cl", str(dice.randrange(2, 60) * 50))
        for _ in range(110)
    ]  # fmt: skip
    shops = [word(dice) for _ in range(14)]
    header = ["shop", "barcode", "title", "maker", "size", "grams", "price"]
    clean = []
    for good in goods:
        price = dice.randrange(2, 90)
        clean.extend([shop, *good, f"{price * dice.uniform(0.8, 1.2):.2f}"] for shop in shops if dice.random() < 0.85)
    dirty = copied(clean)
    dirt.soil(dirty, 2, 0.15, dirt.typing_slip, dice)
    dirt.exchange(dirty, 3, 0.12, dice)
    dirt.soil(dirty, 4, 0.08, dirt.blank, dice)
    dirt.exchange(dirty, 4, 0.1, dice)
    dirt.soil(dirty, 5, 0.15, dirt.digit, dice)
    dirt.soil(dirty, 5, 0.1, dirt.blank, dice)
    dirt.soil(dirty, 6, 0.02, dirt.hundredfold, dice)
    return Twin(header, clean, dirty)


TABLES: dict[str, Callable[[int], Twin]] = {
    "cases": cases,
    "vacancies": vacancies,
    "readings": readings,
    "offers": offers,
}
