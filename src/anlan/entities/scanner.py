"""The register's names as an Aho-Corasick automaton over texts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from daachorse import MATCH_KIND_LEFTMOST_LONGEST, CharwiseDoubleArrayAhoCorasick

from anlan.base.text import normalise_name
from anlan.entities.columns import Array
from anlan.entities.forms import parse_name
from anlan.entities.keys import core_key, hash_key
from anlan.entities.name_index import NameIndex

SCANNER = "scanner"
"""Name of the automaton among a prepared file's arrays."""
_SHORTEST_CORE = 4
_MOST_NAMESAKES = 3


@dataclass(frozen=True)
class NameScanner:
    """Finds registered names, their cores and declared short names in folded text, longest first from the left."""

    automaton: Any

    @classmethod
    def build(cls, index: NameIndex, short_names: Iterable[str] = ()) -> Self:
        """The scanner of an index and of further short names (three characters or more)."""
        patterns = {normalise_name(name) for name in short_names}
        for row in range(len(index)):
            patterns |= set(_patterns_of(index, index.names[row]))
        patterns |= {normalise_name(index.aliases.names[number]) for number in range(len(index.aliases.names))}
        kept = sorted(pattern for pattern in patterns if len(pattern) > 2)
        return cls(CharwiseDoubleArrayAhoCorasick(kept or ["\x00"], MATCH_KIND_LEFTMOST_LONGEST))

    def spans(self, folded: str) -> list[tuple[int, int]]:
        """Start and end of every match."""
        return [(start, end) for start, end, _ in self.automaton.find(folded)]

    def to_array(self) -> Array:
        """The automaton as bytes for a prepared file."""
        return np.frombuffer(self.automaton.serialize(), np.uint8)

    @classmethod
    def from_array(cls, array: Array) -> Self:
        """The scanner of a prepared file."""
        return cls(CharwiseDoubleArrayAhoCorasick.deserialize(array.tobytes()))


def _patterns_of(index: NameIndex, name: str) -> list[str]:
    normal = normalise_name(name)
    parts = parse_name(normal)
    if len(parts.core) < _SHORTEST_CORE or parts.branch:
        return [normal]
    return [normal, parts.core] if index.core.count(hash_key(core_key(parts))) <= _MOST_NAMESAKES else [normal]
