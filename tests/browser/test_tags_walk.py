"""Tags of employers in a real browser: found, opened, explained, tried out, taken away; a handler sees the district."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, expect
from visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TAG, LABEL = "headcount_top", "参保人数前列"


@pytest.fixture
def visitor(browser: Browser, server: str) -> Iterator[Visitor]:
    made = Visitor(browser, server)
    yield made
    made.leave()


def test_an_analyst_finds_a_tag_and_learns_why_an_employer_carries_it(visitor: Visitor) -> None:
    page = visitor.sign_in("analyst")
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="查找功能").fill("标签")
    page.get_by_role("option", name=re.compile("单位标签")).click()
    counts = {row["code"]: row["count"] for row in visitor.read("/tags")["rows"]}
    row = page.get_by_role("row", name=re.compile(LABEL))
    expect(row).to_contain_text(str(counts[TAG]))
    visitor.picture("tags")
    row.get_by_role("link", name=LABEL).click()
    expect(page.get_by_text(f"共 {counts[TAG]} 条")).to_be_visible()
    first = visitor.read(f"/tags/{TAG}/employers?size=1")["rows"][0]
    page.get_by_role("row", name=re.compile(first["uscc"])).get_by_text(first["reason"]).click()
    why = page.get_by_test_id("tag-why")
    expect(why).to_contain_text(first["reason"])
    expect(why.get_by_role("table")).to_contain_text("个人编号")
    visitor.picture("tag-why")
    why.get_by_role("link", name=first["name"]).click()
    page.get_by_role("button", name=LABEL).click()
    expect(page.get_by_test_id("tag-why")).to_contain_text(first["reason"])
    visitor.picture("employer-tags")


def test_other_limits_are_tried_before_a_change_and_the_list_is_taken_away(visitor: Visitor) -> None:
    page = visitor.sign_in("analyst")
    visitor.open("/assets/tags/large_employer")
    page.get_by_role("button", name="试算参数").click()
    trial = page.get_by_role("dialog")
    expect(trial.get_by_role("button", name="试算")).to_be_disabled()
    trial.get_by_label("参保人数不少于").fill("很多")
    trial.get_by_role("button", name="试算").click()
    expect(trial.get_by_role("alert")).to_contain_text("不能设为“很多”")
    trial.get_by_label("参保人数不少于").fill("200")
    trial.get_by_role("button", name="试算").click()
    expect(trial.get_by_test_id("trial")).to_contain_text(re.compile(r"家 → \d+ 家"))
    expect(trial.get_by_role("listitem").first).to_contain_text("不少于200人")
    visitor.picture("tag-trial")
    page.keyboard.press("Escape")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="导出 Excel").click()
    sheet = openpyxl.load_workbook(io.BytesIO(Path(waiting.value.path()).read_bytes())).active
    assert sheet is not None
    listed = visitor.read("/tags/large_employer/employers?size=200")
    assert sheet.max_row == listed["total"] + 2


def test_a_handler_sees_the_own_district_and_cannot_try_limits(visitor: Visitor) -> None:
    page = visitor.sign_in("handler")
    visitor.open(f"/assets/tags/{TAG}")
    expect(page.get_by_role("row", name=re.compile("朝阳区")).first).to_be_visible()
    assert {row["district_code"][:6] for row in visitor.read(f"/tags/{TAG}/employers?size=200")["rows"]} == {"110105"}
    expect(page.get_by_role("button", name="试算参数")).to_have_count(0)


def test_who_keeps_the_data_sees_counts_but_no_employers(visitor: Visitor) -> None:
    page = visitor.sign_in("data")
    visitor.open("/assets/tags/large_employer")
    expect(page.get_by_text("不能查看单位名单")).to_be_visible()
    page.get_by_role("button", name="试算参数").click()
    trial = page.get_by_role("dialog")
    trial.get_by_label("参保人数不少于").fill("200")
    trial.get_by_role("button", name="试算").click()
    expect(trial.get_by_test_id("trial")).to_contain_text("名单只列给")
    expect(trial.get_by_role("listitem")).to_have_count(0)
