"""Jobs beside each other: results and load numbers as if they had run one after another."""

from __future__ import annotations

import threading

import pytest

from anlan.collection import article_texts
from anlan.collection.article_texts import article_text, texts_of
from anlan.collection.lanes import Job, in_lanes


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
