"""The verifiable log in the control database: append with the publication, prove, sign, export."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from anlan.base.errors import AnlanError
from anlan.base.log_export import SignedHead, write_log
from anlan.base.merkle import HASHES, CompactTree, NodeAt, consistency_proof, inclusion_proof, leaf_hash
from anlan.base.settings import Workspace
from anlan.control.catalogue.models import LogEntry, LogNode, TreeHead

KEY_FILE = "log.key"
_BATCH = 5_000


class LogEntryUnknown(AnlanError):
    """The log has no entry of that index, or no tree of that size."""

    code = "log-entry-unknown"
    status = 404
    message = "日志中没有第 {index} 条"
    hint = "日志现有 {size} 条，序号从 0 开始。"


def signing_key(workspace: Workspace) -> Ed25519PrivateKey:
    """The key that signs tree heads: made once, kept in the workspace with mode 600."""
    path = workspace.root / KEY_FILE
    if not path.exists():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(Ed25519PrivateKey.generate().private_bytes_raw())
    return Ed25519PrivateKey.from_private_bytes(path.read_bytes())


def payload_of(facts: Mapping[str, Any]) -> str:
    """The one way in which facts are written into the log: sorted, without spaces."""
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


class VerifiableLog:
    """An append-only log after RFC 6962 whose entries, nodes and heads lie in the control database."""

    def __init__(self, workspace: Workspace) -> None:
        self._key = signing_key(workspace)
        self.hash_name = str(workspace.get("log.hash"))
        self._hash = HASHES[self.hash_name]

    @property
    def size(self) -> int:
        """How many entries there are."""
        last = LogEntry.objects.order_by("-index").first()
        return 0 if last is None else last.index + 1

    def append(self, facts: Iterable[Mapping[str, Any]]) -> SignedHead:
        """Add entries and sign the new head, all or nothing; returns the head. Part of a surrounding transaction."""
        with transaction.atomic():
            start = self.size
            nodes: list[LogNode] = []
            tree = CompactTree.resume(
                start,
                self._edge(start),
                self._hash,
                lambda level, index, node: nodes.append(LogNode(level=level, index=index, hash=node)),
            )
            entries = []
            for index, body in enumerate(facts, start):
                payload = payload_of(body)
                tree.append(leaf_hash(payload.encode(), self._hash))
                entries.append(LogEntry(index=index, payload=payload))
            LogEntry.objects.bulk_create(entries, batch_size=_BATCH)
            LogNode.objects.bulk_create(nodes, batch_size=_BATCH)
            return self._sign(tree)

    def _sign(self, tree: CompactTree) -> SignedHead:
        now = timezone.now()
        unsigned = SignedHead(tree.size, tree.root(), now.isoformat(), b"")
        signature = self._key.sign(unsigned.statement())
        TreeHead.objects.update_or_create(
            size=tree.size, defaults={"root": unsigned.root, "at": now, "signature": signature}
        )
        return SignedHead(tree.size, unsigned.root, unsigned.at, signature)

    def _edge(self, size: int) -> list[bytes]:
        edge, start = [], 0
        for level in range(size.bit_length() - 1, -1, -1):
            if size >> level & 1:
                edge.append(self._node(level, start >> level))
                start += 1 << level
        return edge

    def _node(self, level: int, index: int) -> bytes:
        return bytes(LogNode.objects.values_list("hash", flat=True).get(level=level, index=index))

    def heads(self) -> list[SignedHead]:
        """Every signed head, by size."""
        found = TreeHead.objects.order_by("size")
        return [SignedHead(h.size, bytes(h.root), h.at.isoformat(), bytes(h.signature)) for h in found]

    def head(self) -> SignedHead:
        """The newest signed head; an empty log is signed on the first asking."""
        found = TreeHead.objects.order_by("-size").first()
        if found is None:
            return self.append([])
        return SignedHead(found.size, bytes(found.root), found.at.isoformat(), bytes(found.signature))

    def prove_inclusion(self, index: int, size: int | None = None) -> list[bytes]:
        """The audit path of an entry in the tree of ``size`` entries (default: now). Raises: LogEntryUnknown."""
        total = self.size
        size = total if size is None else size
        if not 0 <= index < size <= total:
            raise LogEntryUnknown(index=index, size=total)
        return self._proved(lambda node_at: inclusion_proof(index, size, node_at, self._hash))

    def prove_consistency(self, first: int, second: int) -> list[bytes]:
        """The proof that the log of ``second`` entries extends that of ``first``. Raises: LogEntryUnknown."""
        if not 0 < first <= second <= self.size:
            raise LogEntryUnknown(index=second, size=self.size)
        return self._proved(lambda node_at: consistency_proof(first, second, node_at, self._hash))

    def _proved(self, prove: Callable[[NodeAt], list[bytes]]) -> list[bytes]:
        """A proof whose nodes are read by one query: made once to see which it needs, and once with them."""
        wanted: list[tuple[int, int]] = []

        def ask(level: int, index: int) -> bytes:
            wanted.append((level, index))
            return b""

        prove(ask)
        chosen = Q()
        for level, index in wanted:
            chosen |= Q(level=level, index=index)
        rows = LogNode.objects.filter(chosen).values_list("level", "index", "hash") if wanted else ()
        held = {(level, index): bytes(node) for level, index, node in rows}
        return prove(lambda level, index: held[level, index])

    def receipt(self, index: int) -> dict[str, Any]:
        """What proves one entry to somebody who holds the public key: entry, path and signed head.

        Raises: LogEntryUnknown.
        """
        return self._receipt(index, self.head())

    def receipts(self, first: int = 0, last: int | None = None) -> Iterator[dict[str, Any]]:
        """The receipts of a run of entries, both ends included, all under one signed head. Raises: LogEntryUnknown."""
        head = self.head()
        last = head.size - 1 if last is None else last
        for index in range(first, last + 1):
            yield self._receipt(index, head)

    def _receipt(self, index: int, head: SignedHead) -> dict[str, Any]:
        path = self.prove_inclusion(index, head.size)
        return {
            "index": index,
            "payload": LogEntry.objects.get(index=index).payload,
            "hash": self.hash_name,
            "path": [node.hex() for node in path],
            "head": {"size": head.size, "root": head.root.hex(), "at": head.at, "signature": head.signature.hex()},
            "key": self.public_key().hex(),
        }

    def public_key(self) -> bytes:
        """The raw public key of the log."""
        return self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    def export(self, path: Path) -> int:
        """Write the whole log to a file that verifies offline; returns the number of entries."""
        size = self.size

        def payloads() -> Iterator[str]:
            yield from (
                LogEntry.objects.filter(index__lt=size)
                .order_by("index")
                .values_list("payload", flat=True)
                .iterator(chunk_size=_BATCH)
            )

        if size == 0:
            self.append([])
        with path.open("w", encoding="utf-8") as file:
            heads = [head for head in self.heads() if head.size <= size]
            write_log(file, self.hash_name, self.public_key(), payloads(), heads)
        return size
