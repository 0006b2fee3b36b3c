"""The words that signals and risk share: the contract's six risk types and the administration's four levels."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class RiskType(StrEnum):
    """One of the six risk types of the contract; the value is the code of the list RISK_TYPE."""

    LAYOFF = "R1"
    WAGE_ARREARS = "R2"
    CLOSURE = "R3"
    COLLECTIVE_INCIDENT = "R4"
    HEAVY_LOSS = "R5"
    PUBLIC_OPINION = "R6"

    @property
    def label(self) -> str:
        """The contract's Chinese name."""
        return _RISK_LABELS[self]

    @classmethod
    def from_label(cls, label: str) -> RiskType:
        """The type with that Chinese name. Raises: KeyError."""
        return {text: kind for kind, text in _RISK_LABELS.items()}[label]


_RISK_LABELS = {
    RiskType.LAYOFF: "裁员减员",
    RiskType.WAGE_ARREARS: "欠薪降薪",
    RiskType.CLOSURE: "破产倒闭",
    RiskType.COLLECTIVE_INCIDENT: "群体事件",
    RiskType.HEAVY_LOSS: "严重亏损",
    RiskType.PUBLIC_OPINION: "重大舆情",
}


class Level(IntEnum):
    """How grave a warning is; a larger number is graver, 0 is no warning."""

    NONE = 0
    BLUE = 1
    YELLOW = 2
    ORANGE = 3
    RED = 4

    @property
    def code(self) -> str:
        """The word used in interfaces: ``none``, ``blue``, ``yellow``, ``orange``, ``red``."""
        return self.name.lower()

    @property
    def label(self) -> str:
        """The administration's word."""
        return ("无", "蓝色", "黄色", "橙色", "红色")[self]


class SourceClass(StrEnum):
    """The contract's three classes of source; two of them are two keys."""

    INTERNAL = "internal"
    BUREAU = "bureau"
    THIRD_PARTY = "third_party"

    @property
    def label(self) -> str:
        """The contract's Chinese name."""
        return {"internal": "人社内部", "bureau": "外委办局", "third_party": "第三方"}[self.value]
