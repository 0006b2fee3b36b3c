"""The enterprise-name resolver: a written name to a unified social credit code with evidence, or a refusal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Self

from rapidfuzz.distance import OSA
from scipy import sparse

from anlan.base.text import normalise_name
from anlan.entities.answers import Candidate, Query, Resolution, unknown
from anlan.entities.forms import NameParts, parse_name
from anlan.entities.judge import compare, is_accepted
from anlan.entities.keys import core_key, exact_key, hash_key, loose_key
from anlan.entities.name_index import NameIndex
from anlan.entities.registry import LONGEST_NAME, Alias, Entry

_SHOWN = 5
_SHORTEST_CORE = 4
_TOP = 20


class Resolver:
    """Answers which registered enterprise a name means; safe to share between threads, it is only read."""

    def __init__(self, index: NameIndex, threads: int = 2) -> None:
        self.index = index
        self._threads = threads

    @classmethod
    def build(cls, entries: Iterable[Entry], aliases: Iterable[Alias] = (), workers: int = 1) -> Self:
        """A resolver over a register held in memory."""
        return cls(NameIndex.build(entries, aliases, workers))

    @classmethod
    def load(cls, path: Path) -> Self:
        """A resolver over a prepared file. Raises: InputMissing, InputUnreadable."""
        return cls(NameIndex.load(path))

    @cached_property
    def _matrix(self) -> sparse.csr_matrix:
        return self.index.pairs.matrix()

    def resolve(self, name: str, district: str = "", address: str = "", industry_code: str = "") -> Resolution:
        """The answer for one name, with optional context."""
        return self.resolve_many([Query(name, district, address, industry_code)])[0]

    def resolve_many(self, queries: Sequence[Query]) -> list[Resolution]:
        """The answers for many names, in order."""
        names = [normalise_name(query.name[: 4 * LONGEST_NAME]) for query in queries]
        answers = [self._without_fuzzy(query, name) for query, name in zip(queries, names, strict=True)]
        open_rows = [number for number, answer in enumerate(answers) if answer is None]
        for number, answer in zip(open_rows, self._fuzzy([names[number] for number in open_rows]), strict=True):
            answers[number] = answer
        return [answer or unknown("登记库中没有相近名称") for answer in answers]

    def lookup(self, name: str) -> Resolution | None:
        """The answer where it needs no guess at misspellings, else None."""
        return self._without_fuzzy(Query(name), normalise_name(name[: 4 * LONGEST_NAME]))

    def _without_fuzzy(self, query: Query, name: str) -> Resolution | None:
        if len(name) < 2:
            return unknown("名称为空或不足两字")
        if len(query.name) > 4 * LONGEST_NAME or len(name) > LONGEST_NAME:
            return unknown(f"名称超过 {LONGEST_NAME} 字")
        key = name.replace("(", "").replace(")", "")
        rows = [row for row in self.index.exact.find(hash_key(key)) if exact_key(self.index.names[row]) == key]
        declared = self._declared(key)
        if rows or declared:
            return self._of_equal_names(rows, declared)
        parts = parse_name(name)
        return self._of_rows(self._same(self.index.loose, loose_key(parts), loose_key), "variant", 0.97) or (
            self._of_core(parts)
        )

    def _declared(self, key: str) -> list[tuple[int, str]]:
        aliases = self.index.aliases
        return [
            (int(aliases.rows[number]), aliases.facts_of(number)[0])
            for number in aliases.index.find(hash_key(key))
            if exact_key(aliases.names[number]) == key
        ]

    def _of_equal_names(self, rows: list[int], declared: list[tuple[int, str]]) -> Resolution:
        everyone = rows + [row for row, _ in declared]
        method = "exact" if rows else declared[0][1]
        found = self._of_rows(everyone, method, 1.0 if rows else 0.98)
        assert found is not None
        return found

    def _same(self, index: object, key: str, make: object) -> list[int]:
        return index.find(hash_key(key))  # type: ignore[attr-defined]

    def _of_rows(self, rows: Sequence[int], method: str, score: float) -> Resolution | None:
        if not rows:
            return None
        usccs = {self.index.usccs[row]: row for row in reversed(rows)}
        if len(usccs) == 1:
            uscc, row = next(iter(usccs.items()))
            return Resolution("resolved", uscc, self.index.names[row], score, method, (_METHOD_TEXTS[method],))
        candidates = tuple(Candidate(uscc, self.index.names[row], score) for uscc, row in usccs.items())[:_SHOWN]
        return Resolution("ambiguous", "", "", score, method, (f"登记库中有 {len(usccs)} 户同名企业",), candidates)

    def _of_core(self, parts: NameParts) -> Resolution | None:
        if len(parts.core) < _SHORTEST_CORE or parts.places:
            return None
        return self._of_rows(self.index.core.find(hash_key(core_key(parts))), "core", 0.85)

    def _fuzzy(self, names: Sequence[str]) -> list[Resolution | None]:
        keys = [name.replace("(", "").replace(")", "") for name in names]
        blocks = self.index.pairs.candidates(keys, self._matrix, _TOP, self._threads)
        return [self._judge(name, key, rows.tolist()) for name, key, rows in zip(names, keys, blocks, strict=True)]

    def _judge(self, name: str, key: str, rows: list[int]) -> Resolution | None:
        if not rows:
            return None
        others = [(row, exact_key(self.index.names[row])) for row in rows]
        others.sort(key=lambda item: -OSA.normalized_similarity(key, item[1]))
        parts = parse_name(name)
        compared = [
            compare(key, other, self.index.pairs, parts, parse_name(normalise_name(self.index.names[row])))
            for row, other in others[:2]
        ]
        candidates = tuple(
            Candidate(self.index.usccs[row], self.index.names[row], OSA.normalized_similarity(key, other))
            for row, other in others[:_SHOWN]
        )
        best = candidates[0]
        if is_accepted(compared[0], compared[1] if len(compared) > 1 else None):
            reasons = (f"与登记名称相差 {compared[0].edits} 字",)
            return Resolution("resolved", best.uscc, best.name, best.score, "repaired_name", reasons, candidates)
        near = tuple(candidate for candidate in candidates if candidate.score >= 0.7)
        if near:
            return Resolution("ambiguous", "", "", best.score, "repaired_name", ("有相近名称，不足以认定",), near)
        return unknown("登记库中没有相近名称")


_METHOD_TEXTS = {
    "exact": "与登记名称一致",
    "variant": "仅地名位置或企业组织形式写法不同",
    "core": "字号与行业一致，登记库中唯一",
    "former_name": "曾用名",
    "short_name": "已登记的简称",
    "brand": "已登记的品牌",
    "group_name": "已登记的集团名称",
}


def with_context(answer: Resolution, query: Query) -> Resolution:
    """The answer, settled by context where that is possible."""
    return replace(answer)
