"""The nine documents as the console reads them: each clause with its source, what enforces it, and whether it holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from anlan.base.errors import AnlanError
from anlan.control.standards.current import Current
from anlan.control.standards_check import check_standards
from anlan.standards.documents import POINT_KINDS, Clause, ClauseState, Document, enforced_share, load_documents


class DocumentUnknown(AnlanError):
    """No standards document has that identifier."""

    code = "document-unknown"
    status = 404
    message = "没有标准文件 {name}"
    hint = "从“标准文件”列表打开；命令行用 `anlan standards check --json` 查看全部标识。"


# What was checked last, with the standards it was checked under: importing what clauses name takes seconds.
_checked: list[tuple[Any, list[ClauseState]]] = []


def states_of(current: Current) -> list[ClauseState]:
    """The state of every clause under the standards in force."""
    key = (current.registry, current.objects, current.day)
    if not _checked or any(a is not b and a != b for a, b in zip(_checked[0][0], key, strict=True)):
        _checked[:] = [(key, check_standards(current.day, current))]
    return _checked[0][1]


def _figure(states: Sequence[ClauseState]) -> dict[str, Any]:
    enforced = sum(state.enforced for state in states)
    broken = sum(bool(state.point) and not state.enforced for state in states)
    return {"clauses": len(states), "enforced": enforced, "broken": broken, "share": round(enforced_share(states), 4)}


def _documents(current: Current) -> list[Document]:
    return load_documents(current.registry, current.objects, current.day)


def documents(current: Current) -> dict[str, Any]:
    """All documents with how many of their clauses the platform enforces, and every clause that it does not."""
    states = states_of(current)
    found = [
        {
            "id": document.identifier,
            "order": document.order,
            "title": document.title,
            "english": document.english,
            "version": document.version,
            "scope": document.scope,
            **_figure([s for s in states if s.document == document.identifier]),
        }
        for document in _documents(current)
    ]
    titles = {document["id"]: document["title"] for document in found}
    idle = [
        {"document": s.document, "title": titles[s.document], "number": s.number, "text": s.text, "why": s.why,
         "broken": bool(s.point)}
        for s in states
        if not s.enforced
    ]  # fmt: skip
    return {**_figure(states), "day": current.day, "documents": found, "idle": idle}


def document(current: Current, identifier: str) -> dict[str, Any]:
    """One document with its chapters and clauses. Raises: DocumentUnknown."""
    found = next((one for one in _documents(current) if one.identifier == identifier), None)
    if found is None:
        raise DocumentUnknown(name=identifier)
    states = {s.number: s for s in states_of(current) if s.document == identifier}
    return {
        "id": found.identifier,
        "order": found.order,
        "title": found.title,
        "english": found.english,
        "version": found.version,
        "scope": found.scope,
        "references": list(found.references),
        "terms": [vars(term) for term in found.terms],
        "chapters": [
            {"number": c.number, "title": c.title, "clauses": [_clause(one, states[one.number]) for one in c.clauses]}
            for c in found.chapters
        ],
        **_figure(list(states.values())),
    }


def _clause(clause: Clause, state: ClauseState) -> dict[str, Any]:
    point = clause.point
    return {
        "number": clause.number,
        "text": clause.text,
        "source": clause.source,
        "enforced": state.enforced,
        "why": state.why,
        "point": None
        if point is None
        else {
            "id": point.identifier,
            "kind": point.kind,
            "kind_label": POINT_KINDS[point.kind],
            "label": point.label,
            "where": point.where,
            "see": point.see,
        },
    }
