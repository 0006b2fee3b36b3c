"""Data assets of the workspace of this process, as the interface asks for them."""

from __future__ import annotations

from datetime import date
from typing import Any

from anlan.control.assets import destructions as life
from anlan.control.assets import grades as grading
from anlan.control.assets.execution import STAGES
from anlan.control.assets.models import Destruction, GradeDecision
from anlan.control.assets.plans import plan_of
from anlan.control.assets.retention import retention_rows
from anlan.control.assets.scope import scope_of
from anlan.control.assets.table_models import model_detail, model_rows
from anlan.control.place import open_pool, workspace
from anlan.control.source_view import contracts
from anlan.control.standards.current import standards_now
from anlan.pool.loads import Loads


def _today() -> date:
    return workspace().clock().today()


def grades(page: int, size: int, conflicts: bool, words: str) -> dict[str, Any]:
    """A page of graded columns, conflicts first; how many conflicts there are in all."""
    rows = [grading.node_row(one) for one in grading.graded_nodes(contracts(workspace()), standards_now().registry)]
    found = [r for r in rows if (r["is_conflict"] or not conflicts) and (words in r["node"] or words in r["label"])]
    return {
        "total": len(found),
        "page": page,
        "size": size,
        "conflicts": sum(row["is_conflict"] for row in rows),
        "rows": found[(page - 1) * size : page * size],
    }


def models() -> list[dict[str, Any]]:
    """Every table by layer and domain."""
    return model_rows(open_pool(workspace()), contracts(workspace()), standards_now())


def model(table: str) -> dict[str, Any]:
    """One table. Raises: TableModelMissing."""
    return model_detail(open_pool(workspace()), contracts(workspace()), standards_now(), table)


def propose_grade(node: str, grade: str, reason: str, username: str) -> GradeDecision:
    """A proposal for a conflict. Raises: GradeNodeUnknown, GradeDecisionWrong."""
    return grading.propose(node, grade, reason, username, contracts(workspace()), standards_now().registry)


def lifecycle() -> dict[str, Any]:
    """What is due, every destruction, and the systems of which data lie in the pool."""
    place, known = workspace(), contracts(workspace())
    labels = {contract.system: contract.label for contract in known}
    systems = sorted({one.system for one in Loads(place.pool).all() if one.row_count})
    return {
        "retention": retention_rows(place, known, _today()),
        "destructions": life.destructions(_today()),
        "systems": [{"system": system, "label": labels.get(system, system)} for system in systems],
    }


def plan(system: str, before: date | None) -> dict[str, Any]:
    """The plan of a destruction. Raises: NothingToDestroy."""
    place, known = workspace(), contracts(workspace())
    scope = scope_of(place, known, system, before)
    return plan_of(place, open_pool(place), scope, known, standards_now().registry)


def request(
    system: str, basis: str, username: str, requested_on: date | None, before: date | None, is_return: bool
) -> Destruction:
    """A request with its plan. Raises: NothingToDestroy, DestructionIncomplete, DestructionStateWrong."""
    place = workspace()
    return life.request(
        place,
        open_pool(place),
        contracts(place),
        standards_now().registry,
        system,
        basis,
        username,
        requested_on=requested_on or _today(),
        before=before,
        is_return=is_return,
    )


def destruction(number: int) -> dict[str, Any]:
    """A destruction with its stages. Raises: DestructionUnknown."""
    one = life.get(number)
    names = list(STAGES)
    done = names.index(one.stage) + 1 if one.stage else 0
    stages = [{"name": name, "label": STAGES[name], "is_done": place < done} for place, name in enumerate(names)]
    if not one.is_return:
        stages = [stage for stage in stages if stage["name"] != "give_back"]
    return {**life.detail(one, _today()), "stages": stages}


def return_package(number: int) -> tuple[str, bytes]:
    """Name and content of the package to hand back. Raises: DestructionUnknown, DestructionStateWrong."""
    one = life.get(number)
    path = workspace().root / life.FOLDER / f"{number:06d}" / "return.zip"
    if not path.is_file():
        raise life.DestructionStateWrong(
            number=number, state="没有返还包", step="下载", advice="返还包在执行后制作，签收并销毁后不再保留。"
        )
    return f"返还包-{one.system}-{number}.zip", path.read_bytes()
