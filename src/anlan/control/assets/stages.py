"""The stages of a destruction before anything goes for good; each may be done again and does nothing twice."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from anlan.base.errors import AnlanError
from anlan.base.settings import Workspace
from anlan.collection.contract import Contract
from anlan.control.assets.control_rows import article_groups
from anlan.control.assets.destructions import FOLDER
from anlan.control.assets.models import Destruction
from anlan.control.assets.packages import write_package
from anlan.control.assets.plans import table_row
from anlan.control.assets.scope import (
    DROP,
    EMPTY,
    ERASE,
    Scope,
    archived_bytes,
    condition_of,
    delivered_files,
    scope_of,
    touched_tables,
)
from anlan.control.assets.search import places, witnesses
from anlan.pool import destroy
from anlan.pool.pool import Pool
from anlan.standards.models import raw_model, read_models
from anlan.standards.registry import Registry

RETIRED = "contract.destroyed.yml"


class DestructionAwaitsReceipt(AnlanError):
    """The package to hand back is made; nothing is destroyed before somebody has confirmed that it was received."""

    code = "destruction-awaits-receipt"
    status = 409
    message = "返还包已制作：{path}，等待签收后继续销毁"
    hint = "交付并由对方签收后登记：`anlan assets destroy handed-over {number} --receipt 签收人与日期`，然后继续执行。"


@dataclass
class Work:
    """One destruction under way in a workspace."""

    workspace: Workspace
    pool: Pool
    contracts: Sequence[Contract]
    registry: Registry
    one: Destruction

    @property
    def folder(self) -> Path:
        """Where the package, the list of what was destroyed, and the certificate lie."""
        return self.workspace.root / FOLDER / f"{self.one.pk:06d}"

    @property
    def journal(self) -> Path:
        """The list of what was destroyed: a file a line, written before the file goes."""
        return self.folder / "destroyed.jsonl"

    def scope(self) -> Scope:
        """The scope as it was when the execution began."""
        found = scope_of(self.workspace, self.contracts, self.one.system, self.one.before)
        ids = set(self.one.proof["loads"])
        loads = tuple(load for load in found.loads if load.load_id in ids)
        return Scope(found.system, found.label, found.before, loads, found.contract, tuple(self.one.proof["master"]))

    def touched(self, *ways: str) -> list[dict[str, Any]]:
        """The concerned tables to which one of these ways applies."""
        return [table for table in self.one.proof["tables"] if table["how"] in ways]


def witness(work: Work) -> None:
    """Write down what is concerned now, and salted hashes of values that only it holds."""
    scope = scope_of(work.workspace, work.contracts, work.one.system, work.one.before)
    touched = touched_tables(work.pool, scope, work.registry)
    salt = secrets.token_hex(32)
    models = read_models(work.registry)
    raw = [(name, condition_of(scope, raw_model(name, "", ""))) for name in scope.raw_tables]
    held = work.pool.tables()
    raw = [(name, condition) for name, condition in raw if name in held]
    derived = {table.table for table in touched if table.how == EMPTY}
    gone = {table.table: table.condition for table in touched if table.how != EMPTY}
    mine = dict(raw)
    others = [
        (name, f"NOT ({mine.get(name) or gone.get(name) or 'false'})")
        for name in held
        if name not in derived and not (name in models and models[name].is_derived)
    ]
    known = witnesses(work.pool, raw, others, salt)
    before = places(work.pool, work.workspace.serving, salt, known)
    work.one.salt, work.one.witnesses = salt, known
    work.one.proof = {
        "loads": [load.load_id for load in scope.loads],
        "load_rows": sum(load.row_count for load in scope.loads),
        "master": list(scope.master_names),
        "tables": [table_row(table) for table in touched],
        "blobs": archived_bytes(work.workspace, scope),
        "delivered": [str(path.relative_to(work.workspace.root)) for path in delivered_files(work.workspace, scope)],
        "groups": article_groups(work.pool, scope),
        "witnesses": len(known),
        "found_before": before,
    }


def give_back(work: Work) -> None:
    """Make the package to hand back, and wait for its receipt. Raises: DestructionAwaitsReceipt."""
    if not work.one.is_return:
        return
    path = work.folder / "return.zip"
    if not path.is_file():
        scope = work.scope()
        report = write_package(work.workspace, work.pool, scope.loads, scope.label, path, work.one.submitted_at)
        fact = destroy.file_fact(work.workspace.root, path).as_dict()
        work.one.proof |= {"returned": {**fact, "rows": report.rows, "files": report.files}}
        work.one.save()
    if not work.one.proof.get("receipt"):
        raise DestructionAwaitsReceipt(path=path.relative_to(work.workspace.root), number=work.one.pk)


def withdraw(work: Work) -> None:
    """Take the contract out of collection, where all of the system goes: nothing of it may come again."""
    path = work.workspace.sources / work.one.system / "contract.yml"
    if work.one.before is None and path.is_file():
        path.replace(path.with_name(RETIRED))


def erase(work: Work) -> None:
    """New versions of the tables without the rows; tables made of them are emptied, to be made anew."""
    for table in work.touched(ERASE, EMPTY, DROP):
        destroy.erase(work.pool, table["table"], table["condition"])
