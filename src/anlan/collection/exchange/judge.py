"""Judging one batch: are its files there, do their sums and row counts agree with its control file, whose are they?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from anlan.base.errors import AnlanError
from anlan.collection.contract import Contract
from anlan.collection.exchange.deliveries import Part
from anlan.collection.exchange.manifest import ListedFile, Manifest, digest_of
from anlan.collection.landing import Landing
from anlan.collection.load_files import fits, parse_file
from anlan.collection.parcels import is_parcel, unpack
from anlan.collection.source_errors import SourceEmpty
from anlan.pool.loads import LoadPackage, LoadState


@dataclass(frozen=True)
class Verdict:
    """What a batch was found to be: its parts, what is not there yet, and what is wrong with it."""

    parts: tuple[Part, ...] = ()
    missing: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()


def judge(landing: Landing, contract: Contract, folder: Path, manifest: Manifest) -> Verdict:
    """Whether a batch is whole: sums first, because what fails them need not be read."""
    missing = tuple(one.path for one in manifest.files if not (folder / one.path).is_file())
    if missing:
        return Verdict(missing=missing)
    wrong = [text for one in manifest.files if (text := _wrong_sum(folder, one))]
    parts: list[Part] = []
    for one in manifest.files if not wrong else ():
        found, text = _parts(landing, contract, folder, one)
        parts += found
        wrong += [text] if text else []
    return Verdict(tuple(parts), (), tuple(wrong))


def _wrong_sum(folder: Path, listed: ListedFile) -> str:
    found = digest_of(folder / listed.path, listed.algorithm)
    return "" if found == listed.checksum else f"{listed.path} 的 {listed.algorithm.upper()} 校验值不符"


def _parts(landing: Landing, contract: Contract, folder: Path, listed: ListedFile) -> tuple[list[Part], str]:
    """The parts of a listed file with their rows counted, and what is wrong with it."""
    parts = []
    try:
        for name, data in members(PurePosixPath(listed.path).name, (folder / listed.path).read_bytes()):
            parts.append(_part(landing, contract, listed, name, data))
    except AnlanError as error:
        return [], f"{listed.path}：{error.text}"
    unclaimed = [part for part in parts if not part.table]
    counted = sum(part.rows for part in parts)
    if not unclaimed and counted != listed.rows:
        return parts, f"{listed.path} 实有 {counted:,} 行，对账文件写 {listed.rows:,} 行"
    return parts, ""


def members(name: str, data: bytes) -> list[tuple[str, bytes]]:
    """A file of a batch as (name, bytes); of an archive its members. Raises: ParcelRefused."""
    return unpack(name, data) if is_parcel(name) else [(name, data)]


def _part(landing: Landing, contract: Contract, listed: ListedFile, name: str, data: bytes) -> Part:
    # An archive's members stand below its name; outside of one, the folders of the directory count.
    place = name if is_parcel(listed.path) else listed.path
    table = next((one for one in contract.tables if fits(place, one.location)), None)
    rows = 0
    if table is not None:
        draft = LoadPackage("", contract.system, table.name, LoadState.NEW, landing.now, file_name=name)
        try:
            parsed = parse_file(landing, contract, table, draft, data)
            rows = parsed.table.num_rows + sum(one.drops_row for one in parsed.set_aside)
        except SourceEmpty:
            rows = 0
    return Part(listed.path, name, table.name if table else "", rows, listed.checksum, listed.algorithm)
