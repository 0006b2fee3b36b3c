"""A contract's mapping as SQL: raw rows → one value and one reason for each core column.

Three layers, each a SELECT over the one before: ``<column>__t`` is what was received without white space and words for
"nothing"; ``<column>__v`` is what it means; ``<column>`` is the value fit for the core layer and ``<column>__why`` the
reason code where it is not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import MappingProxyType

from anlan.collection import reading
from anlan.collection.contract import EMPLOYER_PARTS, UNIT_FACTORS, Item, TableContract
from anlan.collection.incident import LONGEST_VALUE
from anlan.pool.delta import literal, quoted
from anlan.standards.formats import read_format
from anlan.standards.registry import EMPLOYER_COLUMNS, Column, CoreTable, Registry

LONGEST_TEXT = 200_000
_UNREADABLE = {
    "date": "date-unreadable",
    "timestamp": "date-unreadable",
    "month": "month-unreadable",
    "integer": "number-unreadable",
    "decimal": "number-unreadable",
    "flag": "flag-unreadable",
}
UNREADABLE = frozenset(_UNREADABLE.values())
"""Reasons of values that are not of their column's type."""
_ERAS = (("year-republic", reading.REPUBLIC_YEAR), ("year-two-digit", reading.TWO_DIGIT_YEAR))
_CURRENCIES = (("currency-foreign", reading.FOREIGN_CURRENCY),)
_REFUSED = {"date": _ERAS, "month": _ERAS, "decimal": _CURRENCIES, "integer": _CURRENCIES}
_DAYS = ("DATE", "TIMESTAMP", "TIMESTAMPTZ")
_BAR = " || '|' || "
_FINDINGS = "STRUCT(column_name VARCHAR, reason_code VARCHAR, value VARCHAR, drops_row BOOLEAN)[]"
_KNOWN_AT = Column("known_at", "知悉日期", "date")


