"""A printed sheet: a title, a number and numbered parts of sentences and tables, the same in Word and PDF."""

from __future__ import annotations

import io
import json
from dataclasses import asdict, dataclass
from datetime import datetime

from anlan.reports.archive import fixed_zip
from anlan.reports.pdf import typeset
from anlan.reports.standards_annex_table import TEMPLATES, AnnexTable
from anlan.reports.standards_word_page import PORTRAIT, add_heading, all_parts_in_order, new_standard, numbered_pages
from anlan.reports.standards_word_table import append_table

TEMPLATE = TEMPLATES / "sheet.typ"


@dataclass(frozen=True)
class Part:
    """One part of the sheet: its heading, sentences, and tables."""

    title: str
    sentences: tuple[str, ...]
    tables: tuple[AnnexTable, ...]


@dataclass(frozen=True)
class PrintedSheet:
    """A sheet as printed; Word and PDF say exactly this. ``made`` is the day that the files carry."""

    title: str
    number: str
    bureau: str
    made: datetime
    parts: tuple[Part, ...]


def write_sheet_pdf(sheet: PrintedSheet) -> bytes:
    """The sheet as PDF bytes; the same sheet gives the same bytes. Raises: TypesettingFailed."""
    parts = [
        asdict(part) | {"tables": [asdict(table) | {"lines": table.lines} for table in part.tables]}
        for part in sheet.parts
    ]
    return typeset(TEMPLATE, {"sheet": json.dumps(asdict(sheet) | {"parts": parts}, ensure_ascii=False, default=str)})


def write_sheet_word(sheet: PrintedSheet) -> bytes:
    """The sheet as .docx bytes; nothing in them depends on when they are made."""
    document = new_standard()
    numbered_pages(document.sections[0], "decimal")
    document.add_paragraph(sheet.title, "正文标题")
    document.add_paragraph(f"编号：{sheet.number}", "封面编号").paragraph_format.space_after = 0
    for place, part in enumerate(sheet.parts, 1):
        add_heading(document, f"{place}　{part.title}", "Heading 1", f"part{place}")
        for sentence in part.sentences:
            document.add_paragraph(sentence)
        for table in part.tables:
            document.add_paragraph(f"表 {table.number}　{table.caption}", "表题")
            append_table(document, table, PORTRAIT)
    document.add_paragraph("———————————", "终结线")
    all_parts_in_order(document)
    properties = document.core_properties
    properties.title, properties.subject = sheet.title, sheet.number
    properties.author = properties.last_modified_by = sheet.bureau
    properties.created = properties.modified = sheet.made.replace(tzinfo=None)
    properties.revision = 1
    buffer = io.BytesIO()
    document.save(buffer)
    return fixed_zip(buffer.getvalue())
