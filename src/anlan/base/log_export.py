"""The log as a file that proves itself: entries, signed tree heads and a key, verified without the platform.

Format (JSON lines): a header ``{"format", "hash", "key"}``, then every entry ``{"index", "payload"}``, then every head
``{"size", "root", "at", "signature"}``. A head signs ``size``, ``root`` and ``at``; the last head covers all entries.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from anlan.base.errors import AnlanError, InputMissing
from anlan.base.merkle import HASHES, CompactTree, leaf_hash

FORMAT = "anlan-log/1"
_ENTRY_START = '{"index"'


class LogBroken(AnlanError):
    """The exported log is not what was signed."""

    code = "log-broken"
    status = 422
    message = "日志不可信：{reason}"
    hint = "不要采用这份导出；向日志所属单位索取新的导出，并与已保存的树头比对。"


@dataclass(frozen=True)
class SignedHead:
    """A tree head with its signature."""

    size: int
    root: bytes
    at: str
    signature: bytes

    def statement(self) -> bytes:
        """The bytes that are signed."""
        body = {"format": FORMAT, "size": self.size, "root": self.root.hex(), "at": self.at}
        return json.dumps(body, sort_keys=True, separators=(",", ":")).encode()


@dataclass(frozen=True)
class LogReport:
    """What a verification found: how many entries and heads hold, the last root, and the key that signed."""

    entries: int
    heads: int
    root: str
    key: str


def write_log(file: IO[str], hash_name: str, key: bytes, entries: Iterable[str], heads: Iterable[SignedHead]) -> None:
    """Write a log as JSON lines."""
    header = {"format": FORMAT, "hash": hash_name, "key": base64.b64encode(key).decode()}
    file.write(json.dumps(header) + "\n")
    for index, payload in enumerate(entries):
        file.write(json.dumps({"index": index, "payload": payload}, ensure_ascii=False) + "\n")
    for head in heads:
        body = {
            "size": head.size,
            "root": head.root.hex(),
            "at": head.at,
            "signature": base64.b64encode(head.signature).decode(),
        }
        file.write(json.dumps(body) + "\n")


def _lines(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            try:
                body = json.loads(line)
            except json.JSONDecodeError as error:
                raise LogBroken(reason=f"第 {number} 行不是 JSON") from error
            if not isinstance(body, dict):
                raise LogBroken(reason=f"第 {number} 行不是对象")
            yield number, body


def verify_log(path: Path, trusted_key: bytes | None = None) -> LogReport:
    """Verify an exported log from its first byte to its last.

    Every head must be signed by the key and its root must be that of the entries before it; the last head must cover
    all entries. ``trusted_key`` is the key one already has from the log's owner; without it only inner agreement is
    shown.
    Raises: InputMissing, LogBroken that names the first place that is wrong.
    """
    if not path.is_file():
        raise InputMissing(path=path)
    try:
        return _verify(path, trusted_key)
    except (UnicodeDecodeError, KeyError, ValueError, TypeError) as error:
        raise LogBroken(reason=f"文件结构有误（{error}）") from error


def signature_holds(head: SignedHead, key: bytes) -> bool:
    """Whether the raw public key signed the head."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(head.signature, head.statement())
    except (InvalidSignature, ValueError):
        return False
    return True


def _head_sizes(path: Path) -> set[int]:
    """The sizes at which a head is signed: lines that are no entry, looked at first so that no leaf has to be kept."""
    sizes = set()
    with path.open(encoding="utf-8") as file:
        for line in file:
            if not line.startswith(_ENTRY_START):
                body = json.loads(line)
                if isinstance(body, dict) and "size" in body:
                    sizes.add(int(body["size"]))
    return sizes


def _verify(path: Path, trusted_key: bytes | None) -> LogReport:
    sizes = _head_sizes(path)
    lines = _lines(path)
    header = next(lines, (0, {}))[1]
    if header.get("format") != FORMAT or header.get("hash") not in HASHES:
        raise LogBroken(reason="文件头缺失或格式未知")
    raw_key = base64.b64decode(header["key"])
    if trusted_key is not None and raw_key != trusted_key:
        raise LogBroken(reason="签名公钥与所持公钥不同")
    tree = CompactTree(HASHES[header["hash"]])
    roots: dict[int, bytes] = {0: tree.root()}
    heads, last = 0, None
    for number, body in lines:
        if "payload" in body:
            if last is not None or body["index"] != tree.size:
                raise LogBroken(reason=f"第 {number} 行的序号应为 {tree.size}，实为 {body['index']}")
            tree.append(leaf_hash(body["payload"].encode(), HASHES[header["hash"]]))
            if tree.size in sizes:
                roots[tree.size] = tree.root()
            continue
        head = SignedHead(
            int(body["size"]), bytes.fromhex(body["root"]), body["at"], base64.b64decode(body["signature"])
        )
        _check_head(head, last, roots, raw_key)
        heads, last = heads + 1, head
    if last is None:
        raise LogBroken(reason="没有签名的树头")
    if last.size != tree.size:
        raise LogBroken(reason=f"最后的树头覆盖 {last.size} 条，文件中有 {tree.size} 条")
    return LogReport(tree.size, heads, last.root.hex(), header["key"])


def _check_head(head: SignedHead, before: SignedHead | None, roots: Mapping[int, bytes], key: bytes) -> None:
    if before is not None and head.size < before.size:
        raise LogBroken(reason=f"树头 {head.size} 排在 {before.size} 之后")
    if not signature_holds(head, key):
        raise LogBroken(reason=f"树头 {head.size} 的签名不对")
    if roots.get(head.size) != head.root:
        raise LogBroken(reason=f"前 {head.size} 条与签名的根不符：有条目被改动、删除或调序")
