"""Which pairs are worth comparing: records that share a key, from keys rare enough to be worth it.

Each rule is a group of columns that must agree. A rule's blocks are taken from the smallest up until its share of the
budget is spent, so that a phone of an agency or the commonest name of a city can never blow up the comparison.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import duckdb

from anlan.entities.linkage.asking import count_of, one_row
from anlan.entities.linkage.kinds import KINDS
from anlan.entities.linkage.records import Field, Records

_KEYED = ("name", "given_name", "surname", "date", "phone", "address", "organisation", "text", "code")
_MOST_RULES = 16
_SMALL = 50_000
_WIDEST_BLOCK = 400


@dataclass(frozen=True)
class Rule:
    """A group of columns that must agree: their names, the SQL of the joint key, whether a number is among them."""

    columns: tuple[str, ...]
    key: str
    by_number: bool
    expected: float


def rules_of(records: Records) -> list[Rule]:
    """The blocking rules: those configured, else single identifying columns and the most telling groups of two."""
    if records.config.blocking:
        known = {item.column: item for item in records.fields}
        chosen = [tuple(known[name] for name in rule) for rule in records.config.blocking]
        return [_rule(rule, 0.0) for rule in chosen]
    spread = {item.alias: _collision(records.connection, item) for item in records.fields}
    single = [_rule((item,), spread[item.alias]) for item in records.fields if KINDS[item.kind].alone]
    single += [_rule((item,), spread[item.alias]) for item in records.fields if item.kind in ("name", "organisation")]
    keyed = [item for item in records.fields if item.kind in _KEYED and spread[item.alias] < 0.05]
    pairs = [_rule(pair, spread[pair[0].alias] * spread[pair[1].alias]) for pair in combinations(keyed, 2)]
    pairs.sort(key=lambda rule: rule.expected)
    limit = _MOST_RULES if records.total > _SMALL else 4 * _MOST_RULES
    return single + pairs[: limit - len(single)]


def _rule(fields: Sequence[Field], expected: float) -> Rule:
    keys = [key_sql(item) for item in fields]
    key = keys[0] if len(keys) == 1 else f"hash({', '.join(keys)})"
    present = " AND ".join(f"{part} IS NOT NULL" for part in keys)
    joint = f"CASE WHEN {present} THEN hash({key}) END"
    by_number = any(KINDS[item.kind].checked for item in fields)
    return Rule(tuple(item.column for item in fields), joint, by_number, expected)


def key_sql(item: Field) -> str:
    """SQL of the key by which a field is blocked."""
    kind = KINDS[item.kind]
    return f"{item.alias}_sound" if kind.spoken else kind.key.format(c=item.alias)


def _collision(connection: duckdb.DuckDBPyConnection, item: Field) -> float:
    """The chance that two records at random share the field's key."""
    (chance,) = one_row(
        connection,
        f"SELECT sum(n * (n - 1)) / greatest(sum(n) * (sum(n) - 1), 1) FROM "
        f"(SELECT count(*)::DOUBLE AS n FROM records GROUP BY {key_sql(item)} HAVING {key_sql(item)} IS NOT NULL)",
    )
    return 1.0 if chance is None else float(chance)


def write_candidates(records: Records, rules: Sequence[Rule], new_from: int = 0) -> int:
    """The table ``candidates`` (``l < r``, ``found``: one bit a rule); returns how many pairs there are.

    With ``new_from`` only pairs with at least one record from that ``rid`` on are made: rows that are new.
    """
    connection = records.connection
    per_rule = max(records.config.pairs_per_record * records.total / max(len(rules), 1), 20_000.0)
    across = "" if len(records.counts) == 1 or records.config.within else " AND a.side <> b.side"
    fresh = f" AND b.rid >= {new_from}" if new_from else ""
    connection.execute("CREATE OR REPLACE TEMP TABLE found (l BIGINT, r BIGINT, bit BIGINT)")
    for at, rule in enumerate(rules):
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE keyed AS WITH k AS (SELECT rid, side, {rule.key} AS key FROM records), "
            "sizes AS (SELECT key, count(*) AS n FROM k WHERE key IS NOT NULL GROUP BY key HAVING count(*) > 1) "
            "SELECT k.rid, k.side, k.key, sizes.n FROM k JOIN sizes USING (key)"
        )
        widest = _widest(connection, per_rule)
        connection.execute(
            f"INSERT INTO found SELECT a.rid, b.rid, {1 << at} FROM keyed a JOIN keyed b "
            f"ON a.key = b.key AND a.rid < b.rid{across}{fresh} WHERE a.n <= {widest} AND b.n <= {widest}"
        )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE candidates AS SELECT l, r, bit_or(bit) AS found FROM found GROUP BY l, r"
    )
    connection.execute("DROP TABLE found; DROP TABLE IF EXISTS keyed")
    return count_of(connection, "candidates")


def _widest(connection: duckdb.DuckDBPyConnection, budget: float) -> int:
    """The largest block size up to which all blocks together stay within the budget of pairs."""
    sizes = connection.execute("SELECT n, count(*) / n FROM keyed GROUP BY n ORDER BY n").fetchall()
    spent, widest = 0.0, 2
    for size, blocks in sizes:
        spent += blocks * size * (size - 1) / 2
        if size > 2 and (spent > budget or size > _WIDEST_BLOCK):
            break
        widest = size
    return int(widest)
