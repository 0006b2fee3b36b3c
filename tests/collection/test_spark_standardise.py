"""Raw to core on both engines: every shape of every type from every kind of source, and every way rows meet others."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import astuple
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from tests.engine.both_engines import Answer, both_workshops

from anlan.base.settings import create_workspace
from anlan.collection.again import mark_again
from anlan.collection.contract import SWITCHABLE, Contract, parse_contract
from anlan.collection.core_tables import ensure_core_tables
from anlan.collection.corrections.decisions import AgreedCode, Decisions, SwitchedOff, with_decisions
from anlan.collection.deletions import DELETION
from anlan.collection.mapping import BatchMapping, Load
from anlan.collection.set_aside import ensure_set_aside
from anlan.collection.standardise import standardise_loads
from anlan.collection.workbench import Workshop
from anlan.pool.delta import duck_type
from anlan.pool.pool import Pool
from anlan.standards.registry import CodeSet, Column, CoreTable, Registry, load_registry
from bureau import CASE_HEADER, CODES, NOW, Bureau, case_row, case_table, write_csv, write_sqlite

TODAY = date(2026, 11, 22)
TYPES = ("text", "code", "date", "month", "timestamp", "integer", "decimal", "flag")
RAW, CORE = "raw_labour__shapes", "core_test__shape"
TEXTS = [
    *("", " ", "　", "-", "——", "NULL", "无", "00000000", "99991231", "\\N", "n/a", "０"),
    *("20261103", "2026-11-03", "2026/11/3", "2026.11.03", "2026年11月3日", "２０２６年１１月３日", "46329", "46329.5"),
    *("2026-11-02T20:00:00Z", "2026-11-03T00:10:00+08:00", "2026-11-03 08:30", "2026-11-03 08:30:00.1234567"),
    *("20261103120000", "2026-11-03 08:30:00-0330", "1988-07-01T23:30:00+00:00", "1901-01-01T00:00:00+08:05"),
    *("1900-01-01T00:00:00Z", "2026-11-03T24:00:00Z", "2026-11-03 08:30:61", "2026-11-03x", "2026-13-01", "2026-2-30"),
    *("二〇二六年十一月三日", "二零二六年二月三十日", "二〇二六年十一月", "民国一百一十五年", "26-11-03", "9999-12-30"),
    *("202611", "2026年1月份", "2026/1", "202613", "11月", "2026-11-30 10:00", "20261130", "infinity", "-infinity"),
    *(
        "1,234.50",
        "１２３．５",
        "(1,234)",
        "￥3,000.00",
        "12%",
        "5‰",
        "500(万元人民币)",
        "人民币3亿元整",
        "$120",
        "120万美元",
    ),
    *(
        "1e5",
        " 12",
        "12 ",
        "NaN",
        "Infinity",
        "0x1F",
        "1d",
        "1f",
        "1_000",
        "1e999",
        "1e-400",
        ".5",
        "5.",
        "+7",
        "-0",
        "--5",
    ),
    *("9007199254740993", "123456789012345678901", "0.1", "1.7976931348623157e308", "4.9e-324", "1e22", "8.41e21"),
    *("是", "Ｙ", "否", "TRUE", "√", "到账", "也许", "01", "1", "欠薪", "拖欠工资", "099", "A", "ａ１", "讨薪"),
    *("北京 甲（科技)有限公司", "Hello World 公司", "𠮷野家 分店", "😀 ok", "á", "á", "\ufeffx", "x\u00a0", "\tx\r\n"),
    *("it's", 'say "x"', "a\\b", "a$1\\1", "a\nb\n", "金額", "ﬁn", "豈", "x" * 250, "９" * 30, "长" * 201_000),
]
SPICES = [*" \t　-/.:年月日万%()+eEdx０１9', ", "\u2028", "\n", "\x0b", "\x85", "𠮷", "Z", "十"]


def spiced(count: int) -> list[str | None]:
    """Texts of every shape, and such texts with something put in, taken out or put behind them."""
    chance = random.Random(7)
    made: list[str | None] = [None, *TEXTS]
    shapes = [text for text in TEXTS if text and len(text) < 100]
    for _ in range(count):
        text = chance.choice(shapes)
        for _ in range(chance.randint(1, 2)):
            at = chance.randint(0, len(text))
            text = text[:at] + chance.choice([*SPICES, "", chance.choice(shapes)]) + text[at + chance.randint(0, 1) :]
        made.append(text)
    return made


NUMBERS = [0.0, -0.0, 1.0, 1.5, -2.0, 1e-5, 1e-4, 1e15, 1e16, 123456789.125, 1e22, 8.41e21, 2e23, 5e-324, 1.1e300]
NUMBERS += [float("nan"), float("inf"), float("-inf"), 0.1, 1 / 3, 20261103.0, 202611.0, 46329.0, 2**53 + 2.0]
MOMENTS = [
    datetime(2026, 11, 3, 8, 30, 1, 999),
    datetime(1988, 7, 1, 15, 59),
    datetime(1900, 1, 1),
    datetime(2026, 11, 2, 16),
]
KINDS: dict[str, pa.Array] = {
    "text": pa.array(spiced(1500), pa.string()),
    "double": pa.array([None, *NUMBERS], pa.float64()),
    "bigint": pa.array([None, 0, 1, -1, 202611, 202613, 20261103, 46329, 2**62, -(2**63)], pa.int64()),
    "int": pa.array([None, 0, 1, 2, 202611, 2**31 - 1], pa.int32()),
    "money": pa.array([None, Decimal("0.00"), Decimal("-1.50"), Decimal("9999999999999999.99")], pa.decimal128(18, 2)),
    "huge": pa.array([None, Decimal("1.0001"), Decimal("9" * 34 + ".1234")], pa.decimal128(38, 4)),
    "day": pa.array([None, date(2026, 11, 3), date(1900, 1, 1), date(9999, 12, 31), date(2027, 1, 1)], pa.date32()),
    "moment": pa.array([None, *MOMENTS], pa.timestamp("us")),
    "instant": pa.array([None, *(one.replace(tzinfo=UTC) for one in MOMENTS)], pa.timestamp("us", "UTC")),
    "truth": pa.array([None, True, False], pa.bool_()),
}
FORMATS = {"text": "c..50", "code": "an..4", "integer": "n..5", "decimal": "n..8,2"}
CLAIMS = CodeSet("claims", "争议", "", {"01": "拖欠工资", "02": "其他", "99": "其它"}, {"A": "99", "03": "02"})


def shapes_registry(types: Sequence[str]) -> Registry:
    """A core table with columns of these types, with and without a format, personal or not, with an employer."""
    columns = [Column("row_id", "编号", "code", grade="L1")]
    for kind in types:
        columns.append(
            Column(kind, kind, kind, "元" if kind in ("decimal", "integer") else "", format=FORMATS.get(kind, ""))
        )
        columns.append(Column(f"bare_{kind}", kind, kind, grade="L3", may_be_future=True))
    columns.append(Column("claim_code", "争议", "code", code_set="claims"))
    columns += [Column("short_name", "名称", "text"), Column("own_uscc", "代码", "code")]
    table = CoreTable(CORE, "形状", "row", ("row_id",), {one.name: one for one in columns}, employer=True)
    return Registry({CORE: table}, {"claims": CLAIMS})


def shapes_contract(registry: Registry, name: str) -> Contract:
    """Every column filled from an item of its name; conversions of the bare ones are switched off."""
    items: dict[str, Any] = {}
    for column in registry.table(CORE).columns.values():
        items[column.name] = {"column": column.name}
        if column.name.startswith("bare_"):
            items[column.name]["without"] = sorted(SWITCHABLE)
        elif column.type in ("decimal", "integer"):
            items[column.name]["unit"] = "万元"
    items["row_id"]["required"] = True
    items["claim_code"]["codes"] = {"讨薪": "01", "欠": "A"}
    table = {"name": name, "core": CORE, "items": items, "employer": {"code": "own_uscc", "name": "short_name"}}
    body = {"system": "labour", "label": "仲裁", "source_class": "internal", "connection": "labour", "kind": "database"}
    return parse_contract({**body, "tables": [{**table, "known_at": "date"}]}, registry)


def standardised_shapes(workshop: Workshop, folder: Path, values: pa.Array) -> Answer:
    """What becomes of a load whose items all hold these values."""
    # A day is no number: a contract that says otherwise is refused by the engine.
    types = [one for one in TYPES if not pa.types.is_temporal(values.type) or one not in ("integer", "decimal", "flag")]
    registry, pool = shapes_registry(types), Pool(folder)
    table = shapes_contract(registry, "shapes").tables[0]
    ensure_core_tables(pool, registry)
    ensure_set_aside(pool)
    numbers = pa.array(range(len(values)), pa.int64())
    held = dict.fromkeys(registry.table(CORE).columns, values) | {"row_id": numbers.cast(pa.string())}
    rows = pa.table({**held, "row_no": numbers, "load_id": pa.repeat(pa.scalar("L1"), len(values))})
    pool.write(table.raw_table, rows, partition={"load_id": ["L1"]})
    kinds = {field.name: duck_type(field.type) for field in pool.schema(table.raw_table)}
    mapping = BatchMapping(table, registry.table(CORE), registry, [Load("L1", TODAY)], kinds, TODAY)
    told = standardise_loads(pool, mapping, workshop)
    return {"told": [(name, *astuple(one)) for name, one in told.items()], **tables_of(pool)}


def tables_of(pool: Pool) -> Answer:
    """The rows of every table that has any."""
    found = {name: pool.read(name) for name in pool.tables()}
    return {
        name: [tuple(repr(row[column]) for column in sorted(row)) for row in rows.to_pylist()]
        for name, rows in found.items()
        if rows.num_rows
    }


@pytest.mark.parametrize("kind", KINDS)
def test_values_of_every_shape(kind: str, tmp_path: Path) -> None:
    @both_workshops
    def shapes(workshop: Workshop, folder: Path) -> Answer:
        return standardised_shapes(workshop, folder, KINDS[kind])

    shapes(tmp_path)


def bureau_of(workshop: Workshop, folder: Path) -> Bureau:
    registry = load_registry()
    names = ("core_labour__arbitration_case", "core_social__contribution_month", "core_registry__enterprise")
    registry = Registry({name: registry.table(name) for name in names}, registry.code_sets)
    return Bureau(create_workspace(folder, {}, {}), registry, Pool(folder / "pool"), workshop=workshop)


def outcome(bureau: Bureau) -> Answer:
    """Every table that has rows, and what became of every load."""
    facts = ("load_id", "state", "core_count", "same_count", "set_aside_count", "known_from", "known_to", "batch")
    loads = [tuple(getattr(one, fact) for fact in facts) for one in bureau.loads()]
    return {"loads": loads, **tables_of(bureau.pool)}


@both_workshops
def test_files_that_repeat_and_correct_and_decisions(workshop: Workshop, folder: Path) -> Answer:
    bureau = bureau_of(workshop, folder)
    bureau.connect("labour", "file:in")
    drift = {"types": "discard_row", "columns": "discard_row"}
    tables = [
        {**case_table(location=f"{name}*.csv", drift=drift if name == "b" else {}), "name": f"cases_{name}"}
        for name in "ab"
    ]
    bureau.promise(system="labour", kind="csv", tables=tables)
    odd = {"争议类型": "讨要工资"}
    days: list[list[tuple[str, list[list[Any]]]]] = [
        [("a1", [case_row(1), case_row(1), case_row(2, **odd), case_row(2, 申请人数=9), case_row(3)])],
        [("a2", [case_row(1), case_row(3, 申请人数=30, 立案日期="2026-11-01"), case_row(4, 立案日期="2027-01-01")])],
        [("a3", [case_row(3), case_row(5, 案号=""), case_row(6, 信用代码="", 单位名称="")]), ("b1", [case_row(1)])],
        [("b2", [case_row(7, 申请人数="许多"), case_row(8), case_row(3, 申请人数=31)])],
    ]
    for day, files in enumerate(days):
        for name, rows in files:
            write_csv(folder / "in" / f"{name}.csv", CASE_HEADER, rows)
        bureau.run(NOW + timedelta(days=day))
    write_csv(folder / "in" / "b3.csv", [*CASE_HEADER, "备注"], [[*case_row(9), ""], [*case_row(10), "新"]])
    bureau.run(NOW + timedelta(days=5))
    found = outcome(bureau)
    agreed = AgreedCode("labour", "cases_a", "争议类型", "讨要工资", "01", TODAY)
    off = SwitchedOff("labour", "cases_a", "争议金额(万元)", "unit", TODAY)
    bureau.contracts = list(with_decisions(bureau.contracts, Decisions((agreed,), (off,))))
    mark_again(bureau.pool, bureau.contracts, [("labour", "cases_a")])
    bureau.standardise(NOW + timedelta(days=9))
    return found | {f"decided {name}": rows for name, rows in outcome(bureau).items()}


@both_workshops
def test_versions_of_a_month(workshop: Workshop, folder: Path) -> Answer:
    bureau = bureau_of(workshop, folder)
    bureau.connect("social", "sqlite:///social.sqlite3")
    needed = {name: {"column": column, "required": True} for name, column in (("P", "person_id"), ("M", "month"))}
    items = {**needed, "B": {"column": "base_yuan"}, "D": {"column": "is_paid_pension"}}
    table = {"name": "MONTHS", "core": "core_social__contribution_month", "items": items, "employer": {"number": "U"}}
    load = {"mode": "incremental", "cursor": "K"}
    bureau.promise(system="social", kind="database", tables=[{**table, "known_at": "K", "load": load}])
    columns = "P INTEGER, U TEXT, M INTEGER, B NUMERIC(10,2), D INTEGER, K TEXT"
    batches = [
        [
            (1, "7", 202609, 5000, 1, "2026-10-08"),
            (2, "7", 202609, 5000.5, 1, "2026-10-08"),
            (2, None, 202609, 1, 1, "2026-10-08"),
        ],
        [
            (1, "7", 202609, 5000, 1, "2026-10-20"),
            (2, "7", 202609, None, 0, "2026-10-20"),
            (3, "7", 202610, -0.0, 2, "2026-10-20"),
        ],
        [
            (2, "7", 202609, 5000.5, 1, "2026-10-08"),
            (2, "7", 202609, 0, 0, "2026-11-01"),
            (1, "7", 202609, 1, 1, "2026-11-01"),
        ],
    ]
    for day, rows in enumerate(batches):
        write_sqlite(folder / "social.sqlite3", "MONTHS", columns, rows)
        bureau.run(NOW + timedelta(days=day))
    return outcome(bureau)


@pytest.mark.parametrize("mode", ["snapshot", "changes"])
def test_deletions(mode: str, tmp_path: Path) -> None:
    @both_workshops
    def deletions(workshop: Workshop, folder: Path) -> Answer:
        bureau = bureau_of(workshop, folder)
        bureau.connect("labour", "sqlite:///labour.sqlite3")
        needed = {
            name: {"column": column, "required": True} for name, column in (("id", "case_id"), ("day", "filed_date"))
        }
        items = {**needed, "people": {"column": "people_count"}}
        load = {"mode": mode, **({"operation": "op", "sequence": "seq"} if mode == "changes" else {})}
        table = case_table(location="cases", items=items, employer={"code": "uscc"}, known_at="day", load=load)
        bureau.promise(system="labour", kind="database", tables=[table])
        columns = "op TEXT, seq INTEGER, id TEXT, uscc TEXT, day TEXT, people INTEGER"
        days: list[list[tuple[str, str, int]]] = [
            [("I", "A1", 1), ("I", "A2", 2), ("I", "A3", 3), ("I", "A3", 4)],
            [("U", "A2", 22), ("D", "A1", 1), ("I", "A4", 4)],
            [("I", "A1", 1), ("D", "A3", 4), ("U", "A4", 44), ("D", "A4", 44)],
        ]
        number = 0
        for day, changes in enumerate(days):
            held = []
            for kind, case, people in changes:
                number += 1
                held.append((kind, number, case, CODES[0], "2026-11-03", people))
            if mode == "snapshot":
                (folder / "labour.sqlite3").unlink(missing_ok=True)
                held = [one for one in held if one[0] != "D"]
            write_sqlite(folder / "labour.sqlite3", "cases", columns, held)
            bureau.run(NOW + timedelta(days=day))
        found = outcome(bureau)
        assert len(found[DELETION]) > 1
        return found

    deletions(tmp_path)
