"""The control database moves from SQLite to PostgreSQL with everything in it, and the product goes on there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from anlan.base.settings import Workspace
from anlan.standards.catalogue import CatalogueEntry, CatalogueItem, catalogue_classes

pytestmark = pytest.mark.postgresql
NAME = "anlan_move_control"


@pytest.fixture
def empty_database(postgresql_url: str) -> Iterator[str]:
    with psycopg.connect(postgresql_url, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {NAME}")
        yield postgresql_url.rpartition("/")[0] + f"/{NAME}"
        server.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


@pytest.fixture
def published(database: Workspace) -> Workspace:
    """A control database with people, a published entry and a log that proves it."""
    from anlan.control.catalogue.life import CatalogueLife, in_review
    from anlan.control.catalogue.log import VerifiableLog

    first = catalogue_classes()[0]
    item = CatalogueItem("AAB001", "单位编号", share_condition="按职责申请")
    entry = CatalogueEntry(first.code, first.path, "参保单位", description="每个参保单位一行", items=(item,))
    entry = replace(entry, share_condition="按职责申请", responsible_party="养老处")
    life = CatalogueLife(VerifiableLog(database))
    life.submit([entry], "甲")
    life.approve(in_review(), "乙")
    return database


def _command(workspace: Workspace, url: str, *words: str) -> str:
    environment = os.environ | {"ANLAN_CONTROL_DATABASE": url, "ANLAN_WORKSPACE": str(workspace.root)}
    code = "from anlan.cli.main import main; main()"
    found = subprocess.run(
        [sys.executable, "-c", code, *words, "--workspace", str(workspace.root)],
        env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return found.stdout


@pytest.mark.slow
def test_everything_moves_and_the_product_goes_on(published: Workspace, empty_database: str, tmp_path: Path) -> None:
    from anlan.control.move_control import ControlTargetNotEmpty, move_control

    moved = {one.table: one.rows for one in move_control(published, empty_database)}
    assert moved["auth_user"] == 6
    assert moved["catalogue_entryversion"] == 1
    assert moved["catalogue_logentry"] >= 1
    with pytest.raises(ControlTargetNotEmpty):
        move_control(published, empty_database)

    people = json.loads(_command(published, empty_database, "person", "list", "--json"))
    assert len(people) == 6
    log = tmp_path / "log.jsonl"
    _command(published, empty_database, "catalogue", "log", "--out", str(log))
    assert "参保单位" in log.read_text(encoding="utf-8")
    # The next number of every table follows those that came along.
    _command(published, empty_database, "person", "add", "newcomer", "--role", "analyst", "--name", "新人")
    assert len(json.loads(_command(published, empty_database, "person", "list", "--json"))) == 7


def test_an_unreachable_target_leaves_all_as_it_was(published: Workspace) -> None:
    from anlan.control.move_control import ControlTargetUnreachable, move_control

    with pytest.raises(ControlTargetUnreachable) as caught:
        move_control(published, "postgresql://nobody:secret@127.0.0.1:1/nothing")
    assert "secret" not in caught.value.text
