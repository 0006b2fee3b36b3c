"""Texts in JSON lines to the enterprises they mention, line by line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from anlan.base.errors import InputMissing
from anlan.entities.mentions import Mention, MentionFinder

LONGEST_TEXT = 1 << 20


def write_mentions(
    finder: MentionFinder, source: Path, target: Path | None, limit: int, echo: Callable[[str], None]
) -> int:
    """Write one line for each line of a JSONL: id, mentions, error; returns how many lines there were.

    **Rows**: as many as ``source`` has lines, in order; a line that cannot be read has an ``error``. Raises:
    InputMissing.
    """
    if not source.is_file():
        raise InputMissing(path=source)
    file = target.open("w", encoding="utf-8") if target is not None else None
    lines = 0
    try:
        with source.open("rb") as incoming:
            for raw in incoming:
                lines += 1
                text = json.dumps(_answer(finder, raw, limit), ensure_ascii=False)
                if file is None:
                    echo(text)
                else:
                    file.write(text + "\n")
    finally:
        if file is not None:
            file.close()
    return lines


def _answer(finder: MentionFinder, raw: bytes, limit: int) -> dict[str, Any]:
    try:
        row = json.loads(raw.decode("utf-8-sig", "replace"))
    except ValueError:
        return {"id": None, "mentions": [], "error": "不是有效的 JSON"}
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        return {"id": row.get("id") if isinstance(row, dict) else None, "mentions": [], "error": "缺少字段 text"}
    title = f"{row['title']}\n" if isinstance(row.get("title"), str) else ""
    whole = (title + row["text"])[:LONGEST_TEXT].encode("utf-8", "replace").decode()
    return {
        "id": row.get("id"),
        "mentions": [_as_dict(found) for found in finder.subjects(whole, limit)],
        "error": None,
    }


def _as_dict(found: Mention) -> dict[str, Any]:
    return {
        "mention": found.mention,
        "start": found.start,
        "end": found.end,
        "status": found.status,
        "uscc": found.uscc,
        "name": found.name,
        "score": round(found.score, 3),
        "evidence": found.evidence,
    }
