"""``anlan entities link``: records of persons or employers that mean the same one."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from anlan.cli.terminal import JsonOption, errors, print_json, print_table, progress_bars

if TYPE_CHECKING:
    from collections.abc import Callable

    from anlan.entities.linkage.link import Linkage
    from anlan.entities.linkage.records import Records
    from anlan.entities.linkage.settings import LinkageConfig

_MEMORY = "4GB"


def link(
    first: Annotated[Path, typer.Argument(metavar="A.csv", help="记录文件；只给一个文件时在其内部查重")],
    second: Annotated[
        Path | None, typer.Argument(metavar="[B.csv]", help="另一个文件；给出时在两个文件之间关联")
    ] = None,
    config: Annotated[Path | None, typer.Option("--config", help="linkage.yml；省略时按列名与取值推断")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="结果 CSV：id_a,id_b,probability")] = None,
    clusters: Annotated[
        Path | None, typer.Option("--clusters", help="每条记录归属的主体：id,entity_id,cluster_size")
    ] = None,
    ids: Annotated[
        Path | None, typer.Option("--ids", help="持久标识登记簿（文件夹）；再次运行时主体标识保持不变")
    ] = None,
    incremental: Annotated[bool, typer.Option("--incremental", help="只比较登记簿中没有的新记录，沿用其模型")] = False,
    review: Annotated[bool, typer.Option("--all-above", help="同时列出复核下限以上、认定线以下的记录对")] = False,
    explain: Annotated[
        tuple[str, str] | None, typer.Option("--explain", metavar="ID_A ID_B", help="解释两条记录为何（不）是同一主体")
    ] = None,
    json: JsonOption = False,
) -> None:
    """找出指同一个人（或同一单位）的记录，给出每一对的概率；可归并为主体并赋予持久标识。

    未给 --config 时自动识别姓名、证件号码、日期、电话、地址等列。linkage.yml 的最短写法是一行 `kind: person`。

    示例：anlan entities link persons.csv --out pairs.csv --clusters entities.csv --ids registry/
    """  # fmt: skip
    from anlan.engine.duck import connect
    from anlan.entities.linkage.link import link_files
    from anlan.entities.linkage.settings import LinkageConfig, read_config

    if incremental and (ids is None or second is not None):
        raise typer.BadParameter("--incremental 需要 --ids，且只用于一个文件")
    if out is None and clusters is None and explain is None:
        raise typer.BadParameter("请给出 --out、--clusters 或 --explain 之一")
    settings = read_config(config) if config else LinkageConfig()
    paths = [first] if second is None else [first, second]
    with progress_bars() as progress:
        if incremental and ids is not None:
            found = _link_new(first, ids, settings, progress)
        else:
            found = link_files(connect(2, _MEMORY), paths, settings, progress)
    facts = _facts(found)
    if out is not None:
        from anlan.entities.linkage.link import write_pairs

        facts |= {"pairs": write_pairs(found, out, review), "out": str(out)}
    if clusters is not None or ids is not None:
        facts |= _entities(found, clusters, ids)
    if explain is not None:
        facts["explanation"] = _explanation(found, explain)
    _say(found, facts, json)


def _link_new(path: Path, ids: Path, settings: LinkageConfig, progress: Callable[[str, int, int], None]) -> Linkage:
    from anlan.engine.duck import connect
    from anlan.entities.linkage.link import link_new
    from anlan.entities.linkage.problems import LinkageInputInvalid
    from anlan.entities.linkage.register import IdentityRegister

    register = IdentityRegister(ids)
    model = register.model()
    if model is None:
        raise LinkageInputInvalid(
            file=ids.name, reason="登记簿里还没有模型", action="先不带 --incremental 运行一次，建立登记簿与模型。"
        )
    return link_new(connect(2, _MEMORY), path, settings, model, register.assignments(), progress)


def _facts(found: Linkage) -> dict[str, Any]:
    records = found.records
    return {
        "records": records.total,
        "set_aside": records.set_aside,
        "columns": {item.column: item.kind for item in records.fields},
        "id_column": records.config.id_column,
        "candidates": found.scored.candidates,
        "entities": found.entity_count,
        "notes": records.notes,
    }


def _entities(found: Linkage, out: Path | None, ids: Path | None) -> dict[str, Any]:
    from anlan.entities.linkage.identity import assign
    from anlan.entities.linkage.link import record_keys, write_clusters
    from anlan.entities.linkage.register import IdentityRegister

    keys = record_keys(found.records)
    groups: dict[int, list[str]] = {}
    for key, root in zip(keys, found.clusters.root, strict=True):
        groups.setdefault(root, []).append(key)
    register = IdentityRegister(ids) if ids is not None else None
    assignment = assign(groups.values(), register.assignments() if register else {})
    if register:
        register.keep(assignment, found.model, date.today().isoformat())  # noqa: DTZ011
    if out is not None:
        write_clusters(found.records, [assignment.entities[key] for key in keys], out)
    counts: dict[str, int] = {}
    for change in assignment.changes:
        counts[change.kind] = counts.get(change.kind, 0) + 1
    return {"changes": counts}


def _explanation(found: Linkage, pair: tuple[str, str]) -> dict[str, Any]:
    from anlan.entities.linkage.explain import explain

    left, right = (_rid(found.records, identifier, side) for side, identifier in enumerate(pair))
    return explain(found.records, found.model, found.scored.prior, left, right).as_dict()


def _rid(records: Records, identifier: str, position: int) -> int:
    from anlan.entities.linkage.problems import RecordUnknown

    side = position if len(records.files) == 2 else 0
    rows = records.connection.execute(
        "SELECT rid FROM records WHERE id = ? AND side = ?", [identifier.strip(), side]
    ).fetchall()
    if not rows:
        raise RecordUnknown(
            file=records.files[side], parameter=("ID_A", "ID_B")[position], column=records.config.id_column
        )
    return int(rows[0][0])


def _say(found: Linkage, facts: dict[str, Any], json: bool) -> None:
    if json:
        print_json(facts)
        return
    for file, count in found.records.set_aside.items():
        errors.print(f"{file} 有 {count} 行无法读取（列数不符或引号未闭合），未参与关联")
    for note in found.records.notes:
        errors.print(note)
    rows: list[tuple[str, Any]] = [
        ("记录", f"{facts['records']:,}"),
        ("标识列", facts["id_column"]),
        ("比较的列", "、".join(f"{name}（{kind}）" for name, kind in facts["columns"].items())),
        ("候选对", f"{facts['candidates']:,}"),
        ("主体", f"{facts['entities']:,}"),
    ]
    if "pairs" in facts:
        rows.append(("认定为同一主体的记录对", f"{facts['pairs']:,}"))
    labels = {"new": "新主体", "merged": "并入其他主体", "split": "拆分出的主体", "retired": "不再出现的主体"}
    rows += [(labels[kind], f"{count:,}") for kind, count in facts.get("changes", {}).items()]
    print_table("关联结果", ("项目", "值"), rows)
    if "explanation" in facts:
        told = facts["explanation"]
        title = f"匹配权重（2 的幂），合计 {told['weight']}，概率 {told['probability']:.4f}"
        bars = [
            (part["column"], part["agreement"], f"{part['weight']:+.2f}", part["left"], part["right"])
            for part in told["parts"]
        ]
        print_table(title, ("项目", "一致程度", "权重", "甲", "乙"), bars)
