"""From which columns each column of a query comes, read from its SQL: nothing is declared twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.lineage import Node, lineage
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import build_scope
from sqlglot.schema import MappingSchema

from anlan.base.errors import AnlanError

Schema = Mapping[str, Sequence[str]]
"""Relation → its columns, in order."""


class LineageUnreadable(AnlanError):
    """A query whose columns cannot be traced."""

    code = "lineage-unreadable"
    message = "无法追溯 {name} 的字段来源：{reason}"
    hint = "检查该步骤的 SQL 是否引用了不存在的表或列。"


@dataclass(frozen=True, order=True)
class ColumnRef:
    """A column of a relation."""

    relation: str
    column: str

    def __str__(self) -> str:
        return f"{self.relation}.{self.column}"


@dataclass(frozen=True)
class QueryLineage:
    """A query's columns: what each is made of, and the columns that decide which rows there are."""

    name: str
    columns: Mapping[str, tuple[ColumnRef, ...]]
    conditions: tuple[ColumnRef, ...]

    @property
    def inputs(self) -> tuple[str, ...]:
        """The relations that it reads."""
        found = {ref.relation for refs in self.columns.values() for ref in refs}
        return tuple(sorted(found | {ref.relation for ref in self.conditions}))


def query_lineage(name: str, sql: str, schema: Schema) -> QueryLineage:
    """The lineage of one SELECT of DuckDB's dialect over relations of a schema. Raises: LineageUnreadable."""
    try:
        parsed: exp.Expr = exp.maybe_parse(sql, dialect="duckdb")
        if not isinstance(parsed, exp.Query):
            raise LineageUnreadable(name=name, reason="不是查询语句")
        kinds = _kinds(parsed, schema)
        tree: exp.Query = qualify(
            parsed, schema=kinds, dialect="duckdb", validate_qualify_columns=False, identify=False
        )  # fmt: skip
        scope = build_scope(tree)
        # All columns at once share what they pass through; nobody reads the nodes' own texts, so none are trimmed.
        traced = lineage(None, tree, schema=kinds, dialect="duckdb", scope=scope, copy=False, trim_selects=False)
        columns = {output: _sources(node) for output, node in traced.items()}
    except (SqlglotError, ValueError, KeyError) as error:
        raise LineageUnreadable(name=name, reason=str(error).splitlines()[0][:200]) from error
    read = {ref for refs in columns.values() for ref in refs}
    conditions = tuple(sorted(_referenced(tree, schema) - read))
    return QueryLineage(name, columns, conditions)


def _kinds(query: exp.Query, schema: Schema) -> MappingSchema:
    """The relations that the query names, as sqlglot wants them; ordering a whole schema costs more than to trace."""
    named = {table.name.lower() for table in query.find_all(exp.Table)}
    return MappingSchema(
        {name: dict.fromkeys(columns, "VARCHAR") for name, columns in schema.items() if name.lower() in named},
        dialect="duckdb",
    )


def _sources(node: Node) -> tuple[ColumnRef, ...]:
    """The physical columns at the leaves of a lineage tree."""
    found = set()
    for one in node.walk():
        if not one.downstream and isinstance(one.expression, exp.Table):
            found.add(ColumnRef(one.expression.name, one.name.rpartition(".")[2].strip('"')))
    return tuple(sorted(found))


def _referenced(tree: exp.Expr, schema: Schema) -> set[ColumnRef]:
    """Every column of the schema that the query mentions anywhere: in joins, filters, windows, groups."""
    found = set()
    root = build_scope(tree)
    for scope in root.traverse() if root else ():
        names = {alias: source.name for alias, source in scope.sources.items() if isinstance(source, exp.Table)}
        for column in scope.columns:
            relation = names.get(column.table, "")
            if column.name in schema.get(relation, ()):
                found.add(ColumnRef(relation, column.name))
    return found
