"""Noise used to choose the resolver's limits. The reported figures come from ``noise_reporting.py``, not from this."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from functools import cache

from pypinyin import Style, pinyin

SEED = 20261101
_SHAPES = (
    "未末 己已 土士 人入 大太 千干 天夫 日目 王玉 力刀 贝见 鸟乌 "
    "外处 令今 治冶 庄压 析折 科料 汇江 恒桓 晟晨 鑫磊 辉晖 铭名 诚城"
)
_REGION = ("省", "市", "县", "区")


@cache
def _homophones(characters: str) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for character in characters:
        groups.setdefault(pinyin(character, style=Style.TONE)[0][0], []).append(character)
    return {
        character: [other for other in group if other != character] for group in groups.values() for character in group
    }


class TuningNoise:
    """Makes one written form of a registered name."""

    def __init__(self, names: Sequence[str], seed: int = SEED) -> None:
        self.random = random.Random(seed)
        self.stream = "".join(names[:20_000])
        self.alphabet = "".join(sorted(set(self.stream)))
        self.operators: dict[str, Callable[[str], str]] = {
            "substitute": self._substitute,
            "homophone": self._homophone,
            "shape": self._shape,
            "delete": self._delete,
            "insert": self._insert,
            "transpose": self._transpose,
            "bracket": self._bracket,
            "suffix": self._suffix,
            "region": self._region,
            "abbreviate": self._abbreviate,
            "full_width": self._full_width,
            "spaces": self._spaces,
        }

    def make(self, name: str) -> tuple[str, str]:
        """The operator used and the written form (always different from the name)."""
        for _ in range(50):
            operator = self.random.choice(list(self.operators))
            written = self.operators[operator](name)
            if written != name and len(written) > 2:
                return operator, written
        return "delete", name[:-1]

    def _at(self, name: str) -> int:
        return self.random.randrange(len(name))

    def _substitute(self, name: str) -> str:
        at = self._at(name)
        return name[:at] + self.random.choice(self.stream) + name[at + 1 :]

    def _homophone(self, name: str) -> str:
        at = self._at(name)
        others = _homophones(self.alphabet).get(name[at])
        return name[:at] + self.random.choice(others) + name[at + 1 :] if others else name

    def _shape(self, name: str) -> str:
        pairs = {a: b for pair in _SHAPES.split() for a, b in (pair, pair[::-1])}
        places = [at for at, character in enumerate(name) if character in pairs]
        if not places:
            return name
        at = self.random.choice(places)
        return name[:at] + pairs[name[at]] + name[at + 1 :]

    def _delete(self, name: str) -> str:
        at = self._at(name)
        return name[:at] + name[at + 1 :]

    def _insert(self, name: str) -> str:
        at = self._at(name)
        return name[:at] + self.random.choice(self.stream) + name[at:]

    def _transpose(self, name: str) -> str:
        at = self.random.randrange(len(name) - 1)
        return name[:at] + name[at + 1] + name[at] + name[at + 2 :]

    def _bracket(self, name: str) -> str:
        if "(" in name or "（" in name:
            return self.random.choice(
                [name.replace("(", "（").replace(")", "）"), name.replace("(", "").replace(")", "")]
            )
        return name

    def _suffix(self, name: str) -> str:
        for a, b in (("有限责任公司", "有限公司"), ("股份有限公司", "股份公司"), ("有限公司", "有限责任公司")):
            if name.endswith(a):
                return name.removesuffix(a) + b
        return name

    def _region(self, name: str) -> str:
        for at in range(2, 5):
            if name[at : at + 1] in _REGION:
                return name[:at] + name[at + 1 :]
        return name

    def _abbreviate(self, name: str) -> str:
        for a, b in (("有限责任公司", "公司"), ("有限公司", "公司"), ("有限公司", ""), ("股份有限公司", "股份")):
            if name.endswith(a) and self.random.random() < 0.5:
                return name.removesuffix(a) + b
        return name

    def _full_width(self, name: str) -> str:
        return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in name)

    def _spaces(self, name: str) -> str:
        at = self._at(name)
        return name[:at] + " " + name[at:]
