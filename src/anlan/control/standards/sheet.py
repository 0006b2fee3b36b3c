"""The change sheet of an approved revision, printed into the workspace."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from anlan.base.errors import AnlanError
from anlan.base.settings import Workspace
from anlan.control.exports import MEDIA_TYPES
from anlan.control.people import everyone
from anlan.pool.atomic import write_bytes

if TYPE_CHECKING:
    from anlan.control.standards.models import Revision

FOLDER = "standards"


class SheetMissing(AnlanError):
    """A revision without a printed sheet, or whose file is not where it was put, or is not what was signed."""

    code = "change-sheet-missing"
    status = 404
    message = "第 {number} 号修订没有可用的 {format} 变更单：{reason}"
    hint = "变更单在批准时印制；文件被移走或改动时，请从备份恢复原文件（哈希已写入可验证日志）。"


def print_sheet(workspace: Workspace, revision: Revision) -> list[dict[str, Any]]:
    """Print the sheet of a revision that is being approved; format, path, size and hash of each file."""
    from anlan.reports.issue import masthead_of  # heavy: fonts, Word and PDF
    from anlan.reports.printed_sheet import write_sheet_pdf, write_sheet_word
    from anlan.reports.standards_change import change_sheet

    assert revision.decided_at is not None
    fields = ("number", "kind", "identifier", "base_version", "version", "effective_from", "note", "author", "reviewer")
    facts = {name: getattr(revision, name) for name in fields}
    facts |= {"name": revision.body["name"], "reason": revision.reason, "impact": revision.impact}
    names = {person["username"]: person["name"] for person in everyone()}
    for role in ("author", "reviewer"):
        username = facts[role]
        facts[role] = f"{names[username]}（{username}）" if username in names else username
    facts["decided_at"] = timezone.localtime(revision.decided_at)
    sheet = change_sheet(facts, masthead_of(workspace).bureau)
    files = []
    for ending, content in (("docx", write_sheet_word(sheet)), ("pdf", write_sheet_pdf(sheet))):
        path = workspace.reports / FOLDER / f"变更单-{revision.number}.{ending}"
        write_bytes(path, content)
        digest = hashlib.sha256(content).hexdigest()
        place = str(path.relative_to(workspace.root))
        files.append({"format": ending, "path": place, "size": len(content), "sha256": digest})
    return files


def sheet_file(workspace: Workspace, revision: Revision, ending: str) -> tuple[str, str, bytes]:
    """Name, media type and content of a printed sheet, as signed. Raises: SheetMissing."""
    found = next((file for file in revision.files if file["format"] == ending), None)
    if found is None:
        raise SheetMissing(number=revision.pk, format=ending, reason="尚未批准")
    path = workspace.root / found["path"]
    if not path.is_file():
        raise SheetMissing(number=revision.pk, format=ending, reason="文件不在原处")
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != found["sha256"]:
        raise SheetMissing(number=revision.pk, format=ending, reason="内容与批准时的哈希不符")
    return path.name, MEDIA_TYPES[ending], content
