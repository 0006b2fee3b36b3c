"""Named SQL steps: plain files with a declared header, ordered by the references that sqlglot finds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import duckdb
import sqlglot
from sqlglot import exp

from anlan.base.errors import AnlanError
from anlan.engine.relations import Relations
from anlan.engine.spark import SparkFailed
from anlan.engine.spark_dialect import SqlNotPortable

_HEADER = re.compile(r"--\s*(\w+):\s*(.*)")


class StepInvalid(AnlanError):
    """A step file that cannot be read, ordered or run."""

    code = "step-invalid"
    message = "计算步骤 {step} 有误：{reason}"
    hint = "改正 {step} 的 SQL 或表头后重新运行。"


@dataclass(frozen=True)
class Step:
    """One named SELECT: ``table`` is what it makes, ``inputs`` the tables it reads, ``header`` its declared facts."""

    table: str
    sql: str
    inputs: frozenset[str]
    header: Mapping[str, str]


def parse_step(name: str, text: str) -> Step:
    """The step written in a SQL text whose first comment lines declare ``table``, ``label`` and ``grain``.

    Raises: StepInvalid.
    """
    header = {}
    for line in text.splitlines():
        match = _HEADER.match(line)
        if match is None:
            break
        header[match[1]] = match[2].strip()
    missing = [field for field in ("table", "label", "grain") if not header.get(field)]
    if missing:
        raise StepInvalid(step=name, reason="表头缺少 " + "、".join(missing))
    try:
        tree = sqlglot.parse_one(text, read="duckdb")
    except sqlglot.ParseError as error:
        raise StepInvalid(step=name, reason=str(error)) from error
    if tree is None:
        raise StepInvalid(step=name, reason="没有 SQL")
    own = {cte.alias for cte in tree.find_all(exp.CTE)}
    inputs = frozenset(table.name for table in tree.find_all(exp.Table) if table.name and table.name not in own)
    return Step(header["table"], text, inputs, header)


def read_steps(folder: Path) -> list[Step]:
    """All steps of a folder's ``*.sql`` files, by file name. Raises: StepInvalid."""
    return [parse_step(path.stem, path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.sql"))]


def in_order(steps: Iterable[Step]) -> list[Step]:
    """The steps so that each comes after those it reads; equals keep their place. Raises: StepInvalid on a cycle."""
    by_table = {step.table: step for step in steps}
    graph = {table: sorted(step.inputs & by_table.keys()) for table, step in by_table.items()}
    try:
        return [by_table[table] for table in TopologicalSorter(graph).static_order()]
    except CycleError as error:
        raise StepInvalid(step=" → ".join(error.args[1]), reason="步骤互相引用") from error


def run_steps(
    relations: Relations,
    steps: Iterable[Step],
    progress: Callable[[str, int, int], None] = lambda label, done, total: None,
) -> list[str]:
    """Run the steps in order, each leaving a table of its name in the engine; returns their names.

    ``progress`` is told the label of a step, how many are done and how many there are. Raises: StepInvalid.
    """
    ordered = in_order(steps)
    for done, step in enumerate(ordered):
        progress(step.header["label"], done, len(ordered))
        try:
            relations.execute(f"CREATE OR REPLACE TABLE {step.table} AS {step.sql}")
        except (duckdb.Error, SparkFailed, SqlNotPortable) as error:
            raise StepInvalid(step=step.table, reason=str(error)) from error
    if ordered:
        progress(ordered[-1].header["label"], len(ordered), len(ordered))
    return [step.table for step in ordered]
