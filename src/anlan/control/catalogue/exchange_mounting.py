"""Mounting another bureau's resources: its list read into entries that wait for a reviewer."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from anlan.base.errors import AnlanError
from anlan.base.settings import Workspace
from anlan.collection.contract import Contract
from anlan.collection.exchange.resource_list import mountable, read_resource_list
from anlan.control.catalogue.life import CatalogueLife, with_known_codes
from anlan.control.catalogue.log import VerifiableLog
from anlan.control.catalogue.models import EntryVersion
from anlan.control.source_view import contracts


class ResourceListMissing(AnlanError):
    """A system whose exchange directory holds no list of resources."""

    code = "resource-list-missing"
    status = 404
    message = "{system} 没有可读的目录清单：{reason}"
    hint = "在契约的 exchange.catalogue 写明目录清单的位置，或用 --list 指定文件。"


@dataclass(frozen=True)
class Mounted:
    """What became of a list: its resources, those a contract loads, those put in review, and what disagrees.

    ``waiting`` counts resources that are in review already and were left alone.
    """

    file: str
    listed: int
    items: int
    bound: int
    submitted: int
    waiting: int
    unchanged: int
    differences: tuple[str, ...]


def mount_list(workspace: Workspace, system: str, username: str, path: Path | None = None) -> Mounted:
    """Submit what a bureau's list offers and no contract loads. Raises: ResourceListMissing, Findings."""
    contract = next((one for one in contracts(workspace) if one.system == system), None)
    if contract is None:
        raise ResourceListMissing(system=system, reason="工作区没有这个来源系统")
    place = path or _newest(workspace, contract)
    listed = read_resource_list(place)
    found = mountable(contract, listed)
    entries = with_known_codes(found.entries)
    codes = [entry.resource_code for entry in entries if entry.resource_code]
    in_review = EntryVersion.objects.filter(state=EntryVersion.State.REVIEW, resource_code__in=codes)
    held = set(in_review.values_list("resource_code", flat=True))
    offered = [entry for entry in entries if entry.resource_code not in held]
    versions = CatalogueLife(VerifiableLog(workspace)).submit(offered, username)
    return Mounted(
        file=place.name,
        listed=len(listed),
        items=sum(len(one.items) for one in listed),
        bound=found.bound,
        submitted=len(versions),
        waiting=len(entries) - len(offered),
        unchanged=len(offered) - len(versions),
        differences=found.differences,
    )


def _newest(workspace: Workspace, contract: Contract) -> Path:
    pattern = contract.exchange.catalogue if contract.exchange else ""
    if not pattern:
        raise ResourceListMissing(system=contract.system, reason="契约没有写 exchange.catalogue")
    folder = workspace.root / workspace.connection(contract.connection).removeprefix("file:")
    found = sorted(path for path in folder.glob(pattern) if path.is_file() and not path.name.startswith((".", "~$")))
    if not found:
        raise ResourceListMissing(system=contract.system, reason=f"交换目录中没有 {pattern}")
    return found[-1]
