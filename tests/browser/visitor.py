"""A person at the console: signs in, looks around, and notices what should never happen."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "images"
PASSWORD = "anlan-demo-2026"


class Visitor:
    """A page at 1366×768, with the requests to other hosts and the failures that it saw."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.address = address
        self.page: Page = browser.new_page(
            viewport={"width": 1366, "height": 768}, locale="zh-CN", accept_downloads=True
        )
        self.page.set_default_timeout(20_000)
        self.foreign: list[str] = []
        self.failures: list[str] = []
        self.page.on("request", self._see_request)
        self.page.on("console", self._see_message)
        self.page.on("pageerror", lambda error: self.failures.append(str(error)))

    def _see_request(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.foreign.append(request.url)

    def _see_message(self, message: ConsoleMessage) -> None:
        # A refused request is reported by the browser itself and belongs to the pages about refusals.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.failures.append(message.text)

    def sign_in(self, username: str) -> Page:
        """Sign in with a demo account and wait for the menu."""
        self.page.goto(self.address)
        self.page.get_by_label("用户名").fill(username)
        self.page.get_by_label("密码").fill(PASSWORD)
        self.page.get_by_role("button", name="登录", exact=True).click()
        expect(self.page.get_by_role("navigation", name="主菜单")).to_be_visible()
        return self.page

    def open(self, path: str) -> Page:
        """Open an address of the console as a link would."""
        self.page.goto(f"{self.address}{path}")
        return self.page

    def read(self, path: str) -> Any:
        """What the interface answers this person."""
        return self.page.request.get(f"{self.address}/api/v1{path}").json()

    def picture(self, name: str) -> None:
        """Keep a picture for the documentation when ``ANLAN_DOCS_IMAGES=1``, and look at the page's width anyway."""
        self.page.wait_for_load_state("networkidle")
        assert self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (
            f"{name} scrolls sideways"
        )
        if os.environ.get("ANLAN_DOCS_IMAGES") == "1":
            PICTURES.mkdir(parents=True, exist_ok=True)
            self.page.wait_for_timeout(300)
            self.page.screenshot(path=PICTURES / f"{name}.png", animations="disabled")

    def leave(self) -> None:
        """Close the page and demand that it stayed at home and did not break."""
        self.page.close()
        assert self.foreign == []
        assert self.failures == []
