"""DuckDB's dialect → Spark's: sqlglot's transpiler, with what it leaves as it was or takes for the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlglot
from sqlglot import exp

from anlan.base.errors import AnlanError
from anlan.engine.spark_regex import whole_match


class SqlNotPortable(AnlanError):
    """A statement that has no equal in Spark's dialect."""

    code = "engine-sql-not-portable"
    message = "该 SQL 无法在 Spark 上执行：{reason}"
    hint = "改用两种引擎都支持的写法，或将引擎设置改回 duckdb；差异见参考文档“计算引擎能力”。"


def parse(sql: str) -> exp.Expr:
    """The tree of one statement of DuckDB's dialect. Raises: SqlNotPortable."""
    try:
        tree = sqlglot.parse_one(sql, read="duckdb")
    except sqlglot.ParseError as error:
        raise SqlNotPortable(reason=str(error)) from error
    if tree is None:
        raise SqlNotPortable(reason="没有 SQL")
    return tree


def spark_sql(tree: exp.Expr) -> str:
    """A query's text in Spark's dialect. Raises: SqlNotPortable."""
    mapped = _number_for_qualify(tree.copy()).transform(_translate)
    try:
        return mapped.sql(dialect="spark", unsupported_level=sqlglot.ErrorLevel.RAISE)
    except sqlglot.UnsupportedError as error:
        raise SqlNotPortable(reason=str(error)) from error


def bind(tree: exp.Expr, parameters: Sequence[Any] | Mapping[str, Any] | None) -> exp.Expr:
    """The tree with ``?`` or ``$name`` replaced by typed literals. Raises: SqlNotPortable for a missing value."""
    if parameters is None:
        return tree
    named = parameters if isinstance(parameters, Mapping) else {}
    listed = iter([] if isinstance(parameters, Mapping) else parameters)

    def replaced(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Parameter):
            return literal(named[node.name])
        if isinstance(node, exp.Placeholder):
            return literal(named[node.name] if node.name and node.name != "?" else next(listed))
        return node

    try:
        return tree.transform(replaced)
    except (KeyError, StopIteration) as error:
        raise SqlNotPortable(reason="参数个数与语句不符") from error


def literal(value: Any) -> exp.Expr:
    """A Python value as a typed literal; a sequence as an array."""
    if isinstance(value, datetime):
        return exp.cast(exp.Literal.string(value.isoformat(sep=" ")), "TIMESTAMP")
    if isinstance(value, date):
        return exp.cast(exp.Literal.string(value.isoformat()), "DATE")
    if isinstance(value, list | tuple):
        return exp.Array(expressions=[literal(one) for one in value])
    if isinstance(value, Decimal):
        return exp.Literal.number(str(value))
    if isinstance(value, float):
        return exp.cast(exp.Literal.string(repr(value)), "DOUBLE")
    return exp.convert(value)


def _translate(node: exp.Expr) -> exp.Expr:
    """One node where the dialects part ways and sqlglot writes it unchanged."""
    if isinstance(node, exp.Bracket) and node.expressions and isinstance(node.expressions[0], exp.Slice):
        return _substring(node.this, node.expressions[0])
    if isinstance(node, exp.CTE) and node.args.get("materialized") is not None:
        node.set("materialized", None)
        return node
    if isinstance(node, exp.Window) and isinstance(node.this, exp.Filter):
        node.set("this", _only_where(node.this))
        return node
    if isinstance(node, exp.Select):
        return _without_replace(node)
    if isinstance(node, exp.SimilarTo):
        return exp.RegexpLike(this=node.this, expression=_whole(node.expression))
    if isinstance(node, exp.RegexpFullMatch):
        return exp.RegexpLike(this=node.this, expression=_whole(node.expression))
    if isinstance(node, exp.Anonymous) and node.name.lower() == "hash":
        return _hash(node)
    if isinstance(node, exp.ArgMax | exp.ArgMin):
        # DuckDB passes over rows whose argument is null; Spark would answer null.
        by = exp.Case().when(exp.Not(this=exp.Is(this=node.this.copy(), expression=exp.Null())), node.expression)
        return type(node)(this=node.this, expression=by)
    return node


def _substring(text: exp.Expr, cut: exp.Slice) -> exp.Expr:
    start, end = cut.this, cut.expression
    if start is None or end is None or not (start.is_int and end.is_int):
        raise SqlNotPortable(reason=f"切片 {cut.sql(dialect='duckdb')} 的两端须为整数")
    length = int(end.name) - int(start.name) + 1
    return exp.Substring(this=text, start=start, length=exp.Literal.number(length))


def _only_where(filtered: exp.Filter) -> exp.Expr:
    """A filtered aggregate over a window, which Spark has not, as the aggregate of a CASE."""
    aggregate, condition = filtered.this.copy(), filtered.expression.this
    value = exp.Literal.number(1) if isinstance(aggregate.this, exp.Star) else aggregate.this
    aggregate.set("this", exp.Case().when(condition.copy(), value.copy()))
    found: exp.Expr = aggregate
    return found


def _without_replace(select: exp.Select) -> exp.Expr:
    """``SELECT * REPLACE (x AS a)`` as ``SELECT * EXCEPT (a), x AS a``: the same columns, the replaced ones last."""
    shown: list[exp.Expr] = []
    for one in select.expressions:
        star = one.this if isinstance(one, exp.Column) and isinstance(one.this, exp.Star) else one
        replaced = star.args.get("replace") if isinstance(star, exp.Star) else None
        if replaced:
            star.set("replace", None)
            star.set("except_", [*(star.args.get("except_") or []), *(exp.to_identifier(e.alias) for e in replaced)])
        shown += [one, *(replaced or [])]
    select.set("expressions", shown)
    return select


def _hash(node: exp.Anonymous) -> exp.Expr:
    """A hash that tells where a null stands, and is never negative: as DuckDB's, though with other values."""
    told = [one for value in node.expressions for one in (value, exp.Is(this=value.copy(), expression=exp.Null()))]
    hashed = exp.Anonymous(this="xxhash64", expressions=told)
    found: exp.Expr = exp.Paren(this=exp.BitwiseAnd(this=hashed, expression=exp.Literal.number(2**63 - 1)))
    return found


def _whole(pattern: exp.Expr) -> exp.Expr:
    if not isinstance(pattern, exp.Literal):
        raise SqlNotPortable(reason="正则表达式须为常量")
    return exp.Literal.string(whole_match(pattern.name))


def _number_for_qualify(tree: exp.Expr) -> exp.Expr:
    """QUALIFY as a query around the query: sqlglot's own rewriting would leave its helper columns in ``SELECT *``."""
    for select in list(tree.find_all(exp.Select)):
        qualify = select.args.get("qualify")
        if qualify is None:
            continue
        inner = select.copy()
        inner.set("qualify", None)
        order = inner.args.pop("order", None)
        inner.select(exp.alias_(qualify.this.copy(), "_kept", quoted=False), copy=False)
        star = exp.Star(except_=[exp.to_identifier("_kept")])
        outer = exp.select(star).from_(inner.subquery("_numbered")).where(exp.column("_kept"))
        if order is not None:
            outer.set("order", order)
        if select is tree:
            tree = outer
        else:
            select.replace(outer)
    return tree
