"""The OpenAPI document that the console's client is generated from."""

from __future__ import annotations

import json
from pathlib import Path

from anlan.base.settings import Workspace


def test_the_committed_document_is_up_to_date(database: Workspace) -> None:
    from anlan.api.document import text

    committed = Path(__file__).parents[2] / "console" / "openapi.json"
    assert committed.read_text(encoding="utf-8") == text(), "run: anlan api schema --out console/openapi.json"


def test_every_operation_declares_the_one_error_shape(database: Workspace) -> None:
    from anlan.api.document import text

    document = json.loads(text())
    for operations in document["paths"].values():
        for operation in operations.values():
            content = operation["responses"]["default"]["content"]
            assert content["application/problem+json"]["schema"]["$ref"].endswith("/Problem")


def test_operations_have_unique_names(database: Workspace) -> None:
    from anlan.api.document import text

    document = json.loads(text())
    names = [operation["operationId"] for path in document["paths"].values() for operation in path.values()]
    assert len(names) == len(set(names))
