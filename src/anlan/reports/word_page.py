"""Building blocks of a Word template after GB/T 9704-2012: page, styles, footers, tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

BODY, TITLE, HEADING, SUBHEADING, NUMBER = "仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312", "宋体"
# Where a bureau's fonts are not installed, Word takes the alternative that Windows or macOS brings.
ALTERNATIVES = {BODY: "仿宋", TITLE: "华文中宋", HEADING: "SimHei", SUBHEADING: "楷体", NUMBER: "SimSun"}
PORTRAIT = {"top": 37, "bottom": 35, "left": 28, "right": 26}
LANDSCAPE = {"top": 28, "bottom": 26, "left": 37, "right": 35}
LINE = Pt(28.8)
RED = RGBColor(0xC8, 0x10, 0x2E)
# The order in which the schema wants the properties; Word may refuse a file that has them otherwise.
_SCHEMA = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid "
    "vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs "
    "em lang",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing "
    "tblInd tblBorders shd tblLayout tblCellMar tblLook",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
}
_ORDER = {qn(f"w:{name}"): [qn(f"w:{child}") for child in text.split()] for name, text in _SCHEMA.items()}
_CENTRE, _LEFT, _RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT
# name, base, font, points, exact line (None: single), first-line indent in characters, alignment
STYLES: tuple[tuple[str, str, str, float, float | None, int, Any], ...] = (
    ("报头", "Normal", TITLE, 30, 42, 0, _CENTRE),
    ("报头说明", "Normal", BODY, 16, 28.8, 0, _CENTRE),
    ("密级说明", "Normal", HEADING, 14, 28.8, 0, _LEFT),
    ("标题", "Normal", TITLE, 22, 36, 0, _CENTRE),
    ("图", "Normal", BODY, 10, None, 0, _CENTRE),
    ("图题", "Normal", HEADING, 10.5, 18, 0, _CENTRE),
    ("表题", "Normal", HEADING, 11, 22, 0, _CENTRE),
    ("表格左", "Normal", NUMBER, 9.5, None, 0, _LEFT),
    ("表格中", "表格左", NUMBER, 9.5, None, 0, _CENTRE),
    ("表格右", "表格左", NUMBER, 9.5, None, 0, _RIGHT),
    ("清单左", "表格左", NUMBER, 8.5, None, 0, _LEFT),
    ("清单中", "表格左", NUMBER, 8.5, None, 0, _CENTRE),
    ("表注", "Normal", NUMBER, 9.5, 16, 0, _LEFT),
    ("说明", "Normal", BODY, 12, 20, 2, WD_ALIGN_PARAGRAPH.JUSTIFY),
    ("版记", "Normal", BODY, 14, 22, 0, _LEFT),
)


def new_document() -> Any:
    """An empty document with the page, the styles and the page numbers of an official document."""
    document = Document()
    _page(document.sections[0], PORTRAIT)
    _defaults(document)
    for declared in STYLES:
        _style(document, *declared)
    _heading(document, "Heading 1", HEADING)
    _heading(document, "Heading 2", SUBHEADING)
    _font_table(document)
    _footers(document)
    drop_thumbnail(document)
    return document


def _page(section: Any, margins: dict[str, int]) -> None:
    section.page_width, section.page_height = Mm(210), Mm(297)
    if margins is LANDSCAPE:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
    else:
        section.orientation = WD_ORIENT.PORTRAIT
    for side, millimetres in margins.items():
        setattr(section, f"{side}_margin", Mm(millimetres))
    # The page number stands 7 mm below the type area.
    section.footer_distance = Mm(margins["bottom"] - 7 - 5)
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    grid.set(qn("w:linePitch"), "576")


def new_section(document: Any, landscape: bool) -> None:
    """Continue on a new page, lying or standing."""
    _page(document.add_section(WD_SECTION.NEW_PAGE), LANDSCAPE if landscape else PORTRAIT)


def set_fonts(properties: Any, name: str) -> None:
    """Name the font for Latin and for East Asian characters; without ``w:eastAsia`` Word ignores it for Chinese."""
    fonts = properties.get_or_add_rFonts()
    for attribute in list(fonts.attrib):
        del fonts.attrib[attribute]
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), name)


def _defaults(document: Any) -> None:
    defaults = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    set_fonts(defaults, BODY)
    language = defaults.find(qn("w:lang"))
    language.set(qn("w:eastAsia"), "zh-CN")
    language.set(qn("w:val"), "zh-CN")
    normal = document.styles["Normal"]
    normal.font.size = Pt(16)
    set_fonts(normal.element.get_or_add_rPr(), BODY)
    _spacing(normal, 28.8)
    _indent(normal, 2)
    _tighten(normal)
    normal.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY


def _style(
    document: Any, name: str, base: str, font: str, points: float, line: float | None, indent: int, align: Any
) -> None:
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles[base]
    style.font.size = Pt(points)
    set_fonts(style.element.get_or_add_rPr(), font)
    style.paragraph_format.alignment = align
    _spacing(style, line)
    _indent(style, indent)
    if line is None:
        _switch_off(style, "snapToGrid")
    if name in ("表题", "图"):
        style.paragraph_format.keep_with_next = True


def _heading(document: Any, name: str, font: str) -> None:
    style = document.styles[name]
    style.font.size, style.font.bold, style.font.color.rgb = Pt(16), False, RGBColor(0, 0, 0)
    set_fonts(style.element.get_or_add_rPr(), font)
    style.paragraph_format.keep_with_next = True
    _spacing(style, 28.8)
    _indent(style, 2)


def _spacing(style: Any, line: float | None) -> None:
    layout = style.paragraph_format
    layout.space_before = layout.space_after = Pt(0)
    if line is None:
        layout.line_spacing_rule = WD_LINE_SPACING.SINGLE
    else:
        layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(line)


def _indent(style: Any, characters: int) -> None:
    indent = style.element.get_or_add_pPr().get_or_add_ind()
    indent.set(qn("w:firstLineChars"), str(characters * 100))
    indent.set(qn("w:firstLine"), str(characters * 320))


def _tighten(style: Any) -> None:
    """28 characters a line: 0.2 pt less between them, and no extra space between Chinese and digits."""
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), "-4")
    style.element.get_or_add_rPr().append(spacing)
    for name in ("autoSpaceDE", "autoSpaceDN"):
        _switch_off(style, name)


def _switch_off(style: Any, name: str) -> None:
    element = OxmlElement(f"w:{name}")
    element.set(qn("w:val"), "0")
    style.element.get_or_add_pPr().append(element)


def _font_table(document: Any) -> None:
    part = next(rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith("/fontTable"))
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for name, other in ALTERNATIVES.items()
    )
    text = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:fonts xmlns:w="{space}">{fonts}</w:fonts>'
    part._blob = text.encode()


def _footers(document: Any) -> None:
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    _page_number(section.footer.paragraphs[0], _RIGHT)
    _page_number(section.even_page_footer.paragraphs[0], _LEFT)


def _page_number(paragraph: Any, align: Any) -> None:
    paragraph.alignment = align
    indent = paragraph._p.get_or_add_pPr().get_or_add_ind()
    indent.set(qn("w:firstLineChars"), "0")
    indent.set(qn("w:firstLine"), "0")
    # One character from the edge of the type area.
    indent.set(qn("w:right" if align is _RIGHT else "w:left"), "280")
    for text, field in (("— ", False), ("PAGE", True), (" —", False)):
        run = paragraph.add_run("" if field else text)
        run.font.size = Pt(14)
        set_fonts(run._r.get_or_add_rPr(), NUMBER)
        if field:
            _field(run, text)


def _field(run: Any, instruction: str) -> None:
    for kind in ("begin", "instruction", "separate", "end"):
        if kind == "instruction":
            element = OxmlElement("w:instrText")
            element.set(qn("xml:space"), "preserve")
            element.text = f" {instruction} "
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        run._r.append(element)


def drop_thumbnail(document: Any) -> None:
    """Take out the picture of another document that the library's blank file carries."""
    relations = document.part.package.rels
    for key in [key for key, rel in relations.items() if rel.reltype.endswith("/thumbnail")]:
        del relations[key]


