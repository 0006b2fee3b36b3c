"""Grades that travel with lineage: what a column really carries, judged by where its values come from."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from anlan.base.errors import Findings
from anlan.base.yaml_text import load_yaml
from anlan.standards.registry import GRADES, PACK

FILE = "derived_grades.yml"
DEFAULT = "L2"
KINDS = {"aggregation": "聚合", "derivation": "归类", "masking": "脱敏", "keyed_hash": "加密散列"}


@dataclass(frozen=True)
class Lowering:
    """A declared de-identification: which nodes it makes, by what kind, down to which grade, and why.

    ``minimum`` is the least number of persons that a figure of an aggregation stands for.
    """

    identifier: str
    nodes: tuple[str, ...]
    kind: str
    to: str
    reason: str
    minimum: int = 0

    def covers(self, node: str) -> bool:
        """Whether a node is made by it."""
        return any(fnmatchcase(node, pattern) for pattern in self.nodes)

    @property
    def text(self) -> str:
        """The de-identification in words."""
        least = f"（每个数至少 {self.minimum} 人）" if self.minimum else ""
        return f"{KINDS[self.kind]}{least}：{self.reason}"


@dataclass(frozen=True)
class GradeRules:
    """What is declared of derived columns: their own grades, and what is lowered."""

    declared: Mapping[str, str]
    lowered: tuple[Lowering, ...]

    def lowering_of(self, node: str) -> Lowering | None:
        """The de-identification that makes a node, if one is declared; the first counts."""
        return next((one for one in self.lowered if one.covers(node)), None)


@dataclass(frozen=True)
class Graded:
    """A node with the grade declared of it and the one it carries; ``path`` leads back to where that comes from.

    ``lowered_by`` is the de-identification that made the difference, where one did.
    """

    node: str
    declared: str
    effective: str
    path: tuple[str, ...]
    lowered_by: Lowering | None = None

    @property
    def is_conflict(self) -> bool:
        """Whether less is declared than the lineage says."""
        return self.declared < self.effective

    @property
    def origin(self) -> str:
        """The node at which the grade begins."""
        return self.path[-1] if self.path else self.node


def read_grade_rules(pack: Path = PACK) -> GradeRules:
    """The rules of the built-in pack. Raises: Findings that list everything wrong with them."""
    body = load_yaml((pack / FILE).read_text(encoding="utf-8")) or {}
    return grade_rules(body, FILE)


def grade_rules(body: Mapping[str, Any], place: str) -> GradeRules:
    """The rules written as YAML values. Raises: Findings."""
    declared = {str(node): str(grade) for node, grade in (body.get("declared") or {}).items()}
    problems = [
        f"declared：{node} 的分级 {grade} 不在 L1–L4 中" for node, grade in declared.items() if grade not in GRADES
    ]
    lowered = tuple(_lowering(one, problems) for one in body.get("lowered") or ())
    if problems:
        raise Findings(place, problems)
    return GradeRules(declared, lowered)


def _lowering(body: Mapping[str, Any], problems: list[str]) -> Lowering:
    name = str(body.get("id") or "（未命名）")
    one = Lowering(
        name,
        tuple(str(node) for node in body.get("nodes") or ()),
        str(body.get("kind")),
        str(body.get("to")),
        str(body.get("reason") or "").strip(),
        int(body.get("minimum") or 0),
    )
    if one.kind not in KINDS:
        problems.append(f"lowered {name}：kind 须是 {'、'.join(KINDS)} 之一")
    if one.to not in GRADES:
        problems.append(f"lowered {name}：to 不在 L1–L4 中")
    if not one.nodes or not one.reason:
        problems.append(f"lowered {name}：须写 nodes 与 reason")
    return one


def effective_grades(
    edges: Iterable[tuple[str, str]], declared: Mapping[str, str], rules: GradeRules, nodes: Iterable[str] = ()
) -> dict[str, Graded]:
    """Every node of the edges (source, target) with the grade it carries: its own or the highest it is made of.

    A declared de-identification caps what a node takes over, never what is declared of the node itself.
    """
    goes: dict[str, list[str]] = defaultdict(list)
    names = set(nodes)
    for source, target in edges:
        goes[source].append(target)
        names |= {source, target}
    stated = {node: max(declared.get(node, ""), rules.declared.get(node, "")) or DEFAULT for node in names}
    grade, came, lowered = dict(stated), dict[str, str](), dict[str, Lowering]()
    waiting = deque(sorted(names))
    while waiting:
        source = waiting.popleft()
        for target in goes[source]:
            taken = grade[source]
            rule = rules.lowering_of(target)
            if rule is not None and rule.to < taken:
                taken, lowered[target] = rule.to, rule
            if taken > grade[target]:
                grade[target], came[target] = taken, source
                waiting.append(target)
    return {
        node: Graded(node, stated[node], grade[node], _path(node, came), lowered.get(node)) for node in sorted(names)
    }


def _path(node: str, came: Mapping[str, str]) -> tuple[str, ...]:
    """From a node back to where its grade begins; the node itself is not part of it."""
    path: list[str] = []
    while node in came and came[node] not in path:
        node = came[node]
        path.append(node)
    return tuple(path)
