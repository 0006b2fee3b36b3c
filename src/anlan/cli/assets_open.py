"""What the commands of data assets share: the workspace with its control database, standards and contracts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from anlan.cli.terminal import workspace_of

if TYPE_CHECKING:
    from anlan.base.settings import Workspace
    from anlan.collection.contract import Contract
    from anlan.standards.registry import Registry


def open_assets(folder: Path | None) -> tuple[Workspace, Registry, list[Contract]]:
    """The workspace, ready for its control database, the standards of today and the source contracts."""
    from anlan.collection.contract import read_contracts
    from anlan.control.settings import configure, migrate
    from anlan.standards.registry import load_registry

    place = workspace_of(folder)
    configure(place)
    migrate()
    registry = load_registry()
    return place, registry, read_contracts(place.sources, registry)
