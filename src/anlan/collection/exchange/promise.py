"""What a contract says of an exchange directory: how batches are announced, ordered and answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from anlan.collection.exchange.manifest import ALGORITHMS, HEADINGS

SEQUENCES = ("number", "month", "day", "none")
GAPS = ("wait", "load")
NAME, BATCH = "{name}", "{batch}"


@dataclass(frozen=True)
class ExchangePromise:
    """How another bureau delivers into its exchange directory (前置机交换目录).

    ``manifest`` is the pattern of control files (对账文件), one a batch; ``ready`` the flag beside it, ``{name}`` being
    the control file's name without its ending; ``receipt`` where a batch is answered, ``{batch}`` being its number.
    ``sequence`` says how batch numbers follow one another, ``gap`` what becomes of batches behind a missing one,
    ``skipped`` which numbers will never come. ``headings`` rename the headings of control files.
    """

    manifest: str = ""
    ready: str = ""
    receipt: str = ""
    catalogue: str = ""
    algorithm: str = ""
    encoding: str = ""
    sequence: str = "number"
    gap: str = "wait"
    skipped: tuple[str, ...] = ()
    within_hours: int = 24
    headings: Mapping[str, str] = field(default_factory=dict)

    def flag_of(self, manifest: PurePosixPath) -> PurePosixPath:
        """Where the flag of a control file lies."""
        return manifest.parent / self.ready.replace(NAME, manifest.stem)

    def receipt_of(self, batch: str) -> str:
        """Where the receipt of a batch is written, relative to the directory; empty where none is expected."""
        return self.receipt.replace(BATCH, batch)

    def named(self, place: int, like: str) -> str:
        """The batch number at a place of the sequence, written as another one is."""
        head, digits = like.removesuffix(_digits(like)), _digits(like)
        if self.sequence == "month":
            return f"{head}{place // 12:04d}{place % 12 + 1:02d}"
        if self.sequence == "day":
            return f"{head}{date.fromordinal(place):%Y%m%d}"
        return f"{head}{place:0{len(digits)}d}"

    def place_of(self, batch: str) -> int | None:
        """Where a batch number stands in its sequence; None where it is none of the kind agreed."""
        return _PLACES[self.sequence](batch)


def _digits(batch: str, count: int = 0) -> str:
    tail = batch[len(batch.rstrip("0123456789")) :]
    return tail if not count or len(tail) == count else ""


def _number(batch: str) -> int | None:
    digits = _digits(batch)
    return int(digits) if digits else None


def _month(batch: str) -> int | None:
    digits = _digits(batch, 6)
    if not digits or not 1 <= int(digits[4:]) <= 12:
        return None
    return int(digits[:4]) * 12 + int(digits[4:]) - 1


def _day(batch: str) -> int | None:
    digits = _digits(batch, 8)
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).toordinal() if digits else None
    except ValueError:
        return None


_PLACES: dict[str, Callable[[str], int | None]] = {
    "number": _number,
    "month": _month,
    "day": _day,
    "none": lambda batch: None,
}


def read_promise(fields: Any, kind: str, kinds: Sequence[str], problems: list[str]) -> ExchangePromise | None:
    """The promise written as a contract's ``exchange``; what is wrong with it goes to ``problems``."""
    if not fields:
        return None
    if not isinstance(fields, dict):
        problems.append("exchange 须是一组键值")
        return None
    if kind not in kinds:
        problems.append(f"exchange 只用于 {'、'.join(kinds)}")
    own = set(ExchangePromise.__dataclass_fields__)
    problems += [f"exchange 中没有 {name} 这一项" for name in fields if name not in own]
    known = {name: value for name, value in fields.items() if name in own}
    known["skipped"] = tuple(str(one) for one in known.get("skipped") or ())
    promise = ExchangePromise(**known)
    problems += _wrong(promise)
    return promise


def _wrong(promise: ExchangePromise) -> list[str]:
    found = [f"exchange 缺少 {name}" for name in ("manifest", "ready") if not getattr(promise, name)]
    if promise.receipt and BATCH not in promise.receipt:
        found.append("exchange.receipt 须含 {batch}")
    written = {"manifest": promise.manifest, "ready": promise.ready, "receipt": promise.receipt}
    for name, value in written.items():
        if value.startswith("/") or ".." in PurePosixPath(value).parts:
            found.append(f"exchange.{name} 须是交换目录之内的相对路径")
    if promise.sequence not in SEQUENCES:
        found.append(f"exchange.sequence {promise.sequence!r} 须是 {'、'.join(SEQUENCES)} 之一")
    if promise.gap not in GAPS:
        found.append(f"exchange.gap {promise.gap!r} 须是 {'、'.join(GAPS)} 之一")
    if promise.algorithm and promise.algorithm not in ALGORITHMS:
        found.append(f"exchange.algorithm {promise.algorithm!r} 须是 {'、'.join(ALGORITHMS)} 之一")
    if not isinstance(promise.within_hours, int) or promise.within_hours < 1:
        found.append("exchange.within_hours 须是大于 0 的整数")
    unknown = [name for name in promise.headings if name not in HEADINGS]
    return found + [f"exchange.headings 中没有 {name} 这一项" for name in unknown]
