"""The state of a Delta table as its log has it now, read again only when the log has grown."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import pyarrow as pa
from deltalake import DeltaTable

_COMMIT_DIGITS = 20
_Mark = tuple[int, int, int]
_states: dict[Path, tuple[_Mark, State]] = {}
_idle: dict[Path, tuple[_Mark, DeltaTable]] = {}
_locks: dict[Path, threading.RLock] = {}
_guard = threading.Lock()


@dataclass(frozen=True)
class State:
    """One version of a table: its schema in Arrow's plain types, its files below the table's folder, its partitions."""

    version: int
    schema: pa.Schema
    files: tuple[str, ...]
    partition_columns: tuple[str, ...]
    partitions: tuple[Mapping[str, str], ...]
    rows: int


def newest_commit(path: Path) -> int | None:
    """The number of the newest commit in a table's log; None where there is no log with a commit."""
    try:
        names = [file.name for file in (path / "_delta_log").iterdir()]
    except (FileNotFoundError, NotADirectoryError):
        return None
    commits = (name[:_COMMIT_DIGITS] for name in names if len(name) == _COMMIT_DIGITS + 5 and name.endswith(".json"))
    newest = max((commit for commit in commits if commit.isdigit()), default="")
    return int(newest) if newest else None


def known_state(path: Path) -> State | None:
    """The state read before, where no commit came since."""
    mark = _mark(path, newest_commit(path))
    held = _states.get(path)
    return held[1] if held is not None and mark is not None and held[0] == mark else None


def remember(path: Path, table: DeltaTable, schema: pa.Schema) -> State:
    """The state of an opened table, kept for the next reader."""
    actions = pa.table(table.get_add_actions(flatten=True))
    columns = tuple(table.metadata().partition_columns)
    state = State(
        int(table.version()),
        schema,
        tuple(unquote(file) for file in actions.column("path").to_pylist()),
        columns,
        tuple(_partitions(actions, columns)),
        int(sum(actions.column("num_records").to_pylist())),
    )
    mark = _mark(path, state.version)
    if mark is not None:
        _states[path] = (mark, state)
    return state


def _partitions(actions: pa.Table, columns: tuple[str, ...]) -> Iterator[Mapping[str, str]]:
    if not columns or not actions.num_rows:
        return
    values = zip(*(actions.column(f"partition.{name}").to_pylist() for name in columns), strict=True)
    for found in dict.fromkeys(values):
        yield dict(zip(columns, found, strict=True))


@contextmanager
def writing(path: Path) -> Iterator[DeltaTable | None]:
    """The table, for one writer of this process at a time, at its newest version; None where there is none yet.

    Another process may still commit in between; Delta's own conflict check is then what decides.
    """
    with _guard:
        lock = _locks.setdefault(path, threading.RLock())
    with lock:
        table = _newest(path)
        yield table
        if table is not None:
            table.update_incremental()
            mark = _mark(path, int(table.version()))
            if mark is not None:
                _idle[path] = (mark, table)


def _newest(path: Path) -> DeltaTable | None:
    held = _idle.pop(path, None)
    # A folder that was deleted and made again has another file under the number of the version that is held.
    if held is not None and _mark(path, int(held[1].version())) == held[0]:
        held[1].update_incremental()
        return held[1]
    return DeltaTable(path) if newest_commit(path) is not None else None


def _mark(path: Path, commit: int | None) -> _Mark | None:
    """What tells one log from another that came in its place: the commit's number, file number and time."""
    if commit is None:
        return None
    try:
        found = (path / "_delta_log" / f"{commit:0{_COMMIT_DIGITS}d}.json").stat()
    except FileNotFoundError:
        return None
    return commit, found.st_ino, found.st_mtime_ns
