"""What people decided about standardisation, laid over the contracts: codes agreed, conversions switched off."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from anlan.collection.contract import Contract, Item, TableContract


@dataclass(frozen=True)
class AgreedCode:
    """A source value that two persons agreed means a standard code, since a day."""

    system: str
    table: str
    item: str
    value: str
    code: str
    since: date
    version: int = 1
    by: str = ""


@dataclass(frozen=True)
class SwitchedOff:
    """A conversion that does not apply to an item, since a day."""

    system: str
    table: str
    item: str
    conversion: str
    since: date
    by: str = ""


@dataclass(frozen=True)
class Decisions:
    """All decisions in force."""

    codes: Sequence[AgreedCode] = ()
    off: Sequence[SwitchedOff] = ()

    def codes_of(self, system: str, table: str, item: str) -> dict[str, AgreedCode]:
        """The agreed codes of an item by the source's value."""
        return {one.value: one for one in self.codes if (one.system, one.table, one.item) == (system, table, item)}

    def off_of(self, system: str, table: str, item: str) -> set[str]:
        """The conversions that an item goes without."""
        return {one.conversion for one in self.off if (one.system, one.table, one.item) == (system, table, item)}


def with_decisions(contracts: Sequence[Contract], decisions: Decisions) -> list[Contract]:
    """The contracts as standardisation follows them: the decisions of people count beside what the file declares."""
    touched = {(one.system, one.table) for one in decisions.codes} | {(one.system, one.table) for one in decisions.off}
    return [
        replace(
            contract,
            tables=tuple(
                _decided(table, decisions) if (table.system, table.name) in touched else table
                for table in contract.tables
            ),
        )
        for contract in contracts
    ]


def _decided(table: TableContract, decisions: Decisions) -> TableContract:
    items: Mapping[str, Item] = {
        name: _decided_item(
            item,
            {value: one.code for value, one in decisions.codes_of(table.system, table.name, name).items()},
            decisions.off_of(table.system, table.name, name),
        )
        for name, item in table.items.items()
    }
    return replace(table, items=items)


def _decided_item(item: Item, codes: Mapping[str, str], off: Collection[str]) -> Item:
    if not codes and not off:
        return item
    agreed = {} if "code-reviewed" in off else codes
    # The contract's own word stands before what was agreed beside it.
    return replace(item, codes={**agreed, **item.codes}, without=tuple(sorted({*item.without, *off})))
