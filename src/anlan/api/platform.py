"""The platform at a glance: the figures beside the nine management functions and the eight subsystems."""

from __future__ import annotations

from typing import Any

from ninja import Router

from anlan.api.guard import Needs, SignedRequest
from anlan.api.schemas.platform import PlatformOverview
from anlan.control import platform

router = Router(tags=["platform"])


@router.get("", response=PlatformOverview, auth=Needs(), summary="平台总览：各项管理职能与子系统的实际数量")
def platform_overview(request: SignedRequest) -> Any:
    return platform.overview()
