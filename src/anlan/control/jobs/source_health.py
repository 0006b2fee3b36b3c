"""The health of every source table by what it promised, and the incidents of those that are late or silent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.utils import timezone

from anlan.base.settings import Workspace
from anlan.collection.health import SourceState, silence_incidents, table_health
from anlan.control.jobs.cycles import cycles_of
from anlan.control.jobs.kinds import cycle_label
from anlan.control.models import Incident
from anlan.control.run_records import Note
from anlan.control.source_view import contracts
from anlan.pool.loads import LoadPackage, Loads

_TOLD_AGAIN = timedelta(days=7)
STATE_LABELS = {"on_time": "按时", "late": "迟到", "silent": "静默", "failed": "失败"}


def source_health(workspace: Workspace) -> list[dict[str, Any]]:
    """One row a source table, the gravest first: state, lateness, rows against what is promised and usual."""
    day = workspace.clock().today()
    loads = _loads(workspace)
    cycles = cycles_of(workspace)
    rows = []
    for contract in contracts(workspace):
        for table in contract.tables:
            found = table_health(contract, table, loads[contract.system, table.name], day)
            row = {**asdict(found), "state": found.state.value, "state_label": STATE_LABELS[found.state.value]}
            low, high = row.pop("promised_rows")
            usual = row.pop("usual_rows") or (None, None)
            row |= {"rows_min": low, "rows_max": high, "usual_min": usual[0], "usual_max": usual[1]}
            rows.append(row | {"cycle": cycle_label(cycles[contract.system, table.name])})
    gravity = [state.value for state in SourceState]
    return sorted(rows, key=lambda row: (-gravity.index(row["state"]), -row["days_late"], row["system"], row["table"]))


def _loads(workspace: Workspace) -> dict[tuple[str, str], list[LoadPackage]]:
    loads: dict[tuple[str, str], list[LoadPackage]] = defaultdict(list)
    for package in Loads(workspace.pool).all():
        loads[package.system, package.table].append(package)
    return loads


def late_systems(workspace: Workspace) -> list[str]:
    """The source systems that have a table which is not on time, by name."""
    return sorted({row["system"] for row in source_health(workspace) if row["state"] != SourceState.ON_TIME})


def silence_notes(workspace: Workspace) -> list[Note]:
    """An incident for each table that is late or silent today; one that was told this week is not told again."""
    labels = {contract.system: contract.label for contract in contracts(workspace)}
    day = workspace.clock().today()
    packages = Loads(workspace.pool).all()
    notes = [
        Note(one.kind, one.severity.value, f"{labels[one.system]} {one.table}", one.message, one.hint)
        for one in silence_incidents(contracts(workspace), packages, day)
    ]
    return [note for note in notes if not _is_told(note)]


def _is_told(note: Note) -> bool:
    since = timezone.now() - _TOLD_AGAIN
    told = Incident.objects.filter(code=note.code, subject=note.subject[:200], message=note.message)
    return told.filter(happened_at__gte=since).exists()


def count_well(rows: Sequence[dict[str, Any]]) -> int:
    """How many tables are on time."""
    return sum(row["state"] == SourceState.ON_TIME for row in rows)
