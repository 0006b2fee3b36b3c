"""Conditions and queries that people write: one SELECT or one condition, over known tables, that reads nothing else."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import sqlglot
from sqlglot import exp

from anlan.quality.rule import Rule

_REFUSED = (
    "getenv", "query", "query_table", "glob", "current_setting", "getvariable", "read_text", "read_blob", "read_csv",
    "read_parquet", "read_json", "pragma", "duckdb", "which_secret", "write_log", "parse_path", "add_parquet_key",
)  # fmt: skip


def sql_problems(rule: Rule, columns: Collection[str], tables: Collection[str]) -> list[str]:
    """What forbids running the SQL that a rule carries; empty for a rule that may be run."""
    found = []
    for name in ("where",):
        if getattr(rule, name):
            found += _condition(getattr(rule, name), name, columns, tables)
    for name in ("when", "expression", "equals"):
        text = rule.options.get(name)
        if isinstance(text, str) and (name != "equals" or rule.kind == "computation"):
            found += _condition(text, name, columns, tables)
    if rule.kind == "query":
        found += _query(rule.options["query"], tables)
    return [f"{rule.id}：{problem}" for problem in found]


def _condition(text: str, name: str, columns: Collection[str], tables: Collection[str]) -> list[str]:
    try:
        parsed = sqlglot.parse(f"SELECT 1 WHERE ({text})", read="duckdb")
    except (sqlglot.ParseError, sqlglot.TokenError) as error:
        return [f"{name} 不是合法的条件（{_short(error)}）"]
    if len(parsed) != 1 or parsed[0] is None or "where" not in parsed[0].args:
        return [f"{name} 应只含一个条件"]
    tree = parsed[0].args["where"]
    known = {column.lower() for column in columns}
    inside = any(tree.find_all(exp.Select))
    missing = [c.name for c in tree.find_all(exp.Column) if not inside and c.name.lower() not in known]
    return [f"{name} 引用了不存在的列 {column}" for column in dict.fromkeys(missing)] + _refused(tree, tables)


def _query(text: str, tables: Collection[str]) -> list[str]:
    try:
        parsed = sqlglot.parse(text, read="duckdb")
    except (sqlglot.ParseError, sqlglot.TokenError) as error:
        return [f"query 不是合法的 SQL（{_short(error)}）"]
    if len(parsed) != 1 or not isinstance(parsed[0], exp.Query):
        return ["query 应为一条 SELECT"]
    return _refused(parsed[0], tables)


def _refused(tree: Any, tables: Collection[str]) -> list[str]:
    own = {cte.alias.lower() for cte in tree.find_all(exp.CTE)}
    allowed = {table.lower() for table in tables} | own
    found = [f"不可读取 {name}" for name in _sources(tree) if name.lower() not in allowed]
    names = (node.name if isinstance(node, exp.Anonymous) else node.sql_name() for node in tree.find_all(exp.Func))
    found += [f"不可使用函数 {name.lower()}" for name in names if name.lower().startswith(_REFUSED)]
    if any(tree.find_all(exp.Command, exp.DDL, exp.DML, exp.Into)):
        found.append("只可查询，不可写入")
    return list(dict.fromkeys(found))


def _sources(tree: Any) -> Iterable[str]:
    for table in tree.find_all(exp.Table):
        # A function in the place of a table, or a quoted file name, is not one of the known names.
        yield table.name if isinstance(table.this, exp.Identifier) and not table.db else table.sql()


def _short(error: Exception) -> str:
    return str(error).splitlines()[0][:120]
