"""How the texts of a column walk through the languages of its rules, and the byte shapes that such walks prove.

Every text that takes the same edges through the automata of all languages belongs to all of them. A walk is thereby a
proof: characters of these classes, in this order, pass every rule. Walks of a sample are turned into shapes that can
be held against a column's bytes without reading an expression again (see `anlan.quality.shapes`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from anlan.quality.languages import Language, Ranges, closed, cuts, language_of, merged, step
from anlan.quality.shapes import ByteSet, Middle, Shape

_LAST = 0x10FFFF
_LONGEST = 64
_MOST_SHAPES = 16
_State = tuple[frozenset[int], ...]


@dataclass(frozen=True, eq=False)
class _Edge:
    """The characters that lead from one state to another; made once for each pair of states."""

    ranges: Ranges
    loops: bool


@dataclass(eq=False)
class _Node:
    """A state of the automata, and where each range of characters leads; worked out when a text first comes there."""

    state: _State
    bounds: list[int] = field(default_factory=list)
    edges: list[tuple[_Edge, _Node] | None] = field(default_factory=list)


@dataclass
class _Product:
    """The automata of several languages walked together, states worked out as they are met."""

    languages: Sequence[Language]
    _nodes: dict[_State, _Node] = field(default_factory=dict)

    @cached_property
    def _begin(self) -> _Node:
        return self._node(tuple(closed(one.machine, [one.start]) for one in self.languages))

    def walk(self, text: str) -> tuple[_Edge, ...] | None:
        """The edges that a text takes; None where one of the languages does not accept it."""
        node = self._begin
        taken = []
        for character in text:
            if not node.bounds:
                self._work_out(node)
            place = bisect_right(node.bounds, ord(character)) - 1
            found = node.edges[place] if place >= 0 else None
            if found is None:
                return None
            edge, node = found
            taken.append(edge)
        accepted = all(one.end in states for one, states in zip(self.languages, node.state, strict=True))
        return tuple(taken) if accepted else None

    def _node(self, state: _State) -> _Node:
        return self._nodes.setdefault(state, _Node(state))

    def _work_out(self, node: _Node) -> None:
        pairs = list(zip(self.languages, node.state, strict=True))
        bounds = sorted({0}.union(*(cuts(one.machine, states) for one, states in pairs)))
        bounds = [bound for bound in bounds if bound <= _LAST]
        ends = [bound - 1 for bound in bounds[1:]] + [_LAST]
        reached = [tuple(step(one.machine, states, low) for one, states in pairs) for low in bounds]
        together: dict[_State, list[tuple[int, int]]] = {}
        for low, high, following in zip(bounds, ends, reached, strict=True):
            together.setdefault(following, []).append((low, high))
        edges = {to: _Edge(merged(ranges), to == node.state) for to, ranges in together.items()}
        node.bounds, node.edges = bounds, [(edges[to], self._node(to)) if all(to) else None for to in reached]


def shapes_of(
    texts: Iterable[str], languages: Sequence[Language], lengths: tuple[int, int | None]
) -> tuple[Shape, ...]:
    """Shapes of which every text belongs to all the languages and has a length within the bounds; most frequent first.

    What the sample does not show, or no shape can say, is simply not proved.
    """
    product = _Product(languages)
    walks = Counter(walk for text in texts if len(text) <= _LONGEST and (walk := product.walk(text)) is not None)
    best: list[tuple[int, tuple[Shape, ...]]] = []
    for prefer in ("longest", "first", "last"):
        found: Counter[Shape] = Counter()
        for walk, count in walks.items():
            shape = _shape(walk, languages, prefer)
            if shape is not None:
                found[shape] += count
        kept = [(shape, count) for shape, count in _together(found).most_common(_MOST_SHAPES)]
        bounded = ((shape.within(lengths), count) for shape, count in kept)
        usable = [(shape, count) for shape, count in bounded if shape is not None]
        best.append((sum(count for _, count in usable), tuple(shape for shape, _ in usable)))
    return max(best, key=lambda one: (one[0], -len(one[1])))[1]


def _together(found: Counter[Shape]) -> Counter[Shape]:
    """Shapes that differ in nothing but how often their middle comes, as one where the counts follow each other."""
    groups: dict[Shape, list[tuple[Shape, int]]] = {}
    for shape, count in found.items():
        middle = shape.middle and replace(shape.middle, least=0, most=0)
        groups.setdefault(replace(shape, middle=middle), []).append((shape, count))
    made: Counter[Shape] = Counter()
    for members in groups.values():
        for shape in _joined([shape for shape, _ in members]):
            made[shape] += sum(count for member, count in members if _covers(shape, member))
    return made


def _joined(shapes: Sequence[Shape]) -> Iterator[Shape]:
    current: Shape | None = None
    for shape in sorted(shapes, key=lambda one: one.middle.least if one.middle else 0):
        if current is None or current.middle is None or shape.middle is None:
            if current is not None:
                yield current
            current = shape
        elif current.middle.most is None or shape.middle.least <= current.middle.most + 1:
            mosts = (current.middle.most, shape.middle.most)
            most = None if None in mosts else max(one for one in mosts if one is not None)
            current = replace(current, middle=replace(current.middle, most=most))
        else:
            yield current
            current = shape
    if current is not None:
        yield current


def _covers(shape: Shape, member: Shape) -> bool:
    if shape.middle is None or member.middle is None:
        return True
    most = shape.middle.most
    return shape.middle.least <= member.middle.least and (
        most is None or (member.middle.most is not None and member.middle.most <= most)
    )


def _shape(walk: Sequence[_Edge], languages: Sequence[Language], prefer: str) -> Shape | None:
    span = _span(walk, prefer)
    if span is None:
        return Shape(_bytes(walk))
    first, last = span
    head, inner, tail = walk[:first], walk[first:last], walk[last:]
    fixed = sum(not edge.loops for edge in inner)
    loops = any(edge.loops for edge in inner)
    ranges = inner[0].ranges
    for edge in inner[1:]:
        ranges = _shared(ranges, edge.ranges)
    least, most = (fixed, None) if loops else (len(inner), len(inner))
    if not _is_fixed(head) or not _is_fixed(tail):
        return None
    for candidate in dict.fromkeys((_filled(ranges), ranges)):
        middle = Middle.of(candidate, least, most)
        if middle is None:
            continue
        if candidate == ranges or _is_proved(head, candidate, least, most, tail, languages):
            return Shape(_bytes(head), middle, _bytes(tail))
    return None


def _span(walk: Sequence[_Edge], prefer: str) -> tuple[int, int] | None:
    """The stretch of a walk that becomes the middle: all of its wide classes, else one of its loops."""
    wide = [at for at, edge in enumerate(walk) if not _is_fixed([edge])]
    if wide:
        return wide[0], wide[-1] + 1
    loops: list[tuple[int, int]] = []
    for at, edge in enumerate(walk):
        if edge.loops and loops and loops[-1][1] == at and walk[at - 1] is edge:
            loops[-1] = (loops[-1][0], at + 1)
        elif edge.loops:
            loops.append((at, at + 1))
    if not loops:
        return None
    choice = {"first": loops[0], "last": loops[-1], "longest": max(loops, key=lambda one: one[1] - one[0])}
    return choice[prefer]


def _is_fixed(edges: Sequence[_Edge]) -> bool:
    """Whether each of the classes is a fixed number of bytes: ASCII, or one character."""
    return all(edge.ranges[-1][1] < 128 or (edge.ranges[0][0] == edge.ranges[-1][1]) for edge in edges)


def _bytes(edges: Sequence[_Edge]) -> tuple[ByteSet, ...]:
    found: list[ByteSet] = []
    for edge in edges:
        if edge.ranges[-1][1] < 128:
            found.append(edge.ranges)
        else:
            found += [((byte, byte),) for byte in chr(edge.ranges[0][0]).encode()]
    return tuple(found)


def _shared(one: Ranges, other: Ranges) -> Ranges:
    pairs = ((max(a, c), min(b, d)) for a, b in one for c, d in other)
    return merged((low, high) for low, high in pairs if low <= high)


def _filled(ranges: Ranges) -> Ranges:
    """The class with the holes beyond ASCII filled."""
    beyond = [(max(low, 128), high) for low, high in ranges if high >= 128]
    if not beyond:
        return ranges
    ascii_part = [(low, min(high, 127)) for low, high in ranges if low < 128]
    return merged([*ascii_part, (beyond[0][0], beyond[-1][1])])


def _is_proved(
    head: Sequence[_Edge],
    middle: Ranges,
    least: int,
    most: int | None,
    tail: Sequence[_Edge],
    languages: Sequence[Language],
) -> bool:
    count = f"{{{least},{'' if most is None else most}}}"
    parts = [_class(edge.ranges) for edge in head] + [_class(middle) + count] + [_class(edge.ranges) for edge in tail]
    language = language_of("".join(parts))
    return language is not None and all(language.within(one) for one in languages)


def _class(ranges: Ranges) -> str:
    return "[" + "".join(f"\\U{low:08x}-\\U{high:08x}" for low, high in ranges) + "]"
