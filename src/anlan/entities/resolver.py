"""The enterprise-name resolver: a written name to a unified social credit code with evidence, or a refusal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Self

from anlan.base.text import normalise_name
from anlan.entities.answers import Candidate, Query, Resolution, unknown
from anlan.entities.context import settle_by_context
from anlan.entities.credit_codes import reconcile
from anlan.entities.forms import NameParts, parse_name
from anlan.entities.judge import declared_judge
from anlan.entities.keys import hash_key, loose_key
from anlan.entities.misspelt import Ranked, SpellingMatcher, is_sibling
from anlan.entities.name_index import NameIndex
from anlan.entities.registry import LONGEST_NAME, Alias, Entry
from anlan.entities.variants import VariantMatcher

_SHOWN = 5
_METHOD_TEXTS = {
    "exact": "与登记名称一致",
    "former_name": "登记的曾用名",
    "short_name": "已登记的简称",
    "brand": "已登记的品牌",
    "group_name": "已登记的集团名称",
    "variant": "仅地名写法、位置或企业组织形式不同",
}


class Resolver:
    """Answers which registered enterprise a name means; only read after it is built, so threads may share it."""

    def __init__(self, index: NameIndex, threads: int = 2) -> None:
        self.index = index
        self._threads = threads
        self._variants = VariantMatcher(index)

    @classmethod
    def build(cls, entries: Iterable[Entry], aliases: Iterable[Alias] = (), workers: int = 1) -> Self:
        """A resolver over a register held in memory."""
        return cls(NameIndex.build(entries, aliases, workers))

    @classmethod
    def load(cls, path: Path) -> Self:
        """A resolver over a prepared file. Raises: InputMissing, InputUnreadable."""
        return cls(NameIndex.load(path))

    @cached_property
    def spelling(self) -> SpellingMatcher:
        """The matcher for misspelt names."""
        return SpellingMatcher(self.index, declared_judge(), self._threads)

    def resolve(
        self, name: str, district: str = "", address: str = "", industry_code: str = "", uscc: str = ""
    ) -> Resolution:
        """The answer for one name, with optional context."""
        return self.resolve_many([Query(name, district, address, industry_code, uscc)])[0]

    def resolve_many(self, queries: Sequence[Query]) -> list[Resolution]:
        """The answers for many names, in order; misspelt ones are compared in one go."""
        names = [normalise_name(query.name[: 4 * LONGEST_NAME]) for query in queries]
        answers = [self._plainly(query.name, name) for query, name in zip(queries, names, strict=True)]
        open_rows = [number for number, answer in enumerate(answers) if answer is None]
        guesses = self._guess([names[number] for number in open_rows])
        for number, answer in zip(open_rows, guesses, strict=True):
            answers[number] = answer
        return [self._with_context(query, answer) for query, answer in zip(queries, answers, strict=True)]

    def lookup(self, name: str) -> Resolution:
        """The answer that needs no guess at misspellings (for names found in running text)."""
        normal = normalise_name(name[: 4 * LONGEST_NAME])
        answer = self._plainly(name, normal)
        return answer or self._head_office(parse_name(normal)) or unknown("登记库中没有该名称")

    def row_of_code(self, uscc: str) -> int | None:
        """The first row of the register with that credit code."""
        for row in self.index.codes.find(hash_key(uscc)):
            if self.index.usccs[row] == uscc:
                return row
        return None

    def _plainly(self, written: str, name: str) -> Resolution | None:
        if len(name) < 2:
            return unknown("名称为空或不足两字")
        if len(written) > 4 * LONGEST_NAME or len(name) > LONGEST_NAME:
            return unknown(f"名称超过 {LONGEST_NAME} 字")
        key = name.replace("(", "").replace(")", "")
        number = hash_key(key)
        rows = [row for row in self.index.exact.find(number) if self._key_of(row) == key]
        declared = self._declared(key, number)
        if rows or declared:
            return self._of_equal(rows, declared)
        parts = parse_name(name)
        rows = self.index.loose.find(hash_key(loose_key(parts))) if parts.core else []
        if rows:
            return self._of_rows(rows, "variant", 0.97)
        return self._variants.answer(parts)

    def _key_of(self, row: int) -> str:
        return normalise_name(self.index.names[row]).replace("(", "").replace(")", "")

    def _declared(self, key: str, number: int) -> list[tuple[int, int]]:
        """Alias numbers and rows under a key."""
        aliases = self.index.aliases
        if not len(aliases.rows):
            return []
        found = aliases.index.find(number)
        return [(alias, int(aliases.rows[alias])) for alias in found if _bare(aliases.names[alias]) == key]

    def _of_equal(self, rows: list[int], declared: list[tuple[int, int]]) -> Resolution:
        if rows:
            return self._of_rows([*rows, *(row for _, row in declared)], "exact", 1.0)
        kind, source, start, end = self.index.aliases.facts_of(declared[0][0])
        answer = self._of_rows([row for _, row in declared], kind, 0.98)
        period = f"{start or '…'} 至 {end or '今'}" if start or end else ""
        told = {"alias_source": source, "alias_period": period}
        return replace(answer, facts={name: value for name, value in told.items() if value})

    def _of_rows(self, rows: Sequence[int], method: str, score: float) -> Resolution:
        usccs = {self.index.usccs[row]: row for row in reversed(rows)}
        if len(usccs) == 1:
            uscc, row = next(iter(usccs.items()))
            return self._belonging(
                Resolution("resolved", uscc, self.index.names[row], score, method, (_METHOD_TEXTS[method],)), row
            )
        shown = list(reversed(usccs.items()))[:_SHOWN]
        candidates = tuple(Candidate(uscc, self.index.names[row], score, self._where(row)) for uscc, row in shown)
        reason = f"登记库中有 {len(usccs)} 户企业使用该名称，须以其他信息区分"
        return Resolution("ambiguous", "", "", score, method, (reason,), candidates)

    def _where(self, row: int) -> str:
        return self.index.place_of(row) or self.index.districts[row]

    def _belonging(self, answer: Resolution, row: int) -> Resolution:
        """The answer with the head office of a branch, where the register says it."""
        head = self.index.heads[row]
        return replace(answer, facts={**answer.facts, "head_uscc": head}) if head else answer

    def _guess(self, names: Sequence[str]) -> list[Resolution]:
        if not names:
            return []
        found = zip(names, self.spelling.ranked(names), strict=True)
        return [self._guess_one(name, near) for name, near in found]

    def _guess_one(self, name: str, near: Sequence[Ranked]) -> Resolution:
        answer = self.spelling.answer(name, near)
        if answer is not None and answer.status == "resolved":
            return answer
        parts = parse_name(name)
        head = self._head_office(parts)
        if head is None:
            return answer or unknown("登记库中没有相近名称")
        siblings = [item for item in near if is_sibling(parts, item, self.index.names[item.row])]
        if not siblings or answer is None:
            return head
        own = Candidate(head.uscc, head.registered_name, 0.5, "所属企业")
        return replace(answer, candidates=(*answer.candidates[: _SHOWN - 1], own))

    def _head_office(self, parts: NameParts) -> Resolution | None:
        """The head office of a branch that is not registered under its own name."""
        if not parts.branch:
            return None
        head = self._plainly(parts.head, parts.head)
        if head is None or head.status != "resolved" or head.method == "core":
            return None
        reason = f"“{parts.branch}”未单独登记，归属所属企业 {head.registered_name}"
        return replace(head, method="branch", score=0.9, reasons=(reason,), facts={"branch": parts.branch})

    def _with_context(self, query: Query, answer: Resolution | None) -> Resolution:
        settled = answer or unknown("登记库中没有相近名称")
        if settled.status == "ambiguous" and (query.district or query.address or query.industry_code):
            settled = settle_by_context(settled, query, self)
        return reconcile(settled, query, self) if query.uscc else settled


def _bare(name: str) -> str:
    return normalise_name(name).replace("(", "").replace(")", "")
