"""Profiles of columns: figures, shapes, code lists, and which columns hold personal data, on made values."""

from __future__ import annotations

import json
import random
import sqlite3
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from anlan.base.identifiers import resident_check_character, uscc_check_character
from anlan.collection.harvest.source import HarvestSource, harvest_source
from anlan.collection.profile.code_lists import CodeSets
from anlan.collection.profile.personal import personal_verdict
from anlan.collection.profile.shapes import shape_of
from anlan.collection.profile.source_profile import TableNotProfiled, profile_source
from anlan.collection.profile.table_profile import Profiler, TableProfile
from anlan.standards.objects import ObjectRegistry, RegisteredObject

REASONS = {"6301": "辞职", "6302": "裁减", "6303": "死亡", "6304": "退休"}
SETS = CodeSets.of(
    ObjectRegistry(
        [
            RegisteredObject("code_set", "SEX", "性别", body={"values": {"1": "男", "2": "女", "9": "未说明"}}),
            RegisteredObject("code_set", "REASON", "停保原因", body={"values": REASONS}),
        ]
    )
)


def resident(number: int) -> str:
    born = date(1950, 1, 1) + timedelta(days=number * 37 % 18000)
    first = f"110101{born:%Y%m%d}{number % 1000:03d}"
    return first + resident_check_character(first)


def card(number: int) -> str:
    body = f"622202{number:012d}"
    total = sum(int(d) if place % 2 else sum(divmod(int(d) * 2, 10)) for place, d in enumerate(reversed(body)))
    return body + str(-total % 10)


def profiled(
    columns: dict[str, list[object]], comments: dict[str, str] | None = None, most: int = 10**6
) -> TableProfile:
    with Profiler(SETS, most) as profiler:
        return profiler.profile("s", "t", pa.table(columns), comments or {})


def test_figures_of_a_column() -> None:
    values: list[object] = ["3", "1", "2", " ", None, "10"]
    number, text = profiled({"n": values, "x": ["甲乙", "甲乙", "AB12", None, "", "2026-01-02"]}).columns
    assert (number.rows, number.filled, number.completeness, number.distinct) == (6, 4, 0.666667, 4)
    assert (number.minimum, number.maximum, number.mean, number.numeric_share) == ("1", "10", 4.0, 1.0)
    assert not number.is_unique and text.top[0] == ("甲乙", 2)
    assert text.shapes[0] == ("汉{2}", 0.5) and {"A{2}9{2}", "9{4}-9{2}-9{2}"} < {shape for shape, _ in text.shapes}


def test_long_tables_say_that_they_are_sampled() -> None:
    table = profiled({"n": list(range(1000))}, most=100)
    assert table.is_sample and table.rows_profiled == 100 and table.columns[0].maximum == "99"
    assert not profiled({"n": list(range(100))}, most=100).is_sample


def test_long_and_short_tables_have_the_same_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(3)
    columns: dict[str, list[object]] = {
        "n": [chance.choice([None, " ", 1.5, 20, 300]) and str(chance.randrange(1, 400) / 2) for _ in range(900)],
        "i": [chance.randrange(7) for _ in range(900)],
        "x": [chance.choice(["甲", "乙", "丙丁", "", None]) for _ in range(900)],
        "d": [date(2026, 1, 1 + chance.randrange(20)) for _ in range(900)],
    }
    short = profiled(columns)
    monkeypatch.setattr("anlan.collection.profile.table_profile._SMALL", 0)
    assert profiled(columns) == short


def test_an_empty_table_has_a_profile() -> None:
    column = profiled({"n": pa.array([], pa.string())}).columns[0]  # type: ignore[dict-item]
    assert (column.filled, column.completeness, column.distinct, column.minimum) == (0, 0.0, 0, "")


