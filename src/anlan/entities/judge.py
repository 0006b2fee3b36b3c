"""Whether a misspelt name means a registered one: a weighted sum of named differences against a declared limit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import exp

from anlan.base.yaml_text import load_yaml


@dataclass(frozen=True)
class Judge:
    """The declared weights; ``probability`` says how likely the registered name is the one that was meant."""

    weights: Mapping[str, float]
    base: float
    limit: float
    doubt: float

    def probability(self, differences: Mapping[str, float]) -> float:
        """Between 0 and 1."""
        total = self.base + sum(self.weights.get(name, 0.0) * value for name, value in differences.items())
        return 1 / (1 + exp(-max(-30.0, min(30.0, total))))

    def accepts(self, probability: float) -> bool:
        """Whether a candidate may be linked without asking a person."""
        return probability >= self.limit

    def doubts(self, probability: float) -> bool:
        """Whether a person should look at it; below, the name counts as not registered."""
        return probability >= self.doubt


@cache
def declared_judge() -> Judge:
    """The judge of the pack: weights found by ``benchmarks/names/tune.py``, the limit chosen for few false links."""
    text = (resources.files("anlan.entities") / "pack" / "judge.yml").read_text(encoding="utf-8")
    declared = load_yaml(text)
    return Judge(declared["weights"], float(declared["base"]), float(declared["limit"]), float(declared["doubt"]))
