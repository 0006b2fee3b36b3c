"""The log as screens show it: entries in words, and the proof of one entry checked before it is shown."""

from __future__ import annotations

import json
from typing import Any

from anlan.base.log_export import signature_holds
from anlan.base.merkle import HASHES, leaf_hash, verify_consistency, verify_inclusion
from anlan.control.catalogue.log import VerifiableLog
from anlan.control.catalogue.models import LogEntry, TreeHead

KINDS = {
    "submit": "提交",
    "publish": "发布",
    "change": "变更",
    "refuse": "退回",
    "withdraw": "撤销",
    "duty-submit": "提交职责",
    "duty-publish": "发布职责",
    "duty-refuse": "退回职责",
    "authorisation-submit": "申请授权",
    "authorisation-grant": "授权",
    "authorisation-refuse": "退回授权申请",
    "authorisation-expire": "授权到期",
    "authorisation-revoke": "收回授权",
    "destruction": "销毁",
    "conversion-submit": "提交标准化更正",
    "conversion-approve": "同意标准化更正",
    "conversion-refuse": "退回标准化更正",
    "conversion-end": "撤销标准化更正",
}


def log_page(log: VerifiableLog, page: int, size: int, code: str = "") -> dict[str, Any]:
    """A page of the log, the newest first, of one resource where given; with the newest signed head."""
    found = LogEntry.objects.order_by("-index")
    if code:
        found = found.filter(payload__contains=f'"resource_code":{json.dumps(code)}')
    total = found.count()
    head = log.head()
    return {
        "total": total,
        "page": page,
        "size": size,
        "hash": log.hash_name,
        "key": log.public_key().hex(),
        "head": {"size": head.size, "root": head.root.hex(), "at": head.at, "signature": head.signature.hex()},
        "rows": [_row(entry) for entry in found[(page - 1) * size : page * size]],
    }


def _row(entry: LogEntry) -> dict[str, Any]:
    facts = json.loads(entry.payload)
    return {
        "index": entry.index,
        "kind": str(facts.get("kind", "")),
        "kind_label": KINDS.get(facts.get("kind", ""), str(facts.get("kind", ""))),
        "code": str(facts.get("resource_code") or facts.get("duty_code") or facts.get("identifier") or ""),
        "version": facts.get("version") if isinstance(facts.get("version"), int) else None,
        "name": str(facts.get("name", "")),
        "by": str(facts.get("by", "")),
        "at": str(facts.get("at", "")),
        "reason": str(facts.get("reason") or ""),
    }


def proof_of(log: VerifiableLog, index: int) -> dict[str, Any]:
    """The receipt of an entry and whether it holds: path to the signed root, signature, growth since its first head.

    Raises: LogEntryUnknown.
    """
    receipt = log.receipt(index)
    head, hash_ = log.head(), HASHES[log.hash_name]
    leaf = leaf_hash(receipt["payload"].encode(), hash_)
    path = [bytes.fromhex(node) for node in receipt["path"]]
    return {
        **receipt,
        **_row(LogEntry.objects.get(index=index)),
        "leaf": leaf.hex(),
        "inclusion_holds": verify_inclusion(leaf, index, head.size, path, head.root, hash_),
        "signature_holds": signature_holds(head, log.public_key()),
        "consistency": _growth(log, index),
    }


def _growth(log: VerifiableLog, index: int) -> dict[str, Any] | None:
    """Whether the log of today extends the one that the entry's own head signed; None where that is the newest."""
    newest = log.head()
    first = TreeHead.objects.filter(size__gt=index).order_by("size").first()
    if first is None or first.size == newest.size:
        return None
    proof = log.prove_consistency(first.size, newest.size)
    root = bytes(first.root)
    holds = verify_consistency(first.size, newest.size, root, newest.root, proof, HASHES[log.hash_name])
    return {"first": first.size, "second": newest.size, "path": [node.hex() for node in proof], "holds": holds}
