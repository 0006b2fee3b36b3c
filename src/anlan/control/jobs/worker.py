"""The worker: plans, admits and runs jobs with DBOS, which finishes what a killed process left.

A worker holds a numbered place by a lock of the operating system. The lock of a dead one is free: whoever gets it
hands that one's unfinished attempts back to the queue, so that no attempt runs in two living processes.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from django.db import connections

from anlan.base.errors import AnlanError
from anlan.base.settings import Workspace
from anlan.control.jobs import attempt
from anlan.control.jobs.admission import admissible
from anlan.control.jobs.asking import IN_FLIGHT, OPEN
from anlan.control.jobs.kinds import KINDS
from anlan.control.jobs.models import Job
from anlan.control.jobs.planning import plan_due, sync_schedules, tell_trouble

FOLDER = "jobs"
DATABASE = "jobs.sqlite3"
QUEUE = "jobs"
WORKFLOW = "job_attempt"
# Attempts of an older build are finished by a newer one: what an attempt does is kept in steps that may be repeated.
VERSION = "1"
_NAME = "anlan"
_PLACES = 16
_POLL_SECONDS = 0.5
_LOOK_AFTER_SECONDS = 3.0
_SYNC_SECONDS = 60.0
_LOST = ("ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED")
_STOP_SECONDS = 10.0
Beside = Callable[[], AbstractContextManager[object]]


def system_database(workspace: Workspace) -> str:
    """The address of DBOS's own tables: as set, else beside or within the control database."""
    url = str(workspace.get("jobs.database"))
    control = str(workspace.get("control.database"))
    if not url and control.startswith(("postgresql:", "postgres:")):
        url = "postgresql:" + control.partition(":")[2]
    if not url:
        return f"sqlite:///{workspace.root / DATABASE}"
    if url.startswith("sqlite:///") and not url.startswith("sqlite:////"):
        return f"sqlite:///{workspace.root / url.removeprefix('sqlite:///')}"
    return url


@dataclass
class Place:
    """A worker's place, held until the process ends."""

    number: int
    handle: int

    @property
    def name(self) -> str:
        """The name under which attempts are run here."""
        return f"worker-{self.number}"

    def leave(self) -> None:
        """Give the place back."""
        os.close(self.handle)


def take_place(workspace: Workspace, number: int) -> Place | None:
    """The place of that number, unless a living worker holds it."""
    handle = _locked(workspace.root / FOLDER / f"worker-{number}.lock")
    return None if handle is None else Place(number, handle)


