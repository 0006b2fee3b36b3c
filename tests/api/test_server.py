"""The real server: one command to start, a run from the console with live progress, a graceful stop."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pyarrow as pa
import pytest
from deltalake import write_deltalake

from anlan.base.settings import create_workspace
from anlan.pool.pool import Pool
from released import CONTRACT

PATIENCE = 180
WORKED_THEN_SERVED = [
    "-c",
    """
import sys
from pathlib import Path

from anlan.base.settings import open_workspace
from anlan.cli.run import run_job
from anlan.control.server import serve

if __name__ == "__main__":
    workspace = open_workspace(Path(sys.argv[2]))
    assert run_job(workspace, weeks=2).error is None
    serve(workspace, "127.0.0.1", int(sys.argv[4]), print)
""",
]

pytestmark = pytest.mark.slow


def anlan(*words: str) -> subprocess.CompletedProcess[str]:
    """A finished command of the command line."""
    command = [sys.executable, "-m", "anlan.cli.main", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A workspace with one CSV source and one analyst."""
    folder = tmp_path / "w"
    create_workspace(folder, {"clock.today": "2026-11-22"}, {"hotline": "file:files"})
    contract = folder / "sources" / "hotline_12345" / "contract.yml"
    contract.parent.mkdir(parents=True)
    contract.write_text(CONTRACT, encoding="utf-8")
    (folder / "files").mkdir()
    lines = "工单编号,受理日期,诉求内容,单位\nT1,2026-11-20,欠薪,北京甲有限公司\n"
    (folder / "files" / "t.csv").write_text(lines, encoding="utf-8")
    return folder


@contextmanager
def served(command: list[str], root: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The base URL of a running server and its process; the command is told the workspace and the port."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, *command, "--workspace", str(root), "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    url = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            httpx.get(f"{url}/api/health").raise_for_status()
            break
        except httpx.HTTPError:
            assert process.poll() is None
            time.sleep(0.1)
    try:
        yield url, process
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def server(root: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The base URL of a running server and its process."""
    with served(["-m", "anlan.cli.main", "serve"], root) as running:
        yield running


def signed_in(url: str, root: Path) -> httpx.Client:
    """A client signed in as a new analyst."""
    added = anlan("person", "add", "ana", "--role", "analyst", "--workspace", str(root), "--json")
    password = json.loads(added.stdout)["password"]
    client = httpx.Client(base_url=f"{url}/api/v1", timeout=30)
    client.headers["X-CSRFToken"] = client.get("/session").json()["csrf_token"]
    session = client.post("/session", json={"username": "ana", "password": password}).json()
    client.headers["X-CSRFToken"] = session["csrf_token"]
    return client


def test_a_run_from_the_console_is_seen_while_it_runs(root: Path, server: tuple[str, subprocess.Popen[str]]) -> None:
    url, process = server
    client = signed_in(url, root)
    before = client.get("/ledger")
    assert (before.status_code, before.json()["code"]) == (503, "serving-missing")
    started = client.post("/runs", json={"weeks": 2})
    assert started.status_code == 200, started.text
    number = started.json()["id"]
    assert started.json()["state"] == "running" and started.json()["started_by"] == "ana"
    seen: set[str] = set()
    refused: set[int] = set()
    deadline = time.monotonic() + PATIENCE
    run: dict[str, Any] = started.json()
    while run["state"] == "running" and time.monotonic() < deadline:
        seen |= {step["name"] for step in run["steps"] if step["state"] == "running"}
        if seen and not refused:
            refused.add(client.post("/runs", json={}).status_code)
        time.sleep(0.05)
        run = client.get(f"/runs/{number}").json()
    assert run["state"] in ("done", "done_with_incidents"), run
    assert len(seen) >= 3 and refused == {409}
    assert {step["state"] for step in run["steps"]} == {"done"}
    # The server reads the new release without being started again.
    assert client.get("/ledger").json()["release"] == run["release"] == 1
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=20) == 0
    assert process.stdout is not None and "控制台：http://127.0.0.1" in process.stdout.read()


def test_who_worked_on_the_pool_may_serve_from_the_same_process(root: Path) -> None:
    # As `anlan demo` does: its reader of tables runs threads, which a forked worker would not have.
    with served(WORKED_THEN_SERVED, root) as (url, _):
        client = signed_in(url, root)
        # Of a table that another process has written nothing is known yet: the worker reads its log.
        write_deltalake(Pool(root / "pool").folder("core_entity__person"), pa.table({"person_id": ["P1", "P2"]}))
        answer = client.get("/platform")
        assert answer.status_code == 200, answer.text
        assert answer.json()["figures"]["persons"] == 2


def test_a_port_in_use_is_a_clear_error(root: Path) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        failed = anlan("serve", "--workspace", str(root), "--port", str(port))
    assert failed.returncode == 1
    assert "port-taken" in failed.stderr and "--port" in failed.stderr