@dataclass(frozen=True)
class Filling:
    """How one core column is filled: its declaration, the source item, the type the item has in the raw table."""

    column: Column
    item: Item
    kind: str
    is_needed: bool

    @property
    def received(self) -> str:
        """What was received: text for all that people write in many shapes, else the source's own type."""
        if self.kind == "":
            return "CAST(NULL AS VARCHAR)"
        raw = quoted(self.item.name)
        if self.kind != "VARCHAR" and not self._is_read_as_text:
            return raw
        trimmed = reading.text_sql(raw, self.kind)
        return f"CASE WHEN NOT {reading.blank_sql(trimmed, self.column.type)} THEN {trimmed} END"

    @property
    def received_kind(self) -> str:
        """The DuckDB type of ``received``."""
        return "VARCHAR" if self._is_read_as_text or self.kind == "" else self.kind

    @property
    def _is_read_as_text(self) -> bool:
        if self.column.type in ("date", "timestamp"):
            return self.kind not in _DAYS
        return self.column.type in ("text", "code")

    def meaning(self, codes: Mapping[str, str], former: Mapping[str, str] = MappingProxyType({})) -> str:
        """What the received value means; ``former`` are codes and labels of earlier versions of the code set."""
        raw, kind = quoted(f"{self.column.name}__t"), self.received_kind
        without = self.item.without
        factor = UNIT_FACTORS.get((self.item.unit, self.column.unit), 1.0) if "unit" not in without else 1.0
        match self.column.type:
            case "date":
                return reading.date_sql(raw, kind, without)
            case "month":
                return reading.month_sql(raw, kind, without)
            case "timestamp":
                return f"TRY_CAST({raw} AS TIMESTAMP)"
            case "decimal":
                return reading.number_sql(raw, kind, factor, without)
            case "integer":
                return reading.integer_sql(raw, kind, factor, without)
            case "flag":
                return self._flag(raw, kind)
            case "code":
                return self._code(raw, codes, former)
        is_name = self.column.name.endswith("name") and "name-form" not in without
        return reading.name_sql(raw) if is_name else raw

    def meaning_in(self, registry: Registry) -> str:
        """What the received value means by a registry's code sets."""
        return self.meaning(registry.codes_of(self.column), registry.former_of(self.column))

    def _flag(self, raw: str, kind: str) -> str:
        if not self.item.codes:
            return reading.flag_sql(raw, kind)
        text = reading.code_sql(raw) if kind == "VARCHAR" else f"CAST({raw} AS VARCHAR)"
        return reading.flag_sql(f"({reading.translated_sql(text, self.item.codes, {})})", "VARCHAR")

    def _code(self, raw: str, codes: Mapping[str, str], former: Mapping[str, str]) -> str:
        code = raw if self.kind in ("BIGINT", "INTEGER") else reading.code_sql(raw)
        if self.column.name.endswith("uscc"):
            code = f"upper({code})"
        if not codes and not self.item.codes:
            return code
        return reading.translated_sql(code, self.item.codes, codes, former, self.item.without)

    def why(self, codes: Mapping[str, str], today: date) -> str:
        """The reason why the value is not fit, as SQL; empty where nothing can be wrong with it."""
        received, value = quoted(f"{self.column.name}__t"), quoted(f"{self.column.name}__v")
        cases = []
        if self.is_needed:
            cases.append(f"WHEN {received} IS NULL THEN 'required-missing'")
        if self.column.type in _UNREADABLE and not self._is_certain:
            cases.append(f"WHEN {received} IS NOT NULL AND {value} IS NULL THEN {self._unreadable(received)}")
        if self.column.type == "date" and not self.column.may_be_future:
            cases.append(f"WHEN {value} > DATE '{today}' THEN 'date-in-future'")
        if self.column.type == "month" and not self.column.may_be_future:
            cases.append(f"WHEN {value} > '{today:%Y-%m}' THEN 'date-in-future'")
        if codes:
            listed = ", ".join(literal(code) for code in codes)
            cases.append(f"WHEN {value} NOT IN ({listed}) THEN 'code-unknown'")
        if misfit := self._misfit(value):
            cases.append(f"WHEN {misfit} THEN 'format-violated'")
        if self.column.type == "text":
            cases.append(f"WHEN length({value}) > {LONGEST_TEXT} THEN 'text-too-long'")
        return f"CASE {' '.join(cases)} END" if cases else ""

    def _unreadable(self, received: str) -> str:
        """Why a value could not be read: what would have to be guessed is told apart from what says nothing."""
        reason = literal(_UNREADABLE[self.column.type])
        known = _REFUSED.get(self.column.type, ()) if self.received_kind == "VARCHAR" else ()
        cases = " ".join(f"WHEN regexp_matches({received}, {literal(form)}) THEN '{why}'" for why, form in known)
        return f"CASE {cases} ELSE {reason} END" if cases else reason

    def _misfit(self, value: str) -> str:
        """SQL that is true for a value without the format of its data element; empty where the column has none."""
        form = read_format(self.column.format) if self.column.type in ("text", "code", "integer", "decimal") else None
        if form is None or form.kind in ("d", "by"):
            return ""
        if self.column.type in ("integer", "decimal"):
            whole = form.longest - form.scale
            return f"abs({value}) >= 1e{whole}" if form.kind == "n" and form.longest else ""
        wrong = [f"NOT regexp_full_match({value}, {literal(form.pattern)})"] if form.pattern else []
        if form.longest:
            # Digits count, the sign and the point do not.
            size = f"length(regexp_replace({value}, '[-.]', '', 'g'))" if form.kind == "n" else f"length({value})"
            wrong.append(f"{size} NOT BETWEEN {form.shortest} AND {form.longest}")
        return f"({' OR '.join(wrong)})" if wrong else ""

    @property
    def _is_certain(self) -> bool:
        numbers = self.column.type in ("integer", "decimal") and self.kind in ("BIGINT", "INTEGER")
        return numbers or (self.column.type == "date" and self.kind in _DAYS)


