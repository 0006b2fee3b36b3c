"""Rules that the standards imply: every one runs, names its standard, and is made again from the declaration alone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from anlan.pool.pool import Pool
from anlan.quality.derive import Promise, core_rules, derived_rules
from anlan.quality.pool_check import FINDING, check_table
from anlan.quality.rule import DIMENSIONS
from anlan.standards.objects import load_objects
from anlan.standards.registry import load_registry

DAY = date(2026, 11, 22)
STANDARDS, OBJECTS = load_registry(), load_objects()


@pytest.mark.parametrize("name", list(STANDARDS.tables))
def test_every_core_table_has_rules_with_their_standard(name: str) -> None:
    rules = derived_rules(STANDARDS.tables[name], STANDARDS, OBJECTS, DAY, Promise(), STANDARDS.tables)
    assert all(rule.source and rule.label and rule.derived for rule in rules)
    assert len({rule.id for rule in rules}) == len(rules)
    assert {"completeness", "uniqueness"} <= {rule.dimension_id for rule in rules}


def test_the_rules_together_speak_for_the_dimensions() -> None:
    promise = Promise(within_days=40)
    found = {
        rule.dimension_id
        for table in STANDARDS.tables.values()
        for rule in derived_rules(table, STANDARDS, OBJECTS, DAY, promise, STANDARDS.tables)
    }
    assert found == set(DIMENSIONS)


def test_hand_written_core_rules_speak_of_declared_tables_and_columns() -> None:
    for rule in core_rules():
        table = STANDARDS.table(rule.table)
        assert set(rule.columns) <= {*table.columns, "known_at"}, rule.id


def test_findings_are_masked_located_and_replaced(tmp_path: Path) -> None:
    pool = Pool(tmp_path)
    table = STANDARDS.table("core_social__stop")

    def write(codes: list[str]) -> None:
        rows = [
            {
                "stop_id": f"S{n}", "person_id": f"1101{n:04d}", "stop_date": DAY, "reason_code": code,
                "employer_key": "k", "employer_code": "C1", "employer_number": "1", "employer_name": "甲",
                "load_id": "000001", "row_no": n, "source_system": "social", "known_at": DAY,
            }
            for n, code in enumerate(codes)
        ]  # fmt: skip
        pool.write(table.name, pa.Table.from_pylist(rows))

    def run() -> list[dict[str, object]]:
        rules = derived_rules(table, STANDARDS, OBJECTS, DAY, Promise(frozenset({"stop_date"}), 40), [])
        with pool.reading(tables=[]) as connection:
            check = check_table(pool, connection, table.name, rules, STANDARDS, DAY)
        assert check.rows == 3 and any(one.name == "null_ratio" for one in check.measures)
        found: list[dict[str, object]] = pool.read(FINDING).to_pylist()
        return found

    write(["6301", "9999", "6301"])
    found = run()
    assert len(found) == 1, found
    [finding] = found
    assert (finding["rule_id"], finding["value"]) == ("core_social__stop.reason_code.codes", "9999")
    assert (finding["row_key"], finding["load_id"], finding["row_no"]) == ("stop_id=S1", "000001", 1)
    write(["6301", "6301", "6301"])
    assert run() == []
