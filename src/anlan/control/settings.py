"""Django's settings made from a workspace; nothing is read from a settings module."""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import django
from django.conf import settings
from django.core.management import call_command

from anlan.base.errors import SettingInvalid
from anlan.base.settings import SETTINGS_FILE, Workspace, open_workspace
from anlan.control import place

KEY_FILE = "control.key"
CONSOLE_FILES = Path(__file__).parent.parent / "api" / "static" / "console"


def secret_key(workspace: Workspace) -> str:
    """The key that signs sessions: made once, kept in the workspace with mode 600."""
    path = workspace.root / KEY_FILE
    if not path.exists():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text(encoding="ascii").strip()


def database(workspace: Workspace) -> dict[str, Any]:
    """Django's entry for the control database: SQLite by default, PostgreSQL by URL. Raises: SettingInvalid."""
    url = workspace.get("control.database")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": workspace.root / parts.path.removeprefix("/"),
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            },
        }
    if parts.scheme in ("postgresql", "postgres"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.removeprefix("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    place_text = str(workspace.root / SETTINGS_FILE)
    raise SettingInvalid(name="control.database", place=place_text, reason="只支持 sqlite:/// 与 postgresql://")


def declared(workspace: Workspace) -> dict[str, Any]:
    """Every Django setting that differs from Django's default."""
    return {
        "SECRET_KEY": secret_key(workspace),
        "DEBUG": False,
        # The console runs on an intranet under whatever name the bureau gives it; no link is built from the host.
        "ALLOWED_HOSTS": ["*"],
        "DATABASES": {"default": database(workspace)},
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "INSTALLED_APPS": [
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "anlan.control.apps.ControlConfig",
            "anlan.control.catalogue.apps.CatalogueConfig",
            "anlan.control.master.apps.MasterConfig",
            "anlan.control.standards.apps.StandardsConfig",
            "anlan.control.quality.apps.QualityConfig",
            "anlan.control.harvest.apps.HarvestConfig",
            "anlan.control.standardise.apps.StandardiseConfig",
            "anlan.control.jobs.apps.JobsConfig",
            "anlan.control.assets.apps.AssetsConfig",
        ],
        "MIDDLEWARE": [
            "anlan.api.headers.SecurityHeaders",
            "whitenoise.middleware.WhiteNoiseMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.locale.LocaleMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        "ROOT_URLCONF": "anlan.api.urls",
        "SESSION_ENGINE": "django.contrib.sessions.backends.db",
        "SESSION_COOKIE_NAME": "anlan_session",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_AGE": 12 * 3600,
        "CSRF_COOKIE_NAME": "anlan_csrf",
        "CSRF_COOKIE_SAMESITE": "Lax",
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.PBKDF2PasswordHasher"],
        "AUTH_PASSWORD_VALIDATORS": [
            {"NAME": f"django.contrib.auth.password_validation.{name}"}
            for name in (
                "UserAttributeSimilarityValidator",
                "MinimumLengthValidator",
                "CommonPasswordValidator",
                "NumericPasswordValidator",
            )
        ],
        "WHITENOISE_ROOT": CONSOLE_FILES if CONSOLE_FILES.is_dir() else None,
        "WHITENOISE_INDEX_FILE": True,
        # The build puts a hash into the names of its assets: such a file never changes under its name.
        "WHITENOISE_IMMUTABLE_FILE_TEST": r"^/assets/.+-[\w-]{8}\.(js|css)$",
        "LANGUAGE_CODE": "zh-hans",
        "LANGUAGES": [("zh-hans", "简体中文"), ("en", "English")],
        "TIME_ZONE": "Asia/Shanghai",
        "USE_TZ": True,
        "X_FRAME_OPTIONS": "DENY",
        "LOGGING_CONFIG": None,
    }


def configure(workspace: Workspace) -> None:
    """Set up Django for a workspace and bring its control database up to date; the first call of a process wins.

    Raises: SettingInvalid.
    """
    if not settings.configured:
        place.settle(workspace)
        settings.configure(**declared(workspace))
        django.setup()


def configure_without_workspace() -> None:
    """Set up Django where only its declarations are looked at (checks, documentation): no database, nothing kept."""
    if settings.configured:
        return
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / SETTINGS_FILE).write_text("", encoding="utf-8")
        configure(open_workspace(Path(folder)))


def migrate() -> None:
    """Bring the control database to the newest schema."""
    call_command("migrate", interactive=False, verbosity=0)
