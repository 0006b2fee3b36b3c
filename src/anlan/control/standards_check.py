"""What the standards documents claim of the registry, checked; and the share of clauses that the platform enforces.

Each ``…`` function below is an enforcement point: it returns what contradicts the clause, an empty list where it holds.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from anlan.risk.registry import IndicatorRegistry, read_registry
from anlan.standards.catalogue import CatalogueEntry, catalogue_classes
from anlan.standards.documents import ClauseState, EnforcementPoint, clause_states, load_documents
from anlan.standards.objects import ObjectRegistry, load_objects
from anlan.standards.registry import Registry, load_registry

if TYPE_CHECKING:
    from anlan.control.standards.current import Current


@dataclass(frozen=True)
class Standards:
    """What the claims are about: the registry, the dated objects, and the day."""

    registry: Registry
    objects: ObjectRegistry
    day: date

    @classmethod
    def of(cls, day: date) -> Standards:
        """The built-in standards on a day."""
        return cls(load_registry(), load_objects(), day)

    def pattern(self, rule: str) -> re.Pattern[str]:
        """The expression of a naming rule."""
        return re.compile(self.objects.get("naming_rule", rule, self.day).body["pattern"])


def _elements(standards: Standards) -> list[Any]:
    return standards.objects.of_kind("data_element", standards.day)


def catalogue_has_nineteen_classes(standards: Standards) -> list[str]:
    """Four domains and nineteen second-level entries, codes of six digits."""
    classes = catalogue_classes()
    domains = {found.domain for found in classes}
    right = len(classes) == 19 and len(domains) == 4 and all(re.fullmatch(r"\d{6}", c.code) for c in classes)
    return [] if right else [f"{len(domains)} 个领域、{len(classes)} 个二级目录"]


def item_codes_follow_the_rule(standards: Standards) -> list[str]:
    """Every item code is three letters and three digits, an optional letter after."""
    rule = standards.pattern("item-code")
    return [e.body["code"] for e in _elements(standards) if not rule.fullmatch(e.body["code"])]


def element_identifiers_follow_the_rule(standards: Standards) -> list[str]:
    """Every element is named ``DE-`` and its code."""
    rule = standards.pattern("element-id")
    return [e.identifier for e in _elements(standards) if not rule.fullmatch(e.identifier)]


def pool_tables_follow_the_rule(standards: Standards) -> list[str]:
    """Tables are named layer, domain, grain; columns in small letters."""
    table_rule, column_rule = standards.pattern("pool-table"), standards.pattern("pool-column")
    wrong = [name for name in standards.registry.tables if not table_rule.fullmatch(name)]
    tables = standards.registry.tables.values()
    return wrong + [f"{t.name}.{c}" for t in tables for c in t.columns if not column_rule.fullmatch(c)]


def elements_are_complete(standards: Standards) -> list[str]:
    """Every element has object class, property, representation, data type, format and definition."""
    needed = ("object_class", "property", "representation", "data_type", "format", "definition")
    return [f"{e.identifier} 缺 {name}" for e in _elements(standards) for name in needed if not e.body.get(name)]


def items_are_bound(standards: Standards) -> list[str]:
    """Every source item is keyed by system, table and code, and bound to an element of the same meaning."""
    known = {e.identifier: e.name for e in _elements(standards)}
    items = standards.objects.of_kind("source_item", standards.day)
    return [i.identifier for i in items if known.get(i.body["element"]) != i.name]


def conflicts_are_kept_apart(standards: Standards) -> list[str]:
    """A code with several meanings has one element a meaning, marked as conflict."""
    meanings: dict[str, list[Any]] = defaultdict(list)
    for element in _elements(standards):
        meanings[element.body["code"]].append(element)
    several = {code: found for code, found in meanings.items() if len(found) > 1}
    return [code for code, found in several.items() if any(e.body["status"] != "conflict" for e in found)]


def industries_have_four_levels(standards: Standards) -> list[str]:
    """GB/T 4754-2017 with sections, divisions, groups and classes."""
    levels = Counter(standards.objects.get("code_set", "GBT4754", standards.day).body["levels"].values())
    return [f"第 {level} 级没有代码" for level in "1234" if not levels[level]]


def three_roles_are_declared(standards: Standards) -> list[str]:
    """Producer, manager and consumer, each with duties and rights."""
    roles = {o.identifier: o for o in standards.objects.of_kind("role", standards.day)}
    names = ("producer", "manager", "consumer")
    return [n for n in names if n not in roles or not roles[n].body.get("duties") or not roles[n].body.get("rights")]


def service_rules_are_declared(standards: Standards) -> list[str]:
    """Verification, query, comparison, forwarding and synchronisation; four scopes between them."""
    rules = {o.identifier: o for o in standards.objects.of_kind("service_rule", standards.day)}
    missing = [n for n in ("verify", "query", "compare", "forward", "synchronise") if n not in rules]
    scopes = {scope for rule in rules.values() for scope in rule.body["scopes"]}
    return missing + [s for s in ("ministry", "bureau", "internal", "third_party") if s not in scopes]


def eight_dimensions_are_declared(standards: Standards) -> list[str]:
    """The contract's eight dimensions, each mapped to indicators that the code list of GB/T 36344 holds."""
    known = standards.objects.get("code_set", "DQ_GBT36344", standards.day).body["values"]
    dimensions = standards.objects.of_kind("quality_dimension", standards.day)
    wrong = [f"{d.name} {code}" for d in dimensions for code in d.body["indicators"] if code not in known]
    return wrong if len(dimensions) == 8 else [*wrong, f"{len(dimensions)} 个维度"]


