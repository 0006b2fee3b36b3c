"""The archive of raw bytes as received, found by their SHA-256."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from anlan.base.errors import AnlanError
from anlan.pool.atomic import write_bytes


class ArchiveMissing(AnlanError):
    """Raw bytes that a load names are not in the archive."""

    code = "archive-missing"
    status = 404
    message = "归档中没有原始文件 {sha256}"
    hint = "检查 archive 文件夹是否被移动；必要时从备份恢复，或让来源重新提供该文件。"


def sha256_of(data: bytes) -> str:
    """The SHA-256 of bytes in lower-case hexadecimal."""
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True)
class Archive:
    """A folder ``xx/<sha256>`` of raw bytes; the same bytes are kept once."""

    root: Path

    def path(self, sha256: str) -> Path:
        """Where the bytes of that hash lie."""
        return self.root / sha256[:2] / sha256

    def store(self, data: bytes) -> str:
        """Keep bytes; their hash."""
        sha256 = sha256_of(data)
        if not self.path(sha256).exists():
            write_bytes(self.path(sha256), data)
        return sha256

    def read(self, sha256: str) -> bytes:
        """The bytes of that hash. Raises: ArchiveMissing."""
        try:
            return self.path(sha256).read_bytes()
        except FileNotFoundError as error:
            raise ArchiveMissing(sha256=sha256) from error