@dataclass(frozen=True)
class Load:
    """What the mapping needs to know of a load: when it came (known_at without an item) and from which file."""

    load_id: str
    arrived: date
    file_name: str = ""


@dataclass(frozen=True)
class BatchMapping:
    """The SQL of some loads of one table.

    ``kinds`` are the DuckDB types of the raw table's columns, ``today`` the business day.
    """

    contract: TableContract
    core: CoreTable
    registry: Registry
    loads: Sequence[Load]
    kinds: Mapping[str, str]
    today: date

    @property
    def load_ids(self) -> list[str]:
        """The ids of the loads."""
        return [load.load_id for load in self.loads]

    @cached_property
    def fillings(self) -> dict[str, Filling]:
        """Core column → how it is filled, for the columns that the contract maps, plus known_at."""
        found = {
            name: self._filling(column, self.contract.mapped[name])
            for name, column in self.core.columns.items()
            if name in self.contract.mapped
        }
        if self.contract.known_at:
            item = self.contract.items.get(self.contract.known_at) or Item(self.contract.known_at, "知悉日期")
            found["known_at"] = Filling(_KNOWN_AT, item, self.kinds.get(item.name, ""), False)
        return found

    def _filling(self, column: Column, item: Item) -> Filling:
        needed = item.required or column.name in self.core.key
        return Filling(column, item, self.kinds.get(item.name, ""), needed)

    @cached_property
    def whys(self) -> dict[str, str]:
        """Column → SQL of its reason, for the columns with which something can be wrong."""
        found = {name: f.why(self.registry.codes_of(f.column), self.today) for name, f in self.fillings.items()}
        if self.core.employer and "employer_key" in self.core.key:
            found["employer_key"] = "CASE WHEN employer_key IS NULL THEN 'required-missing' END"
        return {name: sql for name, sql in found.items() if sql}

    def drops_row(self, column: str) -> bool:
        """Whether a value of this column that is not fit keeps the whole row out of the core layer."""
        if column in ("known_at", "employer_key") or self.contract.drift.types == "discard_row":
            return True
        return self.fillings[column].is_needed

    def parsed(self, raw: str) -> str:
        """The SELECT over raw rows that gives the core columns, ``findings`` and ``is_dropped``.

        ``findings`` is a list of structs (column_name, reason_code, value masked by grade, drops_row), NULL for a row
        with which nothing is wrong; ``is_dropped`` says that the row stays out of the core layer.
        """
        received = [f"{f.received} AS {quoted(f'{name}__t')}" for name, f in self.fillings.items()]
        parts = self._employer_parts() if self.core.employer else []
        first = ", ".join(["load_id", "row_no", *received, *parts])
        meanings = [
            f"{filling.meaning_in(self.registry)} AS {quoted(f'{name}__v')}" for name, filling in self.fillings.items()
        ]
        key = [f"{self._employer_key()} AS employer_key"] if self.core.employer else []
        second = ", ".join(["*", *meanings, *key])
        reasons = [f"{sql} AS {quoted(f'{name}__why')}" for name, sql in self.whys.items()]
        third = ", ".join(["*", *reasons])
        judged = f"SELECT {third} FROM (SELECT {second} FROM (SELECT {first} FROM ({raw})))"
        chosen = f"{self._core_columns()}, {self._findings()} AS findings, {self._dropped()} AS is_dropped"
        return f"SELECT {chosen} FROM ({judged})"

    def _core_columns(self) -> str:
        business = [f"{self._value(name, column)} AS {quoted(name)}" for name, column in self.core.columns.items()]
        employer = list(EMPLOYER_COLUMNS) if self.core.employer else []
        known = f"COALESCE({self._fit('known_at')}, {self._arrived})" if "known_at" in self.fillings else self._arrived
        system = f"{literal(self.contract.system)} AS source_system"
        return ", ".join([*business, *employer, "load_id", "row_no", system, f"{known} AS known_at"])

    def _findings(self) -> str:
        if not self.whys:
            return f"CAST(NULL AS {_FINDINGS})"
        suspect = " OR ".join(f"{quoted(f'{name}__why')} IS NOT NULL" for name in self.whys)
        each = ", ".join(self._finding(name) for name in self.whys)
        return f"CASE WHEN {suspect} THEN list_filter([{each}], lambda f: f IS NOT NULL) END"

    def _finding(self, name: str) -> str:
        if name == "employer_key":
            label, value = "employer", "''"
        else:
            filling = self.fillings[name]
            label, received = filling.item.name, f"CAST({quoted(f'{name}__t')} AS VARCHAR)"
            personal = filling.column.is_personal or filling.item.grade >= "L3"
            hidden = f"repeat('＊', CAST(least(length({received}), 6) AS INTEGER))"
            value = f"coalesce({hidden if personal else f'left({received}, {LONGEST_VALUE})'}, '')"
        why, drops = quoted(f"{name}__why"), "true" if self.drops_row(name) else "false"
        fields = f"'column_name': {literal(label)}, 'reason_code': {why}, 'value': {value}, 'drops_row': {drops}"
        return f"CASE WHEN {why} IS NOT NULL THEN {{{fields}}} END"

    def _dropped(self) -> str:
        found = " OR ".join(f"{quoted(f'{n}__why')} IS NOT NULL" for n in self.whys if self.drops_row(n))
        return f"({found})" if found else "false"

    def _value(self, name: str, column: Column) -> str:
        if name in self.fillings:
            return self._fit(name)
        return f"CAST(NULL AS {CORE_TYPES[column.type]})"

    def _fit(self, name: str) -> str:
        value = quoted(f"{name}__v")
        if name not in self.whys:
            return value
        if self.fillings[name].column.type == "text":
            return f"left({value}, {LONGEST_TEXT})"
        return f"CASE WHEN {quoted(f'{name}__why')} IS NULL THEN {value} END"

    @property
    def _arrived(self) -> str:
        return by_load({load.load_id: f"DATE '{load.arrived}'" for load in self.loads})

    def _employer_parts(self) -> list[str]:
        return [f"{self._employer_text(part)} AS employer_{part}" for part in EMPLOYER_PARTS]

    def _employer_text(self, part: str) -> str:
        item = self.contract.employer.get(part, "")
        kind = self.kinds.get(item, "")
        return reading.text_sql(quoted(item), kind) if kind else "CAST(NULL AS VARCHAR)"

    def _employer_key(self) -> str:
        given = [part for part in EMPLOYER_PARTS if self.kinds.get(self.contract.employer.get(part, ""))]
        if not given:
            return "CAST(NULL AS VARCHAR)"
        parts = []
        for part in EMPLOYER_PARTS:
            value = reading.code_sql(f"employer_{part}")
            value = f"upper({value})" if part == "code" else value
            value = f"{literal(self.contract.system + ':')} || {value}" if part == "number" else value
            parts.append(f"coalesce({value}, '')" if part in given else "''")
        known = " OR ".join(f"employer_{part} IS NOT NULL" for part in given)
        return f"CASE WHEN {known} THEN {_BAR.join(parts)} END"


def by_load(values: Mapping[str, str]) -> str:
    """SQL that gives each load its value; the value itself where all loads share it."""
    distinct = set(values.values())
    if len(distinct) == 1:
        return distinct.pop()
    cases = " ".join(f"WHEN {literal(load_id)} THEN {value}" for load_id, value in values.items())
    return f"CASE load_id {cases} END"


CORE_TYPES = {
    "text": "VARCHAR",
    "code": "VARCHAR",
    "date": "DATE",
    "month": "VARCHAR",
    "timestamp": "TIMESTAMP",
    "integer": "BIGINT",
    "decimal": "DOUBLE",
    "flag": "BOOLEAN",
}
"""Type of a core column → DuckDB type."""
