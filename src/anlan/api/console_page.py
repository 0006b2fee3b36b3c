"""The console's page: any path that is neither API nor file is a view of the single-page console."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token

from anlan.control.settings import CONSOLE_FILES

_MISSING = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>安澜</title>
<body><h1>安澜控制台尚未构建</h1><p>接口在 <code>/api/v1</code> 正常工作。
在项目根目录运行 <code>make console</code> 构建控制台后刷新本页。</p></body></html>"""


def page(request: HttpRequest, path: str = "") -> HttpResponse:
    """The console's index page, or a page that says how to build it."""
    get_token(request)
    index = CONSOLE_FILES / "index.html"
    if not index.is_file():
        return HttpResponse(_MISSING, status=503)
    response = HttpResponse(index.read_bytes(), content_type="text/html; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response
