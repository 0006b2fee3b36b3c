"""The nine standards documents as managed texts: numbered clauses with requirement, source, and what enforces them.

A clause is enforced by a *point* (a field, a check or a workflow of the platform, declared in ``enforcement.yml`` with
its place in the code); a clause without one says why. Figures in a text are placeholders such as
``{count:data_element}``, filled from the registry when it is read, so that a printed figure cannot differ from it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from anlan.base.errors import Findings
from anlan.base.yaml_text import load_yaml
from anlan.standards.objects import ObjectRegistry
from anlan.standards.registry import Registry

PACK = Path(__file__).parent / "pack"
POINT_KINDS = {"field": "字段", "check": "检查", "workflow": "流程"}
_MODALS = ("应", "不应", "宜", "可")
_PLACEHOLDER = re.compile(r"\{count:(\w+)\}")


@dataclass(frozen=True)
class EnforcementPoint:
    """A place of the platform that holds a clause: ``where`` is ``module:attribute`` in the code.

    ``see`` is the page of the console on which its work can be seen, empty where none shows it.
    """

    identifier: str
    label: str
    where: str
    see: str = ""

    @property
    def kind(self) -> str:
        """``field``, ``check`` or ``workflow``."""
        return self.identifier.partition(":")[0]


@dataclass(frozen=True)
class Clause:
    """One numbered clause: its text, its source, and the point that enforces it or why none does."""

    number: str
    text: str
    source: str
    point: EnforcementPoint | None
    why: str


@dataclass(frozen=True)
class Chapter:
    """A chapter of a document with its clauses."""

    number: int
    title: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True)
class Term:
    """A term with its definition."""

    name: str
    english: str
    definition: str


@dataclass(frozen=True)
class Document:
    """One standard as printed: scope, references, terms, chapters, and which annexes the registry fills."""

    identifier: str
    order: int
    title: str
    english: str
    version: str
    scope: str
    references: tuple[str, ...]
    terms: tuple[Term, ...]
    chapters: tuple[Chapter, ...]
    annexes: tuple[str, ...]

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """All clauses in order."""
        return tuple(clause for chapter in self.chapters for clause in chapter.clauses)


# A document after GB/T 1.1 opens with scope (1), references (2) and terms (3); chapters follow.
_FIRST_CHAPTER = 4


def read_points(path: Path = PACK / "enforcement.yml") -> Mapping[str, EnforcementPoint]:
    """The declared enforcement points by identifier."""
    document = load_yaml(path.read_text(encoding="utf-8"))
    return {
        key: EnforcementPoint(key, entry["label"], entry["where"], entry.get("see", ""))
        for key, entry in document.items()
    }


def registry_counts(registry: Registry, objects: ObjectRegistry, day: date) -> Callable[[str], int]:
    """A function that counts what a placeholder names: objects of a kind in force, core tables, conflicting codes."""

    def count(name: str) -> int:
        if name == "core_table":
            return len(registry.tables)
        if name == "conflict":
            elements = objects.of_kind("data_element", day)
            return len({o.body["code"] for o in elements if o.body.get("status") == "conflict"})
        return len(objects.of_kind(name, day))

    return count


def load_documents(
    registry: Registry, objects: ObjectRegistry, day: date, folder: Path = PACK / "documents"
) -> list[Document]:
    """The documents in their order, placeholders filled for a day. Raises: Findings with everything wrong in them."""
    points = read_points(folder.parent / "enforcement.yml")
    problems: list[str] = []
    count = registry_counts(registry, objects, day)
    documents = [
        _document(load_yaml(path.read_text(encoding="utf-8")), points, objects, day, count, problems)
        for path in sorted(folder.glob("*.yml"))
    ]
    if problems:
        raise Findings("标准文件", problems)
    return sorted(documents, key=lambda document: document.order)


def _document(
    body: Mapping[str, Any],
    points: Mapping[str, EnforcementPoint],
    objects: ObjectRegistry,
    day: date,
    count: Callable[[str], int],
    problems: list[str],
) -> Document:
    terms = []
    for identifier in body["terms"]:
        term = objects.get("term", identifier, day)
        terms.append(Term(term.name, term.body["english"], term.body["definition"]))
    chapters = []
    for number, chapter in enumerate(body["chapters"], _FIRST_CHAPTER):
        clauses = tuple(
            _clause(f"{number}.{place}", clause, points, count, problems, body["id"])
            for place, clause in enumerate(chapter["clauses"], 1)
        )
        chapters.append(Chapter(number, chapter["title"], clauses))
    return Document(
        body["id"],
        body["order"],
        body["title"],
        body["english"],
        body["version"],
        body["scope"],
        tuple(body["references"]),
        tuple(terms),
        tuple(chapters),
        tuple(body["annexes"]),
    )


def _clause(
    number: str,
    clause: Mapping[str, str],
    points: Mapping[str, EnforcementPoint],
    count: Callable[[str], int],
    problems: list[str],
    document: str,
) -> Clause:
    place = f"{document} {number}"
    text = _PLACEHOLDER.sub(lambda match: str(count(match[1])), clause["text"])
    point = points.get(clause.get("by", ""))
    if clause.get("by") and point is None:
        problems.append(f"{place} 引用的执行点 {clause['by']} 未登记")
    if point is None and not clause.get("why"):
        problems.append(f"{place} 没有执行点，也没有说明原因")
    if not clause.get("source"):
        problems.append(f"{place} 没有来源")
    if not any(modal in text for modal in _MODALS):
        problems.append(f"{place} 没有写明应、宜、可")
    return Clause(number, text, clause.get("source", ""), point, clause.get("why", ""))


@dataclass(frozen=True)
class ClauseState:
    """Whether a clause is enforced now: the point's place answers, or why not."""

    document: str
    number: str
    text: str
    point: str
    enforced: bool
    why: str


def clause_states(documents: Iterable[Document], answers: Callable[[EnforcementPoint], str]) -> list[ClauseState]:
    """The state of every clause; ``answers`` tells for a point why it does not hold, or an empty text where it does."""
    states = []
    for document in documents:
        for clause in document.clauses:
            why = clause.why if clause.point is None else answers(clause.point)
            name = clause.point.identifier if clause.point else ""
            states.append(ClauseState(document.identifier, clause.number, clause.text, name, not why, why))
    return states


def enforced_share(states: Sequence[ClauseState]) -> float:
    """The share of clauses that are enforced, 0 to 1; 0 for none."""
    return sum(state.enforced for state in states) / len(states) if states else 0.0
