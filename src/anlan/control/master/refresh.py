"""A run of master data: gather, link under what was judged, name for good, let values survive, ask what is unsure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa
from django.db import transaction

from anlan.base.settings import Workspace
from anlan.control.master.declaration import Declaration, read_declaration
from anlan.control.master.gather import gather
from anlan.control.master.masked import shown_beside
from anlan.control.master.models import IdentifierChange, TrainedModel, WaitingPair
from anlan.control.master.stores import StoredJudgements, undone_since
from anlan.control.place import open_pool
from anlan.engine.duck import connect
from anlan.entities.linkage.explain import Explanation, explain_pairs
from anlan.entities.linkage.identity import Assignment, assign
from anlan.entities.linkage.judgements import Closure
from anlan.entities.linkage.link import Judged, Linkage, held_together, link_records
from anlan.entities.linkage.records import records_of_table
from anlan.entities.linkage.survivorship import Held
from anlan.pool.pool import Pool

Progress = Callable[[str, int, int], None]
_QUEUE = 500
_PREFIX = {"person": "P", "employer": "U"}


@dataclass(frozen=True)
class Refreshed:
    """What a run did."""

    records: int
    entities: int
    new_records: int
    merged: int
    split: int
    waiting: int
    contradictions: int


def refresh(
    workspace: Workspace,
    subject: str,
    now: datetime,
    full: bool = False,
    progress: Progress = lambda label, done, total: None,
) -> Refreshed:
    """Bring the master data of a subject up to date and write its golden records.

    Only new records are compared where a model of an earlier run is there; ``full`` learns and compares all anew.
    Raises: MasterUndeclared, LinkageConfigInvalid, LinkageInputInvalid, TableMissing.
    """
    declaration = read_declaration(workspace, subject)
    pool = open_pool(workspace)
    table = gather(workspace, pool, declaration)
    known = assignments(pool, declaration)
    stored = TrainedModel.objects.filter(subject=subject).first()
    closure = Closure(StoredJudgements(subject).all())
    anew = full or stored is None or not known or _touched(closure, known) or undone_since(subject, stored.at)
    label = f"{subject} 来源记录"
    records = records_of_table(connect(), table, declaration.linkage, label, () if anew else known)
    judged = _judged(closure, _rids(records.connection.execute("SELECT id, rid FROM records").fetchall()))
    new_from = 0
    if not anew:
        judged, new_from = held_together(records, known, judged)
    found = link_records(records, None if full or stored is None else stored.model, judged, new_from, progress)
    assignment = _assignment(found, known, _PREFIX[subject])
    _write(pool, declaration, table, assignment)
    waiting = _queue(found, subject, closure, anew)
    _remember(found, subject, assignment, now, keep_model=full or stored is None)
    kinds = [change.kind for change in assignment.changes]
    return Refreshed(
        records.total,
        len(set(assignment.entities.values())),
        sum(key not in known for key in assignment.entities),
        kinds.count("merged"),
        kinds.count("split"),
        waiting,
        len(closure.contradictions()),
    )


def assignments(pool: Pool, declaration: Declaration) -> dict[str, str]:
    """Record key to entity as the last run left it."""
    if pool.version(declaration.record_table) is None:
        return {}
    table = pool.read(declaration.record_table)
    return dict(zip(table["record_key"].to_pylist(), table["entity_id"].to_pylist(), strict=True))


def _touched(closure: Closure, known: Mapping[str, str]) -> bool:
    """Whether some judgement is not what the last run left: then clusters have to be made anew."""
    entity = known.get
    pairs = [(left, right, True) for left, right in closure.same]
    pairs += [(left, right, False) for left, right in closure.different]
    return any(
        left in known and right in known and (entity(left) == entity(right)) != same for left, right, same in pairs
    )


def _rids(rows: Sequence[tuple[str, int]]) -> dict[str, int]:
    return dict(rows)


def _judged(closure: Closure, rid: Mapping[str, int]) -> Judged:
    def present(pairs: Sequence[tuple[str, str]]) -> list[tuple[int, int]]:
        return [(rid[left], rid[right]) for left, right in pairs if left in rid and right in rid]

    contradicted = set(closure.contradictions())
    return Judged(present(closure.same), present([pair for pair in closure.different if pair not in contradicted]))


def _assignment(found: Linkage, known: Mapping[str, str], prefix: str) -> Assignment:
    keys = [key for (key,) in found.records.connection.execute("SELECT id FROM records ORDER BY rid").fetchall()]
    groups: dict[int, list[str]] = {}
    for key, root in zip(keys, found.clusters.root, strict=True):
        groups.setdefault(root, []).append(key)
    return assign(groups.values(), known, prefix)


def _write(pool: Pool, declaration: Declaration, table: pa.Table, assignment: Assignment) -> None:
    """The link table (every record with its values and entity) and the golden records."""
    entity = pa.array([assignment.entities[key] for key in table["record_key"].to_pylist()], pa.string())
    linked = table.append_column("entity_id", entity)
    pool.write(declaration.record_table, linked)
    groups: dict[str, list[Held]] = {}
    for row in linked.to_pylist():
        values = {name: row[name] for name in declaration.columns}
        held = Held(row["record_key"], row["system"], row["known_at"], values)
        groups.setdefault(row["entity_id"], []).append(held)
    rows = []
    for identifier in sorted(groups):
        held_records = groups[identifier]
        golden = declaration.survivorship.golden(held_records, declaration.columns)
        values = {name: golden[name].value if name in golden else None for name in declaration.columns}
        counts = {"record_count": len(held_records), "system_count": len({held.system for held in held_records})}
        latest = max(held.known_at for held in held_records)
        rows.append({"entity_id": identifier, **values, **counts, "known_at": latest})
    texts = ["entity_id", *declaration.columns, "known_at"]
    counted = ["record_count", "system_count"]
    schema = pa.schema([*((name, pa.string()) for name in texts), *((name, pa.int64()) for name in counted)])
    pool.write(declaration.golden_table, pa.Table.from_pylist(rows, schema=schema))


def _queue(found: Linkage, subject: str, closure: Closure, anew: bool) -> int:
    """Make the queue anew: pairs between the lines, and links that proven numbers stood against; how many wait."""
    config = found.records.config
    rows = found.records.connection.execute(
        "SELECT l, r, probability, a.id, b.id FROM scored JOIN records a ON l = a.rid JOIN records b ON r = b.rid "
        "WHERE probability >= ? AND probability < ? ORDER BY probability DESC, l, r",
        [config.review, config.match],
    ).fetchall()
    root = found.clusters.root
    unsure = [(*row, "review") for row in rows if root[row[0]] != root[row[1]]]
    keys = dict(found.records.connection.execute("SELECT rid, id FROM records").fetchall())
    refused = [
        (left, right, chance, keys[left], keys[right], "conflict") for left, right, chance in found.clusters.refused
    ]
    asked = [pair for pair in [*refused, *unsure] if closure.says(pair[3], pair[4]) is None][:_QUEUE]
    told = explain_pairs(found.records, found.model, found.scored.prior, [pair[:2] for pair in asked])
    waiting = [
        WaitingPair(
            subject=subject, left=left, right=right, probability=chance, reason=reason,
            explanation=_masked(told[(one, other)]),
        )
        for one, other, chance, left, right, reason in asked
    ]  # fmt: skip
    with transaction.atomic():
        if anew:
            WaitingPair.objects.filter(subject=subject).delete()
        WaitingPair.objects.bulk_create(waiting, ignore_conflicts=True)
    return WaitingPair.objects.filter(subject=subject).count()


def _masked(told: Explanation) -> dict[str, object]:
    facts = told.as_dict()
    for part in facts["parts"]:
        left, right = part["left"], part["right"]
        part["left"] = shown_beside(part["column"], left, right)
        part["right"] = shown_beside(part["column"], right, left)
    return facts


def _remember(found: Linkage, subject: str, assignment: Assignment, now: datetime, keep_model: bool) -> None:
    with transaction.atomic():
        learned = {"model": found.model, "prior": found.scored.prior} if keep_model else {}
        TrainedModel.objects.update_or_create(subject=subject, defaults={**learned, "at": now})
        IdentifierChange.objects.bulk_create(
            IdentifierChange(
                subject=subject, kind=one.kind, entity=one.entity, other=one.other, records=one.records, at=now
            )
            for one in assignment.changes
            if one.kind != "new"
        )
