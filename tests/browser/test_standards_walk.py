"""The standards in a real browser: read, revise under four eyes, see what is touched, the sheet, and the log."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def people(browser: Browser, server: str) -> Iterator[tuple[Visitor, Visitor]]:
    """The one who proposes and the one who decides, each in a browser of their own."""
    proposer, decider = Visitor(browser, server), Visitor(browser, server)
    yield proposer, decider
    proposer.leave()
    decider.leave()


def test_the_standards_are_read_page_by_page(people: tuple[Visitor, Visitor]) -> None:
    visitor, _ = people
    page = visitor.sign_in("data")
    for name, path, shown in [
        ("standards-elements", "/standards/elements", ".ant-table-row"),
        ("standards-element", "/standards/elements/DE-AAB004", ".standards-versions"),
        ("standards-code-sets", "/standards/code-sets", ".ant-table-row"),
        ("standards-code-set", "/standards/code-sets/AAE160", ".record-table"),
        ("standards-conflicts", "/standards/conflicts", ".ant-table-row"),
        ("standards-objects", "/standards/objects?kind=quality_dimension", ".facts"),
        ("standards-documents", "/standards/documents", ".standards-figure"),
        ("standards-document", "/standards/documents/data-code", ".standards-clause"),
    ]:
        visitor.open(path)
        expect(page.locator(shown).first).to_be_visible()
        visitor.picture(name)
    figure = visitor.read("/standards/documents")
    visitor.open("/standards/documents")
    expect(page.get_by_text(f"{figure['clauses']} 条中 {figure['enforced']} 条由平台执行")).to_be_visible()
    visitor.open("/standards/documents/data-code")
    page.get_by_role("link", name="查看").first.click()
    expect(page).not_to_have_url(re.compile("/standards/documents/data-code"))


def test_a_code_set_is_revised_under_four_eyes(people: tuple[Visitor, Visitor], tmp_path: Path) -> None:
    proposer, decider = people
    page = proposer.sign_in("data")
    tickets = proposer.open("/standards/code-sets/HOTLINE_TOPIC")
    page.get_by_role("button", name="起草修订").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="名称 03").fill("停工停产停业")
    dialog.get_by_role("combobox", name="处理 06").click()
    page.get_by_title("并入 99 其他").click()
    dialog.get_by_role("combobox", name="处理 05").fill("停用")
    page.keyboard.press("Enter")
    dialog.get_by_role("textbox", name="修订理由").fill("合并老板失联类诉求")
    expect(dialog.get_by_text("新增 0，改名 1，并入 1，停用 1")).to_be_visible()
    proposer.picture("standards-revise")
    dialog.get_by_role("button", name="存为草稿并试算").click()
    expect(page).to_have_url(re.compile(r"/standards/revisions/\d+$"), timeout=60_000)
    number = int(page.url.rpartition("/")[2])

    impact = proposer.read(f"/standards/revisions/{number}")["impact"]
    tried = page.get_by_role("table", name="资源池数据试算")
    (raw,) = [place for place in impact["places"] if place["layer"] == "raw"]
    assert raw["failing_newly"] > 0
    expect(tried.get_by_role("row").nth(1)).to_contain_text(f"{raw['failing_newly']:,}")
    expect(page.get_by_role("table", name="取值的转换")).to_contain_text("代码不在代码集中")
    expect(page.get_by_text(re.compile("的计算引用代码 06"))).to_be_visible()
    proposer.picture("standards-revision-draft")
    page.get_by_role("button", name="提交审核").click()
    expect(page.get_by_text("须由另一人审批")).to_be_visible(timeout=60_000)
    assert tickets is page

    other = decider.sign_in("reviewer")
    decider.open(f"/standards/revisions/{number}")
    other.get_by_role("button", name="退回", exact=True).click()
    expect(other.get_by_role("dialog").get_by_role("button", name="退回")).to_be_disabled()
    other.get_by_role("dialog").get_by_role("textbox", name="审批意见").fill("01 的名称也应统一")
    other.get_by_role("dialog").get_by_role("button", name="退回").click()
    expect(other.get_by_text("01 的名称也应统一")).to_be_visible()

    proposer.open(f"/standards/revisions/{number}")
    page.get_by_role("button", name="修改", exact=True).click()
    dialog.get_by_role("textbox", name="名称 01").fill("拖欠工资")
    expect(dialog.get_by_text("新增 0，改名 2，并入 1，停用 1")).to_be_visible()
    dialog.get_by_role("button", name="存为草稿并试算").click()
    expect(page.get_by_role("table", name="新旧对照")).to_contain_text("拖欠工资", timeout=60_000)
    page.get_by_role("button", name="提交审核").click()
    expect(page.get_by_text("须由另一人审批")).to_be_visible(timeout=60_000)

    decider.open(f"/standards/revisions/{number}")
    other.get_by_role("button", name="批准", exact=True).click()
    other.get_by_role("dialog").get_by_role("textbox", name="审批意见").fill("同意")
    other.get_by_role("dialog").get_by_role("button", name="批准").click()
    expect(other.get_by_role("heading", name=re.compile("变更单"))).to_be_visible(timeout=90_000)
    decider.picture("standards-revision-approved")

    revision = decider.read(f"/standards/revisions/{number}")
    logged = json.loads(revision["log"]["payload"])
    for format, magic in (("Word", b"PK"), ("PDF", b"%PDF")):
        with other.expect_download() as waiting:
            other.get_by_role("link", name=re.compile(format)).click()
        target = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(target)
        content = target.read_bytes()
        assert content.startswith(magic)
        assert hashlib.sha256(content).hexdigest() in logged["sheet"].values()
    assert (logged["kind"], logged["author"], logged["by"]) == ("standard-change", "data", "reviewer")
    other.get_by_role("link", name=str(revision["log"]["index"]), exact=True).click()
    expect(other).to_have_url(re.compile("/catalogue/log"))
    proposer.open("/standards/code-sets/HOTLINE_TOPIC")
    expect(page.get_by_text("并入 99")).to_be_visible()
    expect(page.get_by_text("停工停产停业").first).to_be_visible()
