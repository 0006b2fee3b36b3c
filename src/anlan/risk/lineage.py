"""What the risk floor makes of core columns: shared relations, indicators and published tables, column by column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from anlan.engine.column_lineage import ColumnRef, QueryLineage, query_lineage
from anlan.engine.steps import in_order, read_steps
from anlan.risk import asof, headcount
from anlan.risk.registry import IndicatorRegistry, read_registry
from anlan.standards.registry import load_registry

_CARRIED = ("load_id", "row_no", "source_system", "known_at", "known_until")
_PUBLISHED = ("out_risk__indicator_week", "out_risk__evidence", "out_risk__alert")


@dataclass(frozen=True)
class Derivation:
    """A relation or an indicator and what each of its columns is made of."""

    name: str
    label: str
    kind: str
    """``relation`` or ``indicator``."""
    lineage: QueryLineage


@cache
def derivations() -> tuple[Derivation, ...]:
    """Every step and indicator in force, in an order in which each comes after what it reads.

    Their inputs are core columns (the as-known relations are the core tables seen on a day) and columns of relations
    before them. Raises: LineageUnreadable, StepInvalid.
    """
    registry = read_registry()
    schema: dict[str, Sequence[str]] = dict(_as_known_schema())
    made = [_counted(schema)]
    schema[made[0].name] = list(made[0].lineage.columns)
    for step in in_order(read_steps(registry.steps)):
        found = query_lineage(step.table, step.sql, schema)
        schema[step.table] = list(found.columns)
        made.append(Derivation(step.table, step.header["label"], "relation", _with_core_names(found)))
    schema["table_week"] = ["week", "core_table", "state"]
    made += [_indicator(registry, number, schema) for number in range(len(registry.indicators))]
    return tuple(made)


def _indicator(registry: IndicatorRegistry, number: int, schema: Mapping[str, Sequence[str]]) -> Derivation:
    one = registry.indicators[number]
    found = query_lineage(one.id, one.query, schema)
    return Derivation(one.id, one.label, "indicator", _with_core_names(found))


def _as_known_schema() -> dict[str, list[str]]:
    schema = {"weeks": ["week", "start_date", "end_date"], "linked_employer": ["employer_key", "uscc"]}
    for table in load_registry().tables.values():
        keys = ["employer_key", "uscc"] if table.employer else []
        schema[asof.seen_name(table.name)] = [*table.columns, *_CARRIED, *keys]
    for name, (_, columns, more) in asof.SIGNALS.items():
        schema[name] = [*columns, *more]
    schema["contribution"] = ["person_id", "employer_key", "known_at", "month_no"]
    return schema


def _counted(schema: Mapping[str, Sequence[str]]) -> Derivation:
    """The head-counts: they are made month by month in the pool, from the same two queries."""
    core = load_registry().table(headcount.CONTRIBUTION)
    source = {headcount.CONTRIBUTION: [*core.columns, *_CARRIED, "employer_key"], **schema}
    deltas = query_lineage(headcount.DELTA, headcount.count_sql(headcount.CONTRIBUTION), source)
    linked = query_lineage("contribution_delta", asof.linked_sql(headcount.DELTA), source | {
        headcount.DELTA: list(deltas.columns)
    })  # fmt: skip
    columns = {
        name: tuple(sorted({base for ref in refs for base in _through(ref, deltas)}))
        for name, refs in linked.columns.items()
    }
    conditions = tuple(sorted({base for ref in linked.conditions for base in _through(ref, deltas)}))
    merged = QueryLineage("contribution_delta", columns, conditions)
    return Derivation("contribution_delta", "单位月参保人数的增减", "relation", _with_core_names(merged))


def _through(ref: ColumnRef, deltas: QueryLineage) -> tuple[ColumnRef, ...]:
    return deltas.columns.get(ref.column, ()) if ref.relation == deltas.name else (ref,)


def _with_core_names(found: QueryLineage) -> QueryLineage:
    columns = {name: tuple(sorted(set(map(_core, refs)))) for name, refs in found.columns.items()}
    return QueryLineage(found.name, columns, tuple(sorted(set(map(_core, found.conditions)))))


def _core(ref: ColumnRef) -> ColumnRef:
    """The core column behind a column of an as-known relation."""
    if ref.relation == "linked_employer":
        # Only contributions are joined with the links by hand; every other table is seen with its employer.
        return ColumnRef(headcount.CONTRIBUTION, ref.column)
    if ref.relation.startswith("seen_"):
        return ColumnRef(ref.relation.replace("seen_", "core_", 1), ref.column)
    if ref.relation == "contribution":
        return ColumnRef(headcount.CONTRIBUTION, "month" if ref.column == "month_no" else ref.column)
    if ref.relation in asof.SIGNALS:
        return ColumnRef(asof.SIGNALS[ref.relation][0], ref.column)
    return ref


def published() -> tuple[str, ...]:
    """The published tables that carry indicators, in the order in which one is made from the other."""
    return _PUBLISHED
