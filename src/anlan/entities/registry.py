"""The register of enterprises as the resolver holds it, read from a table or a tab-separated file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, cast

import zstandard

from anlan.base.errors import InputMissing, InputUnreadable

LONGEST_NAME = 200
_SNIFF = 1 << 16


@dataclass(frozen=True, slots=True)
class Entry:
    """One registered enterprise."""

    uscc: str
    name: str
    former_names: tuple[str, ...] = ()
    short_names: tuple[str, ...] = ()
    place: str = ""
    district_code: str = ""
    address: str = ""
    industry_code: str = ""
    head_uscc: str = ""


@dataclass(frozen=True, slots=True)
class Alias:
    """A declared other name of an enterprise. ``kind`` is short_name, brand, former_name or group_name."""

    name: str
    uscc: str
    kind: str = "short_name"
    source: str = ""
    start_date: str = ""
    end_date: str = ""


@dataclass
class SetAside:
    """Rows that were not taken, counted by reason (Chinese), with the first line number of each."""

    counts: dict[str, int] = field(default_factory=dict)
    first_lines: dict[str, int] = field(default_factory=dict)

    def add(self, reason: str, line: int) -> None:
        """Count one row."""
        self.counts[reason] = self.counts.get(reason, 0) + 1
        self.first_lines.setdefault(reason, line)


def open_text(path: Path) -> IO[str]:
    """A text file opened for reading, ``.zst`` unpacked, UTF-8 or GB18030 by its first bytes. Raises: InputMissing."""
    if not path.is_file():
        raise InputMissing(path=path)
    with _open_bytes(path) as raw:
        start = raw.read(_SNIFF)
    return io.TextIOWrapper(io.BufferedReader(_open_bytes(path), 1 << 20), _encoding(start), "replace", newline="\n")


def _open_bytes(path: Path) -> io.RawIOBase:
    if path.suffix != ".zst":
        return path.open("rb", buffering=0)
    return cast(io.RawIOBase, zstandard.ZstdDecompressor().stream_reader(path.open("rb"), closefd=True))


def _encoding(start: bytes) -> str:
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    for cut in range(4):
        try:
            start[: len(start) - cut].decode("utf-8")
        except UnicodeDecodeError:
            continue
        return "utf-8-sig"
    return "gb18030"


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.replace("；", "、").replace(";", "、").split("、") if part.strip())


def read_entries(path: Path, set_aside: SetAside) -> Iterator[Entry]:
    """The entries of a REGISTRY.tsv: columns ``name`` and ``uscc``, others used where known.

    Raises: InputMissing, InputUnreadable when a needed column is not in the first line or the file breaks off.
    """
    with open_text(path) as file:
        header = [cell.strip().strip('"') for cell in file.readline().rstrip("\r\n").split("\t")]
        missing = [column for column in ("name", "uscc") if column not in header]
        if missing:
            action = "首行应为列名，以制表符分隔，至少含 name 与 uscc。"
            raise InputUnreadable(path=path, reason="缺少列 " + "、".join(missing), action=action)
        try:
            yield from _entries(file, header, set_aside)
        except (zstandard.ZstdError, EOFError) as error:
            raise InputUnreadable(path=path, reason=f"解压失败：{error}", action="重新取得该文件后再试。") from error


def _entries(lines: Iterable[str], header: Sequence[str], set_aside: SetAside) -> Iterator[Entry]:
    place = {column: number for number, column in enumerate(header)}
    name_at, uscc_at, width = place["name"], place["uscc"], len(header)
    optional = {column: place[column] for column in _OPTIONAL if column in place}
    for number, line in enumerate(lines, 2):
        cells = line.rstrip("\r\n").split("\t")
        if len(cells) < width:
            cells += [""] * (width - len(cells))
        name, uscc = cells[name_at].strip(), cells[uscc_at].strip().upper()
        reason = _reason_to_leave(name, uscc)
        if reason:
            set_aside.add(reason, number)
            continue
        yield _entry(name, uscc, {column: cells[at].strip() for column, at in optional.items()})


def _reason_to_leave(name: str, uscc: str) -> str:
    if not name:
        return "名称为空"
    if not uscc:
        return "代码为空"
    return f"名称超过 {LONGEST_NAME} 字" if len(name) > LONGEST_NAME else ""


_OPTIONAL = ("province", "city", "district_code", "address", "registered_address", "industry_code", "former_names",
             "short_name", "head_uscc")  # fmt: skip


def _entry(name: str, uscc: str, cells: dict[str, str]) -> Entry:
    return Entry(
        uscc,
        name,
        _split(cells.get("former_names", "")),
        _split(cells.get("short_name", "")),
        cells.get("province", "") + "/" + cells.get("city", "") if "province" in cells else "",
        cells.get("district_code", ""),
        cells.get("address", "") or cells.get("registered_address", ""),
        cells.get("industry_code", ""),
        cells.get("head_uscc", ""),
    )


def read_aliases(path: Path) -> list[Alias]:
    """Declared aliases of a CSV with columns alias, uscc, kind, source, start_date, end_date.

    Raises: InputMissing, InputUnreadable.
    """
    with open_text(path) as file:
        reader = csv.DictReader(file)
        if not {"alias", "uscc"} <= set(reader.fieldnames or ()):
            action = "首行应含 alias,uscc[,kind,source]。"
            raise InputUnreadable(path=path, reason="缺少列 alias 或 uscc", action=action)
        return [
            Alias(row["alias"].strip(), row["uscc"].strip().upper(), row.get("kind") or "short_name",
                  row.get("source") or path.name, row.get("start_date") or "", row.get("end_date") or "")
            for row in reader
            if (row["alias"] or "").strip()
        ]  # fmt: skip
