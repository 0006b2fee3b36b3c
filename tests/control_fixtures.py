"""Fixtures for tests that need the control database: one released workspace a session, rolled back after each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from anlan.base.settings import Workspace

ROLES = ("data_admin", "analyst", "handler", "leader", "auditor", "admin")
PASSWORD = "correct-horse-9"
# Each folder of tests that imports the fixture has its own copy of it; the process has one Django.
_made: list[Workspace] = []


@pytest.fixture(scope="session")
def released_workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace with a release and one person a role; Django is configured for it, once a process."""
    if _made:
        return _made[0]
    from released import build

    workspace = build(tmp_path_factory.mktemp("workspace") / "w")
    from anlan.control.settings import configure, migrate

    configure(workspace)
    _lead_to(workspace)
    migrate()
    from anlan.control import people

    for role in ROLES:
        people.add(role, f"{role}甲", role, "110105" if role == "handler" else "", PASSWORD)
    _made.append(workspace)
    return workspace


def _lead_to(workspace: Workspace) -> None:
    """Point Django at this workspace: a command that ran in this process before may have set it up for another."""
    from django.db import connections

    from anlan.control import place
    from anlan.control.settings import database as entry_of

    place.settle(workspace)
    connections["default"].close()
    connections["default"].settings_dict.update(entry_of(workspace))


@pytest.fixture
def database(released_workspace: Workspace) -> Iterator[Workspace]:
    """The workspace whose control database forgets everything the test does."""
    from django.db import transaction

    with transaction.atomic():
        yield released_workspace
        transaction.set_rollback(True)


@pytest.fixture
def client_of(database: Workspace) -> Callable[[str], Client]:
    """A client signed in as the person of a role; an empty role is nobody."""
    from django.contrib.auth.models import User
    from django.test import Client

    def client(role: str) -> Client:
        made = Client(enforce_csrf_checks=True)
        if role:
            made.force_login(User.objects.get(username=role))
        return made

    return client
