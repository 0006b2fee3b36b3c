"""Files as relations: what stands between quotes stays one field."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import duckdb
import pytest

from anlan.base.errors import InputUnreadable
from anlan.quality.files import file_relation


def test_a_quoted_comma_beside_a_quoted_quote_stays_one_field(tmp_path: Path) -> None:
    path = tmp_path / "firms.csv"
    path.write_text('id,name,city\n1,"ACME ""North"", Inc.",X\n2,"Smith, Jones"\n', encoding="utf-8")
    connection = duckdb.connect()
    file_relation(connection, "firms", path)
    rows = connection.execute("SELECT * FROM firms ORDER BY id").fetchall()
    assert rows == [("1", 'ACME "North", Inc.', "X"), ("2", "Smith, Jones", None)]


def test_a_line_break_within_quotes_is_part_of_the_value(tmp_path: Path) -> None:
    source = tmp_path / "notes.csv"
    source.write_text('id,note\n1,"first line\nsecond, ""quoted"" line"\n2,plain\n3\n', encoding="utf-8")
    connection = duckdb.connect()
    file_relation(connection, "notes", source)
    rows = connection.execute("SELECT * FROM notes ORDER BY id").fetchall()
    assert rows == [("1", 'first line\nsecond, "quoted" line'), ("2", "plain"), ("3", None)]


ROWS = [("1", "甲\n乙", None), ("2", 'a "b"; c', "x,y"), (None, "丙", "3.50")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_encoding_and_separator_gives_the_same_rows(tmp_path: Path, encoding: str, delimiter: str) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows([("编号", "说明", "值"), *ROWS])
    path = tmp_path / "rows.csv"
    path.write_bytes(text.getvalue().encode(encoding))
    connection = duckdb.connect()
    file_relation(connection, "rows", path)
    assert connection.execute("SELECT * FROM rows").fetchall() == ROWS


def test_json_lines_keep_digits_and_missing_values(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"a": 12345678901234567890, "b": 1.50}\n\n{"b": {"c": [true]}, "d": ""}\n', encoding="utf-8")
    connection = duckdb.connect()
    relation = file_relation(connection, "rows", path)
    assert list(relation.types) == ["a", "b", "d"]
    wanted = [("12345678901234567890", "1.50", None), (None, '{"c": [true]}', None)]
    assert connection.execute("SELECT * FROM rows").fetchall() == wanted


@pytest.mark.parametrize(("name", "data"), [("a.jsonl", b'{"a": 1}\n[2]\n'), ("b.csv", b""), ("c.jsonl", b"{}")])
def test_a_file_without_rows_to_read_says_why(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputUnreadable) as caught:
        file_relation(duckdb.connect(), "rows", tmp_path / name)
    assert name in caught.value.text
