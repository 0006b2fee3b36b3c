"""The worker processes that accompany the console: started after it answers, started again when they die."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from anlan.base.settings import Workspace
from anlan.control.place import LOG_FOLDER

LOG_FILE = "jobs.log"
# The console answers first; who opens it does not wait for the job system.
_LATER_SECONDS = 3.0
_LOOK_SECONDS = 1.0
_AGAIN_SECONDS = 30.0
_STOP_SECONDS = 12.0


@contextmanager
def companions(workspace: Workspace) -> Iterator[None]:
    """As many workers as ``jobs.workers`` says, for as long as the block lasts."""
    count = int(workspace.get("jobs.workers"))
    stop = threading.Event()
    keepers = [threading.Thread(target=_keep, args=(workspace, stop), daemon=True) for _ in range(count)]
    for keeper in keepers:
        keeper.start()
    try:
        yield
    finally:
        stop.set()
        for keeper in keepers:
            keeper.join(_STOP_SECONDS + 3)


def _keep(workspace: Workspace, stop: threading.Event) -> None:
    """One worker, again and again until told to stop."""
    pause = _LATER_SECONDS
    while not stop.wait(pause):
        process = _start(workspace)
        while process.poll() is None and not stop.wait(_LOOK_SECONDS):
            pass
        _end(process)
        pause = _AGAIN_SECONDS


def _start(workspace: Workspace) -> subprocess.Popen[bytes]:
    folder = workspace.root / LOG_FOLDER
    folder.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "anlan.cli.main", "jobs", "work", "--workspace", str(workspace.root), "--follow"]
    with (folder / LOG_FILE).open("ab") as log:
        # The pipe ends with this process however it dies, which tells the worker to stop; in a session of its own
        # it does not get the key stroke that stops the console, and can finish a step.
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=log, stderr=log, start_new_session=True)


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is not None:
        process.stdin.close()
    deadline = time.monotonic() + _STOP_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.1)
    if process.poll() is None:
        # What it was at is finished by the next worker.
        process.kill()
        process.wait()
