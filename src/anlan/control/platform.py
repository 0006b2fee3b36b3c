"""The platform at a glance: one real figure after another, counted where the thing itself is kept; absence is None."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from anlan.control.access import ROLES
from anlan.control.assets.models import Destruction, GradeDecision
from anlan.control.catalogue.models import Authorisation, LogEntry
from anlan.control.catalogue.published import published
from anlan.control.harvest.models import ItemMeaning, KeptHarvest
from anlan.control.master.models import Judgement, WaitingPair
from anlan.control.models import AccessRecord, Incident, IssuedReport, Run
from anlan.control.place import open_pool, workspace
from anlan.control.quality.models import ReworkOrder, WrittenRule
from anlan.control.quality.rules import contracts_of
from anlan.control.standards.current import Current, standards_now
from anlan.control.standards.document_view import states_of
from anlan.control.standards.models import Revision
from anlan.engine.steps import read_steps
from anlan.pool.loads import Loads
from anlan.pool.pool import Pool
from anlan.quality import history
from anlan.quality.pool_check import FINDING
from anlan.quality.score import pooled_score, score_of
from anlan.risk.registry import read_registry
from anlan.risk.tag_pack import read_tags
from anlan.risk.tagging import EMPLOYER_TAG

_SET_ASIDE = "raw_quality__set_aside"
Figure = int | float | None


def figures() -> dict[str, Figure]:
    """Every figure of the overview by its key. **Units**: counts, but ``quality_score`` in points of a hundred."""
    standards, pool = standards_now(), open_pool(workspace())
    return {**_standards(standards), **_collection(standards, pool), **_pool(pool), **_governance(pool), **_use()}


def _standards(standards: Current) -> dict[str, Figure]:
    objects, day = standards.objects, standards.day
    elements = objects.of_kind("data_element", day)
    states = states_of(standards)
    columns = [column for table in standards.registry.tables.values() for column in table.columns.values()]
    return {
        "elements": len(elements),
        "code_sets": len(objects.of_kind("code_set", day)),
        "conflicts": len({one.body["code"] for one in elements if one.body["status"] == "conflict"}),
        "clauses": len(states),
        "clauses_enforced": sum(1 for state in states if state.enforced),
        "revisions_open": Revision.objects.filter(state=Revision.State.REVIEW).count(),
        "core_tables": len(standards.registry.tables),
        "core_columns": len(columns),
        "graded_columns": sum(1 for column in columns if column.grade),
        "personal_columns": sum(1 for column in columns if column.is_personal),
    }


def _collection(standards: Current, pool: Pool) -> dict[str, Figure]:
    contracts = contracts_of(standards)
    loads = Loads(pool.root).all()
    latest = {kept.system: kept for kept in KeptHarvest.objects.order_by("id")}
    tables = [table for contract in contracts for table in contract.tables]
    return {
        "sources": len(contracts),
        "source_tables": len(tables),
        "mapped_items": sum(1 for table in tables for item in table.items.values() if item.column),
        "recoded_items": sum(1 for table in tables for item in table.items.values() if item.codes),
        "loads": len(loads),
        "raw_rows": sum(one.row_count for one in loads),
        "core_rows": sum(one.core_count for one in loads),
        "harvested_systems": len(latest),
        "harvested_items": sum(len(kept.items) for kept in latest.values()),
        "bound_items": ItemMeaning.objects.filter(state=ItemMeaning.State.ACCEPTED).count(),
        "open_incidents": Incident.objects.filter(run=Run.objects.order_by("-pk").first()).count(),
    }


def _pool(pool: Pool) -> dict[str, Figure]:
    release = pool.latest()
    return {
        "pool_tables": len(pool.tables()),
        "releases": release.number if release else 0,
        "set_aside": _rows(pool, _SET_ASIDE),
        "findings": _rows(pool, FINDING),
        "persons": _rows(pool, "core_entity__person"),
        "employers": _rows(pool, "core_entity__employer"),
        "tags": len(read_tags()),
        "tagged_employers": _rows(pool, EMPLOYER_TAG, "DISTINCT uscc"),
        "quality_score": _quality_score(pool),
    }


def _rows(pool: Pool, table: str, what: str = "*") -> int | None:
    """Rows of a table, or unlike values; None where the pool has no such table."""
    if pool.version(table) is None:
        return None
    with pool.reading(tables=[table]) as connection:
        [[count]] = connection.execute(f"SELECT count({what}) FROM {table}").fetchall()
    return int(count)


def _quality_score(pool: Pool) -> float | None:
    days = history.days(pool)
    return (
        pooled_score([score_of(found) for found in history.results_of(pool, days[-1]).values()]).total if days else None
    )


def _governance(pool: Pool) -> dict[str, Figure]:
    return {
        "written_rules": WrittenRule.objects.filter(is_active=True).count(),
        "rework_open": ReworkOrder.objects.exclude(state=ReworkOrder.State.CLOSED).count(),
        "pairs_waiting": WaitingPair.objects.count(),
        "judgements": Judgement.objects.filter(undone_at=None).count(),
        "grade_decisions": GradeDecision.objects.count(),
        "destructions": Destruction.objects.count(),
    }


def _use() -> dict[str, Figure]:
    catalogue = published()
    in_force = Authorisation.objects.filter(state=Authorisation.State.GRANTED, until__gte=timezone.localdate())
    return {
        "resources": len(catalogue.rows),
        "catalogue_items": sum(row.item_count for row in catalogue.rows.values()),
        "mounted": sum(1 for row in catalogue.rows.values() if row.mounts),
        "authorisations": in_force.count(),
        "log_entries": LogEntry.objects.count(),
        "access_records": AccessRecord.objects.count(),
        "roles": len(ROLES),
        "indicators": len(read_registry().indicators),
        "steps": len(read_steps(read_registry().steps)),
        "reports": IssuedReport.objects.count(),
    }


def overview() -> dict[str, Any]:
    """The figures with the business day they are of."""
    return {"day": standards_now().day, "figures": figures()}
