"""The last stages of a destruction: the search that must find nothing, and the certificate with its log entry."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from anlan.base.errors import AnlanError
from anlan.control.assets.removal import destroyed_files
from anlan.control.assets.scope import ERASE
from anlan.control.assets.search import places
from anlan.control.assets.stages import Work
from anlan.control.catalogue.log import VerifiableLog
from anlan.control.people import everyone
from anlan.pool import destroy
from anlan.pool.archive import Archive
from anlan.pool.atomic import write_bytes


class DestructionLeftTraces(AnlanError):
    """The search still finds values of what was to be destroyed; no certificate is made."""

    code = "destruction-left-traces"
    message = "检索仍发现应已销毁的数据：{places}"
    hint = "不出具证书。查明这些位置为何仍有数据并清除后，继续执行该销毁单。"


def search(work: Work) -> None:
    """Look for everything that should be gone. Raises: DestructionLeftTraces."""
    proof = work.one.proof
    found = places(work.pool, work.workspace.serving, work.one.salt, work.one.witnesses)
    rows = {table["table"]: _rows_left(work, table) for table in work.touched(ERASE)}
    files = destroyed_files(work)
    archive = Archive(work.workspace.archive)
    left = {f"文件 {one['path']}": 1 for one in files if (work.workspace.root / one["path"]).is_file()}
    left |= {f"归档 {sha256}": 1 for sha256 in proof["blobs"] if archive.path(sha256).is_file()}
    left |= {f"表 {name} 的行": count for name, count in rows.items() if count}
    left |= {f"{place} 中的值": count for place, count in found.items()}
    if left:
        listed = "、".join(f"{place}（{count}）" for place, count in sorted(left.items())[:10])
        raise DestructionLeftTraces(places=listed)
    listing = work.journal.read_bytes() if work.journal.is_file() else b""
    proof["found_after"] = {}
    proof["rows_after"] = rows
    proof["destroyed"] = {"count": len(files), "bytes": sum(one["size"] for one in files), **destroy.digests(listing)}


def _rows_left(work: Work, table: dict[str, Any]) -> int:
    return destroy.count_rows(work.pool, table["table"], table["condition"])


def certify(work: Work, now: datetime) -> None:
    """Print the certificate, enter its hashes in the verifiable log, and forget the salt; done."""
    one = work.one
    one.finished_at = one.finished_at or now
    one.save()
    files = _print(work)
    with transaction.atomic():
        if one.log_index is None:
            one.log_index = VerifiableLog(work.workspace).append([_fact(work, files)]).size - 1
        one.files, one.salt, one.witnesses = files, "", []
        one.state, one.stage, one.message = one.State.DONE, "certify", ""
        one.save()


def _fact(work: Work, files: list[dict[str, Any]]) -> dict[str, Any]:
    one = work.one
    return {
        "kind": "destruction",
        "identifier": f"第 {one.pk} 号销毁单",
        "name": f"{one.label}{'返还并' if one.is_return else ''}销毁",
        "system": one.system,
        "by": one.author,
        "reviewer": one.reviewer,
        "at": one.finished_at.isoformat() if one.finished_at else "",
        "reason": one.basis,
        "listing": {name: one.proof["destroyed"][name] for name in ("count", "sha256", "sm3")},
        "certificate": [{name: file[name] for name in ("format", "sha256", "sm3")} for file in files],
    }


def _print(work: Work) -> list[dict[str, Any]]:
    from anlan.reports.destruction_certificate import certificate  # heavy: fonts, Word and PDF
    from anlan.reports.issue import masthead_of
    from anlan.reports.printed_sheet import write_sheet_pdf, write_sheet_word

    names = {person["username"]: person["name"] for person in everyone()}
    sheet = certificate(_facts(work, names), destroyed_files(work), masthead_of(work.workspace).bureau)
    files = []
    for ending, content in (("docx", write_sheet_word(sheet)), ("pdf", write_sheet_pdf(sheet))):
        path = work.folder / f"销毁证书-{work.one.pk}.{ending}"
        write_bytes(path, content)
        place = str(path.relative_to(work.workspace.root))
        files.append({"format": ending, "path": place, "size": len(content), **destroy.digests(content)})
    return files


def _facts(work: Work, names: dict[str, str]) -> dict[str, Any]:
    one = work.one
    people = {
        role: f"{names[who]}（{who}）" if who in names else who
        for role, who in (("author", one.author), ("reviewer", one.reviewer))
    }
    fields = ("label", "system", "before", "is_return", "basis", "requested_on", "due", "decided_at", "finished_at")
    return {
        "number": one.pk,
        **{name: getattr(one, name) for name in fields},
        **people,
        "plan": one.plan,
        "proof": one.proof,
    }
