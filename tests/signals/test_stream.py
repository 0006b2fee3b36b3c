"""Every line gets an answer or an error, in order."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.signals import Detector, PatternMentionFinder
from anlan.signals.stream import LineReader, answer_stream, encoded, lines_of

READER = LineReader(Detector(), PatternMentionFinder())


def line(**fields: object) -> bytes:
    return json.dumps(fields, ensure_ascii=False).encode()


def test_an_answer_has_every_field() -> None:
    answer = READER.answer(
        line(
            id="a",
            text="北京星河科技有限公司拖欠300余名员工工资共计1200万元，地点在朝阳区。",
            published="2026-11-05",
        )
    )
    assert list(answer) == [
        "id", "categories", "employers", "people", "money_yuan", "district_code", "event_date", "error",
    ]  # fmt: skip
    assert answer["categories"][0]["type"] == "欠薪降薪"
    assert answer["employers"][0]["mention"] == "北京星河科技有限公司"
    assert (answer["people"], answer["money_yuan"], answer["district_code"]) == (300, 12_000_000.0, "110105")
    assert answer["error"] is None


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (b"", "JSON"),
        (b"not json", "JSON"),
        (b"[1]", "JSON 对象"),
        (b'{"id": 1}', "text"),
        (b'{"id": 1, "text": 5}', "text"),
        (b'{"id": 1, "text": "x", "title": 5}', "title"),
        (b"\xff\xfe\xff", "编码"),
        (b'{"a":' * 100_000, "JSON"),
        (b'{"text": "' + b"x" * (16 * 1024 * 1024) + b'"}', "上限"),
    ],
)
def test_a_bad_line_says_why(given: bytes, reason: str) -> None:
    answer = READER.answer(given)
    assert reason in answer["error"]
    assert answer["categories"] == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_common_encodings_are_read(encoding: str) -> None:
    given = json.dumps({"id": 1, "text": "公司宣布破产清算。"}, ensure_ascii=False).encode(encoding)
    assert READER.answer(given)["categories"][0]["type"] == "破产倒闭"


@pytest.mark.parametrize(
    "text",
    [
        "員工集體罷工，老闆跑路。",
        "<div class='x' <p>员工集体罢工",
        "\x00\x07员工集体罢工\ud800",
        "😀员工集体罢工😀",
        "天气好。" * 60_000 + "员工集体罢工。",
        "罢工" * 100_000,
    ],
)
def test_rough_texts_are_still_read(text: str) -> None:
    answer = READER.answer(json.dumps({"id": 1, "text": text}).encode())
    assert "群体事件" in {item["type"] for item in answer["categories"]}
    assert json.loads(encoded(answer))["id"] == 1


def test_ten_thousand_copies_stay_in_order() -> None:
    lines = [line(id=number, text="北京某某贸易有限公司宣布破产清算。") for number in range(10_000)]
    answers = list(answer_stream([b"\n".join(lines)], READER))
    assert [answer["id"] for answer in answers] == list(range(10_000))
    assert len({answer["categories"][0]["score"] for answer in answers}) == 1


@given(st.lists(st.binary(max_size=40).filter(lambda data: b"\n" not in data)), st.integers(1, 7))
def test_lines_are_those_of_the_file_whatever_the_pieces(parts: list[bytes], size: int) -> None:
    whole = b"".join(part + b"\n" for part in parts)
    pieces = [whole[start : start + size] for start in range(0, len(whole), size)]
    assert list(lines_of(pieces)) == parts
