"""Enterprises mentioned in a text: found by the register's names and by how company names look, then linked."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import accumulate
from typing import Any

import rjieba

from anlan.base.text import blank_markup, fold, normalise_name
from anlan.base.words import cut
from anlan.entities.answers import Candidate, Resolution
from anlan.entities.forms import parse_name, place_codes
from anlan.entities.not_names import is_no_name
from anlan.entities.prominence import Named, declared_words, prominence
from anlan.entities.resolver import Resolver
from anlan.entities.scanner import SCANNER, NameScanner
from anlan.entities.tagger import CompanyTagger, Span

LONGEST = 20_000
"""Characters of a text that are read; news says what it is about long before."""
_CODE = re.compile(r"\((?:SH|SZ)?\d{6}(?:\.[A-Z]{2})?\)")
_SPECIAL = re.compile(r"(?:S?\*?ST|[SNG*])[一-鿿A-Za-z]{2,4}$")
_PLAIN = re.compile(r"[一-鿿A-Za-z]{2,5}$")
_CALLED = re.compile(
    r"[(,，、]?\s*(?:以下|下文)?(?:简称|下称|又称|曾用名|原名|现更名为|证券简称)[为:：]?\s*[“\"‘「《]?"
)
_BEGINNING = re.compile(r"[\w*“\"‘《(]")
"""What a name can begin with."""
_CODE_STRENGTH = 120.0
_QUOTES = "“”\"'‘’《》【】.「」"
_REMEMBERED = 50_000
_VERBS = frozenset("陷遭拟被")
_DECLARED_STRENGTH = 150.0
_LEAST = (0.2, 1.1, 1.4, 1.6)
"""How prominent the first, second, third and every further company of a text must be to be listed."""


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

    def __init__(
        self, resolver: Resolver, short_names: Iterable[str] = (), tagger: CompanyTagger | None = None
    ) -> None:
        self.resolver = resolver
        self._tagger = tagger or CompanyTagger.declared()
        kept = resolver.index.extra.get(SCANNER)
        short_names = list(short_names)
        if kept is not None and not short_names:
            self._scanner = NameScanner.from_array(kept)
        else:
            self._scanner = NameScanner.build(resolver.index, short_names)
        words = declared_words()
        self._lead = re.compile("|".join(sorted(words["lead"], key=len, reverse=True)))
        self._tail = re.compile("(?:" + "|".join(sorted(words["tail"], key=len, reverse=True)) + ")$")
        self._answers: dict[str, Resolution] = {}

    def find(self, text: str, limit: int = 8) -> list[Mention]:
        """At most ``limit`` mentions in order of position: every company the text is about, where it is named."""
        return self.find_many([text], limit)[0]

    def find_many(self, texts: Sequence[str], limit: int = 8) -> list[list[Mention]]:
        """The mentions of each text, in order; many texts together are read far quicker than one by one."""
        folded = [_readable(text) for text in texts]
        tagged = self._tagger.spans_many(folded)
        return [self._found(*one, limit) for one in zip(texts, folded, tagged, strict=True)]

    def _found(self, text: str, folded: str, tagged: Sequence[Span], limit: int) -> list[Mention]:
        chosen = [named for _, named in self._ranked(folded, tagged)][:limit]
        linked = self._link([named.name for named in chosen], folded)
        first = [(named, named.places[0]) for named in chosen]
        again = [(named, place) for named in chosen for place in named.places[1:]]
        kept = sorted((first + again)[:limit], key=lambda item: item[1])
        return [_mention(text, place, linked[named.name]) for named, place in kept]

    def subjects(self, text: str, limit: int = 2) -> list[Mention]:
        """The distinct companies the text is about, most prominent first, at most ``limit``."""
        folded = _readable(text)
        chosen = [named for _, named in self._ranked(folded, self._tagger.spans(folded))[:limit]]
        linked = self._link([named.name for named in chosen], folded)
        return [_mention(text, named.places[0], linked[named.name]) for named in chosen]

    def _ranked(self, folded: str, tagged: Sequence[Span]) -> list[tuple[float, Named]]:
        """The companies of a folded text with their prominence, highest first."""
        named = self._named(folded, tagged)
        ranked = sorted(((prominence(folded, one), one) for one in named), key=lambda item: -item[0])
        return [item for rank, item in enumerate(ranked) if item[0] >= _LEAST[min(rank, len(_LEAST) - 1)]]

    def _named(self, folded: str, tagged: Sequence[Span]) -> list[Named]:
        spans = self._merged(folded, tagged)
        gathered: dict[str, Named] = {}
        for start, end, strength, declared in spans:
            name = folded[start:end]
            one = gathered.setdefault(name, Named(name, [], strength, declared))
            one.places.append((start, end))
            one.strength = max(one.strength, strength)
            one.is_declared |= declared
            one.has_code |= _CODE.match(folded, end) is not None
            one.is_quoted |= (
                folded[start - 1 : start] in _QUOTES and folded[end : end + 1] in _QUOTES if start else False
            )
        return list(gathered.values())

    def _merged(self, folded: str, tagged: Sequence[Span]) -> list[tuple[int, int, float, bool]]:
        """Spans without overlaps: declared names first, then what looks like a company."""
        looks = [self._trimmed(folded, *part) for span in tagged for part in _apart(folded, span)]
        looks = [_settled_by_codes(folded, span) for span in looks]
        words = cut(folded) if looks else []
        ends = list(accumulate(map(len, words)))
        found = [
            (start, end, strength, False)
            for start, end, strength in looks
            if not is_no_name(folded[start:end]) and not _cuts_a_word(words, ends, start, end)
        ]
        for start, end in self._scanner.spans(folded):
            inside = [item for item in found if item[0] < end and start < item[1]]
            if all(start <= item[0] and item[1] <= end for item in inside) and self._counts(folded, start, end, inside):
                found = [item for item in found if item not in inside]
                found.append((start, end, max([_DECLARED_STRENGTH, *(item[2] for item in inside)]), True))
        taken = bytearray(len(folded))
        for start, end, _, _ in found:
            taken[start:end] = b"\1" * (end - start)
        for start, end in _before_codes(folded, taken):
            if not any(taken[start:end]):
                found.append((start, end, _CODE_STRENGTH, False))
                taken[start:end] = b"\1" * (end - start)
        return sorted(_everywhere(folded, found, taken))

    def _counts(self, folded: str, start: int, end: int, inside: Sequence[object]) -> bool:
        """Whether a dictionary hit counts: long enough, or seen as a company by its looks as well."""
        name = folded[start:end]
        return not is_no_name(name) and (bool(inside) or end - start >= 6 or name.endswith("公司"))

    def _trimmed(self, folded: str, start: int, end: int, strength: float) -> tuple[int, int, float]:
        begun = _BEGINNING.search(folded, start, end)
        start = begun.start() if begun is not None else end
        # The exchange puts 退市 before the short name of a share that leaves it.
        start -= start > 0 and folded.startswith("退市", start - 1)
        while end - start > 3 and (lead := self._lead.match(folded, start, end)) is not None:
            if end - lead.end() < 2 + 2 * (lead.end() - start == 1):
                break
            start = lead.end()
        tail = self._tail.search(folded, start + 2, end) if end - start > 2 else None
        if tail is not None and tail.start() == start + 2 and tail[0] not in _VERBS:
            tail = None
        return start, tail.start() if tail is not None else end, strength

    def _link(self, names: Sequence[str], folded: str) -> dict[str, Resolution]:
        """The answer to each name; a short name inside a longer one of the same text means the same company."""
        answers = {name: _at_its_place(name, self._answer(name), folded) for name in names}
        for name, answer in list(answers.items()):
            whole = [
                other for other in names if name != other and name in other and answers[other].status == "resolved"
            ]
            if answer.status != "resolved" and len(whole) == 1:
                meant = answers[whole[0]]
                reasons = (f"同篇全称“{whole[0]}”", *meant.reasons)
                answers[name] = Resolution("resolved", meant.uscc, meant.registered_name, 0.85, "same_text", reasons)
        return answers

    def _answer(self, name: str) -> Resolution:
        known = self._answers.get(name)
        if known is None:
            if len(self._answers) >= _REMEMBERED:
                self._answers.clear()
            known = self._answers[name] = self.resolver.lookup(name)
        return known


def _readable(text: str) -> str:
    """The part of a text that is read, folded and without markup, of the same length."""
    return blank_markup(fold(text[:LONGEST]))


def _at_its_place(name: str, answer: Resolution, folded: str) -> Resolution:
    """The answer, held as ambiguous where only the text's silence on the place makes the name fit.

    A register of one city holds one 中新药业 and the country another: a short name that leaves out the registered place
    is that company only in a text that speaks of the place.
    """
    if answer.method != "core" or answer.status != "resolved":
        return answer
    left_out = set(parse_name(normalise_name(answer.registered_name)).places) - set(parse_name(name).places)
    if not left_out or any(_spoken_of(place).search(folded) for place in left_out):
        return answer
    candidate = Candidate(answer.uscc, answer.registered_name, 0.5, "、".join(sorted(left_out)))
    reason = f"简称未写登记地“{candidate.reason}”，文中也未提及该地"
    return Resolution("ambiguous", "", "", 0.5, "core", (reason,), (candidate,))


@cache
def _spoken_of(place: str) -> re.Pattern[str]:
    """What names a place or a county of it, e.g. 北京 or 海淀区."""
    codes = tuple(place_codes().get(place, ()))
    inside = [stem for stem, theirs in place_codes().items() if codes and any(c.startswith(codes) for c in theirs)]
    counties = "|".join(sorted((re.escape(stem) for stem in inside), key=len, reverse=True))
    return re.compile(re.escape(place) + (f"|(?:{counties})(?:区|县|市)" if counties else ""))


def _everywhere(
    folded: str, found: list[tuple[int, int, float, bool]], taken: bytearray
) -> list[tuple[int, int, float, bool]]:
    """The spans and every other place where one of the names stands."""
    known = {folded[item[0] : item[1]]: item for item in found}
    for name in sorted(known, key=len, reverse=True):
        at = folded.find(name)
        while at >= 0:
            end = at + len(name)
            if not any(taken[at:end]):
                taken[at:end] = b"\1" * len(name)
                found.append((at, end, known[name][2], known[name][3]))
            at = folded.find(name, end)
    return found


def _before_codes(folded: str, taken: bytearray) -> list[tuple[int, int]]:
    """The names that stand before stock codes, where none has been seen there."""
    return [
        (start, match.start())
        for match in _CODE.finditer(folded)
        if match.start()
        and not taken[match.start() - 1]
        and (start := _start_before_code(folded, match.start())) < match.start() - 1
    ]


def _start_before_code(folded: str, end: int) -> int:
    """Where the short name of a listed company begins that ends before its code: three or four characters, with ST."""
    special = _SPECIAL.search(folded, max(0, end - 9), end)
    if special is not None:
        return special.start()
    plain = _PLAIN.search(folded, max(0, end - 5), end)
    if plain is None:
        return end
    if end - plain.start() <= 4 or (not folded[plain.start() : end].isascii() and folded[end - 1] in "AB"):
        return plain.start()
    window = folded[max(0, end - 16) : end]
    begins, at = set(), end
    for word in reversed(rjieba.cut(window)):
        at -= len(word)
        begins.add(at)
    return end - 3 if end - 4 not in begins and end - 3 in begins else end - 4


def _cuts_a_word(words: Sequence[str], ends: Sequence[int], start: int, end: int) -> bool:
    """Whether a name begins or ends within a dictionary word of the text; ``ends`` are the words' ends."""
    for at in (start, end):
        number = bisect_left(ends, at)
        within = number < len(ends) and ends[number] - len(words[number]) < at < ends[number]
        if within and _is_dictionary_word(words[number]):
            return True
    return False


