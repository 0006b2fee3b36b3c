"""Everything the resolver looks up, built from the register once and kept in one mapped file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from anlan.entities.blocking import RarePairs
from anlan.entities.columns import Array, HashIndex, TextColumn
from anlan.entities.keys import exact_key, hash_key, keys_of
from anlan.entities.prepared_file import read_prepared, write_prepared
from anlan.entities.registry import Alias, Entry

_CHUNK = 50_000
_TEXTS = ("names", "usccs", "districts", "addresses", "industries", "heads")


@dataclass
class AliasRows:
    """Declared other names by the hash of their key; the row they mean, their kind, source and period."""

    index: HashIndex
    rows: Array
    names: TextColumn
    facts: TextColumn

    def facts_of(self, number: int) -> tuple[str, str, str, str]:
        """Kind, source, start and end of an alias."""
        kind, source, start, end = self.facts[number].split("\t")
        return kind, source, start, end


@dataclass
class NameIndex:
    """Registered names with their codes and every index over them; rows are numbered as in the register."""

    names: TextColumn
    usccs: TextColumn
    districts: TextColumn
    addresses: TextColumn
    industries: TextColumn
    heads: TextColumn
    place_numbers: Array
    place_names: list[str]
    exact: HashIndex
    loose: HashIndex
    core: HashIndex
    codes: HashIndex
    pairs: RarePairs
    aliases: AliasRows
    extra: dict[str, Array] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.names)

    def place_of(self, row: int) -> str:
        """Province and city of a row, ``省/市``, empty where the register did not say."""
        return self.place_names[int(self.place_numbers[row])]

    @classmethod
    def build(cls, entries: Iterable[Entry], aliases: Iterable[Alias] = (), workers: int = 1) -> NameIndex:
        """The index of a register and of declared aliases (those of codes it does not hold are left out)."""
        gathered = _Gathered()
        stream = iter(entries)
        chunks: Iterator[list[Entry]] = iter(lambda: list(islice(stream, _CHUNK)), [])
        first = next(chunks, [])
        if workers > 1 and len(first) == _CHUNK:
            with ProcessPoolExecutor(workers) as pool:
                for keyed in pool.map(_key_chunk, gathered.taking(_chain(first, chunks))):
                    gathered.add_keys(*keyed)
        else:
            for names in gathered.taking(_chain(first, chunks)):
                gathered.add_keys(*_key_chunk(names))
        return gathered.finish(list(aliases))

    def save(self, path: Path, meta: dict[str, Any] | None = None) -> None:
        """Write the prepared file."""
        arrays: dict[str, Array] = {"place_numbers": self.place_numbers}
        for name in _TEXTS:
            arrays |= getattr(self, name).arrays(name)
        for name in ("exact", "loose", "core", "codes"):
            arrays |= getattr(self, name).arrays(name)
        arrays |= self.aliases.index.arrays("alias") | {"alias_rows": self.aliases.rows}
        arrays |= self.aliases.names.arrays("alias_names") | self.aliases.facts.arrays("alias_facts")
        arrays |= self.pairs.arrays() | {f"extra.{name}": array for name, array in self.extra.items()}
        write_prepared(path, arrays, {"places": self.place_names, "rows": len(self)} | (meta or {}))

    @classmethod
    def load(cls, path: Path) -> NameIndex:
        """The index of a prepared file, mapped. Raises: InputMissing, InputUnreadable."""
        arrays, meta = read_prepared(path)
        aliases = AliasRows(
            HashIndex.from_arrays(arrays, "alias"),
            arrays["alias_rows"],
            TextColumn.from_arrays(arrays, "alias_names"),
            TextColumn.from_arrays(arrays, "alias_facts"),
        )
        columns: dict[str, Any] = {name: TextColumn.from_arrays(arrays, name) for name in _TEXTS}
        columns |= {name: HashIndex.from_arrays(arrays, name) for name in ("exact", "loose", "core", "codes")}
        extra = {name.removeprefix("extra."): array for name, array in arrays.items() if name.startswith("extra.")}
        return cls(
            **columns,
            place_numbers=arrays["place_numbers"],
            place_names=list(meta["places"]),
            pairs=RarePairs.from_arrays(arrays, int(meta["rows"])),
            aliases=aliases,
            extra=extra,
        )


def _chain(first: list[Entry], rest: Iterator[list[Entry]]) -> Iterator[list[Entry]]:
    yield first
    yield from rest


def _key_chunk(names: Sequence[str]) -> tuple[Array, Array, Array, Array, Array]:
    """Exact, loose and core hashes of names, and their exact keys as code points with lengths."""
    keys = [keys_of(name) for name in names]
    hashes = np.array([[hash_key(part) for part in three] for three in keys], np.uint64).reshape(-1, 3)
    codes = np.frombuffer("".join(exact for exact, _, _ in keys).encode("utf-32-le", "replace"), np.uint32)
    lengths = np.fromiter((len(exact) for exact, _, _ in keys), np.int64, len(keys))
    return hashes[:, 0], hashes[:, 1], hashes[:, 2], codes.astype(np.uint16), lengths


class _Gathered:
    """What is collected while the register streams by."""

    def __init__(self) -> None:
        self.texts: dict[str, list[bytes]] = {name: [] for name in _TEXTS}
        self.lengths: dict[str, list[Array]] = {name: [] for name in _TEXTS}
        self.keys: list[tuple[Array, ...]] = []
        self.places: dict[str, int] = {"": 0}
        self.place_numbers: list[Array] = []
        self.declared: list[Alias] = []
        self.code_hashes: list[Array] = []

    def taking(self, chunks: Iterable[list[Entry]]) -> Iterator[list[str]]:
        """The names of each chunk, after its other columns have been kept."""
        for chunk in chunks:
            columns = {
                "names": [entry.name for entry in chunk],
                "usccs": [entry.uscc for entry in chunk],
                "districts": [entry.district_code for entry in chunk],
                "addresses": [entry.address for entry in chunk],
                "industries": [entry.industry_code for entry in chunk],
                "heads": [entry.head_uscc for entry in chunk],
            }
            for name, texts in columns.items():
                encoded = [text.encode("utf-8", "replace") for text in texts]
                self.texts[name].append(b"".join(encoded))
                self.lengths[name].append(np.fromiter(map(len, encoded), np.uint32, len(encoded)))
            numbers = (self.places.setdefault(entry.place, len(self.places)) for entry in chunk)
            self.place_numbers.append(np.fromiter(numbers, np.uint16, len(chunk)))
            self.code_hashes.append(np.array([hash_key(entry.uscc) for entry in chunk], np.uint64))
            for entry in chunk:
                if entry.former_names or entry.short_names:
                    self.declared += [Alias(name, entry.uscc, "former_name", "登记") for name in entry.former_names]
                    self.declared += [Alias(name, entry.uscc, "short_name", "登记") for name in entry.short_names]
            yield columns["names"]

    def add_keys(self, *keyed: Array) -> None:
        """Keep the keys of one chunk."""
        self.keys.append(keyed)

    def finish(self, aliases: list[Alias]) -> NameIndex:
        """The index over everything gathered."""
        columns: dict[str, Any] = {name: self._column(name) for name in _TEXTS}
        exact, loose, core = (np.concatenate([keyed[part] for keyed in self.keys]) for part in range(3))
        codes = np.concatenate([keyed[3] for keyed in self.keys]).astype(np.uint32)
        ends = np.cumsum(np.concatenate([keyed[4] for keyed in self.keys]))
        self.keys.clear()
        by_code = HashIndex.of(np.concatenate(self.code_hashes))
        return NameIndex(
            **columns,
            place_numbers=np.concatenate(self.place_numbers),
            place_names=list(self.places),
            exact=HashIndex.of(exact),
            loose=HashIndex.of(loose),
            core=HashIndex.of(core),
            codes=by_code,
            pairs=RarePairs.build(codes, ends),
            aliases=_alias_rows(self.declared + aliases, by_code, columns["usccs"]),
        )

    def _column(self, name: str) -> TextColumn:
        lengths = np.concatenate(self.lengths.pop(name))
        return TextColumn(np.frombuffer(b"".join(self.texts.pop(name)), np.uint8), np.cumsum(lengths, dtype=np.uint64))


def _alias_rows(aliases: list[Alias], by_code: HashIndex, usccs: TextColumn) -> AliasRows:
    rows, kept = [], []
    for alias in aliases:
        found = [row for row in by_code.find(hash_key(alias.uscc)) if usccs[row] == alias.uscc]
        if found:
            rows.append(found[0])
            kept.append(alias)
    hashes = np.array([hash_key(exact_key(alias.name)) for alias in kept], np.uint64)
    facts = (f"{alias.kind}\t{alias.source}\t{alias.start_date}\t{alias.end_date}".replace("\n", " ") for alias in kept)
    names = TextColumn.of(alias.name for alias in kept)
    return AliasRows(HashIndex.of(hashes), np.array(rows, np.uint32), names, TextColumn.of(facts))