def add_table(document: Any, widths: Sequence[float], rows: int) -> Any:
    """An empty table with borders and columns of fixed widths in millimetres."""
    table = document.add_table(rows=rows, cols=len(widths))
    table.style, table.autofit, table.alignment = "Table Grid", False, WD_TABLE_ALIGNMENT.CENTER
    for row in table.rows:
        _keep_row(row)
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    _margins(table)
    return table


def _margins(table: Any) -> None:
    margins = OxmlElement("w:tblCellMar")
    for side, twips in (("top", 30), ("left", 50), ("bottom", 30), ("right", 50)):
        element = OxmlElement(f"w:{side}")
        element.set(qn("w:w"), str(twips))
        element.set(qn("w:type"), "dxa")
        margins.append(element)
    table._tbl.tblPr.append(margins)


def _keep_row(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def repeat_row(row: Any) -> None:
    """Show this row again at the top of every page that the table reaches."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def shade(cell: Any, colour: str) -> None:
    """Fill the cell."""
    element = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        element.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(element)


def write(cell: Any, text: str, style: str) -> None:
    """Put text into a cell, in the middle of its height."""
    paragraph = cell.paragraphs[0]
    paragraph.style = style
    paragraph.add_run(text)
    middle = OxmlElement("w:vAlign")
    middle.set(qn("w:val"), "center")
    cell._tc.get_or_add_tcPr().append(middle)


def rule_below(paragraph: Any, eighths: int, colour: str) -> None:
    """A line under the paragraph."""
    borders = OxmlElement("w:pBdr")
    line = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", str(eighths)), ("space", "4"), ("color", colour)):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    paragraph._p.get_or_add_pPr().append(borders)


def right_tab(paragraph: Any, millimetres: float) -> None:
    """A tab stop at the right edge, for a text that ends there."""
    paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(millimetres), WD_TAB_ALIGNMENT.RIGHT)


def keep_with_next(table: Any, last: bool = False) -> None:
    """Hold the rows of a table on one page, as far as a page goes; ``last`` binds what follows, too."""
    for row in table.rows if last else table.rows[:-1]:
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = True


def in_schema_order(root: Any) -> None:
    """Put the properties below an element into the order of the schema."""
    for tag, order in _ORDER.items():
        for element in root.iter(tag):
            element[:] = sorted(element, key=lambda child: order.index(child.tag) if child.tag in order else len(order))


def all_in_order(document: Any) -> None:
    """The same for a whole document: its text, styles and footers."""
    for root in (
        document.element,
        document.styles.element,
        *(rel.target_part.element for rel in _footer_parts(document)),
    ):
        in_schema_order(root)


def _footer_parts(document: Any) -> list[Any]:
    return [rel for rel in document.part.rels.values() if rel.reltype.endswith("/footer")]


def foot_of_page(table: Any) -> None:
    """Let the table stand at the bottom of the type area, as the colophon of an official document does."""
    place = OxmlElement("w:tblpPr")
    for name, value in (
        ("vertAnchor", "margin"),
        ("horzAnchor", "margin"),
        ("tblpXSpec", "left"),
        ("tblpYSpec", "bottom"),
    ):
        place.set(qn(f"w:{name}"), value)
    table._tbl.tblPr.append(place)
