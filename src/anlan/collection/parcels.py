"""Files inside files: members of archives (ZIP, TAR, GZIP) and attachments of e-mails, taken out within limits.

Nothing is ever written under a member's name; a name that points out of its archive is refused all the same, because
whoever made it meant no good.
"""

from __future__ import annotations

import email
import email.policy
import gzip
import io
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import PurePosixPath, PureWindowsPath

from anlan.base.errors import AnlanError

SUFFIXES = (".zip", ".eml", ".tar", ".tar.gz", ".tgz", ".gz", ".rar", ".7z")
_TARS = (".tar", ".tar.gz", ".tgz")
_UNREAD = (".rar", ".7z")
_TAR_NAMES = ("utf-8", "gb18030")
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
    for member, content in _inside_of(name, data, limits):
        place = f"{name}/{member}"
        if is_parcel(member):
            yield from _members(place, content, limits, depth - 1)
        else:
            yield place, content


def _inside_of(name: str, data: bytes, limits: Limits) -> Iterator[tuple[str, bytes]]:
    lower = name.lower()
    if lower.endswith(".eml"):
        return _attachments(name, data)
    if lower.endswith(_UNREAD):
        raise ParcelRefused(file=name, reason=f"{PurePosixPath(lower).suffix} 格式不能拆开，请改用 zip")
    if lower.endswith(_TARS):
        return _tarred(name, data, limits)
    return _unzipped(name, data, limits) if lower.endswith(".gz") else _archived(name, data, limits)


def _tarred(name: str, data: bytes, limits: Limits) -> Iterator[tuple[str, bytes]]:
    """The files of a tar archive; links and devices are no files that anybody sends."""
    plain = _expanded(name, data, limits) if not name.lower().endswith(".tar") else data
    try:
        with tarfile.open(fileobj=io.BytesIO(plain), mode="r:", encoding="utf-8", errors="surrogateescape") as archive:
            for entry in archive:
                file = archive.extractfile(entry) if entry.isfile() else None
                if entry.issym() or entry.islnk() or entry.isdev():
                    raise ParcelRefused(file=name, reason="含有链接或设备")
                if file is not None and entry.size > limits.member_bytes:
                    raise ParcelRefused(file=name, reason=f"其中一个文件展开后超过 {limits.member_bytes:,} 字节")
                if file is not None:
                    yield _inside(name, _chinese(entry.name)), file.read()
    except (tarfile.TarError, EOFError) as error:
        raise ParcelRefused(file=name, reason="压缩包不完整，或压缩方法不支持") from error


def _chinese(name: str) -> str:
    raw = name.encode("utf-8", "surrogateescape")
    for encoding in _TAR_NAMES:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")


def _unzipped(name: str, data: bytes, limits: Limits) -> Iterator[tuple[str, bytes]]:
    yield PurePosixPath(name).name[: -len(".gz")], _expanded(name, data, limits)


def _expanded(name: str, data: bytes, limits: Limits) -> bytes:
    """What a gzip file holds, never more of it than allowed."""
    most = min(limits.total_bytes, max(len(data), 1 << 10) * limits.growth)
    try:
        with gzip.open(io.BytesIO(data)) as file:
            content = file.read(most + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise ParcelRefused(file=name, reason="压缩包不完整，或压缩方法不支持") from error
    if len(content) > most:
        raise ParcelRefused(file=name, reason=f"其中一个文件展开后超过 {most:,} 字节")
    return content


def _archived(name: str, data: bytes, limits: Limits) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) > limits.members:
                raise ParcelRefused(file=name, reason=f"超过 {limits.members} 个文件")
            for entry in entries:
                yield _inside(name, _entry_name(entry)), _content(name, archive, entry, limits)
    # NotImplementedError is how zipfile says that it does not know a member's compression.
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
