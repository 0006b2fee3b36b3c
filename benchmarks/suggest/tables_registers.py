"""Tables on which the scores were set, first half: registers, timetables, addresses, films."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date

import dirt
from words import FIRMS, PLACES, TRADES, Twin, copied, credit_code, day, person, resident_id, word


def roster(seed: int) -> Twin:
    """Insured staff: employers repeat, persons do not; typing errors, check digits, other rows' values, date forms."""
    dice = random.Random(seed)
    firms = [
        (
            credit_code(dice),
            dice.choice(PLACES) + dice.choice(FIRMS) + dice.choice(TRADES)[:2] + "有限公司",
            p,
            dice.choice(TRADES),
        )
        for p in (dice.choice(PLACES) for _ in range(120))
    ]
    header = ["单位代码", "单位名称", "区", "行业", "身份证号", "姓名", "性别", "参保日期", "缴费基数", "手机号"]
    clean = []
    for _ in range(2000):
        firm = dice.choice(firms)
        number = resident_id(dice, f"1101{dice.randrange(1, 18):02d}")
        sex = "男" if int(number[16]) % 2 else "女"
        phone = "1" + dice.choice("3578") + f"{dice.randrange(10**9):09d}"
        base = str(dice.randrange(5869, 31884))
        clean.append([*firm, number, person(dice), sex, day(dice, date(2010, 1, 1), 5800), base, phone])
    dirty = copied(clean)
    dirt.soil(dirty, 1, 0.03, dirt.typing_slip, dice)
    dirt.exchange(dirty, 2, 0.02, dice)
    dirt.soil(dirty, 2, 0.01, dirt.blank, dice)
    dirt.soil(dirty, 3, 0.02, dirt.typing_slip, dice)
    dirt.soil(dirty, 4, 0.02, dirt.digit, dice)
    dirt.soil(dirty, 0, 0.01, dirt.digit, dice)
    dirt.soil(dirty, 7, 0.03, dirt.date_form, dice)
    dirt.soil(dirty, 8, 0.01, dirt.hundredfold, dice)
    dirt.soil(dirty, 8, 0.01, dirt.token, dice)
    dirt.soil(dirty, 9, 0.01, dirt.wide, dice)
    return Twin(header, clean, dirty)


def timetable(seed: int) -> Twin:
    """The same departures told by many sources that often disagree: a third of the cells wrong or missing."""
    dice = random.Random(seed)
    trains = [(f"{word(dice, 1)[:2].upper()}-{100 + n}", word(dice), word(dice)) for n in range(90)]
    facts = {}
    for train in trains:
        at = dice.randrange(300, 1300)
        facts[train[0]] = [
            f"{m // 60}:{m % 60:02d} {'a.m.' if m < 720 else 'p.m.'}"
            for m in (at, at + dice.randrange(9), at + 95, at + 99)
        ]
    sources = [f"{word(dice, 2).lower()}.example" for _ in range(24)]
    header = ["id", "source", "service", "planned_departure", "actual_departure", "planned_arrival", "actual_arrival"]
    clean = []
    for train in trains:
        for source in sources:
            if dice.random() < 0.9:
                clean.append([str(len(clean) + 1), source, train[0], *facts[train[0]]])
    dirty = copied(clean)
    for column, lost, wrong in ((3, 0.1, 0.12), (4, 0.25, 0.2), (5, 0.08, 0.15), (6, 0.15, 0.3)):
        dirt.soil(dirty, column, lost, dirt.blank, dice)
        for row in dirty:
            if row[column] and dice.random() < wrong:
                minutes = dice.randrange(300, 1300) if dice.random() < 0.3 else None
                clock, half = row[column].split(" ")
                shifted = int(clock.split(":")[1]) + dice.choice((-5, -3, 2, 4, 7, 11))
                if minutes is None:
                    row[column] = f"{clock.split(':')[0]}:{shifted % 60:02d} {half}"
                else:
                    row[column] = f"12/02/2026 {row[column]}"
    return Twin(header, clean, dirty)


