"""What the console needs to name and draw things: indicators, labels and the sketch of the districts."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from anlan.api.guard import Needs, SignedRequest, desk_of
from anlan.api.ledger import Paging
from anlan.api.schemas.employers import Indicator
from anlan.api.schemas.ledger import DistrictMap
from anlan.api.schemas.session import AccessPage
from anlan.api.schemas.shared import Labels
from anlan.control import audit
from anlan.control.access import Permission

router = Router(tags=["reference"])
MAPS = Path(__file__).parent / "maps"


@cache
def _district_map() -> dict[str, Any]:
    outlines: dict[str, Any] = json.loads((MAPS / "110000.json").read_text(encoding="utf-8"))
    return outlines


@router.get("/indicators", response=list[Indicator], auth=Needs(Permission.INDICATORS_READ), summary="指标目录")
def indicators(request: SignedRequest) -> Any:
    return desk_of(request).indicators()


@router.get("/districts/map", response=DistrictMap, auth=Needs(), summary="行政区轮廓示意图")
def district_map(request: SignedRequest) -> Any:
    return _district_map()


@router.get("/labels", response=Labels, auth=Needs(), summary="代码与中文名称对照")
def labels(request: HttpRequest) -> Any:
    return {"sets": desk_of(request).labels()}


@router.get("/access-records", response=AccessPage, auth=Needs(Permission.AUDIT_READ), summary="访问审计")
def access_records(
    request: SignedRequest, paging: Query[Paging], username: str | None = None, action: str | None = None
) -> Any:
    return audit.records(paging.page, paging.size, username, action)
