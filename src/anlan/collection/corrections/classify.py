"""Which conversion made a core value of a received one, as SQL over the raw rows and the declared mapping."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from anlan.collection import reading
from anlan.collection.contract import UNIT_FACTORS
from anlan.collection.mapping import BatchMapping, Filling
from anlan.pool.delta import literal, quoted
from anlan.standards.registry import Registry

_TYPED = {"date": "date", "timestamp": "date", "month": "month", "flag": "flag"}
_NUMBERS = ("decimal", "integer")


@dataclass(frozen=True)
class ColumnCorrections:
    """How the values of one core column came about; ``reviewed`` are the source values that persons agreed about."""

    mapping: BatchMapping
    name: str
    reviewed: Collection[str] = ()

    @property
    def filling(self) -> Filling:
        """How the column is filled."""
        return self.mapping.fillings[self.name]

    def rows(self, raw: str) -> str:
        """The SELECT of every raw value with what became of it.

        **Rows**: load_id, row_no, ``original`` and ``result`` as text, ``conversion`` (NULL where the value is as it
        was received), ``why`` (reason code where it was set aside).
        """
        filling, registry = self.filling, self.mapping.registry
        received, value = quoted(f"{self.name}__t"), quoted(f"{self.name}__v")
        original = f"CAST({quoted(filling.item.name)} AS VARCHAR)" if filling.kind else "CAST(NULL AS VARCHAR)"
        first = f"SELECT load_id, row_no, {original} AS original, {filling.received} AS {received} FROM ({raw})"
        second = f"SELECT *, {filling.meaning_in(registry)} AS {value} FROM ({first})"
        why = self.mapping.whys.get(self.name, "CAST(NULL AS VARCHAR)")
        third = f"SELECT *, {why} AS why, CAST({value} AS VARCHAR) AS meant FROM ({second})"
        kept = "CASE WHEN why IS NULL OR why = 'text-too-long' THEN meant END"
        return (
            f"SELECT load_id, row_no, original, {kept} AS result, {self._conversion(registry)} AS conversion, why"
            f" FROM ({third})"
        )

    def _conversion(self, registry: Registry) -> str:
        received = quoted(f"{self.name}__t")
        text = f"CAST({received} AS VARCHAR)"
        return (
            "CASE WHEN why = 'text-too-long' THEN 'cut' WHEN why IS NOT NULL THEN 'set-aside'"
            " WHEN original IS NULL OR original = meant THEN NULL"
            f" WHEN {received} IS NULL THEN CASE WHEN trim(original, {literal(reading.SPACES)}) <> ''"
            " THEN 'blank-word' END"
            f" WHEN meant IS NULL THEN NULL ELSE {self._by_type(text, registry)} END"
        )

    def _by_type(self, text: str, registry: Registry) -> str:
        kind = self.filling.column.type
        if kind in _NUMBERS:
            return self._number(text)
        if kind == "code":
            return self._code(text, registry)
        if kind in _TYPED:
            return _shaped(_TYPED[kind], text)
        return f"CASE WHEN meant = {text} THEN 'trim' ELSE 'name-form' END"

    def _number(self, text: str) -> str:
        item, column = self.filling.item, self.filling.column
        factor = UNIT_FACTORS.get((item.unit, column.unit), 1.0) if "unit" not in item.without else 1.0
        declared = "'unit'" if factor != 1.0 else "'number-written'"
        plain = "'unit'" if factor != 1.0 else "NULL"
        narrow = f"regexp_replace(narrow({text}), '[()]', '', 'g')"
        return (
            f"CASE WHEN regexp_full_match({text}, '[-+]?\\d+(\\.\\d+)?([eE][-+]?\\d+)?') THEN {plain}"
            f" WHEN regexp_matches({narrow}, '[%‰]') THEN 'number-percent'"
            f" WHEN regexp_matches({narrow}, '[0-9.][百千万亿]') THEN 'number-scale' ELSE {declared} END"
        )

    def _code(self, text: str, registry: Registry) -> str:
        code = f"upper({reading.code_sql(text)})" if self.name.endswith("uscc") else reading.code_sql(text)
        filling = self.filling
        labels = set(registry.codes_of(filling.column).values())
        former = set(registry.former_of(filling.column))
        reviewed = [value for value in self.reviewed if value in filling.item.codes]
        declared = [value for value in filling.item.codes if value not in reviewed]
        groups = (
            ("code-declared", declared),
            ("code-reviewed", reviewed),
            ("code-former", former),
            ("code-label", labels),
        )
        cases = " ".join(f"WHEN {code} IN ({_list(words)}) THEN '{name}'" for name, words in groups if words)
        padded = f"WHEN length(meant) > length({code}) THEN 'code-padded'"
        same = f"WHEN meant = {code} THEN CASE WHEN meant = {text} THEN 'trim' ELSE 'code-written' END"
        return f"CASE {same} {cases} {padded} ELSE 'code-former' END"


def _shaped(kind: str, text: str) -> str:
    if kind == "flag":
        return "'flag-word'"
    numeral = f"regexp_matches({text}, '[〇零○一二三四五六七八九]年')"
    if kind == "month":
        return f"CASE WHEN {numeral} THEN 'date-chinese' ELSE 'month-written' END"
    return (
        f"CASE WHEN {numeral} THEN 'date-chinese' WHEN regexp_full_match({text}, '\\d{{5}}(\\.\\d+)?')"
        f" THEN 'date-serial' WHEN regexp_full_match({text}, '\\d{{8}}(\\d{{6}})?') THEN 'date-compact'"
        " ELSE 'date-written' END"
    )


def _list(words: Collection[str]) -> str:
    return ", ".join(literal(word) for word in sorted(words))
