"""What a revision would touch: fields and codes, items of systems, rows of the pool, clauses and indicators.

Everything is given as plain values, so that it can be stored with the revision, shown, printed and signed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from anlan.base.settings import Workspace
from anlan.collection.contract import Contract, Item, TableContract, read_contracts
from anlan.collection.incident import REASONS
from anlan.control.masking import mask_personal
from anlan.control.standards.current import standards_on
from anlan.control.standards.rows_tried import rows_tried
from anlan.control.standards_check import Standards, answers, depends_on_standards, indicator_registry
from anlan.reports.standards_annex_table import wording
from anlan.risk.registry import STEPS
from anlan.standards.documents import load_documents
from anlan.standards.in_force import column_element, element_meant, elements_by_code, registry_in_force
from anlan.standards.objects import ObjectRegistry, RegisteredObject
from anlan.standards.registry import Column, CoreTable, Registry, load_registry
from anlan.standards.revision import crosswalk, field_changes

_TYPES = {"字符型": "text", "数值型": "decimal", "日期型": "date"}


@dataclass(frozen=True)
class Change:
    """A proposed change with the standards before and after it."""

    proposed: RegisteredObject
    current: RegisteredObject | None
    before: ObjectRegistry
    after: ObjectRegistry
    registry_before: Registry
    registry_after: Registry
    day: date

    @classmethod
    def of(cls, proposed: RegisteredObject, day: date) -> Change:
        """The change that a proposal would be if it took effect on a day."""
        standards = standards_on(day)
        before = standards.objects
        after = before.approve(proposed, day)
        history = before.versions(proposed.kind, proposed.identifier)
        current = next((entry for entry in history if entry.in_force(day)), None)
        registry_after = registry_in_force(load_registry(), after, day)
        return cls(proposed, current, before, after, standards.registry, registry_after, day)

    def elements(self) -> list[RegisteredObject]:
        """The data elements that the change concerns, as they would be in force."""
        found = self.after.of_kind("data_element", self.day)
        if self.proposed.kind == "data_element":
            return [e for e in found if e.identifier == self.proposed.identifier]
        if self.proposed.kind == "code_set":
            return [e for e in found if e.body.get("value_domain") == self.proposed.identifier]
        return []

    def columns(self) -> list[tuple[CoreTable, Column]]:
        """The core columns that the change concerns."""
        concerned = {element.identifier for element in self.elements()}
        elements = elements_by_code(self.after.of_kind("data_element", self.day))
        return [
            (table, column)
            for table in self.registry_after.tables.values()
            for column in table.columns.values()
            if self._concerns(column, elements, concerned)
        ]

    def _concerns(self, column: Column, elements: Any, concerned: set[str]) -> bool:
        if self.proposed.kind == "code_set":
            return column.code_set == self.proposed.identifier
        element = column_element(column, elements)
        return element is not None and element.identifier in concerned


@dataclass(frozen=True)
class BoundItem:
    """An item of a workspace's contract that the change concerns, and how it is read before and after."""

    contract: Contract
    table: TableContract
    item: Item
    now: Column
    then: Column


def impact_of(workspace: Workspace, proposed: RegisteredObject, day: date) -> dict[str, Any]:
    """Everything that a proposal would touch if it took effect on a day; plain values in a fixed order."""
    change = Change.of(proposed, day)
    contracts = read_contracts(workspace.sources, change.registry_before) if workspace.sources.is_dir() else []
    bound = bound_items(change, contracts)
    tried = rows_tried(workspace, change.registry_before, change.registry_after, change.columns(), bound, day)
    places = [_shown(one) for one in tried]
    return {
        "day": day.isoformat(),
        "fields": [asdict(one) for one in field_changes(change.current, proposed)],
        "crosswalk": [asdict(one) for one in crosswalk(change.current, proposed)],
        "systems": _systems(change, bound),
        "columns": [
            {"table": t.name, "table_label": t.label, "column": c.name, "label": c.label, "item": c.item}
            for t, c in change.columns()
        ],
        "places": places,
        "rows": sum(one["rows"] for one in places if one["layer"] == "raw"),
        "failing": sum(one["failing_newly"] for one in places if one["layer"] == "raw"),
        "converted": sum(one["converted"] for one in places if one["layer"] == "raw"),
        "core_failing": sum(one["failing_newly"] for one in places if one["layer"] == "core"),
        "clauses": _clauses(change),
        "indicators": _indicators(change),
    }


def bound_items(change: Change, contracts: Sequence[Contract]) -> list[BoundItem]:
    """The items of the contracts that the change concerns: by the column they fill, else by their own code."""
    columns = {(table.name, column.name): column for table, column in change.columns()}
    concerned = {element.identifier for element in change.elements()}
    elements = elements_by_code(change.after.of_kind("data_element", change.day))
    found = []
    for contract in contracts:
        for table in contract.tables:
            for item in table.items.values():
                column = columns.get((table.core, item.column))
                if column is not None:
                    now = change.registry_before.table(table.core).columns[column.name]
                    found.append(BoundItem(contract, table, item, now, column))
                    continue
                element = None if item.column else element_meant(item.name, item.label, elements)
                if element is not None and element.identifier in concerned:
                    now = _as_column(item, change.before.versions("data_element", element.identifier)[-1:])
                    found.append(BoundItem(contract, table, item, now, _as_column(item, [element])))
    return found


