"""Bad input through the commands a bureau uses: every line gets its answer or an error, in order, in bounded memory."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

TWICE = ("91110105MA01ABCD1X", "91110108MA01EFGH2Y")
ONCE = "91110108MA01EFGH3Z"
NAMESAKE, NAME = "北京安澜数据科技有限公司", "北京远信机械制造有限公司"
MEGABYTE = 1 << 20
MOST_MEMORY_MB = 900


def _line(identity: str, text: str) -> bytes:
    return json.dumps({"id": identity, "text": text}, ensure_ascii=False).encode("utf-8", "surrogatepass")


SAID = f"{NAME}拖欠30名员工工资共90万元。"
LINES = [
    _line("megabyte", SAID * (MEGABYTE // len(SAID))),
    _line("megabyte without a full stop", "欠薪" * (MEGABYTE // 2)),
    _line("megabyte of names", NAME * (MEGABYTE // len(NAME))),
    _line("controls", f"\x00\x01\x1b[31m{NAME}\x07拖欠\u202e工资\u200b。"),
    _line("traditional", "北京遠信機械製造有限公司拖欠員工工資，百餘名員工討薪。"),
    _line("emoji", f"😡😡{NAME}欠薪三个月🔥，👨\u200d👩\u200d👧员工讨薪💰"),
    _line("never closed", f"<html><body><div><p>{NAME}拖欠工资<div><span><table>" * 100),
    _line("only brackets", "<" * 200_000),
    _line("script never closed", "<script>" + "a<b " * 50_000),
    f'{{"id": "GB18030", "text": "{NAME}拖欠员工工资"}}'.encode("gb18030"),
    _line("full width", "北京远信机械制造有限公司（简称“远信机械”）拖欠工资３０万元"),
    b"\xff\xfe\x00garbage",
    b"",
    b"[]",
    b'{"id": 7}',
    b'{"id": 8, "text": 5}',
    b"{" * 100_000,
    b'{"id": "surrogate", "text": "\\ud800' + f"{NAME}拖欠工资".encode() + b'"}',
]
LINKED = {"megabyte", "megabyte of names", "controls", "traditional", "emoji", "never closed", "GB18030", "full width",
          "surrogate"}  # fmt: skip
ERRORS = range(11, 17)
COPIES = 10_000


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register with a row twice, a name of two enterprises, and a plain one."""
    path = tmp_path_factory.mktemp("hard") / "register.tsv"
    rows = [(TWICE[0], NAMESAKE), (TWICE[0], NAMESAKE), (TWICE[1], NAMESAKE), (ONCE, NAME)]
    path.write_text("uscc\tname\n" + "".join(f"{code}\t{name}\n" for code, name in rows), encoding="utf-8")
    return path


# A process counts what its parent held when it was forked: a small one in between measures the command alone.
MEASURING = (
    "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL);"
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)"
)


def _run(*arguments: str | Path) -> int:
    """Run the command; the megabytes that it took at most."""
    command = [str(Path(sys.executable).parent / "anlan"), *map(str, arguments)]
    measured = [sys.executable, "-c", MEASURING, *command]
    return int(subprocess.run(measured, check=True, capture_output=True, timeout=300).stdout)


@pytest.mark.slow
def test_texts(register: Path, tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(b"\n".join([*LINES, *(_line(f"copy {n}", SAID) for n in range(COPIES))]) + b"\n")
    assert _run("signals", "detect", source, "--registry", register, "--out", target) < MOST_MEMORY_MB
    answers = [json.loads(line) for line in target.read_bytes().splitlines()]
    assert len(answers) == len(LINES) + COPIES
    assert [number for number, answer in enumerate(answers) if answer["error"]] == list(ERRORS)
    assert {answer["id"] for answer in answers[: len(LINES)] if _codes(answer) == {ONCE}} == LINKED
    assert not any(answer["employers"] for answer in answers[: len(LINES)] if answer["id"] not in LINKED)
    copies = answers[len(LINES) :]
    assert [answer["id"] for answer in copies] == [f"copy {n}" for n in range(COPIES)]
    assert all(_codes(answer) == {ONCE} and answer["people"] == 30 for answer in copies)


def _codes(answer: dict[str, Any]) -> set[str | None]:
    return {employer["uscc"] for employer in answer["employers"]}


NAMES = {
    NAMESAKE: "ambiguous",
    "": "unknown",
    "\x01\x02": "unknown",
    "北京安瀾數據科技有限公司": "ambiguous",
    f"😡{NAME}": "resolved",
    f"<b>{NAME}<div>": "resolved",
    "北" * MEGABYTE: "unknown",
    "北京（远信）机械制造有限公司": "resolved",
    '"北京远信': "unknown",
    f"{NAME}\u200b": "resolved",
    "北京遠信機械製造有限公司": "resolved",
    "ＡＢＣ": "unknown",
    "<" * 5000: "unknown",
}


@pytest.mark.slow
def test_names(register: Path, tmp_path: Path) -> None:
    source, target = tmp_path / "names.csv", tmp_path / "out.csv"
    asked = [*NAMES, *[NAME] * COPIES]
    with source.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["name"], *([name] for name in asked)])
    assert _run("entities", "resolve", source, "--registry", register, "--out", target) < MOST_MEMORY_MB
    csv.field_size_limit(4 * MEGABYTE)
    with target.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(asked)
    assert [row["status"] for row in rows[: len(NAMES)]] == list(NAMES.values())
    assert all(row["uscc"] == ONCE for row in rows if row["status"] == "resolved")
    assert [row["status"] for row in rows[len(NAMES) :]] == ["resolved"] * COPIES
