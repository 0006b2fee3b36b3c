"""The journeys that matter, in a real browser against a real server with a demo city."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def visitor(browser: Browser, server: str) -> Iterator[Visitor]:
    someone = Visitor(browser, server)
    yield someone
    someone.leave()


def rows(page: Page):  # type: ignore[no-untyped-def]
    return page.locator(".ant-table-tbody tr.ant-table-row")


def download(page: Page, name: str, folder: Path) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name).first.click()
    target = folder / waiting.value.suggested_filename
    waiting.value.save_as(target)
    return target.read_bytes()


def test_analyst_finds_out_why_and_takes_the_report_away(visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.sign_in("analyst")
    expect(page.get_by_role("heading", name="风险台账")).to_be_visible()
    expect(page.get_by_text("示意图，非官方地图")).to_be_visible()
    expect(page.locator(".overview-trend svg")).to_be_visible()
    visitor.picture("ledger")

    page.get_by_role("checkbox", name="红色预警").click()
    expect(page).to_have_url(re.compile("level=4"))
    reddest = visitor.read("/ledger?level=4&size=1")
    expect(rows(page).first).to_contain_text(reddest["rows"][0]["name"])
    expect(page.get_by_text(f"共 {reddest['total']} 条")).to_be_visible()

    rows(page).first.get_by_role("link").first.click()
    expect(page.get_by_role("heading", name=reddest["rows"][0]["name"])).to_be_visible()
    expect(page.get_by_role("heading", name="支持").first).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("分数构成")).first.locator("svg")).to_be_visible()
    visitor.picture("employer-evidence")

    page.get_by_role("link", name=re.compile(r"来源 [\d,]+ 行")).first.click()
    source_rows = page.get_by_test_id("source-rows")
    expect(source_rows.get_by_role("link", name=re.compile(r"第 \d+ 行")).first).to_be_visible()
    visitor.picture("source-rows")
    source_rows.get_by_role("link", name=re.compile(r"第 \d+ 行")).first.click()
    expect(page.get_by_test_id("raw-row").get_by_text("装载包")).to_be_visible()
    visitor.picture("raw-row")

    visitor.open("/reports")
    page.get_by_role("button", name="签发", exact=True).click()
    expect(page.get_by_text(re.compile("已签发："))).to_be_visible(timeout=90_000)
    visitor.picture("reports")
    assert download(page, "Word", tmp_path).startswith(b"PK")
    assert download(page, "PDF", tmp_path).startswith(b"%PDF")
    assert download(page, "Excel", tmp_path).startswith(b"PK")


def test_every_page_opens_and_fits_the_screen(visitor: Visitor) -> None:
    page = visitor.sign_in("analyst")
    uscc = visitor.read("/ledger?size=1")["rows"][0]["uscc"]
    event = visitor.read("/events?size=1")["rows"][0]["event_id"]
    run = visitor.read("/runs?size=1")["rows"][0]["id"]
    for name, path, shown in [
        ("employer-indicators", f"/employers/{uscc}?tab=indicators", ".indicator-card svg"),
        ("employer-profile", f"/employers/{uscc}?tab=profile", ".facts"),
        ("employer-history", f"/employers/{uscc}?tab=history", ".ant-table-row"),
        ("events", "/events", ".ant-table-row"),
        ("event", f"/events/{event}", "mark"),
        ("unlinked-mentions", "/corrections?tab=mentions", ".ant-table-row"),
        ("runs", "/runs", ".ant-table-row"),
        ("run", f"/runs/{run}", ".run-step-done"),
        ("sources", "/sources", ".sum-line"),
        ("set-aside", "/set-aside", ".ant-table-row"),
        ("indicators", "/indicators", ".ant-table-row"),
    ]:
        visitor.open(path)
        expect(page.locator(shown).first).to_be_visible()
        visitor.picture(name)


def test_a_correction_shows_at_once_and_waits_for_release(visitor: Visitor) -> None:
    page = visitor.sign_in("analyst")
    event = next(row for row in visitor.read("/events?size=50")["rows"] if row["correction"] is None)
    visitor.open(f"/events/{event['event_id']}")
    page.get_by_role("button", name="不是风险").click()
    page.get_by_role("button", name="保存更正").click()
    expect(page.get_by_text(re.compile("已更正：不是风险"))).to_be_visible()
    visitor.picture("event-corrected")
    visitor.open("/corrections")
    page.get_by_role("button", name="放行").first.click()
    expect(page.get_by_text("analyst 已放行").first).to_be_visible()
    visitor.picture("corrections")


def test_the_export_is_what_the_list_shows(visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.sign_in("analyst")
    visitor.open("/ledger?level=4&level=3&sort=name")
    expect(rows(page).first).to_be_visible()
    shown = visitor.read("/ledger?level=4&level=3&sort=name&size=200")
    written = json.loads(download(page, "导出 JSON", tmp_path))
    assert [row["uscc"] for row in written["rows"]] == [row["uscc"] for row in shown["rows"]]
    assert download(page, "导出 Excel", tmp_path).startswith(b"PK")


def test_keys_alone_lead_through_the_ledger(visitor: Visitor) -> None:
    page = visitor.sign_in("analyst")
    expect(rows(page).first).to_be_visible()
    page.keyboard.press("/")
    expect(page.get_by_label("企业名称或信用代码")).to_be_focused()
    page.keyboard.type("北京")
    with page.expect_response(lambda answer: "/ledger?" in answer.url and "q=%E5" in answer.url):
        page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("q=%E5%8C%97%E4%BA%AC"))
    expect(rows(page).nth(1)).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.locator("#content").focus()
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(rows(page).nth(1)).to_have_class(re.compile("row-cursor"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_text("为什么在名单上")).to_be_visible()
    visitor.picture("ledger-drawer")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="快捷键")).to_be_visible()


def test_a_link_is_a_view_and_english_when_asked(visitor: Visitor) -> None:
    page = visitor.sign_in("analyst")
    visitor.open("/ledger?type=R2&district=110105&sort=-staff_count")
    expect(page.get_by_role("checkbox", name="欠薪降薪")).to_be_checked()
    expect(page.get_by_role("checkbox", name="朝阳区")).to_be_checked()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Risk ledger")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Risk ledger")).to_be_visible()
    visitor.picture("ledger-english")


def test_roles_see_what_is_theirs_and_hear_why_not(visitor: Visitor) -> None:
    page = visitor.sign_in("auditor")
    expect(page.get_by_role("link", name="台账")).to_have_count(0)
    visitor.open("/audit")
    expect(rows(page).first).to_be_visible()
    visitor.picture("audit")
    visitor.open("/ledger")
    refusal = page.get_by_role("alert").first
    expect(refusal).to_contain_text("为什么不能看")
    expect(refusal).to_contain_text("怎么办")
    visitor.picture("refusal")


def test_a_handler_sees_only_the_own_district(visitor: Visitor) -> None:
    page = visitor.sign_in("handler")
    expect(rows(page).first).to_be_visible()
    districts = {row["district_code"] for row in visitor.read("/ledger?size=200")["rows"]}
    assert districts == {"110105"}


def test_a_wrong_password_is_answered_without_telling_which(visitor: Visitor) -> None:
    page = visitor.open("/")
    visitor.picture("sign-in")
    page.get_by_label("用户名").fill("nobody")
    page.get_by_label("密码").fill("wrong")
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("用户名或密码不正确")
