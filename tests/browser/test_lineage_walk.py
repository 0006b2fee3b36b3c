"""Lineage, the resource tree, the overview and the search over all pages, in a real browser against the real server."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect
from visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]
STOP = "core_social__stop"


@pytest.fixture
def visitor(browser: Browser, server: str) -> Iterator[Visitor]:
    """A data administrator."""
    made = Visitor(browser, server)
    made.sign_in("data")
    yield made
    made.leave()


def _node(page: Page, label: str) -> None:
    expect(page.locator(".lineage-node b", has_text=label).first).to_be_visible(timeout=60_000)


def test_a_table_is_followed_to_its_files_and_to_who_is_affected(visitor: Visitor) -> None:
    page = visitor.open(f"/lineage?node={STOP}&depth=20")
    _node(page, "停保记录")
    drawn = visitor.read(f"/lineage/picture?node={STOP}&depth=20")
    expect(page.locator(".lineage-node")).to_have_count(len(drawn["nodes"]))
    visitor.picture("lineage-graph")
    page.get_by_role("tab", name="影响到谁").click()
    reached = visitor.read(f"/lineage/reached?node={STOP}")
    expect(page.get_by_text(f"共 {len(reached['rows']):,} 条")).to_be_visible()
    with page.expect_download() as taken:
        page.get_by_role("link", name="Excel").click()
    sheet = openpyxl.load_workbook(io.BytesIO(taken.value.path().read_bytes())).active
    assert sheet is not None and sheet.max_row == len(reached["rows"]) + 2


def test_a_column_of_a_spreadsheet_comes_from_cells(visitor: Visitor) -> None:
    page = visitor.open("/lineage?node=core_tax__arrears.arrears_yuan&way=up&depth=6")
    _node(page, "欠税公告_")
    files = visitor.read("/lineage/files?node=tax_notice/arrears")
    assert all(re.fullmatch(r"A\d+:[A-Z]+\d+", one["cells"]) and len(one["sha256"]) == 64 for one in files["rows"])
    visitor.picture("lineage-column")
    visitor.open("/lineage?node=tax_notice/arrears")
    page.get_by_role("button", name="详情").click()
    drawer = page.get_by_role("dialog")
    expect(drawer.get_by_text(f"来源文件 {files['total']} 个")).to_be_visible()
    expect(drawer.get_by_text(f"{files['rows'][0]['sheet']}!{files['rows'][0]['cells']}").first).to_be_visible()


def test_any_node_is_found_by_its_words(visitor: Visitor) -> None:
    page = visitor.open("/lineage")
    expect(page.locator(".ant-table-row").first).to_be_visible()
    page.get_by_role("combobox", name="表、信息项").fill("停保原因")
    page.locator(".lineage-hit").first.click()
    expect(page).to_have_url(re.compile("node="))
    expect(page.locator(".lineage-node.start")).to_be_visible(timeout=60_000)


def test_the_resource_tree_is_opened_searched_and_taken_away(visitor: Visitor) -> None:
    page = visitor.open("/lineage/tree")
    summary = visitor.read("/lineage/tree/summary")
    expect(page.locator(".tree-summary")).to_contain_text(f"{summary['items']:,}")
    place = [visitor.read("/lineage/tree")["branches"][0]["name"]]
    for _ in range(3):
        page.locator(".tree-line", has_text=place[-1]).last.click()
        below = "&".join(f"place={name}" for name in place)
        place.append(visitor.read(f"/lineage/tree?{below}")["branches"][0]["name"])
        expect(page.locator(".tree-line", has_text=place[-1]).last).to_be_visible()
    page.locator(".tree-line", has_text=place[-1]).last.click()
    expect(page.get_by_role("table", name=f"{place[-1]} 的信息项").first).to_be_visible()
    page.locator(".ant-table-row").first.click()
    expect(page.get_by_role("dialog").get_by_text("同名异义")).to_be_visible()
    visitor.picture("resource-tree")
    page.keyboard.press("Escape")
    page.get_by_label("信息项代码、名称").fill("单位名称")
    page.keyboard.press("Enter")
    found = visitor.read("/lineage/tree/search?q=单位名称")
    expect(page.locator(".ant-table-row")).to_have_count(len(found["rows"]))
    page.get_by_role("button", name="整棵树导出").hover()
    with page.expect_download() as taken:
        page.get_by_role("link", name="Excel").click()
    assert taken.value.path().read_bytes()[:2] == b"PK"


def test_the_contracts_words_lead_to_real_figures_and_pages(visitor: Visitor) -> None:
    page = visitor.open("/catalogue")
    expect(page.get_by_role("heading", name="资源目录")).to_be_visible()
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="查找功能").fill("数据交换子系统")
    expect(page.get_by_role("option").first).to_contain_text("数据交换子系统")
    page.keyboard.press("Enter")
    expect(page.locator("#part-exchange.named")).to_be_visible()
    figures = visitor.read("/platform")["figures"]
    expect(page.locator("#part-standards")).to_contain_text(f"数据元 {figures['elements']:,.0f}")
    expect(page.locator(".platform-part")).to_have_count(17)
    visitor.picture("platform")
    page.locator("#part-quality").get_by_role("link", name="质量得分").click()
    expect(page.get_by_role("heading", name="质量得分")).to_be_visible()
