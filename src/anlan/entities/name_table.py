"""A table of names answered line by line: whatever a line holds, it gets an answer, in order, in bounded memory."""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import IO

from anlan.base.errors import InputMissing, InputUnreadable
from anlan.base.text import without_controls
from anlan.entities.answers import Query, Resolution
from anlan.entities.resolver import Resolver

OUTPUT_COLUMNS = ("name", "status", "uscc", "registered_name", "score", "evidence")
_BATCH = 2_000
_LONGEST_LINE = 1 << 22
_JOINED_LINES = 8
_COLUMNS = {"name": ("name", "企业名称", "单位名称", "名称"), "district": ("district", "district_code", "行政区划"),
            "address": ("address", "地址"), "industry_code": ("industry_code", "industry", "行业代码"),
            "uscc": ("uscc", "code", "统一社会信用代码")}  # fmt: skip


def read_queries(path: Path) -> Iterator[Query]:
    """One query for each line below the header of a CSV, empty lines too.

    Lines may each have their own encoding (UTF-8 or GB18030). A quoted field may run over a few lines; a quotation mark
    that is never closed is part of the name. Raises: InputMissing, InputUnreadable when there is no column ``name``.
    """
    if not path.is_file():
        raise InputMissing(path=path)
    with path.open("rb") as file:
        lines = _Lines(_decoded(file))
        places = _places(path, _record(lines.take() or "", lines))
        while (line := lines.take()) is not None:
            cells = _record(line, lines)
            yield Query(**{name: cells[at] if at < len(cells) else "" for name, at in places.items()})


class _Lines:
    """Lines with a few of them looked at ahead."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._ahead: deque[str] = deque()

    def take(self) -> str | None:
        """The next line, None at the end."""
        return self._ahead.popleft() if self._ahead else next(self._lines, None)

    def ahead(self, count: int) -> list[str]:
        """Up to ``count`` lines that come next, left in place."""
        while len(self._ahead) < count and (line := next(self._lines, None)) is not None:
            self._ahead.append(line)
        return list(islice(self._ahead, count))


def _decoded(file: IO[bytes]) -> Iterator[str]:
    start = file.read(2)
    file.seek(0)
    if start in (b"\xff\xfe", b"\xfe\xff"):
        yield from (line.rstrip("\r\n") for line in io.TextIOWrapper(file, "utf-16", "replace", newline="\n"))
        return
    while raw := file.readline(_LONGEST_LINE):
        while not raw.endswith(b"\n") and (more := file.readline(_LONGEST_LINE)):
            raw = raw[:_LONGEST_LINE] + more[-1:]  # the rest of an endless line is read past, not kept
        try:
            line = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            line = raw.decode("gb18030", "replace")
        yield line.rstrip("\r\n")


def _record(line: str, lines: _Lines) -> list[str]:
    """The cells of a record that begins with a line; following lines are taken only where a quoted field needs them."""
    if '"' not in line:
        return line.split(",")
    ahead = lines.ahead(_JOINED_LINES) if line.count('"') % 2 else []
    for taken in range(len(ahead) + 1):
        cells = _parse("\n".join([line, *ahead[:taken]]))
        if cells is not None:
            for _ in range(taken):
                lines.take()
            return cells
    return [cell.strip('"') for cell in line.split(",")]


def _parse(text: str) -> list[str] | None:
    csv.field_size_limit(_LONGEST_LINE * 2)
    try:
        rows = list(csv.reader(io.StringIO(without_controls(text), newline=""), strict=True))
    except csv.Error:
        return None
    return rows[0] if len(rows) == 1 else None


def _places(path: Path, header: list[str]) -> dict[str, int]:
    titles = [cell.strip().strip("\ufeff\"'").lower() for cell in header]
    places = {}
    for column, spellings in _COLUMNS.items():
        found = [titles.index(spelling) for spelling in spellings if spelling in titles]
        if found:
            places[column] = found[0]
    if "name" not in places:
        action = "首行应为列名，至少含 name；可另有 district、address、industry_code、uscc。"
        raise InputUnreadable(path=path, reason="缺少列 name", action=action)
    return places


def answer_table(
    resolver: Resolver, source: Path, target: Path, progress: Callable[[int], None] = lambda done: None
) -> Mapping[str, int]:
    """Write the answer to each line of a CSV of names into another; returns how many lines had which status.

    **Rows**: one per line of ``source`` below its header, in order; columns name, status, uscc, registered_name, score,
    evidence (JSON). Raises: InputMissing, InputUnreadable.
    """
    counts: dict[str, int] = {}
    queries = read_queries(source)
    first = list(islice(queries, _BATCH))
    unfinished = target.with_name(target.name + ".part")
    with unfinished.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(OUTPUT_COLUMNS)
        batch = first
        while batch:
            for query, answer in zip(batch, resolver.resolve_many(batch), strict=True):
                counts[answer.status] = counts.get(answer.status, 0) + 1
                writer.writerow(_row(query, answer))
            progress(sum(counts.values()))
            batch = list(islice(queries, _BATCH))
    unfinished.replace(target)
    return counts


def _row(query: Query, answer: Resolution) -> tuple[str, ...]:
    name = without_controls(query.name)
    score = f"{answer.score:.3f}"
    return name, answer.status, answer.uscc, answer.registered_name, score, answer.evidence_text()