def _as_column(item: Item, elements: Sequence[RegisteredObject]) -> Column:
    """An item that fills no core column, as a column of its data element; of a new element there was none before."""
    if not elements:
        return Column(item.name, item.label, "text")
    body = elements[0].body
    kind = "code" if body.get("value_domain") else _TYPES.get(body["data_type"], "text")
    grade = "L3" if body["object_class"] == "个人" else item.grade or "L2"
    domain, form = body.get("value_domain", ""), body["format"] if kind == "text" else ""
    return Column(item.name, item.label, kind, grade=grade, code_set=domain, format=form, may_be_future=True)


def _systems(change: Change, bound: Iterable[BoundItem]) -> list[dict[str, Any]]:
    concerned = {element.identifier for element in change.elements()}
    items: dict[tuple[str, str, str], list[dict[str, str]]] = defaultdict(list)
    for entry in change.before.of_kind("source_item", change.day):
        if entry.body["element"] in concerned:
            system = entry.body["system"]
            key = (system, wording()["systems"].get(system, system), "pack")
            items[key].append({"table": entry.body.get("table", ""), "code": entry.body["code"], "name": entry.name,
                               "type": _type_text(entry), "column": ""})  # fmt: skip
    for one in bound:
        key = (one.contract.system, one.contract.label, "contract")
        column = f"{one.table.core}.{one.item.column}" if one.item.column else ""
        items[key].append({"table": one.table.name, "code": one.item.name, "name": one.item.label,
                           "type": one.item.type, "column": column})  # fmt: skip
    return [
        {"system": system, "label": label, "origin": origin, "count": len(found), "items": found}
        for (system, label, origin), found in sorted(items.items(), key=lambda pair: (pair[0][2], pair[0][0]))
    ]


def _type_text(entry: RegisteredObject) -> str:
    kind, length = entry.body.get("type", ""), entry.body.get("length", "")
    return f"{kind}({length})" if kind and length else kind


def _shown(tried: Any) -> dict[str, Any]:
    """A trial as plain values: personal values masked, reasons in words."""
    place = tried.trial.place
    personal = place.column.is_personal or place.after.item.grade >= "L3"
    hide: Callable[[str | None], str | None] = (
        (lambda value: None if value is None else mask_personal(value)) if personal else (lambda value: value)
    )
    trial = tried.trial
    return {
        "layer": tried.layer,
        "table": place.table,
        "label": place.label,
        "source": place.source,
        "item": place.item,
        "column": place.column.name,
        "masked": personal,
        **{
            name: getattr(trial, name)
            for name in (
                "rows",
                "failing_before",
                "failing",
                "failing_newly",
                "mended",
                "converted",
                "distinct_converted",
                "distinct_failing",
            )
        },
        "values": [
            {
                "received": hide(value.received),
                "before": hide(value.before),
                "after": None if value.why_after else hide(value.after),
                "reason": REASONS.get(value.why_after, value.why_after),
                "rows": value.rows,
            }
            for value in trial.values
        ],
    }


def _clauses(change: Change) -> list[dict[str, str]]:
    """Clauses that hold today and would be contradicted by the change."""
    documents = load_documents(change.registry_after, change.after, change.day)
    holds = answers(Standards(change.registry_before, change.before, change.day))
    would_hold = answers(Standards(change.registry_after, change.after, change.day))
    return [
        {"document": document.title, "number": clause.number, "text": clause.text, "why": would_hold(clause.point)}
        for document in documents
        for clause in document.clauses
        if clause.point and depends_on_standards(clause.point)
        if would_hold(clause.point) and not holds(clause.point)
    ]


def _indicators(change: Change) -> list[dict[str, str]]:
    """Indicators and steps of the judgement whose SQL reads a column concerned and names a code that is taken away."""
    gone = [line.code for line in crosswalk(change.current, change.proposed) if line.change in ("mapped", "removed")]
    columns = [(table.name.replace("core_", "seen_", 1), column.name) for table, column in change.columns()]
    queries = [(one.id, one.label, one.sql) for one in indicator_registry().indicators]
    queries += [(path.stem, "计算步骤", path.read_text(encoding="utf-8")) for path in sorted(STEPS.glob("*.sql"))]
    found = []
    for identifier, label, sql in queries:
        codes = [code for code in gone if f"'{code}'" in sql]
        if codes and any(table in sql and column in sql for table, column in columns):
            found.append({"id": identifier, "name": label, "codes": "、".join(codes)})
    return found
