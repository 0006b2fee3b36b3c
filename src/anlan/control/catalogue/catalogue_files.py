"""Files of the catalogue: read from a person and submitted, or made for them to take away."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from anlan.base.errors import InputUnreadable
from anlan.control.catalogue.decisions import catalogue_life
from anlan.control.catalogue.from_contracts import submit_contracts
from anlan.control.catalogue.life import published_entries
from anlan.control.catalogue.log import VerifiableLog
from anlan.control.exports import MEDIA_TYPES
from anlan.control.place import workspace
from anlan.standards import catalogue_export, catalogue_workbook
from anlan.standards.catalogue import CatalogueEntry, catalogue_classes

_SUFFIXES = {"xlsx": ".xlsx", "json": ".json", "dcat": ".ttl", "odcs": ".yml"}
_TYPES = {**MEDIA_TYPES, "dcat": "text/turtle", "odcs": "application/yaml"}
BASE = "http://anlan.local"  # identifiers are minted below it; nothing is fetched from there


def read_entries(path: Path) -> list[CatalogueEntry]:
    """The entries of a workbook or of the project's JSON. Raises: InputUnreadable, Findings with every cell."""
    if path.suffix.lower() == ".json":
        return catalogue_export.from_json(path)
    return catalogue_workbook.read_workbook(path, catalogue_classes())


def import_file(name: str, content: bytes, username: str) -> dict[str, Any]:
    """Submit what a file of a person says, all or none. Raises: InputUnreadable, Findings with every cell."""
    suffix = Path(name).suffix.lower()
    if suffix not in (".xlsx", ".json"):
        action = "上传目录工作簿（.xlsx）或本平台导出的 JSON。"
        raise InputUnreadable(path=name, reason="不是 .xlsx 或 .json 文件", action=action)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"目录{suffix}"
        path.write_bytes(content)
        entries = read_entries(path)
    versions = catalogue_life().submit(entries, username)
    return {
        "read": len(entries),
        "items": sum(len(entry.items) for entry in entries),
        "submitted": len(versions),
        "unchanged": len(entries) - len(versions),
        "codes": [version.resource_code for version in versions],
    }


def submit_from_contracts(username: str) -> dict[str, Any]:
    """Submit what the source contracts promise. Raises: Findings."""
    done = submit_contracts(workspace(), username)
    unchanged = done.entries - done.submitted
    return {"read": done.entries, "items": 0, "submitted": done.submitted, "unchanged": unchanged, "codes": []}


def export_text(format: str, entries: list[CatalogueEntry]) -> str:
    """The catalogue as JSON, DCAT-AP (Turtle) or ODCS (YAML)."""
    place = workspace()
    if format == "json":
        return catalogue_export.to_json(entries)
    if format == "dcat":
        publisher, day = str(place.get("bureau.name")), place.clock().today()
        return catalogue_export.to_dcat(entries, publisher=publisher, base=BASE, issued=day)
    return catalogue_export.to_odcs(entries)


def exported(format: str) -> tuple[int, bytes]:
    """How many published resources there are, and the file that holds them."""
    entries = published_entries()
    if format != "xlsx":
        return len(entries), export_text(format, entries).encode()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "catalogue.xlsx"
        catalogue_workbook.write_workbook(path, entries)
        return len(entries), path.read_bytes()


def export_file(format: str) -> tuple[str, str, bytes]:
    """Name, media type and content of the exported catalogue."""
    return f"资源目录-{workspace().clock().today()}{_SUFFIXES[format]}", _TYPES[format], exported(format)[1]


def log_file() -> tuple[str, str, bytes]:
    """Name, media type and content of the exported log."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.jsonl"
        VerifiableLog(workspace()).export(path)
        return f"目录日志-{workspace().clock().today()}.jsonl", "application/x-ndjson", path.read_bytes()
