"""What made-up tables are made of: words, names, codes and days, from rules; nobody stands behind them."""

from __future__ import annotations

import random
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


SYLLABLES = [
    "ba", "ce", "di", "fo", "gu", "ha", "ki", "lo", "mu", "ne", "pa", "ri", "so", "ta", "ve", "wi", "yo", "za",
    "bra", "cor", "del", "fen", "gar", "hol", "mar", "nor", "pel", "ros", "tan", "val",
]  # fmt: skip
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜敏静强磊军洋勇艳杰娟涛明超秀霞平刚桂英建国文华玉兰志红海燕"
PLACES = [
    "东城", "西城", "朝阳", "海淀", "丰台", "石景山", "通州", "顺义", "大兴", "昌平", "房山", "门头沟", "怀柔",
    "平谷", "密云", "延庆",
]  # fmt: skip
TRADES = [
    "机械制造", "商业零售", "餐饮服务", "建筑安装", "物流运输", "信息技术", "纺织服装", "教育培训", "医药卫生",
    "物业管理",
]  # fmt: skip
FIRMS = [
    "恒达", "永兴", "瑞丰", "金泰", "华联", "博远", "新锐", "宏业", "安信", "天合", "联创", "中正", "鼎盛", "佳和",
    "百川", "同济", "盛世", "启明", "长青", "万通",
]  # fmt: skip


def word(dice: random.Random, parts: int = 3) -> str:
    return "".join(dice.choice(SYLLABLES) for _ in range(parts)).capitalize()


def person(dice: random.Random) -> str:
    return dice.choice(SURNAMES) + "".join(dice.choice(GIVEN) for _ in range(dice.choice((1, 2, 2))))


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
