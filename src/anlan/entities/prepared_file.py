"""One file of named arrays that is mapped into memory: a registry of millions of names is ready in a moment."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from anlan.base.errors import InputMissing, InputUnreadable

MAGIC = b"ANLAN-NAMES\n"
VERSION = 1
_ALIGN = 64
Arrays = dict[str, npt.NDArray[Any]]


def is_prepared(path: Path) -> bool:
    """Whether a file begins as a prepared index."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def write_prepared(path: Path, arrays: Mapping[str, npt.NDArray[Any]], meta: Mapping[str, Any]) -> None:
    """Write arrays and facts into one file, complete or not at all."""
    sections, position = [], 0
    for name, array in arrays.items():
        sections.append({"name": name, "dtype": array.dtype.str, "count": array.size, "start": position})
        position += -(-array.nbytes // _ALIGN) * _ALIGN
    header = json.dumps({"version": VERSION, "sections": sections, "size": position, "meta": dict(meta)}).encode()
    start = -(-(len(MAGIC) + 8 + len(header)) // _ALIGN) * _ALIGN
    unfinished = path.with_name(path.name + ".part")
    with unfinished.open("wb") as file:
        file.write(MAGIC + len(header).to_bytes(8, "little") + header)
        for section, array in zip(sections, arrays.values(), strict=True):
            file.seek(start + int(str(section["start"])))
            file.write(np.ascontiguousarray(array).data)
        file.truncate(start + position)
    unfinished.replace(path)


def read_prepared(path: Path) -> tuple[Arrays, dict[str, Any]]:
    """The arrays, mapped read-only, and the facts of a prepared file. Raises: InputMissing, InputUnreadable."""
    if not path.is_file():
        raise InputMissing(path=path)
    with path.open("rb") as file:
        head = file.read(len(MAGIC) + 8)
        length = int.from_bytes(head[len(MAGIC) :], "little")
        header = _parse_header(path, head, file.read(min(length, 1 << 24)))
    start = -(-(len(head) + length) // _ALIGN) * _ALIGN
    if path.stat().st_size < start + header["size"]:
        raise InputUnreadable(path=path, reason="文件不完整", action="用 `anlan entities prepare` 重新生成。")
    whole = np.memmap(path, np.uint8, "c").view(np.ndarray)  # private: the product wants writable arrays
    arrays = {}
    for section in header["sections"]:
        dtype = np.dtype(section["dtype"])
        begin = start + section["start"]
        arrays[section["name"]] = whole[begin : begin + section["count"] * dtype.itemsize].view(dtype)
    return arrays, header["meta"]


def _parse_header(path: Path, head: bytes, body: bytes) -> dict[str, Any]:
    action = "用 `anlan entities prepare` 重新生成。"
    if not head.startswith(MAGIC):
        raise InputUnreadable(path=path, reason="不是名称索引文件", action=action)
    try:
        header: dict[str, Any] = json.loads(body)
    except ValueError as error:
        raise InputUnreadable(path=path, reason="文件头损坏", action=action) from error
    if header.get("version") != VERSION:
        raise InputUnreadable(path=path, reason=f"版本 {header.get('version')} 与程序不符", action=action)
    return header
