"""Back-pressure: which waiting jobs may start now, and what each of the others waits for."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.utils import timezone

from anlan.base.settings import Workspace
from anlan.control.jobs.asking import IN_FLIGHT
from anlan.control.jobs.kinds import KINDS, PoolUse
from anlan.control.jobs.models import Job
from anlan.control.run_lock import is_running

_MEMORY = Path("/proc/meminfo")
_MB = 1 << 20


def admissible(workspace: Workspace) -> list[Job]:
    """The waiting jobs that may start now, oldest first; what the others wait for is written down."""
    waiting = list(Job.objects.filter(state=Job.State.WAITING).order_by("id"))
    if not waiting:
        return []
    now = timezone.now()
    gate = _Gate.of(workspace, list(Job.objects.filter(state__in=IN_FLIGHT)))
    found = []
    for job in waiting:
        reason = _not_yet(job, now) or gate.reason(job)
        if not reason:
            gate.pass_through(job)
            found.append(job)
        elif reason != job.waits_for:
            Job.objects.filter(pk=job.pk, state=Job.State.WAITING).update(waits_for=reason[:300])
    return found


def _not_yet(job: Job, now: datetime) -> str:
    if job.not_before <= now:
        return ""
    # The failure that is waited out was written when the attempt ended.
    return job.waits_for or "等待重试"


@dataclass
class _Gate:
    """What is in flight, and what the machine is short of."""

    limit: int
    shortage: str
    in_flight: list[Job]
    held_outside: bool
    ahead: Job | None = None
    lanes: dict[str, Job] = field(default_factory=dict)

    @classmethod
    def of(cls, workspace: Workspace, in_flight: list[Job]) -> _Gate:
        alone = [job for job in in_flight if KINDS[job.kind].pool is PoolUse.ALONE]
        held = not alone and is_running(workspace, alone=True)
        gate = cls(int(workspace.get("jobs.concurrency")), shortage_of(workspace), [], held)
        for job in in_flight:
            gate.pass_through(job)
        return gate

    def pass_through(self, job: Job) -> None:
        self.in_flight.append(job)
        self.lanes[KINDS[job.kind].lane(job.target)] = job

    def reason(self, job: Job) -> str:
        """What the job waits for; empty where it may start."""
        kind = KINDS[job.kind]
        lane = self.lanes.get(kind.lane(job.target))
        if lane is not None:
            return f"同一对象的第 {lane.pk} 号作业尚未结束"
        if self.shortage:
            return self.shortage
        if len(self.in_flight) >= self.limit:
            return f"同时运行的作业已达上限 {self.limit} 个"
        if kind.pool is PoolUse.NONE:
            return ""
        return self._for_the_pool(job, kind.pool)

    def _for_the_pool(self, job: Job, use: PoolUse) -> str:
        if self.held_outside:
            return "工作区正在运行主作业（由命令行或“运行”页发起）"
        using = [one for one in self.in_flight if KINDS[one.kind].pool is not PoolUse.NONE]
        alone = next((one for one in using if KINDS[one.kind].pool is PoolUse.ALONE), None)
        if alone is not None:
            return f"第 {alone.pk} 号作业“{alone.label}”独占资源池"
        if use is PoolUse.ALONE and using:
            self.ahead = self.ahead or job
            return f"需独占资源池，等待第 {using[0].pk} 号作业结束"
        # Otherwise small jobs could keep the main job out for ever.
        return f"排在第 {self.ahead.pk} 号作业“{self.ahead.label}”之后" if self.ahead is not None else ""


def shortage_of(workspace: Workspace) -> str:
    """What the machine is short of for another job, in words; empty where nothing is."""
    disk = shutil.disk_usage(workspace.root).free // _MB
    least_disk = int(workspace.get("jobs.min_disk_mb"))
    if disk < least_disk:
        return f"磁盘剩余 {disk:,} MB，低于下限 {least_disk:,} MB"
    memory, least = _available_mb(), int(workspace.get("jobs.min_memory_mb"))
    if memory is not None and memory < least:
        return f"可用内存 {memory:,} MB，低于下限 {least:,} MB"
    return ""


def _available_mb() -> int | None:
    """The memory the machine can still give; None where it does not say."""
    if not _MEMORY.is_file():
        return None
    lines: Sequence[str] = _MEMORY.read_text(encoding="ascii").splitlines()
    found = next((line for line in lines if line.startswith("MemAvailable:")), None)
    return None if found is None else int(found.split()[1]) // 1024
