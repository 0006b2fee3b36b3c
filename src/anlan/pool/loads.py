"""Load packages: one small file a load, whose state is the folder it lies in."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from anlan.base.errors import AnlanError
from anlan.pool.atomic import write_json

_LOOKS = 3


class LoadState(StrEnum):
    """How far a load came; also the name of its folder."""

    NEW = "new"
    EXTRACTED = "extracted"
    LOADED = "loaded"
    UNCHANGED = "unchanged"
    FAILED = "failed"

    @property
    def label(self) -> str:
        """The Chinese word."""
        return _LABELS[self]

    @property
    def is_finished(self) -> bool:
        """Whether no run will touch the load again on its own."""
        return self in (LoadState.LOADED, LoadState.UNCHANGED, LoadState.FAILED)


_LABELS = {
    LoadState.NEW: "已开始",
    LoadState.EXTRACTED: "已入贴源层",
    LoadState.LOADED: "已入明细层",
    LoadState.UNCHANGED: "内容未变",
    LoadState.FAILED: "失败",
}


class LoadMissing(AnlanError):
    """A load id that the pool does not know."""

    code = "load-missing"
    status = 404
    message = "没有装载包 {load_id}"
    hint = "运行 `anlan source loads` 查看装载包编号。"


@dataclass(frozen=True)
class LoadPackage:
    """What one load of one source table brought: from where, when, how much, and how far it came.

    ``row_count`` counts rows in the raw layer, ``core_count`` rows that went on to the core layer, ``same_count`` rows
    the core layer had already, ``set_aside_count`` findings set aside. ``known_from`` and ``known_to`` are ISO dates.
    ``batch`` names the loads with which it went into the core layer, in the order in which batches did.
    ``delivery`` is the number of the batch in which another bureau handed it over.
    Of a spreadsheet, ``sheet`` and ``cell_range`` say where header and rows lay, ``item_columns`` the letters by item.
    """

    load_id: str
    system: str
    table: str
    state: LoadState
    started: datetime
    file_name: str = ""
    sha256: str = ""
    content_hash: str = ""
    cursor_from: str = ""
    cursor_to: str = ""
    row_count: int = 0
    core_count: int = 0
    same_count: int = 0
    set_aside_count: int = 0
    known_from: str = ""
    known_to: str = ""
    message: str = ""
    batch: str = ""
    archived: tuple[str, ...] = field(default=())
    sheet: str = ""
    cell_range: str = ""
    item_columns: Mapping[str, str] = field(default_factory=dict, hash=False)
    delivery: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The package as JSON types."""
        return {**asdict(self), "started": self.started.isoformat(), "archived": list(self.archived)}


def _package(body: dict[str, Any], state: LoadState) -> LoadPackage:
    started = datetime.fromisoformat(body["started"])
    return LoadPackage(**{**body, "started": started, "state": state, "archived": tuple(body["archived"])})


class Loads:
    """The load packages below ``<pool>/loads/<state>/<load_id>.json``.

    A load moves from folder to folder by an atomic write and the removal of its old file. Where a crash left both, the
    later state counts: states are read in the order of progress.
    """

    def __init__(self, pool_root: Path) -> None:
        self.root = pool_root / "loads"

    def begin(self, system: str, table: str, started: datetime, **facts: Any) -> LoadPackage:
        """A new package with the next number; load ids sort in the order in which loads began."""
        number = max((int(name[:6]) for name in self._names()), default=0) + 1
        load_id = f"{number:06d}-{started:%Y%m%d}-{system}-{table}"
        return self.save(LoadPackage(load_id, system, table, LoadState.NEW, started, **facts))

    def save(self, package: LoadPackage, state: LoadState | None = None, **facts: Any) -> LoadPackage:
        """Keep a package with changed facts, moved to a state where one is given."""
        kept = replace(package, state=state or package.state, **facts)
        write_json(self._path(kept.state, kept.load_id), kept.as_dict())
        for other in LoadState:
            if other is not kept.state:
                self._path(other, kept.load_id).unlink(missing_ok=True)
        return kept

    def get(self, load_id: str) -> LoadPackage:
        """The package of that id. Raises: LoadMissing."""
        # A load that moves on while it is looked for may be met in no folder; it is there the next time.
        for state in [*reversed(LoadState)] * _LOOKS:
            try:
                body = self._path(state, load_id).read_text(encoding="utf-8")
            except FileNotFoundError:
                continue
            return _package(json.loads(body), state)
        raise LoadMissing(load_id=load_id)

    def all(self, system: str | None = None, table: str | None = None) -> list[LoadPackage]:
        """All packages in the order in which they began, of one system and table where given."""
        found = [self.get(name) for name in sorted(self._names())]
        return [
            package
            for package in found
            if (system is None or package.system == system) and (table is None or package.table == table)
        ]

    def unfinished(self) -> list[LoadPackage]:
        """Packages that a run began and did not finish, oldest first."""
        return [package for package in self.all() if not package.state.is_finished]

    def _path(self, state: LoadState, load_id: str) -> Path:
        return self.root / state.value / f"{load_id}.json"

    def _names(self) -> Iterator[str]:
        return iter({path.stem for path in self.root.glob("*/[0-9]*.json")})
