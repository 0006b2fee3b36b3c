"""Stands before every endpoint: session, CSRF token and permission; refusals are recorded."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja.security import APIKeyCookie
from ninja.utils import check_csrf

from anlan.control import audit, people
from anlan.control.access import NotSignedIn, OriginRefused, Permission, Viewer, denied
from anlan.control.desk import Desk


class SignedRequest(HttpRequest):
    """A request that has passed the guard."""

    auth: Viewer


class Needs(APIKeyCookie):
    """Lets a signed-in person pass who has the permission; none given means being signed in is enough."""

    param_name = "anlan_session"

    def __init__(self, permission: Permission | None = None) -> None:
        self.permission = permission
        super().__init__(csrf=False)  # checked here, so that a refusal has the one error shape
        self.openapi_name = "session"

    def authenticate(self, request: HttpRequest, key: str | None) -> Viewer:
        """The person behind the request. Raises: NotSignedIn, OriginRefused, AccessDenied."""
        viewer = people.viewer_of(request.user)
        if viewer is None:
            raise NotSignedIn
        require_token(request)
        if self.permission is not None and not viewer.may(self.permission):
            audit.record(viewer.username, audit.Action.REFUSED, self.permission.value, address=address_of(request))
            raise denied(viewer, self.permission, people.administrators())
        return viewer


def require_token(request: HttpRequest) -> None:
    """Refuse a changing request without the CSRF token. Raises: OriginRefused."""
    if check_csrf(request) is not None:
        raise OriginRefused


def address_of(request: HttpRequest) -> str:
    """The network address the request came from, as the server saw it."""
    return str(request.META.get("REMOTE_ADDR", ""))


def desk_of(request: HttpRequest) -> Desk:
    """Everything published, read with the rights of the person behind the request."""
    signed: Any = request
    return Desk.open(signed.auth)
