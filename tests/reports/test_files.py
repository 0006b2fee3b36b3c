"""The three files: the same bytes every time, the page of GB/T 9704, every character there, nothing over the edge."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from anlan.reports.kinds import report_kind, report_kinds
from anlan.reports.weekly_template import build

from .conftest import Issued, issue
from .fixture import LONG_NAME, Plan

HERE = Path(__file__).parent
_RENDER = """
import sys; from pathlib import Path; sys.path.insert(0, sys.argv[1])
from reports.conftest import issue; from reports.fixture import Plan
issue(Path(sys.argv[2]), Plan(alerts=9, weeks_before=2, employers=20))
"""


def _tool(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"{name} (poppler-utils) is not installed")
    return path


def _digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


@pytest.mark.slow
def test_two_processes_write_the_same_bytes(tmp_path: Path) -> None:
    runs = []
    for seed in ("1", "2"):
        environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": "UTC" if seed == "1" else "Asia/Shanghai"}
        command = [sys.executable, "-c", _RENDER, str(HERE.parent), str(tmp_path / seed)]
        runs.append(subprocess.Popen(command, env=environment))
    assert [run.wait(timeout=120) for run in runs] == [0, 0]
    first = _digests(tmp_path / "1")
    assert len(first) == 4
    assert first == _digests(tmp_path / "2")


def test_manifest_tells_release_and_digests(issued: Issued) -> None:
    told = json.loads(issued.manifest.read_text(encoding="utf-8"))
    assert (told["week"], told["release"], told["counts"]["count"]) == ("2026-W47", 12, 36)
    for file in told["files"]:
        content = (issued.manifest.parent / file["name"]).read_bytes()
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (file["sha256"], file["bytes"])


def test_every_kind_of_report_has_its_templates() -> None:
    assert "weekly" in report_kinds()
    for kind in report_kinds().values():
        assert kind.word.is_file() and kind.pdf.is_file() and kind.notes


def test_word_template_is_the_one_the_script_builds() -> None:
    assert report_kind("weekly").word.read_bytes() == build()


def test_word_page_is_gbt_9704(issued: Issued) -> None:
    document = Document(str(issued.docx))
    section = document.sections[0]
    margins = (section.top_margin, section.left_margin, section.right_margin, section.bottom_margin)
    for found, wanted in zip(margins, (37, 28, 26, 35), strict=True):
        assert abs(found - Mm(wanted)) < Mm(0.1)
    normal = document.styles["Normal"]
    assert normal.font.size == Pt(16) and normal.paragraph_format.line_spacing == Pt(28.8)
    assert document.styles["标题"].font.size == Pt(22)
    for style, font in (
        ("Normal", "仿宋_GB2312"),
        ("标题", "方正小标宋简体"),
        ("Heading 1", "黑体"),
        ("Heading 2", "楷体_GB2312"),
    ):
        fonts = document.styles[style].element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) == font
    assert document.settings.odd_and_even_pages_header_footer
    assert "PAGE" in section.footer._element.xml and "PAGE" in section.even_page_footer._element.xml


def test_word_says_everything_and_no_template_word_is_left(issued: Issued) -> None:
    document = Document(str(issued.docx))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    text = "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)
    assert not re.search(r"\{\{|\{%|\bNone\b|nan", text)
    for row in issued.context["list"]["all"]:
        assert row["uscc"] in text and row["name"] in text
    assert len(document.inline_shapes) == 4
    listing = next(table for table in document.tables if table.rows[0].cells[0].text == "序号")
    assert len(listing.rows) == 1 + 36
    assert listing.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_names_with_markup_stay_text(tmp_path: Path) -> None:
    from . import fixture

    name = "北京<甲>&#乙*_[丙]_$丁$公司"
    plan = Plan(alerts=3, weeks_before=0, employers=4, long_names=True)
    before, fixture.LONG_NAME = fixture.LONG_NAME, name
    try:
        done = issue(tmp_path, plan)
    finally:
        fixture.LONG_NAME = before
    document = Document(str(done.docx))
    assert any(name in cell.text for table in document.tables for row in table.rows for cell in row.cells)
    pdftotext = _tool("pdftotext")
    text = subprocess.run([pdftotext, str(done.pdf), "-"], capture_output=True, text=True, check=True).stdout
    assert name in re.sub(r"\s", "", text)


def test_excel_holds_every_row_a_total_and_the_notes(issued: Issued) -> None:
    book = openpyxl.load_workbook(issued.xlsx)
    sheet = book["监测清单"]
    assert sheet.freeze_panes == "C5"
    assert {str(merged) for merged in sheet.merged_cells.ranges} >= {"A3:F3", "G3:M3", "N3:O3"}
    rows = list(sheet.iter_rows(min_row=5, values_only=True))
    assert [row[2] for row in rows[:36]] == [row["uscc"] for row in issued.context["list"]["all"]]
    assert rows[36][0] == "合计" and rows[36][1] == "36家"
    assert rows[36][5] == sum(row["staff"] or 0 for row in issued.context["list"]["all"])
    assert rows[37][0].startswith("口径：")
    level = sheet.cell(5, 9)
    assert level.value == "红色" and level.fill.fgColor.rgb == "FFD4232B"
    assert sheet.page_setup.orientation == "landscape" and sheet.print_title_rows == "$1:$4"
    charts = [name for name in book.sheetnames if book[name]._charts]
    assert charts == ["级别与趋势", "行政区分布", "行业分布", "类型分布"]


def test_unknown_staff_is_a_dash_not_a_zero(issued: Issued) -> None:
    row = next(row for row in issued.context["list"]["all"] if row["staff"] is None)
    sheet = openpyxl.load_workbook(issued.xlsx)["监测清单"]
    assert sheet.cell(4 + row["number"], 6).value == "—"


def test_pdf_embeds_only_fonts_we_may_embed(issued: Issued) -> None:
    listing = subprocess.run([_tool("pdffonts"), str(issued.pdf)], capture_output=True, text=True, check=True).stdout
    fonts = [line.split() for line in listing.splitlines()[2:]]
    assert fonts
    named = json.loads(issued.manifest.read_text(encoding="utf-8"))["fonts"]
    if set(named.values()) == {"Noto Serif CJK SC", "Noto Sans CJK SC"}:
        assert {re.sub(r"^[A-Z]{6}\+(Noto\w+CJKsc).*", r"\1", font[0]) for font in fonts} == {
            "NotoSerifCJKsc",
            "NotoSansCJKsc",
        }
    assert all("yes" in font for font in fonts), "every font is embedded"


def test_pdf_has_every_character(issued: Issued) -> None:
    text = subprocess.run([_tool("pdftotext"), str(issued.pdf), "-"], capture_output=True, text=True, check=True).stdout
    flat = re.sub(r"\s", "", text)
    assert "\ufffd" not in flat and "\u25a1" not in flat
    assert LONG_NAME in flat
    assert issued.context["digest"] in flat
    for row in issued.context["list"]["all"]:
        assert row["uscc"] in flat
    for paragraph in issued.context["summary"]:
        assert re.sub(r"\s", "", paragraph)[:20] in flat


def test_nothing_in_the_pdf_runs_over_the_type_area(issued: Issued, tmp_path: Path) -> None:
    boxes = tmp_path / "boxes.html"
    subprocess.run([_tool("pdftotext"), "-bbox", str(issued.pdf), str(boxes)], check=True)
    pages = re.split(r"<page ", boxes.read_text(encoding="utf-8"))[1:]
    point = 72 / 25.4
    for page in pages:
        width = float(re.search(r'width="([\d.]+)"', page)[1])
        left, right = (28, 26) if width < 600 else (37, 35)
        for x_min, x_max, word in re.findall(
            r'xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)" yMax="[\d.]+">(.*?)<', page
        ):
            # A closing mark may hang over by less than a character, as Chinese setting allows.
            assert float(x_min) >= left * point - 4, word
            assert float(x_max) <= width - right * point + 9, word
