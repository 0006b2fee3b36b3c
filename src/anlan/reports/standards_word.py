"""The Word file of a printed standard: the sheet as paragraphs and tables of GB/T 1.1, editable."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from docx.enum.section import WD_SECTION

from anlan.reports.archive import fixed_zip
from anlan.reports.standards_annex_table import Annex, AnnexTable
from anlan.reports.standards_sheet import Sheet
from anlan.reports.standards_word_page import (
    LANDSCAPE,
    PORTRAIT,
    add_heading,
    all_parts_in_order,
    contents_entry,
    cover_foot,
    cover_line,
    new_standard,
    numbered_pages,
    page,
    running_lines,
    spaced_title,
    term_line,
    two_faces,
)
from anlan.reports.standards_word_table import append_table

_FIXED = ("范围", "规范性引用文件", "术语和定义")


def write_standard_word(sheet: Sheet) -> bytes:
    """The standard as .docx bytes; nothing in them depends on when they are made."""
    document = new_standard()
    _cover(document, sheet)
    _front(document, sheet)
    _body(document, sheet)
    for annex in sheet.annexes:
        _annex(document, annex)
    document.add_paragraph("———————————", "终结线")
    all_parts_in_order(document)
    _properties(document, sheet)
    buffer = io.BytesIO()
    document.save(buffer)
    return fixed_zip(buffer.getvalue())


def _properties(document: Any, sheet: Sheet) -> None:
    properties = document.core_properties
    made = datetime.combine(sheet.day, datetime.min.time())
    properties.title, properties.subject = sheet.cover.title, sheet.cover.number
    properties.author = properties.last_modified_by = sheet.cover.bureau
    properties.created = properties.modified = made
    properties.comments, properties.revision = sheet.cover.version, 1


def _cover(document: Any, sheet: Sheet) -> None:
    cover = sheet.cover
    document.add_paragraph(cover.ics, "封面分类")
    document.add_paragraph(cover.ccs, "封面分类")
    document.add_paragraph(cover.issuer_line, "封面机构")
    cover_line(document.add_paragraph(cover.number, "封面编号"))
    document.add_paragraph("\n".join(cover.title_lines), "封面标题")
    document.add_paragraph("\n".join(cover.english_lines), "封面英文")
    document.add_paragraph(cover.version, "封面版本")
    document.add_paragraph(cover.status, "封面版本")
    cover_foot(document.sections[0], (cover.drafted, cover.effective), f"{cover.bureau}　{cover.issue}")


def contents_titles(sheet: Sheet) -> list[tuple[str, str]]:
    """Every heading of the contents with its bookmark, in order."""
    chapters = [(f"{number}　{title}", f"chapter{number}") for number, title in enumerate(_FIXED, 1)]
    chapters += [(f"{chapter.number}　{chapter.title}", f"chapter{chapter.number}") for chapter in sheet.chapters]
    annexes = [(f"附录 {a.letter}（{a.nature}）　{a.title}", f"annex{a.letter}") for a in sheet.annexes]
    return [("前言", "foreword"), *chapters, *annexes]


def _front(document: Any, sheet: Sheet) -> None:
    section = document.add_section(WD_SECTION.NEW_PAGE)
    page(section, PORTRAIT)
    running_lines(section, sheet.cover.number)
    numbered_pages(section, "upperRoman")
    document.add_paragraph(spaced_title("目次"), "目次标题")
    for title, bookmark in contents_titles(sheet):
        contents_entry(document, title, bookmark)
    add_heading(document, spaced_title("前言"), "前言标题", "foreword")
    for paragraph in sheet.foreword:
        document.add_paragraph(paragraph)


def _body(document: Any, sheet: Sheet) -> None:
    section = document.add_section(WD_SECTION.NEW_PAGE)
    page(section, PORTRAIT)
    numbered_pages(section, "decimal")
    document.add_paragraph(sheet.cover.title, "正文标题")
    _chapter(document, 1, _FIXED[0])
    document.add_paragraph(sheet.scope)
    _chapter(document, 2, _FIXED[1])
    for text in (sheet.references_lead, *sheet.references):
        document.add_paragraph(text)
    _chapter(document, 3, _FIXED[2])
    document.add_paragraph(sheet.terms_lead)
    for place, term in enumerate(sheet.terms, 1):
        term_line(document, f"3.{place}", term.name, term.english, f"{term.definition}。")
    for chapter in sheet.chapters:
        _chapter(document, chapter.number, chapter.title)
        for clause in chapter.clauses:
            two_faces(document.add_paragraph(style="条"), clause.number, clause.text)


def _chapter(document: Any, number: int, title: str) -> None:
    add_heading(document, f"{number}　{title}", "Heading 1", f"chapter{number}")


def _annex(document: Any, annex: Annex) -> None:
    shape = LANDSCAPE if annex.landscape else PORTRAIT
    turned = document.sections[-1].orientation != shape.orientation
    if turned:
        section = document.add_section(WD_SECTION.NEW_PAGE)
        page(section, shape)
        numbered_pages(section, "decimal", restart=False)
    title = add_heading(
        document, f"附　录　{annex.letter}\n（{annex.nature}）\n{annex.title}", "附录标题", f"annex{annex.letter}"
    )
    title.paragraph_format.page_break_before = not turned
    for sentence in annex.lead:
        document.add_paragraph(sentence, "附录说明")
    for table in annex.tables:
        _annex_table(document, table, annex.landscape)


def _annex_table(document: Any, table: AnnexTable, landscape: bool) -> None:
    document.add_paragraph(f"表 {table.number}　{table.caption}", "表题")
    append_table(document, table, LANDSCAPE if landscape else PORTRAIT)
    if table.note:
        for line in table.note.split("\n"):
            document.add_paragraph(line, "表注")
