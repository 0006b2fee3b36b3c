"""What tests of every floor need: the servers, the browser and the reference data, or the reason why not."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

# What tests share lies beside them (``bureau``, ``released``, ``tests.…``), whichever folder a run begins in.
TESTS = Path(__file__).resolve().parent
sys.path[:0] = [path for path in (str(TESTS), str(TESTS.parent)) if path not in sys.path]

# Many tests begin processes of their own. Where the environment forbids bytecode beside the sources, each of them would
# compile a thousand modules anew; here all of them share what one compiled, workers of this run included.
if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
    sys.dont_write_bytecode = False
    sys.pycache_prefix = os.environ.setdefault("PYTHONPYCACHEPREFIX", str(TESTS.parent / ".pytest_cache" / "bytecode"))

# Playwright's synchronous interface keeps an event loop alive in its process, beside which Django refuses every query;
# tests that follow it in the same worker are synchronous all the same.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

REQUIRED = {name.strip() for name in os.environ.get("ANLAN_REQUIRE", "").split(",") if name.strip()}


def missing(name: str, reason: str) -> None:
    """Skip with the reason, or fail where ``ANLAN_REQUIRE`` names what is missing."""
    if name in REQUIRED:
        pytest.fail(f"{reason} (ANLAN_REQUIRE names {name})", pytrace=False)
    pytest.skip(reason)


def server_url(name: str, variable: str, default: str, port: int) -> str:
    """The address of a test server that answers."""
    url = os.environ.get(variable, default)
    parts = urlsplit(url)
    try:
        socket.create_connection((parts.hostname or "127.0.0.1", parts.port or port), timeout=2).close()
    except OSError as error:
        missing(name, f"no {name} at {parts.hostname}:{parts.port or port} ({error}); set {variable}")
    return url


@pytest.fixture(scope="session")
def postgresql_url() -> str:
    """URL of a PostgreSQL database that tests may write to."""
    return server_url("postgresql", "ANLAN_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/test", 5432)


@pytest.fixture(scope="session")
def mariadb_url() -> str:
    """URL of a MariaDB database that tests may write to."""
    return server_url("mariadb", "ANLAN_TEST_MARIADB", "mysql://root@127.0.0.1:3306/test", 3306)


@pytest.fixture(scope="session")
def reference_data() -> Path:
    """Folder of the real data for measurement."""
    default = TESTS.parents[1] / "shared" / "data"
    folder = Path(os.environ.get("ANLAN_REFERENCE_DATA", default))
    if not folder.is_dir():
        missing("reference", f"no reference data at {folder}; set ANLAN_REFERENCE_DATA")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of a Chromium that tests may drive."""
    path = os.environ.get("ANLAN_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    if not Path(path).is_file():
        missing("browser", "no Chromium; install Debian's package or set ANLAN_CHROMIUM")
    return path
