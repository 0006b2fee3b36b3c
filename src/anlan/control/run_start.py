"""Starts the main job from the console, as a process of its own."""

from __future__ import annotations

import subprocess
import sys
import threading
from typing import Any

from anlan.base.settings import Workspace
from anlan.control import run_records
from anlan.control.place import LOG_FOLDER
from anlan.control.run_lock import RunInProgress, is_running


def start(workspace: Workspace, weeks: int | None, username: str) -> dict[str, Any]:
    """The run that was started. Raises: RunInProgress."""
    if is_running(workspace):
        raise RunInProgress(process="见运行页")
    wanted = weeks or workspace.get("risk.weeks")
    run = run_records.create(workspace.clock().today(), wanted, username)
    command = [sys.executable, "-m", "anlan.cli.main", "run", "--workspace", str(workspace.root)]
    command += ["--weeks", str(wanted), "--record", str(run.pk), "--quiet"]
    folder = workspace.root / LOG_FOLDER
    folder.mkdir(exist_ok=True)
    with (folder / f"run-{run.pk:06d}.log").open("wb") as log:
        # A session of its own: stopping the console does not stop a run that is under way.
        process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True)
    threading.Thread(target=process.wait, daemon=True).start()
    return run_records.run(run.pk)
