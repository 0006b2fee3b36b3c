"""The PDF of a report: the context set by Typst after the kind's template."""

from __future__ import annotations

import json
import threading
from functools import cache
from pathlib import Path

import typst

from anlan.base.errors import AnlanError
from anlan.reports.fonts import choose_fonts
from anlan.reports.tables import Row

# One compiler is kept, with the fonts it has opened; it may be used by one thread at a time.
_LOCK = threading.Lock()


class TypesettingFailed(AnlanError):
    """The template could not be set."""

    code = "typesetting-failed"
    message = "报告排版失败（模板 {template}）：{reason}"
    hint = "检查模板；若模板未改动过，请把本错误连同发布号告诉系统管理员。"


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(font_paths=choose_fonts().fonts, ignore_system_fonts=True)


def write_pdf(context: Row, charts: dict[str, dict[str, bytes]], template: Path) -> bytes:
    """The report as PDF bytes; the same context gives the same bytes. Raises: TypesettingFailed."""
    inputs = {
        "context": json.dumps(_shown(context), ensure_ascii=False, default=str),
        "charts": json.dumps({name: files["svg"].decode() for name, files in charts.items()}),
    }
    return typeset(template, inputs)


def typeset(template: Path, inputs: dict[str, str]) -> bytes:
    """The PDF of any template: its inputs as JSON texts, the families of each use added as ``fonts``.

    Raises: TypesettingFailed.
    """
    families = {use: list(names) for use, names in choose_fonts().families.items()}
    try:
        with _LOCK:
            compiled = _compiler().compile(
                input=template.read_bytes(),
                format="pdf",
                sys_inputs=inputs | {"fonts": json.dumps(families)},
                timestamp=0,
                pdf_tags=True,
            )
    except typst.TypstError as error:
        raise TypesettingFailed(template=template.name, reason=error.message) from error
    assert isinstance(compiled, bytes)
    return compiled


def _shown(context: Row) -> Row:
    """The context without the complete lists, which only Excel writes."""
    changes = [{key: value for key, value in change.items() if key != "all"} for change in context["changes"]]
    listing = {key: value for key, value in context["list"].items() if key != "all"}
    return context | {"changes": changes, "list": listing}
