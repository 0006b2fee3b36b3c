"""Applying decisions without waiting for the next run: core is made again from raw; publishing is the run's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from anlan.base.settings import Workspace
from anlan.collection.collect import standardise
from anlan.control.place import open_pool
from anlan.control.run_lock import run_lock
from anlan.control.standardise.effective import effective_contracts, keep_applied, mark_decided, not_yet_applied
from anlan.control.standards.current import standards_on

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Applied:
    """How many decisions were applied, how many loads made again, and how many rows core has of them."""

    decisions: int
    loads: int
    rows: int


def apply_decisions(workspace: Workspace, now: datetime, progress: Progress) -> Applied:
    """Make core follow every decision. Raises: RunInProgress while a run works."""
    with run_lock(workspace):
        waiting = not_yet_applied()
        if not waiting:
            return Applied(0, 0, 0)
        registry = standards_on(workspace.clock().today()).registry
        pool, contracts = open_pool(workspace), effective_contracts(workspace, registry)
        loads = mark_decided(pool, contracts, waiting)
        result = standardise(contracts, pool, registry, now, progress)
        keep_applied(waiting, now)
        return Applied(len(waiting), loads, sum(one.core_count for one in result.loads))
