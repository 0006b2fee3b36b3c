"""The documents against the platform: no clause may claim what does not hold."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml

from anlan.base.errors import Findings
from anlan.base.settings import Workspace
from anlan.standards.documents import EnforcementPoint, enforced_share, load_documents
from anlan.standards.objects import PACK, ObjectRegistry, load_objects
from anlan.standards.registry import load_registry

DAY = date(2026, 11, 22)


def test_no_document_contradicts_the_platform(released_workspace: Workspace) -> None:
    from anlan.control.standards_check import check_standards

    states = check_standards(DAY)
    assert len({state.document for state in states}) == 9
    assert [(s.document, s.number, s.why) for s in states if s.point and not s.enforced] == []
    assert all(state.why for state in states if not state.enforced)
    assert enforced_share(states) >= 0.85


def test_a_registry_that_breaks_a_clause_is_found(released_workspace: Workspace) -> None:
    from anlan.control import standards_check as check

    objects = load_objects()
    broken = [replace(o, body={**o.body, "code": "9X"}) if o.identifier == "DE-AAB004" else o for o in objects]
    standards = check.Standards(load_registry(), ObjectRegistry(broken), DAY)
    assert check.item_codes_follow_the_rule(standards) == ["9X"]
    roles = [o for o in objects if o.identifier != "consumer"]
    assert check.three_roles_are_declared(check.Standards(load_registry(), ObjectRegistry(roles), DAY)) == ["consumer"]


def test_a_point_that_is_gone_from_the_code_is_told(released_workspace: Workspace) -> None:
    from anlan.control.standards_check import Standards, answers

    answer = answers(Standards.of(DAY))
    assert "没有" in answer(EnforcementPoint("check:x", "x", "anlan.base.merkle:no_such_function"))
    assert answer(EnforcementPoint("check:y", "y", "anlan.base.merkle:verify_inclusion")) == ""


def test_a_clause_without_point_source_or_reason_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    (tmp_path / "enforcement.yml").write_bytes((PACK / "enforcement.yml").read_bytes())
    body = yaml.safe_load((PACK / "documents/01-data-management.yml").read_text(encoding="utf-8"))
    body["chapters"][0]["clauses"] = [
        {"text": "数据应好。", "by": "check:nothing"},
        {"text": "数据好。", "source": "x"},
    ]
    (folder / "a.yml").write_text(yaml.safe_dump(body, allow_unicode=True), encoding="utf-8")
    with pytest.raises(Findings) as raised:
        load_documents(load_registry(), load_objects(), DAY, folder)
    told = "\n".join(raised.value.items)
    for part in ("check:nothing 未登记", "没有来源", "没有说明原因", "没有写明应"):
        assert part in told


def test_figures_in_the_texts_come_from_the_registry() -> None:
    objects = load_objects()
    documents = load_documents(load_registry(), objects, DAY)
    text = "".join(clause.text for clause in documents[-1].clauses)
    assert f"数据元为 {len(objects.of_kind('data_element', DAY))} 项" in text
    assert "{count" not in text


def test_a_clause_leads_to_a_page_that_exists() -> None:
    from anlan.standards.documents import read_points

    routes = (Path(__file__).parents[2] / "console" / "src" / "app" / "routes.tsx").read_text(encoding="utf-8")
    known = {re.sub(r":\w+", "*", path) for path in re.findall(r'path: "([^"]+)"', routes)}
    for point in read_points().values():
        place = point.see.partition("?")[0].strip("/")
        assert not place or place in known or f"{place.rpartition('/')[0]}/*" in known, (point.identifier, point.see)
    assert sum(bool(point.see) for point in read_points().values()) > 50
