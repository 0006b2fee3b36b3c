"""The bureau's labelled texts: JSON lines with ``text`` and ``labels``, read strictly: a model learns every slip."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from anlan.base.errors import Findings, InputMissing
from anlan.base.risk_types import RiskType
from anlan.signals.training import Labelled


def read_labelled(path: Path) -> list[Labelled]:
    """The texts of a file with the types they assert: ``labels`` without those listed in an optional ``negated``.

    Raises: InputMissing; Findings with every line that cannot be read.
    """
    if not path.is_file():
        raise InputMissing(path=path)
    rows: list[Labelled] = []
    problems: list[str] = []
    for number, line in enumerate(_lines(path), start=1):
        try:
            rows.append(_labelled(line))
        except (ValueError, TypeError, KeyError) as error:
            problems.append(f"第 {number} 行 {_reason(error)}")
    if problems:
        raise Findings(str(path), problems)
    return rows


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from (line for line in file if line.strip())


def _labelled(line: bytes) -> Labelled:
    given = json.loads(line.decode("utf-8-sig"))
    text, labels = given["text"], given["labels"]
    if not isinstance(text, str) or not isinstance(labels, list):
        raise TypeError
    negated = set(given.get("negated") or ())
    return Labelled(text, frozenset(_kind(label) for label in labels if label not in negated))


def _kind(label: str) -> RiskType:
    try:
        return RiskType.from_label(label)
    except KeyError as error:
        known = "、".join(kind.label for kind in RiskType)
        raise ValueError(f"未知类型 {label}，可用：{known}") from error


def _reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError | UnicodeDecodeError):
        return "不是有效的 UTF-8 JSON"
    if isinstance(error, KeyError):
        return f"缺少 {error.args[0]}"
    return str(error) or "text 应为文字，labels 应为列表"