def terms_are_defined(standards: Standards) -> list[str]:
    """Every term has an English name and a definition."""
    terms = standards.objects.of_kind("term", standards.day)
    return [t.identifier for t in terms if not t.body.get("english") or not t.body.get("definition")]


def columns_are_declared(standards: Standards) -> list[str]:
    """Every core column has a label, and a unit where it is a quantity of money."""
    tables = standards.registry.tables.values()
    columns = [(t.name, c) for t in tables for c in t.columns.values()]
    return [f"{name}.{c.name}" for name, c in columns if not c.label or (c.name.endswith("_yuan") and c.unit != "元")]


def metadata_elements_have_a_field(standards: Standards) -> list[str]:
    """Every mandatory metadata element of the guide is a field of the entry or of its publication."""
    known = {f.name for f in fields(CatalogueEntry)} | {"published_date"}
    elements = standards.objects.of_kind("metadata_element", standards.day)
    return [e.identifier for e in elements if e.body["obligation"] == "必选" and e.body["field"] not in known]


def employer_items_are_used(standards: Standards) -> list[str]:
    """Unit number, credit code and name carry AAB001, AAB005 and AAB004."""
    columns = standards.registry.table("core_social__employer").columns
    wanted = {"unit_number": "AAB001", "uscc": "AAB005", "name": "AAB004"}
    return [name for name, item in wanted.items() if columns[name].item != item]


def personal_columns_are_graded(standards: Standards) -> list[str]:
    """Every column that names a person is L3 or L4."""
    tables = standards.registry.tables.values()
    named = [
        (t.name, c) for t in tables for c in t.columns.values() if c.item in ("AAC001", "AAC002", "AAC003", "AAC147")
    ]
    return [f"{name}.{column.name}" for name, column in named if not column.is_personal]


def stop_reasons_and_insurances_are_registered(standards: Standards) -> list[str]:
    """The codes that the clauses name stand in AAE160 and AAE140 with that meaning."""
    wanted = {"AAE160": ("6301", "6302", "6404", "6308", "6401"), "AAE140": ("110", "210", "410")}
    get = standards.objects.get
    return [f"{name} {code}" for name, codes in wanted.items() for code in codes
            if code not in get("code_set", name, standards.day).body["values"]]  # fmt: skip


@cache
def indicator_registry() -> IndicatorRegistry:
    """The indicators of the product, read once a process."""
    return read_registry()


def indicators_are_defined(standards: Standards) -> list[str]:
    """Every risk indicator has a definition, a unit, thresholds and a legal source."""
    return [i.id for i in indicator_registry().indicators if not (i.definition and i.unit and i.legal and i.sql)]


def _resolve(where: str) -> Any:
    module, _, path = where.partition(":")
    found: Any = import_module(module)
    for name in path.split("."):
        if name in getattr(found, "__dataclass_fields__", {}):
            return found.__dataclass_fields__[name]
        found = getattr(found, name)
    return found


def answers(standards: Standards) -> Callable[[EnforcementPoint], str]:
    """A function that tells why a point does not hold now; an empty text where it does.

    A point of this module is run; any other must exist in the code under the name that the declaration gives.
    """

    @cache  # several points share a place
    def at(where: str) -> str:
        try:
            target = _resolve(where)
        except (ImportError, AttributeError) as error:
            return f"平台中没有 {where}（{error}）"
        if where.startswith(f"{__name__}:"):
            wrong = target(standards)
            return f"{len(wrong)} 处不符：{'、'.join(wrong[:5])}" if wrong else ""
        return ""

    return lambda point: at(point.where)


def depends_on_standards(point: EnforcementPoint) -> bool:
    """Whether what holds a clause is a claim about the registry, which a revision may make untrue."""
    return point.where.startswith(f"{__name__}:")


def check_standards(day: date, current: Current | None = None) -> list[ClauseState]:
    """The state of every clause of the nine documents on a day, under the standards in force or, without, the pack's.

    Raises: Findings where a document cannot be read.
    """
    standards = Standards(current.registry, current.objects, day) if current else Standards.of(day)
    documents = load_documents(standards.registry, standards.objects, day)
    return clause_states(documents, answers(standards))
