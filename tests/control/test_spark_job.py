"""The main job of a small city on both engines: the same core tables, findings and warnings."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.engine.both_engines import in_order

import anlan_city
from anlan.base.settings import Workspace, create_workspace
from anlan.collection.deletions import DELETION
from anlan.collection.set_aside import SET_ASIDE
from anlan.pool.loads import Loads
from anlan.pool.pool import Pool


@pytest.fixture
def cities(tmp_path: Path) -> Iterator[dict[str, Workspace]]:
    """One made-up city twice, for either engine, with its services up."""
    folder = tmp_path / "duckdb"
    built = anlan_city.build(folder, scale=0.0005)
    with anlan_city.serve(built.folder) as url:
        connections = {name: url if one.startswith("http") else one for name, one in built.connections.items()}
        create_workspace(folder, built.settings, connections)
        other = shutil.copytree(folder, tmp_path / "spark")
        first = Workspace(folder, built.settings, connections)
        yield {"duckdb": first, "spark": Workspace(other, {**built.settings, "engine.name": "spark"}, connections)}


@pytest.mark.slow
def test_the_core_tables_are_the_same(database: Workspace, cities: dict[str, Workspace]) -> None:
    from anlan.control.main_job import run_main_job

    found: dict[str, dict[str, Any]] = {}
    for engine, workspace in cities.items():
        result = run_main_job(workspace, now=workspace.clock().now(), weeks=1)
        assert result.error is None
        pool = Pool(workspace.pool)
        tables = [name for name in pool.tables() if name.startswith("core_") or name in (SET_ASIDE, DELETION)]
        tables.remove("core_social__headcount_state")  # fingerprints of files, which are each engine's own
        rows = {name: [tuple(row.values()) for row in pool.read(name).to_pylist()] for name in sorted(tables)}
        alerts = pool.read("out_risk__alert").select(["uscc", "level", "score"]).to_pylist()
        rows["out_risk__alert"] = [tuple(row.values()) for row in alerts]
        loads = [
            (one.load_id, one.state, one.core_count, one.same_count, one.set_aside_count)
            for one in Loads(pool.root).all()
        ]
        notes = [(note.code, note.subject, note.message) for note in result.incidents]
        found[engine] = {**rows, "loads": loads, "notes": notes}
        assert not pool.left_behind()
    assert found["duckdb"].keys() == found["spark"].keys()
    filled = [name for name, rows in found["duckdb"].items() if rows and name.startswith("core_")]
    assert len(filled) > 25
    for name, rows in found["duckdb"].items():
        assert in_order(found["spark"][name]) == in_order(rows), name
