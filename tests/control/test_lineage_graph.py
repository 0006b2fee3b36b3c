"""The workspace's lineage: from a source item to the weekly report and back, and as OpenLineage events."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest

import anlan_city
from anlan.collection.contract import Contract, read_contracts
from anlan.control.lineage.graph import LineageGraph, LineageNodeMissing, lineage_graph
from anlan.control.lineage.nodes import NodeKind
from anlan.control.lineage.open_lineage import events
from anlan.standards.registry import load_registry

ENDED = datetime(2026, 11, 22, 20, tzinfo=UTC)


@pytest.fixture(scope="module")
def contracts(tmp_path_factory: pytest.TempPathFactory) -> list[Contract]:
    """The contracts of the example city, laid out as a workspace holds them."""
    folder = tmp_path_factory.mktemp("sources")
    for path in (Path(anlan_city.__file__).parent / "contracts").glob("*.yml"):
        (folder / path.stem).mkdir()
        (folder / path.stem / "contract.yml").write_bytes(path.read_bytes())
    return list(read_contracts(folder, load_registry()))


@pytest.fixture(scope="module")
def graph(contracts: list[Contract]) -> LineageGraph:
    return lineage_graph(contracts, load_registry())


def test_who_is_affected_by_an_item(graph: LineageGraph) -> None:
    reached = {one.node.id: one for one in graph.reach("social_insurance/AC_STOP/AAE160")}
    assert reached["raw_social_insurance__ac_stop.AAE160"].level == 1
    assert reached["core_social__stop.reason_code"].level == 2
    assert reached["A1"].node.kind is NodeKind.INDICATOR
    assert reached["report:weekly"].level > reached["A1"].level
    assert "core_court__bankruptcy.kind_code" not in reached


def test_where_an_indicator_comes_from(graph: LineageGraph) -> None:
    reached = {one.node.id for one in graph.reach("A1", upward=True)}
    assert {"social_insurance/AC_STOP/AAE160", "social_insurance/AC43_MONTH/AAE003"} <= reached
    assert not any(node.startswith("court") for node in reached)


def test_every_mapped_item_has_a_place(graph: LineageGraph, contracts: list[Contract]) -> None:
    mapped = [
        f"{table.system}/{table.name}/{name}"
        for contract in contracts
        for table in contract.tables
        for name, item in table.items.items()
        if item.column
    ]
    assert mapped
    assert set(mapped) <= graph.nodes.keys()


def test_an_unknown_node_is_an_error(graph: LineageGraph) -> None:
    with pytest.raises(LineageNodeMissing):
        graph.reach("core_nothing.at_all")


def test_labels_are_found(graph: LineageGraph) -> None:
    assert any(node.id == "core_social__stop.reason_code" for node in graph.find("停保"))


def test_events_carry_column_lineage_and_are_the_same_for_the_same_run(
    graph: LineageGraph, contracts: list[Contract]
) -> None:
    first = list(events(graph, contracts, 7, ENDED))
    assert json.dumps(first) == json.dumps(list(events(graph, contracts, 7, ENDED)))
    ended_stop = next(one for one in first if one["job"]["name"] == "compute.ended_stop")
    fields = ended_stop["outputs"][0]["facets"]["columnLineage"]["fields"]
    assert {"core_social__stop"} == {one["name"] for one in fields["reason_code"]["inputFields"]}
    standardised = next(one for one in first if one["job"]["name"] == "standardise.social_insurance.AC_STOP")
    assert standardised["inputs"][0]["name"] == "raw_social_insurance__ac_stop"
    collected = next(one for one in first if one["job"]["name"] == "collect.social_insurance.AC_STOP")
    assert collected["inputs"][0]["namespace"] == "anlan:source/social_insurance"
    assert len({one["run"]["runId"] for one in first}) == len(first)


@pytest.mark.reference
def test_events_are_valid_against_the_published_schema(
    graph: LineageGraph, contracts: list[Contract], reference_data: Path
) -> None:
    schema = json.loads((reference_data / "conformance" / "OpenLineage.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    for event in events(graph, contracts, 7, ENDED):
        validator.validate(event)
