"""Mounting 挂接: whether what an entry is mounted to is there, and the share of entries that are, by department."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from anlan.base.settings import Workspace
from anlan.collection.contract import Contract, TableContract
from anlan.pool.loads import LoadPackage, Loads
from anlan.pool.pool import Pool
from anlan.standards.catalogue import MOUNT_KINDS, Mount

FILE_SCHEME = "file"


class MountState(StrEnum):
    """Whether the target of a mount is there."""

    FOUND = "found"
    EMPTY = "empty"
    MISSING = "missing"
    UNVERIFIABLE = "unverifiable"

    @property
    def label(self) -> str:
        """The Chinese word."""
        return _LABELS[self]


_LABELS = {
    MountState.FOUND: "已核实",
    MountState.EMPTY: "已登记，未到数",
    MountState.MISSING: "不存在",
    MountState.UNVERIFIABLE: "无法核验",
}


@dataclass(frozen=True)
class MountCheck:
    """One mount with what was found at its place and how that is known."""

    mount: Mount
    state: MountState
    reason: str


@dataclass(frozen=True)
class DepartmentRate:
    """How many published entries of a department are mounted to something that is not missing (挂接率)."""

    department: str
    entries: int
    mounted: int

    @property
    def rate(self) -> float | None:
        """The share, where there are entries."""
        return self.mounted / self.entries if self.entries else None


class Mounting:
    """Checks mounts against the source contracts, the loads, the files of file sources, and the pool's tables."""

    def __init__(
        self, workspace: Workspace, contracts: Iterable[Contract], pool: Pool, packages: Sequence[LoadPackage]
    ) -> None:
        self._workspace, self._pool = workspace, pool
        self._contracts = {contract.system: contract for contract in contracts}
        self._loaded = {(p.system, p.table) for p in packages if p.state.is_finished and p.row_count}

    @classmethod
    def of(cls, workspace: Workspace, contracts: Iterable[Contract], pool: Pool) -> Mounting:
        """The checks over what a workspace holds now."""
        return cls(workspace, contracts, pool, Loads(pool.root).all())

    def table_of(self, mount: Mount) -> TableContract | None:
        """The contract table that a mount names by its place or its name."""
        contract = self._contracts.get(mount.system)
        tables = contract.tables if contract else ()
        return next((table for table in tables if mount.target in (table.location, table.name)), None)

    def check(self, mount: Mount) -> MountCheck:
        """What is at the place that a mount names; a bureau's catalogue outside cannot be looked into."""
        return MountCheck(mount, *self._state(mount))

    def _state(self, mount: Mount) -> tuple[MountState, str]:
        if mount.kind not in MOUNT_KINDS or not mount.target.strip():
            return MountState.MISSING, "没有写明挂接方式或目标"
        if mount.kind == "catalogue":
            return MountState.UNVERIFIABLE, "其他部门的目录不在本平台内，无法核验"
        if not mount.system:
            return self._pool_table(mount)
        contract = self._contracts.get(mount.system)
        if contract is None:
            return MountState.MISSING, f"没有来源系统 {mount.system} 的契约"
        table = self.table_of(mount)
        if table is None:
            return MountState.MISSING, f"{contract.label}的契约中没有 {mount.target}"
        if (table.system, table.name) in self._loaded:
            return MountState.FOUND, f"数据已到达，见 {table.raw_table}"
        files = self._files(contract, table)
        return (MountState.FOUND, f"{files} 个文件，尚未采集") if files else (MountState.EMPTY, "契约已登记，尚无数据")

    def _pool_table(self, mount: Mount) -> tuple[MountState, str]:
        if mount.kind != "table":
            return MountState.UNVERIFIABLE, "没有写明来源系统，无法核验"
        if self._pool.version(mount.target) is None:
            return MountState.MISSING, "资源池中没有这张表"
        return MountState.FOUND, "资源池中的表"

    def _files(self, contract: Contract, table: TableContract) -> int:
        url = self._workspace.connections.get(contract.connection, "")
        parts = urlsplit(url)
        if parts.scheme != FILE_SCHEME:
            return 0
        folder = Path(parts.path) if parts.path.startswith("/") else self._workspace.root / parts.path
        return sum(1 for _ in folder.glob(table.location)) if folder.is_dir() else 0

    def is_mounted(self, mounts: Iterable[Mount]) -> bool:
        """Whether any mount names something that is not missing."""
        return any(self._state(mount)[0] is not MountState.MISSING for mount in mounts)

    def rates(self, entries: Iterable[tuple[str, Sequence[Mount]]]) -> list[DepartmentRate]:
        """The share of mounted entries by department; each entry is its department and its mounts."""
        counted: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for department, mounts in entries:
            counted[department][0] += 1
            counted[department][1] += self.is_mounted(mounts)
        return [DepartmentRate(name, *numbers) for name, numbers in sorted(counted.items())]
