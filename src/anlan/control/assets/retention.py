"""What is due: every system's loads by retention class, with the day from which they need not be kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from anlan.base.clock import CHINA
from anlan.base.settings import Workspace
from anlan.collection.contract import Contract
from anlan.control.assets.plans import due_after
from anlan.pool.loads import LoadPackage, Loads
from anlan.standards.retention import ACTIONS, Retention, RetentionClass, read_retention

_Key = tuple[str, str]


def retention_rows(workspace: Workspace, contracts: Sequence[Contract], today: date) -> list[dict[str, Any]]:
    """A row per system and class: loads held, rows, how many are due, the next due day; what is due stands first.

    Raises: Findings where the workspace's retention.yml is wrong.
    """
    retention = read_retention(workspace.root)
    classes: dict[_Key, RetentionClass] = {}
    held: dict[_Key, list[LoadPackage]] = defaultdict(list)
    labels = {contract.system: contract.label for contract in contracts}
    kinds = {
        (table.system, table.name): (table.core, contract.source_class.value)
        for contract in contracts
        for table in contract.tables
    }
    for package in Loads(workspace.pool).all():
        if not package.row_count:
            continue
        found = retention.class_of(*kinds.get((package.system, package.table), ("", "")))
        classes[package.system, found.identifier] = found
        held[package.system, found.identifier].append(package)
    rows = [_row(workspace, key, labels, classes[key], held[key], retention, today) for key in held]
    return sorted(rows, key=lambda row: (row["next_due"], row["system"]))


def _row(
    workspace: Workspace,
    key: _Key,
    labels: dict[str, str],
    found: RetentionClass,
    packages: Sequence[LoadPackage],
    retention: Retention,
    today: date,
) -> dict[str, Any]:
    agreement = retention.agreements.get(key[0])
    end = due_after(workspace, agreement.ends) if agreement else None
    dues = [_earlier(found.due(one.started.astimezone(CHINA).date()), end) for one in packages]
    return {
        "system": key[0],
        "label": labels.get(key[0], key[0]),
        "class_id": found.identifier,
        "class_label": found.label,
        "years": found.years,
        "basis": found.basis,
        "confidence": found.confidence,
        "note": found.note,
        "action": found.action,
        "action_label": ACTIONS[found.action],
        "agreement": f"{agreement.name}，{agreement.ends} 终止" if agreement else "",
        "loads": len(packages),
        "rows": sum(one.row_count for one in packages),
        "due_loads": sum(due <= today for due in dues),
        "next_due": min(dues),
    }


def _earlier(due: date, end: date | None) -> date:
    return due if end is None else min(due, end)
