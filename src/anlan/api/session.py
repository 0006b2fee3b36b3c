"""Signing in and out, and who is signed in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from ninja import Router

from anlan import __version__
from anlan.api.guard import Needs, SignedRequest, address_of, require_token
from anlan.api.schemas.session import Credentials, Session
from anlan.control import people
from anlan.control.access import Viewer
from anlan.control.place import workspace

router = Router(tags=["session"])


def _session(request: HttpRequest, viewer: Viewer | None) -> dict[str, Any]:
    place = workspace()
    return {
        "person": people.describe(viewer) if viewer else None,
        "csrf_token": get_token(request),
        "business_date": place.clock().today(),
        "bureau_name": place.get("bureau.name"),
        "city": place.get("bureau.city"),
        "version": __version__,
    }


@router.get("", response=Session, auth=None, summary="当前登录的人")
def session(request: HttpRequest) -> Any:
    return _session(request, people.viewer_of(request.user))


@router.post("", response=Session, auth=None, summary="登录")
def sign_in(request: HttpRequest, credentials: Credentials) -> Any:
    require_token(request)
    viewer = people.sign_in(request, credentials.username, credentials.password, address_of(request))
    return _session(request, viewer)


@router.delete("", response=Session, auth=Needs(), summary="退出")
def sign_out(request: SignedRequest) -> Any:
    people.sign_out(request, address_of(request))
    return _session(request, None)
