"""Files inside files: members of ZIP archives and attachments of e-mails, taken out in memory and within limits.

Nothing is ever written under a member's name; a name that points out of its archive is refused all the same, because
whoever made it meant no good.
"""

from __future__ import annotations

import email
import email.policy
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import PurePosixPath, PureWindowsPath

from anlan.base.errors import AnlanError

SUFFIXES = (".zip", ".eml")
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1


@dataclass(frozen=True)
class Limits:
    """How much a parcel may hold: members, bytes a member and in all, growth of a member, parcels within parcels."""

    members: int = 2_000
    member_bytes: int = 512 << 20
    total_bytes: int = 1 << 30
    growth: int = 500
    depth: int = 2


class ParcelRefused(AnlanError):
    """An archive or e-mail that is broken, locked, too large, or names files outside itself."""

    code = "parcel-refused"
    status = 422
    message = "压缩包或邮件 {file} 没有拆开：{reason}"
    hint = "请来源单位直接提供其中的文件，或重新打包（不加密、不含上级目录）后再送；本包内的文件一个也没有装载。"


def is_parcel(name: str) -> bool:
    """Whether a file's name says that it holds other files."""
    return name.lower().endswith(SUFFIXES)


def unpack(name: str, data: bytes, limits: Limits | None = None) -> list[tuple[str, bytes]]:
    """The files in a parcel as (``parcel/member``, bytes), parcels within it taken apart too. Raises: ParcelRefused."""
    allowed = limits or Limits()
    found: list[tuple[str, bytes]] = []
    total = 0
    for member, content in _members(name, data, allowed, allowed.depth):
        total += len(content)
        found.append((member, content))
        if len(found) > allowed.members or total > allowed.total_bytes:
            raise ParcelRefused(file=name, reason=f"超过 {allowed.members} 个文件或 {allowed.total_bytes >> 20} MB")
    return found


def _members(name: str, data: bytes, limits: Limits, depth: int) -> Iterator[tuple[str, bytes]]:
    if depth == 0:
        raise ParcelRefused(file=name, reason="包中有包，层数过多")
    inside = _attachments(name, data) if name.lower().endswith(".eml") else _archived(name, data, limits)
    for member, content in inside:
        place = f"{name}/{member}"
        if is_parcel(member):
            yield from _members(place, content, limits, depth - 1)
        else:
            yield place, content


def _archived(name: str, data: bytes, limits: Limits) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) > limits.members:
                raise ParcelRefused(file=name, reason=f"超过 {limits.members} 个文件")
            for entry in entries:
                yield _inside(name, _entry_name(entry)), _content(name, archive, entry, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise ParcelRefused(file=name, reason="压缩包不完整，或压缩方法不支持") from error


def _entry_name(entry: zipfile.ZipInfo) -> str:
    """A member's name; without the mark for UTF-8 it is in the Chinese encoding of the computer that packed it."""
    if entry.flag_bits & _UTF8_NAME:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("gb18030")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return entry.filename


def _content(name: str, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: Limits) -> bytes:
    if entry.flag_bits & _ENCRYPTED:
        raise ParcelRefused(file=name, reason="压缩包有密码")
    # What the directory says of a member's size need not be true: one byte more than allowed is read, never all.
    most = min(limits.member_bytes, max(entry.compress_size, 1 << 10) * limits.growth)
    with archive.open(entry) as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise ParcelRefused(file=name, reason=f"其中一个文件展开后超过 {most:,} 字节")
    return content


def _inside(name: str, member: str) -> str:
    """A member's name, refused where it points out of the parcel."""
    plain = member.replace("\\", "/")
    outside = ".." in PurePosixPath(plain).parts or plain.startswith("/") or PureWindowsPath(member).drive
    if outside or "\0" in member:
        raise ParcelRefused(file=name, reason="文件名指向包外的目录")
    return plain


def _attachments(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    message = email.message_from_bytes(data, policy=email.policy.default)
    if not isinstance(message, EmailMessage) or not message.keys():
        raise ParcelRefused(file=name, reason="不是电子邮件")
    for part in message.walk():
        file_name = part.get_filename()
        content = part.get_payload(decode=True) if file_name else None
        if file_name and isinstance(content, bytes):
            yield _inside(name, file_name), content
