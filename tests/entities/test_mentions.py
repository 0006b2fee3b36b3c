"""Mentions in text: where they stand, what they are linked to, and that any text gets an answer."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_register import ANLAN, HEAD

from anlan.base.text import fold
from anlan.entities.label_paths import best_labels, best_labels_many
from anlan.entities.mention_table import write_mentions
from anlan.entities.mentions import MentionFinder
from anlan.entities.registry import Entry
from anlan.entities.resolver import Resolver
from anlan.entities.scanner import NameScanner
from anlan.entities.tagger import CompanyTagger


@pytest.fixture(scope="session")
def finder(resolver: Resolver) -> MentionFinder:
    return MentionFinder(resolver)


def test_a_registered_name_is_found_where_it_stands_and_linked(finder: MentionFinder) -> None:
    text = "记者获悉，北京安澜数据科技有限公司拖欠30名员工工资，涉及金额90万元。"
    mention = finder.subjects(text)[0]
    assert text[mention.start : mention.end] == mention.mention == ANLAN.name
    assert (mention.status, mention.uscc, mention.name) == ("resolved", ANLAN.uscc, ANLAN.name)


def test_a_full_width_traditional_form_keeps_its_offsets(finder: MentionFinder) -> None:
    text = "據悉，北京安瀾數據科技有限公司欠薪。"
    mention = finder.subjects(text)[0]
    assert text[mention.start : mention.end] == mention.mention == "北京安瀾數據科技有限公司"
    assert mention.uscc == ANLAN.uscc


def test_a_short_form_means_the_full_name_of_the_same_text(finder: MentionFinder) -> None:
    text = "深圳市迅鹰汽车服务有限公司（以下简称“迅鹰汽车”）停产，迅鹰汽车员工讨薪。"
    linked = {mention.mention: mention.uscc for mention in finder.find(text)}
    assert linked["迅鹰汽车"] == HEAD.uscc


def test_an_unregistered_company_stays_as_an_unlinked_mention(finder: MentionFinder) -> None:
    mention = finder.subjects("近日，成都沐禾餐饮管理有限公司宣布破产清算。")[0]
    assert mention.mention == "成都沐禾餐饮管理有限公司"
    assert (mention.status, mention.uscc, mention.name) == ("unknown", None, None)


def test_the_name_before_a_stock_code(finder: MentionFinder) -> None:
    found = {
        mention.mention
        for mention in finder.subjects("*ST瀚霖(600999)实际控制人变更 沐川股份(002999)股东减持50万股", 3)
    }
    assert found == {"*ST瀚霖", "沐川股份"}


def test_mentions_come_in_order_of_position_and_within_the_limit(finder: MentionFinder) -> None:
    text = "北京安澜数据科技有限公司与深圳市迅鹰汽车服务有限公司均被曝欠薪。" * 10
    for limit in (1, 2, 5, 8):
        mentions = finder.find(text, limit)
        assert len(mentions) <= limit
        assert [mention.start for mention in mentions] == sorted(mention.start for mention in mentions)


@pytest.mark.parametrize("text", ["", " ", "公司", "。" * 100, "（" * 3000, "公" * 100_000, "\ud800\x00欠薪"])
def test_any_text_gets_an_answer(finder: MentionFinder, text: str) -> None:
    for mention in finder.find(text):
        assert text[mention.start : mention.end] == mention.mention


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet=st.sampled_from("北京安澜数据科技有限公司欠薪（）()600123集团“”，。的 \n*ST"), max_size=120))
def test_offsets_always_fit(finder: MentionFinder, text: str) -> None:
    for mention in finder.find(text):
        assert text[mention.start : mention.end] == mention.mention


def test_the_scanner_finds_what_a_plain_search_finds(resolver: Resolver) -> None:
    scanner = NameScanner.build(resolver.index)
    names = [resolver.index.names[row] for row in range(len(resolver.index))]
    text = fold("，".join(names))
    assert {text[start:end] for start, end in scanner.spans(text)} == {fold(name) for name in names}
    again = NameScanner.from_array(scanner.to_array())
    assert again.spans(text) == scanner.spans(text)


def test_labels_never_begin_inside() -> None:
    moves = [[0.0, 0.0, 9.0], [0.0, 0.0, 1.0], [0.0, 0.0, 1.0]]
    labels = best_labels([[0.0, 0.0, 50.0], [0.0, 1.0, 50.0], [0.0, 0.0, 50.0]], moves)
    assert all(before != 0 or label != 2 for before, label in zip([0, *labels], labels, strict=False))


def test_pieces_decided_together_are_labelled_as_alone() -> None:
    random = np.random.default_rng(7)
    moves = random.normal(0, 2, (3, 3)).tolist()
    leads = [random.normal(0, 3, (length, 2)) for length in (1, 5, 2, 40, 1, 300, 17)]
    alone = [best_labels([[0.0, *pair] for pair in piece.tolist()], moves) for piece in leads]
    assert list(best_labels_many(leads, moves)) == alone


def test_texts_read_together_are_read_as_alone() -> None:
    tagger = CompanyTagger.declared()
    texts = [
        "北京安澜数据科技有限公司拖欠工资",
        "",
        "迅鹰汽车、沐川股份与瀚霖科技集团均停产。" * 30,
        "公",
        "深圳市迅鹰汽车服务有限公司",
    ]
    together = tagger.spans_many(texts)
    assert together == [tagger.spans(text) for text in texts]
    assert [bool(spans) for spans in together] == [True, False, True, False, True]


def test_lines_in_lines_out(finder: MentionFinder, tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    rows = [
        b'{"id":1,"text":"' + ANLAN.name.encode() + '欠薪"}'.encode(),
        b"not json",
        b'{"id":3}',
        b"[1]",
        b"\xff\xfe",
    ]
    source.write_bytes(b"\n".join(rows) + b"\n")
    assert write_mentions(finder, source, target, 2, print) == len(rows)
    answers = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert answers[0]["mentions"][0]["uscc"] == ANLAN.uscc
    assert [answer["error"] is None for answer in answers] == [True, False, False, False, False]


REGISTER_OF_A_CITY = [
    Entry("91110105MA00000012", "北京中晟药业股份有限公司"),
    Entry("91110107MA00000024", "北京市石景山旅游总公司"),
    Entry("91110108MA00000036", "三合重工股份有限公司"),
]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("中晟药业被曝拖欠员工工资。", "ambiguous"),
        ("记者从北京获悉，中晟药业被曝拖欠员工工资。", "resolved"),
        ("海淀区的中晟药业被曝拖欠员工工资。", "resolved"),
        ("三合重工净利下滑预计超八成。", "resolved"),
    ],
)
def test_a_short_name_without_its_place_needs_a_text_that_speaks_of_it(text: str, status: str) -> None:
    finder = MentionFinder(Resolver.build(REGISTER_OF_A_CITY))
    assert [mention.status for mention in finder.find(text)][:1] == [status]


def test_a_bare_core_does_not_carry_a_name_across_places() -> None:
    assert Resolver.build(REGISTER_OF_A_CITY).lookup("北京旅游").status != "resolved"