@lru_cache(maxsize=50_000)
def _is_dictionary_word(word: str) -> bool:
    return not word.isascii() and rjieba.cut(word, False) == [word]


def _apart(folded: str, span: Span) -> list[Span]:
    """The names in a span that runs from a full name over “简称” to its short form; else the span itself."""
    called = _CALLED.search(folded, span[0], span[1])
    if called is None:
        return [span]
    parts = ((span[0], called.start()), (called.end(), span[1]))
    return [(start, end, span[2]) for start, end in parts if end - start >= 2]


def _settled_by_codes(folded: str, span: tuple[int, int, float]) -> tuple[int, int, float]:
    """A span that ends before a stock code, with the length that a listed company's short name has."""
    start, end, strength = span
    if _CODE.match(folded, end) is None or 3 <= end - start <= 4 or folded.endswith(("公司", "集团"), start, end):
        return span
    return min(_start_before_code(folded, end), end - 2), end, strength


def _mention(text: str, place: tuple[int, int], answer: Resolution) -> Mention:
    linked = answer.status == "resolved"
    return Mention(
        text[place[0] : place[1]],
        place[0],
        place[1],
        answer.status,
        answer.uscc if linked else None,
        answer.registered_name if linked else None,
        answer.score,
        answer.evidence(),
    )
