"""A table that nobody promised appears in a source: what each of the four words makes of it, in databases and files."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy
import xlsxwriter
import yaml

from anlan.base.errors import Findings
from anlan.collection.collect import CollectResult
from anlan.pool.loads import LoadState
from bureau import CASE_HEADER, Bureau, case_row, case_table, write_csv, write_sqlite

CORE = "core_labour__arbitration_case"
COLUMNS = ", ".join(f'"{name}" TEXT' for name in CASE_HEADER)
NEW = "raw_labour__extra"


def run(bureau: Bureau) -> CollectResult:
    collected, standardised = bureau.run()
    assert standardised.incidents == ()
    return collected


@pytest.fixture(params=["database", "csv"])
def source(request: pytest.FixtureRequest, bureau: Bureau) -> str:
    """A source with its table and another that was there from the beginning."""
    root = bureau.workspace.root
    if request.param == "database":
        bureau.connect("labour", "sqlite:///in.sqlite3")
        write_sqlite(root / "in.sqlite3", "cases", COLUMNS, [case_row(1)])
        write_sqlite(root / "in.sqlite3", "OLD", "a TEXT", [("1",)])
    else:
        bureau.connect("labour", "file:in")
        write_csv(root / "in" / "cases_1.csv", CASE_HEADER, [case_row(1)])
        write_csv(root / "in" / "OLD.csv", ["a"], [["1"]])
    return str(request.param)


def promise(bureau: Bureau, source: str, word: str, ignored: tuple[str, ...] = ()) -> None:
    location = "cases" if source == "database" else "cases_*.csv"
    bureau.contracts.clear()
    drift = {"table": word, "ignored": list(ignored)}
    bureau.promise(system="labour", kind=source, tables=[case_table(location=location)], drift=drift)


def appear(bureau: Bureau, source: str, *rows: tuple[object, ...]) -> None:
    """A new table with a column called like one of the raw layer's own, and its rows."""
    root = bureau.workspace.root
    if source == "database":
        write_sqlite(root / "in.sqlite3", "EXTRA", '"NO" INTEGER, "名称" TEXT, load_id TEXT', rows)
    else:
        write_csv(root / "in" / "EXTRA_202611.csv", ["NO", "名称", "load_id"], rows)


@pytest.mark.parametrize("word", ["evolve", "freeze", "discard_row", "discard_value"])
def test_a_new_table(bureau: Bureau, source: str, word: str) -> None:
    promise(bureau, source, word)
    assert run(bureau).incidents == (), "what is there at the first look is known"
    appear(bureau, source, (1, "甲", "x"), (2, "乙", "y"))
    (incident,) = run(bureau).incidents
    assert (incident.kind, incident.severity) == ("source-drift", "warning") and "EXTRA" in incident.message
    assert {row["case_id"] for row in bureau.rows(CORE)} == {"京仲1号"}
    again = run(bureau).incidents
    if word == "evolve":
        assert again == () and "2 行" in incident.message
        rows = bureau.rows(NEW)
        assert [(row["NO"], row["名称"], row["load_id#2"], row["row_no"]) for row in rows] == [
            ("1", "甲", "x", 1),
            ("2", "乙", "y", 2),
        ]
        (draft,) = bureau.workspace.sources.glob("labour/proposed/*.yml")
        (entry,) = yaml.safe_load(draft.read_text("utf-8"))
        assert (entry["name"].lower(), list(entry["items"])) == ("extra", ["NO", "load_id#2", "名称"])
        assert str(draft.relative_to(bureau.workspace.root)) in incident.hint
    else:
        assert bureau.pool.version(NEW) is None
        assert len(again) == (word == "freeze"), "told until decided, or once"
        assert ("2 行" in incident.message) == (word != "freeze")
    promise(bureau, source, word, ignored=("EXTRA*",))
    assert run(bureau).incidents == ()


def test_what_changes_in_a_new_table_comes_again(bureau: Bureau, source: str) -> None:
    promise(bureau, source, "evolve")
    run(bureau)
    appear(bureau, source, (1, "甲", "x"))
    run(bureau)
    appear(bureau, source, (2, "乙", "y"), (3, "丙", "z"))
    (incident,) = run(bureau).incidents
    assert "行已按原样装入" in incident.message
    assert [one.state for one in bureau.loads() if one.table.lower() == "extra"] == [LoadState.LOADED] * 2


