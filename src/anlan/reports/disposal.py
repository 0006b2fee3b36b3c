"""What has been done about an alert: asked of whoever keeps the cases, through a two-word protocol."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from anlan.base.clock import Week
from anlan.base.risk_types import Level


class DisposalLookup(Protocol):
    """Knows, for a week, the state of disposal of employers."""

    def states(self, week: Week, usccs: Iterable[str]) -> Mapping[str, str]:
        """The Chinese word for the state of each employer that has a case at the end of the week."""
        ...


class NoDisposals:
    """The lookup before there are cases: nothing has been dispatched."""

    def states(self, week: Week, usccs: Iterable[str]) -> Mapping[str, str]:
        """No employer has a case."""
        return {}


def disposal_text(state: str | None, level: int) -> str:
    """The word for the list: the case's state, else 待派发 from yellow on, and a dash for blue."""
    if state:
        return state
    return "待派发" if level >= Level.YELLOW else "—"
