"""A CSV of names: one answer a line, in order, whatever the lines hold."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
import zstandard
from small_register import ANLAN, ENTRIES, TWIN_WEST

from anlan.base.errors import InputMissing, InputUnreadable
from anlan.entities.name_table import OUTPUT_COLUMNS, answer_table, read_queries
from anlan.entities.preparation import open_registry, prepare_registry
from anlan.entities.registry import SetAside, read_entries
from anlan.entities.resolver import Resolver


def _answers(resolver: Resolver, folder: Path, content: bytes) -> list[dict[str, str]]:
    source, target = folder / "names.csv", folder / "out.csv"
    source.write_bytes(content)
    answer_table(resolver, source, target)
    csv.field_size_limit(1 << 24)
    with target.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
        assert tuple(reader.fieldnames or ()) == OUTPUT_COLUMNS
    return rows


def test_a_line_each_in_order(resolver: Resolver, tmp_path: Path) -> None:
    lines = ["name", ANLAN.name, "", "没有这家公司", "x" * 1_000_000, ANLAN.name + "\x00", '"' + ANLAN.name, ANLAN.name]
    rows = _answers(resolver, tmp_path, "\n".join(lines).encode() + b"\n")
    assert len(rows) == len(lines) - 1
    assert [row["uscc"] == ANLAN.uscc for row in rows] == [True, False, False, False, True, True, True]
    assert rows[1]["status"] == "unknown"
    assert json.loads(rows[0]["evidence"])["method"] == "exact"


def test_encodings_may_change_from_line_to_line(resolver: Resolver, tmp_path: Path) -> None:
    content = (
        b"\xef\xbb\xbfname\r\n" + ANLAN.name.encode("gb18030") + b"\r\n" + ANLAN.name.encode() + b"\r\n\xff\xfe\xfa\r\n"
    )
    rows = _answers(resolver, tmp_path, content)
    assert [row["status"] for row in rows] == ["resolved", "resolved", "unknown"]


def test_context_columns_and_quoted_fields(resolver: Resolver, tmp_path: Path) -> None:
    content = f'id,name,district\n1,"{TWIN_WEST.name}",西城区\n2,"{TWIN_WEST.name}",\n3,"a,b\nc",\n4,{ANLAN.name},\n'
    rows = _answers(resolver, tmp_path, content.encode())
    assert [row["status"] for row in rows] == ["resolved", "ambiguous", "unknown", "resolved"]
    assert rows[0]["uscc"] == TWIN_WEST.uscc


def test_what_cannot_be_read_says_so(resolver: Resolver, tmp_path: Path) -> None:
    with pytest.raises(InputMissing):
        list(read_queries(tmp_path / "missing.csv"))
    (tmp_path / "bad.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(InputUnreadable, match="name"):
        list(read_queries(tmp_path / "bad.csv"))


@pytest.mark.parametrize(("suffix", "encoding"), [(".tsv", "utf-8"), (".tsv", "gb18030"), (".tsv.zst", "utf-8")])
def test_a_register_of_any_shape(tmp_path: Path, suffix: str, encoding: str) -> None:
    lines = ["name\tuscc\treg_date\tprovince\tcity"]
    lines += [f"{entry.name}\t{entry.uscc}\t2020-01-01\t北京\t朝阳" for entry in ENTRIES]
    lines += ["\t91110105MA0000000X\t\t\t", "无代码公司\t\t\t\t", ENTRIES[0].name + "\t" + ENTRIES[0].uscc, ""]
    content = ("\n".join(lines) + "\n").encode(encoding)
    path = tmp_path / f"registry{suffix}"
    path.write_bytes(zstandard.compress(content) if suffix.endswith("zst") else content)
    set_aside = SetAside()
    assert len(list(read_entries(path, set_aside))) == len(ENTRIES) + 1
    assert set_aside.counts == {"名称为空": 2, "代码为空": 1}
    resolver, _ = open_registry(path)
    assert resolver.resolve(ANLAN.name).uscc == ANLAN.uscc


def test_prepared_and_cached_registers_answer_the_same(tmp_path: Path) -> None:
    path = tmp_path / "registry.tsv"
    path.write_text("name\tuscc\n" + "".join(f"{entry.name}\t{entry.uscc}\n" for entry in ENTRIES), encoding="utf-8")
    facts = prepare_registry(path, tmp_path / "registry.idx")
    assert facts["企业"] == len(ENTRIES)
    for registry, cache in ((tmp_path / "registry.idx", None), (path, tmp_path / "cache"), (path, tmp_path / "cache")):
        assert open_registry(registry, cache=cache)[0].resolve(ANLAN.name).uscc == ANLAN.uscc
    assert len(list((tmp_path / "cache").iterdir())) == 1
    assert sorted(item.name for item in tmp_path.iterdir()) == ["cache", "registry.idx", "registry.tsv"]


def test_a_register_without_the_columns_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "registry.tsv"
    path.write_text("a\tb\n1\t2\n", encoding="utf-8")
    with pytest.raises(InputUnreadable, match="name"):
        open_registry(path)
