"""Every value that is not as it was received is explained: original, result, conversion, declaration; and counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from anlan.collection import collect
from anlan.collection.again import mark_again
from anlan.collection.contract import SWITCHABLE
from anlan.collection.corrections.decisions import AgreedCode, Decisions, with_decisions
from anlan.collection.corrections.declared import conversions
from anlan.collection.corrections.explain import Corrector, RowMissing
from anlan.collection.corrections.proposals import propose_codes
from anlan.collection.corrections.unmapped import unmapped_values
from bureau import CASE_HEADER, NOW, Bureau, case_row, case_table, write_csv

CORE = "core_labour__arbitration_case"
AMOUNT = "争议金额(万元)"
AGREED = AgreedCode("labour", "cases", "争议类型", "讨要工资", "01", date(2026, 11, 22))


@pytest.fixture
def filled(bureau: Bureau) -> Bureau:
    bureau.connect("labour", "file:in")
    bureau.promise(system="labour", kind="csv", tables=[case_table(location="*.csv", known_at="")])
    rows = [
        case_row(1, 立案日期="二〇二六年十一月三日", 申请人数="１２", 争议类型="欠薪", **{AMOUNT: "120万元"}),
        case_row(2, 立案日期="46329", 申请人数="-", 争议类型="讨要工资", **{AMOUNT: "1.5"}),
        case_row(3, 立案日期="2026/11/3", 争议类型="劳动报酬", **{AMOUNT: "5%"}),
        case_row(4, 立案日期="20261103", 争议类型="1", 案号=" 京仲4号", **{AMOUNT: ""}),
        case_row(5, 争议类型="讨要工资", **{AMOUNT: "$3"}),
    ]
    write_csv(bureau.workspace.root / "in" / "a.csv", CASE_HEADER, rows)
    contracts = with_decisions(bureau.contracts, Decisions(codes=[AGREED]))
    collect.collect(bureau.workspace, contracts, bureau.pool, bureau.registry, NOW)
    collect.standardise(contracts, bureau.pool, bureau.registry, NOW)
    return bureau


def corrector(bureau: Bureau) -> Corrector:
    return Corrector(bureau.pool, bureau.contracts, bureau.registry, Decisions(codes=[AGREED]))


def explained(bureau: Bureau, row_no: int) -> dict[str, tuple[str, str, str]]:
    (package,) = bureau.loads()
    found = corrector(bureau).row(CORE, package.load_id, row_no)
    return {one.item: (one.conversion, one.original, one.result) for one in found}


def test_each_value_of_a_row_that_differs_is_explained(filled: Bureau) -> None:
    assert explained(filled, 2) == {
        "立案日期": ("date-chinese", "二〇二六年十一月三日", "2026-11-03"),
        "申请人数": ("number-written", "１２", "12"),
        "争议类型": ("code-declared", "欠薪", "01"),
        AMOUNT: ("number-scale", "120万元", "1200000.0"),
    }
    assert explained(filled, 3) == {
        "立案日期": ("date-serial", "46329", "2026-11-03"),
        "申请人数": ("blank-word", "-", ""),
        "争议类型": ("code-reviewed", "讨要工资", "01"),
        AMOUNT: ("unit", "1.5", "15000.0"),
    }
    assert explained(filled, 4) == {
        "立案日期": ("date-written", "2026/11/3", "2026-11-03"),
        "争议类型": ("code-label", "劳动报酬", "01"),
        AMOUNT: ("number-percent", "5%", "0.05"),
    }
    assert explained(filled, 5)["争议类型"] == ("code-padded", "1", "01")
    assert explained(filled, 5)["立案日期"][0] == "date-compact"
    assert explained(filled, 6)[AMOUNT] == ("set-aside", "$3", "")


def test_results_are_those_of_core(filled: Bureau) -> None:
    (package,) = filled.loads()
    for row in filled.rows(CORE):
        for one in corrector(filled).row(CORE, package.load_id, row["row_no"]):
            assert one.result == ("" if row[one.column] is None else str(row[one.column]))


def test_a_correction_names_its_declaration_and_its_day(filled: Bureau) -> None:
    (package,) = filled.loads()
    found = {one.item: one for one in corrector(filled).row(CORE, package.load_id, 3)}
    assert found["争议类型"].since == AGREED.since
    assert (found["争议类型"].declared_by, found["争议类型"].declaration) == ("review", "讨要工资 → 01")
    assert found[AMOUNT].declaration == "契约声明单位 万元，标准单位 元"
    assert found["立案日期"].since is not None
    (refused,) = [one for one in corrector(filled).row(CORE, package.load_id, 6) if one.conversion == "set-aside"]
    assert refused.why == "金额是外币，不按人民币计"


def test_counts_add_up_to_the_rows_explained(filled: Bureau) -> None:
    (package,) = filled.loads()
    (table,) = filled.contracts[0].tables
    counted = {(one.column, one.conversion): one.count for one in corrector(filled).counts(table)}
    each = [one for number in range(2, 7) for one in corrector(filled).row(CORE, package.load_id, number)]
    assert counted == {
        key: sum((one.column, one.conversion) == key for one in each)
        for key in {(one.column, one.conversion) for one in each}
    }
    assert counted["claim_code", "code-reviewed"] == 2


def test_personal_values_are_masked(filled: Bureau) -> None:
    (contract,) = filled.contracts
    (table,) = contract.tables
    items = {**table.items, AMOUNT: replace(table.items[AMOUNT], grade="L3")}
    filled.contracts[:] = [replace(contract, tables=(replace(table, items=items),))]
    assert explained(filled, 2)[AMOUNT] == ("number-scale", "＊" * 5, "＊" * 6)


def test_a_row_that_is_not_there_is_said_so(filled: Bureau) -> None:
    (package,) = filled.loads()
    for core, row_no in ((CORE, 99), ("core_tax__year", 2)):
        with pytest.raises(RowMissing):
            corrector(filled).row(core, package.load_id, row_no)


def test_unmapped_values_are_counted_with_proposals(filled: Bureau) -> None:
    (table,) = filled.contracts[0].tables
    plain = replace(corrector(filled), decisions=Decisions())
    mark_again(filled.pool, filled.contracts, [("labour", "cases")])
    filled.standardise()
    (one,) = unmapped_values(
        filled.pool, plain.mapping(table, filled.loads()), {"ARBITRATION_CLAIM": {"讨要工资": "01"}}
    )
    assert (one.item, one.value, one.count, one.code_set) == ("争议类型", "讨要工资", 2, "ARBITRATION_CLAIM")
    assert (one.proposals[0].code, one.proposals[0].score) == ("01", 0.97)


SEX = {"1": "男", "2": "女", "9": "未说明的性别"}


@pytest.mark.parametrize(
    ("value", "code"), [("男性", "1"), ("女性", "2"), ("未说明性别", "9"), ("1.0", "1"), ("02", "2"), ("不明", None)]
)
def test_proposals_have_the_right_code_first(value: str, code: str | None) -> None:
    found = propose_codes(value, SEX)
    assert (found[0].code if found else None) == code
    assert all(0 < one.score <= 1 and one.reason for one in found)


def test_codes_of_another_set_lead_by_their_label() -> None:
    (first, *_) = propose_codes("3", {"9": "未说明"}, {"AAC004": {"3": "未说明"}})
    assert (first.code, first.reason) == ("9", "是代码集 AAC004 的代码，名称同为“未说明”")


def test_what_cannot_be_told_apart_is_never_sure() -> None:
    found = propose_codes("裁员", {"01": "裁员辞退", "02": "停工裁员"})
    assert len(found) == 2 and all(one.score <= 0.5 and "难分" in one.reason for one in found)


def test_every_switchable_conversion_is_declared_so() -> None:
    assert {name for name, one in conversions().items() if one.switch} == {*SWITCHABLE, "code-reviewed"}
