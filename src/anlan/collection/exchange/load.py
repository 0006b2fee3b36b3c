"""Loading what accepted batches hold for one table, batch after batch; each in one commit, none twice."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from cryptography.hazmat.primitives.hashes import Hash

from anlan.base.errors import AnlanError
from anlan.collection.contract import Contract, TableContract
from anlan.collection.exchange.deliveries import Deliveries, Delivery, DeliveryState, Part
from anlan.collection.exchange.judge import members
from anlan.collection.exchange.line import in_line
from anlan.collection.exchange.manifest import ALGORITHMS
from anlan.collection.exchange.survey import exchange_folder
from anlan.collection.landing import Landing
from anlan.collection.load_files import parse_file
from anlan.collection.parsed import Parsed
from anlan.collection.source_errors import SourceUnreachable
from anlan.pool.loads import LoadPackage


class DeliveryChanged(AnlanError):
    """A file of a batch is no longer what was judged."""

    code = "exchange-delivery-changed"
    status = 409
    retry = True
    message = "批次 {batch} 的文件 {file} 在核对之后{what}，没有装载"
    hint = "请来源单位不要改动已置就绪标志的批次；恢复原文件后重新运行。"


def load_exchange(landing: Landing, contract: Contract, table: TableContract) -> None:
    """Load one table's parts of the batches that were accepted, in their order; behind one that fails the others wait.

    Raises: SourceUnreachable.
    """
    assert contract.exchange is not None
    promise, folder = contract.exchange, exchange_folder(landing, contract)
    if not folder.is_dir():
        raise SourceUnreachable(place=contract.label, reason=f"文件夹 {folder.name} 不存在")
    kept = Deliveries(landing.pool.root, contract.system)
    accepted = [one for one in kept.all().values() if one.state is DeliveryState.ACCEPTED]
    # What corrects or adds to another batch comes after all that stand in line.
    for delivery in sorted(accepted, key=lambda one: (bool(one.corrects), *in_line(promise, one))):
        waiting = _waiting(landing, table, delivery)
        if waiting and not _load(landing, contract, table, delivery, waiting, folder):
            break


def _waiting(landing: Landing, table: TableContract, delivery: Delivery) -> list[Part]:
    done = {(one.delivery, one.file_name) for one in landing.succeeded(table)}
    return [part for part in delivery.parts_of(table.name) if part.rows and (delivery.batch, part.name) not in done]


def _load(
    landing: Landing,
    contract: Contract,
    table: TableContract,
    delivery: Delivery,
    parts: list[Part],
    folder: Path,
) -> bool:
    """Whether the parts of one batch came down; they do so together or not at all."""
    begun: list[LoadPackage] = []
    parsed: list[tuple[LoadPackage, Parsed]] = []
    try:
        for part in parts:
            data = _bytes(folder, delivery, part)
            sha256 = landing.archive.store(data)
            facts = {"file_name": part.name, "sha256": sha256, "content_hash": sha256, "delivery": delivery.batch}
            package = landing.begin(table, **facts)
            begun.append(package)
            found = parse_file(landing, contract, table, package, data)
            landing.check_types(table, found.table, part.name)
            parsed.append((package, found))
        landing.land_parsed(table, parsed)
    except AnlanError as error:
        for package in begun or [landing.begin(table, delivery=delivery.batch, file_name=parts[0].name)]:
            landing.fail(table, package, error)
        return False
    return True


def _bytes(folder: Path, delivery: Delivery, part: Part) -> bytes:
    """A part's bytes, taken from the very bytes whose sum agrees. Raises: DeliveryChanged, ParcelRefused."""
    try:
        data = (folder / part.file).read_bytes()
    except OSError as error:
        raise DeliveryChanged(batch=delivery.batch, file=part.file, what="不见了") from error
    running = Hash(ALGORITHMS[part.algorithm]())
    running.update(data)
    if running.finalize().hex() != part.checksum:
        raise DeliveryChanged(batch=delivery.batch, file=part.file, what="被改动")
    return dict(members(PurePosixPath(part.file).name, data))[part.name]
