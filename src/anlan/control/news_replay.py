"""All archived articles read again by the detector of today."""

from __future__ import annotations

from dataclasses import dataclass

from anlan.base.settings import Workspace
from anlan.collection.collect import replay
from anlan.collection.contract import Contract
from anlan.control.job_steps import ARTICLES, Work, read_news
from anlan.control.run_lock import run_lock
from anlan.control.standardise.effective import effective_contracts
from anlan.pool.loads import LoadPackage, Loads, LoadState


@dataclass(frozen=True)
class NewsReplay:
    """How much was read again, and a word on what came of it."""

    loads: int
    articles: int
    message: str


def replay_news(workspace: Workspace) -> NewsReplay:
    """Every load of articles made again from its archived bytes, then all articles read into events.

    Pages are extracted anew as well, so that a corrected template shows. The tables become visible with the next
    release. Raises: RunInProgress while a run works, and what replaying a load raises.
    """
    now = workspace.clock().now()
    with run_lock(workspace):
        work = Work.open(workspace, now, ())
        work.contracts = effective_contracts(workspace, work.standards)
        packages = _article_loads(work.contracts, Loads(workspace.pool))
        for package in packages:
            replay(workspace, work.contracts, work.pool, work.standards, package.load_id, now)
        result = read_news(work, _silent)
    return NewsReplay(len(packages), result.rows, result.message)


def _silent(label: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


def _article_loads(contracts: list[Contract], loads: Loads) -> list[LoadPackage]:
    wanted = {
        (contract.system, table.name) for contract in contracts for table in contract.tables if table.core == ARTICLES
    }
    held = {LoadState.NEW, LoadState.FAILED, LoadState.UNCHANGED}
    return [item for item in loads.all() if (item.system, item.table) in wanted and item.state not in held]
