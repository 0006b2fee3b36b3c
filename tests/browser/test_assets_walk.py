"""Data assets in a real browser: a destruction from the request to a certificate that verifies."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from visitor import Visitor

from conftest import ANLAN, free_port, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SYSTEM, LABEL = "utilities", "水电用量数据"
OTHER = "social_insurance"
_DATABASE = re.compile(r".*\.sqlite3(-wal|-shm|-journal)?$").match


@pytest.fixture
def own_server(demo_workspace: Path, chromium: str, tmp_path: Path) -> Iterator[str]:
    """A server over a copy of the demo city: what is destroyed here, others still need."""
    folder = tmp_path / "workspace"
    copy_running(demo_workspace, folder)
    port = free_port()
    command = [*ANLAN, "serve", "--workspace", str(folder), "--port", str(port)]
    with (tmp_path / "server.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            wait_for(f"http://127.0.0.1:{port}", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=20)


def copy_running(workspace: Path, folder: Path) -> None:
    """A copy of a workspace that a server may have open: its databases are backed up, the rest is copied."""
    shutil.copytree(
        workspace, folder, ignore=lambda at, names: [n for n in names if at == str(workspace) and _DATABASE(n)]
    )
    for path in workspace.glob("*.sqlite3"):
        with closing(sqlite3.connect(path)) as held, closing(sqlite3.connect(folder / path.name)) as copied:
            held.backup(copied)


def rows_of(visitor: Visitor, system: str) -> int:
    """The rows that a source has brought and that are still there."""
    return int(next(one["row_count"] for one in visitor.read("/sources") if one["system"] == system))


@pytest.fixture
def people(browser: Browser, own_server: str) -> Iterator[tuple[Visitor, Visitor]]:
    """The one who asks and the one who decides."""
    asks, decides = Visitor(browser, own_server), Visitor(browser, own_server)
    yield asks, decides
    asks.leave()
    decides.leave()


def test_a_supplier_is_destroyed_under_four_eyes_and_the_certificate_verifies(
    people: tuple[Visitor, Visitor], tmp_path: Path
) -> None:
    asks, decides = people
    page = asks.sign_in("data")
    asks.open("/assets/grades?q=B5")
    expect(page.get_by_role("row", name=re.compile("降薪幅度")).first).to_contain_text("至少 10 人", timeout=120_000)
    asks.picture("assets-grades")
    runs = asks.read("/runs")["total"]
    assert rows_of(asks, SYSTEM) > 0 and rows_of(asks, OTHER) > 0
    asks.open("/assets/lifecycle")
    expect(page.get_by_role("row", name=re.compile(LABEL)).first).to_contain_text("第三方数据")
    page.get_by_role("button", name="申请销毁").click()
    form = page.get_by_role("dialog")
    form.get_by_role("combobox", name="来源").fill("水电")
    form.get_by_role("combobox", name="来源").press("Enter")
    expect(form.get_by_role("button", name="查看计划")).to_be_enabled()
    form.get_by_role("textbox", name=re.compile("依据")).fill("保密协议第六条")
    expect(form.get_by_role("button", name="提交审批")).to_be_disabled()
    form.get_by_role("button", name="查看计划").click()
    expect(form.get_by_role("row", name=re.compile("core_utility__month"))).to_contain_text("删除其中的行")
    asks.picture("assets-plan")
    form.get_by_role("button", name="提交审批").click()
    expect(page).to_have_url(re.compile("/assets/lifecycle/1$"))
    expect(page.get_by_role("button", name="执行", exact=True)).to_have_count(0)

    decides.sign_in("reviewer")
    decides.open("/approvals")
    other = decides.page
    other.get_by_text(re.compile(LABEL)).first.click()
    expect(other.get_by_test_id("dossier")).to_contain_text(LABEL)
    decides.picture("assets-approval")
    other.keyboard.press("a")
    expect(other.get_by_text("已批准 1 件")).to_be_visible()

    asks.open("/assets/lifecycle/1")
    page.get_by_role("button", name="执行", exact=True).click()
    page.get_by_role("button", name=re.compile("确.*定|OK")).click()
    expect(page.get_by_role("button", name="核验证书")).to_be_visible(timeout=300_000)
    page.get_by_role("button", name="核验证书").click()
    expect(page.get_by_role("status")).to_contain_text("证书可信")
    asks.picture("assets-certificate")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="下载 pdf").click()
    assert Path(waiting.value.path()).read_bytes().startswith(b"%PDF")

    assert asks.read("/assets/destructions/1")["state"] == "done"
    assert asks.read("/runs")["total"] == runs + 1, "the lists were made anew from the other sources"
    assert rows_of(asks, SYSTEM) == 0 and rows_of(asks, OTHER) > 0
    audited = decides.read("/assets/lifecycle")["destructions"]
    assert [one["number"] for one in audited] == [1]
