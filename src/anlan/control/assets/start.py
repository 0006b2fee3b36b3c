"""Starts the execution of an approved destruction from the console, as a process of its own."""

from __future__ import annotations

import subprocess
import sys
import threading

from anlan.base.settings import Workspace
from anlan.control.assets.destructions import DestructionStateWrong, State, get
from anlan.control.assets.models import Destruction
from anlan.control.place import LOG_FOLDER
from anlan.control.run_lock import RunInProgress, is_running


def start(workspace: Workspace, number: int, rebuild: bool) -> Destruction:
    """The destruction whose execution was started or taken up again. Raises: DestructionStateWrong, RunInProgress."""
    one = get(number)
    if one.state not in (State.APPROVED, State.RUNNING):
        raise DestructionStateWrong(
            number=number, state=f"是“{State(one.state).label}”", step="执行", advice="只有已批准的销毁单可以执行。"
        )
    if is_running(workspace):
        raise RunInProgress(process="见运行页")
    one.state, one.message = State.RUNNING, ""
    one.save(update_fields=["state", "message"])
    command = [sys.executable, "-m", "anlan.cli.main", "assets", "destroy", "run", str(number), "--quiet"]
    command += ["--workspace", str(workspace.root), "--rebuild" if rebuild else "--without-rebuild"]
    folder = workspace.root / LOG_FOLDER
    folder.mkdir(exist_ok=True)
    with (folder / f"destruction-{number:06d}.log").open("ab") as log:
        # A session of its own: stopping the console does not stop what is under way.
        process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True)
    threading.Thread(target=process.wait, daemon=True).start()
    return one
