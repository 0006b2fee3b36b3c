"""The standards in force as the commands read them: from the control database of the workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from anlan.base.settings import Workspace
    from anlan.control.standards.current import Current


def standards_of(place: Workspace, day: date | None = None) -> Current:
    """The standards of a workspace on a day (default: today), approved revisions included."""
    from anlan.control.settings import configure, migrate

    configure(place)
    migrate()
    from anlan.control.standards.current import standards_on, today

    return standards_on(day or today())
