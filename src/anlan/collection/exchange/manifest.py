"""Control files 对账文件: which files a batch holds, with how many rows and what checksum, as bureaux write them."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Any

from cryptography.hazmat.primitives.hashes import MD5, SHA256, SM3, Hash, HashAlgorithm

from anlan.base.errors import AnlanError
from anlan.collection.csv_file import decoded

HEADINGS = {
    "file": ("文件名", "文件名称", "数据文件", "filename", "file_name", "file"),
    "rows": ("记录数", "行数", "数据条数", "条数", "数据量", "记录条数", "rows", "row_count", "count", "records"),
    "checksum": ("校验值", "校验码", "摘要", "摘要值", "checksum", "digest", "hash"),
    "algorithm": ("校验算法", "算法", "摘要算法", "algorithm"),
    "batch": ("批次号", "批次", "批次编号", "batch", "batch_no", "batchno"),
    "kind": ("批次类型", "批次类别", "报送类型", "batch_type", "type"),
    "corrects": ("原批次号", "更正批次号", "被更正批次", "corrects", "original_batch"),
    "made": ("生成时间", "导出时间", "时间", "create_time", "created", "time"),
    "resource": ("资源代码", "资源编码", "目录代码", "resource_code", "resource"),
}
"""What a control file says → the headings under which bureaux say it."""
ALGORITHMS: dict[str, type[HashAlgorithm]] = {"md5": MD5, "sm3": SM3, "sha256": SHA256}
_LENGTHS = {"md5": 32, "sm3": 64, "sha256": 64}
_BATCH = re.compile(r"\w[\w\-.（）()]{0,99}")
_BLOCK = 1 << 20


class BatchKind(StrEnum):
    """What a batch says it is."""

    FULL = "full"
    INCREMENTAL = "incremental"
    SUPPLEMENT = "supplement"
    CORRECTION = "correction"

    @property
    def label(self) -> str:
        """The Chinese word."""
        return _KIND_WORDS[self][0]


_KIND_WORDS = {
    BatchKind.FULL: ("全量", "全量数据", "full", "f"),
    BatchKind.INCREMENTAL: ("增量", "增量数据", "incremental", "i"),
    BatchKind.SUPPLEMENT: ("补报", "补充", "补传", "补录", "supplement", "s"),
    BatchKind.CORRECTION: ("更正", "修正", "重报", "correction", "c"),
}


class ManifestUnreadable(AnlanError):
    """A control file that does not say what a batch holds."""

    code = "exchange-manifest-unreadable"
    status = 422
    message = "对账文件 {file} 无法读取：{reason}"
    hint = "请来源单位按约定的列（文件名、记录数、校验值、批次号）重新生成；列名不同时写进契约的 exchange.headings。"


@dataclass(frozen=True)
class ListedFile:
    """One file of a batch as its control file lists it; ``path`` is relative to the exchange directory."""

    path: str
    rows: int
    checksum: str
    algorithm: str


@dataclass(frozen=True)
class Manifest:
    """One batch as its control file announces it."""

    batch: str
    kind: BatchKind
    corrects: str
    made: str
    files: tuple[ListedFile, ...]

    @property
    def content(self) -> str:
        """A hash of what the batch holds: two batches with the same hold the same files with the same bytes."""
        said = [(PurePosixPath(one.path).name, one.rows, one.checksum) for one in self.files]
        return hashlib.sha256(json.dumps([self.kind, sorted(said)]).encode()).hexdigest()


def digest_of(path: Path, algorithm: str) -> str:
    """The checksum of a file, read a block at a time."""
    running = Hash(ALGORITHMS[algorithm]())
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            running.update(block)
    return running.finalize().hex()


def read_manifest(
    data: bytes,
    place: PurePosixPath,
    encoding: str = "",
    algorithm: str = "",
    headings: Mapping[str, str] | None = None,
) -> Manifest:
    """The batch that a control file announces: a table of its files as CSV, or one JSON object with ``files``.

    ``place`` is where the control file lies; its files lie beside it. Raises: ManifestUnreadable.
    """
    if not data.strip():
        raise ManifestUnreadable(file=place.name, reason="文件是空的")
    rows = list(_lines(data, place, encoding, _by_heading(headings or {})))
    if not rows:
        raise ManifestUnreadable(file=place.name, reason="没有列出一个文件")
    numbers = {row.get("batch", "") for row in rows}
    batch = numbers.pop() or place.stem
    if numbers:
        raise ManifestUnreadable(file=place.name, reason="写有几个批次号")
    if not _BATCH.fullmatch(batch):
        raise ManifestUnreadable(file=place.name, reason="批次号含有不能用的字符")
    first = rows[0]
    files = tuple(_listed(row, place, algorithm) for row in rows)
    names = [one.path for one in files]
    if len(set(names)) < len(names):
        raise ManifestUnreadable(file=place.name, reason="同一个文件列了两次")
    kind = _kind(first.get("kind", ""), place)
    return Manifest(batch, kind, first.get("corrects", ""), first.get("made", ""), files)


def _by_heading(renamed: Mapping[str, str]) -> dict[str, str]:
    known = {_plain(word): name for name, words in HEADINGS.items() for word in words}
    return known | {_plain(heading): name for name, heading in renamed.items()}


def _plain(word: object) -> str:
    return "".join(unicodedata.normalize("NFKC", str(word)).split()).lower()


def _lines(data: bytes, place: PurePosixPath, encoding: str, known: Mapping[str, str]) -> Iterator[dict[str, str]]:
    text, is_broken = decoded(data, encoding)
    if is_broken:
        raise ManifestUnreadable(file=place.name, reason="含有无法识别的字节，可能没有写完")
    if text.lstrip().startswith("{"):
        yield from _of_json(text, place, known)
        return
    first = text.strip().splitlines()[0]
    delimiter = max((",", "\t", "|", ";"), key=first.count)
    rows = [row for row in csv.reader(io.StringIO(text.strip()), delimiter=delimiter) if any(map(str.strip, row))]
    names = [_named(heading, known) for heading in rows[0]]
    if "file" not in names:
        raise ManifestUnreadable(file=place.name, reason="第一行没有“文件名”这一列")
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(names):
            raise ManifestUnreadable(file=place.name, reason=f"第 {number} 行的列数与表头不符")
        yield {name: value.strip() for name, value in zip(names, row, strict=True)}


def _of_json(text: str, place: PurePosixPath, known: Mapping[str, str]) -> Iterator[dict[str, str]]:
    try:
        body = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise ManifestUnreadable(file=place.name, reason="不是完整的 JSON") from error
    listed = next((body[name] for name in ("files", "文件", "文件列表") if isinstance(body.get(name), list)), None)
    if listed is None or not all(isinstance(one, dict) for one in listed):
        raise ManifestUnreadable(file=place.name, reason="没有文件列表 files")
    shared = {name: value for name, value in body.items() if not isinstance(value, list | dict)}
    for one in listed:
        yield dict(_texts({**shared, **one}.items(), known))


def _texts(pairs: Iterable[tuple[str, Any]], known: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for heading, value in pairs:
        yield _named(heading, known), "" if value is None else str(value).strip()


def _named(heading: str, known: Mapping[str, str]) -> str:
    """What a heading means; a checksum may be headed by its algorithm alone (MD5)."""
    plain = _plain(heading)
    if plain in known:
        return known[plain]
    bare = plain.replace("-", "").removesuffix("值").removesuffix("校验").removesuffix("码")
    return bare if bare in ALGORITHMS else plain


def _listed(row: Mapping[str, str], place: PurePosixPath, agreed: str) -> ListedFile:
    name = row.get("file", "").replace("\\", "/")
    path = place.parent / name
    if not name or name.startswith("/") or ".." in path.parts or ":" in name:
        raise ManifestUnreadable(file=place.name, reason="有一行没有文件名，或文件名指向目录之外")
    count = row.get("rows", "").replace(",", "")
    if not count.isascii() or not count.isdigit():
        raise ManifestUnreadable(file=place.name, reason=f"{name} 的记录数不是整数")
    headed = next((one for one in ALGORITHMS if row.get(one)), "")
    checksum = (row[headed] if headed else row.get("checksum", "")).lower()
    named = _plain(row.get("algorithm", "")).replace("-", "")
    algorithm = headed or named or agreed or _by_length(checksum)
    if algorithm not in ALGORITHMS:
        reason = f"{name} 的校验算法没有写明（写进契约的 exchange.algorithm）"
        raise ManifestUnreadable(file=place.name, reason=reason)
    if len(checksum) != _LENGTHS[algorithm] or re.fullmatch("[0-9a-f]+", checksum) is None:
        raise ManifestUnreadable(file=place.name, reason=f"{name} 的校验值不是 {algorithm.upper()}")
    return ListedFile(str(path), int(count), checksum, algorithm)


def _by_length(checksum: str) -> str:
    # Sixty-four digits may be SM3 or SHA-256: whoever writes them has to say which.
    fitting: Sequence[str] = [name for name, length in _LENGTHS.items() if length == len(checksum)]
    return fitting[0] if len(fitting) == 1 else ""


def _kind(word: str, place: PurePosixPath) -> BatchKind:
    plain = _plain(word)
    if not plain:
        return BatchKind.INCREMENTAL
    found = next((kind for kind, words in _KIND_WORDS.items() if plain in words), None)
    if found is None:
        raise ManifestUnreadable(file=place.name, reason=f"批次类型 {word[:20]} 不认识")
    return found
