"""JSON lines: rows by line, what is no object set aside, and files that are none refused."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.collection.jsonl_file import parse_jsonl
from anlan.collection.source_errors import FileUnreadable, SourceEmpty

AGREED = ("编号", "正文", "转发")


def test_rows_keep_their_line_and_their_digits() -> None:
    data = (
        '\ufeff{"编号": 12345678901234567890, "正文": "欠薪", "转发": 3.10}\n\n{"编号": "b", "标签": ["x"]}\n'.encode()
    )
    parsed = parse_jsonl(data, "vendor.jsonl", {}, AGREED)
    assert parsed.table.column("row_no").to_pylist() == [1, 3]
    assert parsed.table.column("编号").to_pylist() == ["12345678901234567890", "b"]
    assert parsed.table.column("转发").to_pylist() == ["3.10", None]
    assert parsed.table.column("标签").to_pylist() == [None, '["x"]']


def test_a_line_that_is_no_object_is_set_aside_with_its_place() -> None:
    data = '{"编号": "a"}\nnot json\n[1, 2]\n{"编号": "b"\n'.encode() + b"\xff\xfe\n"
    parsed = parse_jsonl(data, "vendor.jsonl", {}, AGREED)
    assert parsed.table.num_rows == 1
    assert [(one.row_no, one.reason, one.drops_row) for one in parsed.set_aside] == [
        (number, "line-no-object", True) for number in (2, 3, 4, 5)
    ]


def test_a_file_without_an_agreed_item_is_refused_and_an_empty_one_named() -> None:
    with pytest.raises(FileUnreadable):
        parse_jsonl(b"<html></html>", "vendor.jsonl", {}, AGREED)
    with pytest.raises(SourceEmpty):
        parse_jsonl(b" \n", "vendor.jsonl", {}, AGREED)


@given(
    st.lists(
        st.one_of(st.just("{"), st.dictionaries(st.sampled_from(AGREED), st.text(max_size=5), min_size=1)), min_size=1
    )
)
def test_every_line_is_a_row_or_set_aside(lines: list[object]) -> None:
    texts = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=True) for line in lines]
    if all(isinstance(line, str) for line in lines):
        return
    parsed = parse_jsonl("\n".join(texts).encode(), "vendor.jsonl", {}, AGREED)
    assert parsed.table.num_rows + len(parsed.set_aside) == len(lines)
