"""Linking from files to pairs and clusters: read, block, train, weigh, cluster."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from anlan.entities.linkage.blocks import Rule, rules_of, write_candidates
from anlan.entities.linkage.clusters import Clusters, Proof, cluster, implied_pairs
from anlan.entities.linkage.kinds import KINDS
from anlan.entities.linkage.model import Model, train
from anlan.entities.linkage.records import Records, read_records
from anlan.entities.linkage.score import Scored, score
from anlan.entities.linkage.settings import LinkageConfig

_WHOLE_NUMBER = "[0-9]{17}[0-9X]|[0-9A-Z]{18}"
_TYPING_ERRORS = 2
Progress = Callable[[str, int, int], None]
_STEPS = ("读取与清洗", "选取候选对", "学习权重", "计算概率", "归并")


@dataclass
class Linkage:
    """What linking found; tables ``records`` and ``scored`` stay in the connection of ``records``."""

    records: Records
    rules: list[Rule]
    model: Model
    scored: Scored
    clusters: Clusters

    @property
    def entity_count(self) -> int:
        """How many different persons or employers the records speak of."""
        return len(set(self.clusters.root))


@dataclass(frozen=True)
class Judged:
    """What persons judged, by ``rid``: pairs that are one, pairs that are not."""

    same: Sequence[tuple[int, int]] = ()
    different: Sequence[tuple[int, int]] = ()


def link_files(
    connection: duckdb.DuckDBPyConnection,
    paths: Sequence[Path],
    config: LinkageConfig,
    progress: Progress = lambda label, done, total: None,
) -> Linkage:
    """Link the records of one file among themselves or of two files with each other.

    Raises: InputMissing, LinkageInputInvalid, LinkageConfigInvalid.
    """
    progress(_STEPS[0], 0, 1)
    return link_records(read_records(connection, paths, config), None, Judged(), 0, progress)


def link_new(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    config: LinkageConfig,
    model: Model,
    known: Mapping[str, str],
    progress: Progress = lambda label, done, total: None,
) -> Linkage:
    """Link only the records that ``known`` (identifier to entity) lacks, with a model learned before.

    What was clustered stays clustered; a new record may join a cluster, bring two together, or start its own.
    Raises: as link_files.
    """
    progress(_STEPS[0], 0, 1)
    records = read_records(connection, [path], config, known)
    judged, new_from = held_together(records, known)
    return link_records(records, model, judged, new_from, progress)


def held_together(records: Records, known: Mapping[str, str], judged: Judged = Judged()) -> tuple[Judged, int]:
    """What keeps earlier clusters together (as if judged the same), and the ``rid`` from which records are new."""
    rows = records.connection.execute("SELECT id FROM records ORDER BY rid").fetchall()
    first: dict[str, int] = {}
    same = list(judged.same)
    new_from = 0
    for rid, (identifier,) in enumerate(rows):
        entity = known.get(identifier)
        if entity is None:
            break
        new_from = rid + 1
        if first.setdefault(entity, rid) != rid:
            same.append((first[entity], rid))
    return Judged(same, judged.different), new_from


def link_records(
    records: Records,
    model: Model | None,
    judged: Judged,
    new_from: int = 0,
    progress: Progress = lambda label, done, total: None,
) -> Linkage:
    """Link cleaned records; with ``new_from`` only pairs with a record from that ``rid`` on are looked at."""
    _turn(progress, 0)
    rules = rules_of(records)
    write_candidates(records, rules, new_from)
    _turn(progress, 1)
    if model is None:
        model = train(records, rules)
    _turn(progress, 2)
    scored = score(records, model, rules)
    _turn(progress, 3)
    clusters = cluster_scored(records, judged)
    _turn(progress, 4)
    return Linkage(records, rules, model, scored, clusters)


def _turn(progress: Progress, done: int) -> None:
    """Tell that a step is done and the next begins."""
    progress(_STEPS[done], 1, 1)
    if done + 1 < len(_STEPS):
        progress(_STEPS[done + 1], 0, 1)


def cluster_scored(records: Records, judged: Judged = Judged()) -> Clusters:
    """Clusters from the table ``scored`` under what numbers prove and persons judged."""
    connection = records.connection
    links = connection.execute(
        f"SELECT l, r, probability FROM scored WHERE probability >= {records.config.match} "
        "ORDER BY probability DESC, weight DESC, l, r"
    ).fetchall()
    proofs = []
    for item in records.fields:
        if KINDS[item.kind].checked:
            numbers = f"SELECT rid, {item.alias} FROM records WHERE "
            checked = connection.execute(f"{numbers}{item.alias}_ok").fetchall()
            whole = connection.execute(f"{numbers}regexp_full_match({item.alias}, '{_WHOLE_NUMBER}')").fetchall()
            proofs += [Proof(dict(checked)), Proof(dict(whole), _TYPING_ERRORS)]
    return cluster(records.total, links, proofs, judged.same, judged.different, records.config.cluster_limit)


def write_pairs(linkage: Linkage, out: Path, review_too: bool = False) -> int:
    """Write ``id_a,id_b,probability`` of every pair taken as one, surest first; returns how many rows.

    The pairs are those of the clusters: a pair that only others imply carries the probability of the weakest link
    between the two, and a pair that a proven number contradicts is left out. With ``review_too`` the pairs between the
    thresholds follow.
    """
    records = linkage.records
    connection = records.connection
    pairs = implied_pairs(linkage.clusters)
    left, right, probability = zip(*pairs, strict=True) if pairs else ((), (), ())
    table = pa.table(
        {
            "l": pa.array(left, pa.int64()),
            "r": pa.array(right, pa.int64()),
            "probability": pa.array(probability, pa.float64()),
        }
    )
    connection.register("implied_arrow", table)
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE decided AS SELECT i.l, i.r, greatest(i.probability, coalesce(s.probability, 0)) "
        "AS probability FROM implied_arrow i LEFT JOIN scored s USING (l, r)"
    )
    connection.unregister("implied_arrow")
    across = "" if len(records.counts) == 1 or records.config.within else " AND a.side <> b.side"
    if review_too:
        connection.execute(
            "INSERT INTO decided SELECT s.l, s.r, least(s.probability, ?) FROM scored s "
            "ANTI JOIN decided d USING (l, r) WHERE s.probability >= ?",
            [records.config.match - 1e-6, records.config.review],
        )
    connection.execute(
        "COPY (SELECT a.id AS id_a, b.id AS id_b, round(d.probability, 6) AS probability FROM decided d "
        f"JOIN records a ON d.l = a.rid JOIN records b ON d.r = b.rid WHERE true{across} "
        f"ORDER BY d.probability DESC, d.l, d.r) TO '{_literal(out)}' (HEADER, DELIMITER ',')"
    )
    rows = connection.execute(
        f"SELECT count(*) FROM decided d JOIN records a ON d.l = a.rid JOIN records b ON d.r = b.rid WHERE true{across}"
    ).fetchall()
    return int(rows[0][0])


def _literal(path: Path) -> str:
    return str(path).replace("'", "''")


def record_keys(records: Records) -> list[str]:
    """What names each record from run to run: its identifier, with the letter of its file where there are two."""
    rows = records.connection.execute("SELECT side, id FROM records ORDER BY rid").fetchall()
    if len(records.counts) == 1:
        return [identifier for _, identifier in rows]
    return [f"{'AB'[side]}:{identifier}" for side, identifier in rows]


def write_clusters(records: Records, entities: Sequence[str], out: Path) -> None:
    """Write ``id,entity_id,cluster_size`` (``file,`` before it where there are two files), one row a record."""
    connection = records.connection
    table = pa.table({"rid": pa.array(range(len(entities)), pa.int64()), "entity_id": pa.array(entities, pa.string())})
    connection.register("entities_arrow", table)
    file = "" if len(records.counts) == 1 else "CASE side WHEN 0 THEN 'A' ELSE 'B' END AS file, "
    connection.execute(
        f"COPY (SELECT {file}id, entity_id, count(*) OVER (PARTITION BY entity_id) AS cluster_size FROM records "
        f"JOIN entities_arrow USING (rid) ORDER BY rid) TO '{_literal(out)}' (HEADER, DELIMITER ',')"
    )
    connection.unregister("entities_arrow")
