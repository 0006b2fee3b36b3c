"""Packages of a system's loads: rows and raw bytes with a manifest of hashes, to be archived or handed back."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from anlan.base.errors import AnlanError, InputMissing
from anlan.base.settings import Workspace
from anlan.collection.contract import raw_table_name
from anlan.pool import destroy
from anlan.pool.archive import Archive
from anlan.pool.loads import LoadPackage
from anlan.pool.pool import Pool

FORMAT = "anlan-package/1"
MANIFEST = "manifest.json"
_DATE = (1980, 1, 1, 0, 0, 0)


class PackageBroken(AnlanError):
    """A package that is not what its manifest says."""

    code = "package-broken"
    status = 422
    message = "归档包不可信：{reason}"
    hint = "不要采用这份归档包；从其他副本恢复，或用 `anlan assets archive` 重新制作。"


@dataclass(frozen=True)
class PackageReport:
    """What is in a package that holds: loads, files, rows, bytes."""

    loads: int
    files: int
    rows: int
    size: int


def write_package(
    workspace: Workspace, pool: Pool, loads: Sequence[LoadPackage], label: str, out: Path, made: datetime
) -> PackageReport:
    """Write the loads' rows and raw bytes as one zip file with its manifest, then read it back and compare.

    The file is written aside and put in place when it has been verified. Raises: PackageBroken.
    """
    draft = out.with_name(f".{out.name}.draft")
    out.parent.mkdir(parents=True, exist_ok=True)
    listed = []
    # Stored, not deflated: Parquet is compressed already.
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_STORED) as file:
        for name, content, facts in _contents(workspace, pool, loads):
            file.writestr(zipfile.ZipInfo(name, _DATE), content)
            listed.append({"path": name, "size": len(content), **destroy.digests(content), **facts})
        manifest = {
            "format": FORMAT,
            "label": label,
            "made": made.isoformat(),
            "loads": [one.as_dict() for one in loads],
            "files": listed,
        }
        file.writestr(zipfile.ZipInfo(MANIFEST, _DATE), json.dumps(manifest, ensure_ascii=False, indent=1, default=str))
    report = verify_package(draft)
    draft.replace(out)
    return report


def _contents(
    workspace: Workspace, pool: Pool, loads: Sequence[LoadPackage]
) -> Iterator[tuple[str, bytes, dict[str, Any]]]:
    archive, told = Archive(workspace.archive), set[str]()
    held = set(pool.tables())
    for one in loads:
        table = raw_table_name(one.system, one.table)
        if table in held:
            content, rows = _rows(pool, table, one.load_id)
            yield f"rows/{table}/{one.load_id}.parquet", content, {"rows": rows, "load_id": one.load_id}
        for sha256 in (sha for sha in (one.sha256, *one.archived) if sha and sha not in told):
            told.add(sha256)
            if archive.path(sha256).is_file():
                yield f"received/{sha256}", archive.read(sha256), {"load_id": one.load_id}


def _rows(pool: Pool, table: str, load_id: str) -> tuple[bytes, int]:
    with pool.reading(tables=[]) as connection:
        query = f"SELECT * FROM ({pool.select(table, partition={'load_id': load_id})}) ORDER BY row_no"
        found = connection.sql(query).to_arrow_table()
    buffer = io.BytesIO()
    pq.write_table(found, buffer)
    return buffer.getvalue(), found.num_rows


def read_manifest(path: Path) -> dict[str, Any]:
    """The manifest of a package. Raises: InputMissing, PackageBroken."""
    if not path.is_file():
        raise InputMissing(path=path)
    try:
        with zipfile.ZipFile(path) as file:
            body: dict[str, Any] = json.loads(file.read(MANIFEST))
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        raise PackageBroken(reason="没有可读的清单") from error
    if body.get("format") != FORMAT:
        raise PackageBroken(reason=f"格式 {body.get('format')} 未知")
    return body


def verify_package(path: Path) -> PackageReport:
    """Hold every file of a package against its manifest, and count the rows of each table by reading them.

    Raises: InputMissing, PackageBroken that names the first file that is wrong.
    """
    manifest = read_manifest(path)
    rows = size = 0
    with zipfile.ZipFile(path) as file:
        names = {one["path"] for one in manifest["files"]} | {MANIFEST}
        if strange := sorted(names.symmetric_difference(file.namelist())):
            raise PackageBroken(reason=f"{strange[0]} 与清单不符")
        for one in manifest["files"]:
            content = file.read(one["path"])
            if destroy.digests(content) != {"sha256": one["sha256"], "sm3": one["sm3"]}:
                raise PackageBroken(reason=f"{one['path']} 的散列与清单不符")
            if "rows" in one and pq.read_metadata(io.BytesIO(content)).num_rows != one["rows"]:
                raise PackageBroken(reason=f"{one['path']} 的行数与清单不符")
            rows, size = rows + one.get("rows", 0), size + len(content)
    return PackageReport(len(manifest["loads"]), len(manifest["files"]), rows, size)


def extract(path: Path, folder: Path) -> int:
    """Unpack a verified package so that its tables can be read again; the number of rows that DuckDB reads from them.

    Raises: InputMissing, PackageBroken.
    """
    verify_package(path)
    with zipfile.ZipFile(path) as file:
        file.extractall(folder)
    total = 0
    with duckdb.connect() as connection:
        for table in sorted((folder / "rows").glob("*")) if (folder / "rows").is_dir() else ():
            query = f"SELECT count(*) FROM read_parquet('{table}/*.parquet', union_by_name = true)"
            total += int(connection.execute(query).fetchall()[0][0])
    return total
