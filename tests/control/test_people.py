"""People, roles and the workspace's settings for Django."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from anlan.base.errors import SettingInvalid
from anlan.base.settings import Workspace, create_workspace, open_workspace


def test_every_role_grants_something_and_none_grants_everything() -> None:
    from anlan.control.access import ROLES, Permission

    for role in ROLES.values():
        assert role.permissions and role.permissions < set(Permission)
    assert {permission for role in ROLES.values() for permission in role.permissions} == set(Permission)


def test_duties_are_kept_apart() -> None:
    from anlan.control.access import ROLES, Permission

    assert Permission.LEDGER_READ not in ROLES["admin"].permissions
    assert Permission.AUDIT_READ not in ROLES["admin"].permissions | ROLES["analyst"].permissions
    assert ROLES["auditor"].permissions == {Permission.AUDIT_READ, Permission.RUNS_READ, Permission.ASSETS_READ}


def test_every_permission_has_a_name_for_people(released_workspace: Workspace) -> None:
    from anlan.control.access import Permission
    from anlan.control.audit import Action

    assert all(permission.label for permission in Permission)
    assert all(action.label for action in Action)


@pytest.mark.parametrize(
    ("role", "district", "code"),
    [("handler", "", "district-needed"), ("analyst", "110105", "district-needed"), ("king", "", "role-unknown")],
)
def test_wrong_roles_are_refused(database: Workspace, role: str, district: str, code: str) -> None:
    from anlan.base.errors import AnlanError
    from anlan.control import people

    with pytest.raises(AnlanError) as refused:
        people.add("someone", "某人", role, district)
    assert refused.value.code == code


def test_weak_passwords_and_taken_names_are_refused(database: Workspace) -> None:
    from anlan.control import people

    with pytest.raises(people.PasswordWeak):
        people.add("someone", "某人", "leader", password="12345678")
    with pytest.raises(people.PersonExists):
        people.add("analyst", "某人", "analyst")
    with pytest.raises(people.PersonUnknown):
        people.reset_password("nobody")


def test_a_reset_ends_sessions_and_opens_the_door(database: Workspace) -> None:
    from django.contrib.auth.models import User
    from django.test import Client
    from django.utils import timezone

    from anlan.control import people
    from anlan.control.models import SignInFailure

    client = Client()
    client.force_login(User.objects.get(username="leader"))
    SignInFailure.objects.create(username="leader", address="", at=timezone.now())
    secret = people.reset_password("leader")
    assert len(secret) >= 16
    assert client.get("/api/v1/weeks").status_code == 401
    assert not SignInFailure.objects.filter(username="leader").exists()


def test_passwords_are_hashed(database: Workspace) -> None:
    from django.contrib.auth.models import User

    assert all(user.password.startswith("pbkdf2_sha256$") for user in User.objects.all())


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    from anlan.control.settings import KEY_FILE, secret_key

    workspace = create_workspace(tmp_path / "w", {}, {})
    key = secret_key(workspace)
    assert len(key) >= 50 and secret_key(workspace) == key
    assert stat.S_IMODE((workspace.root / KEY_FILE).stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("url", "engine", "name"),
    [
        ("sqlite:///control.sqlite3", "django.db.backends.sqlite3", "control.sqlite3"),
        ("postgresql://u:p%40@db:5433/anlan", "django.db.backends.postgresql", "anlan"),
    ],
)
def test_the_control_database_is_named_by_url(tmp_path: Path, url: str, engine: str, name: str) -> None:
    from anlan.control.settings import database

    create_workspace(tmp_path / "w", {"control.database": url}, {})
    entry = database(open_workspace(tmp_path / "w"))
    assert entry["ENGINE"] == engine and Path(entry["NAME"]).name == name
    assert entry.get("PASSWORD", "p@") == "p@"


def test_another_database_is_refused_with_the_place(tmp_path: Path) -> None:
    from anlan.control.settings import database

    workspace = create_workspace(tmp_path / "w", {"control.database": "oracle://x"}, {})
    with pytest.raises(SettingInvalid) as refused:
        database(workspace)
    assert "anlan.toml" in refused.value.text


def test_migrations_match_the_models(database: Workspace) -> None:
    from django.core.management import call_command

    call_command("makemigrations", "control", check=True, dry_run=True, verbosity=0)


def test_corrections_come_back_as_they_were_made(database: Workspace) -> None:
    from anlan.base.risk_types import RiskType
    from anlan.control.corrections import StoredCorrections
    from anlan.signals import Correction, CorrectionKind
    from released import MOMENT, REDDEST

    made = Correction(
        "a1", RiskType.WAGE_ARREARS, REDDEST, CorrectionKind.WRONG_TYPE, "analyst", MOMENT, right_type=RiskType.CLOSURE
    )
    StoredCorrections().add(made)
    assert list(StoredCorrections().all()) == [made]
