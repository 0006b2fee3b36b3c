"""Data elements as the console shows them: the list with its facets, and one element with all that is bound to it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from anlan.base.settings import Workspace
from anlan.collection.contract import read_contracts
from anlan.control.standards.current import Current
from anlan.control.standards.models import Revision
from anlan.reports.standards_annex_table import wording
from anlan.standards.in_force import column_element, element_meant, elements_by_code
from anlan.standards.objects import RegisteredObject
from anlan.standards.revision import FIELD_LABELS, crosswalk, field_changes

STATUS_LABELS = {"standard": "标准", "conflict": "同码异义", "local": "地方扩展", "retired": "停用"}
OWNER_LABELS = {"national": "国家", "local": "地方扩展"}
CONFIDENCE_LABELS = {"confirmed": "已证实", "inferred": "推断", "memory": "凭记忆"}
_FACETS = ("object_class", "representation", "data_type", "status", "owner", "format_status")
_SHOWN = ("code", "object_class", "property", "representation", "data_type", "format", "value_domain", "unit", "status",
          "owner", "english", "definition", "format_status")  # fmt: skip


@dataclass(frozen=True)
class ElementQuery:
    """What a list of elements is narrowed to; empty means everything."""

    q: str = ""
    object_class: tuple[str, ...] = ()
    representation: tuple[str, ...] = ()
    data_type: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    owner: tuple[str, ...] = ()
    format_status: tuple[str, ...] = ()
    system: tuple[str, ...] = ()


def system_label(system: str) -> str:
    """A registered system's name; its identifier where it has none."""
    return str(wording()["systems"].get(system, system))


def _choice_label(facet: str, value: str) -> str:
    labels = {"status": STATUS_LABELS, "owner": OWNER_LABELS, "format_status": CONFIDENCE_LABELS}.get(facet, {})
    return labels.get(value, value)


def elements(current: Current, query: ElementQuery, page: int, size: int) -> dict[str, Any]:
    """A page of data elements with the counts of each facet under the other filters."""
    found = [e for e in current.objects.of_kind("data_element", current.day) if _speaks_of(e, query.q)]
    wanted = {f.name: set(getattr(query, f.name)) for f in fields(query) if f.name != "q"}
    filters = {name: values for name, values in wanted.items() if values}
    chosen = [e for e in found if _passes(e, filters)]
    bound = Counter(i.body["element"] for i in current.objects.of_kind("source_item", current.day))
    start = (page - 1) * size
    return {
        "total": len(chosen),
        "page": page,
        "size": size,
        "rows": [row_of(e, bound[e.identifier]) for e in chosen[start : start + size]],
        "facets": {name: _facet(name, found, filters) for name in (*_FACETS, "system")},
    }


def _speaks_of(entry: RegisteredObject, text: str) -> bool:
    words = text.lower().split()
    said = " ".join((entry.identifier, entry.name, str(entry.body.get("english", "")),
                     str(entry.body.get("synonyms", "")))).lower()  # fmt: skip
    return all(word in said for word in words)


def _values(entry: RegisteredObject, facet: str) -> set[str]:
    if facet == "system":
        return set(str(entry.body.get("systems", "")).split())
    return {str(entry.body.get(facet, ""))}


def _passes(entry: RegisteredObject, filters: Mapping[str, set[str]], but: str = "") -> bool:
    return all(_values(entry, name) & values for name, values in filters.items() if name != but)


def _facet(name: str, found: Sequence[RegisteredObject], filters: Mapping[str, set[str]]) -> list[dict[str, Any]]:
    counts = Counter(v for e in found if _passes(e, filters, name) for v in _values(e, name) if v)
    label = system_label if name == "system" else (lambda value: _choice_label(name, value))
    return [{"value": value, "label": label(value), "count": count} for value, count in counts.most_common()]


def row_of(entry: RegisteredObject, items: int) -> dict[str, Any]:
    """One line of the list."""
    return {
        "id": entry.identifier,
        "name": entry.name,
        "version": entry.version,
        "items": items,
        "systems": [system_label(s) for s in str(entry.body.get("systems", "")).split()],
        **{name: str(entry.body.get(name, "")) for name in _SHOWN},
        "status_label": STATUS_LABELS.get(str(entry.body.get("status")), str(entry.body.get("status", ""))),
    }


