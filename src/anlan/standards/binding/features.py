"""What speaks for and against an element for an item, as numbers; each has a name, a weight and words for a person."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from anlan.standards.binding.forms import ElementForms
from anlan.standards.binding.wording import Label, Words, family_of, is_chinese, latin_words, length_of

FEATURES = (
    "code_same",
    "name_same",
    "short_same",
    "wording_same",
    "canonical_same",
    "name_cosine",
    "canonical_cosine",
    "name_contains",
    "latin_cosine",
    "pinyin_same",
    "initials_same",
    "initials_close",
    "type_same",
    "type_differs",
    "length_same",
    "length_apart",
    "context",
    "business",
    "codes_share",
    "codes_differ",
    "lead_over_next",
    "doubtful",
    "local",
)


# What tools and people put behind a column's name: which side of a change, or the second of a name.
_SIDE = re.compile(r"(?<=\w{3})_(OLD|NEW|BEFORE|AFTER|\d{1,2})$")


@dataclass(frozen=True)
class ItemForms:
    """One item as it is compared with elements."""

    column: str
    label: Label
    canonical: str
    latin: str
    letters: str
    context: str
    family: str
    length: tuple[int, int] | None
    codes: Mapping[str, str]


@dataclass(frozen=True)
class Cosines:
    """How near an item's wording is to an element's in the three spaces searched."""

    name: float
    canonical: float
    latin: float


def item_forms(
    system: str, table: str, table_comment: str, column: str, comment: str, kind: str, length: str,
    values: Sequence[str], words: Words, canonical: str, label: Label,
) -> ItemForms:  # fmt: skip
    """The item in the forms compared; ``values`` are codes or labels seen in its data."""
    codes = dict(label.codes) | {value: value for value in values}
    return ItemForms(
        column=_SIDE.sub("", column.strip().upper()),
        label=label,
        canonical=canonical,
        latin=" ".join(latin_words(column, words) + ([] if is_chinese(comment) else latin_words(comment, words))),
        letters="".join(character for character in column.lower() if character.isalpha() and character.isascii()),
        context=f"{table_comment} {table} {system}",
        family=family_of(kind, words),
        length=length_of(length),
        codes=codes,
    )


def features(item: ItemForms, element: ElementForms, cosines: Cosines, canonical: str) -> list[float]:
    """The numbers of an item and an element, in the order of ``FEATURES`` (``lead_over_next`` is set by the caller)."""
    name, label = element.plain, item.label
    wordings = {wording.name for wording in element.wordings}
    same = bool(label.name) and label.name == name
    lengths = _length_gap(item.length, element.length)
    shared, foreign = _codes(item, element)
    has_letters = len(item.letters) >= 2 and not is_chinese(item.column)
    return [
        float(bool(item.column) and item.column == element.code.upper()),
        float(same),
        float(not same and bool(label.short) and label.short == name),
        float(not same and label.name in wordings),
        float(not same and bool(item.canonical) and item.canonical == canonical),
        cosines.name,
        cosines.canonical,
        _containment(label.short or label.name, name),
        cosines.latin,
        float(has_letters and item.letters == element.pinyin),
        float(has_letters and item.letters == element.initials),
        _near(item.letters, element.initials) if has_letters else 0.0,
        float(bool(item.family) and item.family == element.family),
        float(bool(item.family) and bool(element.family) and item.family != element.family),
        float(lengths == 0.0),
        lengths if lengths is not None else 0.3,
        _context(item.context, element.object_class),
        _context(item.context, element.business),
        shared,
        foreign,
        0.0,
        float(element.is_doubtful),
        float(element.is_local),
    ]  # fmt: skip


def _length_gap(first: tuple[int, int] | None, second: tuple[int, int] | None) -> float | None:
    if first is None or second is None:
        return None
    return min(1.0, abs(math.log((first[0] + 1) / (second[0] + 1)))) + 0.2 * (first[1] != second[1])


def _containment(first: str, second: str) -> float:
    if not first or not second:
        return 0.0
    short, long = sorted((first, second), key=len)
    return len(short) / len(long) if short in long else 0.0


def _near(letters: str, initials: str) -> float:
    return float(Indel.normalized_similarity(letters, initials)) if initials else 0.0


def _context(context: str, said: str) -> float:
    """The share of a word's pairs of characters that the item's surroundings have."""
    if not said or not context.strip():
        return 0.0
    pairs = [said[n : n + 2] for n in range(max(1, len(said) - 1))]
    return sum(pair in context for pair in pairs) / len(pairs)


def _codes(item: ItemForms, element: ElementForms) -> tuple[float, float]:
    """How much of the item's codes and labels the element's code set holds, and how much it lacks."""
    if not item.codes or not element.values:
        return 0.0, 0.0
    labels = set(element.values.values())
    hits = sum(
        1.0 if element.values.get(code) == said or said in labels else 0.5 if code in element.values else 0.0
        for code, said in item.codes.items()
    )
    share = hits / len(item.codes)
    return share, 1.0 - share
