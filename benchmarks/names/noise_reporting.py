"""Noise of the reported figures: other operators, other tables and another seed than ``noise_tuning.py``.

What differs: homophones without regard to tone and over all common characters (an input method's), look-alikes of
another list, swaps over one character, brackets put around a place or left open, organisation forms shortened in other
ways, whole regions left out or moved, traditional script, and two kinds at once in a tenth of the names.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import cache

from opencc import OpenCC
from pypinyin import Style, pinyin

SEED = 77_031
_LOOK_ALIKE = (
    "侯候 戊戌 茶荼 拨拔 栗粟 泊伯 洋详 源原 环坏 埔浦 蓝篮 隆降 泽译 瑞端 祥样 富副 锦绵 裕俗 捷睫 崎峙 浩皓 宇字 "
    "博搏 盛盈 晶品 宏宠 凯剀 腾滕 兴光 飞气 帆机 佳住 达送 顺须 和利 丰手 金全 合台 公分 业亚 贸货 商啇 建健 电甩 械诫"
)
_TRADITIONAL = OpenCC("s2t")


@cache
def _same_sound() -> dict[str, list[str]]:
    characters = [chr(code) for code in range(0x4E00, 0x9FA6)]
    characters = [c for c in characters if _is_common(c)]
    groups: dict[str, list[str]] = {}
    for character in characters:
        groups.setdefault(pinyin(character, style=Style.NORMAL)[0][0], []).append(character)
    return {
        character: [other for other in group if other != character] for group in groups.values() for character in group
    }


def _is_common(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return character.encode("gb2312")[0] < 0xD8  # level 1: the 3,755 common characters


class ReportingNoise:
    """Makes one written form of a registered name."""

    def __init__(self, seed: int = SEED) -> None:
        self.random = random.Random(seed)
        self.operators: dict[str, Callable[[str], str]] = {
            "substitute_random": self._substitute,
            "substitute_homophone": self._homophone,
            "substitute_look_alike": self._look_alike,
            "delete": self._delete,
            "insert": self._insert,
            "transpose": self._transpose,
            "bracket": self._bracket,
            "suffix": self._suffix,
            "region": self._region,
            "abbreviated_form": self._abbreviate,
            "full_width": self._full_width,
            "traditional": self._traditional,
            "spaces": self._spaces,
        }

    def make(self, name: str) -> tuple[str, str]:
        """The operator used (joined by + where two) and the written form, which differs from the name."""
        for _ in range(80):
            used = self.random.sample(list(self.operators), 2 if self.random.random() < 0.1 else 1)
            written = name
            for operator in used:
                written = self.operators[operator](written)
            if written != name and len(written) > 3:
                return "+".join(used), written
        return "delete", name[:-1]

    def _at(self, name: str) -> int:
        return self.random.randrange(len(name))

    def _replace(self, name: str, at: int, character: str) -> str:
        return name[:at] + character + name[at + 1 :]

    def _substitute(self, name: str) -> str:
        return self._replace(name, self._at(name), self.random.choice(list(_same_sound())))

    def _homophone(self, name: str) -> str:
        at = self._at(name)
        others = _same_sound().get(name[at], [])
        return self._replace(name, at, self.random.choice(others)) if others else name

    def _look_alike(self, name: str) -> str:
        pairs = {a: b for pair in _LOOK_ALIKE.split() for a, b in (pair, pair[::-1])}
        places = [at for at, character in enumerate(name) if character in pairs]
        at = self.random.choice(places) if places else -1
        return self._replace(name, at, pairs[name[at]]) if places else name

    def _delete(self, name: str) -> str:
        at = self._at(name)
        return name[:at] + name[at + 1 :]

    def _insert(self, name: str) -> str:
        at = self._at(name)
        extra = name[at] if self.random.random() < 0.3 else self.random.choice(list(_same_sound()))
        return name[:at] + extra + name[at:]

    def _transpose(self, name: str) -> str:
        if len(name) < 4:
            return name
        at = self.random.randrange(len(name) - 2)
        gap = 1 if self.random.random() < 0.8 else 2
        swapped = list(name)
        swapped[at], swapped[at + gap] = swapped[at + gap], swapped[at]
        return "".join(swapped)

    def _bracket(self, name: str) -> str:
        plain = name.replace("（", "(").replace("）", ")")
        if "(" in plain:
            return self.random.choice(
                [
                    plain.replace("(", "").replace(")", ""),
                    plain.replace("(", "【").replace(")", "】"),
                    plain.replace("(", "（").replace(")", ""),
                    plain.replace("(", "（").replace(")", "）"),
                ]
            )
        return f"({name[:2]}){name[2:]}" if name[2:3] not in "省市县区" and self.random.random() < 0.3 else name

    def _suffix(self, name: str) -> str:
        forms = ["有限责任公司", "股份有限公司", "有限公司", "公司"]
        for form in forms:
            if name.endswith(form):
                changed = {
                    "有限责任公司": ["有限公司"],
                    "股份有限公司": ["股份公司"],
                    "有限公司": ["有限责任公司"],
                    "公司": [],
                }
                others = changed[form]
                return name.removesuffix(form) + self.random.choice(others) if others else name
        return name

    def _region(self, name: str) -> str:
        for at in (2, 3):
            if name[at : at + 1] in ("省", "市", "县"):
                kept = self.random.random() < 0.7
                return name[:at] + name[at + 1 :] if kept else name[at + 1 :]
        plain = name.replace("（", "(").replace("）", ")")
        if "(" in plain and ")" in plain and len(plain) > plain.index(")") + 4:
            inside = plain[plain.index("(") + 1 : plain.index(")")]
            if len(inside) == 2:
                return inside + plain.replace(f"({inside})", "")
        return name

    def _abbreviate(self, name: str) -> str:
        shorter = {
            "有限责任公司": ["有限公司", "公司", "有限"],
            "股份有限公司": ["股份公司", "股份", "公司"],
            "有限公司": ["公司", "有限", ""],
            "专业合作社": ["合作社"],
            "分公司": ["分司"],
        }
        for form, others in shorter.items():
            if name.endswith(form):
                return name.removesuffix(form) + self.random.choice(others)
        return name

    def _full_width(self, name: str) -> str:
        return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in name)

    def _traditional(self, name: str) -> str:
        return str(_TRADITIONAL.convert(name))

    def _spaces(self, name: str) -> str:
        for _ in range(self.random.choice([1, 1, 2, 4])):
            at = self._at(name)
            name = name[:at] + self.random.choice([" ", "\u3000", "\t"]) + name[at:]
        return name
