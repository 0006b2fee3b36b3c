"""A linear judge over hashed characters, words and the rules' own findings: plain numpy arrays, no pickle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from anlan.base.risk_types import RiskType
from anlan.signals.rules import Finding


@dataclass(frozen=True)
class LinearModel:
    """Weights of each risk type."""

    def margins(self, text: str, findings: Sequence[Finding]) -> Mapping[RiskType, float]:
        """What the model adds to the logit of each type's score."""
        return {}


@lru_cache(maxsize=1)
def load_default() -> LinearModel:
    """The model that comes with Anlan."""
    return LinearModel()
