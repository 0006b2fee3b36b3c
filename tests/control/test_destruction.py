"""Destruction from the request to a certificate that verifies: nothing left, readers told, killed and resumed."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
import time
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from anlan.base.settings import Workspace, open_workspace
from anlan.control.place import open_pool
from anlan.pool import serving
from anlan.pool.archive import Archive
from anlan.pool.loads import Loads
from released import LOAD, build

SYSTEM = "hotline_12345"
MOBILE = "13812345678"
DELIVERED = "工单编号,受理日期\nT1,20261120\n"


def prepared(root: Path) -> Workspace:
    """A released workspace whose only system also has raw bytes archived and a file delivered into its folder."""
    workspace: Workspace = build(root)
    (root / "none").mkdir()
    (root / "none" / "tickets.csv").write_text(DELIVERED, encoding="utf-8")
    sha256 = Archive(workspace.archive).store(DELIVERED.encode())
    loads = Loads(workspace.pool)
    loads.save(loads.get(LOAD), sha256=sha256, archived=(sha256,))
    return workspace


def command(workspace: Workspace, *words: str) -> list[str]:
    return [sys.executable, "-m", "anlan.cli.main", "assets", *words, "--workspace", str(workspace.root)]


def asked(workspace: Workspace, *words: str, fails: bool = False) -> Any:
    """What a command says as JSON; on failure the error."""
    done = subprocess.run([*command(workspace, *words), "--json"], capture_output=True, text=True, check=False)
    assert (done.returncode != 0) is fails, done.stderr + done.stdout
    return json.loads(done.stderr.splitlines()[-1] if fails else done.stdout)


@pytest.fixture(scope="module")
def approved_once(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    workspace = prepared(tmp_path_factory.mktemp("approved") / "w")
    approve(workspace)
    return workspace


@pytest.fixture
def approved(approved_once: Workspace, tmp_path: Path) -> Workspace:
    """A copy of a workspace in which a destruction was asked for and approved: copying the folder copies everything."""
    shutil.copytree(approved_once.root, tmp_path / "w")
    return open_workspace(tmp_path / "w")


def approve(workspace: Workspace, *more: str) -> None:
    asked(workspace, "destroy", "request", SYSTEM, "--basis", "保密协议第六条", "--by", "zhang", *more)
    refused = asked(workspace, "destroy", "approve", "1", "--by", "zhang", fails=True)
    assert refused["code"] == "destruction-state-wrong" and "四眼" in refused["hint"]
    asked(workspace, "destroy", "approve", "1", "--by", "li")


def left(workspace: Workspace, words: str) -> list[str]:
    """Files of the workspace, but for what a release or page may hold of other sources, in which the bytes stand."""
    found = []
    for path in sorted(path for path in workspace.root.rglob("*") if path.is_file()):
        if words.encode() in path.read_bytes():
            found.append(str(path.relative_to(workspace.root)))
    return found


def finished(workspace: Workspace) -> None:
    """What holds after every destruction that was carried through."""
    pool = open_pool(workspace)
    assert [table for table in pool.tables() if SYSTEM in table] == []
    assert pool.read("core_hotline__ticket").num_rows == 0
    latest = pool.latest()
    assert latest is not None and "core_registry__enterprise" in latest.tables
    assert not any(name.startswith("out_risk__alert") for name in pool.tables())
    assert left(workspace, MOBILE) == []
    assert not (workspace.root / "none" / "tickets.csv").exists()
    package = Loads(workspace.pool).get(LOAD)
    assert (package.row_count, package.archived, package.file_name) == (0, (), "")
    assert "销毁" in package.message and package.sha256
    with closing(serving.open_current(workspace.serving)) as copy:
        assert copy.execute("SELECT count(*) FROM core_hotline__ticket").fetchall() if _served(copy) else True


def _served(copy: sqlite3.Connection) -> bool:
    return bool(copy.execute("SELECT 1 FROM sqlite_master WHERE name = 'core_hotline__ticket'").fetchall())


def certificate(workspace: Workspace, number: int = 1) -> Path:
    return workspace.root / "destruction" / f"{number:06d}" / f"销毁证书-{number}.pdf"


def test_a_source_is_destroyed_with_everything_made_of_it_and_the_certificate_verifies(tmp_path: Path) -> None:
    workspace = prepared(tmp_path / "w")
    plan = asked(workspace, "destroy", "plan", SYSTEM)
    how = {table["table"]: table["how"] for table in plan["tables"]}
    assert how["raw_hotline_12345__ticket"] == "drop" and how["core_hotline__ticket"] == "erase"
    assert how["out_risk__alert"] == "empty" and "core_registry__enterprise" not in how
    assert plan["delivered"] == ["none/tickets.csv"] and plan["raw_files"]["count"] == 1
    assert any("备份" in text for text in plan["unreachable"])
    assert left(workspace, MOBILE), "the plan changes nothing"
    approve(workspace)
    done = asked(workspace, "destroy", "run", "1", "--without-rebuild", "--quiet")
    assert done["state"] == "done" and done["due"] == "2026-11-27"
    finished(workspace)
    from anlan.pool.release import ReleaseDestroyed

    with pytest.raises(ReleaseDestroyed):
        open_pool(workspace).get_release(1)
    verified = asked(workspace, "certificate", "verify", str(certificate(workspace)))
    assert verified["number"] == 1 and verified["rows_left"] == 0 and verified["destroyed"] > 10
    assert asked(workspace, "certificate", "verify", str(certificate(workspace).with_suffix(".docx")))["number"] == 1
    again = asked(workspace, "destroy", "run", "1", fails=True)
    assert again["code"] == "destruction-state-wrong"


def test_a_changed_certificate_or_list_is_refused(approved: Workspace, tmp_path: Path) -> None:
    workspace = approved
    asked(workspace, "destroy", "run", "1", "--without-rebuild", "--quiet")
    forged = tmp_path / "forged.pdf"
    forged.write_bytes(certificate(workspace).read_bytes() + b" ")
    assert asked(workspace, "certificate", "verify", str(forged), fails=True)["code"] == "certificate-wrong"
    journal = certificate(workspace).with_name("destroyed.jsonl")
    listed = journal.read_bytes()
    journal.write_bytes(listed.replace(b'"size": ', b'"size": 1', 1))
    error = asked(workspace, "certificate", "verify", str(certificate(workspace)), fails=True)
    assert "清单" in error["detail"]
    journal.write_bytes(listed)
    first = json.loads(listed.splitlines()[0])
    facts = [json.loads(line) for line in listed.splitlines()]
    back = next(fact for fact in facts if fact["path"] == "none/tickets.csv")
    (workspace.root / "none").mkdir(exist_ok=True)
    (workspace.root / back["path"]).write_text(DELIVERED, encoding="utf-8")
    assert first["sha256"] and "又出现" in asked(
        workspace, "certificate", "verify", str(certificate(workspace)), fails=True
    )["detail"]  # fmt: skip


def test_a_trace_that_is_left_stops_the_certificate(approved: Workspace, tmp_path: Path) -> None:
    workspace = approved
    stray = workspace.pool / "out" / "out_copy__made_by_hand"
    stray.mkdir(parents=True)
    import pyarrow as pa
    import pyarrow.parquet as pq

    raw = open_pool(workspace).read("raw_hotline_12345__ticket")
    pq.write_table(pa.table({"copied": raw.column("诉求内容")}), stray / "part.parquet")
    error = asked(workspace, "destroy", "run", "1", "--without-rebuild", "--quiet", fails=True)
    assert error["code"] == "destruction-left-traces" and "out_copy__made_by_hand" in error["detail"]
    assert not certificate(workspace).exists()
    (stray / "part.parquet").unlink()
    assert asked(workspace, "destroy", "run", "1", "--without-rebuild", "--quiet")["state"] == "done"
    finished(workspace)


def test_a_return_waits_for_its_receipt_and_the_package_goes_too(tmp_path: Path) -> None:
    workspace = prepared(tmp_path / "w")
    approve(workspace, "--return")
    waits = asked(workspace, "destroy", "run", "1", "--without-rebuild", "--quiet", fails=True)
    assert waits["code"] == "destruction-awaits-receipt"
    assert open_pool(workspace).read("core_hotline__ticket").num_rows == 5, "nothing goes before the receipt"
    package = workspace.root / "destruction" / "000001" / "return.zip"
    kept = tmp_path / "handed-over.zip"
    kept.write_bytes(package.read_bytes())
    asked(workspace, "destroy", "handed-over", "1", "--receipt", "热线中心 2026-11-24")
    assert asked(workspace, "destroy", "run", "1", "--without-rebuild", "--quiet")["state"] == "done"
    assert not package.exists()
    finished(workspace)
    from anlan.control.assets.packages import PackageBroken, extract, verify_package

    report = verify_package(kept)
    assert (report.rows, report.loads) == (5, 1) and extract(kept, tmp_path / "out") == 5
    broken = bytearray(kept.read_bytes())
    broken[broken.index(DELIVERED.encode()[:6])] ^= 1
    kept.write_bytes(broken)
    with pytest.raises((PackageBroken, zipfile.BadZipFile)):
        verify_package(kept)


def _stage(workspace: Workspace) -> str:
    with closing(sqlite3.connect(f"file:{workspace.root / 'control.sqlite3'}?mode=ro", uri=True)) as connection:
        return str(connection.execute("SELECT stage FROM assets_destruction").fetchall()[0][0])


STAGES = ["witness", "give_back", "withdraw", "erase", "rebuild", "remove", "search"]


def _reached(workspace: Workspace, stage: str) -> bool:
    """Whether the stage or a later one has begun: a short stage may pass between two looks."""
    found = _stage(workspace)
    return found in STAGES and STAGES.index(found) >= STAGES.index(stage)


@pytest.mark.slow
@pytest.mark.parametrize("stage", [one for one in STAGES if one != "give_back"])
def test_killed_after_any_stage_it_is_carried_through_the_next_time(approved: Workspace, stage: str) -> None:
    workspace = approved
    process = subprocess.Popen(
        command(workspace, "destroy", "run", "1", "--without-rebuild", "--quiet"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 60
    while not _reached(workspace, stage) and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.001)
    process.kill()
    process.wait()
    assert not certificate(workspace).exists() or stage == "search"
    assert asked(workspace, "destroy", "run", "1", "--without-rebuild", "--quiet")["state"] == "done"
    finished(workspace)
    assert asked(workspace, "certificate", "verify", str(certificate(workspace)))["rows_left"] == 0
