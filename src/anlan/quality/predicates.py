"""Row rules as SQL: on which rows a rule speaks, and what makes such a row pass."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import sqlglot
from sqlglot import exp

from anlan.pool.delta import literal, quoted
from anlan.quality.languages import Language, language_of, language_of_values
from anlan.quality.relation import Relation
from anlan.quality.rule import Rule
from anlan.quality.validators import VALIDATORS, validator_sql
from anlan.standards.registry import Registry

EARLIEST = date(1900, 1, 1)
_NUMBERS = ("INT", "DECIMAL", "DOUBLE", "FLOAT", "REAL", "NUMERIC")
_CASTS = {
    "integer": "HUGEINT",
    "decimal": "DOUBLE",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
    "flag": "BOOLEAN",
}
# An integer is digits with a sign; casting would also take 1e3, 1_000 and round 1.5.
_INTEGER = "[+-]?[0-9]+"
_MEASURES = (exp.Abs, exp.Round, exp.Floor, exp.Ceil, exp.Sqrt, exp.Greatest, exp.Least)
_ORDERS: Mapping[type[exp.Expression], str] = {exp.LT: "<", exp.LTE: "<=", exp.GT: ">", exp.GTE: ">="}
_ANY_TEXT = r"[\s\S]*"


@dataclass(frozen=True, eq=False)
class Test:
    """A row rule in SQL: rows where ``applies`` holds are checked; those where ``passes`` does not hold then fail.

    ``is_strict`` says that ``passes`` is null exactly where the rule does not apply, so that one look at it tells both.
    ``ensures`` is a language that every passing text belongs to, ``enough`` one whose every text passes; either may be
    unknown (None). ``interval`` holds bounds (either may be open) between which every value of a column that is no text
    passes. ``form`` is a language whose texts pass where the check digits of the rule's validator are right.
    """

    rule: Rule
    columns: tuple[str, ...]
    applies: str
    passes: str
    ensures: Language | None = None
    enough: Language | None = None
    is_strict: bool = False
    interval: tuple[Any, Any] | None = None
    form: Language | None = None

    @property
    def fails(self) -> str:
        """The condition under which a row fails; never null."""
        return f"(({self.applies}) AND ({self.passes}) IS NOT TRUE)"


@dataclass(frozen=True)
class Judging:
    """What predicates need to know beside the rule: the relation, the standards and the day."""

    relation: Relation
    standards: Registry
    as_of: date

    def codes(self, name: str) -> Sequence[str]:
        """The codes of a registered code set. Raises: NotRegistered."""
        return list(self.standards.code_set(name).values)

    def text(self, column: str) -> str:
        """A column as text."""
        name = quoted(column)
        return name if self.relation.is_text(column) else f"CAST({name} AS VARCHAR)"

    def comparable(self, column: str, example: Any) -> str:
        """A column as something that can be compared with a bound: number, date or text."""
        name, kind = quoted(column), self.relation.types[column]
        if isinstance(example, date):
            return name if kind in ("DATE", "TIMESTAMP") else f"TRY_CAST({name} AS DATE)"
        if isinstance(example, (int, float)):
            return name if kind.startswith(_NUMBERS) else f"TRY_CAST({name} AS DOUBLE)"
        return name


def bound(value: Any) -> str:
    """A bound of a rule as a SQL literal."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    return literal(str(value))


def test_of(rule: Rule, judging: Judging) -> Test:
    """The SQL of a row rule. Raises: NotRegistered for an unknown code set, KeyError for an unknown column."""
    test = _BUILDERS[rule.kind](rule, judging)
    if not rule.where:
        return test
    where = numeric(rule.where, judging.relation)
    columns = dict.fromkeys([*test.columns, *columns_in(where, judging.relation.types)])
    return Test(rule, tuple(columns), f"({test.applies}) AND ({where}) IS TRUE", test.passes)


def columns_in(expression: str, types: Mapping[str, str]) -> list[str]:
    """The columns that a SQL expression names, as the relation spells them. Raises: sqlglot's ParseError."""
    lowered = {name.lower(): name for name in types}
    found = [column.name for column in sqlglot.parse_one(expression, read="duckdb").find_all(exp.Column)]
    return list(dict.fromkeys(lowered[name.lower()] for name in found if name.lower() in lowered))


def numeric(expression: str, relation: Relation) -> str:
    """The expression with text columns read as numbers where they are reckoned with or compared with a number."""
    texts = {name.lower() for name in relation.types if relation.is_text(name)}
    tree = sqlglot.parse_one(expression, read="duckdb")
    for column in list(tree.find_all(exp.Column)):
        parent = column.parent
        reckoned = isinstance(parent, (exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Neg))
        compared = isinstance(parent, (exp.Predicate, exp.Between)) and any(
            isinstance(one, exp.Literal) and not one.is_string for one in parent.iter_expressions()
        )
        measured = isinstance(parent, _MEASURES)
        if column.name.lower() in texts and (reckoned or compared or measured):
            column.replace(exp.TryCast(this=column.copy(), to=exp.DataType.build("double")))
    for order in list(tree.find_all(*_ORDERS)):
        if all(_is_text_column(side, texts) for side in (order.this, order.expression)):
            first, second = (side.sql(dialect="duckdb") for side in (order.this, order.expression))
            ordered = sqlglot.parse_one(text_order(first, _ORDERS[type(order)], second), read="duckdb")
            tree = ordered if order is tree else tree
            order.replace(ordered)
    return str(tree.sql(dialect="duckdb"))


