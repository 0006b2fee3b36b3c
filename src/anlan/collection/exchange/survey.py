"""Looking through an exchange directory: which batches are whole and next in line, which wait, which are refused."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path, PurePosixPath

from anlan.collection.contract import Contract
from anlan.collection.exchange.deliveries import Deliveries, Delivery, DeliveryState
from anlan.collection.exchange.judge import judge
from anlan.collection.exchange.line import line_up
from anlan.collection.exchange.manifest import Manifest, ManifestUnreadable, read_manifest
from anlan.collection.exchange.promise import BATCH, NAME, ExchangePromise
from anlan.collection.incident import Incident, Severity
from anlan.collection.landing import Landing

UNFINISHED = (".tmp", ".temp", ".part", ".filepart", ".uploading", ".upload", ".crdownload", ".writing")
_LISTED = 5
_WAITS = "没有就绪标志"


def exchange_folder(landing: Landing, contract: Contract) -> Path:
    """The exchange directory of a system."""
    return landing.workspace.root / landing.url(contract).removeprefix("file:")


def survey(landing: Landing, contract: Contract) -> list[Incident]:
    """Judge every batch of a directory that is not settled yet and keep what was found; what a person should know.

    Batches that were found whole and are next in line are ``accepted`` afterwards, and only those load.
    """
    if contract.exchange is None:
        return []
    folder = exchange_folder(landing, contract)
    if not folder.is_dir():
        return []
    look = _Survey(landing, contract, contract.exchange, folder, Deliveries(landing.pool.root, contract.system))
    look.judge_batches()
    look.incidents += line_up(contract, contract.exchange, look.kept, look.known, look.whole)
    look.tell_overdue()
    return look.incidents


@dataclass
class _Survey:
    """One look through a directory: ``known`` are all batches met so far, ``whole`` those newly found whole."""

    landing: Landing
    contract: Contract
    promise: ExchangePromise
    folder: Path
    kept: Deliveries
    known: dict[str, Delivery] = field(default_factory=dict)
    whole: list[Delivery] = field(default_factory=list)
    met: dict[str, Manifest] = field(default_factory=dict)
    waiting: dict[str, str] = field(default_factory=dict)
    incidents: list[Incident] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.known = self.kept.all()

    def judge_batches(self) -> None:
        """Read every control file and judge the batch it announces."""
        for place in self._manifests():
            flag = self.folder / self.promise.flag_of(place)
            try:
                data = (self.folder / place).read_bytes()
                manifest = read_manifest(
                    data, place, self.promise.encoding, self.promise.algorithm, self.promise.headings
                )
            except (ManifestUnreadable, OSError) as error:
                self._unreadable(place, flag, error)
                continue
            self._meet(place, flag, manifest)
        self._forget_withdrawn()

    def _forget_withdrawn(self) -> None:
        """Batches that were never whole and that their bureau took away again are no longer waited for."""
        met = {manifest.batch for manifest in self.met.values()}
        for one in [one for one in self.known.values() if not one.state.is_settled and one.batch not in met]:
            self.kept.forget(one)
            del self.known[one.batch]

    def _manifests(self) -> list[PurePosixPath]:
        """Where the control files lie, oldest batches of a name first."""
        return list(self._found(self.promise.manifest))

    def _found(self, pattern: str) -> Iterator[PurePosixPath]:
        for path in sorted(self.folder.glob(pattern)) if pattern else ():
            if path.is_file() and not path.name.startswith(".") and path.suffix.lower() not in UNFINISHED:
                yield PurePosixPath(path.relative_to(self.folder).as_posix())

    def _unreadable(self, place: PurePosixPath, flag: Path, error: ManifestUnreadable | OSError) -> None:
        if not flag.is_file():
            self.waiting[str(place)] = "对账文件还没有写完"
        elif isinstance(error, ManifestUnreadable):
            self._tell(error.code, Severity.ERROR, error.text, error.advice)
        else:
            self._tell("source-unreachable", Severity.ERROR, f"{place} 无法读取：{error.strerror}", "检查读取权限。")

    def _meet(self, place: PurePosixPath, flag: Path, manifest: Manifest) -> None:
        before = self.known.get(manifest.batch)
        self.met[str(place)] = manifest
        if before is not None and (before.state.is_settled or before in self.whole):
            self._again(before, place, manifest)
        elif not flag.is_file():
            self._keep(place, manifest, DeliveryState.WAITING, reasons=(_WAITS,))
        else:
            self._judge(place, manifest)

    def _judge(self, place: PurePosixPath, manifest: Manifest) -> None:
        verdict = judge(self.landing, self.contract, self.folder, manifest)
        if verdict.missing:
            reason = f"缺 {_some(verdict.missing)}"
            self._keep(place, manifest, DeliveryState.WAITING, reasons=(reason,))
        elif verdict.wrong:
            tried = _try(place, manifest)
            self._keep(place, manifest, DeliveryState.REFUSED, reasons=verdict.wrong, tried=tried)
            message = f"批次 {manifest.batch} 与对账文件不符，整批没有装载：{'；'.join(verdict.wrong)}"
            hint = "请来源单位核对后以同一批次号重新传送；回执已写明原因。"
            self._tell("exchange-refused", Severity.ERROR, message, hint)
        else:
            kept = self._keep(place, manifest, DeliveryState.WAITING, parts=verdict.parts)
            self.whole.append(kept)
            self._tell_unclaimed(kept)

    def _keep(
        self, place: PurePosixPath, manifest: Manifest, state: DeliveryState, tried: str = "", **facts: object
    ) -> Delivery:
        before = self.known.get(manifest.batch)
        now = self.landing.now
        base = Delivery(
            system=self.contract.system,
            batch=manifest.batch,
            state=state,
            first_seen=before.first_seen if before else now,
            manifest=str(place),
            kind=manifest.kind,
            corrects=manifest.corrects,
            content=manifest.content,
            repeats=tuple(dict.fromkeys([*(before.repeats if before else ()), *([tried] if tried else [])])),
            receipt=before.receipt if before else "",
        )
        kept = self.kept.save(base, **facts)
        self.known[manifest.batch] = kept
        return kept

    def _again(self, before: Delivery, place: PurePosixPath, manifest: Manifest) -> None:
        """A number met before: the batch itself, the same batch sent twice, or another under its number."""
        if _try(place, manifest) in before.repeats:
            return
        if manifest.content != before.content:
            message = f"批次号 {before.batch} 已用过，{place} 的内容与之不同，没有装载"
            hint = "同一批次号只装载一次；请来源单位以新的批次号（补报或更正）传送。"
            self._tell("exchange-batch-repeated", Severity.ERROR, message, hint)
        elif str(place) != before.manifest:
            self.known[before.batch] = self.kept.save(before, repeats=(*before.repeats, _try(place, manifest)))
            self.whole = [self.known[one.batch] for one in self.whole]
            message = f"批次 {before.batch} 又送了一次（{place}，内容相同），没有重复装载"
            self._tell("exchange-batch-repeated", Severity.WARNING, message, "无需处理；可请来源单位检查传送程序。")

    def _tell_unclaimed(self, delivery: Delivery) -> None:
        files = [part.name for part in delivery.parts if not part.table]
        if files:
            message = f"批次 {delivery.batch} 中的 {_some(files)} 不属于契约的任何一张表，没有装载"
            hint = "需要这些数据时在契约的 tables 中登记；原件仍在交换目录。"
            self._tell("exchange-file-unclaimed", Severity.WARNING, message, hint)

    def tell_overdue(self) -> None:
        """Incidents of what has been lying there incomplete for longer than agreed."""
        waiting = {one.batch: one for one in self.known.values() if one.state is DeliveryState.WAITING and one.reasons}
        late = self.landing.now - timedelta(hours=self.promise.within_hours)
        for one in waiting.values():
            if one.first_seen <= late:
                self._overdue(f"批次 {one.batch}：{'；'.join(one.reasons)}")
        stray = self.waiting | self._stray()
        since = self.kept.first_seen(sorted(stray), self.landing.now)
        old = {place: reason for place, reason in stray.items() if since[place] <= late}
        for reason in dict.fromkeys(old.values()):
            self._overdue(f"{_some([place for place, why in old.items() if why == reason])}：{reason}")

    def _overdue(self, what: str) -> None:
        message = f"{what}，已超过约定的 {self.promise.within_hours} 小时"
        hint = "不完整的批次不会装载；请来源单位补齐文件、对账文件与就绪标志，或撤回。"
        self._tell("exchange-overdue", Severity.ERROR, message, hint)

    def _stray(self) -> dict[str, str]:
        """Files that no readable control file lists, half-written ones and flags without a control file among them."""
        listed = {one.path for manifest in self.met.values() for one in manifest.files}
        own = {str(place) for place in self._manifests()}
        own |= {str(self.promise.flag_of(PurePosixPath(place))) for place in own}
        for pattern in (self.promise.receipt.replace(BATCH, "*"), self.promise.catalogue):
            own |= set(map(str, self._found(pattern)))
        found = {}
        for path in sorted(self.folder.rglob("*")):
            place = path.relative_to(self.folder).as_posix()
            if not path.is_file() or path.name.startswith((".", "~$")) or place in listed | own:
                continue
            found[place] = self._why(PurePosixPath(place))
        return found

    def _why(self, place: PurePosixPath) -> str:
        if place.suffix.lower() in UNFINISHED:
            return "上传没有完成"
        if place.match(self.promise.ready.replace(NAME, "*")):
            return "有就绪标志，没有对账文件"
        return "没有对账文件列出"

    def _tell(self, kind: str, severity: Severity, message: str, hint: str) -> None:
        text = f"{self.contract.label}：{message}"
        self.incidents.append(Incident(kind, self.contract.system, "", severity, text, hint))


def _try(place: PurePosixPath, manifest: Manifest) -> str:
    """What tells one attempt at sending a batch from another."""
    return f"{place} {manifest.content}"


def _some(names: Collection[str]) -> str:
    """A few of many names, and how many there are."""
    first: Sequence[str] = sorted(names)[:_LISTED]
    rest = f"等 {len(names)} 个文件" if len(names) > _LISTED else ""
    return "、".join(first) + rest
