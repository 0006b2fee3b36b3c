"""The OpenAPI document of the console's interface, made offline and the same every time."""

from __future__ import annotations

import json
from typing import Any

from anlan.api.application import console
from anlan.api.schemas.shared import Problem

_PROBLEM = {
    "description": "失败（RFC 9457）",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


def document() -> dict[str, Any]:
    """The document with one shape for every failure of every operation."""
    schema: dict[str, Any] = dict(console.get_openapi_schema(path_prefix="/api/v1/"))
    schema["components"]["schemas"]["Problem"] = Problem.model_json_schema()
    for operations in schema["paths"].values():
        for operation in operations.values():
            answers = {str(status): answer for status, answer in operation["responses"].items()}
            operation["responses"] = {**answers, "default": _PROBLEM}
    return schema


def text() -> str:
    """The document as JSON text with sorted keys and a last newline."""
    return json.dumps(document(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
