"""Standardisation at the console: one person submits a code, another decides, corrections lead to the raw row."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import Browser, Page, expect
from visitor import Visitor


def picture(page: Page, name: str) -> None:
    """A picture of the page where ``ANLAN_SCREENSHOTS`` names a folder to look at it."""
    if folder := os.environ.get("ANLAN_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png")


def test_a_code_is_agreed_by_two_persons_and_taken_back(browser: Browser, server: str) -> None:
    submitting = Visitor(browser, server)
    page = submitting.sign_in("data")
    page.goto(f"{server}/standardise")
    expect(page.get_by_role("heading", name="标准化")).to_be_visible()
    page.get_by_label("标准代码").fill("6301")
    page.get_by_label("理由（可不填）").fill("来源说明为裁减")
    picture(page, "standardise-unmapped")
    page.get_by_role("button", name="提交复核").click()
    expect(page.get_by_role("status")).to_contain_text("等待另一人复核")
    deciding = Visitor(browser, server)
    other = deciding.sign_in("reviewer")
    other.goto(f"{server}/standardise?tab=decisions&state=review")
    other.get_by_role("button", name="同意").click()
    expect(other.get_by_text("还没有决定")).to_be_visible()
    other.goto(f"{server}/standardise?tab=decisions")
    expect(other.get_by_text("下次运行").first).to_be_visible()
    picture(other, "standardise-decisions")
    other.get_by_label("原因").fill("试用")
    other.get_by_role("button", name="撤销").first.click()
    expect(other.get_by_text("已撤销").first).to_be_visible()
    for one in (submitting, deciding):
        assert one.foreign == [] and one.failures == []


def test_corrections_lead_to_the_raw_row(browser: Browser, server: str) -> None:
    visitor = Visitor(browser, server)
    page = visitor.sign_in("data")
    page.goto(f"{server}/standardise?tab=corrections&table=social_insurance.AB01")
    row = page.get_by_role("row").filter(has_text="名称写法统一").first
    expect(row).to_be_visible()
    picture(page, "standardise-corrections")
    row.click()
    drawer = page.get_by_role("dialog")
    expect(drawer.get_by_text("平台规则：").first).to_be_visible()
    picture(page, "standardise-row")
    expect(drawer.get_by_role("button", name="提请停用")).to_be_disabled()
    assert visitor.foreign == [] and visitor.failures == []