def _locked(path: Path) -> int | None:
    path.parent.mkdir(exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    return handle


def has_worker(workspace: Workspace) -> bool:
    """Whether a living worker holds a place."""
    for path in (workspace.root / FOLDER).glob("worker-*.lock"):
        handle = _locked(path)
        if handle is None:
            return True
        os.close(handle)
    return False


class Worker:
    """One process that runs jobs until it is told to stop; ``beside`` is opened around each step of a job."""

    def __init__(self, workspace: Workspace, beside: Beside = nullcontext) -> None:
        self._workspace, self._beside = workspace, beside
        self._stop = threading.Event()
        taken = (take_place(workspace, number) for number in range(1, _PLACES + 1))
        place = next((one for one in taken if one is not None), None)
        if place is None:
            raise RuntimeError(f"{_PLACES} workers hold the workspace already")
        self.place = place
        self._looked_after = self._synced = 0.0
        self._trouble = ""

    def stop(self) -> None:
        """Begin nothing more; ``work`` returns soon."""
        self._stop.set()

    def work(self, until_idle: bool = False, say: Callable[[str], object] = lambda text: None) -> bool:
        """Plan, admit and run until stopped or, with ``until_idle``, until no job is open; whether nothing runs on."""
        dbos = self._launch()
        say(f"作业进程 {self.place.name} 已启动")
        try:
            while not self._stop.is_set():
                self._turn(dbos)
                if until_idle and not Job.objects.filter(state__in=OPEN).exists():
                    break
                self._stop.wait(_POLL_SECONDS)
        finally:
            is_quiet = self._leave(dbos)
        return is_quiet

    def _launch(self) -> Any:
        """DBOS with the one workflow there is; it takes up what this place's last holder left."""
        from dbos import DBOS

        workspace, worker, beside = self._workspace, self.place.name, self._beside
        dbos = DBOS(
            config={
                "name": _NAME,
                "system_database_url": system_database(workspace),
                "application_version": VERSION,
                "executor_id": worker,
                "log_level": "ERROR",
                "run_migrations": True,
            }
        )

        @DBOS.workflow(name=WORKFLOW)
        def job_attempt(number: int, tried: int, kind: str) -> None:
            ends: list[attempt.Ended] = []
            for name, _, _ in KINDS[kind].steps:
                act = partial(attempt.run_step, workspace, worker, number, tried, name)
                ends.append(DBOS.run_step({"name": name}, partial(_by_itself, act, beside)))
                if ends[-1]["state"] != Job.State.DONE:
                    break
            DBOS.run_step(
                {"name": "settle"}, partial(_by_itself, partial(attempt.settle, workspace, number, tried, ends))
            )

        with _turn_of(workspace, wait=True):
            DBOS.launch()
            limit = int(workspace.get("jobs.concurrency"))
            DBOS.register_queue(
                QUEUE,
                global_concurrency=limit,
                partition_concurrency=1,
                polling_interval_sec=_POLL_SECONDS,
                on_conflict="always_update",
            )
        return dbos

    def _turn(self, dbos: Any) -> None:
        """One look around; while another worker looks, this one need not."""
        with _turn_of(self._workspace) as mine:
            if not mine:
                return
            now = time.monotonic()
            if now - self._looked_after > _LOOK_AFTER_SECONDS:
                self._adopt(dbos)
                _look_after(dbos)
                self._looked_after = now
            self._plan(now)
            for job in admissible(self._workspace):
                _enqueue(dbos, job)

    def _plan(self, now: float) -> None:
        """Schedules and what of them is due; a contract that cannot be read is an incident, and jobs go on."""
        try:
            if now - self._synced > _SYNC_SECONDS or not self._synced:
                sync_schedules(self._workspace)
                self._synced = now
            plan_due(self._workspace)
        except AnlanError as error:
            if error.text != self._trouble:
                tell_trouble(error, "作业调度")
            self._trouble = error.text
        else:
            self._trouble = ""

    def _adopt(self, dbos: Any) -> None:
        """Hand back to the queue what workers left that are dead and have not come back."""
        for path in sorted((self._workspace.root / FOLDER).glob("worker-*.lock")):
            number = int(path.stem.partition("-")[2])
            place = take_place(self._workspace, number) if number != self.place.number else None
            if place is not None:
                # Held meanwhile, so that nobody takes the place and begins anew in the same name.
                dbos._recover_pending_workflows([place.name])
                place.leave()

    def _leave(self, dbos: Any) -> bool:
        """Wait a little for what runs; what is not done by then is finished by the next worker."""
        deadline = time.monotonic() + _STOP_SECONDS
        mine = Job.objects.filter(worker=self.place.name, state=Job.State.RUNNING)
        while mine.exists() and time.monotonic() < deadline:
            time.sleep(0.2)
        # A job that is told to make room has not crashed.
        is_quiet = not mine.update(current="")
        connections.close_all()
        dbos.destroy(workflow_completion_timeout_sec=0)
        return is_quiet


@contextmanager
def _turn_of(workspace: Workspace, wait: bool = False) -> Iterator[bool]:
    """The workspace's turn at planning and admission, which one worker has at a time; whether it is ours."""
    path = workspace.root / FOLDER / "turn.lock"
    handle = _locked(path)
    while wait and handle is None:
        time.sleep(0.1)
        handle = _locked(path)
    try:
        yield handle is not None
    finally:
        if handle is not None:
            os.close(handle)


def _by_itself(act: Callable[[], Any], beside: Beside = nullcontext) -> Any:
    """What an act gives, with the connections closed that its thread opened."""
    try:
        with beside():
            return act()
    finally:
        connections.close_all()


def workflow_id(job: Job) -> str:
    """The name of a job's attempt in the job system: enqueued twice it is the same one."""
    return f"job-{job.pk}-{job.attempt}"


def _enqueue(dbos: Any, job: Job) -> None:
    options = {
        "workflow_name": WORKFLOW,
        "queue_name": QUEUE,
        "workflow_id": workflow_id(job),
        "app_version": VERSION,
        "queue_partition_key": KINDS[job.kind].lane(job.target),
    }
    dbos.enqueue_workflow_with_options(options, job.pk, job.attempt, job.kind)
    # Killed between the two, the next turn enqueues the same attempt again, which changes nothing.
    Job.objects.filter(pk=job.pk, attempt=job.attempt, state=Job.State.WAITING).update(
        state=Job.State.QUEUED, waits_for=""
    )


def _look_after(dbos: Any) -> None:
    """Bring jobs in flight in line with the job system: attempts it lost wait again, those it gave up have crashed."""
    for job in Job.objects.filter(state__in=IN_FLIGHT):
        status = dbos.get_workflow_status(workflow_id(job))
        if status is None:
            Job.objects.filter(pk=job.pk, attempt=job.attempt, state__in=IN_FLIGHT).update(state=Job.State.WAITING)
        elif status.status in _LOST:
            attempt.crash(job.pk, job.attempt, "作业意外中断（程序错误），详情见作业进程的日志")
