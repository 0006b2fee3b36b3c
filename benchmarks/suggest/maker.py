"""Tables made from rules, a clean and a dirty twin each. Nothing in them is taken from a person or a record.

The first group served for setting the scores; the second, of other makes and other seeds, was only ever measured.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import dirt
from anlan.base.identifiers import resident_check_character, uscc_check_character

Rows = dirt.Rows


@dataclass(frozen=True)
class Twin:
    """A table before and after it went wrong."""

    header: list[str]
    clean: Rows
    dirty: Rows


_SYLLABLES = (
    "ba ce di fo gu ha ki lo mu ne pa ri so ta ve wi yo za bra cor del fen gar hol mar nor pel ros tan val".split()
)
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = "伟芳娜敏静强磊军洋勇艳杰娟涛明超秀霞平刚桂英建国文华玉兰志红海燕"
_PLACES = "东城 西城 朝阳 海淀 丰台 石景山 通州 顺义 大兴 昌平 房山 门头沟 怀柔 平谷 密云 延庆".split()
_TRADES = "机械制造 商业零售 餐饮服务 建筑安装 物流运输 信息技术 纺织服装 教育培训 医药卫生 物业管理".split()
_FIRM = "恒达 永兴 瑞丰 金泰 华联 博远 新锐 宏业 安信 天合 联创 中正 鼎盛 佳和 百川 同济 盛世 启明 长青 万通".split()


def word(dice: random.Random, parts: int = 3) -> str:
    return "".join(dice.choice(_SYLLABLES) for _ in range(parts)).capitalize()


def person(dice: random.Random) -> str:
    return dice.choice(_SURNAMES) + "".join(dice.choice(_GIVEN) for _ in range(dice.choice((1, 2, 2))))


def resident_id(dice: random.Random, area: str) -> str:
    born = date(1960, 1, 1) + timedelta(days=dice.randrange(16_000))
    first = f"{area}{born:%Y%m%d}{dice.randrange(1000):03d}"
    return first + resident_check_character(first)


def credit_code(dice: random.Random) -> str:
    first = (
        "91110" + f"{dice.randrange(1000):03d}" + "MA" + "".join(dice.choice("0123456789ABCDEFGHJK") for _ in range(7))
    )
    return first + uscc_check_character(first)


def day(dice: random.Random, start: date, span: int) -> str:
    return (start + timedelta(days=dice.randrange(span))).isoformat()


def copied(rows: Rows) -> Rows:
    return [list(row) for row in rows]


def roster(seed: int) -> Twin:
    """Insured staff: employers repeat, persons do not; typing errors, check digits, other rows' values, date forms."""
    dice = random.Random(seed)
    firms = [
        (
            credit_code(dice),
            dice.choice(_PLACES) + dice.choice(_FIRM) + dice.choice(_TRADES)[:2] + "有限公司",
            p,
            dice.choice(_TRADES),
        )
        for p in (dice.choice(_PLACES) for _ in range(120))
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


def contracts(seed: int) -> Twin:
    """Labour contracts: begin before end, deductions and net pay make gross pay, kinds from a short list."""
    dice = random.Random(seed)
    kinds = ["固定期限", "无固定期限", "以完成一定工作任务为期限", "劳务派遣"]
    firms = [
        (
            f"D{n:05d}",
            dice.choice(_PLACES) + "区" + dice.choice(_FIRM) + dice.choice(_TRADES) + "公司",
            dice.choice(_PLACES) + "区街道办事处",
        )
        for n in range(80)
    ]
    header = [
        "合同编号",
        "用人单位编号",
        "用人单位",
        "备案机构",
        "合同类型",
        "签订日期",
        "终止日期",
        "应发工资",
        "扣缴",
        "实发工资",
        "岗位",
    ]
    jobs = "操作工 质检员 仓库管理员 会计 出纳 驾驶员 行政专员 销售代表 软件工程师 厨师".split()
    clean = []
    for n in range(1800):
        signed = date(2018, 1, 1) + timedelta(days=dice.randrange(2900))
        end = signed + timedelta(days=365 * dice.choice((1, 2, 3, 5)))
        gross, cut = dice.randrange(3000, 20000), dice.randrange(300, 2500)
        clean.append(
            [
                f"HT{n + 1:07d}",
                *dice.choice(firms),
                dice.choice(kinds),
                signed.isoformat(),
                end.isoformat(),
                str(gross),
                str(cut),
                str(gross - cut),
                dice.choice(jobs),
            ]
        )
    dirty = copied(clean)
    dirt.soil(dirty, 2, 0.03, dirt.typing_slip, dice)
    dirt.exchange(dirty, 3, 0.02, dice)
    dirt.soil(dirty, 4, 0.02, dirt.typing_slip, dice)
    dirt.swap(dirty, (5, 6), 0.01, dice)
    dirt.soil(dirty, 5, 0.02, dirt.date_form, dice)
    dirt.soil(dirty, 6, 0.01, dirt.impossible_date, dice)
    dirt.soil(dirty, 7, 0.01, dirt.digit, dice)
    dirt.soil(dirty, 9, 0.02, dirt.digit, dice)
    dirt.soil(dirty, 8, 0.01, dirt.blank, dice)
    dirt.swap(dirty, (4, 10), 0.01, dice)
    dirt.soil(dirty, 0, 0.01, dirt.wide, dice)
    return Twin(header, clean, dirty)


def journals(seed: int) -> Twin:
    """Articles of journals: title, abbreviation and number of a journal go together; pages, languages, dates."""
    dice = random.Random(seed)
    journals_ = []
    for _ in range(70):
        words = [word(dice, dice.choice((2, 3))) for _ in range(dice.randrange(2, 5))]
        number = f"{dice.randrange(10000):04d}-{dice.randrange(10000):04d}"
        journals_.append(("Journal of " + " ".join(words), "J. " + " ".join(w[:4] + "." for w in words), number))
    header = [
        "article",
        "language",
        "journal",
        "abbreviation",
        "issn",
        "volume",
        "issue",
        "created",
        "pages",
        "authors",
    ]
    languages = ["eng"] * 9 + ["fre", "ger", "spa"]
    clean = []
    for _ in range(1000):
        title = " ".join(word(dice, dice.choice((1, 2, 3))) for _ in range(dice.randrange(4, 11)))
        first = dice.randrange(1, 900)
        authors = ", ".join(f"{dice.choice('ABCDEFGH')}. {word(dice)}" for _ in range(dice.randrange(1, 4)))
        clean.append(
            [
                title,
                dice.choice(languages),
                *dice.choice(journals_),
                str(dice.randrange(1, 80)),
                str(dice.randrange(1, 13)),
                day(dice, date(2000, 1, 1), 8000),
                f"{first}-{first + dice.randrange(3, 25)}",
                authors,
            ]
        )
    dirty = copied(clean)
    dirt.soil(dirty, 1, 0.03, dirt.typing_slip, dice)
    dirt.soil(dirty, 2, 0.03, dirt.typing_slip, dice)
    dirt.soil(dirty, 3, 0.03, dirt.blank, dice)
    dirt.soil(dirty, 4, 0.03, dirt.digit, dice)
    dirt.soil(dirty, 4, 0.05, lambda value, _: value.replace("-", ""), dice)
    dirt.soil(dirty, 5, 0.02, dirt.token, dice)
    dirt.soil(dirty, 7, 0.1, dirt.date_form, dice)
    dirt.soil(dirty, 8, 0.04, lambda value, _: "p. " + value, dice)
    dirt.exchange(dirty, 2, 0.01, dice)
    return Twin(header, clean, dirty)


def payments(seed: int) -> Twin:
    """Benefit payments: a scheme has its code, its office and its rate; amounts are months times rate."""
    dice = random.Random(seed)
    schemes = [
        (f"{6100 + n}", name, f"{dice.randrange(80, 400) * 5}")
        for n, name in enumerate(
            "失业保险金 稳岗返还 技能提升补贴 社会保险补贴 公益性岗位补贴 求职创业补贴 一次性扩岗补助".split()
        )
    ]
    offices = [
        (f"{110101 + n}", f"{place}区", f"010-{dice.randrange(60000000, 69999999)}") for n, place in enumerate(_PLACES)
    ]
    header = [
        "发放批次",
        "区划",
        "区名称",
        "经办电话",
        "项目代码",
        "项目名称",
        "标准",
        "月数",
        "金额",
        "发放月份",
        "开户行",
        "状态",
    ]
    banks = "工商银行 农业银行 中国银行 建设银行 交通银行 北京银行 邮储银行".split()
    clean = []
    for n in range(2500):
        scheme = dice.choice(schemes)
        months = dice.randrange(1, 13)
        month = f"{dice.randrange(2022, 2027)}年{dice.randrange(1, 13):02d}月"
        state = dice.choices(["已发放", "待复核", "已退回"], (90, 7, 3))[0]
        clean.append(
            [
                f"P{dice.randrange(2022, 2027)}{n:06d}",
                *dice.choice(offices),
                *scheme,
                str(months),
                str(int(scheme[2]) * months),
                month,
                dice.choice(banks),
                state,
            ]
        )
    dirty = copied(clean)
    dirt.soil(dirty, 1, 0.01, dirt.digit, dice)
    dirt.soil(dirty, 2, 0.02, dirt.typing_slip, dice)
    dirt.soil(dirty, 3, 0.03, lambda value, _: value.replace("010-", ""), dice)
    dirt.exchange(dirty, 4, 0.02, dice)
    dirt.soil(dirty, 5, 0.02, dirt.typing_slip, dice)
    dirt.soil(dirty, 7, 0.01, dirt.with_unit("个月"), dice)
    dirt.soil(dirty, 8, 0.02, dirt.hundredfold, dice)
    dirt.soil(dirty, 9, 0.04, lambda value, _: value.replace("年", "-").replace("月", ""), dice)
    dirt.soil(dirty, 10, 0.02, dirt.token, dice)
    dirt.soil(dirty, 11, 0.01, dirt.spaces, dice)
    dirt.merge(dirty, (2, 10), 0.0, dice)
    return Twin(header, clean, dirty)


def assets(seed: int) -> Twin:
    """A register of equipment: models fix maker and kind, weights carry no unit, serial numbers have one form."""
    dice = random.Random(seed)
    models = []
    for n in range(60):
        maker = word(dice)
        models.append(
            (
                f"{maker[:2].upper()}{dice.randrange(100, 999)}",
                maker,
                dice.choice(("printer", "scanner", "router", "monitor", "server")),
            )
        )
    rooms = [(f"{b}{f}{n:02d}", f"Building {b}") for b in "ABC" for f in range(1, 5) for n in range(1, 9)]
    header = ["serial", "model", "maker", "kind", "room", "building", "bought", "price", "weight", "owner"]
    owners = [f"{word(dice, 2).lower()}.{word(dice, 2).lower()}@bureau.example" for _ in range(150)]
    clean = []
    for n in range(1600):
        serial = f"SN-{dice.randrange(10**6):06d}-{dice.choice('ABCDEF')}"
        clean.append(
            [
                serial,
                *dice.choice(models),
                *dice.choice(rooms),
                day(dice, date(2012, 1, 1), 5000),
                f"{10 ** dice.uniform(2, 4):.2f}",
                f"{dice.uniform(1, 40):.1f}",
                dice.choice(owners),
            ]
        )
    dirty = copied(clean)
    dirt.soil(dirty, 0, 0.02, dirt.typing_slip, dice)
    dirt.soil(dirty, 2, 0.03, dirt.typing_slip, dice)
    dirt.exchange(dirty, 3, 0.03, dice)
    dirt.exchange(dirty, 5, 0.02, dice)
    dirt.soil(dirty, 6, 0.01, dirt.far_year, dice)
    dirt.soil(dirty, 7, 0.01, dirt.negative, dice)
    dirt.soil(dirty, 8, 0.04, dirt.with_unit(" kg"), dice)
    dirt.soil(dirty, 9, 0.02, lambda value, _: value.replace("@", " at "), dice)
    dirt.soil(dirty, 9, 0.01, dirt.typing_slip, dice)
    dirt.soil(dirty, 4, 0.02, dirt.blank, dice)
    return Twin(header, clean, dirty)


TUNING: dict[str, Callable[[int], Twin]] = {
    "roster": roster,
    "timetable": timetable,
    "residents": residents,
    "films": films,
}
REPORTING: dict[str, Callable[[int], Twin]] = {
    "contracts": contracts,
    "journals": journals,
    "payments": payments,
    "assets": assets,
}
