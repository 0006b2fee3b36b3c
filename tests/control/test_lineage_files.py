"""Spreadsheets as the origin of columns and rows: the hash, the sheet and the cells, from the load to OpenLineage."""

from __future__ import annotations

import hashlib
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest
import xlsxwriter

from anlan.base.settings import create_workspace
from anlan.control.lineage.files import files_of, row_origin
from anlan.control.lineage.graph import LineageGraph, lineage_graph
from anlan.control.lineage.nodes import NodeKind
from anlan.control.lineage.open_lineage import events
from anlan.control.lineage.tables import table_graph
from anlan.pool.loads import Loads
from anlan.pool.pool import Pool
from anlan.standards.registry import load_registry
from bureau import CASE_HEADER, Bureau, case_row, case_table

CORE = "core_labour__arbitration_case"
NAME = "仲裁_2026年11月.xlsx"
ENDED = datetime(2026, 11, 22, 20, tzinfo=UTC)


def _workbook() -> bytes:
    """Two rows below a title and a unit line, on the second sheet; the claim stands in column G."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        book.add_worksheet("说明").write(0, 0, "本表由各区填报")
        sheet = book.add_worksheet("案件")
        sheet.write(0, 0, "2026年11月仲裁案件")
        sheet.write_row(2, 0, CASE_HEADER)
        for row in (1, 2):
            sheet.write_row(2 + row, 0, case_row(row))
    return target.getvalue()


@pytest.fixture(scope="module")
def bureau(tmp_path_factory: pytest.TempPathFactory) -> Bureau:
    """A bureau whose arbitration cases came as one spreadsheet, loaded the ordinary way."""
    workspace = create_workspace(tmp_path_factory.mktemp("files") / "w", {}, {})
    made = Bureau(workspace, load_registry(), Pool(workspace.pool))
    folder = workspace.root / "in"
    folder.mkdir()
    (folder / NAME).write_bytes(_workbook())
    made.connect("labour", "file:in")
    made.promise(system="labour", kind="excel", tables=[case_table(location="*.xlsx")])
    collected, _ = made.run()
    assert not collected.incidents
    return made


@pytest.fixture(scope="module")
def graph(bureau: Bureau) -> LineageGraph:
    return lineage_graph(bureau.contracts, bureau.registry, bureau.loads())


def _digest(bureau: Bureau) -> str:
    return hashlib.sha256((bureau.workspace.root / "in" / NAME).read_bytes()).hexdigest()


def test_a_core_column_comes_from_cells_of_a_file(bureau: Bureau, graph: LineageGraph) -> None:
    digest = _digest(bureau)
    (found,) = [one for one in graph.reach(f"{CORE}.claim_yuan", upward=True) if one.node.kind is NodeKind.FILE]
    assert found.node.id == f"file:{digest}#案件!G3:G5"
    assert found.node.label == f"{NAME}，工作表“案件”G3:G5"
    assert bureau.loads()[0].load_id in found.edge.how
    affected = {one.node.id for one in graph.reach(f"file:{digest}")}  # who is affected by the whole file
    assert {f"{CORE}.claim_yuan", f"{CORE}.case_id", "report:weekly"} <= affected


def test_a_core_row_comes_from_the_cells_of_its_row(bureau: Bureau) -> None:
    row = bureau.rows(CORE)[1]
    found = row_origin(Loads(bureau.pool.root).get(row["load_id"]), row["row_no"])
    assert (found.file_name, found.sheet, found.cells) == (NAME, "案件", "A5:G5")
    (whole,) = files_of(bureau.contracts[0].tables[0], bureau.loads())
    assert (whole.cells, whole.rows) == ("A3:G5", 2)


def test_by_table_the_files_stand_together_before_their_table(bureau: Bureau, graph: LineageGraph) -> None:
    tables = table_graph(graph, bureau.contracts, bureau.registry)
    reached = [one.node for one in tables.reach(CORE, upward=True) if one.node.kind is NodeKind.FILE]
    assert [(one.id, one.label) for one in reached] == [("file:labour/cases", "1 个文件")]


def test_events_name_the_file_and_its_cells(bureau: Bureau, graph: LineageGraph) -> None:
    found = list(events(graph, bureau.contracts, 3, ENDED, bureau.loads()))
    (collected,) = [one for one in found if one["job"]["name"] == "collect.labour.cases"]
    digest = _digest(bureau)
    (file,) = [one for one in collected["inputs"] if one["namespace"] == "anlan:archive"]
    facts = file["facets"]["anlan_file"]
    assert (file["name"], facts["fileName"], facts["sheet"], facts["cellRange"]) == (digest, NAME, "案件", "A3:G5")
    fields = collected["outputs"][0]["facets"]["columnLineage"]["fields"]["争议金额(万元)"]["inputFields"]
    assert {(one["namespace"], one["field"]) for one in fields} == {
        ("anlan:source/labour", "争议金额(万元)"),
        ("anlan:archive", "案件!G3:G5"),
    }


@pytest.mark.reference
def test_events_with_files_are_valid_against_the_published_schema(
    bureau: Bureau, graph: LineageGraph, reference_data: Path
) -> None:
    schema = json.loads((reference_data / "conformance" / "OpenLineage.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    for event in events(graph, bureau.contracts, 3, ENDED, bureau.loads()):
        validator.validate(event)
