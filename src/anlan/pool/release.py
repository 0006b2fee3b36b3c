"""A release: one version of every table, named at once, so that readers see the whole pool as of one moment."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from anlan.base.errors import AnlanError
from anlan.pool.atomic import create_json, write_json

_DIGITS = 6


class ReleaseMissing(AnlanError):
    """A release number that was never published."""

    code = "release-missing"
    status = 404
    message = "没有第 {number} 号发布"
    hint = "运行 `anlan run` 发布数据；已发布的编号见 pool/releases。"


class ReleaseDestroyed(AnlanError):
    """A release whose data were destroyed on demand or at the end of their retention."""

    code = "release-destroyed"
    status = 410
    message = "第 {number} 号发布的数据已销毁（{reason}）"
    hint = "改用最新发布；销毁的依据与证书见控制台“数据资产 → 生命周期”。"


@dataclass(frozen=True)
class TableVersion:
    """One table as a release names it: version, columns (name → DuckDB type), files below the pool, rows."""

    version: int
    columns: Mapping[str, str]
    files: tuple[str, ...]
    partitions: tuple[str, ...]
    rows: int


@dataclass(frozen=True)
class Release:
    """A published state of the pool."""

    number: int
    note: str
    created: datetime
    tables: Mapping[str, TableVersion]

    @property
    def name(self) -> str:
        """The number as written in file names."""
        return f"{self.number:0{_DIGITS}d}"


def numbers(folder: Path) -> list[int]:
    """The release numbers in a folder, oldest first."""
    return sorted(int(path.stem) for path in folder.glob("[0-9]*.json"))


def read_release(folder: Path, number: int) -> Release:
    """The release of that number. Raises: ReleaseMissing, ReleaseDestroyed."""
    try:
        body = json.loads((folder / f"{number:0{_DIGITS}d}.json").read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ReleaseMissing(number=number) from error
    if body.get("destroyed"):
        raise ReleaseDestroyed(number=number, reason=body["destroyed"])
    tables = {name: _table(fields) for name, fields in body["tables"].items()}
    return Release(body["number"], body["note"], datetime.fromisoformat(body["created"]), tables)


def publish(folder: Path, note: str, created: datetime, tables: Mapping[str, TableVersion]) -> Release:
    """A new release written under the next free number; two writers never share one."""
    folder.mkdir(parents=True, exist_ok=True)
    number = max(numbers(folder), default=0) + 1
    while True:
        release = Release(number, note, created, dict(tables))
        if create_json(folder / f"{release.name}.json", _body(release)):
            return release
        number += 1


def readable(folder: Path) -> list[int]:
    """The release numbers in a folder whose data are still there, oldest first."""
    return [number for number in numbers(folder) if not _destroyed(folder, number)]


def _destroyed(folder: Path, number: int) -> str:
    body = json.loads((folder / f"{number:0{_DIGITS}d}.json").read_text(encoding="utf-8"))
    return str(body.get("destroyed", ""))


def retire(folder: Path, number: int, reason: str) -> None:
    """Mark a release as destroyed, in one step: its number and note stay, what it named does not. May be repeated."""
    path = folder / f"{number:0{_DIGITS}d}.json"
    body = json.loads(path.read_text(encoding="utf-8"))
    if not body.get("destroyed"):
        kept = {name: body[name] for name in ("number", "note", "created")}
        write_json(path, {**kept, "destroyed": reason, "tables": {}})


def _table(fields: Mapping[str, Any]) -> TableVersion:
    return TableVersion(
        fields["version"], fields["columns"], tuple(fields["files"]), tuple(fields["partitions"]), fields["rows"]
    )


def _body(release: Release) -> dict[str, Any]:
    tables = {
        name: {
            "version": table.version,
            "rows": table.rows,
            "partitions": list(table.partitions),
            "columns": dict(table.columns),
            "files": list(table.files),
        }
        for name, table in sorted(release.tables.items())
    }
    return {"number": release.number, "note": release.note, "created": release.created.isoformat(), "tables": tables}
