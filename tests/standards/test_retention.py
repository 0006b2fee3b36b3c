"""Retention classes: every load has one, days are counted as the law says, a workspace may add its own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from anlan.base.errors import Findings
from anlan.collection.contract import SourceClass
from anlan.standards.registry import load_registry
from anlan.standards.retention import read_retention


def test_every_core_table_of_every_kind_of_source_has_a_class() -> None:
    retention = read_retention()
    for table in load_registry().tables:
        for kind in SourceClass:
            assert retention.class_of(table, kind.value).basis
    assert retention.class_of("core_utility__month", "third_party").identifier == "third_party"
    assert retention.class_of("core_social__stop", "internal").identifier == "social_archive"
    assert retention.class_of("core_tax__arrears", "bureau").identifier == "shared"


def test_a_term_begins_with_the_receipt_or_with_the_next_year() -> None:
    found = {one.identifier: one for one in read_retention().classes}
    assert found["third_party"].due(date(2024, 2, 29)) == date(2027, 3, 1)
    assert found["social_archive"].due(date(2026, 5, 6)) == date(2127, 1, 1)


def test_a_workspace_puts_its_classes_first_and_names_its_agreements(tmp_path: Path) -> None:
    (tmp_path / "retention.yml").write_text(
        """
classes:
  - {id: short, label: 短期, tables: ["core_tax__*"], years: 1, from: receipt, action: destroy, basis: 协议,
     confidence: confirmed}
agreements:
  utilities: {agreement: 水电数据服务合同, ends: 2026-12-31}
""",
        encoding="utf-8",
    )
    retention = read_retention(tmp_path)
    assert retention.class_of("core_tax__arrears", "bureau").identifier == "short"
    assert retention.agreements["utilities"].ends == date(2026, 12, 31)


def test_everything_wrong_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "retention.yml").write_text(
        "classes:\n  - {id: x, label: 某类, years: 五, from: someday, action: destroy, basis: 无, confidence: memory}\n"
        "agreements:\n  utilities: 2026\n",
        encoding="utf-8",
    )
    with pytest.raises(Findings) as raised:
        read_retention(tmp_path)
    assert len(raised.value.items) == 3
