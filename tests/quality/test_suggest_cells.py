"""Wrong cells found without labels: each way of going wrong on a small table made from rules."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from anlan.base.identifiers import resident_check_character, uscc_check_character
from anlan.quality.suggest.suggestion import Suggestion, suggest
from anlan.quality.suggest.table import build_table

TOWNS = [
    (f"{n:05d}", name) for n, name in enumerate(("Alder", "Birchwood", "Cedarhurst", "Dogwood", "Elmsford"), 10117)
]
Rows = list[list[str]]


def found_in(header: list[str], rows: Rows) -> Suggestion:
    return suggest(build_table(header, rows))


def marked(suggestion: Suggestion) -> set[tuple[int, str]]:
    return {(cell.row, cell.column) for cell in suggestion.cells}


def towns(count: int = 200) -> Rows:
    return [[str(n), *TOWNS[n % 5]] for n in range(count)]


def test_a_table_without_errors_has_none() -> None:
    assert marked(found_in(["id", "zip", "town"], towns())) == set()


def test_the_minority_of_a_group_is_marked_with_its_evidence() -> None:
    rows = towns()
    rows[17][2] = TOWNS[0][1]
    suggestion = found_in(["id", "zip", "town"], rows)
    assert marked(suggestion) == {(17, "town")} or marked(suggestion) == {(17, "zip"), (17, "town")}
    [cell] = [cell for cell in suggestion.cells if cell.column == "town"]
    assert "的 40 行中 39 行为“Cedarhurst”" in cell.reason
    assert cell.value == "Alder"


def test_the_side_is_blamed_that_more_columns_contradict() -> None:
    rows = [[str(n), *TOWNS[n % 5], f"{TOWNS[n % 5][1]} County", f"0{n % 5}0-555"] for n in range(200)]
    rows[33][1] = TOWNS[0][0]
    assert marked(found_in(["id", "zip", "town", "county", "area"], rows)) == {(33, "zip")}


def test_a_town_with_two_schools_is_no_dependency() -> None:
    dice = random.Random(4)
    schools = {town: [f"{town} School {k}" for k in range(4 if town == "Alder" else 1)] for _, town in TOWNS}
    rows = [[str(n), TOWNS[n % 5][1], dice.choice(schools[TOWNS[n % 5][1]])] for n in range(300)]
    assert not [cell for cell in found_in(["id", "town", "school"], rows).cells if cell.column == "school"]


def test_a_blank_is_marked_where_the_group_knows_the_value_and_not_where_another_column_explains_it() -> None:
    rows = [[*row, "left" if n % 4 == 0 else "in", "2026-01-05" if n % 4 == 0 else ""] for n, row in enumerate(towns())]
    rows[21][2] = ""
    assert marked(found_in(["id", "zip", "town", "state", "left_on"], rows)) == {(21, "town")}


def test_composed_values_of_another_region_are_not_typing_errors() -> None:
    rows = [["al", f"m-{n % 8}", f"al_m-{n % 8}"] for n in range(320)]
    rows += [["ak", f"m-{n}", f"ak_m-{n}"] for n in range(8)]
    assert marked(found_in(["state", "measure", "label"], rows)) == set()


@pytest.mark.parametrize(
    ("wrong", "make"),
    [
        ("12 oz", lambda n: str(10 + n % 7)),
        ("N/A", lambda n: str(10 + n % 7)),
        ("-14", lambda n: str(10 + n % 7)),
        ("1200000", lambda n: str(1000 + n)),
        ("2026/3/5", lambda n: f"2026-0{1 + n % 9}-1{n % 10}"),
        ("2026-02-30", lambda n: f"2026-0{1 + n % 9}-1{n % 10}"),
        ("2026-11", lambda n: f"2026年{1 + n % 12:02d}月"),
        ("AB-1x34", lambda n: f"AB-{1000 + n}"),
        ("１２３４５６", lambda n: f"{123000 + n}"),
        ("pnexmonia", lambda n: ("pneumonia", "heart attack", "surgery")[n % 3]),
        ("固定期现", lambda n: ("固定期限", "劳务派遣", "完成任务")[n % 3]),
        (" 在职", lambda n: ("在职", "离职", "退休")[n % 3]),
        ("sheffield", lambda n: ("Sheffield", "Birmingham", "Leeds")[n % 3]),
        ("锟斤拷公司", lambda n: f"第{n}公司"),
    ],
)
def test_a_foreign_value_is_marked_and_nothing_else(wrong: str, make: Callable[[int], str]) -> None:
    rows = [[f"k{n:04d}", make(n)] for n in range(300)]
    rows[41][1] = wrong
    suggestion = found_in(["key", "value"], rows)
    assert marked(suggestion) == {(41, "value")}
    assert suggestion.cells[0].reason


def test_names_that_differ_in_numbers_only_are_different_names() -> None:
    rows = [[f"第{n % 3 + 1}中学"] for n in range(200)] + [["第4中学"]]
    assert marked(found_in(["school"], rows)) == set()


def test_a_unit_spelt_in_many_ways_marks_the_whole_column() -> None:
    spelt = ("12.0 oz", "12.0 ounce", "16.0 oz.", "12.0 OZ")
    rows = [[str(n), spelt[n % 4]] for n in range(100)]
    assert marked(found_in(["id", "size"], rows)) == {(n, "size") for n in range(100)}


def test_real_units_of_different_scale_stay() -> None:
    rows = [[str(n), f"{n % 50 + 1} kg" if n % 2 else f"{(n % 50 + 1) * 1000} g"] for n in range(200)]
    assert marked(found_in(["id", "weight"], rows)) == set()


def test_a_value_of_the_neighbouring_column_is_marked_on_both_sides() -> None:
    kinds, jobs = ("固定期限", "无固定期限", "劳务派遣"), ("质检员", "驾驶员", "出纳", "厨师")
    rows = [[str(n), kinds[n % 3], jobs[n % 4]] for n in range(240)]
    rows[50][1], rows[50][2] = rows[50][2], rows[50][1]
    assert marked(found_in(["id", "kind", "job"], rows)) == {(50, "kind"), (50, "job")}


def test_run_together_cells_are_marked_with_the_emptied_one() -> None:
    rows = [[str(n), TOWNS[n % 5][1], ("CA", "NY", "TX")[n % 3]] for n in range(240)]
    rows[50][1:] = [f"{rows[50][1]} {rows[50][2]}", ""]
    assert marked(found_in(["id", "town", "state"], rows)) == {(50, "town"), (50, "state")}


def test_a_wrong_sum_is_marked_at_the_cell_that_one_character_would_mend() -> None:
    dice = random.Random(3)
    parts = [(dice.randrange(1000, 9000), dice.randrange(100, 900)) for _ in range(200)]
    rows = [[str(a), str(b), str(a + b)] for a, b in parts]
    rows[9][2] = rows[9][2] + "000"
    suggestion = found_in(["net", "cut", "gross"], rows)
    assert (9, "gross") in marked(suggestion)
    assert not {(9, "net"), (9, "cut")} & marked(suggestion)


def test_exchanged_dates_are_marked_both() -> None:
    first = date(2015, 1, 1)
    spans = [(first + timedelta(days=13 * n), 30 + n % 300) for n in range(200)]
    rows = [[start.isoformat(), (start + timedelta(days=span)).isoformat()] for start, span in spans]
    rows[70].reverse()
    assert marked(found_in(["from", "to"], rows)) == {(70, "from"), (70, "to")}


def test_check_digits_are_known() -> None:
    firsts = [f"91110{n:03d}MA0{n:06d}"[:17] for n in range(100)]
    rows = [[first + uscc_check_character(first)] for first in firsts]
    rows[8][0] = rows[8][0][:17] + ("A" if rows[8][0][17] != "A" else "B")
    suggestion = found_in(["code"], rows)
    assert marked(suggestion) == {(8, "code")}
    assert "统一社会信用代码" in suggestion.cells[0].reason


def test_the_same_table_gives_the_same_answer() -> None:
    dice = random.Random(8)
    rows = [[dice.choice("abc"), dice.choice(("x", "y")), str(dice.randrange(9))] for _ in range(400)]
    assert found_in(["a", "b", "c"], rows).cells == found_in(["a", "b", "c"], rows).cells


def _resident(number: int) -> str:
    born = date(1960, 1, 1) + timedelta(days=number * 97 % 14000)
    first = f"110101{born:%Y%m%d}{number * 7 % 1000:03d}"
    return first + resident_check_character(first)


def test_sex_and_birth_date_are_held_against_the_identity_number() -> None:
    numbers = [_resident(n) for n in range(300)]
    rows = [[no, "男" if int(no[16]) % 2 else "女", f"{no[6:10]}-{no[10:12]}-{no[12:14]}"] for no in numbers]
    header = ["证件号码", "性别", "出生日期"]
    assert marked(found_in(header, rows)) == set()
    rows[40][1] = "女" if rows[40][1] == "男" else "男"
    rows[50][2] = "1971-02-03"
    suggestion = found_in(header, rows)
    assert marked(suggestion) == {(40, "性别"), (50, "出生日期")}
    assert "第十七位" in suggestion.cells[0].reason


def test_a_repair_must_be_one_that_the_column_can_hold() -> None:
    dice = random.Random(6)
    rows = []
    for _ in range(400):
        base, rate = dice.randrange(4000, 20000), dice.choice((0.08, 0.16))
        rows.append([str(base), f"{rate:.2f}", f"{base * rate:.2f}"])
    rows[11][2] = f"{float(rows[11][2]) + 10:.2f}"
    assert marked(found_in(["基数", "费率", "应缴"], rows)) == {(11, "应缴")}


def test_a_slip_beside_a_long_list_of_codes_is_marked() -> None:
    dice = random.Random(8)
    codes = dice.sample(range(10_000, 99_999), 120)
    rows = [[str(dice.choice(codes))] for _ in range(2400)]
    rows[70][0] = rows[70][0][:2] + str((int(rows[70][0][2]) + 1) % 10) + rows[70][0][3:]
    assert marked(found_in(["zip"], rows)) == {(70, "zip")}
    # Where codes fade out, a rare one is one of them.
    fading = [[str(code)] for place, code in enumerate(codes) for _ in range(1 + 300 // (place + 1))]
    assert marked(found_in(["zip"], fading)) == set()


def test_one_number_far_beyond_a_few_steps_and_dates_with_short_years() -> None:
    rows = [[str(2024 + n % 2), f"{1 + n % 12}/{1 + n % 28}/{70 + n % 25}"] for n in range(200)]
    rows[9][0], rows[12][1] = "2042", "1971-06-13"
    assert marked(found_in(["年份", "创建"], rows)) == {(9, "年份"), (12, "创建")}
