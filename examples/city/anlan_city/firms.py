"""The employers of the city: size, place, trade, names, credit codes, branches, groups and dispatch firms."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from anlan_city.codes import credit_codes
from anlan_city.words import places, trades, words

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

EMPLOYERS_AT_FULL_SCALE = 800_000
PERSONS_AT_FULL_SCALE = 17_251_000
MEDIAN_SIZE, SIZE_SPREAD = 5.0, 1.71
"""A log-normal of this median and spread has the city's mean of 21.6 insured persons an employer."""
BRANCH_SHARE, GROUP_SHARE, TWIN_SHARE = 0.02, 0.06, 0.008


@dataclass
class Firms:
    """The employers, one place in every array and list each.

    ``head`` is the place of a branch's company or -1; ``holder`` that of the company that holds shares or -1.
    """

    size: Ints
    place: Ints
    trade: Ints
    pay: Floats
    churn: Floats
    head: Ints
    holder: Ints
    registered: Ints
    capital: Ints
    unit_number: Ints
    name: list[str] = field(default_factory=list)
    brand: list[str] = field(default_factory=list)
    short: list[str] = field(default_factory=list)
    former: list[str] = field(default_factory=list)
    uscc: list[str] = field(default_factory=list)
    address: list[str] = field(default_factory=list)
    actual_address: list[str] = field(default_factory=list)
    legal: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.size)

    def district_code(self, firm: int) -> str:
        """The district code of an employer."""
        return places()[int(self.place[firm])].code

    def full_name(self, firm: int) -> str:
        """The registered name of an employer."""
        return self.name[firm]


def make_firms(rng: Generator, scale: float, today: int) -> Firms:
    """The employers of a city of that scale; ``today`` is the ordinal of the last day."""
    count = max(60, round(EMPLOYERS_AT_FULL_SCALE * scale))
    place_weights = np.array([place.weight for place in places()])
    trade_weights = np.array([trade.weight for trade in trades()])
    trade = rng.choice(len(trades()), count, p=trade_weights / trade_weights.sum())
    place = rng.choice(len(places()), count, p=place_weights / place_weights.sum())
    size = _sizes(rng, count, round(PERSONS_AT_FULL_SCALE * scale))
    age = rng.gamma(1.6, 2200, count).astype(np.int64) + 420
    firms = Firms(
        size=size,
        place=place,
        trade=trade,
        pay=np.array([item.pay for item in trades()])[trade] * rng.lognormal(0, 0.22, count),
        churn=np.clip(rng.lognormal(np.log(0.014), 0.5, count), 0.003, 0.06),
        head=np.full(count, -1),
        holder=np.full(count, -1),
        registered=np.maximum(today - age, 722_500),
        capital=_capitals(rng, size),
        unit_number=np.array([int(item.code) for item in places()])[place] * 1_000_000 + rng.permutation(count) + 1000,
    )
    _name(rng, firms)
    _join_groups(rng, firms)
    _add_twins(rng, firms)
    _turn_into_branches(rng, firms)
    _locate(rng, firms)
    firms.uscc = credit_codes(rng, np.array([int(item.code) for item in places()])[place])
    return firms


def _sizes(rng: Generator, count: int, persons: int) -> Ints:
    raw = MEDIAN_SIZE * rng.lognormal(0, SIZE_SPREAD, count)
    scaled: Floats = np.minimum(raw * persons / raw.sum(), persons * 0.03)
    return np.maximum(1, np.rint(scaled)).astype(np.int64)


def _capitals(rng: Generator, size: Ints) -> Ints:
    steps = np.array([10, 30, 50, 100, 200, 300, 500, 1000, 2000, 3000, 5000, 10000]) * 10_000
    wanted = 60_000 * size.astype(float) ** 0.9 * rng.lognormal(0, 0.7, len(size)) + 200_000
    chosen: Ints = steps[np.minimum(np.searchsorted(steps, wanted), len(steps) - 1)]
    return chosen


def _brands(rng: Generator, count: int) -> list[str]:
    first, second = list(words()["brand_first"]), list(words()["brand_second"])
    third = words()["brand_third"]
    parts = [third[i : i + 2] for i in range(0, len(third), 2)]
    a, b = rng.integers(0, len(first), count), rng.integers(0, len(second), count)
    longer = rng.random(count) < 0.18
    c = rng.integers(0, len(parts), count)
    return [
        first[i] + second[j] + (parts[k] if long else "")
        for i, j, k, long in zip(a.tolist(), b.tolist(), c.tolist(), longer.tolist(), strict=True)
    ]


def compose_name(brand: str, trade_word: str, form: str, style: int, place_short: str) -> str:
    """A registered company name: region, brand, trade and legal form in one of the usual orders."""
    if style == 0:
        return f"{brand}（北京）{trade_word}{form}"
    if style == 1:
        return (
            f"北京市{place_short}{brand}{trade_word}{form}"
            if len(place_short) == 2
            else f"北京市{brand}{trade_word}{form}"
        )
    return f"北京{brand}{trade_word}{form}"


