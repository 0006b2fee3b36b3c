"""Shared fixtures of the entities' tests."""

from __future__ import annotations

import pytest
from small_register import ALIASES, ENTRIES, filler

from anlan.entities.resolver import Resolver


@pytest.fixture(scope="session")
def resolver() -> Resolver:
    """The resolver over the small register and some others around it."""
    return Resolver.build(ENTRIES + filler(), ALIASES)