def test_code_lists_are_found_by_values_and_name() -> None:
    reasons: list[object] = [("6301", "6302", "6304", "6303", "6399")[n % 40 // 9] for n in range(400)]
    few: list[object] = [str(1 + n % 2) for n in range(400)]
    table = profiled({"r": reasons, "sex": few, "months": few}, {"r": "原因", "sex": "性别", "months": "缓缴月数"})
    found = {column.column: column for column in table.columns}
    assert found["r"].code_sets[0].code_set == "REASON" and found["r"].code_sets[0].unknown == ("6399",)
    assert found["sex"].code_sets[0].code_set == "SEX"
    assert found["months"].is_code_list and found["months"].code_sets == ()


@pytest.mark.parametrize(
    ("column", "comment", "make", "kind"),
    [
        ("AAC147", "证件号码", resident, "resident_id"),
        ("C17", "", resident, "resident_id"),
        ("AAE010", "银行账号", card, "bank_card"),
        ("YEAR_CODE", "", card, ""),
        ("YEAR_CODE", "年度代码", lambda n: str(2000 + n % 27), ""),
        ("AAE005", "联系电话", lambda n: f"138{n:08d}", "mobile"),
        ("order_no", "订单流水号", lambda n: f"138{n:08d}", ""),
        ("AAC003", "姓名", lambda n: "王李张刘"[n % 4] + "伟芳娜敏静"[n % 5] + "强磊军洋"[n % 4], "name"),
        ("dept", "部门", lambda n: "王李张刘"[n % 4] + "伟芳娜敏静"[n % 5], ""),
        ("AAE006", "单位地址", lambda n: f"北京市海淀区中关村大街{n}号", ""),
        ("AAC010", "户籍地址", lambda n: f"北京市海淀区中关村大街{n}号院{n % 9}号楼", "address"),
        ("mail", "", lambda n: f"a{n}@example.com", "email"),
        ("diag", "诊断结果", lambda n: "感冒", "health"),
        ("diag", "诊断机构名称", lambda n: "医院", ""),
        ("n", "", lambda n: str(random.Random(n).randrange(10**17, 10**18)), ""),
        (
            "sfzh",
            "",
            lambda n: resident(n)[:17] + "0123456789X"["0123456789X".index(resident(n)[17]) - 1],
            "resident_id",
        ),
        ("id_text", "证件号码", lambda n: f"{resident(n)[:6]} {resident(n)[6:14]} {resident(n)[14:]}", "resident_id"),
        ("F3", "", lambda n: resident(n) if n % 20 == 0 else f"{n:08d}", "resident_id"),
        ("tel", "", lambda n: f"0571-8{n:07d}", "mobile"),
        ("lxdh", "", lambda n: f"+86138{n:08d}", "mobile"),
        ("NAME", "", lambda n: "王李张刘"[n % 4] + "伟芳娜敏静"[n % 5] + "强磊军洋"[n % 4], "name"),
        ("F5", "", lambda n: ("欧阳", "诸葛", "张", "司马")[n % 4] + "伟芳娜敏静"[n % 5], "name"),
        ("acct_no", "", lambda n: f"62{n:017d}", "bank_card"),
        ("bz", "备注", lambda n: f"代办，身份证{resident(n)}" if n % 9 == 0 else "正常", "resident_id"),
        ("acct_type", "账户类型", lambda n: f"62{n:017d}", ""),
    ],
)
def test_personal_data_by_checksum_and_context(column: str, comment: str, make: object, kind: str) -> None:
    values = Counter(make(n) for n in range(300))  # type: ignore[operator]
    verdict = personal_verdict(column, comment, values)
    assert (verdict.kind if verdict else "") == kind
    if verdict is not None and kind not in ("birth", "health"):
        assert verdict.evidence and all("*" in sample and sample not in values for sample in verdict.evidence)


def test_codes_of_organisations_are_not_personal() -> None:
    codes = []
    for number in range(50):
        first = f"91110105MA0{number:06d}"
        codes.append(first + uscc_check_character(first))
    assert personal_verdict("AAB005", "统一社会信用代码", Counter(codes)) is None


def test_personal_values_are_masked_everywhere() -> None:
    numbers: list[object] = [resident(n) for n in range(50)]
    body = json.dumps(profiled({"AAC147": numbers}, {"AAC147": "证件号码"}).as_dict(), ensure_ascii=False)
    assert not any(str(number) in body for number in numbers)


def test_personal_numbers_within_other_values_are_masked() -> None:
    values: list[object] = [f"王某 {resident(n)}，手机138{n:08d}" if n < 2 else "正常" for n in range(50)]
    mixed: list[object] = [resident(n) if n == 0 else f"R{n}" for n in range(50)]
    found = profiled({"bz": values, "no": mixed}, {})
    body = json.dumps(found.as_dict(), ensure_ascii=False)
    assert [column.personal for column in found.columns] == [None, None]
    assert "王某 110" in body and not any(f"{text}" in body for text in (resident(0), resident(1), "13800000000"))


def test_a_column_named_by_a_code_is_judged_by_its_element() -> None:
    sets = CodeSets([], {"AAC003": "姓名"})
    names: list[object] = ["单" + "伟芳娜敏静"[n % 5] if n % 2 else "乌兰图雅" for n in range(50)]
    with Profiler(sets) as profiler:
        columns = profiler.profile("s", "t", pa.table({"AAC003": names, "C": names}), {}).columns
    assert [column.personal.kind if column.personal else "" for column in columns] == ["name", ""]


def test_a_source_is_profiled_table_by_table(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "s.sqlite3") as database:
        database.execute("CREATE TABLE a (n INTEGER, x TEXT)")
        database.executemany("INSERT INTO a VALUES (?, ?)", [(1, "a"), ("not a number", "b")])
        database.execute("CREATE TABLE b (d DATE)")
    source = HarvestSource("s", url="sqlite:///s.sqlite3")
    harvest = harvest_source(source, tmp_path)
    with Profiler(SETS) as profiler:
        found = profile_source(source, harvest, tmp_path, profiler)
        with pytest.raises(TableNotProfiled):
            profile_source(source, harvest, tmp_path, profiler, "c")
    assert [(table.table, table.rows_profiled) for table in found.tables] == [("a", 2), ("b", 0)]
    assert found.tables[0].columns[0].distinct == 2 and found.unread == []


def test_shapes() -> None:
    assert shape_of("京A12345 号") == "汉A9{5}␣汉"
