"""The update cycle of every source table: as its published catalogue entry says, else as its contract says."""

from __future__ import annotations

from anlan.base.settings import Workspace
from anlan.control.catalogue.life import published_entries
from anlan.control.source_view import contracts

_BY_EXPECTED = {"daily": "2", "weekly": "3", "monthly": "4", "quarterly": "5", "yearly": "7"}
IRREGULAR = "8"


def cycles_of(workspace: Workspace) -> dict[tuple[str, str], str]:
    """(system, table) → UPDATE_CYCLE code, for every table of every contract."""
    published = {
        (mount.system, mount.target): entry.update_cycle for entry in published_entries() for mount in entry.mounts
    }
    found = {}
    for contract in contracts(workspace):
        for table in contract.tables:
            declared = str(table.catalogue.get("update_cycle") or _BY_EXPECTED.get(table.expected.cycle, IRREGULAR))
            by_place = published.get((contract.system, table.location), declared)
            found[contract.system, table.name] = published.get((contract.system, table.name), by_place)
    return found
