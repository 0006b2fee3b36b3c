"""The harvest in a real browser: every system, a table's profile, and proposals accepted, refused and remembered."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SYSTEM = "work_injury"


@pytest.fixture
def visitor(browser: Browser, server: str) -> Iterator[Visitor]:
    visitor = Visitor(browser, server)
    yield visitor
    visitor.leave()


def test_the_systems_are_listed_and_one_is_looked_into(visitor: Visitor) -> None:
    page = visitor.sign_in("data")
    systems = visitor.read("/harvest/systems")
    assert len(systems) == 28
    assert sum(system["items"] for system in systems) >= 10_000
    visitor.open("/harvest?tab=systems")
    expect(page.locator(".ant-table-row").first).to_be_visible()
    visitor.picture("harvest-systems")
    page.get_by_text(SYSTEM, exact=True).click()
    drawer = page.get_by_role("dialog")
    expect(drawer.locator(".ant-table-row").first).to_be_visible()
    visitor.picture("harvest-structure")
    drawer.get_by_role("tab", name="剖析").click()
    expect(drawer.get_by_text(re.compile("剖析 .* 行.*个人信息已掩码"))).to_be_visible()
    visitor.picture("harvest-profile")


def test_a_proposal_is_refused_another_accepted_and_both_are_remembered(visitor: Visitor) -> None:
    page = visitor.sign_in("data")
    waiting = visitor.read(f"/harvest/proposals?system={SYSTEM}&state=open&size=100")["rows"]
    item = next(row for row in waiting if len(row["proposals"]) > 2)
    first, second = (proposal["element"] for proposal in item["proposals"][:2])
    visitor.open(f"/harvest?tab=proposals&system={SYSTEM}&q={item['column']}")
    page.locator(".ant-table-row", has_text=f"{item['table']}.{item['column']}").first.click()
    chosen = page.get_by_role("region", name="选中的指标项")
    expect(chosen.get_by_text(f"{SYSTEM}.{item['table']}.{item['column']}")).to_be_visible()
    expect(chosen.get_by_role("listitem").first).to_contain_text(first)
    visitor.picture("harvest-proposals")
    page.keyboard.press("n")
    expect(chosen.get_by_text("已拒绝")).to_contain_text(first)
    expect(chosen.get_by_role("listitem").first).to_contain_text(second)
    page.reload()
    page.locator(".ant-table-row", has_text=f"{item['table']}.{item['column']}").first.click()
    expect(chosen.get_by_text("已拒绝")).to_contain_text(first)
    page.keyboard.press("y")
    expect(page.locator(".ant-table-row", has_text=f"{item['table']}.{item['column']}")).to_have_count(0)
    accepted = visitor.read(f"/harvest/proposals?system={SYSTEM}&state=accepted&q={item['column']}&size=100")["rows"]
    found = next(row for row in accepted if row["id"] == item["id"])
    assert found["element"] == second and first in found["refused"]


def test_systems_that_are_harvested_only_are_told_apart_from_silent_ones(visitor: Visitor) -> None:
    page = visitor.sign_in("data")
    visitor.open("/sources")
    expect(page.get_by_text("另有 14 个仅采集结构")).to_be_visible()
    expect(page.locator(".ant-table-row", has_text=SYSTEM).get_by_text("仅采集结构")).to_be_visible()
    visitor.picture("sources-structure-only")
