"""The annex of code sets: a list of them, and the values of each, long ones side by side."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from math import ceil
from typing import Any

from anlan.reports.standards_annex_table import NOTHING, AnnexTable, Cells, Contents, build_table, wording
from anlan.standards.objects import RegisteredObject

# Side by side as many pairs of code and name as fit: the longest name, in characters → pairs across.
_ACROSS = ((6, 4), (11, 3), (20, 2))
# Names of code sets end with an English translation; the number of a standard stays.
_ENGLISH_TAIL = re.compile(r" (?!GB)[A-Za-z][\x00-\x7f]*$")


def _printed_source(source: str) -> str:
    return next((text for start, text in wording()["sources"].items() if source.startswith(start)), source)


def _set_name(entry: RegisteredObject, names: Mapping[str, str]) -> str:
    """The Chinese name: its own, or for a set named by an item code that of the element with the code."""
    if entry.name == entry.identifier:
        return names.get(entry.identifier, NOTHING)
    return _ENGLISH_TAIL.sub("", entry.name)


def _set_names(contents: Contents) -> dict[str, str]:
    names: dict[str, list[str]] = {}
    for element in contents.objects.of_kind("data_element", contents.day):
        names.setdefault(element.body["code"], []).append(element.name)
    labels = {code: "、".join(found) for code, found in names.items()}
    return {entry.identifier: _set_name(entry, labels) for entry in _code_sets(contents)}


def _code_sets(contents: Contents) -> list[RegisteredObject]:
    return contents.objects.of_kind("code_set", contents.day)


def code_set_rows(contents: Contents) -> list[Cells]:
    """One row a code set: identifier, name, number of values, source, and how sure it is."""
    names, sure = _set_names(contents), wording()["confidence"]
    return [
        {
            "id": entry.identifier,
            "name": names[entry.identifier],
            "size": str(len(entry.body["values"])),
            "source": _printed_source(entry.source),
            "confidence": sure[entry.confidence],
        }
        for entry in _code_sets(contents)
    ]


def code_set_details(
    letter: str, told: Mapping[str, Any], contents: Contents
) -> tuple[tuple[AnnexTable, ...], tuple[str, ...]]:
    """The table of values of each code set, and what is said of those that are not printed."""
    names = _set_names(contents)
    tables = tuple(
        _values_table(f"{letter}.{place}", entry, names[entry.identifier], told)
        for place, entry in enumerate(_code_sets(contents), 2)
    )
    return tables, (told["divisions_note"].format(count=contents.count("division")),)


def _values_table(number: str, entry: RegisteredObject, name: str, told: Mapping[str, Any]) -> AnnexTable:
    values, levels = entry.body["values"], entry.body.get("levels", {})
    shown = {code: text for code, text in values.items() if levels.get(code, "0") <= told["printed_level"]}
    doubtful = entry.body.get("doubtful", {})
    mark = wording()["doubtful"]
    rows = [{"code": code, "name": text + (mark if code in doubtful else "")} for code, text in shown.items()]
    base = build_table(number, told["detail"].format(id=entry.identifier, name=name), told["detail_columns"], rows)
    notes = [told["doubtful_note"]] if doubtful else []
    if len(shown) < len(values):
        notes.append(_levels_note(entry, len(shown), told))
    longest = max(len(row["name"]) for row in rows)
    across = _pairs(len(rows), next((pairs for length, pairs in _ACROSS if longest <= length), 1))
    return replace(base, across=across, note="\n".join(notes))


def _pairs(rows: int, most: int) -> int:
    """As many groups side by side as the rows fill, so that none stands empty."""
    return ceil(rows / ceil(rows / most))


def _levels_note(entry: RegisteredObject, shown: int, told: Mapping[str, Any]) -> str:
    counts = Counter(entry.body["levels"].values())
    hidden = {level: number for level, number in sorted(counts.items()) if level > told["printed_level"]}
    text: str = told["levels_note"].format(
        level=told["printed_level"],
        shown=shown,
        hidden=sum(hidden.values()),
        levels="、".join(f"{told['level_names'][level]} {number} 个" for level, number in hidden.items()),
        id=entry.identifier,
        source=entry.source,
    )
    return text
