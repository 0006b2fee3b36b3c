"""Standardisation as people see it: values without a code, decisions, corrections counted and explained."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from functools import lru_cache
from typing import Any

from anlan.base.errors import AnlanError
from anlan.collection.contract import TableContract, read_contracts
from anlan.collection.corrections.declared import DECLARERS
from anlan.collection.corrections.explain import Corrector
from anlan.collection.corrections.unmapped import UnmappedValue, unmapped_values
from anlan.collection.set_aside import SET_ASIDE
from anlan.control.catalogue.log import VerifiableLog
from anlan.control.place import open_pool, workspace
from anlan.control.standardise.effective import decisions_in_force, not_yet_applied
from anlan.control.standardise.life import DecisionLife
from anlan.control.standardise.models import ConversionDecision
from anlan.control.standards.current import standards_on
from anlan.pool.loads import Loads, LoadState

State = ConversionDecision.State


class TableUnknown(AnlanError):
    """No contract names that table."""

    code = "source-table-unknown"
    status = 404
    message = "契约中没有来源表 {table}"
    hint = "写作 系统.表；`anlan source check` 列出全部来源表。"


def corrector() -> Corrector:
    """What explains the corrections of this workspace's pool."""
    place = workspace()
    registry = standards_on(place.clock().today()).registry
    return Corrector(open_pool(place), read_contracts(place.sources, registry), registry, decisions_in_force())


def decision_life() -> DecisionLife:
    """The life of decisions in the workspace of this process."""
    found = corrector()
    return DecisionLife(VerifiableLog(workspace()), found.contracts, found.registry)


def now() -> datetime:
    """The moment by the workspace's clock: what is decided counts from its business day."""
    return workspace().clock().now()


def tables() -> list[dict[str, str]]:
    """Every source table that fills a core table, by system."""
    return [
        {
            "system": contract.system,
            "system_label": contract.label,
            "table": table.name,
            "label": table.label,
            "core": table.core,
        }
        for contract in corrector().contracts
        for table in contract.tables
    ]


def table_named(found: Corrector, name: str) -> TableContract:
    """The table ``system.table``. Raises: TableUnknown."""
    system, _, rest = name.partition(".")
    table = next((one.table(rest) for one in found.contracts if one.system == system), None)
    if table is None:
        raise TableUnknown(table=name)
    return table


def unmapped() -> list[dict[str, Any]]:
    """Values that are no codes of their list, with proposals nobody refused and where a decision stands.

    Rows: one a source item and value, the most frequent first.
    """
    standing = {
        (one.system, one.table, one.item, one.value): one
        for one in ConversionDecision.objects.filter(state__in=(State.REVIEW, State.IN_FORCE))
    }
    refused: dict[tuple[str, str, str, str], set[str]] = {}
    for one in ConversionDecision.objects.filter(state=State.REFUSED):
        refused.setdefault((one.system, one.table, one.item, one.value), set()).add(one.code)
    rows = []
    for found in _found():
        place = (found.system, found.table, found.item, found.value)
        decision = standing.get(place)
        left = [asdict(one) for one in found.proposals if one.code not in refused.get(place, ())]
        rows.append(
            {
                **asdict(found),
                "proposals": left,
                "refused": sorted(refused.get(place, ())),
                "state": decision.state if decision else "open",
                "state_label": State(decision.state).label if decision else "待映射",
                "decision": decision.pk if decision else None,
                "code": decision.code if decision else "",
            }
        )
    return sorted(rows, key=lambda row: (-row["count"], row["system"], row["table"], row["value"]))


def _found() -> list[UnmappedValue]:
    found = corrector()
    version = found.pool.version(SET_ASIDE)
    return list(_remembered(found.pool.root, version, repr(found.decisions))) if version is not None else []


@lru_cache(maxsize=2)
def _remembered(root: object, version: int, decisions: str) -> tuple[UnmappedValue, ...]:
    """The unmapped values at a version of the findings and a state of the decisions, found once."""
    found = corrector()
    agreed: dict[str, dict[str, str]] = {}
    for one in found.decisions.codes:
        table = table_named(found, f"{one.system}.{one.table}")
        column = found.registry.table(table.core).columns[table.items[one.item].column]
        agreed.setdefault(column.code_set, {})[one.value] = one.code
    loads = Loads(found.pool.root)
    values: list[UnmappedValue] = []
    for contract in found.contracts:
        for table in contract.tables:
            loaded = [one for one in loads.all(table.system, table.name) if one.state is LoadState.LOADED]
            if any(one.set_aside_count for one in loaded):
                values += unmapped_values(found.pool, found.mapping(table, loaded), agreed)
    return tuple(values)


def decisions(state: str = "", kind: str = "") -> list[dict[str, Any]]:
    """Decisions about standardisation, newest first, of a state and kind where given."""
    found = ConversionDecision.objects.all()
    if state:
        found = found.filter(state=state)
    if kind:
        found = found.filter(kind=kind)
    pending = {one.pk for one in not_yet_applied()}
    return [decision_row(one, one.pk in pending) for one in found]


def decision_row(one: ConversionDecision, is_pending: bool = False) -> dict[str, Any]:
    """A decision as plain values; ``is_pending`` says that core does not follow it yet."""
    names = (
        "kind", "system", "table", "item", "value", "code", "conversion", "version", "state", "count", "score", "note",
        "author", "submitted_at", "reviewer", "decided_at", "effective_from", "reason", "ended_by", "ended_at",
        "applied_at", "undone_at",
    )  # fmt: skip
    return {
        "number": one.pk,
        **{name: getattr(one, name) for name in names},
        "kind_label": ConversionDecision.Kind(one.kind).label,
        "state_label": State(one.state).label,
        "subject": one.subject,
        "is_pending": is_pending,
    }


def corrections(table: str = "") -> list[dict[str, Any]]:
    """How often each conversion changed each column, of one table ``system.table`` or of all. Raises: TableUnknown."""
    found = corrector()
    chosen = [table_named(found, table)] if table else [one for c in found.contracts for one in c.tables]
    return [asdict(count) for one in chosen for count in found.counts(one)]


def explained(core: str, load_id: str, row_no: int) -> list[dict[str, Any]]:
    """Every value of a raw row that differs from its original. Raises: RowMissing, LoadMissing."""
    return [
        {**asdict(one), "declared_by_label": DECLARERS[one.declared_by]}
        for one in corrector().row(core, load_id, row_no)
    ]
