"""Page, styles and furniture of a Word file after GB/T 1.1: cover lines, contents, running heads, page numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from anlan.reports.word_page import drop_thumbnail, in_schema_order, rule_below

SONG, HEI, LATIN = "宋体", "黑体", "Times New Roman"
_CENTRE, _LEFT, _RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT
_BOTH = WD_ALIGN_PARAGRAPH.JUSTIFY


@dataclass(frozen=True)
class Shape:
    """A page of A4: which way it lies and its margins (top, bottom, left, right) in millimetres."""

    orientation: Any
    margins: tuple[float, float, float, float]

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in millimetres."""
        return (297, 210) if self.orientation == WD_ORIENT.LANDSCAPE else (210, 297)

    @property
    def width(self) -> float:
        """What a line may take, in millimetres."""
        return self.size[0] - self.margins[2] - self.margins[3]


PORTRAIT = Shape(WD_ORIENT.PORTRAIT, (28, 22, 25, 20))
LANDSCAPE = Shape(WD_ORIENT.LANDSCAPE, (25, 20, 20, 20))
# name, base, font, points, line (None: single), space before and after, first-line indent in characters, alignment
_STYLES: tuple[tuple[str, str, str, float, float | None, float, float, int, Any], ...] = (
    ("封面分类", "Normal", HEI, 10.5, 16, 0, 0, 0, _LEFT),
    ("封面机构", "Normal", HEI, 22, 32, 42, 26, 0, _CENTRE),
    ("封面编号", "Normal", HEI, 14, 22, 0, 0, 0, _RIGHT),
    ("封面标题", "Normal", HEI, 26, 40, 105, 20, 0, _CENTRE),
    ("封面英文", "Normal", HEI, 14, 20, 0, 30, 0, _CENTRE),
    ("封面版本", "Normal", SONG, 12, 20, 0, 4, 0, _CENTRE),
    ("封面日期", "Normal", HEI, 14, 22, 0, 0, 0, _LEFT),
    ("封面发布", "Normal", HEI, 18, 30, 6, 0, 0, _CENTRE),
    ("目次标题", "Normal", HEI, 16, 24, 26, 26, 0, _CENTRE),
    ("目次条目", "Normal", SONG, 10.5, 19, 0, 0, 0, _LEFT),
    ("前言标题", "Heading 1", HEI, 16, 24, 26, 26, 0, _CENTRE),
    ("正文标题", "Normal", HEI, 16, 26, 14, 26, 0, _CENTRE),
    ("条", "Normal", SONG, 10.5, 18, 0, 0, 0, _BOTH),
    ("术语编号", "Normal", HEI, 10.5, 18, 6, 0, 0, _LEFT),
    ("术语", "Normal", HEI, 10.5, 18, 0, 0, 2, _LEFT),
    ("附录标题", "Heading 1", HEI, 10.5, 20, 0, 12, 0, _CENTRE),
    ("附录说明", "Normal", SONG, 10.5, 18, 0, 0, 2, _LEFT),
    ("表题", "Normal", HEI, 10.5, 18, 10, 3, 0, _CENTRE),
    ("表注", "Normal", SONG, 8.5, 13, 3, 3, 0, _LEFT),
    ("表头", "Normal", HEI, 9, None, 0, 0, 0, _CENTRE),
    ("表左", "Normal", SONG, 9, None, 0, 0, 0, _LEFT),
    ("表中", "Normal", SONG, 9, None, 0, 0, 0, _CENTRE),
    ("小表头", "Normal", HEI, 7.5, None, 0, 0, 0, _CENTRE),
    ("小表左", "Normal", SONG, 7.5, None, 0, 0, 0, _LEFT),
    ("小表中", "Normal", SONG, 7.5, None, 0, 0, 0, _CENTRE),
    ("终结线", "Normal", SONG, 10.5, 18, 12, 0, 0, _CENTRE),
)
_WITH_NEXT = ("表题", "术语编号", "术语", "附录标题")


def new_standard() -> Any:
    """An empty document with the page and the styles of a standard."""
    document = Document()
    page(document.sections[0], PORTRAIT)
    defaults = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    _faces(defaults, SONG)
    defaults.find(qn("w:lang")).set(qn("w:eastAsia"), "zh-CN")
    _format(document.styles["Normal"], SONG, 10.5, 18, 0, 0, 2, _BOTH)
    _format(document.styles["Heading 1"], HEI, 10.5, 18, 12, 12, 0, _LEFT)
    for name, base, *form in _STYLES:
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles[base]
        _format(style, *form)
        style.paragraph_format.keep_with_next = True if name in _WITH_NEXT else None
    document.styles["前言标题"].paragraph_format.page_break_before = True
    document.settings.odd_and_even_pages_header_footer = True
    drop_thumbnail(document)
    return document


def _faces(properties: Any, name: str) -> None:
    fonts = properties.get_or_add_rFonts()
    for attribute in list(fonts.attrib):
        del fonts.attrib[attribute]
    for script, face in (("ascii", LATIN), ("hAnsi", LATIN), ("eastAsia", name), ("cs", LATIN)):
        fonts.set(qn(f"w:{script}"), face)


def _format(
    style: Any, font: str, points: float, line: float | None, before: float, after: float, indent: int, align: Any
) -> None:
    style.font.size, style.font.bold, style.font.color.rgb = Pt(points), False, RGBColor(0, 0, 0)
    _faces(style.element.get_or_add_rPr(), font)
    layout = style.paragraph_format
    layout.space_before, layout.space_after, layout.alignment = Pt(before), Pt(after), align
    if line is None:
        layout.line_spacing_rule = WD_LINE_SPACING.SINGLE
    else:
        layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.AT_LEAST, Pt(line)
    element = style.element.get_or_add_pPr().get_or_add_ind()
    element.set(qn("w:firstLineChars"), str(indent * 100))
    element.set(qn("w:firstLine"), str(round(indent * points * 20)))


