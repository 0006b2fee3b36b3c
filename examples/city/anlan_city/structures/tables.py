"""Tables by rule: which data elements a table holds, how its columns are named, and what their comments say.

Everything follows from the declaration, the elements of the standards, and chance seeded by the table's own name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from random import Random

import numpy as np
from numpy.typing import NDArray
from pypinyin import Style, lazy_pinyin

from anlan.standards.objects import RegisteredObject, load_objects
from anlan_city.structures.declaration import Declaration, Kind, Matter, SystemPlan, declaration

Floats = NDArray[np.float64]
DAY = date(2026, 11, 22)
_FORMAT = re.compile(r"([a-z]+)(?:\.\.)?(\d+)?(?:,(\d+))?")
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_SHORT = {
    "单位": "",
    "编号": "号",
    "日期": "日",
    "金额": "额",
    "标志": "",
    "名称": "名",
    "时间": "时",
    "类别": "类",
    "信息": "",
}
_FITTING = {"person": "个人", "employer": "单位", "agency": "机构"}


@dataclass(frozen=True)
class MadeColumn:
    """A column: its name, comment and declared type, and the data element that it really is."""

    name: str
    comment: str
    type: str
    element: RegisteredObject
    is_key: bool = False
    comment_kind: str = "plain"
    """plain, wrong, missing, abbreviated or remark"""


@dataclass(frozen=True)
class MadeTable:
    """A table with its columns; ``of`` says whom a row is about, ``share`` how many rows it has of the insured."""

    system: str
    name: str
    comment: str
    of: str
    share: float
    columns: tuple[MadeColumn, ...]


class Elements:
    """The data elements of the standards as columns are drawn from them."""

    def __init__(self, elements: Sequence[RegisteredObject]) -> None:
        self.all = elements
        self.by_identifier = {element.identifier: element for element in elements}
        self._pairs = [_pairs(element.name) for element in elements]
        self._business = [str(element.body.get("definition", "")).partition("业务中")[0] for element in elements]
        self._object = [str(element.body.get("object_class", "")) for element in elements]

    @classmethod
    def of_pack(cls) -> Elements:
        """Those of the pack."""
        return cls([e for e in load_objects().of_kind("data_element", DAY) if e.body.get("data_type") != "二进制"])

    def fitness(self, plan: SystemPlan, matter: Matter) -> Floats:
        """How well each element fits a matter of a system: shared words, its business, whom it is about."""
        words = {pair for word in (matter.label, *matter.about) for pair in _pairs(word)}
        fits = (_FITTING[matter.of], "业务", "账务记录")
        return np.array(
            [
                1.2 * min(len(words & pairs), 2) + 0.8 * (business in plan.businesses) + 0.4 * (subject in fits)
                for pairs, business, subject in zip(self._pairs, self._business, self._object, strict=True)
            ]
        )

    def speaking_of(self, kind: Kind) -> Floats:
        """Whether each element speaks of what a kind of table holds."""
        return np.array([float(any(word in element.name for word in kind.words)) for element in self.all])


def _pairs(text: str) -> set[str]:
    return {text[place : place + 2] for place in range(len(text) - 1)}


def system_tables(plan: SystemPlan, elements: Elements) -> list[MadeTable]:
    """The tables of a system, by name."""
    kinds = [(kind, elements.speaking_of(kind)) for kind in declaration().kinds]
    return [
        _table(plan, matter, kind, elements, fitness + 0.5 * spoken)
        for matter in plan.matters
        for fitness in (elements.fitness(plan, matter),)
        for kind, spoken in kinds
    ]


def _table(plan: SystemPlan, matter: Matter, kind: Kind, elements: Elements, fitness: Floats) -> MadeTable:
    name = f"{plan.prefix}_{matter.code}_{kind.suffix}"
    if plan.style == "english":
        name = name.lower()
    chance, declared = Random(f"{plan.name}.{name}"), declaration()
    of = kind.of or matter.of
    fixed = [elements.by_identifier[one] for one in (declared.serial, *declared.lead[of])]
    tail = [elements.by_identifier[one] for one in declared.tail]
    known = {element.identifier for element in (*fixed, *tail)}
    noise = np.random.default_rng(chance.getrandbits(64)).random(len(elements.all))
    order = np.argsort(-(fitness + 1.6 * noise), kind="stable").tolist()
    drawn = (elements.all[place] for place in order)
    body = list(islice((e for e in drawn if e.identifier not in known), chance.randint(*kind.body)))
    columns = _columns(plan, kind, [*fixed, *body, *tail], len(fixed), len(tail), chance, declared)
    return MadeTable(plan.name, name, f"{matter.label}{kind.label}", of, kind.share, tuple(columns))


def _columns(
    plan: SystemPlan, kind: Kind, chosen: Sequence[RegisteredObject], first: int, last: int, chance: Random,
    declared: Declaration,
) -> list[MadeColumn]:  # fmt: skip
    """The columns of a table in order; before and after where its kind keeps both."""
    used: set[str] = set()
    columns: list[MadeColumn] = []
    for place, element in enumerate(chosen):
        is_paired = kind.pairs and first <= place < len(chosen) - last
        for side, ending in (("变更前", "_OLD"), ("变更后", "_NEW")) if is_paired else (("", ""),):
            name = _named(plan.style, element, len(columns), used, ending)
            comment, why = commented(element, chosen, chance, declared)
            columns.append(
                MadeColumn(
                    name,
                    f"{side}{comment}" if comment else "",
                    declared_type(element, plan.make, plan.name),
                    element,
                    place == 0,
                    why,
                )
            )
    return columns


def _named(style: str, element: RegisteredObject, place: int, used: set[str], ending: str) -> str:
    """A column's name in the system's style, unlike those before it."""
    code = str(element.body["code"])
    if style == "pinyin":
        initials = lazy_pinyin("".join(_CHINESE.findall(element.name)), style=Style.FIRST_LETTER)
        wanted = "".join(initials).upper()[:16] or code
    elif style == "english":
        words = re.findall(r"[a-z]+", str(element.body.get("english", "")).lower())
        wanted = "_".join(words[:4]) or code.lower()
    else:
        wanted = f"F{place + 1:03d}" if style == "numbered" else code
    wanted += ending.lower() if style == "english" else ending
    name, number = wanted, 1
    while name.lower() in used:
        number += 1
        name = f"{wanted}_{number}"
    used.add(name.lower())
    return name


def commented(
    element: RegisteredObject, others: Sequence[RegisteredObject], chance: Random, declared: Declaration
) -> tuple[str, str]:
    """A column's comment as many hands leave it, and of what kind it is: plain, wrong, missing, abbreviated, remark."""
    draw, dirt = chance.random(), declared.dirt
    for kind in ("wrong", "missing", "abbreviated", "remark"):
        if draw < dirt[kind]:
            return _dirty(kind, element.name, others, chance, declared.remarks), kind
        draw -= dirt[kind]
    return element.name, "plain"


