"""A contract's mapping as SQL: raw rows → one value and one reason for each core column.

Three layers, each a SELECT over the one before: ``<column>__t`` is what was received without white space and words for
"nothing"; ``<column>__v`` is what it means; ``<column>`` is the value fit for the core layer and ``<column>__why`` the
reason code where it is not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from anlan.collection import reading
from anlan.collection.contract import EMPLOYER_PARTS, UNIT_FACTORS, Item, TableContract
from anlan.collection.incident import LONGEST_VALUE
from anlan.pool.delta import literal, quoted
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
_TEXT_TYPES = ("text", "code", "date", "timestamp")
_BAR = " || '|' || "
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
        text = self.column.type in _TEXT_TYPES and self.kind not in ("DATE", "TIMESTAMP", "TIMESTAMPTZ")
        if self.kind != "VARCHAR" and not text:
            return raw
        trimmed = reading.text_sql(raw, self.kind)
        return f"CASE WHEN NOT {reading.blank_sql(trimmed, self.column.type)} THEN {trimmed} END"

    @property
    def received_kind(self) -> str:
        """The DuckDB type of ``received``."""
        text = self.column.type in _TEXT_TYPES and self.kind not in ("DATE", "TIMESTAMP", "TIMESTAMPTZ")
        return "VARCHAR" if text or self.kind == "" else self.kind

    def meaning(self, codes: Mapping[str, str]) -> str:
        """What the received value means."""
        raw, kind = quoted(f"{self.column.name}__t"), self.received_kind
        factor = UNIT_FACTORS.get((self.item.unit, self.column.unit), 1.0)
        match self.column.type:
            case "date":
                return reading.date_sql(raw, kind)
            case "month":
                return reading.month_sql(raw, kind)
            case "timestamp":
                return f"TRY_CAST({raw} AS TIMESTAMP)"
            case "decimal":
                return reading.number_sql(raw, kind, factor)
            case "integer":
                return reading.integer_sql(raw, kind, factor)
            case "flag":
                return reading.flag_sql(raw, kind)
            case "code":
                return self._code(raw, codes)
        return reading.name_sql(raw) if self.column.name.endswith("name") else raw

    def _code(self, raw: str, codes: Mapping[str, str]) -> str:
        code = raw if self.kind in ("BIGINT", "INTEGER") else reading.code_sql(raw)
        if self.column.name.endswith("uscc"):
            code = f"upper({code})"
        return reading.translated_sql(code, self.item.codes, codes) if codes or self.item.codes else code

    def why(self, codes: Mapping[str, str], today: date) -> str:
        """The reason why the value is not fit, as SQL; empty where nothing can be wrong with it."""
        received, value = quoted(f"{self.column.name}__t"), quoted(f"{self.column.name}__v")
        cases = []
        if self.is_needed:
            cases.append(f"WHEN {received} IS NULL THEN 'required-missing'")
        if self.column.type in _UNREADABLE and not self._is_certain:
            cases.append(
                f"WHEN {received} IS NOT NULL AND {value} IS NULL THEN {literal(_UNREADABLE[self.column.type])}"
            )
        if self.column.type == "date" and not self.column.may_be_future:
            cases.append(f"WHEN {value} > DATE '{today}' THEN 'date-in-future'")
        if self.column.type == "month" and not self.column.may_be_future:
            cases.append(f"WHEN {value} > '{today:%Y-%m}' THEN 'date-in-future'")
        if codes:
            listed = ", ".join(literal(code) for code in codes)
            cases.append(f"WHEN {value} NOT IN ({listed}) THEN 'code-unknown'")
        if self.column.type == "text":
            cases.append(f"WHEN length({value}) > {LONGEST_TEXT} THEN 'text-too-long'")
        return f"CASE {' '.join(cases)} END" if cases else ""

    @property
    def _is_certain(self) -> bool:
        numbers = self.column.type in ("integer", "decimal") and self.kind in ("BIGINT", "INTEGER")
        return numbers or (self.column.type == "date" and self.kind in ("DATE", "TIMESTAMP", "TIMESTAMPTZ"))


@dataclass(frozen=True)
class LoadMapping:
    """The SQL of one load of one table.

    ``kinds`` are the DuckDB types of the load's raw columns, ``today`` the business day, ``arrived`` the day on which
    the load came: known_at where the contract names no item or the item is empty.
    """

    contract: TableContract
    core: CoreTable
    registry: Registry
    load_id: str
    file_name: str
    kinds: Mapping[str, str]
    today: date
    arrived: date

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
        """The SELECT that gives every core column with its reason, and ``row_no``, over raw rows."""
        received = [f"{f.received} AS {quoted(f'{name}__t')}" for name, f in self.fillings.items()]
        parts = self._employer_parts() if self.core.employer else []
        first = ", ".join(["row_no", *received, *parts])
        meanings = [
            f"{f.meaning(self.registry.codes_of(f.column))} AS {quoted(f'{name}__v')}"
            for name, f in self.fillings.items()
        ]
        key = [f"{self._employer_key()} AS employer_key"] if self.core.employer else []
        second = ", ".join(["*", *meanings, *key])
        reasons = [f"{sql} AS {quoted(f'{name}__why')}" for name, sql in self.whys.items()]
        third = ", ".join(["*", *reasons])
        return f"SELECT {third} FROM (SELECT {second} FROM (SELECT {first} FROM ({raw})))"

    def core_columns(self) -> str:
        """The SELECT list of the core table over ``parsed``."""
        business = [f"{self._value(name, column)} AS {quoted(name)}" for name, column in self.core.columns.items()]
        employer = list(EMPLOYER_COLUMNS) if self.core.employer else []
        known = f"COALESCE({self._fit('known_at')}, {self._arrived})" if "known_at" in self.fillings else self._arrived
        rows = [
            f"{literal(self.load_id)} AS load_id",
            "row_no",
            f"{literal(self.contract.system)} AS source_system",
            f"{known} AS known_at",
        ]
        return ", ".join([*business, *employer, *rows])

    def findings(self, relation: str) -> str:
        """The SELECT of all findings over a relation with the columns of ``parsed``; values are masked by grade."""
        return " UNION ALL ".join(self._finding(name, relation) for name in self.whys)

    def is_suspect(self) -> str:
        """The condition that a row of ``parsed`` has a finding."""
        return " OR ".join(f"{quoted(f'{name}__why')} IS NOT NULL" for name in self.whys) or "false"

    def is_dropped(self) -> str:
        """The condition that a row of ``parsed`` stays out of the core layer."""
        return " OR ".join(f"{quoted(f'{n}__why')} IS NOT NULL" for n in self.whys if self.drops_row(n)) or "false"

    def _finding(self, name: str, relation: str) -> str:
        if name == "employer_key":
            label, value = "employer", "''"
        else:
            filling = self.fillings[name]
            label, received = filling.item.name, f"CAST({quoted(f'{name}__t')} AS VARCHAR)"
            personal = filling.column.is_personal or filling.item.grade >= "L3"
            hidden = f"repeat('＊', CAST(least(length({received}), 6) AS INTEGER))"
            value = hidden if personal else f"left({received}, {LONGEST_VALUE})"
        why = quoted(f"{name}__why")
        drops = "true" if self.drops_row(name) else "false"
        return (
            f"SELECT row_no, {literal(label)} AS column_name, {why} AS reason_code,"
            f" coalesce({value}, '') AS value, {drops} AS drops_row FROM {relation} WHERE {why} IS NOT NULL"
        )

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
        return f"DATE '{self.arrived}'"

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
