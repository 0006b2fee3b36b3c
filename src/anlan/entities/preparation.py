"""From a register's file to a resolver: indexed in memory, or once into a file that is mapped ever after."""

from __future__ import annotations

import hashlib
from pathlib import Path

from anlan.entities.name_index import NameIndex
from anlan.entities.prepared_file import is_prepared
from anlan.entities.registry import SetAside, open_text, read_aliases, read_entries
from anlan.entities.resolver import Resolver
from anlan.entities.scanner import SCANNER, NameScanner


def prepare_registry(
    registry: Path,
    out: Path,
    aliases: Path | None = None,
    short_names: Path | None = None,
    scanner: bool = True,
    workers: int = 1,
) -> dict[str, int]:
    """Write the prepared file of a register; returns how many enterprises, aliases and rows set aside there are.

    Raises: InputMissing, InputUnreadable.
    """
    index, set_aside = _index(registry, aliases, workers)
    if scanner:
        index.extra[SCANNER] = NameScanner.build(index, _short_names(short_names)).to_array()
    index.save(out)
    left_out = {f"未采用：{reason}": count for reason, count in set_aside.counts.items()}
    return {"企业": len(index), "别名": len(index.aliases.rows)} | left_out


def _short_names(path: Path | None) -> list[str]:
    if path is None:
        return []
    with open_text(path) as file:
        return [line.strip() for line in file if line.strip()]


def _index(registry: Path, aliases: Path | None, workers: int) -> tuple[NameIndex, SetAside]:
    set_aside = SetAside()
    declared = read_aliases(aliases) if aliases is not None else []
    return NameIndex.build(read_entries(registry, set_aside), declared, workers), set_aside


def open_registry(
    registry: Path, aliases: Path | None = None, cache: Path | None = None, workers: int = 1
) -> tuple[Resolver, SetAside]:
    """The resolver of a register's file or a prepared file, and the rows set aside while indexing.

    With ``cache`` the index is kept in that folder under the digest of the inputs. Raises: InputMissing,
    InputUnreadable.
    """
    if is_prepared(registry):
        return Resolver.load(registry), SetAside()
    if cache is None:
        index, set_aside = _index(registry, aliases, workers)
        return Resolver(index), set_aside
    kept = cache / f"{_digest(registry, aliases)}.idx"
    set_aside = SetAside()
    if not kept.is_file():
        cache.mkdir(parents=True, exist_ok=True)
        index, set_aside = _index(registry, aliases, workers)
        index.save(kept)
    return Resolver.load(kept), set_aside


def _digest(*paths: Path | None) -> str:
    digest = hashlib.sha256()
    for path in paths:
        if path is not None and path.is_file():
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:32]
