"""Contracts: everything wrong is told at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from anlan.base.errors import Findings, InputUnreadable
from anlan.collection.contract import parse_contract, read_contracts
from anlan.standards.registry import Registry
from bureau import CASE_ITEMS, case_table


def body(**changes: Any) -> dict[str, Any]:
    return {
        "system": "labour",
        "label": "仲裁",
        "source_class": "internal",
        "connection": "labour",
        "kind": "csv",
        "tables": [case_table()],
        **changes,
    }


def test_a_good_contract_is_understood(registry: Registry) -> None:
    contract = parse_contract(body(), registry)
    table = contract.table("cases")
    assert table is not None
    assert table.raw_table == "raw_labour__cases"
    assert table.mapped["claim_yuan"].unit == "万元"
    assert table.drift.types == "discard_value"
    assert contract.table("others") is None


def test_every_finding_is_told_at_once(registry: Registry) -> None:
    items = {"案号": {"column": "case_number"}, "金额": {"column": "claim_yuan", "unit": "斤", "colour": "red"}}
    table = case_table(
        items=items, employer={"id": "x"}, load={"mode": "sometimes"}, drift={"types": "shrug"}, expected={"cycle": "x"}
    )
    with pytest.raises(Findings) as caught:
        parse_contract(body(kind="telex", source_class="enemy", system="Labour", tables=[table]), registry)
    text = "\n".join(caught.value.items)
    for word in (
        "telex",
        "enemy",
        "Labour",
        "case_number",
        "斤",
        "colour",
        "sometimes",
        "shrug",
        "cycle",
        "主键 case_id",
    ):
        assert word in text
    assert "employer.id" in text


@pytest.mark.parametrize("text", ["not a mapping", "- 1", ""])
def test_contracts_that_are_no_mapping_are_refused(registry: Registry, text: str) -> None:
    with pytest.raises(Findings):
        parse_contract(text, registry)


def test_findings_name_the_system_they_are_in(registry: Registry, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "contract.yml").write_text("system: x", encoding="utf-8")
    with pytest.raises(Findings) as caught:
        read_contracts(tmp_path, registry)
    assert {item.split("：")[0] for item in caught.value.items} == {"a", "b"}


def test_a_broken_yaml_is_said(registry: Registry, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "contract.yml").write_text("system: [", encoding="utf-8")
    with pytest.raises(InputUnreadable):
        read_contracts(tmp_path, registry)


def test_a_system_may_promise_its_structure_only(registry: Registry) -> None:
    promise = {"category": "社会保障/工伤保险", "cycle": "quarterly", "categories": {"LDNL_*": "社会保障/养老保险"}}
    contract = parse_contract(body(kind="dictionary", tables=[], harvest=promise), registry)
    assert contract.tables == () and contract.harvest is not None
    assert contract.harvest.category_of("LDNL_SQ") == "社会保障/养老保险"
    assert contract.harvest.category_of("GS_SQ") == "社会保障/工伤保险"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"tables": []}, "缺少 tables"),
        ({"kind": "dictionary"}, "kind 'dictionary'"),
        ({"tables": [], "kind": "ddl", "harvest": {"cycle": "monthly"}}, "harvest.dialect"),
        ({"tables": [], "harvest": {"cycle": "hourly"}}, "harvest.cycle"),
        ({"tables": [], "harvest": {"colour": "red"}}, "harvest 中没有 colour"),
        ({"tables": [], "harvest": "yes"}, "harvest 须是一组键值"),
    ],
)
def test_a_promise_of_structure_is_checked(registry: Registry, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(Findings) as caught:
        parse_contract(body(**changes), registry)
    assert any(said in item for item in caught.value.items)


def test_only_known_conversions_can_be_done_without(registry: Registry) -> None:
    items = {**CASE_ITEMS, "案号": {**CASE_ITEMS["案号"], "without": ["guessing"]}}
    with pytest.raises(Findings, match="没有可停用的转换 guessing"):
        parse_contract(body(tables=[case_table(items=items)]), registry)
