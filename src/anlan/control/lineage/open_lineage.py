"""The lineage as OpenLineage events: one COMPLETE event a job of a finished run, with column lineage and schema.

Source: OpenLineage specification 2-0-2; facets ColumnLineageDatasetFacet 1-2-0 and SchemaDatasetFacet 1-1-1.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from anlan import __version__
from anlan.collection.contract import Contract, TableContract
from anlan.control.lineage.graph import LineageEdge, LineageGraph, item_id

_SPEC = "https://openlineage.io/spec"
_PRODUCER = f"urn:anlan:{__version__}"
_COLUMN_FACET = f"{_SPEC}/facets/1-2-0/ColumnLineageDatasetFacet.json#/$defs/ColumnLineageDatasetFacet"
_SCHEMA_FACET = f"{_SPEC}/facets/1-1-1/SchemaDatasetFacet.json#/$defs/SchemaDatasetFacet"
_POOL = "anlan:pool"


def events(
    graph: LineageGraph, contracts: Sequence[Contract], run_number: int, ended: datetime
) -> Iterator[dict[str, Any]]:
    """One event a table of a source (collection and standardisation), a step, an indicator and a published table.

    Their run ids follow from the run's number and the job's name, so that the same run gives the same events.
    """
    tables = {(table.system, table.name): table for contract in contracts for table in contract.tables}
    for table in tables.values():
        yield _event(f"standardise.{table.system}.{table.name}", run_number, ended, *_standardised(graph, table))
    for target, edges in _by_dataset(graph).items():
        inputs = sorted({_dataset(edge.source) for edge in edges} - {target})
        outputs = [{"namespace": _POOL, "name": target, "facets": _facets(edges)}]
        listed = [{"namespace": _POOL, "name": name} for name in inputs]
        yield _event(f"compute.{target}", run_number, ended, listed, outputs)


def _standardised(graph: LineageGraph, table: TableContract) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    mine = {item_id(table, name) for name in table.items}
    edges = [edge for edge in graph.edges if edge.source in mine]
    source = {"namespace": f"anlan:source/{table.system}", "name": table.name}
    fields = [{"name": name, "type": item.type or "unknown"} for name, item in table.items.items()]
    source["facets"] = {"schema": {**_facet(_SCHEMA_FACET), "fields": fields}}  # type: ignore[assignment]
    core = {
        "namespace": _POOL,
        "name": table.core,
        "facets": _facets([e for e in edges if _dataset(e.target) == table.core]),
    }
    return [source], [core]


def _by_dataset(graph: LineageGraph) -> dict[str, list[LineageEdge]]:
    """Edges between relations of the pool, by the dataset they lead into."""
    found: dict[str, list[LineageEdge]] = defaultdict(list)
    for edge in graph.edges:
        if "/" not in edge.source:
            found[_dataset(edge.target)].append(edge)
    return dict(sorted(found.items()))


def _dataset(node: str) -> str:
    return node.rpartition("/")[0] if "/" in node else node.partition(".")[0]


def _field(node: str) -> str:
    if "/" in node:
        return node.rpartition("/")[2]
    return node.partition(".")[2] or "value"


def _facets(edges: Sequence[LineageEdge]) -> dict[str, Any]:
    fields: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for edge in edges:
        kind = (
            {"type": "INDIRECT", "subtype": "FILTER"}
            if edge.is_condition
            else {"type": "DIRECT", "subtype": "TRANSFORMATION"}
        )
        namespace = f"anlan:source/{edge.source.partition('/')[0]}" if "/" in edge.source else _POOL
        name = edge.source.split("/")[1] if "/" in edge.source else _dataset(edge.source)
        transformation = {**kind, "description": edge.how, "masking": False}
        fields[_field(edge.target)].append(
            {"namespace": namespace, "name": name, "field": _field(edge.source), "transformations": [transformation]}
        )
    listed = {name: {"inputFields": inputs} for name, inputs in sorted(fields.items())}
    schema = [{"name": name} for name in listed]
    return {
        "columnLineage": {**_facet(_COLUMN_FACET), "fields": listed},
        "schema": {**_facet(_SCHEMA_FACET), "fields": schema},
    }


def _facet(schema_url: str) -> dict[str, str]:
    return {"_producer": _PRODUCER, "_schemaURL": schema_url}


def _event(
    job: str, run_number: int, ended: datetime, inputs: list[dict[str, Any]], outputs: list[dict[str, Any]]
) -> dict[str, Any]:
    return {
        "eventType": "COMPLETE",
        "eventTime": ended.isoformat(),
        "producer": _PRODUCER,
        "schemaURL": f"{_SPEC}/2-0-2/OpenLineage.json#/$defs/RunEvent",
        "run": {"runId": str(uuid5(NAMESPACE_URL, f"anlan:run/{run_number}/{job}"))},
        "job": {"namespace": "anlan", "name": job},
        "inputs": inputs,
        "outputs": outputs,
    }
