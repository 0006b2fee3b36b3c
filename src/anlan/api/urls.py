"""Every address the server answers: the API, health, and the console for all else."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path, re_path

from anlan.api.application import AddressUnknown, console, problem
from anlan.api.console_page import page


def health(request: HttpRequest) -> HttpResponse:
    """A sign of life for whoever watches the process."""
    return JsonResponse({"status": "ok"})


def unknown_address(request: HttpRequest) -> HttpResponse:
    """An address below ``/api`` that does not exist, in the one error shape."""
    return problem(AddressUnknown(path=request.path))


urlpatterns = [
    path("api/health", health),
    path("api/v1/", console.urls),
    re_path(r"^api/.*$", unknown_address),
    re_path(r"^(?P<path>.*)$", page),
]