def page(section: Any, shape: Shape) -> None:
    """Give a section its page."""
    section.orientation = shape.orientation
    section.page_width, section.page_height = (Mm(side) for side in shape.size)
    top, bottom, left, right = shape.margins
    section.top_margin, section.bottom_margin = Mm(top), Mm(bottom)
    section.left_margin, section.right_margin = Mm(left), Mm(right)
    section.header_distance, section.footer_distance = Mm(15), Mm(12)


def numbered_pages(section: Any, numerals: str, restart: bool = True) -> None:
    """Number the pages of a section in those numerals, from one where it restarts."""
    properties = section._sectPr
    for old in properties.findall(qn("w:pgNumType")):
        properties.remove(old)
    element = OxmlElement("w:pgNumType")
    element.set(qn("w:fmt"), numerals)
    if restart:
        element.set(qn("w:start"), "1")
    properties.find(qn("w:pgMar")).addnext(element)


def running_lines(section: Any, number: str) -> None:
    """The document number above and the page number below, on the outer side; later sections inherit both."""
    sides = (
        (section.header, section.footer, _RIGHT),
        (section.even_page_header, section.even_page_footer, _LEFT),
    )
    for header, footer, align in sides:
        header.is_linked_to_previous = footer.is_linked_to_previous = False
        head, foot = header.paragraphs[0], footer.paragraphs[0]
        for paragraph in (head, foot):
            paragraph.style = "Normal"
            paragraph.alignment = align
            paragraph.paragraph_format.first_line_indent = Pt(0)
            paragraph._p.get_or_add_pPr().get_or_add_ind().set(qn("w:firstLineChars"), "0")
        _faces(head.add_run(number)._r.get_or_add_rPr(), HEI)
        _field(foot, "PAGE", "1")


def _field(paragraph: Any, instruction: str, shown: str, dirty: bool = False) -> None:
    """A field with what it shows until it is filled; a dirty one is filled when the file is opened."""
    _mark(paragraph, "begin", dirty)
    element = OxmlElement("w:instrText")
    element.set(qn("xml:space"), "preserve")
    element.text = f" {instruction} "
    paragraph.add_run()._r.append(element)
    _mark(paragraph, "separate")
    paragraph.add_run(shown)
    _mark(paragraph, "end")


def _mark(paragraph: Any, kind: str, dirty: bool = False) -> None:
    element = OxmlElement("w:fldChar")
    element.set(qn("w:fldCharType"), kind)
    if dirty:
        element.set(qn("w:dirty"), "true")
    paragraph.add_run()._r.append(element)


def contents_entry(document: Any, title: str, bookmark: str) -> None:
    """One line of the contents with the page of its heading.

    The page is a reference, not a table-of-contents field: the headings are managed texts that nobody adds to by hand,
    and every word processor resolves references, while many leave such a table empty.
    """
    paragraph = document.add_paragraph(style="目次条目")
    paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(PORTRAIT.width), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    paragraph.add_run(f"{title}\t")
    _field(paragraph, f"PAGEREF {bookmark} \\h", " ", dirty=True)


def add_heading(document: Any, text: str, style: str, bookmark: str) -> Any:
    """A heading that the contents can point to."""
    paragraph = document.add_paragraph(style=style)
    number = str(sum(1 for _ in document.element.body.iter(qn("w:bookmarkStart"))))
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for element in (start, end):
        element.set(qn("w:id"), number)
    start.set(qn("w:name"), bookmark)
    paragraph._p.append(start)
    paragraph.add_run(text)
    paragraph._p.append(end)
    return paragraph


def spaced_title(text: str) -> str:
    """A short title with wide spaces between its characters, as 前言 and 目次 are set."""
    return "　　".join(text)


def two_faces(paragraph: Any, number: str, text: str) -> None:
    """A clause: its number in the heading face, its text in the body face."""
    _faces(paragraph.add_run(number)._r.get_or_add_rPr(), HEI)
    paragraph.add_run(f"　{text}")


def term_line(document: Any, number: str, name: str, english: str, definition: str) -> None:
    """A term: number, name in two languages, definition."""
    document.add_paragraph(number, "术语编号")
    document.add_paragraph(f"{name}　{english}", "术语")
    document.add_paragraph(definition)


def cover_line(paragraph: Any) -> None:
    """The rule below the document number of the cover."""
    rule_below(paragraph, 8, "000000")


def cover_foot(section: Any, dates: tuple[str, str], issuer: str) -> None:
    """Dates, rule and issuing bureau at the bottom of the cover, as the foot of its section."""
    section.footer_distance = Mm(22)
    section.footer.is_linked_to_previous = False
    line = section.footer.paragraphs[0]
    line.style = "封面日期"
    line.add_run("\t".join(dates))
    line.paragraph_format.tab_stops.add_tab_stop(Mm(PORTRAIT.width), WD_TAB_ALIGNMENT.RIGHT)
    rule_below(line, 8, "000000")
    section.footer.add_paragraph(issuer, "封面发布")


def all_parts_in_order(document: Any) -> None:
    """Put the properties of text, styles, heads and feet into the order of the schema."""
    in_schema_order(document.element)
    in_schema_order(document.styles.element)
    for relation in document.part.rels.values():
        if relation.reltype.endswith(("/header", "/footer")):
            in_schema_order(relation.target_part.element)
