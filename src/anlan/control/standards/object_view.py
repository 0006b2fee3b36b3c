"""Code sets, conflicts and every other kind of registered object as the console shows them."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from anlan.control.standards.current import Current
from anlan.control.standards.element_view import (
    CONFIDENCE_LABELS,
    attributes_of,
    columns_of,
    revisions_open,
    system_label,
    versions_of,
)
from anlan.standards.objects import KINDS, RegisteredObject

# Long lists of codes are given with a page of their own; the list of code sets shows a few of each.
_FIRST = 6


def kinds(current: Current) -> list[dict[str, Any]]:
    """Each kind of object with how many are in force."""
    return [
        {"kind": kind, "label": label, "count": len(current.objects.of_kind(kind, current.day))}
        for kind, label in KINDS.items()
    ]


def code_sets(current: Current, q: str = "") -> list[dict[str, Any]]:
    """The code sets whose name, identifier or codes speak of a text, each with its use."""
    words = q.lower().split()
    found = current.objects.of_kind("code_set", current.day)
    return [_set_row(entry, current) for entry in found if all(word in _set_text(entry) for word in words)]


def _set_text(entry: RegisteredObject) -> str:
    values = entry.body["values"]
    return " ".join((entry.identifier, entry.name, *values, *values.values())).lower()


def _set_row(entry: RegisteredObject, current: Current) -> dict[str, Any]:
    values = entry.body["values"]
    elements = [e for e in current.objects.of_kind("data_element", current.day)
                if e.body.get("value_domain") == entry.identifier]  # fmt: skip
    return {
        "id": entry.identifier,
        "name": entry.name,
        "version": entry.version,
        "effective_from": entry.effective_from,
        "source": entry.source,
        "confidence": entry.confidence,
        "confidence_label": CONFIDENCE_LABELS[entry.confidence],
        "count": len(values),
        "doubtful": len(entry.body.get("doubtful", {})),
        "first": [f"{code} {label}" for code, label in list(values.items())[:_FIRST]],
        "columns": len(columns_of(current, lambda column: column.code_set == entry.identifier)),
        "elements": len(elements),
    }


def code_set(current: Current, identifier: str) -> dict[str, Any]:
    """One code set: codes, retired codes with what became of them, versions, use. Raises: ObjectUnknown."""
    entry = current.objects.get("code_set", identifier, current.day)
    declared = current.registry.code_set(identifier)
    doubtful, levels = entry.body.get("doubtful", {}), entry.body.get("levels", {})
    return {
        **_set_row(entry, current),
        "values": [
            {
                "code": code,
                "label": label,
                "level": str(levels.get(code, "")),
                "doubt": CONFIDENCE_LABELS.get(doubtful.get(code, ""), ""),
            }
            for code, label in entry.body["values"].items()
        ],
        "retired": [
            {"code": code, "label": label, "new_code": declared.former.get(code, "")}
            for code, label in declared.retired.items()
        ],
        "attributes": attributes_of(entry),
        "versions": versions_of(current.objects.versions("code_set", identifier)),
        "used_columns": columns_of(current, lambda column: column.code_set == identifier),
        "used_elements": [
            {"id": e.identifier, "name": e.name}
            for e in current.objects.of_kind("data_element", current.day)
            if e.body.get("value_domain") == identifier
        ],
        "revisions": revisions_open("code_set", identifier),
    }


def conflicts(current: Current) -> list[dict[str, Any]]:
    """Item codes that mean different things in different systems, each meaning with the element that keeps it apart."""
    meanings: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for entry in current.objects.of_kind("data_element", current.day):
        if entry.body.get("status") == "conflict":
            systems = [system_label(system) for system in str(entry.body.get("systems", "")).split()]
            meanings[entry.body["code"]].append({"id": entry.identifier, "name": entry.name, "systems": systems})
    return [{"code": code, "meanings": found} for code, found in sorted(meanings.items())]


def objects(current: Current, kind: str) -> list[dict[str, Any]]:
    """All objects of a kind in force, with their attributes."""
    return [
        {
            "id": entry.identifier,
            "name": entry.name,
            "version": entry.version,
            "effective_from": entry.effective_from,
            "attributes": attributes_of(entry),
        }
        for entry in current.objects.of_kind(kind, current.day)
    ]
