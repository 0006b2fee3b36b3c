"""The printed standards: every clause in Word and PDF, figures and annexes as the registry has them, same bytes."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from datetime import date
from functools import cache
from pathlib import Path

import docx
import pytest
from typer.testing import CliRunner

from anlan.cli.standards import app
from anlan.reports.standards_annex_table import Annex, AnnexTable, Contents, wording
from anlan.reports.standards_document import StandardUnknown, build_standards, chosen, write_standard_pdf
from anlan.reports.standards_sheet import Sheet, even_lines, sheet_of
from anlan.reports.standards_word import write_standard_word
from anlan.standards.catalogue import catalogue_classes
from anlan.standards.documents import Document, load_documents
from anlan.standards.objects import load_objects
from anlan.standards.registry import load_registry

DAY = date(2026, 11, 22)
BUREAU = "北京市人力资源和社会保障局"
REGISTRY, OBJECTS = load_registry(), load_objects()
CONTENTS = Contents(REGISTRY, OBJECTS, DAY)
DOCUMENTS = load_documents(REGISTRY, OBJECTS, DAY)
LARGEST = "indicator-codes"
KINDS = sorted({kind for document in DOCUMENTS for kind in document.annexes})
every_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.identifier)
# Setting the largest one takes seconds; it is checked with the slow tests.
every_pdf = pytest.mark.parametrize(
    "document",
    [pytest.param(d, marks=pytest.mark.slow if d.identifier in (LARGEST, "data-code") else ()) for d in DOCUMENTS],
    ids=lambda document: document.identifier,
)


def _pressed(text: str) -> str:
    """The text without spaces and line ends, which typesetting puts where it needs them."""
    return re.sub(r"[\s\u200b]+", "", text)


@cache
def _sheet(identifier: str) -> Sheet:
    return sheet_of(chosen(DOCUMENTS, identifier)[0], CONTENTS, BUREAU)


@cache
def _word(identifier: str) -> bytes:
    return write_standard_word(_sheet(identifier))


@cache
def _annexes() -> dict[str, Annex]:
    return {annex.kind: annex for document in DOCUMENTS for annex in _sheet(document.identifier).annexes}


def _expected_rows(kind: str) -> int:
    if kind == "catalogue_class":
        return len(catalogue_classes())
    if kind == "core_table":
        return len(REGISTRY.tables)
    if kind == "conflict":
        return sum(o.body.get("status") == "conflict" for o in OBJECTS.of_kind("data_element", DAY))
    return len(OBJECTS.of_kind(kind, DAY))


def _pdf_text(content: bytes) -> str:
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    told = subprocess.run([tool, "-raw", "-", "-"], input=content, capture_output=True, check=True)
    return told.stdout.decode()


@every_document
def test_every_clause_and_term_stands_in_word(document: Document) -> None:
    paragraphs = {_pressed(p.text) for p in docx.Document(io.BytesIO(_word(document.identifier))).paragraphs}
    for clause in document.clauses:
        assert _pressed(clause.number + clause.text) in paragraphs
    for place, term in enumerate(document.terms, 1):
        assert {f"3.{place}", _pressed(term.name + term.english), _pressed(term.definition) + "。"} <= paragraphs
    assert {"1范围", "2规范性引用文件", "3术语和定义"} <= paragraphs
    assert {_pressed(reference) for reference in document.references} <= paragraphs


@every_document
def test_word_tables_hold_the_lines_of_the_annexes(document: Document) -> None:
    sheet = _sheet(document.identifier)
    tables = docx.Document(io.BytesIO(_word(document.identifier))).tables
    printed = [table for annex in sheet.annexes for table in annex.tables]
    assert len(tables) == len(printed)
    for written, table in zip(tables, printed, strict=True):
        assert len(written._tbl.tr_lst) == len(table.lines) + 1


@every_pdf
def test_every_clause_stands_in_the_pdf(document: Document) -> None:
    text = _pressed(_pdf_text(write_standard_pdf(_sheet(document.identifier))))
    # A clause may run over a page, where head and foot come between; its halves are looked for then.
    for clause in document.clauses:
        whole = _pressed(clause.number + clause.text)
        halves = (whole[: len(whole) // 4], whole[-(len(whole) // 4) :])
        assert whole in text or all(half in text for half in halves), clause.number
    for annex in _sheet(document.identifier).annexes:
        assert _pressed(f"附录{annex.letter}（{annex.nature}）{annex.title}") in text


@pytest.mark.parametrize("kind", KINDS)
def test_annex_has_as_many_rows_as_the_registry(kind: str) -> None:
    annex = _annexes()[kind]
    assert len(annex.tables[0].rows) == _expected_rows(kind)
    count = CONTENTS.count("conflict") if kind == "conflict" else _expected_rows(kind)
    assert str(count) in annex.lead[0]


def test_clause_annex_tells_source_and_point_of_each_clause() -> None:
    for document in DOCUMENTS:
        rows = _sheet(document.identifier).annexes[-1].tables[0].rows
        told = [(clause.number, clause.source) for clause in document.clauses]
        assert [row[:2] for row in rows] == told
        assert [row[3] for row in rows] == [c.point.label if c.point else c.why for c in document.clauses]


def test_code_sets_are_printed_whole_but_for_the_lower_industries() -> None:
    annex = _annexes()["code_set"]
    sets = OBJECTS.of_kind("code_set", DAY)
    assert len(annex.tables) == len(sets) + 1
    for entry, listed, table in zip(sets, annex.tables[0].rows, annex.tables[1:], strict=True):
        values = entry.body["values"]
        levels = entry.body.get("levels", {})
        shown = [code for code in values if levels.get(code, "1") <= "2"]
        assert [row[0] for row in table.rows] == shown
        assert listed[:1] + listed[2:3] == (entry.identifier, str(len(values)))
        if len(shown) < len(values):
            assert (entry.identifier, len(shown)) == ("GBT4754", 117)
            assert f"其余 {len(values) - 117} 个代码" in table.note


def test_core_table_annex_lists_every_column() -> None:
    tables = _annexes()["core_table"].tables[1:]
    for table, core in zip(tables, REGISTRY.tables.values(), strict=True):
        assert [row[0] for row in table.rows] == list(core.columns)


def test_conflict_annex_keeps_the_meanings_of_a_code_apart() -> None:
    rows = _annexes()["conflict"].tables[0].rows
    codes = {row[0] for row in rows}
    assert len(codes) == CONTENTS.count("conflict")
    assert all(sum(row[0] == code for row in rows) > 1 for code in codes)
    assert all(row[3] not in ("", "—") for row in rows)


def test_nothing_printed_is_written_for_developers() -> None:
    cells = {
        cell
        for document in DOCUMENTS
        for annex in _sheet(document.identifier).annexes
        for table in annex.tables
        for row in table.rows
        for cell in row
    }
    assert not [cell for cell in cells if re.search(r"github|index-id|recalled|one row per|LABOUR_MARKET", cell)]


def test_foreword_counts_the_clauses() -> None:
    for document in DOCUMENTS:
        held = sum(clause.point is not None for clause in document.clauses)
        text = "".join(_sheet(document.identifier).foreword)
        assert f"{len(document.clauses)} 条。其中 {held} 条" in text
        assert document.scope[:3] in text


@pytest.mark.parametrize(("rows", "across"), [(1, 1), (5, 3), (12, 4), (13, 2)])
def test_rows_side_by_side_lose_nothing(rows: int, across: int) -> None:
    table = AnnexTable("A.1", "", (), tuple((str(number),) for number in range(rows)), across)
    cells = [cell for line in table.lines for cell in line if cell]
    assert sorted(cells, key=int) == [str(number) for number in range(rows)]


def test_cover_title_is_broken_into_even_lines() -> None:
    for document in DOCUMENTS:
        lines = even_lines(document.title)
        assert "".join(lines) == document.title
        assert max(map(len, lines)) - min(map(len, lines)) <= 1 or len(lines) == 1


def test_same_registry_gives_same_bytes(tmp_path: Path) -> None:
    runs = [build_standards(REGISTRY, OBJECTS, DAY, BUREAU, tmp_path / name, "data-service") for name in ("a", "b")]
    assert [file.sha256 for file in runs[0]] == [file.sha256 for file in runs[1]]
    assert [file.path.suffix for file in runs[0]] == [".docx", ".pdf"]
    assert runs[0][0].path.read_bytes() == runs[1][0].path.read_bytes()


def test_unknown_document_names_the_known_ones() -> None:
    with pytest.raises(StandardUnknown, match="data-quality"):
        chosen(DOCUMENTS, "nothing")


def test_command_writes_the_files_it_names(tmp_path: Path) -> None:
    arguments = ["build", "--out", str(tmp_path), "--only", "data-asset", "--as-of", "2026-11-22", "--json"]
    told = CliRunner().invoke(app, arguments)
    assert told.exit_code == 0, told.output
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "07-北京人社数据资产管理办法.docx",
        "07-北京人社数据资产管理办法.pdf",
    ]
    assert BUREAU in docx.Document(str(tmp_path / "07-北京人社数据资产管理办法.docx")).core_properties.author


def test_every_annex_kind_has_its_wording() -> None:
    assert {*KINDS, "clause"} <= wording()["annexes"].keys()
