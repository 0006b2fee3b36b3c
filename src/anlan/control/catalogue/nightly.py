"""The nightly check of the catalogue over a workspace: a step of the main job, and the incidents it gives."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from anlan.base.clock import Clock, FixedClock
from anlan.base.settings import Workspace
from anlan.control.catalogue.authorisations import AuthorisationLife
from anlan.control.catalogue.life import published_entries
from anlan.control.catalogue.log import VerifiableLog
from anlan.control.catalogue.models import TruthCheck, TruthFinding
from anlan.control.catalogue.mounting import Mounting
from anlan.control.catalogue.truth import ASPECTS, record_check, untrue_entries
from anlan.control.job_steps import Progress, StepResult, Work
from anlan.control.place import open_pool
from anlan.control.run_records import Note
from anlan.control.source_view import contracts
from anlan.pool.loads import Loads

_NAMED = 3


def check_catalogue(workspace: Workspace, day: date) -> TruthCheck:
    """Hold every published entry against what arrived by a day, and keep what was found."""
    pool = open_pool(workspace)
    packages = Loads(pool.root).all()
    mounting = Mounting(workspace, contracts(workspace), pool, packages)
    entries = published_entries()
    return record_check(len(entries), untrue_entries(entries, mounting, pool, packages, day), day)


def untruth_notes() -> list[Note]:
    """One incident for each responsible party whose entries promise falsely."""
    by_party: dict[str, list[TruthFinding]] = defaultdict(list)
    for finding in TruthFinding.objects.all():
        by_party[finding.responsible_party].append(finding)
    hint = "在“资源目录—核对”逐条查看：由责任方补齐数据，或变更条目使之与实际相符。"
    return [Note("catalogue-untrue", "warning", party, _told(found), hint) for party, found in by_party.items()]


def _told(found: list[TruthFinding]) -> str:
    codes = dict.fromkeys(one.resource_code for one in found)
    told = "；".join(f"{one.name}（{ASPECTS[one.aspect]}）：{one.fact}" for one in found[:_NAMED])
    return f"{len(codes)} 个资源的登记与实际不符：{told}" + (" 等" if len(found) > _NAMED else "")


def end_authorisations(workspace: Workspace, clock: Clock) -> int:
    """Log the authorisations whose day has passed; returns how many."""
    return AuthorisationLife(VerifiableLog(workspace), clock).expire()


def catalogue_truth(work: Work, progress: Progress) -> StepResult:
    """Hold the published catalogue against what the run and those before it brought."""
    progress("核对资源目录", 0, 1)
    check = check_catalogue(work.workspace, work.now.date())
    end_authorisations(work.workspace, FixedClock.at(work.now.date()))
    progress("完成", 1, 1)
    message = f"核对 {check.entries} 个条目，{check.untrue} 个与实际不符" if check.entries else "还没有已发布的条目"
    return StepResult(check.entries, "个条目", untruth_notes(), message)
