"""Persons with known truth, made by rule: twins, shared phones, common names, typing errors, moves, missing numbers.

    python benchmarks/linkage/make_persons.py 1000000 OUT_DIR [SEED]

writes ``persons.csv`` (id, name, id_number, birth_date, sex, phone, address, system) and ``truth.csv`` (id, person).
No real name list: surnames carry their published share of the population, given names follow a Zipf law over characters
in common use, so that the most frequent full names fall on hundreds of people a million, as they do in life.
"""

from __future__ import annotations

import csv
import sys
from datetime import date, timedelta
from pathlib import Path
from random import Random

from anlan.base.identifiers import resident_check_character

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金"
    "石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建国文红玉兰志海燕春梅林晓东辉永生云龙飞鹏宇浩然子涵欣怡梓轩雨婷佳琪思"
    "俊博雪莹嘉诚晨阳家豪美玲少峰立新德福金宝玲凤珍淑贞正义大成小波丹萍彬斌昊天瑞琳璐瑶倩颖婕蕾薇琴菊荣光祥庆和安康宁学兵"
)
CLASSIC = [
    "伟",
    "芳",
    "娜",
    "敏",
    "静",
    "丽",
    "强",
    "磊",
    "军",
    "秀英",
    "建国",
    "桂英",
    "建华",
    "志强",
    "秀兰",
    "玉兰",
    "淑珍",
    "小红",
    "海燕",
    "建军",
    "国强",
    "丽华",
    "晓东",
    "婷婷",
    "浩然",
    "子涵",
]
ROADS = [
    "人民",
    "解放",
    "中山",
    "建设",
    "和平",
    "长江",
    "黄河",
    "学府",
    "文化",
    "新华",
    "青年",
    "胜利",
    "友谊",
    "东风",
    "迎宾",
    "滨河",
    "科技",
    "工业",
    "朝阳",
    "振兴",
    "幸福",
    "光明",
]
COMMUNITIES = [
    "阳光花园",
    "锦绣家园",
    "翠湖小区",
    "东方新城",
    "金色港湾",
    "绿地世纪",
    "梧桐苑",
    "康居苑",
    "紫荆花园",
    "和谐家园",
    "水岸名都",
    "福星小区",
]
AREAS = [f"3301{n:02d}" for n in range(2, 15)] + ["341221", "411481", "522322", "360121", "421023", "513022"]
ALIKE = {"伟": "玮", "芳": "方", "丽": "莉", "静": "婧", "建": "健", "晓": "小", "英": "瑛", "华": "桦", "杰": "洁",
         "明": "鸣", "军": "君", "燕": "艳", "玉": "钰", "文": "雯", "志": "智", "林": "琳", "宇": "雨"}  # fmt: skip
SYSTEMS = ("social", "employment", "training", "talent")


def zipf(size: int, power: float) -> list[float]:
    """Cumulative weights of a Zipf law."""
    total, out = 0.0, []
    for rank in range(1, size + 1):
        total += rank**-power
        out.append(total)
    return out


SURNAME_WEIGHTS, GIVEN_WEIGHTS = zipf(len(SURNAMES), 0.75), zipf(len(GIVEN), 0.55)
CLASSIC_WEIGHTS = zipf(len(CLASSIC), 0.6)


def given_name(r: Random) -> str:
    """A given name of one or two characters."""
    if r.random() < 0.12:
        return r.choices(CLASSIC, cum_weights=CLASSIC_WEIGHTS)[0]
    size = 1 if r.random() < 0.14 else 2
    return "".join(r.choices(GIVEN, cum_weights=GIVEN_WEIGHTS, k=size))


def id_number(r: Random, area: str, born: date, male: bool) -> str:
    """A resident identity number with its check digit."""
    first = f"{area}{born:%Y%m%d}{r.randrange(0, 500) * 2 + male:03d}"
    return first + resident_check_character(first)


def address(r: Random) -> str:
    """One of a few hundred thousand homes."""
    return (
        f"{r.choice(ROADS)}路{r.randrange(1, 400)}号{r.choice(COMMUNITIES)}{r.randrange(1, 30)}幢"
        f"{r.randrange(1, 4)}单元{r.randrange(1, 19)}0{r.randrange(1, 5)}室"
    )


def mobile(r: Random) -> str:
    """A mobile number."""
    return f"1{r.choice('3578')}{r.randrange(10**9):09d}"


