"""One standard as it is printed: what the cover, the foreword and the body say, with the annexes of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import ceil
from textwrap import wrap

from anlan.reports.standards_annex_table import Annex, Contents, wording
from anlan.reports.standards_annexes import annexes_of, own_name
from anlan.standards.documents import Chapter, Document, Term

# Characters in one line of the cover: of 26 pt, and English letters of 14 pt.
_TITLE_LINE, _ENGLISH_LINE = 17, 60


@dataclass(frozen=True)
class Cover:
    """What stands on the cover, ready to print."""

    ics: str
    ccs: str
    number: str
    issuer_line: str
    title: str
    title_lines: tuple[str, ...]
    english_lines: tuple[str, ...]
    version: str
    status: str
    drafted: str
    effective: str
    bureau: str
    issue: str


@dataclass(frozen=True)
class Sheet:
    """One standard as it is printed; Word and PDF say exactly this."""

    identifier: str
    day: date
    cover: Cover
    foreword: tuple[str, ...]
    scope: str
    references_lead: str
    references: tuple[str, ...]
    terms_lead: str
    terms: tuple[Term, ...]
    chapters: tuple[Chapter, ...]
    annexes: tuple[Annex, ...]


def sheet_of(document: Document, contents: Contents, bureau: str) -> Sheet:
    """The document as printed for a bureau, with the registry's contents of a day."""
    fixed, own = wording()["fixed"], own_name(document)
    annexes = annexes_of(document, contents)
    return Sheet(
        document.identifier,
        contents.day,
        _cover(document, contents.day, bureau),
        _foreword(document, contents.day, bureau, annexes[-1].letter),
        document.scope,
        fixed["references"].format(self=own),
        document.references,
        fixed["terms"].format(self=own),
        document.terms,
        document.chapters,
        annexes,
    )


def even_lines(title: str) -> tuple[str, ...]:
    """A title in lines of about the same length that the cover can hold, so that no word stands alone below."""
    length = ceil(len(title) / ceil(len(title) / _TITLE_LINE))
    return tuple(title[start : start + length] for start in range(0, len(title), length))


def even_words(title: str) -> tuple[str, ...]:
    """The same for an English title, broken between words."""
    lines = ceil(len(title) / _ENGLISH_LINE)
    return tuple(wrap(title, len(title) // lines + _ENGLISH_LINE // 10))


def _cover(document: Document, day: date, bureau: str) -> Cover:
    told = wording()["cover"]
    return Cover(
        told["ics"],
        told["ccs"],
        told["number"].format(order=document.order, year=day.year),
        told["issuer_line"].format(bureau=bureau),
        document.title,
        even_lines(document.title),
        even_words(document.english),
        told["version"].format(version=document.version),
        told["status"],
        told["drafted"].format(day=day.isoformat()),
        told["effective"],
        bureau,
        told["issue"],
    )


def _foreword(document: Document, day: date, bureau: str, letter: str) -> tuple[str, ...]:
    held = sum(clause.point is not None for clause in document.clauses)
    facts = {
        "self": own_name(document),
        "day": f"{day.year}年{day.month}月{day.day}日",
        "bureau": bureau,
        "chapters": document.chapters[-1].number,
        "clauses": len(document.clauses),
        "held": held,
        "open": len(document.clauses) - held,
        "letter": letter,
    }
    return tuple(text.format(**facts) for text in wording()["foreword"])
