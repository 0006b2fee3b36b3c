"""Jobs beside each other: results and load numbers as if they had run one after another."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from anlan.base.settings import create_workspace
from anlan.collection import article_texts
from anlan.collection import collect as collecting
from anlan.collection.article_texts import article_text, texts_of
from anlan.collection.lanes import Job, in_lanes
from anlan.engine import repeated
from anlan.pool.pool import Pool
from anlan.standards.registry import load_registry
from bureau import CASE_HEADER, NOW, Bureau, case_row, case_table, write_csv


def test_lanes_run_beside_each_other_and_each_in_its_order() -> None:
    both = threading.Barrier(2, timeout=20)
    ran: list[str] = []

    def job(name: str) -> str:
        if name in ("a1", "b1"):
            both.wait()
        ran.append(name)
        return name

    lanes = [[Job(1, "a1", lambda: job("a1")), Job(2, "a2", lambda: job("a2"))], [Job(0, "b1", lambda: job("b1"))]]
    heard: list[str] = []
    assert in_lanes(lanes, 2, heard.append) == {0: "b1", 1: "a1", 2: "a2"}
    assert ran.index("a1") < ran.index("a2")
    assert sorted(heard) == ["a1", "a2", "b1"]


def test_what_a_job_raises_is_raised_and_ends_the_others() -> None:
    started, ran = threading.Event(), []

    def fails() -> None:
        assert started.wait(20)
        raise ZeroDivisionError

    def goes_on() -> None:
        started.set()
        threading.Event().wait(1.5)

    lanes = [[Job(0, "", fails)], [Job(1, "", goes_on), Job(2, "", lambda: ran.append(2))]]
    with pytest.raises(ZeroDivisionError):
        in_lanes(lanes, 2, lambda label: None)
    assert ran == []


def test_articles_read_apart_are_those_read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "某公司拖欠工资，二十名员工到劳动监察大队投诉，要求支付三个月的工资。" * 4
    page = "<html><body><nav>首页</nav><article><h1>标题{n}</h1><p>{text}{n}</p></article></body></html>"
    pages = [page.format(n=n, text=text).encode() for n in range(7)] + [b"", "<html>乱".encode("gb18030")]
    monkeypatch.setattr(article_texts, "_FEW", 2)
    assert texts_of(pages) == [article_text(one) for one in pages]
    assert text + "3" in texts_of(pages)[3]


def build(folder: Path) -> Bureau:
    """Two systems, one of them with two tables of the same kind of core rows, the later correcting the earlier."""
    bureau = Bureau(create_workspace(folder, {}, {}), load_registry(), Pool(folder / "pool"))
    for system in ("labour", "court"):
        bureau.connect(system, f"file:{system}")
        tables = [{**case_table(location=f"{name}*.csv"), "name": name} for name in ("first", "second")]
        bureau.promise(system=system, kind="csv", tables=tables)
        for number in range(6):
            rows = [case_row(number * 3 + at) for at in range(5)]
            write_csv(folder / system / f"first{number}.csv", CASE_HEADER, rows)
        write_csv(folder / system / "second.csv", CASE_HEADER, [case_row(at, 争议类型="99") for at in range(4, 9)])
    bureau.connect("notices", "file:notices")
    bureau.promise(system="notices", kind="csv", tables=[case_table(location="*.csv")])
    (folder / "notices").mkdir()
    return bureau


def outcome(bureau: Bureau) -> list[object]:
    results = [(bureau.collect(now), bureau.standardise(now)) for now in (NOW, NOW + timedelta(days=1))]
    told = [(one.incidents, [(p.load_id, p.core_count, p.same_count) for p in one.loads]) for r in results for one in r]
    tables = [name for name in bureau.pool.tables() if bureau.pool.read(name).num_rows]
    rows = {name: sorted(map(repr, bureau.pool.read(name).to_pylist())) for name in tables}
    return [told, rows]


def test_beside_each_other_or_in_order_rows_incidents_and_loads_are_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside = outcome(build(tmp_path / "beside"))

    def in_order(lanes: Sequence[Sequence[Job[object]]], at_once: int, told: object) -> dict[int, object]:
        jobs = sorted((job for lane in lanes for job in lane), key=lambda job: job.number)
        return {job.number: job.act() for job in jobs}

    monkeypatch.setattr(collecting, "in_lanes", in_order)
    monkeypatch.setattr(collecting, "_LARGE_ROWS", 10**9)
    assert beside == outcome(build(tmp_path / "in_order"))


def test_repeated_rows_are_found_whatever_number_is_looked_at_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once = outcome(build(tmp_path / "at_once"))
    monkeypatch.setattr(repeated, "_HASHES_AT_ONCE", 3)
    assert at_once == outcome(build(tmp_path / "in_parts"))
