"""What the commands of the catalogue share: the opened workspace, who acts, and the password of who decides."""

from __future__ import annotations

import getpass
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from anlan.cli.terminal import workspace_of

if TYPE_CHECKING:
    from anlan.base.settings import Workspace
    from anlan.control.catalogue.life import CatalogueLife

UserOption = Annotated[str, typer.Option("--user", help="以谁的名义；口令从 ANLAN_PASSWORD 读取或当场输入")]
SubmitterOption = Annotated[str, typer.Option("--user", help="提交人；省略时为当前系统账户")]


def open_catalogue(workspace: Path | None) -> tuple[Workspace, CatalogueLife]:
    """The workspace with its control database up to date, and the catalogue's life in it."""
    from anlan.control.settings import configure, migrate

    place = workspace_of(workspace)
    configure(place)
    migrate()
    from anlan.control.catalogue.life import CatalogueLife
    from anlan.control.catalogue.log import VerifiableLog

    return place, CatalogueLife(VerifiableLog(place))


def person_with(user: str, permission: str) -> str:
    """The person who acts, shown to be who they say: the password is needed on the command line too."""
    from anlan.control.access import Permission
    from anlan.control.people import person_at_terminal

    password = os.environ.get("ANLAN_PASSWORD") or getpass.getpass(f"{user} 的口令：")
    return person_at_terminal(user, password, Permission(permission)).username


def reviewer(user: str) -> str:
    """The person who decides. Raises: SignInFailed, AccessDenied."""
    return person_with(user, "catalogue.review")


def submitter(user: str) -> str:
    """Who submits: the person named, or the account of the machine."""
    return user or f"cli:{getpass.getuser()}"
