"""Columns that hold codes of a list, and which list of the registry it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from anlan.standards.objects import ObjectRegistry, RegisteredObject

_MOST_VALUES = 60
_FEW = 4
_SHORT = 2


@dataclass(frozen=True)
class CodeListMatch:
    """A code set of the registry that fits a column's values; ``share`` is of the rows whose value it holds."""

    code_set: str
    label: str
    share: float
    by: str
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class CodeSets:
    """The code sets of the registry, prepared for matching: codes and labels of each.

    ``elements`` are the names of data elements by the codes that systems without comments name their columns by.
    """

    sets: Sequence[tuple[str, str, frozenset[str], frozenset[str]]]
    elements: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, registry: ObjectRegistry, divisions: Sequence[RegisteredObject] = ()) -> CodeSets:
        """The code sets of a registry; ``divisions`` become one more set."""
        sets = [
            (entry.identifier, entry.name, frozenset(map(str, values)), frozenset(map(str, values.values())))
            for entry in registry
            if entry.kind == "code_set" and (values := entry.body.get("values"))
        ]
        if divisions:
            codes = frozenset(str(entry.body.get("code", entry.identifier)) for entry in divisions)
            sets.append(("GBT2260", "行政区划代码", codes, frozenset(entry.name for entry in divisions)))
        elements = {str(one.body.get("code", "")).upper(): one.name for one in registry if one.kind == "data_element"}
        return cls(sets, elements)

    def matches(self, column: str, comment: str, values: Mapping[str, int], limit: int = 3) -> list[CodeListMatch]:
        """The sets that hold nearly all of a column's values, likeliest first.

        Few or short codes fit many sets, and so do counts: such a set is only named where the column's name speaks of
        it.
        """
        total = sum(values.values())
        is_short = 2 * sum(count for value, count in values.items() if len(value) <= _SHORT) > total
        found: list[tuple[float, CodeListMatch]] = []
        for identifier, label, codes, labels in self.sets:
            for by, known in (("代码", codes), ("名称", labels)):
                share = sum(count for value, count in values.items() if value in known) / total if total else 0.0
                if share < 0.8:
                    continue
                near = _nearness(comment or column, label)
                if near == 0.0 and by == "代码" and (len(values) < _FEW or is_short):
                    continue
                unknown = tuple(value for value in values if value not in known)[:5]
                rank = share + near + min(1.0, len(values) / len(known))
                found.append((rank, CodeListMatch(identifier, label, round(share, 4), by, unknown)))
        return [match for _, match in sorted(found, key=lambda pair: (-pair[0], pair[1].code_set))[:limit]]


def is_code_list(distinct: int, filled: int, longest: int) -> bool:
    """Whether a column repeats few short values, as a column of codes does."""
    return 1 < distinct <= _MOST_VALUES and filled >= 2 * distinct and longest <= 40


def _nearness(said: str, label: str) -> float:
    """The share of the label's pairs of Chinese characters that the column's name has."""
    chinese = "".join(character for character in label if "\u4e00" <= character <= "\u9fff")
    pairs = [chinese[n : n + 2] for n in range(max(1, len(chinese) - 1))] if chinese else []
    return sum(pair in said for pair in pairs) / len(pairs) if pairs else 0.0
