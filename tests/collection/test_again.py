"""Decisions reach back: core is made again from raw, and taking a decision back leads to exactly the former rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from anlan.collection import collect
from anlan.collection.again import batch_of, mark_again
from anlan.collection.corrections.decisions import AgreedCode, Decisions, SwitchedOff, with_decisions
from anlan.pool.loads import LoadState
from anlan.pool.pool import Pool
from bureau import CASE_HEADER, NOW, Bureau, case_row, case_table, write_csv

CORE = "core_labour__arbitration_case"
AGREED = AgreedCode("labour", "cases", "争议类型", "讨要工资", "01", date(2026, 11, 22))


@pytest.fixture
def filled(bureau: Bureau) -> Bureau:
    """Four files on three days: repeated rows, a corrected one, one from the future, unknown codes."""
    bureau.connect("labour", "file:in")
    table = case_table(location="*.csv", known_at="立案日期")
    bureau.promise(system="labour", kind="csv", tables=[table])
    unknown = {"争议类型": "讨要工资"}
    files: list[tuple[int, str, Sequence[Any]]] = [
        (0, "a", [case_row(1), case_row(2, **unknown), case_row(3)]),
        (0, "b", [case_row(1), case_row(4, 立案日期="2026-11-23")]),
        (1, "c", [case_row(3, 申请人数=30), case_row(2, **unknown), case_row(5, 争议类型="不知道")]),
        (2, "d", [case_row(4, 立案日期="2026-11-23"), case_row(6, **unknown)]),
    ]
    for day in sorted({day for day, _, _ in files}):
        for _, name, rows in [one for one in files if one[0] == day]:
            write_csv(bureau.workspace.root / "in" / f"{name}.csv", CASE_HEADER, rows)
        bureau.run(NOW + timedelta(days=day))
    return bureau


def everything(bureau: Bureau) -> tuple[Any, ...]:
    aside = bureau.pool.read("raw_quality__set_aside").to_pylist()
    return bureau.rows(CORE), sorted(aside, key=repr), bureau.loads()


def again(bureau: Bureau, decisions: Decisions, days: int = 9) -> None:
    contracts = with_decisions(bureau.contracts, decisions)
    mark_again(bureau.pool, contracts, [("labour", "cases")])
    collect.standardise(contracts, bureau.pool, bureau.registry, NOW + timedelta(days=days))


def test_making_core_again_changes_nothing(filled: Bureau) -> None:
    before = everything(filled)
    again(filled, Decisions())
    assert everything(filled) == before


def test_a_mapping_reaches_back_and_is_taken_back_exactly(filled: Bureau) -> None:
    before = everything(filled)
    codes = {row["case_id"]: row["claim_code"] for row in before[0]}
    assert (codes["京仲2号"], codes["京仲5号"], codes["京仲6号"]) == (None, None, None)
    again(filled, Decisions(codes=[AGREED]))
    after = {row["case_id"]: row["claim_code"] for row in filled.rows(CORE)}
    assert after == {**codes, "京仲2号": "01", "京仲6号": "01"}
    again(filled, Decisions(), days=30)
    assert everything(filled) == before


def test_a_conversion_switched_off_reaches_back_and_is_taken_back_exactly(filled: Bureau) -> None:
    before = everything(filled)
    off = SwitchedOff("labour", "cases", "争议金额(万元)", "unit", date(2026, 11, 22))
    again(filled, Decisions(off=[off]))
    assert {row["claim_yuan"] for row in filled.rows(CORE)} == {1.5}
    again(filled, Decisions())
    assert everything(filled) == before


def test_what_was_cut_off_is_finished_by_the_next_run(filled: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    before = everything(filled)
    mark_again(filled.pool, filled.contracts, [("labour", "cases")])
    real, calls = collect.standardise_loads, []

    def stop_at_the_second(pool: Pool, mapping: Any, *rest: Any) -> Any:
        calls.append(mapping)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(pool, mapping, *rest)

    monkeypatch.setattr(collect, "standardise_loads", stop_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        filled.standardise()
    monkeypatch.undo()
    assert {one.state for one in filled.loads()} == {LoadState.LOADED, LoadState.EXTRACTED}
    filled.standardise(NOW + timedelta(days=9))
    assert everything(filled) == before


def test_other_tables_are_left_alone(filled: Bureau) -> None:
    assert mark_again(filled.pool, filled.contracts, [("labour", "nothing"), ("other", "cases")]) == 0
    assert {one.state for one in filled.loads()} == {LoadState.LOADED}


def test_batches_keep_their_order(filled: Bureau) -> None:
    names = [batch_of(one) for one in filled.loads()]
    assert names == sorted(names)
    assert len(set(names)) == 3
