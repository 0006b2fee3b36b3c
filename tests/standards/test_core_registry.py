"""The registry of core tables: what the pack declares is whole, and what is wrong with a pack is told at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from anlan.base.errors import Findings
from anlan.standards.registry import CODE_SET_FILES, CORE_TABLES_FILE, NotRegistered, load_registry


def test_the_pack_names_only_code_sets_it_has() -> None:
    registry = load_registry()
    named = {column.code_set for table in registry.tables.values() for column in table.columns.values()} - {""}
    assert named <= set(registry.code_sets)


def test_columns_carry_their_kind_in_their_name() -> None:
    endings = {"_date": "date", "_yuan": "decimal", "_ratio": "decimal", "_count": "integer", "_code": "code"}
    for table in load_registry().tables.values():
        for column in table.columns.values():
            for ending, kind in endings.items():
                assert not column.name.endswith(ending) or column.type == kind, f"{table.name}.{column.name}"
            assert not column.name.startswith(("is_", "has_")) or column.type == "flag", f"{table.name}.{column.name}"
            assert not column.name.endswith("_yuan") or column.unit == "元"


def test_persons_are_graded_personal() -> None:
    graded = [t.columns["person_id"].is_personal for t in load_registry().tables.values() if "person_id" in t.columns]
    assert graded
    assert all(graded)


def test_versions_are_kept_where_the_grain_says_so() -> None:
    registry = load_registry()
    assert registry.table("core_social__contribution_month").keeps_versions
    assert not registry.table("core_labour__arbitration_case").keeps_versions
    with pytest.raises(NotRegistered):
        registry.table("core_none__such")


def test_everything_wrong_with_a_pack_is_told_at_once(tmp_path: Path) -> None:
    columns = "a: {label: x, type: colour, grade: L9}"
    text = f"core_a__b:\n  label: x\n  grain: one\n  key: [gone]\n  columns:\n    {columns}\n"
    (tmp_path / CORE_TABLES_FILE).write_text(text, encoding="utf-8")
    for name in CODE_SET_FILES:
        (tmp_path / name).write_text("", encoding="utf-8")
    with pytest.raises(Findings) as caught:
        load_registry(tmp_path)
    assert len(caught.value.items) == 3
