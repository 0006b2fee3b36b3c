"""A stream set down in a file: rows that must be seen whole before it is decided whether they are written."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pyarrow as pa
import pyarrow.ipc

_BLOCK = 1024 * 1024


def spool(reader: pa.RecordBatchReader, path: Path) -> str:
    """Write a stream to an Arrow file and give the SHA-256 of its bytes: the same rows give the same hash."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with pa.OSFile(str(path), "wb") as sink, pyarrow.ipc.new_stream(sink, reader.schema) as writer:
        for batch in reader:
            writer.write_batch(batch)
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def unspool(path: Path) -> pa.RecordBatchReader:
    """The stream set down in a file, read as it is consumed."""
    return pyarrow.ipc.open_stream(pa.memory_map(str(path)))
