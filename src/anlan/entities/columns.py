"""Columns that stay in mapped memory: texts as one block of bytes, and hashes to row numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class TextColumn:
    """Texts by row number, decoded one at a time."""

    block: Array
    ends: Array

    @classmethod
    def of(cls, texts: Iterable[str]) -> TextColumn:
        """The column that holds these texts in order."""
        encoded = [text.encode("utf-8", "replace") for text in texts]
        lengths = np.fromiter(map(len, encoded), np.uint32, len(encoded))
        return cls(np.frombuffer(b"".join(encoded), np.uint8), np.cumsum(lengths, dtype=np.uint64))

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, row: int) -> str:
        start = int(self.ends[row - 1]) if row else 0
        return self.block[start : int(self.ends[row])].tobytes().decode("utf-8")

    def arrays(self, name: str) -> dict[str, Array]:
        """The column's arrays under a name, for a prepared file."""
        return {f"{name}.block": self.block, f"{name}.ends": self.ends}

    @classmethod
    def from_arrays(cls, arrays: dict[str, Array], name: str) -> TextColumn:
        """The column kept under a name in a prepared file."""
        return cls(arrays[f"{name}.block"], arrays[f"{name}.ends"])


@dataclass(frozen=True)
class HashIndex:
    """Sorted 64-bit hashes with their row numbers; a hit must be verified against the text."""

    hashes: Array
    rows: Array

    @classmethod
    def of(cls, hashes: Array, rows: Array | None = None) -> HashIndex:
        """The index of rows by hash; rows are numbered from 0 where not given; hash 0 is left out."""
        order = np.argsort(hashes, kind="stable")
        order = order[hashes[order] != 0]
        numbers = order if rows is None else rows[order]
        return cls(hashes[order], numbers.astype(np.uint32))

    def find(self, key: int, limit: int = 256) -> list[int]:
        """Row numbers under a hash, at most ``limit``."""
        left = int(self.hashes.searchsorted(np.uint64(key)))
        found: list[int] = []
        while left < len(self.hashes) and len(found) < limit and int(self.hashes[left]) == key:
            found.append(int(self.rows[left]))
            left += 1
        return found

    def count(self, key: int) -> int:
        """How many rows there are under a hash."""
        number = np.uint64(key)
        return int(self.hashes.searchsorted(number, "right")) - int(self.hashes.searchsorted(number))

    def find_many(self, keys: Sequence[int]) -> list[list[int]]:
        """Row numbers under each of many hashes (at most 256 each)."""
        wanted = np.array(keys, np.uint64)
        lefts = self.hashes.searchsorted(wanted)
        rights = self.hashes.searchsorted(wanted, "right")
        return [self.rows[left : min(right, left + 256)].tolist() for left, right in zip(lefts, rights, strict=True)]

    def arrays(self, name: str) -> dict[str, Array]:
        """The index's arrays under a name, for a prepared file."""
        return {f"{name}.hashes": self.hashes, f"{name}.rows": self.rows}

    @classmethod
    def from_arrays(cls, arrays: dict[str, Array], name: str) -> HashIndex:
        """The index kept under a name in a prepared file."""
        return cls(arrays[f"{name}.hashes"], arrays[f"{name}.rows"])