def _name(rng: Generator, firms: Firms) -> None:
    count = len(firms)
    forms = words()["forms"]
    weights = np.array(words()["form_weights"], dtype=float)
    form = rng.choice(len(forms), count, p=weights / weights.sum()).tolist()
    style = rng.choice(4, count, p=[0.16, 0.04, 0.4, 0.4]).tolist()
    pick = rng.integers(0, 12, count).tolist()
    seen: set[str] = set()
    firms.former = [""] * count
    for firm, brand in enumerate(_brands(rng, count)):
        trade_words = trades()[firms.trade[firm]].words
        word = trade_words[pick[firm] % len(trade_words)]
        short = places()[firms.place[firm]].short
        name = compose_name(brand, word, forms[form[firm]], style[firm], short)
        while name in seen:
            brand += str(rng.choice(list(words()["brand_second"])))
            name = compose_name(brand, word, forms[form[firm]], style[firm], short)
        seen.add(name)
        firms.name.append(name)
        firms.brand.append(brand)
        firms.short.append(brand + word)


def rename(firms: Firms, firm: int, brand: str) -> None:
    """Give an employer another brand; names, brand and short name stay in step."""
    old = firms.brand[firm]
    for texts in (firms.name, firms.short):
        texts[firm] = texts[firm].replace(old, brand, 1)
    firms.brand[firm] = brand


def _join_groups(rng: Generator, firms: Firms) -> None:
    """Let some employers be held by a larger one and carry its brand, as groups of companies do."""
    ranked = np.argsort(-firms.size, kind="stable")
    heads = [int(f) for f in ranked[: max(4, len(firms) // 20)] if rng.random() < 0.35]
    heads = heads or [int(ranked[0])]  # the smallest cities have few large employers, and still one group
    taken = set(heads)
    seen = set(firms.name)
    wanted = int(len(firms) * GROUP_SHARE)
    for firm in rng.permutation(len(firms)).tolist():
        if wanted <= 0:
            return
        head = heads[int(rng.integers(len(heads)))]
        renamed = firms.name[firm].replace(firms.brand[firm], firms.brand[head], 1)
        if firm in taken or renamed in seen:
            continue
        rename(firms, firm, firms.brand[head])
        firms.holder[firm] = head
        seen.add(renamed)
        taken.add(firm)
        wanted -= 1


def _add_twins(rng: Generator, firms: Firms) -> None:
    """Let some employers be called like an unrelated one elsewhere, told apart by a district in brackets only."""
    seen = set(firms.name)
    loose = np.flatnonzero(firms.holder < 0)
    for twin, model in rng.choice(loose, (max(2, int(len(firms) * TWIN_SHARE)), 2), replace=False).tolist():
        form = next(
            form for form in sorted(words()["forms"], key=len, reverse=True) if firms.name[model].endswith(form)
        )
        place = places()[firms.place[twin]].short
        name = f"{firms.name[model].removesuffix(form)}（{place}）{form}"
        if name not in seen:
            seen.add(name)
            firms.name[twin], firms.brand[twin], firms.short[twin] = name, firms.brand[model], firms.short[model]
            firms.trade[twin] = firms.trade[model]


def _turn_into_branches(rng: Generator, firms: Firms) -> None:
    """Make some employers branches: named after their company and a district, with a code of their own."""
    large = [int(f) for f in np.argsort(-firms.size, kind="stable")[: max(6, len(firms) // 25)]]
    seen = set(firms.name)
    free = [f for f in rng.permutation(len(firms)).tolist() if firms.holder[f] < 0 and f not in set(large)]
    for firm in free[: int(len(firms) * BRANCH_SHARE)]:
        head = large[int(rng.integers(len(large)))]
        place = places()[firms.place[firm]].short
        name = f"{firms.name[head]}{place}分公司"
        if name in seen or firms.holder[head] >= 0:
            continue
        seen.add(name)
        firms.name[firm], firms.head[firm] = name, head
        firms.brand[firm], firms.short[firm] = firms.brand[head], f"{firms.short[head]}{place}分公司"
        firms.trade[firm] = firms.trade[head]


def _locate(rng: Generator, firms: Firms) -> None:
    count = len(firms)
    draws = rng.integers(0, 10_000, (count, 5)).tolist()
    moved = rng.random(count) < 0.12
    surnames, given = words()["surnames"], words()["given"]
    for firm, (a, b, c, d, e) in enumerate(draws):
        firms.address.append(_address(int(firms.place[firm]), a, b, c))
        firms.actual_address.append(_address(int(firms.place[firm]), d, e, a) if moved[firm] else firms.address[firm])
        second = given[e % len(given)] if d % 3 else ""
        firms.legal.append(surnames[c % len(surnames)] + given[d % len(given)] + second)


def _address(place: int, road: int, number: int, room: int) -> str:
    here = places()[place]
    building = f"{room % 20 + 1}号楼" if room % 3 else f"{'ABCD'[room % 4]}座"
    door = f"{room % 18 + 1:02d}{number % 20 + 1:02d}室"
    return f"北京市{here.name}{here.roads[road % len(here.roads)]}{number % 280 + 1}号{building}{door}"
