"""One run at a time in a workspace: a lock that the operating system releases when the process dies.

The main job holds it alone; jobs that each load another source share it, and keep the main job out meanwhile.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from anlan.base.errors import AnlanError
from anlan.base.settings import Workspace

LOCK_FILE = "run.lock"


class RunInProgress(AnlanError):
    """Another run holds the workspace."""

    code = "run-in-progress"
    status = 409
    retry = True
    message = "工作区正在运行主作业或装载来源（进程 {process}）"
    hint = "等待它完成后再发起；进度见控制台“运行”页。该进程已不存在时锁会自动释放。"


def _try(handle: int, shared: bool = False) -> bool:
    try:
        fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def run_lock(workspace: Workspace, shared: bool = False) -> Iterator[None]:
    """Hold the workspace for a run, alone or with others that share it. Raises: RunInProgress."""
    handle = os.open(workspace.root / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not _try(handle, shared):
            raise RunInProgress(process=os.pread(handle, 20, 0).decode("ascii", "replace").strip() or "未知")
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(handle)


def is_running(workspace: Workspace, alone: bool = False) -> bool:
    """Whether a living process holds the workspace for a run; with ``alone``, whether one holds it alone."""
    path = workspace.root / LOCK_FILE
    if not path.exists():
        return False
    handle = os.open(path, os.O_RDWR)
    try:
        return not _try(handle, shared=alone)
    finally:
        os.close(handle)
