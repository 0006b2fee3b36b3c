"""Links of employer references: code, number and name weighed against each other."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa
import pytest
from small_register import ANLAN, ENTRIES, SHARE, TWIN_EAST, code

from anlan.entities.link_employers import LINK_SCHEMA, link_employers
from anlan.entities.registry import Alias

_REGISTRY = pa.table(
    {
        "uscc": [entry.uscc for entry in ENTRIES],
        "name": [entry.name for entry in ENTRIES],
        "former_names": ["、".join(entry.former_names) or None for entry in ENTRIES],
        "short_name": [None for _ in ENTRIES],
        "known_at": ["2026-01-01" for _ in ENTRIES],
    }
)
_UNITS = pa.table({"unit_number": ["U1", "U2"], "uscc": [ANLAN.uscc, None], "name": [ANLAN.name, SHARE.name]})


def _link(uscc: str | None = None, number: str | None = None, name: str | None = None) -> dict[str, Any]:
    columns = {"employer_key": ["k"], "employer_code": [uscc], "employer_number": [number], "employer_name": [name]}
    references = pa.table({key: pa.array(values, pa.string()) for key, values in columns.items()})
    table = link_employers(references, _REGISTRY, _UNITS, [Alias("沐川", SHARE.uscc, "brand", "年报")])
    assert table.schema == LINK_SCHEMA
    return dict(table.to_pylist()[0])


_SWAPPED = ANLAN.uscc[:9] + ANLAN.uscc[10] + ANLAN.uscc[9] + ANLAN.uscc[11:]
_TYPO = ANLAN.uscc[:16] + "Z" + ANLAN.uscc[17:]


@pytest.mark.parametrize(
    ("reference", "uscc", "method"),
    [
        ({"uscc": ANLAN.uscc, "name": ANLAN.name}, ANLAN.uscc, "code"),
        ({"uscc": ANLAN.uscc}, ANLAN.uscc, "code"),
        ({"uscc": ANLAN.uscc.lower() + " ", "name": "安澜数据科技公司"}, ANLAN.uscc, "code"),
        ({"uscc": TWIN_EAST.uscc, "name": TWIN_EAST.name}, TWIN_EAST.uscc, "code"),
        ({"uscc": _TYPO, "name": ANLAN.name}, ANLAN.uscc, "repaired"),
        ({"uscc": TWIN_EAST.uscc[:17] + "Z", "name": TWIN_EAST.name}, TWIN_EAST.uscc, "repaired"),
        ({"number": "U1"}, ANLAN.uscc, "number"),
        ({"number": "U2", "name": SHARE.name}, SHARE.uscc, "number"),
        ({"uscc": "1234", "number": "U1", "name": ANLAN.name}, ANLAN.uscc, "number"),
        ({"name": ANLAN.name}, ANLAN.uscc, "name"),
        ({"name": "北京安澜软件开发有限公司"}, ANLAN.uscc, "former_name"),
        ({"name": "沐川"}, SHARE.uscc, "brand"),
        ({"uscc": SHARE.uscc, "number": "U1", "name": ANLAN.name}, ANLAN.uscc, "name"),
    ],
)
def test_resolved(reference: dict[str, str], uscc: str, method: str) -> None:
    row = _link(**reference)
    assert (row["status"], row["uscc"], row["method"]) == ("resolved", uscc, method)
    assert json.loads(row["evidence"])["reasons"]


@pytest.mark.parametrize(
    ("reference", "status"),
    [
        ({"uscc": SHARE.uscc, "name": ANLAN.name}, "conflict"),
        ({"number": "U1", "name": SHARE.name}, "conflict"),
        ({"uscc": code(99), "name": ANLAN.name}, "conflict"),
        ({"uscc": code(99), "name": "北京查无此户科技有限公司"}, "unknown"),
        ({"name": TWIN_EAST.name}, "ambiguous"),
        ({"name": "北京查无此户科技有限公司"}, "unknown"),
        ({}, "unknown"),
    ],
)
def test_not_resolved_keeps_its_row_and_its_candidates(reference: dict[str, str], status: str) -> None:
    row = _link(**reference)
    assert (row["status"], row["uscc"]) == (status, None)
    assert (len(json.loads(row["candidates"])) > 0) == (status in ("conflict", "ambiguous"))


def test_every_reference_gets_one_row_in_order() -> None:
    keys = [f"k{number}" for number in range(50)]
    names = [ANLAN.name, None, "北京鸿运餐饮", "", "x"] * 10
    empty = pa.array([None] * 50, pa.string())
    references = pa.table(
        {"employer_key": keys, "employer_code": empty, "employer_number": empty, "employer_name": names}
    )
    assert link_employers(references, _REGISTRY, _UNITS).column("employer_key").to_pylist() == keys


def test_an_earlier_name_of_the_register_is_a_former_name() -> None:
    registry = pa.table(
        {
            "uscc": [ANLAN.uscc, ANLAN.uscc],
            "name": ["北京旧名科技有限公司", "北京新名科技有限公司"],
            "known_at": ["2025-01-01", "2026-01-01"],
        }
    )
    nothing = pa.array([None, None], pa.string())
    names = ["北京旧名科技有限公司", "北京新名科技有限公司"]
    references = pa.table(
        {"employer_key": ["a", "b"], "employer_code": nothing, "employer_number": nothing, "employer_name": names}
    )
    rows = link_employers(references, registry, _UNITS.slice(0, 0)).to_pylist()
    assert [(row["uscc"], row["method"]) for row in rows] == [(ANLAN.uscc, "former_name"), (ANLAN.uscc, "name")]
    assert rows[0]["registered_name"] == "北京新名科技有限公司"
