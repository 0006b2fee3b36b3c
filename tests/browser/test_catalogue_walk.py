"""A resource in a real browser: registered, refused, corrected, approved, published, changed, proved in the log."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NAME = "企业年金备案信息"
Enter = Callable[[str], Visitor]


@pytest.fixture
def enter(browser: Browser, server: str) -> Iterator[Enter]:
    """Signs somebody in, in a browser window of their own."""
    inside: list[Visitor] = []

    def come(username: str) -> Visitor:
        someone = Visitor(browser, server)
        inside.append(someone)
        someone.sign_in(username)
        return someone

    yield come
    for someone in inside:
        someone.leave()


def choose(page: Page, label: str, option: str) -> None:
    """Choose from a drop-down by its accessible name."""
    page.get_by_label(label, exact=True).first.click()
    page.locator(".ant-select-dropdown:visible .ant-select-item-option", has_text=option).first.click()


def decide(page: Page, name: str) -> None:
    """Open a thing of the inbox."""
    page.get_by_role("row", name=re.compile(name)).first.get_by_text(name).click()
    expect(page.get_by_test_id("dossier")).to_be_visible()


def fill_in(page: Page) -> None:
    """Everything a new entry needs."""
    choose(page, "类别名称", "社会保障/养老保险")
    page.get_by_label("资源名称", exact=True).fill(NAME)
    page.get_by_label("英文名称", exact=True).first.fill("enterprise annuity filings")
    page.get_by_label("资源描述", exact=True).fill("每份备案一行，含企业、受托人与备案日期。")
    page.get_by_label("责任方", exact=True).fill("社会保险基金管理处")
    page.get_by_label("共享条件", exact=True).fill("按职责申请，经数据管理者审核")
    page.get_by_role("button", name="添加挂接").click()
    page.get_by_label("目标", exact=True).fill("AB01")
    page.get_by_label("来源系统", exact=True).fill("social_insurance")
    for number, (code, label) in enumerate((("AAB001", "单位编号"), ("AAB004", "单位名称")), 1):
        page.get_by_role("button", name="添加信息项").click()
        page.get_by_label(f"第 {number} 项 信息项代码").fill(code)
        page.get_by_label(f"第 {number} 项 信息项名称").fill(label)
        page.get_by_label(f"第 {number} 项 共享条件 / 不予共享依据").fill("按职责申请")


def test_from_registration_to_proof(enter: Enter) -> None:
    author, reviewer, reader = enter("data"), enter("reviewer"), enter("analyst")

    page = author.open("/catalogue/drafts")
    page.get_by_role("button", name="登记新资源").click()
    expect(page).to_have_url(re.compile(r"/catalogue/drafts/\d+"))
    expect(page.get_by_text(re.compile(r"还有 \d+ 处要补充"))).to_be_visible()
    fill_in(page)
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("可以提交")).to_be_visible()
    author.picture("catalogue-editor")
    page.get_by_role("button", name="提交审核").click()
    expect(page.get_by_role("heading", name=NAME)).to_be_visible()
    address = re.sub(r"^https?://[^/]+|\?.*$", "", page.url)

    page = author.open("/approvals")
    decide(page, NAME)
    expect(page.get_by_text("您提交的内容由另一人审批")).to_be_visible()
    reader.open(address)
    expect(reader.page.get_by_text(re.compile("目录中没有"))).to_be_visible()

    page = reviewer.open("/approvals")
    decide(page, NAME)
    reviewer.picture("approval")
    page.keyboard.press("r")
    page.get_by_label(re.compile("退回的理由")).fill("责任方应为社会保险基金管理中心")
    page.get_by_test_id("dossier").get_by_role("button", name="退回").last.click()
    expect(page.get_by_text("已退回", exact=True)).to_be_visible()

    page = author.open(address)
    expect(page.get_by_role("button", name="1 条未读通知")).to_be_visible()
    page.get_by_role("button", name="改正").click()
    expect(page.get_by_text("上次被退回：责任方应为社会保险基金管理中心")).to_be_visible()
    page.get_by_label("责任方", exact=True).fill("社会保险基金管理中心")
    page.get_by_role("button", name="提交审核").click()
    expect(page.get_by_text("审核中").first).to_be_visible()

    page = reviewer.open("/approvals")
    decide(page, NAME)
    page.keyboard.press("a")
    expect(page.get_by_text("已批准 1 件")).to_be_visible()

    page = reader.open("/catalogue?q=qynjba")
    page.get_by_role("link", name=NAME).click()
    expect(page.get_by_text("社会保险基金管理中心").first).to_be_visible()
    expect(page.get_by_text("已核实")).to_be_visible()
    page.get_by_role("button", name="订阅变更").click()
    expect(page.get_by_role("button", name="退订")).to_be_visible()

    page = author.open(address)
    page.get_by_role("button", name="变更", exact=True).click()
    expect(page.get_by_role("heading", name=re.compile("变更 "))).to_be_visible()
    choose(page, "更新频率", "每日")
    page.get_by_role("button", name="提交审核").click()
    expect(page.get_by_text(re.compile("在审核中"))).to_be_visible()

    page = reviewer.open("/approvals")
    decide(page, NAME)
    expect(page.get_by_test_id("dossier").get_by_role("row", name="更新频率 每月 每日")).to_be_visible()
    reviewer.picture("approval-change")
    page.keyboard.press("a")
    expect(page.get_by_text("已批准 1 件")).to_be_visible()

    page = reader.open(f"{address}?tab=versions")
    expect(page.get_by_test_id("version-3").get_by_text("已发布")).to_be_visible()
    expect(page.get_by_role("button", name="1 条未读通知")).to_be_visible()
    reader.picture("catalogue-versions")
    page.get_by_role("link", name="在日志中的记录").click()
    expect(page.get_by_text("变更", exact=True).first).to_be_visible()
    page.get_by_role("button", name="验证").first.click()
    proof = page.get_by_test_id("proof")
    expect(proof.get_by_text("本浏览器按 RFC 6962 重算的根与签名的根")).to_be_visible()
    expect(proof.get_by_text("不一致")).to_have_count(0)
    assert proof.get_by_text("一致", exact=True).count() >= 3
    reader.picture("catalogue-proof")


def test_every_page_of_the_catalogue_opens_and_fits_the_screen(enter: Enter) -> None:
    visitor = enter("data")
    row = visitor.read("/catalogue/entries?q=AC43_MONTH&size=1")
    row = (row["rows"] or visitor.read("/catalogue/entries?size=1")["rows"])[0]
    entry = f"/catalogue/entries/{row['code'].replace('/', '-')}"
    for name, path, shown in [
        ("catalogue", "/catalogue", ".ant-table-row"),
        ("catalogue-search", "/catalogue?q=jf", ".ant-table-row small"),
        ("catalogue-items", entry, ".ant-table-row"),
        ("catalogue-lineage", f"{entry}?tab=lineage", ".lineage-way"),
        ("catalogue-quality", f"{entry}?tab=quality", ".figures"),
        ("catalogue-services", f"{entry}?tab=services", ".note-empty"),
        ("catalogue-duties", "/catalogue/duties", ".ant-table-row"),
        ("catalogue-mounts", "/catalogue/mounts", ".rate-bar"),
        ("catalogue-truth", "/catalogue/truth", ".page-head"),
        ("catalogue-log", "/catalogue/log", ".ant-table-row"),
        ("catalogue-drafts", "/catalogue/drafts", ".work-ways"),
        ("approvals", "/approvals", ".page-head"),
    ]:
        visitor.open(path)
        expect(visitor.page.locator(shown).first).to_be_visible()
        visitor.picture(name)


def test_a_wrong_file_names_every_cell(enter: Enter, tmp_path: Path) -> None:
    from anlan.standards.catalogue import CatalogueEntry, catalogue_classes
    from anlan.standards.catalogue_workbook import write_workbook

    first = catalogue_classes()[0]
    path = tmp_path / "目录.xlsx"
    write_workbook(path, [CatalogueEntry(first.code, first.path, "缺责任方的资源", description="每行一人")])
    visitor = enter("data")
    page = visitor.open("/catalogue/drafts")
    page.locator("input[type=file]").set_input_files(path)
    expect(page.get_by_text(re.compile(r"文件有 \d+ 处错误，没有写入任何内容"))).to_be_visible()
    expect(page.get_by_text(re.compile(r"资源!R2"))).to_be_visible()
    visitor.picture("catalogue-import-errors")
