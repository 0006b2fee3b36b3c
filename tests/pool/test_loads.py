"""Load packages: their state is their folder, and a crash between two states loses nothing."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from anlan.base.clock import CHINA
from anlan.pool.archive import Archive, ArchiveMissing
from anlan.pool.loads import LoadMissing, Loads, LoadState

NOW = datetime(2026, 11, 22, 20, tzinfo=CHINA)


def test_a_package_lies_in_the_folder_of_its_state(tmp_path: Path) -> None:
    loads = Loads(tmp_path)
    package = loads.begin("labour", "cases", NOW, cursor_from="20261101")
    assert package.load_id == "000001-20261122-labour-cases"
    loads.save(package, LoadState.LOADED, row_count=3)
    assert [path.parent.name for path in loads.root.glob("*/*.json")] == ["loaded"]
    found = loads.get(package.load_id)
    assert (found.state, found.row_count, found.cursor_from, found.started) == (LoadState.LOADED, 3, "20261101", NOW)


def test_load_ids_sort_in_the_order_of_their_beginning(tmp_path: Path) -> None:
    loads = Loads(tmp_path)
    made = [loads.begin("b", "t", NOW).load_id, loads.begin("a", "t", NOW).load_id]
    assert [package.load_id for package in loads.all()] == made
    assert [package.load_id for package in loads.all("a")] == made[1:]


def test_a_crash_between_two_states_leaves_the_later_one(tmp_path: Path) -> None:
    loads = Loads(tmp_path)
    package = loads.begin("labour", "cases", NOW)
    before = (loads.root / "new" / f"{package.load_id}.json").read_bytes()
    loads.save(package, LoadState.EXTRACTED)
    (loads.root / "new" / f"{package.load_id}.json").write_bytes(before)
    assert [found.state for found in loads.unfinished()] == [LoadState.EXTRACTED]


def test_unknown_ids_are_said(tmp_path: Path) -> None:
    with pytest.raises(LoadMissing):
        Loads(tmp_path).get("000009")


def test_the_archive_keeps_the_same_bytes_once(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    first, second = archive.store(b"rows"), archive.store(b"rows")
    assert first == second
    assert archive.path(first).parent.name == first[:2]
    assert archive.read(first) == b"rows"
    with pytest.raises(ArchiveMissing):
        archive.read("0" * 64)
