"""Rows of the control database that hold values of a source: found for the plan, cleared by the destruction."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, Q, QuerySet

from anlan.control.assets.scope import Scope
from anlan.control.harvest.models import KeptProfile
from anlan.control.master.models import Judgement, WaitingPair
from anlan.control.models import Correction
from anlan.control.quality.models import ReworkRow
from anlan.pool.delta import literal
from anlan.pool.pool import Pool

_ARTICLE = "core_signal__article"


def _rework(scope: Scope) -> QuerySet[ReworkRow]:
    mine = Q(load_id__in=[one.load_id for one in scope.loads])
    if scope.is_whole:
        mine |= Q(source_system=scope.system)
    return ReworkRow.objects.filter(mine)


def _profiles(scope: Scope) -> QuerySet[KeptProfile]:
    found = KeptProfile.objects.filter(system=scope.system)
    return found if scope.is_whole else found.none()


def _pairs(scope: Scope) -> Q:
    wanted = Q(pk__in=())
    for name in scope.master_names:
        wanted |= Q(left__startswith=f"{name}:") | Q(right__startswith=f"{name}:")
    return wanted


def article_groups(pool: Pool, scope: Scope) -> list[str]:
    """The groups of articles that came with the loads of the scope."""
    if pool.version(_ARTICLE) is None:
        return []
    listed = ", ".join(literal(one.load_id) for one in scope.loads)
    with pool.reading(tables=[_ARTICLE]) as connection:
        query = f"SELECT DISTINCT group_id FROM {_ARTICLE} WHERE load_id IN ({listed}) ORDER BY 1"
        return [row[0] for row in connection.execute(query).fetchall()]


def concerned_rows(pool: Pool, scope: Scope) -> list[dict[str, Any]]:
    """What lies in the control database, by kind with the number of rows and what is done with them."""
    corrections = Correction.objects.filter(group_id__in=article_groups(pool, scope))
    found: list[tuple[str, QuerySet[Any], str]] = [
        ("质量整改行", _rework(scope), "清空取值、主键与说明，保留办理过程"),
        ("表的画像", _profiles(scope), "删除"),
        ("主数据待复核对", WaitingPair.objects.filter(_pairs(scope)), "删除"),
        ("主数据判定", Judgement.objects.filter(_pairs(scope)), "删除"),
        ("事件更正", corrections, "清空原文语句与说明"),
    ]
    return [{"label": label, "rows": rows.count(), "how": how} for label, rows, how in found if rows.exists()]


def clear_rows(scope: Scope, groups: list[str]) -> int:
    """Clear or delete them; how many rows were concerned. Doing it again finds fewer."""
    count = _rework(scope).exclude(row_key="", value="", note="").update(row_key="", value="", note="")
    for rows in (_profiles(scope), WaitingPair.objects.filter(_pairs(scope)), Judgement.objects.filter(_pairs(scope))):
        count += rows.delete()[0]
    told = Correction.objects.filter(group_id__in=groups).exclude(sentence="", note="")
    return count + told.update(sentence="", note="")


def searched_models() -> tuple[type[Model], ...]:
    """The models in which values of sources may lie."""
    return (ReworkRow, KeptProfile, WaitingPair, Judgement, Correction)
