"""Enterprises mentioned in a text: found by the register's names and by how company names look, then linked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from anlan.base.text import fold
from anlan.entities.answers import Resolution
from anlan.entities.resolver import Resolver
from anlan.entities.scanner import NameScanner

_FULL = re.compile(
    r"[\u4e00-\u9fffA-Za-z0-9()·]{2,40}?(?:集团)?(?:股份|有限责任|有限)*公司(?:[\u4e00-\u9fff]{2,8}分公司)?"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """An enterprise named in a text: where, and which registered one it is (``uscc`` None when not linked)."""

    mention: str
    start: int
    end: int
    status: str
    uscc: str | None
    name: str | None
    score: float
    evidence: dict[str, Any] = field(default_factory=dict)


class MentionFinder:
    """Finds the enterprises a text is about; build once, use for many texts."""

    def __init__(self, resolver: Resolver, short_names: Iterable[str] = ()) -> None:
        self.resolver = resolver
        self._scanner = NameScanner.build(resolver.index, short_names)

    def find(self, text: str, limit: int = 2) -> list[Mention]:
        """The mentions a text is about, most prominent first, at most ``limit``."""
        folded = fold(text)
        spans = self._scanner.spans(folded)
        spans += [match.span() for match in _FULL.finditer(folded) if not _overlaps(match.span(), spans)]
        return [self._linked(text, start, end) for start, end in _distinct(folded, spans)[:limit]]

    def find_many(self, texts: Sequence[str], limit: int = 2) -> list[list[Mention]]:
        """The mentions of each text, in order."""
        return [self.find(text, limit) for text in texts]

    def _linked(self, text: str, start: int, end: int) -> Mention:
        answer = self.resolver.lookup(text[start:end]) or Resolution("unknown")
        linked = answer.status == "resolved"
        return Mention(
            text[start:end],
            start,
            end,
            answer.status,
            answer.uscc if linked else None,
            answer.registered_name if linked else None,
            answer.score,
            answer.evidence(),
        )


def _overlaps(span: tuple[int, int], others: Sequence[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def _distinct(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    first: dict[str, tuple[int, int]] = {}
    for start, end in sorted(spans):
        first.setdefault(text[start:end], (start, end))
    return list(first.values())
