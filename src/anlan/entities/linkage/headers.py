"""Two files whose columns are called differently: which column of the second is which of the first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb

from anlan.entities.linkage.asking import count_of, one_row
from anlan.entities.linkage.problems import LinkageConfigInvalid
from anlan.entities.linkage.profile import ColumnProfile, classify, find_identifier
from anlan.entities.linkage.settings import LinkageConfig

_SAMPLE = 2000
_COMMON = 0.6
"""Share of the values of two columns of codes that must be the same for the columns to be."""
_VAGUE = frozenset({"code", "text"})


def renamed(connection: duckdb.DuckDBPyConnection, headers: Sequence[list[str]], config: LinkageConfig) -> list[str]:
    """Give the columns of ``raw_1`` the names that ``raw_0`` calls them by; returns what was found out, for people.

    What the configuration's ``second`` says comes first; then the identifier, then columns of one kind of which each
    file has one, then codes that take the same values. ``headers[1]`` is changed with the table.
    Raises: LinkageConfigInvalid.
    """
    _check_given(headers, config)
    names = dict(config.second) | _found(connection, headers, config)
    for theirs, ours in names.items():
        connection.execute(f"ALTER TABLE raw_1 RENAME COLUMN {_quoted(theirs)} TO {_quoted(ours)}")
        headers[1][headers[1].index(theirs)] = ours
    guessed = [f"{theirs}＝{ours}" for theirs, ours in names.items() if theirs not in config.second]
    return [f"第二个文件的列按种类与取值对应：{'、'.join(guessed)}；不对时在配置的 second 中写明"] if guessed else []


def _check_given(headers: Sequence[list[str]], config: LinkageConfig) -> None:
    for theirs, ours in config.second.items():
        for side, name in ((1, theirs), (0, ours)):
            if name not in headers[side]:
                which = "第二个文件" if side else "第一个文件"
                raise LinkageConfigInvalid(
                    place=config.place,
                    reason=f"second 中的列 {name} 不在{which}中",
                    action=f"写成 `second: {{第二个的列: 第一个的列}}`；该文件的列为：{'、'.join(headers[side])}。",
                )


def _found(
    connection: duckdb.DuckDBPyConnection, headers: Sequence[list[str]], config: LinkageConfig
) -> dict[str, str]:
    taken = set(config.second.values())
    ours = [name for name in headers[0] if name not in headers[1] and name not in taken]
    theirs = [name for name in headers[1] if name not in headers[0] and name not in config.second]
    if not ours or not theirs:
        return {}
    profiles = [[profile_of(connection, f"raw_{side}", name) for name in headers[side]] for side in (0, 1)]
    keys = [find_identifier(profiles[side], count_of(connection, f"raw_{side}")) for side in (0, 1)]
    keys[0] = config.id_column or keys[0]
    names = {keys[1]: keys[0]} if keys[0] in ours and keys[1] in theirs else {}
    free = (
        {one.name: one for one in profiles[0] if one.name in ours and one.name not in keys},
        {one.name: one for one in profiles[1] if one.name in theirs and one.name not in keys},
    )
    kinds = [{c.name: c.kind for c in classify(free[side].values(), keys[side], config.subject)} for side in (0, 1)]
    kinds[0] |= {column.name: column.kind for column in config.columns if column.name in free[0]}
    for kind in dict.fromkeys(kinds[0].values()):
        here, there = ([name for name, one in known.items() if one == kind] for known in kinds)
        if kind in _VAGUE:
            names |= _of_like_values(free, here, there)
        elif len(here) == len(there) == 1:
            names[there[0]] = here[0]
    return names


def _of_like_values(
    free: tuple[Mapping[str, ColumnProfile], Mapping[str, ColumnProfile]], here: Sequence[str], there: Sequence[str]
) -> dict[str, str]:
    values = [
        {name: set(known[name].values) for name in names} for known, names in zip(free, (here, there), strict=True)
    ]
    found: dict[str, str] = {}
    for theirs, held in values[1].items():
        like = [ours for ours, own in values[0].items() if len(own & held) >= _COMMON * max(len(own), len(held))]
        if len(like) == 1 and like[0] not in found.values():
            found[theirs] = like[0]
    return found


def profile_of(connection: duckdb.DuckDBPyConnection, table: str, name: str) -> ColumnProfile:
    """What a column of a table of raw records holds."""
    column = _quoted(name)
    filled, distinct = one_row(
        connection, f"SELECT count(nullif(trim({column}), '')), count(DISTINCT {column}) FROM {table}"
    )
    values = connection.execute(
        f"SELECT {column} FROM {table} WHERE nullif(trim({column}), '') IS NOT NULL LIMIT {_SAMPLE}"
    ).fetchall()
    return ColumnProfile(name, [value for (value,) in values], filled, distinct)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
