"""Tables on which the scores were set, second half: contracts, journals, payments, equipment."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta

import dirt
from words import FIRMS, PLACES, TRADES, Twin, copied, day, word


def contracts(seed: int) -> Twin:
    """Labour contracts: begin before end, deductions and net pay make gross pay, kinds from a short list."""
    dice = random.Random(seed)
    kinds = ["固定期限", "无固定期限", "以完成一定工作任务为期限", "劳务派遣"]
    firms = [
        (
            f"D{n:05d}",
            dice.choice(PLACES) + "区" + dice.choice(FIRMS) + dice.choice(TRADES) + "公司",
            dice.choice(PLACES) + "区街道办事处",
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
    jobs = ["操作工", "质检员", "仓库管理员", "会计", "出纳", "驾驶员", "行政专员", "销售代表", "软件工程师", "厨师"]
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
            [
                "失业保险金",
                "稳岗返还",
                "技能提升补贴",
                "社会保险补贴",
                "公益性岗位补贴",
                "求职创业补贴",
                "一次性扩岗补助",
            ]
        )
    ]
    offices = [
        (f"{110101 + n}", f"{place}区", f"010-{dice.randrange(60000000, 69999999)}") for n, place in enumerate(PLACES)
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
    banks = ["工商银行", "农业银行", "中国银行", "建设银行", "交通银行", "北京银行", "邮储银行"]
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
    return Twin(header, clean, dirty)


def assets(seed: int) -> Twin:
    """A register of equipment: models fix maker and kind, weights carry no unit, serial numbers have one form."""
    dice = random.Random(seed)
    models = []
    for _n in range(60):
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
    for _n in range(1600):
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


TABLES: dict[str, Callable[[int], Twin]] = {
    "contracts": contracts,
    "journals": journals,
    "payments": payments,
    "assets": assets,
}
