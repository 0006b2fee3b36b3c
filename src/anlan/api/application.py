"""Assembles the routers, and turns every failure into one shape: problem details."""

from __future__ import annotations

import logging
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.operation import Operation
from ninja.renderers import JSONRenderer

from anlan import __version__
from anlan.api import (
    approvals,
    assets,
    catalogue,
    catalogue_authorisations,
    catalogue_log,
    catalogue_work,
    corrections,
    employers,
    events,
    evidence,
    harvest,
    jobs,
    ledger,
    lineage,
    master,
    offline,
    platform,
    quality,
    quality_rework,
    reference,
    reports,
    runs,
    session,
    sources,
    standardise,
    standards,
    standards_revisions,
    tags,
)
from anlan.base.errors import AnlanError

log = logging.getLogger("anlan.api")


class RequestInvalid(AnlanError):
    """A request whose parameters or body do not have the declared shape."""

    code = "request-invalid"
    status = 422
    message = "请求参数有误：{reason}"
    hint = "按接口说明改正后重试。"


class AddressUnknown(AnlanError):
    """An address below ``/api`` that does not exist."""

    code = "address-unknown"
    status = 404
    message = "没有接口 {path}"
    hint = "检查地址；全部接口见 docs/architecture.md 或 `anlan api schema`。"


class Unexpected(AnlanError):
    """A failure nobody foresaw; its particulars stay in the server's log."""

    code = "internal"
    status = 500
    retry = True
    message = "服务器内部错误"
    hint = "稍后重试；仍然失败时请把报错编号告诉系统管理员。"


class ChineseJson(JSONRenderer):
    """JSON with Chinese characters as they are: half the bytes."""

    json_dumps_params = {"ensure_ascii": False}


class Console(NinjaAPI):
    """The API whose operations are named by their function."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The function's name, unique over all routers."""
        return str(operation.view_func.__name__)


def problem(error: AnlanError) -> HttpResponse:
    """The error as problem details, with an id that a person can quote."""
    body: dict[str, Any] = {**error.as_dict(), "id": uuid.uuid4().hex[:12]}
    if error.status >= 500:
        log.error("%s %s", body["id"], error.code, exc_info=error)
    params = {"ensure_ascii": False}
    content_type = "application/problem+json"
    return JsonResponse(body, status=error.status, content_type=content_type, json_dumps_params=params)


def _invalid(error: ValidationError) -> AnlanError:
    places = "；".join(f"{'.'.join(str(part) for part in item['loc'])}：{item['msg']}" for item in error.errors)
    return RequestInvalid(reason=places)


def _failure(error: Any) -> AnlanError:
    if isinstance(error, AnlanError):
        return error
    if isinstance(error, ValidationError):
        return _invalid(error)
    if isinstance(error, HttpError):
        return RequestInvalid(reason=str(error))
    failure = Unexpected()
    failure.__cause__ = error
    return failure


def answer_failure(request: HttpRequest, error: Any) -> HttpResponse:
    """Any failure of an endpoint as problem details."""
    return problem(_failure(error))


def build() -> Console:
    """The API with every router and error handler; offline, without pages of its own."""
    api = Console(
        title="安澜控制台接口",
        version=__version__,
        docs_url=None,
        openapi_url=None,
        urls_namespace="api",
        renderer=ChineseJson(),
    )
    api.add_router("/session", session.router)
    api.add_router("", ledger.router)
    api.add_router("/employers", employers.router)
    api.add_router("", evidence.router)
    api.add_router("/events", events.router)
    api.add_router("", corrections.router)
    api.add_router("/reports", reports.router)
    api.add_router("/harvest", harvest.router)
    api.add_router("/standardise", standardise.router)
    api.add_router("", runs.router)
    api.add_router("", jobs.router)
    api.add_router("", sources.router)
    api.add_router("", offline.router)
    api.add_router("", reference.router)
    api.add_router("/approvals", approvals.router)
    api.add_router("/catalogue", catalogue.router)
    api.add_router("/catalogue", catalogue_work.router)
    api.add_router("/catalogue", catalogue_log.router)
    api.add_router("/catalogue", catalogue_authorisations.router)
    api.add_router("/quality/rework", quality_rework.router)
    api.add_router("/quality", quality.router)
    api.add_router("/standards", standards.router)
    api.add_router("/standards/revisions", standards_revisions.router)
    api.add_router("/master", master.router)
    api.add_router("/lineage", lineage.router)
    api.add_router("/assets", assets.router)
    api.add_router("/tags", tags.router)
    api.add_router("/platform", platform.router)
    for kind in (ValidationError, HttpError, AnlanError, Exception):
        api.add_exception_handler(kind, answer_failure)
    return api


console = build()
