"""The register of persistent identifiers as a folder: who is who, the model that said so, and what changed when."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from anlan.entities.linkage.identity import Assignment, follow
from anlan.entities.linkage.model import Model
from anlan.entities.linkage.problems import LinkageInputInvalid

_ASSIGNED, _MODEL, _CHANGES, _REDIRECTS = "assignments.parquet", "model.json", "changes.jsonl", "redirects.json"


class IdentityRegister:
    """A folder that remembers, for every record key, its entity; old identifiers redirect to what they became."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def assignments(self) -> dict[str, str]:
        """Record key to entity of the last run; empty where there was none. Raises: LinkageInputInvalid."""
        path = self._folder / _ASSIGNED
        if not path.exists():
            return {}
        try:
            table = pq.read_table(path)
            return dict(zip(table["record"].to_pylist(), table["entity_id"].to_pylist(), strict=True))
        except (pa.ArrowException, KeyError, OSError) as error:
            raise LinkageInputInvalid(
                file=path.name, reason="标识登记簿无法读取", action="从备份恢复该文件夹，或换一个新的 --ids 文件夹。"
            ) from error

    def model(self) -> Model | None:
        """The model of the last run, if there was one."""
        path = self._folder / _MODEL
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None

    def redirects(self) -> dict[str, str]:
        """Every identifier that ever gave way, and to which."""
        path = self._folder / _REDIRECTS
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}

    def today(self, entity: str) -> str:
        """The identifier that an old one means today."""
        return follow(entity, self.redirects())

    def keep(self, assignment: Assignment, model: Model, on: str) -> None:
        """Store a run's result; ``on`` is its day. Files are replaced whole, the trail of changes grows."""
        self._folder.mkdir(parents=True, exist_ok=True)
        trail = [change for change in assignment.changes if change.kind != "new"]
        with (self._folder / _CHANGES).open("a", encoding="utf-8") as file:
            file.writelines(json.dumps({"on": on, **asdict(change)}, ensure_ascii=False) + "\n" for change in trail)
        self._replace(_REDIRECTS, json.dumps({**self.redirects(), **assignment.redirects()}, indent=0))
        self._replace(_MODEL, json.dumps(model, ensure_ascii=False, indent=1))
        table = pa.table(
            {
                "record": pa.array(assignment.entities.keys(), pa.string()),
                "entity_id": pa.array(assignment.entities.values(), pa.string()),
            }
        )
        draft = self._folder / (_ASSIGNED + ".new")
        pq.write_table(table, draft, compression="zstd")
        draft.replace(self._folder / _ASSIGNED)

    def _replace(self, name: str, text: str) -> None:
        draft = self._folder / (name + ".new")
        draft.write_text(text, encoding="utf-8")
        draft.replace(self._folder / name)
