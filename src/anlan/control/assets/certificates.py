"""Certificates of destruction: handed out as signed, and verified against the log and against what is there today."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from anlan.base.errors import AnlanError, InputMissing
from anlan.base.settings import Workspace
from anlan.control.assets.destructions import FOLDER, get
from anlan.control.assets.models import Destruction
from anlan.control.catalogue.log import VerifiableLog
from anlan.control.catalogue.log_view import proof_of
from anlan.control.exports import MEDIA_TYPES
from anlan.pool import destroy
from anlan.pool.pool import Pool


class CertificateWrong(AnlanError):
    """A file that is no certificate of this platform, or one that no longer holds."""

    code = "certificate-wrong"
    status = 422
    message = "证书不可信：{reason}"
    hint = "向出具单位索取原件；原件的散列见可验证日志中的“销毁”条目。"


class CertificateMissing(AnlanError):
    """A destruction without a certificate, or whose file was moved."""

    code = "certificate-missing"
    status = 404
    message = "第 {number} 号销毁单没有可用的 {format} 证书"
    hint = "证书在执行完成时出具；文件被移走时从备份恢复，其散列已记入日志。"


def verify(workspace: Workspace, pool: Pool, file: Path) -> dict[str, Any]:
    """What a certificate proves: its place in the log, the proof checked, and that the data are still gone.

    Raises: InputMissing, CertificateWrong that names what does not hold.
    """
    if not file.is_file():
        raise InputMissing(path=file)
    return _verified(workspace, pool, destroy.digests(file.read_bytes()))


def verify_number(workspace: Workspace, pool: Pool, number: int) -> dict[str, Any]:
    """The same for the certificate of a destruction, as PDF. Raises: CertificateMissing, CertificateWrong."""
    return _verified(workspace, pool, destroy.digests(certificate_file(workspace, number, "pdf")[2]))


def _verified(workspace: Workspace, pool: Pool, found: dict[str, str]) -> dict[str, Any]:
    one = next((one for one in Destruction.objects.all() if _names(one, found)), None)
    if one is None or one.log_index is None:
        raise CertificateWrong(reason="文件的散列不在日志中，文件被改动过或不是本平台出具")
    log = VerifiableLog(workspace)
    proof = proof_of(log, one.log_index)
    fact = json.loads(proof["payload"])
    if found not in [{name: file[name] for name in ("sha256", "sm3")} for file in fact.get("certificate", ())]:
        raise CertificateWrong(reason="日志条目记的是另一份证书")
    grown = proof["consistency"]
    if not (proof["inclusion_holds"] and proof["signature_holds"] and (grown is None or grown["holds"])):
        raise CertificateWrong(reason="日志的证明或签名不成立")
    files = _listing(workspace, one, fact)
    return {
        "number": one.pk,
        "label": one.label,
        "index": one.log_index,
        "finished_at": one.finished_at,
        "head": proof["head"],
        "key": proof["key"],
        "destroyed": len(files),
        "rows_left": _rows_left(pool, one),
    }


def _names(one: Destruction, found: dict[str, str]) -> bool:
    return any(file["sha256"] == found["sha256"] and file["sm3"] == found["sm3"] for file in one.files)


def _listing(workspace: Workspace, one: Destruction, fact: dict[str, Any]) -> list[dict[str, Any]]:
    """The list of destroyed files, as logged, none of which is there. Raises: CertificateWrong."""
    path = workspace.root / FOLDER / f"{one.pk:06d}" / "destroyed.jsonl"
    content = path.read_bytes() if path.is_file() else b""
    if destroy.digests(content)["sha256"] != fact["listing"]["sha256"]:
        raise CertificateWrong(reason="销毁清单不在原处或被改动")
    files = [json.loads(line) for line in content.splitlines()]
    back = [one["path"] for one in files if _is_back(workspace.root / one["path"], one)]
    if back:
        raise CertificateWrong(reason=f"{len(back)} 个已销毁的文件又出现了，例如 {back[0]}")
    return files


def _is_back(path: Path, fact: dict[str, Any]) -> bool:
    """Whether the same content lies there again; a new file under an old name (a log entry) is another one."""
    return path.is_file() and destroy.digests(path.read_bytes())["sha256"] == fact["sha256"]


def _rows_left(pool: Pool, one: Destruction) -> int:
    """Rows of the destroyed loads in the pool today. Raises: CertificateWrong where there are any."""
    tables = [table for table in one.proof["tables"] if table["how"] == "erase"]
    left = sum(destroy.count_rows(pool, table["table"], table["condition"]) for table in tables)
    if left:
        raise CertificateWrong(reason=f"按来源仍检索到 {left} 行")
    return left


def certificate_file(workspace: Workspace, number: int, format: str) -> tuple[str, str, bytes]:
    """Name, media type and content of a certificate, as logged. Raises: DestructionUnknown, CertificateMissing."""
    found = next((file for file in get(number).files if file["format"] == format), None)
    path = workspace.root / found["path"] if found else None
    if found is None or path is None or not path.is_file():
        raise CertificateMissing(number=number, format=format)
    content = path.read_bytes()
    if destroy.digests(content)["sha256"] != found["sha256"]:
        raise CertificateWrong(reason="文件内容与出具时的散列不符")
    return path.name, MEDIA_TYPES[format], content
