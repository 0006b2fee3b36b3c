"""Printing the standards after GB/T 1.1: each managed text as a Word file and a PDF, annexes from the registry."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from anlan.base.errors import AnlanError
from anlan.pool.atomic import write_bytes
from anlan.reports.pdf import typeset
from anlan.reports.standards_annex_table import SHORT, TEMPLATES, Annex, Contents
from anlan.reports.standards_sheet import Sheet, sheet_of
from anlan.reports.standards_word import write_standard_word
from anlan.standards.documents import Document, load_documents
from anlan.standards.objects import ObjectRegistry
from anlan.standards.registry import Registry

TEMPLATE = TEMPLATES / "standard.typ"


class StandardUnknown(AnlanError):
    """A document that the standards do not have."""

    code = "standard-unknown"
    status = 404
    message = "没有标准文件 {name}；现有：{known}"
    hint = "从现有标识中选择；省略 --only 时印制全部。"


@dataclass(frozen=True)
class Printed:
    """One file that was written."""

    document: str
    title: str
    clauses: int
    annexes: int
    path: Path
    bytes: int
    sha256: str


def write_standard_pdf(sheet: Sheet) -> bytes:
    """The standard as PDF bytes; the same sheet gives the same bytes. Raises: TypesettingFailed."""
    annexes = [_shown(annex) for annex in sheet.annexes]
    return typeset(
        TEMPLATE, {"sheet": json.dumps(asdict(sheet) | {"annexes": annexes}, ensure_ascii=False, default=str)}
    )


def _shown(annex: Annex) -> dict[str, Any]:
    tables = [asdict(table) | {"lines": table.lines, "whole": len(table.lines) <= SHORT} for table in annex.tables]
    return asdict(annex) | {"tables": tables}


def chosen(documents: Iterable[Document], only: str) -> list[Document]:
    """All documents, or the one with that identifier. Raises: StandardUnknown."""
    found = list(documents)
    if not only:
        return found
    matching = [document for document in found if document.identifier == only]
    if not matching:
        raise StandardUnknown(name=only, known="、".join(document.identifier for document in found))
    return matching


def build_standards(
    registry: Registry, objects: ObjectRegistry, day: date, bureau: str, out: Path, only: str = ""
) -> list[Printed]:
    """The files written into ``out``: for each document a Word file and a PDF, the same bytes for the same registry.

    Raises: StandardUnknown, TypesettingFailed, Findings where the managed texts do not hold together.
    """
    contents = Contents(registry, objects, day)
    printed = []
    for document in chosen(load_documents(registry, objects, day), only):
        sheet = sheet_of(document, contents, bureau)
        stem = f"{document.order:02d}-{document.title}"
        for ending, content in (("docx", write_standard_word(sheet)), ("pdf", write_standard_pdf(sheet))):
            path = out / f"{stem}.{ending}"
            write_bytes(path, content)
            digest = sha256(content).hexdigest()
            facts = (document.identifier, document.title, len(document.clauses), len(sheet.annexes))
            printed.append(Printed(*facts, path, len(content), digest))
    return printed
