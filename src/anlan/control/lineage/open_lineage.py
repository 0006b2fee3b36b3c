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
from anlan.control.lineage.files import FileOrigin, files_of
from anlan.control.lineage.graph import LineageGraph
from anlan.control.lineage.nodes import LineageEdge, dataset_of, field_of, is_item
from anlan.pool.loads import LoadPackage

_SPEC = "https://openlineage.io/spec"
_PRODUCER = f"urn:anlan:{__version__}"
_COLUMN_FACET = f"{_SPEC}/facets/1-2-0/ColumnLineageDatasetFacet.json#/$defs/ColumnLineageDatasetFacet"
_SCHEMA_FACET = f"{_SPEC}/facets/1-1-1/SchemaDatasetFacet.json#/$defs/SchemaDatasetFacet"
_FILE_FACET = "urn:anlan:facet:file"
_POOL, _ARCHIVE = "anlan:pool", "anlan:archive"
_Edges = dict[str, list[LineageEdge]]


def events(
    graph: LineageGraph,
    contracts: Sequence[Contract],
    run_number: int,
    ended: datetime,
    loads: Sequence[LoadPackage] = (),
) -> Iterator[dict[str, Any]]:
    """Events for each table of a source (collection, standardisation), each step, indicator and published table.

    The files among ``loads`` are inputs of collection with their hash, sheet and cells. Run ids follow from the run's
    number and the job's name, so that the same run gives the same events.
    """
    into = _by_target(graph)
    for table in (table for contract in contracts for table in contract.tables):
        name = f"{table.system}.{table.name}"
        yield _event(f"collect.{name}", run_number, ended, *_collected(into, table, files_of(table, loads)))
        yield _event(f"standardise.{name}", run_number, ended, *_standardised(into, table))
    for target, edges in _computed(into).items():
        listed = [
            {"namespace": _POOL, "name": name} for name in sorted({dataset_of(e.source) for e in edges} - {target})
        ]
        yield _event(f"compute.{target}", run_number, ended, listed, [_output(target, edges)])


def _collected(
    into: _Edges, table: TableContract, files: Sequence[FileOrigin]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The source and its files in; the raw table out, whose columns come from items and from the cells of files."""
    fields = [{"name": name, "type": item.type or "unknown"} for name, item in table.items.items()]
    schema = {"schema": {**_facet(_SCHEMA_FACET), "fields": fields}}
    source = {**_place(f"{table.system}/{table.name}/"), "facets": schema}
    edges = into.get(table.raw_table, [])
    read = [
        LineageEdge(one.source, edge.target, one.how)
        for edge in edges
        for one in into.get(dataset_of(edge.source), [])
        if one.target == edge.source
    ]
    return [source, *(_file(one) for one in files)], [_output(table.raw_table, [*edges, *read])]


def _file(one: FileOrigin) -> dict[str, Any]:
    facts = {"fileName": one.file_name, "sha256": one.sha256, "loadId": one.load_id, "rowCount": one.rows}
    place = {"sheet": one.sheet, "cellRange": one.cells} if one.cells else {}
    return {
        "namespace": _ARCHIVE,
        "name": one.sha256,
        "facets": {"anlan_file": {**_facet(_FILE_FACET), **facts, **place}},
    }


def _standardised(into: _Edges, table: TableContract) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    edges = [edge for edge in into.get(table.core, []) if dataset_of(edge.source) == table.raw_table]
    return [{"namespace": _POOL, "name": table.raw_table}], [_output(table.core, edges)]


def _by_target(graph: LineageGraph) -> _Edges:
    """Every edge by the dataset it leads into."""
    found: _Edges = defaultdict(list)
    for edge in graph.edges:
        found[dataset_of(edge.target)].append(edge)
    return dict(sorted(found.items()))


def _computed(into: _Edges) -> _Edges:
    """The edges between relations of the pool that neither collection nor standardisation made."""
    found = {target: [edge for edge in edges if _is_computed(edge)] for target, edges in into.items()}
    return {target: edges for target, edges in found.items() if edges}


def _is_computed(edge: LineageEdge) -> bool:
    return not is_item(edge.source) and not edge.source.startswith(("file:", "raw_"))


def _output(target: str, edges: Sequence[LineageEdge]) -> dict[str, Any]:
    return {"namespace": _POOL, "name": target, "facets": _facets(edges)}


def _place(node: str) -> dict[str, str]:
    """The dataset of a node as OpenLineage names it."""
    dataset = dataset_of(node)
    if dataset.startswith("file:"):
        return {"namespace": _ARCHIVE, "name": dataset.removeprefix("file:")}
    if is_item(node):
        system, _, table = dataset.partition("/")
        return {"namespace": f"anlan:source/{system}", "name": table}
    return {"namespace": _POOL, "name": dataset}


def _facets(edges: Sequence[LineageEdge]) -> dict[str, Any]:
    fields: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for edge in edges:
        kind = (
            {"type": "INDIRECT", "subtype": "FILTER"}
            if edge.is_condition
            else {"type": "DIRECT", "subtype": "TRANSFORMATION"}
        )
        transformation = {**kind, "description": edge.how, "masking": False}
        origin = {**_place(edge.source), "field": field_of(edge.source)}
        fields[field_of(edge.target)].append({**origin, "transformations": [transformation]})
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