def residents(seed: int) -> Twin:
    """Western addresses with area codes, towns and states: lost characters, other rows' values, run-together cells."""
    dice = random.Random(seed)
    states = [word(dice, 2)[:2].upper() for _ in range(12)]
    towns = [(f"{10000 + 37 * n}", word(dice, dice.choice((2, 3))), dice.choice(states)) for n in range(150)]
    header = ["first_name", "last_name", "gender", "zip", "city", "state", "phone", "salary", "rate", "married"]
    firsts, lasts = [word(dice, 2) for _ in range(80)], [word(dice) for _ in range(300)]
    clean = []
    for _ in range(3000):
        zip_code, town, state = dice.choice(towns)
        salary = dice.randrange(10, 200) * 500
        phone = f"{dice.randrange(200, 999)}-{dice.randrange(1000):03d}-{dice.randrange(10000):04d}"
        rate = f"{2 + salary / 25000:.2f}"
        clean.append(
            [
                dice.choice(firsts),
                dice.choice(lasts),
                dice.choice("MF"),
                zip_code,
                town,
                state,
                phone,
                str(salary),
                rate,
                dice.choice("SM"),
            ]
        )
    dirty = copied(clean)
    dirt.soil(dirty, 4, 0.02, dirt.character_lost, dice)
    dirt.soil(dirty, 4, 0.02, dirt.typing_slip, dice)
    dirt.exchange(dirty, 5, 0.03, dice)
    dirt.merge(dirty, (4, 5), 0.02, dice)
    dirt.soil(dirty, 3, 0.01, dirt.typing_slip, dice)
    dirt.soil(dirty, 6, 0.02, dirt.typing_slip, dice)
    dirt.soil(dirty, 7, 0.01, dirt.with_unit(" USD"), dice)
    dirt.soil(dirty, 2, 0.01, dirt.blank, dice)
    dirt.soil(dirty, 0, 0.01, dirt.upper, dice)
    return Twin(header, clean, dirty)


def films(seed: int) -> Twin:
    """Near-unique titles with units, ratings and dates; hardly any dependency: only form can tell."""
    dice = random.Random(seed)
    header = ["id", "title", "year", "released", "duration", "rating", "votes", "genre", "country", "director"]
    genres = ["Drama", "Comedy", "Thriller", "Western", "Animation", "Documentary"]
    countries = ["France", "Japan", "Brazil", "Canada", "Germany"]
    directors = [f"{word(dice, 2)} {word(dice)}" for _ in range(300)]
    clean = []
    for n in range(1500):
        year = dice.randrange(1960, 2026)
        title = " ".join(word(dice, dice.choice((1, 2, 3))) for _ in range(dice.randrange(1, 5)))
        clean.append(
            [
                f"tt{n:06d}",
                title,
                str(year),
                day(dice, date(year, 1, 1), 360),
                f"{dice.randrange(70, 190)} min",
                f"{dice.randrange(20, 95) / 10:.1f}",
                str(int(10 ** dice.uniform(1, 6))),
                dice.choice(genres),
                dice.choice(countries),
                dice.choice(directors),
            ]
        )
    dirty = copied(clean)
    dirt.soil(dirty, 2, 0.02, dirt.token, dice)
    dirt.soil(dirty, 3, 0.08, dirt.date_form, dice)
    dirt.soil(dirty, 4, 0.1, lambda value, _: value.replace(" min", " minutes"), dice)
    dirt.soil(dirty, 5, 0.05, dirt.with_unit("/10"), dice)
    dirt.soil(dirty, 6, 0.05, lambda value, _: f"{int(value):,}" if value.isdigit() else value, dice)
    dirt.soil(dirty, 7, 0.02, dirt.typing_slip, dice)
    dirt.soil(dirty, 8, 0.02, dirt.blank, dice)
    dirt.soil(dirty, 9, 0.01, dirt.typing_slip, dice)
    return Twin(header, clean, dirty)


TABLES: dict[str, Callable[[int], Twin]] = {
    "roster": roster,
    "timetable": timetable,
    "residents": residents,
    "films": films,
}
