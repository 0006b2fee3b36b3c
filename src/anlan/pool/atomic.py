"""Files that are either wholly there or not at all, whatever kills the process."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any


def write_bytes(path: Path, data: bytes) -> None:
    """Put bytes at a path in one step: a reader sees the old file or the new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def write_json(path: Path, value: Any) -> None:
    """Put a value at a path as JSON in one step."""
    write_bytes(path, json.dumps(value, ensure_ascii=False, indent=1).encode())


def create_json(path: Path, value: Any) -> bool:
    """Put a value at a path only if nothing is there; whether it was put, so that two writers never share a name."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    write_json(draft, value)
    try:
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    return True
