"""A demo workspace, its server and a browser, made once per session."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
CONSOLE = ROOT / "src" / "anlan" / "api" / "static" / "console" / "index.html"
ANLAN = [sys.executable, "-c", "from anlan.cli.main import main; main()"]
# Nothing that reaches for the network by itself, and no sandbox, which root and containers do not have.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include><dir>{fonts}</dir><cachedir>{cache}</cachedir>
<alias><family>sans-serif</family><prefer><family>Noto Sans CJK SC</family></prefer></alias></fontconfig>
"""


@pytest.fixture(scope="session")
def demo_workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demo city after one run; ``ANLAN_DEMO_WORKSPACE`` names one that is ready."""
    if ready := os.environ.get("ANLAN_DEMO_WORKSPACE"):
        return Path(ready)
    folder = tmp_path_factory.mktemp("demo") / "workspace"
    made = subprocess.run(
        [*ANLAN, "demo", "--workspace", str(folder), "--scale", "0.002", "--no-serve"], capture_output=True, text=True
    )
    assert made.returncode == 0, made.stderr[-2000:]
    return folder


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert server.poll() is None, f"the server ended with {server.returncode}"
        try:
            urlopen(f"{address}/api/health", timeout=2).close()
            return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    pytest.fail(f"no sign of life from {address} within a minute")


@pytest.fixture(scope="session")
def server(demo_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a real ``anlan serve``."""
    if not CONSOLE.is_file():
        pytest.fail("the console is not built: run `make console`", pytrace=False)
    port = free_port()
    log = tmp_path_factory.mktemp("server") / "server.log"
    with log.open("wb") as written:
        process = subprocess.Popen(
            [*ANLAN, "serve", "--workspace", str(demo_workspace), "--port", str(port)], stdout=written, stderr=written
        )
        try:
            wait_for(f"http://127.0.0.1:{port}", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=20)


def font_settings(folder: Path) -> dict[str, str]:
    """Lets the browser find the Chinese fonts of the report engine, so that pictures have no empty boxes."""
    spec = find_spec("mplfonts")
    if spec is None or spec.origin is None:
        return {}
    settings = folder / "fonts.conf"
    settings.write_text(FONTS.format(fonts=Path(spec.origin).parent / "fonts", cache=folder / "cache"), "utf-8")
    return {"FONTCONFIG_FILE": str(settings)}


@pytest.fixture(scope="session")
def browser(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A Chromium that stays open for the session."""
    env = {**os.environ, **font_settings(tmp_path_factory.mktemp("fonts"))}
    expect.set_options(timeout=20_000)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS, env=env)
        yield opened
        opened.close()
