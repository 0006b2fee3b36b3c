"""Files as relations: what stands between quotes stays one field."""

from __future__ import annotations

from pathlib import Path

import duckdb

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
