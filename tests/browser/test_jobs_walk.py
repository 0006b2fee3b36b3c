"""Schedules, jobs and source health in a real browser: pause, move, start, watch, and who may only look."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def visitor(browser: Browser, server: str) -> Iterator[Visitor]:
    """A person who has not signed in yet."""
    one = Visitor(browser, server)
    yield one
    one.leave()


def test_a_schedule_is_paused_moved_and_resumed(visitor: Visitor) -> None:
    page = visitor.sign_in("data")
    visitor.open("/jobs")
    row = page.get_by_role("row").filter(has_text="truth.daily")
    row.get_by_role("button", name="暂停").click()
    expect(row.get_by_text("已暂停")).to_be_visible()
    row.get_by_role("button", name="恢复").click()
    expect(row.get_by_text(re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")).first).to_be_visible()
    row.get_by_role("button", name="改时间").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("时间").fill("有空的时候")
    dialog.get_by_role("button", name="保存").click()
    expect(dialog.get_by_text(re.compile("看不懂计划"))).to_be_visible()
    dialog.get_by_label("时间").fill("每月第 3 个工作日 06:00")
    dialog.get_by_role("button", name="保存").click()
    expect(row.get_by_text("人工设定")).to_be_visible()
    expect(row.get_by_text("每月第 3 个工作日 06:00")).to_be_visible()
    visitor.picture("jobs-schedules")


def test_a_job_is_started_and_watched_to_its_end(visitor: Visitor) -> None:
    page = visitor.sign_in("data")
    visitor.open("/jobs?tab=jobs")
    token = visitor.read("/session")["csrf_token"]
    asked = page.request.post(
        f"{visitor.address}/api/v1/jobs",
        data={"kind": "collect", "target": "hotline_12345"},
        headers={"X-CSRFToken": token},
    )
    number = asked.json()[0]["id"]
    visitor.open("/jobs?tab=jobs")
    row = page.get_by_role("row").filter(has=page.get_by_role("cell", name=str(number), exact=True))
    # The worker of the console starts some seconds after it, and the city is collected once more.
    expect(row.get_by_text(re.compile("^[✓!] 完成"))).to_be_visible(timeout=90_000)
    visitor.picture("jobs-list")
    visitor.open("/jobs?tab=sources")
    expect(page.get_by_text(re.compile(r"\d+ 张来源表，\d+ 张按时"))).to_be_visible()
    visitor.picture("jobs-source-health")


def test_who_may_only_look_has_no_buttons(visitor: Visitor) -> None:
    page = visitor.sign_in("auditor")
    visitor.open("/jobs")
    expect(page.get_by_text("main.weekly")).to_be_visible()
    expect(page.get_by_role("button", name="暂停")).to_have_count(0)
    expect(page.get_by_role("button", name="运行主作业")).to_have_count(0)
    expect(page.get_by_role("tab", name="来源健康")).to_have_count(0)
