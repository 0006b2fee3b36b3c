"""The registry of a day: the pack's core tables and code sets with everything that was revised since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from anlan.standards.objects import ObjectRegistry, RegisteredObject
from anlan.standards.registry import CodeSet, Column, CoreTable, Registry

_Elements = Mapping[str, Sequence[RegisteredObject]]


def registry_in_force(base: Registry, objects: ObjectRegistry, day: date) -> Registry:
    """The registry that holds on a day: code sets as in force then, columns as their revised data elements say.

    A column follows its data element in what a revision changed: the name, the format, the value domain. What no
    revision touched stays as the core table declares it.
    """
    code_sets = dict(base.code_sets)
    for entry in objects.of_kind("code_set", day):
        code_sets[entry.identifier] = code_set_of(entry, objects.versions("code_set", entry.identifier))
    elements = elements_by_code(objects.of_kind("data_element", day))
    tables = {name: _table(table, elements, objects) for name, table in base.tables.items()}
    return Registry(MappingProxyType(tables), MappingProxyType(code_sets))


def code_set_of(entry: RegisteredObject, versions: Sequence[RegisteredObject]) -> CodeSet:
    """A version of a code set with what its earlier versions called the codes; a chain of mappings leads to its end."""
    values: Mapping[str, str] = entry.body["values"]
    earlier = [one for one in versions if one.version < entry.version]
    successor: dict[str, str] = {}
    for one in (*earlier, entry):
        successor |= one.body.get("mappings", {})
    former: dict[str, str] = {}
    retired: dict[str, str] = {}
    for one in earlier:
        for code, label in one.body["values"].items():
            end = _end(code, successor, values)
            if code not in values:
                retired[code] = label
            if end:
                former |= {word: end for word in (code, label) if word not in values}
    current_labels = set(values.values())
    former = {word: code for word, code in former.items() if word not in current_labels}
    return CodeSet(
        entry.identifier,
        entry.name,
        entry.source,
        MappingProxyType(dict(values)),
        MappingProxyType(former),
        MappingProxyType(retired),
    )


def _end(code: str, successor: Mapping[str, str], values: Mapping[str, str]) -> str:
    seen: set[str] = set()
    while code not in values and code in successor and code not in seen:
        seen.add(code)
        code = successor[code]
    return code if code in values else ""


def elements_by_code(elements: Iterable[RegisteredObject]) -> dict[str, list[RegisteredObject]]:
    """Data elements by item code; a code with several meanings has several."""
    found: dict[str, list[RegisteredObject]] = defaultdict(list)
    for element in elements:
        found[element.body["code"]].append(element)
    return dict(found)


def element_meant(code: str, label: str, elements: _Elements) -> RegisteredObject | None:
    """The data element that an item of a code and a label means; None where the code is unknown or stays unclear.

    Of a code with several meanings the one whose name or synonym is the label counts, or whose name is the only one
    that is contained in the label or contains it.
    """
    candidates = elements.get(code, ())
    if len(candidates) == 1:
        return candidates[0]
    plain = _plain(label)
    for element in candidates:
        if plain in (_plain(element.name), *map(_plain, str(element.body.get("synonyms", "")).split("、"))):
            return element
    near = [e for e in candidates if _plain(e.name) in plain or plain in _plain(e.name)]
    return near[0] if len(near) == 1 else None


def _plain(label: str) -> str:
    return "".join(letter for letter in label if letter not in "()（） 　")


def column_element(column: Column, elements: _Elements) -> RegisteredObject | None:
    """The data element of a core column."""
    if column.element:
        return next((one for one in elements.get(column.item, ()) if one.identifier == column.element), None)
    return element_meant(column.item, column.label, elements) if column.item else None


def _table(table: CoreTable, elements: _Elements, objects: ObjectRegistry) -> CoreTable:
    columns = {name: _column(column, elements, objects) for name, column in table.columns.items()}
    return replace(table, columns=MappingProxyType(columns))


def _column(column: Column, elements: _Elements, objects: ObjectRegistry) -> Column:
    element = column_element(column, elements)
    if element is None:
        return column
    first = objects.versions("data_element", element.identifier)[0]
    if first.version == element.version:
        return column
    body, start = element.body, first.body
    label = element.name if element.name != first.name else column.label
    form = body.get("format", "") if body.get("format") != start.get("format") else column.format
    domain = body.get("value_domain", "") if body.get("value_domain") != start.get("value_domain") else column.code_set
    return replace(column, label=label, format=form, code_set=domain)