def _is_text_column(side: exp.Expression, texts: Collection[str]) -> bool:
    return isinstance(side, exp.Column) and side.name.lower() in texts


def text_order(first: str, operator: str, second: str) -> str:
    """Two texts in order: as numbers where both are, else as moments where both are, else as written."""
    tries = [f"TRY_CAST({first} AS {kind}) {operator} TRY_CAST({second} AS {kind})" for kind in ("DOUBLE", "TIMESTAMP")]
    return f"coalesce({', '.join(tries)}, {first} {operator} {second})"


def _present(column: str) -> str:
    return f"{quoted(column)} IS NOT NULL"


def _value_test(rule: Rule, passes: str, ensures: Language | None = None, enough: Language | None = None) -> Test:
    return Test(rule, rule.columns, _present(rule.column), passes, ensures, enough)


def _not_null(rule: Rule, judging: Judging) -> Test:
    if not judging.relation.is_text(rule.column):
        return Test(rule, rule.columns, "true", _present(rule.column), interval=(None, None))
    anything = language_of(_ANY_TEXT)
    return Test(rule, rule.columns, "true", _present(rule.column), anything, anything)


def _not_blank(rule: Rule, judging: Judging) -> Test:
    name = quoted(rule.column)
    if not judging.relation.is_text(rule.column):
        return Test(rule, rule.columns, "true", _present(rule.column), interval=(None, None))
    pattern = r"[\s\S]*[^\s\x{3000}\x{a0}][\s\S]*"
    # Most texts show with their first character that they are not blank.
    starts = f"ascii({name}) > 32 AND ascii({name}) NOT IN (160, 12288)"
    passes = f"CASE WHEN {starts} THEN true ELSE regexp_full_match({name}, {literal(pattern)}) END"
    language = language_of(pattern)
    return Test(rule, rule.columns, "true", passes, language, language)


def _conditional(rule: Rule, judging: Judging) -> Test:
    when = numeric(rule.options["when"], judging.relation)
    columns = dict.fromkeys([rule.column, *columns_in(when, judging.relation.types)])
    wanted = f"{quoted(rule.column)} IS NULL" if rule.options.get("absent") else _present(rule.column)
    return Test(rule, tuple(columns), f"({when}) IS TRUE", wanted)


def _pattern(rule: Rule, judging: Judging) -> Test:
    pattern = rule.options["pattern"]
    language = language_of(pattern)
    passes = f"regexp_full_match({judging.text(rule.column)}, {literal(pattern)})"
    return _value_test(rule, passes, language, language)


def _length(rule: Rule, judging: Judging) -> Test:
    exact = rule.options.get("equals")
    least = rule.options.get("min", 0) if exact is None else exact
    most = rule.options.get("max") if exact is None else exact
    length = f"length({judging.text(rule.column)})"
    if least == most:
        passes = f"{length} = {least}"
    else:
        passes = f"{length} >= {least}" if most is None else f"{length} BETWEEN {least} AND {most}"
    language = language_of(rf"[\s\S]{{{least},{'' if most is None else most}}}")
    return _value_test(rule, passes, language, language)


def _range(rule: Rule, judging: Judging) -> Test:
    least, most = rule.options.get("min"), rule.options.get("max")
    value = judging.comparable(rule.column, least if least is not None else most)
    if least is not None and most is not None:
        passes = f"{value} BETWEEN {bound(least)} AND {bound(most)}"
    else:
        passes = f"{value} >= {bound(least)}" if most is None else f"{value} <= {bound(most)}"
    test = _value_test(rule, passes)
    return test if judging.relation.is_text(rule.column) else replace(test, interval=(least, most))


def _code_set(rule: Rule, judging: Judging) -> Test:
    values = rule.options.get("values")
    codes = [str(value) for value in values] if values is not None else judging.codes(rule.options["code_set"])
    listed = ", ".join(literal(code) for code in codes) or "NULL"
    language = language_of_values(codes) if len(codes) <= 200 else None
    return _value_test(rule, f"{judging.text(rule.column)} IN ({listed})", language, language)


def _validator(rule: Rule, judging: Judging) -> Test:
    name = rule.options["validator"]
    validator = VALIDATORS[name]
    shape = language_of(validator.shape)
    test = _value_test(rule, validator_sql(name, judging.text(rule.column)), shape)
    if validator.is_shape_alone:
        return replace(test, enough=shape)
    return replace(test, form=shape)


