"""The stage of a destruction at which things go for good: listed with their digests first, then removed."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from anlan.control.assets.control_rows import clear_rows
from anlan.control.assets.scope import DROP, EMPTY
from anlan.control.assets.stages import Work
from anlan.control.serving_tables import SERVED
from anlan.pool import destroy, serving
from anlan.pool.archive import Archive
from anlan.pool.loads import Loads, LoadState


def remove(work: Work, now: datetime) -> None:
    """Publish what is left, mark older releases, and remove every file that still holds what was destroyed."""
    proof, pool = work.one.proof, work.pool
    changed = [table["table"] for table in proof["tables"]]
    gone = tables_to_drop(work)
    if "release" not in proof:
        release = pool.release(f"第 {work.one.pk} 号销毁单", now, without=gone)
        serving.build(pool, release, SERVED, work.workspace.serving)
        proof["release"] = release.number
        work.one.save()
    proof["retired"] = destroy.retire_releases(pool, proof["release"], changed, f"第 {work.one.pk} 号销毁单")
    proof["dropped"] = sorted(set(proof.get("dropped", ())) | set(gone))
    work.one.save()
    for name in sorted(set(changed) - set(gone)):
        destroy.settle(pool, name)
        _destroy(work, destroy.forgettable(pool, name), pool.root)
    for name in gone:
        _note(work, destroy.files_below(pool.folder(name)))
        destroy.drop(pool, name)
    _remove_received(work)
    proof["control_rows"] = proof.get("control_rows", 0) + clear_rows(work.scope(), proof["groups"])
    _blank_loads(work)


def tables_to_drop(work: Work) -> list[str]:
    """Raw tables of the system, and tables that were emptied and have not been made anew from the other sources."""
    emptied = [table["table"] for table in work.touched(EMPTY)]
    unmade = [name for name in emptied if not destroy.count_rows(work.pool, name, "true")]
    return sorted([table["table"] for table in work.touched(DROP)] + unmade)


def _remove_received(work: Work) -> None:
    """Raw bytes, what people delivered, what loads left half-done, older serving copies, the package handed back."""
    place, proof = work.workspace, work.one.proof
    archive = Archive(place.archive)
    _destroy(work, [archive.path(sha256) for sha256 in proof["blobs"]], place.archive)
    _destroy(work, [place.root / path for path in proof["delivered"]], place.root)
    _destroy(work, work.pool.left_behind(), work.pool.root)
    current = serving.current(place.serving)
    _destroy(work, [path for path in sorted(place.serving.glob("*.sqlite3")) if path != current], place.root)
    _destroy(work, [work.folder / "return.zip"], place.root)


def _blank_loads(work: Work) -> None:
    """Load packages keep their id and hashes: they say what was received, and that it is not to be loaded again."""
    loads, is_whole = Loads(work.pool.root), work.one.before is None
    told = {"message": f"已按第 {work.one.pk} 号销毁单销毁", "file_name": "", "archived": ()}
    counts = dict.fromkeys(("row_count", "core_count", "same_count", "set_aside_count"), 0)
    for load_id in work.one.proof["loads"]:
        package = loads.get(load_id)
        cursor = {"cursor_from": "", "cursor_to": ""} if is_whole else {}
        loads.save(package, LoadState.LOADED, **told, **counts, **cursor)


def _destroy(work: Work, paths: Iterable[Path], stop: Path) -> None:
    there = [path for path in paths if path.is_file()]
    _note(work, there)
    for _ in destroy.remove(there, stop):
        pass


def _note(work: Work, paths: Iterable[Path]) -> None:
    """Write down files that are about to go, once each; on disk before the first of them is touched."""
    known = {one["path"] for one in destroyed_files(work)}
    root = work.workspace.root
    facts = [destroy.file_fact(root, path) for path in paths if str(path.relative_to(root)) not in known]
    if not facts:
        return
    work.folder.mkdir(parents=True, exist_ok=True)
    with work.journal.open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(fact.as_dict(), ensure_ascii=False) + "\n" for fact in facts)
        file.flush()
        os.fsync(file.fileno())


def destroyed_files(work: Work) -> list[dict[str, Any]]:
    """The files written down so far; a line cut off by a crash is taken out, its file was not touched yet."""
    if not work.journal.is_file():
        return []
    lines = work.journal.read_bytes().splitlines(keepends=True)
    whole = [line for line in lines if line.endswith(b"\n")]
    if len(whole) < len(lines):
        work.journal.write_bytes(b"".join(whole))
    return list(_parsed(whole))


def _parsed(lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    return (json.loads(line) for line in lines)
