"""The lineage of the workspace held in memory: built anew when contracts, loads, standards or the catalogue changed."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, Max
from django.utils import timezone

from anlan.collection.contract import Contract, read_contracts
from anlan.control.catalogue.models import Authorisation
from anlan.control.catalogue.published import Published, published
from anlan.control.harvest.models import Decision, KeptHarvest
from anlan.control.lineage.graph import LineageGraph, lineage_graph
from anlan.control.lineage.harvested import harvested_tables
from anlan.control.lineage.resources import resource_tree
from anlan.control.lineage.tables import table_graph
from anlan.control.lineage.used import used_by
from anlan.control.place import workspace
from anlan.control.standards.current import Current, standards_now
from anlan.pool.loads import LoadPackage, Loads
from anlan.reports.resource_tree import ResourceTree


@dataclass(frozen=True)
class HeldLineage:
    """The graph by column, the graph by table, and the resource tree, all of one moment."""

    standards: Current
    contracts: Sequence[Contract]
    loads: Sequence[LoadPackage]
    catalogue: Published

    @cached_property
    def columns(self) -> LineageGraph:
        """The graph whose nodes are items, columns and indicators."""
        used = used_by(self.catalogue, self.standards.day)
        return lineage_graph(self.contracts, self.standards.registry, self.loads, used)

    @cached_property
    def tables(self) -> LineageGraph:
        """The graph whose nodes are tables."""
        return table_graph(self.columns, self.contracts, self.standards.registry)

    @cached_property
    def tree(self) -> ResourceTree:
        """The data resource structure tree with the items of systems that were only harvested."""
        bureau, now = workspace().get("bureau.name"), timezone.localtime()
        harvested = harvested_tables(self.contracts, self.catalogue)
        return resource_tree(bureau, self.contracts, self.columns, now, self.standards.registry, harvested)


_held: dict[Any, HeldLineage] = {}
_building = threading.Lock()


def held_lineage() -> HeldLineage:
    """The lineage as of now. Raises: Findings for contracts that do not hold, LineageUnreadable."""
    standards, catalogue = standards_now(), published()
    key = (_stamps(), id(standards.registry), id(catalogue), standards.day, _counted())
    with _building:
        if key not in _held:
            contracts = read_contracts(workspace().sources, standards.registry)
            made = HeldLineage(standards, contracts, Loads(workspace().pool).all(), catalogue)
            # The values hold what their key names by identity, so that no identity is given out twice.
            _held.clear()
            _held[key] = made
        return _held[key]


def _stamps() -> tuple[tuple[str, int], ...]:
    """When the contracts and the folders of the load packages were last written."""
    place = workspace()
    paths = [*sorted(place.sources.glob("*/contract.yml")), *sorted((place.pool / "loads").glob("*"))]
    return tuple((str(path), path.stat().st_mtime_ns) for path in paths)


def _counted() -> tuple[Any, ...]:
    """What changes with every harvest kept, decision taken and authorisation granted or ended."""
    harvests = KeptHarvest.objects.aggregate(n=Count("id"), last=Max("last_seen"), newest=Max("id"))
    states = Authorisation.objects.values_list("state").annotate(n=Count("id")).order_by("state")
    return (*harvests.values(), Decision.objects.count(), *states)
