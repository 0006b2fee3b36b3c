"""The clerical review: pairs that wait, what a person says of them, and the entity page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q

from anlan.base.errors import AnlanError
from anlan.base.settings import Workspace
from anlan.control.master.declaration import Declaration, read_declaration
from anlan.control.master.masked import shown
from anlan.control.master.models import IdentifierChange, WaitingPair
from anlan.control.master.stores import StoredJudgements
from anlan.control.place import open_pool
from anlan.entities.linkage.identity import follow
from anlan.entities.linkage.judgements import Closure, Judgement, Verdict
from anlan.entities.linkage.survivorship import Held
from anlan.pool.pool import Pool

_REASONS = {"review": "概率介于复核下限与认定线之间", "conflict": "其他信息一致，但证件号码互相矛盾"}
_CHANGES = {"merged": "并入", "split": "拆出", "retired": "停用"}


class PairUnknown(AnlanError):
    """The pair does not wait for a judgement."""

    code = "master-pair-unknown"
    status = 404
    message = "没有编号为 {number} 的待复核记录对"
    hint = "它可能已由同事判定；刷新复核队列。"


class EntityUnknown(AnlanError):
    """No entity has or ever had the identifier."""

    code = "master-entity-unknown"
    status = 404
    message = "没有标识为 {entity} 的主体"
    hint = "核对标识；按姓名或证件号码片段搜索可找到现用标识。"


class MasterDesk:
    """Everything a reviewer does with one subject."""

    def __init__(self, workspace: Workspace, subject: str) -> None:
        self._workspace = workspace
        self._subject = subject
        self._judgements = StoredJudgements(subject)

    def waiting(self, page: int, size: int) -> dict[str, Any]:
        """A page of the queue, the likeliest first; pairs that follow from judgements made since are left out."""
        closure = Closure(self._judgements.all())
        rows = [
            row
            for row in WaitingPair.objects.filter(subject=self._subject)
            if closure.says(row.left, row.right) is None
        ]
        shown = [_waiting(row) for row in rows[(page - 1) * size : page * size]]
        return {"total": len(rows), "page": page, "size": size, "rows": shown}

    def judge(self, number: int, verdict: Verdict, by: str, now: datetime, note: str = "") -> dict[str, Any]:
        """Keep a person's word on a waiting pair; its number, and how many pairs wait still.

        Raises: PairUnknown, JudgementConflict.
        """
        row = WaitingPair.objects.filter(pk=number, subject=self._subject).first()
        if row is None:
            raise PairUnknown(number=number)
        kept = self._judgements.add(Judgement(row.left, row.right, verdict, by, now, note))
        return {"judgement": kept, "verdict": verdict.value, "left": self.waiting(1, 1)["total"]}

    def undo(self, number: int, by: str) -> dict[str, Any]:
        """Take a judgement back; how many pairs wait then. Raises: JudgementUnknown."""
        self._judgements.undo(number, by)
        return {"judgement": number, "verdict": None, "left": self.waiting(1, 1)["total"]}

    def judgements(self, page: int, size: int) -> dict[str, Any]:
        """A page of judgements, the newest first."""
        return self._judgements.page(page, size)

    def entities(self, words: str, page: int, size: int) -> dict[str, Any]:
        """A page of golden records whose values contain the words, those with most records first; values masked."""
        declaration = read_declaration(self._workspace, self._subject)
        pool = open_pool(self._workspace)
        head = {"page": page, "size": size}
        if pool.version(declaration.golden_table) is None:
            return {**head, "total": 0, "rows": []}
        parts = [f'"{name}"' for name in declaration.columns] + ["entity_id"]
        where = " OR ".join(f"contains({part}, $words)" for part in parts) if words else "true"
        values: dict[str, object] = {"words": words} if words else {}
        with pool.reading(tables=[declaration.golden_table]) as connection:
            found = connection.execute(
                f"SELECT *, count(*) OVER () AS total FROM {declaration.golden_table} WHERE {where} "
                f"ORDER BY record_count DESC, entity_id LIMIT {int(size)} OFFSET {int((page - 1) * size)}",
                values,
            )
            names = [column[0] for column in found.description]
            rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
        total = rows[0]["total"] if rows else 0
        return {**head, "total": total, "rows": [_golden(row, declaration) for row in rows]}

    def entity(self, identifier: str) -> dict[str, Any]:
        """One entity: golden record with the origin of each value, its records, and what its identifier went through.

        An identifier that merged into another answers with the other, and says so. Raises: EntityUnknown.
        """
        declaration = read_declaration(self._workspace, self._subject)
        today = follow(identifier, self._redirects())
        held = _held(open_pool(self._workspace), declaration, today)
        if not held:
            raise EntityUnknown(entity=identifier)
        golden = declaration.survivorship.golden(held, declaration.columns)
        trail = IdentifierChange.objects.filter(Q(entity=today) | Q(other=today), subject=self._subject)
        return {
            "entity_id": today,
            "asked_as": identifier if identifier != today else None,
            "values": [
                {
                    "column": name,
                    "value": shown(name, one.value),
                    "system": declaration.label_of(one.system),
                    "record": one.key,
                    "rule": one.rule.label,
                    "agreeing": one.agreeing,
                    "differing": one.differing,
                }
                for name, one in golden.items()
            ],
            "records": [_record(one, declaration) for one in held],
            "trail": [_change(one, today) for one in trail.order_by("id")],
        }

    def _redirects(self) -> dict[str, str]:
        found = IdentifierChange.objects.filter(subject=self._subject, kind="merged").order_by("id")
        return dict(found.values_list("entity", "other"))


def _waiting(row: WaitingPair) -> dict[str, Any]:
    return {
        "id": row.pk,
        "left": row.left,
        "right": row.right,
        "probability": row.probability,
        "reason": _REASONS[row.reason],
        "weight": row.explanation["weight"],
        "parts": row.explanation["parts"],
    }


def _golden(row: Mapping[str, Any], declaration: Declaration) -> dict[str, Any]:
    values = {name: shown(name, row[name]) for name in declaration.columns}
    counts = {name: row[name] for name in ("record_count", "system_count", "known_at")}
    return {"entity_id": row["entity_id"], "values": values, **counts}


def _held(pool: Pool, declaration: Declaration, entity: str) -> list[Held]:
    if pool.version(declaration.record_table) is None:
        return []
    with pool.reading(tables=[declaration.record_table]) as connection:
        found = connection.execute(
            f"SELECT * FROM {declaration.record_table} WHERE entity_id = $entity ORDER BY system, record_key",
            {"entity": entity},
        )
        names = [column[0] for column in found.description]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    return [
        Held(row["record_key"], row["system"], row["known_at"], {name: row[name] for name in declaration.columns})
        for row in rows
    ]


def _record(one: Held, declaration: Declaration) -> dict[str, Any]:
    return {
        "record": one.key,
        "system": declaration.label_of(one.system),
        "known_at": one.known_at,
        "values": {name: shown(name, one.values.get(name)) for name in declaration.columns},
    }


def _change(one: IdentifierChange, today: str) -> dict[str, Any]:
    return {"label": _CHANGES[one.kind], "entity": one.entity, "other": one.other or None, "records": one.records,
            "at": one.at, "is_from": one.entity == today}  # fmt: skip