def versions_of(history: Sequence[RegisteredObject]) -> list[dict[str, Any]]:
    """Every version of an object, newest first, with what it changed."""
    before: list[RegisteredObject | None] = [None, *history]
    return [
        {
            "version": entry.version,
            "effective_from": entry.effective_from,
            "effective_to": entry.effective_to,
            "fields": [vars(c) for c in field_changes(old, entry)] if old else [],
            "codes": [vars(c) for c in crosswalk(old, entry)] if old else [],
        }
        for old, entry in reversed(list(zip(before, history, strict=False)))
    ]


def attributes_of(entry: RegisteredObject) -> list[dict[str, str]]:
    """The attributes of an object as label and value, in the order of the standard."""
    body = {"name": entry.name, **entry.body, "source": entry.source, "confidence": entry.confidence}
    names = [n for n in FIELD_LABELS if n in body] + sorted(body.keys() - FIELD_LABELS.keys())
    skip = {"values", "levels", "mappings", "doubtful"}
    return [{"field": n, "label": FIELD_LABELS.get(n, n), "value": _said(n, body[n])} for n in names if n not in skip]


def _said(name: str, value: Any) -> str:
    if name in ("confidence", "format_status"):
        return CONFIDENCE_LABELS.get(str(value), str(value))
    if name in ("status", "owner"):
        return _choice_label(name, str(value))
    if name in ("systems", "submitter"):
        return "、".join(map(system_label, str(value).split()))
    return "、".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def revisions_open(kind: str, identifier: str) -> list[int]:
    """The numbers of the revisions of an object that are not decided."""
    waiting = (Revision.State.DRAFT, Revision.State.REVIEW, Revision.State.REFUSED)
    found = Revision.objects.filter(kind=kind, identifier=identifier, state__in=waiting)
    return list(found.values_list("pk", flat=True))


def element(workspace: Workspace, current: Current, identifier: str) -> dict[str, Any]:
    """One element: its attributes, versions, bound items by system, columns, conflicts. Raises: ObjectUnknown."""
    entry = current.objects.get("data_element", identifier, current.day)
    items = [i for i in current.objects.of_kind("source_item", current.day) if i.body["element"] == identifier]
    by_code = elements_by_code(current.objects.of_kind("data_element", current.day))
    others = [e for e in by_code[entry.body["code"]] if e.identifier != identifier]
    return {
        **row_of(entry, len(items)),
        "attributes": attributes_of(entry),
        "versions": versions_of(current.objects.versions("data_element", identifier)),
        "bound": [*_registered(items), *_promised(workspace, current, identifier)],
        "columns": columns_of(current, lambda c: (e := column_element(c, by_code)) and e.identifier == identifier),
        "conflicts": [row_of(e, 0) for e in others],
        "revisions": revisions_open("data_element", identifier),
        "body": {k: str(v) for k, v in entry.body.items()} | {"name": entry.name, "source": entry.source},
    }


def _registered(items: Iterable[RegisteredObject]) -> list[dict[str, Any]]:
    by_system: dict[str, list[dict[str, str]]] = defaultdict(list)
    for item in items:
        body = item.body
        kind = f"{body['type']}({body['length']})" if body.get("length") else str(body.get("type", ""))
        line = {"table": str(body.get("table", "")), "code": str(body["code"]), "name": item.name, "type": kind}
        by_system[str(body["system"])].append({**line, "column": ""})
    return [
        {"system": system, "label": system_label(system), "origin": "pack", "items": found}
        for system, found in sorted(by_system.items())
    ]


def _promised(workspace: Workspace, current: Current, identifier: str) -> list[dict[str, Any]]:
    if not workspace.sources.is_dir():
        return []
    by_code = elements_by_code(current.objects.of_kind("data_element", current.day))
    found = []
    for contract in read_contracts(workspace.sources, current.registry):
        lines = []
        for table in contract.tables:
            core = current.registry.tables.get(table.core)
            for item in table.items.values():
                column = core.columns.get(item.column) if core and item.column else None
                meant = column_element(column, by_code) if column else element_meant(item.name, item.label, by_code)
                if meant is not None and meant.identifier == identifier:
                    place = f"{table.core}.{item.column}" if item.column else ""
                    line = {"table": table.name, "code": item.name, "name": item.label, "type": item.type}
                    lines.append({**line, "column": place})
        if lines:
            found.append({"system": contract.system, "label": contract.label, "origin": "contract", "items": lines})
    return found


def columns_of(current: Current, is_meant: Callable[[Any], Any]) -> list[dict[str, str]]:
    """The core columns for which a test holds."""
    return [
        {"table": t.name, "table_label": t.label, "column": c.name, "label": c.label, "item": c.item}
        for t in current.registry.tables.values()
        for c in t.columns.values()
        if is_meant(c)
    ]
