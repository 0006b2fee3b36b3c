"""How a paged JSON interface goes on from page to page, and where in an answer its rows and counts are."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from anlan.collection.source_errors import SourceMalformed

STYLES = ("page", "offset", "cursor", "link")
_OPTIONS = frozenset(
    {"paging", "page", "size", "since", "rows", "total", "page_size", "first_page", "offset", "cursor", "next"}
    | {"success", "parameters"}
)


@dataclass(frozen=True)
class Page:
    """One answer understood: its rows, the total where it says one, and what leads to the next page."""

    rows: list[dict[str, Any]]
    total: int | None
    next: str


def wrong_options(options: Mapping[str, Any]) -> list[str]:
    """What is wrong with the ``format`` of an interface's table."""
    found = [f"format 中没有 {name} 这一项" for name in options if name not in _OPTIONS]
    style = options.get("paging", "page")
    if style not in STYLES:
        found.append(f"format.paging {style!r} 须是 {'、'.join(STYLES)} 之一")
    if style in ("cursor", "link") and not options.get("next"):
        found.append(f"format.paging {style} 需要 format.next 指明下一页在回答中的位置")
    for name in ("success", "parameters"):
        if not isinstance(options.get(name, {}), dict):
            found.append(f"format.{name} 须是一组键值")
    return found


def read_page(data: bytes, place: str, options: Mapping[str, Any]) -> Page:
    """One answer as a page; numbers keep their digits. Raises: SourceMalformed."""
    try:
        body = json.loads(data, parse_float=str, parse_int=str)
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise SourceMalformed(place=place, reason=f"不是 JSON（{str(error)[:80]}）") from error
    for name, wanted in dict(options.get("success") or {}).items():
        allowed = {str(one) for one in (wanted if isinstance(wanted, list) else [wanted])}
        if str(found := at(body, name)) not in allowed:
            raise SourceMalformed(place=place, reason=f"回答的 {name} 为 {str(found)[:40]}，不是成功")
    rows = at(body, str(options.get("rows", "rows")))
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise SourceMalformed(place=place, reason=f"没有行的列表 {options.get('rows', 'rows')}")
    total = at(body, str(options.get("total", "total")))
    counted = int(total) if isinstance(total, str) and total.isdigit() else None
    if counted is None and options.get("paging", "page") in ("page", "offset"):
        raise SourceMalformed(place=place, reason=f"没有总行数 {options.get('total', 'total')}")
    following = at(body, str(options.get("next") or ""))
    return Page(rows, counted, following if isinstance(following, str) else "")


def at(body: Any, path: str) -> Any:
    """What stands at a place of an answer, its parts joined by points (``data.records``)."""
    for part in path.split(".") if path else [""]:
        body = body.get(part) if isinstance(body, dict) else None
    return body


def parameters_of(options: Mapping[str, Any], number: int, received: int, before: Page | None) -> dict[str, str]:
    """The parameters that ask for a page, ``number`` counting from 0 and ``received`` the rows so far."""
    asked = {str(name): str(value) for name, value in dict(options.get("parameters") or {}).items()}
    asked[str(options.get("size", "size"))] = str(options.get("page_size", 500))
    style = options.get("paging", "page")
    if style == "page":
        asked[str(options.get("page", "page"))] = str(number + int(options.get("first_page", 1)))
    elif style == "offset":
        asked[str(options.get("offset", "offset"))] = str(received)
    elif style == "cursor" and before is not None:
        asked[str(options.get("cursor", "cursor"))] = before.next
    return asked


def is_last(options: Mapping[str, Any], page: Page, received: int) -> bool:
    """Whether nothing follows a page."""
    if options.get("paging", "page") in ("page", "offset"):
        return page.total is not None and received >= page.total
    return not page.next
