"""The resolver: which code a written name means, why, and when it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_register import (
    ANLAN,
    BRACKET,
    BRANCH,
    ENTRIES,
    FACTORY,
    HEAD,
    SHARE,
    THIRD,
    TWIN_EAST,
    TWIN_WEST,
    code,
)  # fmt: skip

from anlan.base.errors import InputUnreadable
from anlan.entities.answers import Query
from anlan.entities.registry import Entry
from anlan.entities.resolver import Resolver


@pytest.mark.parametrize(
    ("written", "entry", "method"),
    [
        ("北京安澜数据科技有限公司", ANLAN, "exact"),
        ("北京安瀾數據科技有限公司", ANLAN, "exact"),
        (" 北京安澜 数据科技有限公司\u3000", ANLAN, "exact"),
        ("北京安澜软件开发有限公司", ANLAN, "former_name"),
        ("安澜数据", ANLAN, "short_name"),
        ("沐川机电", SHARE, "brand"),
        ("迅鹰集团", HEAD, "group_name"),
        ("恒瀚(天津)安全顾问有限公司", BRACKET, "exact"),
        ("恒瀚天津安全顾问有限公司", BRACKET, "exact"),
        ("天津恒瀚安全顾问有限公司", BRACKET, "variant"),
        ("北京市安澜数据科技有限公司", ANLAN, "variant"),
        ("北京安澜数据科技有限责任公司", ANLAN, "variant"),
        ("北京安澜数据科技", ANLAN, "variant"),
        ("上海沐川机电设备股份公司", SHARE, "variant"),
        ("安澜数据科技有限公司", ANLAN, "core"),
        ("深圳迅鹰汽车服务有限公司衡水分公司", BRANCH, "variant"),
        ("深圳市迅鹰汽车服务有限公司广州分公司", HEAD, "branch"),
        ("北京安澜数居科技有限公司", ANLAN, "repaired_name"),
        ("北京安澜数据科技有限公思", ANLAN, "repaired_name"),
    ],
)
def test_written_forms(resolver: Resolver, written: str, entry: Entry, method: str) -> None:
    answer = resolver.resolve(written)
    assert (answer.status, answer.uscc, answer.method) == ("resolved", entry.uscc, method)
    assert answer.reasons


def test_namesakes_are_never_linked_by_name_alone(resolver: Resolver) -> None:
    answer = resolver.resolve("北京鸿运餐饮管理有限公司")
    assert answer.status == "ambiguous" and not answer.uscc
    assert {candidate.uscc for candidate in answer.candidates} == {TWIN_EAST.uscc, TWIN_WEST.uscc}


@pytest.mark.parametrize(
    "context", [{"district": "西城区"}, {"district": "110102"}, {"address": "北京市西城区月坛2号院"}]
)
def test_context_tells_namesakes_apart(resolver: Resolver, context: dict[str, str]) -> None:
    answer = resolver.resolve("北京鸿运餐饮管理有限公司", **context)
    assert (answer.status, answer.uscc, answer.method) == ("resolved", TWIN_WEST.uscc, "context")


def test_context_that_fits_both_settles_nothing(resolver: Resolver) -> None:
    assert resolver.resolve("北京鸿运餐饮管理有限公司", district="北京").status == "ambiguous"


_ABSENT = ["", " ", "厂", "公司", "x" * 5000, "\x00\x01", "查无此户实业有限公司", "北京通岳建筑第四工程有限公司"]


@pytest.mark.parametrize("written", _ABSENT)
def test_what_is_not_registered_is_not_linked(resolver: Resolver, written: str) -> None:
    answer = resolver.resolve(written)
    assert answer.status in ("unknown", "ambiguous") and not answer.uscc


def test_another_place_is_another_enterprise(resolver: Resolver) -> None:
    assert resolver.resolve("上海安澜数据科技有限公司").status != "resolved"


def test_ordinals_are_not_typing_errors(resolver: Resolver) -> None:
    assert resolver.resolve("北京通岳建筑第三工程有限公司").uscc == THIRD.uscc
    assert resolver.resolve("北京通岳建筑第二工程有限公司").status != "resolved"


def test_a_branch_says_its_head_office(resolver: Resolver) -> None:
    assert resolver.resolve(BRANCH.name).evidence()["head_uscc"] == HEAD.uscc
    assert "归属" in resolver.resolve(HEAD.name + "东莞营业部").reasons[0]


def test_code_beside_the_name(resolver: Resolver) -> None:
    swapped = ANLAN.uscc[:10] + ANLAN.uscc[11] + ANLAN.uscc[10] + ANLAN.uscc[12:]
    one_off = ANLAN.uscc[:-1] + ("A" if ANLAN.uscc[-1] != "A" else "B")
    for written in {swapped, one_off} - {ANLAN.uscc}:
        answer = resolver.resolve(ANLAN.name, uscc=written)
        assert (answer.status, answer.uscc, answer.method) == ("resolved", ANLAN.uscc, "repaired")
    assert resolver.resolve(ANLAN.name, uscc=SHARE.uscc).status == "ambiguous"
    assert resolver.resolve(TWIN_EAST.name, uscc=TWIN_WEST.uscc).uscc == TWIN_WEST.uscc
    assert resolver.resolve("昆山四方彩印厂", uscc="").uscc == FACTORY.uscc


def test_a_name_that_another_gave_up_is_ambiguous() -> None:
    old = Entry(code(31), "北京甲乙科技有限公司", ("北京丙丁科技有限公司",))
    new = Entry(code(32), "北京丙丁科技有限公司")
    assert Resolver.build([old, new]).resolve("北京丙丁科技有限公司").status == "ambiguous"


def test_duplicate_rows_of_one_enterprise_are_one() -> None:
    entry = Entry(code(33), "北京重行科技有限公司")
    assert Resolver.build([entry, entry, entry]).resolve(entry.name).uscc == entry.uscc


def test_a_prepared_file_answers_the_same(resolver: Resolver, tmp_path: Path) -> None:
    path = tmp_path / "registry.idx"
    resolver.index.save(path)
    loaded = Resolver.load(path)
    names = [entry.name for entry in ENTRIES] + ["北京安澜数居科技有限公司", "沐川机电", "没有的公司"]
    queries = [Query(name) for name in names]
    assert loaded.resolve_many(queries) == resolver.resolve_many(queries)


def test_a_broken_prepared_file_says_so(resolver: Resolver, tmp_path: Path) -> None:
    path = tmp_path / "registry.idx"
    resolver.index.save(path)
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(InputUnreadable, match="不完整"):
        Resolver.load(path)


def test_an_empty_register_knows_nothing() -> None:
    assert Resolver.build([]).resolve("北京安澜数据科技有限公司").status == "unknown"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=40), max_size=8))
def test_every_name_gets_an_answer_in_order(resolver: Resolver, names: list[str]) -> None:
    answers = resolver.resolve_many([Query(name) for name in names])
    assert len(answers) == len(names)
    assert all((answer.status == "resolved") == bool(answer.uscc) for answer in answers)
