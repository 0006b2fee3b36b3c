"""Everything published, read on behalf of one person: row scope and masking are applied here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from anlan.control.access import Viewer


@dataclass(frozen=True)
class LedgerQuery:
    """What the ledger is narrowed to; several values of one field mean either."""

    week: str | None = None
    level: tuple[int, ...] = ()
    type: tuple[str, ...] = ()
    district: tuple[str, ...] = ()
    industry: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    change: tuple[str, ...] = ()
    q: str = ""
    sort: str = "-level"


@dataclass(frozen=True)
class EventQuery:
    """What the list of events is narrowed to."""

    week: str | None = None
    type: tuple[str, ...] = ()
    district: tuple[str, ...] = ()
    uscc: str | None = None
    q: str = ""


@dataclass(frozen=True)
class Desk:
    viewer: Viewer

    @classmethod
    def open(cls, viewer: Viewer) -> Desk:
        return cls(viewer)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)
