"""Who uses what leaves the house: published resources made of source tables, and the departments authorised to them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from anlan.control.catalogue.decisions import mounting
from anlan.control.catalogue.models import Authorisation
from anlan.control.catalogue.published import Published
from anlan.control.lineage.nodes import LineageEdge, LineageNode, NodeKind, item_id

_Part = tuple[LineageNode, LineageEdge]


def used_by(catalogue: Published, day: date) -> list[_Part]:
    """Published resources with the items they are made of, and the departments with an authorisation in force."""
    return [*_resources(catalogue), *_parties(catalogue, day)]


def _resources(catalogue: Published) -> Iterator[_Part]:
    checks = mounting()
    for row in catalogue.rows.values():
        node = LineageNode(f"resource:{row.code}", NodeKind.RESOURCE, f"{row.name}（{row.party}）")
        for table in filter(None, map(checks.table_of, row.mounts)):
            for code, _, _ in row.items:
                if code in table.named_items:
                    yield node, LineageEdge(item_id(table, code), node.id, "编目挂接")


def _parties(catalogue: Published, day: date) -> Iterator[_Part]:
    in_force = Authorisation.objects.filter(state=Authorisation.State.GRANTED, until__gte=day)
    for one in in_force.order_by("code"):
        if one.resource_code in catalogue.rows:
            node = LineageNode(f"party:{one.department}", NodeKind.PARTY, one.department)
            how = f"授权 {one.code}，至 {one.until.isoformat()}：{one.purpose}"
            yield node, LineageEdge(f"resource:{one.resource_code}", node.id, how)