def test_a_new_table_that_is_agreed_to_goes_on_to_core(bureau: Bureau, source: str) -> None:
    root = bureau.workspace.root
    promise(bureau, source, "evolve")
    run(bureau)
    if source == "database":
        write_sqlite(root / "in.sqlite3", "later", COLUMNS, [case_row(7), case_row(8)])
    else:
        write_csv(root / "in" / "later.csv", CASE_HEADER, [case_row(7), case_row(8)])
    assert len(run(bureau).incidents) == 1 and len(bureau.rows("raw_labour__later")) == 2
    bureau.contracts.clear()
    first, second = ("cases", "later") if source == "database" else ("cases_*.csv", "later.csv")
    tables = [case_table(location=first), case_table(name="later", location=second)]
    bureau.promise(system="labour", kind=source, tables=tables, drift={"table": "evolve"})
    assert run(bureau).incidents == ()
    assert {row["case_id"] for row in bureau.rows(CORE)} == {"京仲1号", "京仲7号", "京仲8号"}


def test_a_promised_table_that_vanished_stays_an_error(bureau: Bureau) -> None:
    path = bureau.workspace.root / "in.sqlite3"
    bureau.connect("labour", "sqlite:///in.sqlite3")
    write_sqlite(path, "cases", COLUMNS, [case_row(1)])
    promise(bureau, "database", "evolve")
    run(bureau)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("ALTER TABLE cases RENAME TO cases_2026")
    found = run(bureau).incidents
    assert [(one.kind, one.severity) for one in found] == [
        ("source-table-missing", "error"),
        ("source-drift", "warning"),
    ]


def test_a_new_workbook_with_chinese_name(bureau: Bureau) -> None:
    folder = bureau.workspace.root / "in"
    folder.mkdir()
    bureau.connect("labour", "file:in")
    for name in ("案件", "新报表"):
        with xlsxwriter.Workbook(folder / f"{name}202611.xlsx") as book:
            sheet = book.add_worksheet()
            for at, row in enumerate([CASE_HEADER, case_row(1)]):
                sheet.write_row(at, 0, row)
        if name == "案件":
            bureau.promise(
                system="labour", kind="excel", tables=[case_table(location="案件*.xlsx")], drift={"table": "evolve"}
            )
            run(bureau)
    (incident,) = run(bureau).incidents
    assert "新报表" in incident.message
    (raw,) = [name for name in bureau.pool.tables() if name.startswith("raw_labour__table_")]
    assert bureau.rows(raw)[0]["案号"] == "京仲1号"


def test_words_for_new_tables_are_checked_and_taken_from_the_tables(bureau: Bureau, tmp_path: Path) -> None:
    table = case_table(location="cases", drift={"table": "evolve"})
    assert bureau.promise(system="labour", kind="database", tables=[table]).new_tables == "evolve"
    other = case_table(name="more", location="more")
    assert bureau.promise(system="two", kind="database", tables=[table, other]).new_tables == "freeze"
    with pytest.raises(Findings, match=r"drift.table 'later'.*") as error:
        bureau.promise(system="x", kind="database", tables=[table], drift={"table": "later", "else": 1})
    assert "else" in str(error.value.items)


@pytest.mark.slow
@pytest.mark.parametrize("server", ["postgresql_url", "mariadb_url"])
def test_a_new_table_of_a_server(bureau: Bureau, server: str, request: pytest.FixtureRequest) -> None:
    url = request.getfixturevalue(server)
    driver = url.replace("postgresql://", "postgresql+psycopg://").replace("mysql://", "mysql+pymysql://")
    engine = sqlalchemy.create_engine(driver)
    with engine.begin() as connection:
        for name in ("newtable_a", "newtable_b"):
            connection.execute(sqlalchemy.text(f"DROP TABLE IF EXISTS {name}"))
        connection.execute(sqlalchemy.text("CREATE TABLE newtable_a (no INTEGER)"))
    bureau.connect("labour", url)
    bureau.promise(system="labour", kind="database", tables=[case_table(location="none")], drift={"table": "evolve"})
    try:
        run(bureau)
        with engine.begin() as connection:
            connection.execute(sqlalchemy.text("CREATE TABLE newtable_b (no INTEGER, d DATE)"))
            connection.execute(sqlalchemy.text("INSERT INTO newtable_b VALUES (1, '2026-11-03'), (2, NULL)"))
        told = [one for one in run(bureau).incidents if "newtable_b" in one.message]
        assert [one.kind for one in told] == ["source-drift"]
        rows = bureau.rows("raw_labour__newtable_b")
        assert [(str(row["no"]), str(row["d"])[:10]) for row in rows] == [("1", "2026-11-03"), ("2", "None")]
        assert "raw_labour__newtable_a" not in bureau.pool.tables()
    finally:
        with engine.begin() as connection:
            for name in ("newtable_a", "newtable_b"):
                connection.execute(sqlalchemy.text(f"DROP TABLE IF EXISTS {name}"))
        engine.dispose()
