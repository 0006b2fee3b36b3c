"""Addresses to district and street: by what they say, each answer with its reason and how sure it is.

An answer is ``known`` (one district), ``ambiguous`` (several fit and none is taken), ``elsewhere`` (another province)
or ``unknown`` (nothing in the address tells).
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from anlan.base.divisions import read_divisions
from anlan.base.text import normalise_name

KNOWN, AMBIGUOUS, ELSEWHERE, UNKNOWN = "known", "ambiguous", "elsewhere", "unknown"
_CITY = "11"
_MERGED = {"110103": "110101", "110104": "110102", "110110": "110111"}
"""Districts that were merged into another, by code."""
_FORMER = {
    "崇文区": "110101", "宣武区": "110102", "燕山区": "110111", "房山县": "110111", "通县": "110112",
    "顺义县": "110113", "昌平县": "110114", "大兴县": "110115", "怀柔县": "110116", "平谷县": "110117",
    "密云县": "110118", "延庆县": "110119",
}  # fmt: skip
_ZONE, _ZONE_NAMES = "110400", ("北京经济技术开发区", "北京市经济技术开发区", "亦庄经济技术开发区", "北京经开区")
_KINDS = ("街道办事处", "地区办事处", "街道", "地区", "镇", "乡")
_ROAD = re.compile(r"[\u4e00-\u9fff]{2,6}?(?:胡同|大街|小区|路|街|里|园|村|桥|苑|巷|道|庄|营|楼|门|湾|口)")
_FEWEST_ADDRESSES, _LEAST_SHARE = 5, 0.99
_GONE_WORD = 2


@dataclass(frozen=True)
class Place:
    """Where an address lies, how sure its district is (0 to 1) and why; the street is the one whose name it bears."""

    status: str
    district_code: str = ""
    street_code: str = ""
    street_name: str = ""
    confidence: float = 0.0
    method: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Gazetteer:
    """The names that tell where an address lies; ``roads`` are learnt from addresses whose district was stated."""

    districts: Mapping[str, str]
    streets: Mapping[str, tuple[tuple[str, str, str], ...]]
    provinces: tuple[str, ...]
    roads: Mapping[str, tuple[str, float]] = field(default_factory=dict)

    def locate(self, address: str, credit_code: str = "") -> Place:
        """The district and street of an address; the registration code speaks only where the address does not."""
        text = normalise_name(address)
        rest = text.removeprefix("中国").removeprefix("北京市").removeprefix("北京")
        if rest == text.removeprefix("中国") and (other := self._elsewhere(rest)):
            return Place(ELSEWHERE, confidence=0.98, method="province", reason=f"地址以{other}开头，不在北京")
        for find in (self._by_zone, self._by_district, self._by_road, self._by_street):
            found = find(text, rest)
            if found is not None:
                return found
        return self._by_code(credit_code)

    def _elsewhere(self, text: str) -> str:
        return next((name for name in self.provinces if text.startswith(name)), "")

    def _by_zone(self, text: str, rest: str) -> Place | None:
        name = next((name for name in _ZONE_NAMES if name in text), "")
        named = [one for one in self.districts if one in rest]
        if not name or named:
            return None
        return Place(KNOWN, _ZONE, confidence=0.9, method="zone", reason=f"写明{name}")

    def _by_district(self, text: str, rest: str) -> Place | None:
        whole = {name: code for name, code in {**self.districts, **_FORMER}.items() if name in rest}
        first = sorted(whole, key=rest.index)[:1]
        if first and rest.startswith(first[0]):
            return self._street_in(rest, whole[first[0]], 0.99, "district", f"写明{first[0]}")
        if len({*whole.values()}) > 1:
            return Place(AMBIGUOUS, method="district", reason=f"写了{'、'.join(whole)}，不能确定是哪一区")
        if first:
            return self._street_in(rest, whole[first[0]], 0.95, "district", f"写明{first[0]}")
        for name, code in self.districts.items():
            short = name.removesuffix("区")
            # 朝阳门 is a gate of Dongcheng: the bare name counts at the beginning, before no such word.
            if rest.startswith(short) and len(rest) > len(short) and rest[len(short)] not in "门路街里":
                return self._street_in(rest, code, 0.85, "district", f"以{short}开头")
        return None

    def _street_in(self, text: str, district: str, confidence: float, method: str, reason: str) -> Place:
        """The place in a district, with the street where one of its streets is named."""
        found = [
            (len(name), code, official)
            for name, places in self.streets.items()
            if name in text
            for code, official, of in places
            if of == district
        ]
        longest = max((size for size, _, _ in found), default=0)
        best = {(code, official) for size, code, official in found if size == longest}
        if len(best) != 1:
            return Place(KNOWN, district, confidence=confidence, method=method, reason=reason)
        ((code, official),) = best
        return Place(KNOWN, district, code, official, confidence, method, f"{reason}，街道为{official}")

    def _by_street(self, text: str, rest: str) -> Place | None:
        named = [name for name in self.streets if name in rest and (name.endswith(_KINDS) or len(name) > _GONE_WORD)]
        if not named:
            return None
        size = max(map(len, named))
        places = {place for name in named if len(name) == size for place in self.streets[name]}
        if len({district for _, _, district in places}) > 1:
            listed = "、".join(sorted({official for _, official, _ in places}))
            return Place(AMBIGUOUS, method="street", reason=f"{listed}在几个区都有")
        code, official, district = min(places)
        sure = 0.95 if any(name.endswith(_KINDS) for name in named if len(name) == size) else 0.8
        return Place(KNOWN, district, code, official, sure, "street", f"写有{official}，只在一个区")

    def _by_road(self, text: str, rest: str) -> Place | None:
        told = {name: self.roads[name] for name in _ROAD.findall(rest) if name in self.roads}
        districts = {district for district, _ in told.values()}
        if not told:
            return None
        if len(districts) > 1:
            return Place(AMBIGUOUS, method="road", reason=f"{'、'.join(told)}分属几个区")
        share = max(share for _, share in told.values())
        reason = f"{'、'.join(told)}在已知地址中属于一个区"
        return Place(KNOWN, districts.pop(), confidence=round(0.85 * share, 2), method="road", reason=reason)

    def _by_code(self, credit_code: str) -> Place:
        code = credit_code.strip().upper()[2:8]
        district = _MERGED.get(code, code)
        if len(credit_code.strip()) == 18 and district in self.districts.values():
            return Place(
                KNOWN, district, confidence=0.6, method="registration", reason="按信用代码的登记机关，可能已迁址"
            )
        return Place(UNKNOWN, reason="地址没有说明在哪一区")

    def learn(self, addresses: Iterable[tuple[str, str]]) -> Gazetteer:
        """A gazetteer that also knows the roads of (address, district code) pairs, where nearly all agree."""
        counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for address, district in addresses:
            text = normalise_name(address)
            for name in (*self.districts, "北京市", "北京"):
                text = text.replace(name, "")
            for road in set(_ROAD.findall(text)):
                counts[road][district] += 1
        roads = {}
        for road, seen in counts.items():
            district, most = seen.most_common(1)[0]
            total = seen.total()
            if total >= _FEWEST_ADDRESSES and most / total >= _LEAST_SHARE:
                roads[road] = (district, most / total)
        return Gazetteer(self.districts, self.streets, self.provinces, roads)


def read_gazetteer(pack: Path) -> Gazetteer:
    """The names of districts, streets and provinces in a pack with ``divisions.csv`` and ``streets.csv``."""
    districts, provinces = {}, []
    for code, entries in read_divisions(pack / "divisions.csv").items():
        for one in entries:
            if one.last_year is None and code.startswith(_CITY) and not code.endswith("00"):
                districts[one.name] = code
            elif one.last_year is None and code.endswith("0000") and not code.startswith(_CITY):
                provinces.append(one.name)
    streets: defaultdict[str, list[tuple[str, str, str]]] = defaultdict(list)
    with (pack / "streets.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            place = (row["code"], row["name"], row["district_code"])
            for name in _written(row["name"]):
                streets[name].append(place)
    return Gazetteer(districts, {name: tuple(found) for name, found in streets.items()}, tuple(provinces))


def _written(name: str) -> set[str]:
    """How a street's name is written: in full, and without the word for its kind where enough is left."""
    bare = next((name.removesuffix(kind) for kind in _KINDS if name.endswith(kind)), name)
    return {name, *({bare} if len(bare) >= 2 else ())}
