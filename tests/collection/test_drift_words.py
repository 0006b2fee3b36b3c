"""Four words for a source that changes: each for new columns and for changed types, of databases, CSV and Excel."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from anlan.collection.set_aside import SET_ASIDE
from anlan.pool.loads import LoadState
from bureau import CASE_HEADER, Bureau, case_row, case_table, write_csv

CORE, RAW = "core_labour__arbitration_case", "raw_labour__cases"
WORDS = ("evolve", "freeze", "discard_row", "discard_value")
Rows = Sequence[Sequence[Any]]


def put_csv(root: Path, month: int, header: Sequence[str], rows: Rows) -> None:
    write_csv(root / "in" / f"{month}.csv", header, rows)


def put_excel(root: Path, month: int, header: Sequence[str], rows: Rows) -> None:
    (root / "in").mkdir(exist_ok=True)
    with xlsxwriter.Workbook(root / "in" / f"{month}.xlsx") as book:
        sheet = book.add_worksheet()
        for at, row in enumerate([header, *rows]):
            sheet.write_row(at, 0, [value or None for value in row])


def put_database(root: Path, month: int, header: Sequence[str], rows: Rows) -> None:
    with closing(sqlite3.connect(root / "in.sqlite3", isolation_level=None)) as connection:
        connection.execute("DROP TABLE IF EXISTS cases")
        connection.execute("CREATE TABLE cases (" + ", ".join(f'"{name}"' for name in header) + ")")
        places = ", ".join("?" * len(header))
        connection.executemany(f"INSERT INTO cases VALUES ({places})", [[v or None for v in row] for row in rows])


SOURCES: dict[str, tuple[str, str, Callable[[Path, int, Sequence[str], Rows], None]]] = {
    "csv": ("file:in", "*.csv", put_csv),
    "excel": ("file:in", "*.xlsx", put_excel),
    "database": ("sqlite:///in.sqlite3", "cases", put_database),
}


@pytest.fixture(params=SOURCES)
def put(request: pytest.FixtureRequest, bureau: Bureau) -> Callable[..., None]:
    """Promise a table with words for drift; the function that puts a month's rows into its source."""
    url, location, write = SOURCES[request.param]
    bureau.connect("labour", url)

    def act(month: int, header: Sequence[str], rows: Rows, **drift: str) -> None:
        if drift:
            bureau.promise(system="labour", kind=request.param, tables=[case_table(location=location, drift=drift)])
        write(bureau.workspace.root, month, header, rows)

    return act


def good(numbers: range, **changes: Any) -> list[list[Any]]:
    return [case_row(number, **changes) for number in numbers]


def asides(bureau: Bureau) -> list[str]:
    return [row["reason_code"] for row in bureau.pool.read(SET_ASIDE).to_pylist()]


@pytest.mark.parametrize("word", WORDS)
def test_a_new_column(bureau: Bureau, put: Callable[..., None], word: str) -> None:
    put(1, CASE_HEADER, good(range(1, 4)), columns=word)
    first, _ = bureau.run()
    assert first.incidents == ()
    rows = [[*row, remark] for row, remark in zip(good(range(4, 7)), ["", "新", ""], strict=True)]
    put(2, [*CASE_HEADER, "备注"], rows)
    second, _ = bureau.run()
    (incident,) = second.incidents
    assert incident.kind == "source-drift"
    raw, core = bureau.rows(RAW), {row["case_id"] for row in bureau.rows(CORE)}
    kept = {
        "evolve": {"京仲4号", "京仲5号", "京仲6号"},
        "freeze": set(),
        "discard_row": {"京仲4号", "京仲6号"},
        "discard_value": {"京仲4号", "京仲5号", "京仲6号"},
    }[word]
    assert core == {"京仲1号", "京仲2号", "京仲3号"} | kept
    assert ("备注" in raw[0]) == (word == "evolve")
    assert bureau.loads()[-1].state is (LoadState.FAILED if word == "freeze" else LoadState.LOADED)
    assert asides(bureau) == (["item-unexpected"] if word == "discard_row" else [])
    assert "1 行" in incident.message if word == "discard_row" else "备注" in incident.message


@pytest.mark.parametrize("word", WORDS)
def test_a_type_that_changes(bureau: Bureau, put: Callable[..., None], word: str) -> None:
    put(1, CASE_HEADER, good(range(1, 4)), types=word)
    first, _ = bureau.run()
    assert first.incidents == ()
    rows = [*good(range(11, 22), 申请人数="若干"), *good(range(22, 25))]
    put(2, CASE_HEADER, rows)
    second, _ = bureau.run()
    incidents = [one for one in second.incidents if "申请人数" in one.message]
    assert incidents and {one.kind for one in second.incidents} == {"source-drift"}
    found = {row["case_id"]: row["people_count"] for row in bureau.rows(CORE)}
    later = {case: people for case, people in found.items() if case not in ("京仲1号", "京仲2号", "京仲3号")}
    read = {f"京仲{number}号": number for number in range(22, 25)}
    if word == "freeze":
        assert later == {}
        assert bureau.loads()[-1].state is LoadState.FAILED
        assert asides(bureau) == []
    elif word == "discard_row":
        assert later == read
        assert asides(bureau) == ["number-unreadable"] * 11
    else:
        assert later == dict.fromkeys((f"京仲{number}号" for number in range(11, 22)), None) | read
        assert asides(bureau) == ["number-unreadable"] * 11
        assert "若干" in {row["申请人数"] for row in bureau.rows(RAW)}


def test_a_few_bad_values_are_no_change_of_type(bureau: Bureau, put: Callable[..., None]) -> None:
    put(1, CASE_HEADER, [*good(range(1, 13)), *good(range(13, 21), 立案日期="待定")], types="freeze")
    collected, _ = bureau.run()
    assert collected.incidents == ()
    assert len(bureau.rows(CORE)) == 12
    assert asides(bureau) == ["date-unreadable"] * 16, "the day fills two columns, and is one value of the item"
