"""Indicators, cross-checks, fusion and the explained weekly risk list."""

from anlan.risk.judge import judge
from anlan.risk.registry import IndicatorRegistry, read_registry

__all__ = ["IndicatorRegistry", "judge", "read_registry"]
