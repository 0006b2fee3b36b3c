"""An offline file in a real browser: its layout proposed, shown, corrected once, and remembered for the next month."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlsxwriter
from playwright.sync_api import Browser, Page, expect
from visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def visitor(browser: Browser, server: str, demo_workspace: Path) -> Iterator[Visitor]:
    made = Visitor(browser, server)
    yield made
    made.leave()
    for path in (demo_workspace / "layouts").glob("*.yml"):
        path.unlink()


def report(month: str) -> bytes:
    """Title, unit, a header of two rows with merged cells, a total that does not add up, a note."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("用工情况")
        sheet.write(0, 0, f"{month}规模以上企业用工情况表")
        sheet.write(1, 3, "单位：万元")
        sheet.write(2, 0, "单位名称")
        sheet.merge_range(2, 1, 2, 2, "职工")
        sheet.write(2, 3, "工资总额")
        sheet.write_row(3, 1, ["期初", "期末"])
        sheet.write_row(4, 0, ["北京远信机械有限公司", 120, 118, 96.5])
        sheet.write_row(5, 0, ["北京和顺餐饮有限公司", 60, 55, 31])
        sheet.write_row(6, 0, ["合计", 180, 170, 127.5])
        sheet.write(7, 0, "注：期末为月末日")
    return out.getvalue()


def choose(page: Page, month: str) -> None:
    file = {"name": f"朝阳区{month}用工情况.xlsx", "mimeType": EXCEL, "buffer": report(month)}
    page.locator("input[type=file]").set_input_files([file])


def test_a_layout_is_corrected_once_and_next_month_it_is_known(visitor: Visitor) -> None:
    page = visitor.sign_in("data")
    visitor.open("/offline")
    choose(page, "10月")
    table = page.get_by_role("article")
    expect(table).to_contain_text("待确认")
    expect(table).to_contain_text("表头在第 3-4 行")
    expect(table).to_contain_text("合计 170，明细之和 173")
    visitor.picture("offline-layout")
    for column, name in (("B", "期初人数"), ("C", "期末人数")):
        table.get_by_label(f"{column} 列名").fill(name)
        table.get_by_label(f"{column} 单位").fill("人")
    table.get_by_role("button", name="按改正的确认并记住").click()
    expect(page.get_by_text("已记住“朝阳区10月用工情况.xlsx”的版式")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("期初人数（人）"))).to_be_visible()
    choose(page, "11月")
    expect(table).to_contain_text("已记住")
    expect(table.get_by_label("B 列名")).to_have_value("期初人数")
    expect(table.get_by_role("button", name="确认并记住")).to_be_disabled()
    table.get_by_label("表头所在的行").fill("40")
    table.get_by_role("button", name="按此重新识别").click()
    expect(page.get_by_role("alert")).to_contain_text("表头行 40 不在")


def test_who_may_not_keep_layouts_sees_them_and_the_ledger_says_how_to_begin(visitor: Visitor) -> None:
    page = visitor.sign_in("analyst")
    visitor.open("/offline")
    expect(page.get_by_text("上传与确认由数据管理员办理")).to_be_visible()
    expect(page.locator("input[type=file]")).to_have_count(0)
    visitor.open("/reconciliations")
    expect(page.get_by_text("台账中没有记录")).to_be_visible()