def households(r: Random, agency: list[str]) -> list[dict[str, object]]:
    """The people of one household: they share an address, sometimes a phone; some are twins or namesakes."""
    home, shared, surname = address(r), mobile(r), r.choices(SURNAMES, cum_weights=SURNAME_WEIGHTS)[0]
    people: list[dict[str, object]] = []
    for _ in range(r.choices((1, 2, 3), (5, 3, 2))[0]):
        born = date(1950, 1, 1) + timedelta(days=r.randrange(58 * 365))
        own = surname if r.random() < 0.7 else r.choices(SURNAMES, cum_weights=SURNAME_WEIGHTS)[0]
        people.append(person(r, own, given_name(r), born, home, shared, agency))
        if r.random() < 0.02:
            twin = dict(people[-1])
            name = str(twin["name"])
            new = r.choices(GIVEN, cum_weights=GIVEN_WEIGHTS)[0]
            twin["name"] = name[:-1] + new if new != name[-1] else name[:-1] + "双"
            twin["male"] = r.random() < (0.85 if twin["male"] else 0.15)
            twin["number"] = id_number(r, str(twin["number"])[:6], born, bool(twin["male"]))
            people.append(twin)
    return people


def person(
    r: Random, surname: str, given: str, born: date, home: str, shared: str, agency: list[str]
) -> dict[str, object]:
    """One person as the truth has it."""
    male = r.random() < 0.5
    draw = r.random()
    phone = shared if draw < 0.25 else r.choice(agency) if draw < 0.29 else mobile(r)
    number = id_number(r, r.choice(AREAS), born, male)
    return {"name": surname + given, "born": born, "male": male, "number": number, "phone": phone, "home": home}


def misspelt(r: Random, name: str) -> str:
    """A name with one usual error: a homophone, another character, one missing or exchanged."""
    at = r.randrange(len(name))
    draw = r.random()
    if draw < 0.5:
        for index, character in enumerate(name):
            if character in ALIKE:
                return name[:index] + ALIKE[character] + name[index + 1 :]
    if draw < 0.7 and len(name) > 2:
        return name[: max(at, 1)] + name[max(at, 1) + 1 :]
    if draw < 0.8 and len(name) > 2:
        return name[0] + name[:0:-1]
    return name[:-1] + r.choice(GIVEN)


def digits_off(r: Random, text: str) -> str:
    """Digits with one replaced or two neighbours exchanged."""
    at = r.randrange(len(text) - 1)
    if r.random() < 0.4:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + r.choice("0123456789") + text[at + 1 :]


def record(r: Random, truth: dict[str, object], agency: list[str]) -> list[str]:
    """One record of a person as one of the systems holds it."""
    name, born, number = str(truth["name"]), truth["born"], str(truth["number"])
    assert isinstance(born, date)
    written = f"{born:%Y%m%d}"
    if r.random() < 0.05:
        name = misspelt(r, name)
    draw = r.random()
    if draw < 0.22:
        number = ""
    elif draw < 0.25 and born.year < 2000:
        number = number[:6] + number[8:17]
    elif draw < 0.28:
        number = digits_off(r, number)
    draw = r.random()
    if draw < 0.04:
        written = digits_off(r, written)
    elif draw < 0.07:
        written = ""
    elif draw < 0.3:
        written = f"{written[:4]}-{written[4:6]}-{written[6:]}"
    phone, home = str(truth["phone"]), str(truth["home"])
    draw = r.random()
    phone = "" if draw < 0.12 else mobile(r) if draw < 0.24 else digits_off(r, phone) if draw < 0.26 else phone
    phone = r.choice(agency) if r.random() < 0.02 else phone
    draw = r.random()
    home = "" if draw < 0.1 else address(r) if draw < 0.22 else home
    if home and r.random() < 0.25:
        home = "杭州市" + home.replace("单元", "-").replace("幢", "-").replace("室", "")
    sex = "" if r.random() < 0.1 else ("男" if truth["male"] else "女")
    return [name, number, written, sex, phone, home, r.choice(SYSTEMS)]


def write(count: int, folder: Path, seed: int = 11) -> None:
    """Write ``count`` records and their truth."""
    r = Random(seed)
    agency = [mobile(r) for _ in range(max(3, count // 8000))]
    rows: list[tuple[list[str], int]] = []
    serial = 0
    while len(rows) < count:
        for someone in households(r, agency):
            for _ in range(r.choices((1, 2, 3, 4), (55, 28, 12, 5))[0]):
                rows.append((record(r, someone, agency), serial))
            serial += 1
    rows = rows[:count]
    r.shuffle(rows)
    folder.mkdir(parents=True, exist_ok=True)
    header = ["id", "name", "id_number", "birth_date", "sex", "phone", "address", "system"]
    with (folder / "persons.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows([f"R{at:08d}", *cells] for at, (cells, _) in enumerate(rows))
    with (folder / "truth.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "person"])
        writer.writerows([f"R{at:08d}", owner] for at, (_, owner) in enumerate(rows))


if __name__ == "__main__":
    write(int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 11)
