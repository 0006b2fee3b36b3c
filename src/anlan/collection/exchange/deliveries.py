"""What is remembered of another bureau's batches: one small file each, so that a number never loads twice."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from anlan.collection.exchange.manifest import BatchKind
from anlan.pool.atomic import write_json

_SEEN = ".seen.json"


class DeliveryState(StrEnum):
    """How far a batch came."""

    WAITING = "waiting"
    REFUSED = "refused"
    ACCEPTED = "accepted"
    LOADED = "loaded"

    @property
    def label(self) -> str:
        """The Chinese word."""
        return _LABELS[self]

    @property
    def is_settled(self) -> bool:
        """Whether the batch was found whole, so that its number stands for what it holds."""
        return self in (DeliveryState.ACCEPTED, DeliveryState.LOADED)


_LABELS = {
    DeliveryState.WAITING: "等待",
    DeliveryState.REFUSED: "拒收",
    DeliveryState.ACCEPTED: "已核对，待装载",
    DeliveryState.LOADED: "已装载",
}


@dataclass(frozen=True)
class Part:
    """A data file of a batch, or a member of an archive in it; ``table`` is empty where no contract table asks for it.

    **Units** ``rows`` counts data rows in the file, those that are set aside later included.
    """

    file: str
    name: str
    table: str
    rows: int
    checksum: str = ""
    algorithm: str = ""


@dataclass(frozen=True)
class Delivery:
    """One batch: what it holds, how far it came, and why it waits or was refused.

    ``repeats`` are attempts at sending it that a person has been told of; ``receipt`` the hash of what was answered.
    """

    system: str
    batch: str
    state: DeliveryState
    first_seen: datetime
    manifest: str
    kind: BatchKind = BatchKind.INCREMENTAL
    corrects: str = ""
    content: str = ""
    parts: tuple[Part, ...] = ()
    reasons: tuple[str, ...] = ()
    repeats: tuple[str, ...] = ()
    receipt: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The delivery as JSON types."""
        return {**asdict(self), "first_seen": self.first_seen.isoformat()}

    def parts_of(self, table: str) -> list[Part]:
        """The parts that one table asks for."""
        return [part for part in self.parts if part.table == table]


def _delivery(body: dict[str, Any]) -> Delivery:
    return Delivery(
        **{
            **body,
            "state": DeliveryState(body["state"]),
            "kind": BatchKind(body["kind"]),
            "first_seen": datetime.fromisoformat(body["first_seen"]),
            "parts": tuple(Part(**part) for part in body["parts"]),
            "reasons": tuple(body["reasons"]),
            "repeats": tuple(body["repeats"]),
        }
    )


class Deliveries:
    """The batches of one system below ``<pool>/loads/deliveries/<system>/``, and when stray files were first seen."""

    def __init__(self, pool_root: Path, system: str) -> None:
        self.root = pool_root / "loads" / "deliveries" / system

    def all(self) -> dict[str, Delivery]:
        """Every batch that was met, by number."""
        return {one.batch: one for one in self._read()}

    def _read(self) -> Iterator[Delivery]:
        for path in sorted(self.root.glob("[!.]*.json")):
            yield _delivery(json.loads(path.read_text(encoding="utf-8")))

    def save(self, delivery: Delivery, **facts: Any) -> Delivery:
        """Keep a batch with changed facts, in one step."""
        kept = replace(delivery, **facts)
        write_json(self.root / f"{kept.batch}.json", kept.as_dict())
        return kept

    def forget(self, delivery: Delivery) -> None:
        """Remember a batch no longer."""
        (self.root / f"{delivery.batch}.json").unlink(missing_ok=True)

    def first_seen(self, places: list[str], now: datetime) -> dict[str, datetime]:
        """Since when each of some places is known; places that are gone are forgotten."""
        path = self.root / _SEEN
        known = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        seen = {place: known.get(place, now.isoformat()) for place in places}
        if seen != known:
            write_json(path, seen)
        return {place: datetime.fromisoformat(when) for place, when in seen.items()}
