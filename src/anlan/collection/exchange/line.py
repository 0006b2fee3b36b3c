"""The order of batches: each loads after the one before it; what is missing in between is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from anlan.collection.contract import Contract
from anlan.collection.exchange.deliveries import Deliveries, Delivery, DeliveryState
from anlan.collection.exchange.manifest import BatchKind
from anlan.collection.exchange.promise import ExchangePromise
from anlan.collection.incident import Incident, Severity

_LISTED, _MOST = 5, 1_000


def line_up(
    contract: Contract,
    promise: ExchangePromise,
    kept: Deliveries,
    known: dict[str, Delivery],
    whole: Sequence[Delivery],
) -> list[Incident]:
    """Accept the whole batches that are next in line, and let the others wait; what a person should know.

    A full batch makes up for what is missing before it. A batch that names the one it corrects or adds to stands
    outside of the sequence, and waits for that one.
    """
    line = _Line(contract, promise, kept, known)
    aside = [one for one in whole if one.corrects]
    for one in sorted((one for one in whole if not one.corrects), key=lambda one: in_line(promise, one)):
        line.take(one)
    for one in sorted(aside, key=lambda one: one.batch):
        line.take_addition(one)
    return line.told()


def in_line(promise: ExchangePromise, delivery: Delivery) -> tuple[int, str]:
    """What batches are sorted by."""
    place = promise.place_of(delivery.batch)
    return (-1 if place is None else place, delivery.batch)


@dataclass
class _Line:
    contract: Contract
    promise: ExchangePromise
    kept: Deliveries
    known: dict[str, Delivery]
    held: list[Delivery] = field(default_factory=list)
    missing: dict[int, str] = field(default_factory=dict)
    incidents: list[Incident] = field(default_factory=list)
    last: int | None = None

    def __post_init__(self) -> None:
        done = {self._place(one) for one in self.known.values() if one.state.is_settled and not one.corrects}
        every = {self._place(one) for one in self.known.values() if not one.corrects}
        settled, met = done - {None}, every - {None}
        # Where nothing has loaded yet, the first batch that was ever seen begins the sequence.
        self.last = max(settled) if settled else min(met) - 1 if met else None  # type: ignore[type-var, operator]

    def _place(self, delivery: Delivery) -> int | None:
        return self.promise.place_of(delivery.batch)

    def take(self, one: Delivery) -> None:
        """Accept a batch, hold it behind a gap, or refuse one that comes too late."""
        place = self._place(one)
        if self.promise.sequence == "none":
            self._accept(one)
        elif place is None or self.last is None:
            self._refuse(one, f"批次号不合约定的顺序（{self.promise.sequence}）")
        elif place <= self.last and self.promise.gap == "wait":
            self._refuse(one, "比已装载的批次更早，装载会以旧盖新", Severity.WARNING)
        else:
            self._advance(one, place)

    def _advance(self, one: Delivery, place: int) -> None:
        assert self.last is not None
        gap = self._gap(self.last, place, one.batch)
        self.missing |= gap
        if gap and self.promise.gap == "wait" and one.kind is not BatchKind.FULL:
            self.held.append(self._save(one, DeliveryState.WAITING))
            return
        self.last = max(self.last, place)
        self._accept(one)

    def _gap(self, after: int, before: int, like: str) -> dict[int, str]:
        """The numbers missing between two places, the first of them: a wrong number may leave out millions."""
        done = {self._place(one) for one in self.known.values() if one.state.is_settled and not one.corrects}
        done |= {self._place(one) for one in self.held}
        every = ((at, self.promise.named(at, like)) for at in range(after + 1, before) if at not in done)
        return dict(islice((one for one in every if one[1] not in self.promise.skipped), _MOST))

    def take_addition(self, one: Delivery) -> None:
        """Accept a batch that corrects or adds to another once that one is there."""
        before = self.known.get(one.corrects)
        if before is not None and before.state.is_settled:
            self._accept(one)
        else:
            reason = f"等待原批次 {one.corrects}"
            self.known[one.batch] = self.kept.save(one, reasons=(reason,))

    def _accept(self, one: Delivery) -> None:
        self._save(one, DeliveryState.ACCEPTED)

    def _refuse(self, one: Delivery, reason: str, severity: Severity = Severity.ERROR) -> None:
        self.known[one.batch] = self.kept.save(one, state=DeliveryState.REFUSED, reasons=(reason,))
        hint = "请来源单位核对批次号；确需装载的以补报或更正批次（写明原批次号）重新传送。"
        self._tell("exchange-refused", severity, f"批次 {one.batch} 没有装载：{reason}", hint)

    def _save(self, one: Delivery, state: DeliveryState) -> Delivery:
        kept = self.kept.save(one, state=state, reasons=())
        self.known[one.batch] = kept
        return kept

    def told(self) -> list[Incident]:
        """The incidents of the line; a gap is told until its number comes."""
        waiting = self._named_but_unready()
        if self.promise.gap == "load" and self.promise.sequence != "none":
            self.missing |= self._standing()
        if self.missing:
            names = [name for _, name in sorted(self.missing.items())]
            said = [f"{name}（{waiting[name]}）" if name in waiting else name for name in names[:_LISTED]]
            more = f"等 {len(names)}{' 个以上' if len(names) >= _MOST else ' 个'}批次" if len(names) > _LISTED else ""
            behind = f"，其后 {len(self.held)} 个批次等待" if self.held else "，其后的批次已装载"
            message = f"批次不连续，缺 {'、'.join(said)}{more}{behind}"
            hint = "请来源单位补送；确认不会再有的批次号写进契约的 exchange.skipped。"
            self._tell("exchange-gap", Severity.WARNING, message, hint)
        return self.incidents

    def _standing(self) -> dict[int, str]:
        """What is missing between the batches that loaded, where a gap keeps nothing from loading."""
        done = [one for one in self.known.values() if one.state.is_settled and not one.corrects]
        places = {place: one.batch for one in done if (place := self._place(one)) is not None}
        return self._gap(min(places), max(places), places[max(places)]) if places else {}

    def _named_but_unready(self) -> Mapping[str, str]:
        states = (DeliveryState.WAITING, DeliveryState.REFUSED)
        return {one.batch: one.state.label for one in self.known.values() if one.state in states}

    def _tell(self, kind: str, severity: Severity, message: str, hint: str) -> None:
        text = f"{self.contract.label}：{message}"
        self.incidents.append(Incident(kind, self.contract.system, "", severity, text, hint))