def _dirty(kind: str, name: str, others: Sequence[RegisteredObject], chance: Random, remarks: Sequence[str]) -> str:
    if kind == "wrong":
        return chance.choice([other.name for other in others if other.name != name])
    if kind == "missing":
        return ""
    if kind == "abbreviated":
        short = name
        for word, other in _SHORT.items():
            short = short.replace(word, other) if len(short.replace(word, other)) > 1 else short
        return short
    return name + chance.choice(list(remarks))


def declared_type(element: RegisteredObject, make: str, system: str) -> str:
    """The SQL type with which a system of a make declares an element."""
    kind, length, scale = _format(element.body)
    is_oracle = make in ("ddl", "dictionary")
    if kind == "d":
        # Old systems keep days as text or numbers; which one is a habit of the system.
        return (
            "DATE"
            if make in ("postgresql", "mariadb")
            else Random(system).choice(["VARCHAR(10)", "DATE", "VARCHAR(8)"])
        )
    if kind == "n":
        if is_oracle:
            return f"NUMBER({length},{scale})" if scale else f"NUMBER({length})"
        return f"DECIMAL({length},{scale})" if scale else "BIGINT" if length > 9 else "INTEGER"
    return f"{'VARCHAR2' if is_oracle else 'VARCHAR'}({length})"


def _format(body: Mapping[str, object]) -> tuple[str, int, int]:
    found = _FORMAT.fullmatch(str(body.get("format", "")))
    if found is None:
        return "c", 100, 0
    return found[1][:1], min(int(found[2] or 100), 18 if found[1] == "n" else 2000), int(found[3] or 0)