def _type(rule: Rule, judging: Judging) -> Test:
    wanted, text = rule.options["type"], judging.text(rule.column)
    if not judging.relation.is_text(rule.column):
        whole = f"{quoted(rule.column)} = trunc({quoted(rule.column)})"
        is_number = judging.relation.types[rule.column].startswith(_NUMBERS)
        passes = whole if wanted == "integer" and is_number else f"TRY_CAST({text} AS {_CASTS[wanted]}) IS NOT NULL"
        return _value_test(rule, passes)
    if wanted == "integer":
        language = language_of(_INTEGER)
        return _value_test(rule, f"regexp_full_match({text}, {literal(_INTEGER)})", language, language)
    passes = f"TRY_CAST({text} AS {_CASTS[wanted]}) IS NOT NULL"
    # The engine would also read digits grouped as in 1_000.
    return _value_test(rule, f"{passes} AND NOT contains({text}, '_')" if wanted == "decimal" else passes)


def _date(rule: Rule, judging: Judging) -> Test:
    value = quoted(rule.column)
    if judging.relation.is_text(rule.column):
        form = rule.options.get("format")
        value = f"TRY_CAST(try_strptime({value}, {literal(form)}) AS DATE)" if form else f"TRY_CAST({value} AS DATE)"
    elif judging.relation.types[rule.column].startswith(_NUMBERS):
        form = rule.options.get("format", "%Y%m%d")
        value = f"TRY_CAST(try_strptime(CAST({value} AS VARCHAR), {literal(form)}) AS DATE)"
    least = rule.options.get("min", EARLIEST)
    most = rule.options.get("max", None if rule.options.get("may_be_future") else judging.as_of)
    upper = "" if most is None else f" AND {value} <= {bound(most)}"
    test = _value_test(rule, f"{value} >= {bound(least)}{upper}")
    return replace(test, interval=(least, most)) if judging.relation.types[rule.column] == "DATE" else test


def _timeliness(rule: Rule, judging: Judging) -> Test:
    happened, known = (judging.comparable(name, judging.as_of) for name in rule.columns)
    days = timedelta(days=rule.options["within_days"]).days
    applies = " AND ".join(_present(name) for name in rule.columns)
    passed = f"date_diff('day', CAST({happened} AS DATE), CAST({known} AS DATE))"
    return Test(rule, rule.columns, applies, f"{passed} <= {days}")


def _compare(rule: Rule, judging: Judging) -> Test:
    first, second = (quoted(name) for name in rule.columns)
    kinds = {judging.relation.types[name] for name in rule.columns}
    operator = rule.options["operator"]
    passes = f"{first} {operator} {second}"
    if kinds == {"VARCHAR"}:
        if operator not in ("=", "<>"):
            passes = text_order(first, operator, second)
    elif "VARCHAR" in kinds:
        [kind] = kinds - {"VARCHAR"}
        passes = f"TRY_CAST({first} AS {kind}) {operator} TRY_CAST({second} AS {kind})"
    applies = f"{first} IS NOT NULL AND {second} IS NOT NULL"
    return Test(rule, rule.columns, applies, passes, is_strict=len(kinds) == 1)


def _computation(rule: Rule, judging: Judging) -> Test:
    formula = numeric(rule.options["equals"], judging.relation)
    columns = dict.fromkeys([rule.column, *columns_in(formula, judging.relation.types)])
    value = judging.comparable(rule.column, 0)
    slack = str(rule.options.get("tolerance", 0))
    if rule.options.get("relative"):
        slack = f"greatest({slack}, {rule.options['relative']} * abs({formula}))"
    applies = " AND ".join(_present(name) for name in columns)
    return Test(rule, tuple(columns), applies, f"abs({value} - ({formula})) <= {slack}")


def _expression(rule: Rule, judging: Judging) -> Test:
    expression = numeric(rule.options["expression"], judging.relation)
    named = columns_in(expression, judging.relation.types)
    columns = dict.fromkeys([*rule.columns, *named])
    # Like every value rule it is silent where one of its values is missing, unless it speaks of that itself.
    asks = "is null" in " ".join(expression.lower().split()) or "is not null" in " ".join(expression.lower().split())
    applies = "true" if asks else " AND ".join(_present(name) for name in named) or "true"
    return Test(rule, tuple(columns), applies, expression)


_BUILDERS: Mapping[str, Callable[[Rule, Judging], Test]] = {
    "not_null": _not_null,
    "not_blank": _not_blank,
    "conditional": _conditional,
    "pattern": _pattern,
    "length": _length,
    "range": _range,
    "code_set": _code_set,
    "validator": _validator,
    "type": _type,
    "date": _date,
    "timeliness": _timeliness,
    "compare": _compare,
    "computation": _computation,
    "expression": _expression,
}
