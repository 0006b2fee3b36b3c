"""Long tables for Word, written as XML at once: thousands of rows through the object model would take minutes."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from anlan.reports.standards_annex_table import SHORT, AnnexTable
from anlan.reports.standards_word_page import LANDSCAPE, Shape

_TWIPS = 56.6929  # of a millimetre
_BOUND = "<w:keepNext/>"
_GREY = '<w:shd w:val="clear" w:color="auto" w:fill="EFEFEF"/>'
_EDGES = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="7A7A7A"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_INSETS = "".join(
    f'<w:{side} w:w="{twips}" w:type="dxa"/>'
    for side, twips in (("top", 30), ("left", 50), ("bottom", 30), ("right", 50))
)


def append_table(document: Any, table: AnnexTable, shape: Shape) -> None:
    """Put the table at the end of the document, over the whole width of the page."""
    small = "小" if shape is LANDSCAPE else ""
    styles = {name: document.styles[f"{small}{name}"].style_id for name in ("表头", "表左", "表中")}
    document.element.body.sectPr.addprevious(parse_xml(_table_xml(table, shape.width, styles)))


def _table_xml(table: AnnexTable, width: float, styles: dict[str, str]) -> str:
    columns = table.columns * table.across
    share = width * _TWIPS / sum(column.width for column in columns)
    widths = [round(column.width * share) for column in columns]
    bodies = [styles["表中" if column.align == "center" else "表左"] for column in columns]
    heads = [styles["表头"]] * len(columns)
    head = _row_xml([column.label for column in columns], widths, heads, _GREY, "<w:tblHeader/>", _BOUND)
    lines = table.lines
    # A short table stays on one page, with its note.
    last = len(lines) - (0 if table.note else 1)
    bound = [_BOUND if len(lines) <= SHORT and place < last else "" for place in range(len(lines))]
    rows = "".join(_row_xml(line, widths, bodies, "", "", keep) for line, keep in zip(lines, bound, strict=True))
    grid = "".join(f'<w:gridCol w:w="{twips}"/>' for twips in widths)
    return (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{_EDGES}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>{_INSETS}</w:tblCellMar>'
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{head}{rows}</w:tbl>"
    )


def _row_xml(cells: Any, widths: list[int], styles: list[str], shade: str, repeat: str, keep: str) -> str:
    written = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{keep}</w:pPr>'
        f'<w:r><w:t xml:space="preserve">{escape(cell)}</w:t></w:r></w:p></w:tc>'
        for cell, width, style in zip(cells, widths, styles, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{repeat}</w:trPr>{written}</w:tr>"
