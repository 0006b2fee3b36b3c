"""Reports: one context of plain values, written as Word, PDF and Excel; the same release gives the same bytes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from anlan.base.clock import Week
    from anlan.base.settings import Workspace
    from anlan.pool.pool import Pool
    from anlan.pool.release import Release


def issue_weekly(workspace: Workspace, pool: Pool, release: Release, week: Week, out_dir: Path) -> list[Path]:
    """The paths of a week's Word, PDF, Excel and manifest, drawn from a release and written into ``out_dir``.

    Raises: ReleaseIncomplete, WeekNotJudged, TypesettingFailed.
    """
    # Charts and typesetting are slow to import; whoever only asks for labels should not wait for them.
    from anlan.reports.issue import issue_release

    return issue_release(workspace, pool, release, week, out_dir)
