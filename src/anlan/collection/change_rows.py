"""Raw rows that are versions: which row of a key is the newest, and which rows still live in the source."""

from __future__ import annotations

from anlan.collection.contract import TableContract
from anlan.collection.raw_rows import CHANGE_KIND, LOAD_ID
from anlan.pool.delta import quoted
from anlan.standards.registry import CoreTable

INSERTED, CHANGED, DELETED = "I", "U", "D"


def key_items(contract: TableContract, core: CoreTable) -> list[str]:
    """The source items that tell rows apart: those that fill the core table's key, and the employer's."""
    mapped = contract.mapped
    items = [mapped[name].name for name in core.key if name in mapped]
    if "employer_key" in core.key:
        items += [item for item in contract.employer.values() if item]
    return list(dict.fromkeys(items))


def newest_rows(rows: str, contract: TableContract, core: CoreTable, within_load: bool = False) -> str:
    """The SELECT of the newest version of every key among raw rows, of the whole table or of each load.

    A snapshot may hold a key more than once: all of its rows in the newest load are the newest version.
    """
    place = ", ".join(map(quoted, key_items(contract, core)))
    if contract.mode == "snapshot":
        return f"SELECT * FROM ({rows}) QUALIFY {LOAD_ID} = max({LOAD_ID}) OVER (PARTITION BY {place})"
    partition = f"{LOAD_ID}, {place}" if within_load else place
    order = f"{LOAD_ID} DESC, row_no DESC"
    return f"SELECT * FROM ({rows}) QUALIFY row_number() OVER (PARTITION BY {partition} ORDER BY {order}) = 1"


def living_rows(rows: str, contract: TableContract, core: CoreTable) -> str:
    """The SELECT of the raw rows that go on to core: no deletions, and of a batch of changes each key's last one."""
    if not contract.tracks_deletions:
        return rows
    last = newest_rows(rows, contract, core, within_load=True) if contract.mode == "changes" else rows
    return f"SELECT * FROM ({last}) WHERE {CHANGE_KIND} <> '{DELETED}'"
