"""The workspace this process works for; set once when Django is configured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from anlan.base.settings import Workspace

if TYPE_CHECKING:
    from anlan.pool.pool import Pool

LOG_FOLDER = "logs"
_current: list[Workspace] = []


def settle(workspace: Workspace) -> None:
    """Remember the workspace of this process."""
    _current[:] = [workspace]


def workspace() -> Workspace:
    """The workspace of this process. Raises: RuntimeError before ``control.settings.configure``."""
    if not _current:
        raise RuntimeError("control.settings.configure has not been called")
    return _current[0]


def open_pool(workspace: Workspace) -> Pool:
    """The workspace's pool with its engine settings."""
    from anlan.pool.pool import Pool  # heavy: the engine; signing in does not wait for it

    return Pool(workspace.pool, workspace.get("engine.threads"), workspace.get("engine.memory_limit"))
