"""Fixtures of collection's tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from anlan.base.settings import create_workspace
from anlan.pool.pool import Pool
from anlan.standards.registry import Registry, load_registry
from bureau import Bureau


@pytest.fixture(scope="session")
def registry() -> Registry:
    return load_registry()


@pytest.fixture
def bureau(tmp_path: Path, registry: Registry) -> Bureau:
    workspace = create_workspace(tmp_path / "w", {"collection.timeout_seconds": 2.0}, {})
    return Bureau(workspace, registry, Pool(workspace.pool))
