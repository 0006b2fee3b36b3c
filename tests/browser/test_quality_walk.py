"""A quality rule without code: one person tries and submits it, another approves it, and then it is in force."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]
RULE = "监察案件有决定日期"
FOUND = re.compile(r"检查 [\d,]+ 行，不合格 [\d,]+ 行")


@pytest.fixture
def sign_in(browser: Browser, server: str) -> Iterator[Callable[[str], Visitor]]:
    """Lets persons in who look on side by side."""
    visitors: list[Visitor] = []

    def enter(username: str) -> Visitor:
        visitors.append(Visitor(browser, server))
        visitors[-1].sign_in(username)
        return visitors[-1]

    yield enter
    for visitor in visitors:
        visitor.leave()


def _choose(page: Page, field: str, choice: str) -> None:
    page.get_by_role("dialog").get_by_label(field, exact=True).click()
    page.keyboard.type(choice)
    page.locator(".ant-select-dropdown:visible").get_by_title(choice, exact=True).click()
    page.locator(".ant-drawer-title").click()  # a list for several choices stays open until then


def _write(page: Page) -> str:
    """Fill the form in, try the rule and hand it in; what the trial found."""
    page.get_by_role("button", name="编写规则").click()
    drawer = page.get_by_role("dialog")
    _choose(page, "数据表", "劳动监察案件")
    _choose(page, "列", "处理日期")
    drawer.get_by_label("名称").fill(RULE)
    drawer.get_by_label("依据").fill("劳动保障监察条例")
    expect(drawer.get_by_role("button", name="提交审批")).to_be_disabled()
    drawer.get_by_role("button", name="在资源池上试运行").click()
    found = drawer.get_by_text(FOUND)
    expect(found).to_be_visible()
    text = found.inner_text()
    drawer.get_by_role("button", name="提交审批").click()
    expect(page.get_by_text(f"已提交：{RULE}")).to_be_visible()
    return text


def test_a_rule_is_written_without_code_approved_by_another_and_in_force(sign_in: Callable[[str], Visitor]) -> None:
    author, reviewer = sign_in("data"), sign_in("reviewer")
    author.open("/quality/rules")
    found = _write(author.page)
    assert not found.endswith("不合格 0 行"), "a rule that nothing fails shows little"
    waiting = author.page.get_by_role("row").filter(has_text=RULE)
    expect(waiting).to_contain_text(found)
    assert RULE not in [rule["label"] for rule in author.read("/quality/rules")], "it waits for another person"
    author.picture("quality-proposal")
    page = reviewer.open("/approvals")
    page.get_by_role("row").filter(has_text=RULE).click()
    drawer = page.get_by_role("dialog")
    expect(drawer.get_by_text(found)).to_be_visible()
    reviewer.picture("quality-approval")
    drawer.get_by_role("button", name="批准").click()
    expect(page.get_by_role("row").filter(has_text=RULE)).to_have_count(0)
    (rule,) = [rule for rule in author.read("/quality/rules") if rule["label"] == RULE]
    assert (rule["author"], rule["is_active"], rule["derived"]) == ("data", True, False)
    expect(author.open("/quality/rules?table=" + rule["table"]).get_by_role("button", name="停用")).to_be_visible()
