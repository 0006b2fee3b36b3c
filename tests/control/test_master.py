"""Master data in a workspace: golden records, judgements that take effect, identifiers that last."""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from django.test import Client

from anlan.base.settings import Workspace

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks" / "linkage"))
import make_persons

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SYSTEMS = {"social": "社会保险", "employment": "就业管理", "training": "职业培训", "talent": "人才服务"}
DECLARED = """
person:
  trusted: [social, employment]
  survivorship: {phone: latest, address: longest, default: majority}
  columns: {name: name, id_number: id_number, birth_date: date, sex: code, phone: phone, address: address}
  sources:
"""


def _write_sources(workspace: Workspace, rows: list[dict[str, str]]) -> None:
    text = DECLARED
    for system, label in SYSTEMS.items():
        path = workspace.root / f"persons_{system}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, ["id", "name", "id_number", "birth_date", "sex", "phone", "address"],
                                    extrasaction="ignore")  # fmt: skip
            writer.writeheader()
            writer.writerows(row for row in rows if row["system"] == system)
        items = "{name: name, id_number: id_number, birth_date: birth_date, sex: sex, phone: phone, address: address}"
        text += f"    - {{system: {system}, label: {label}, file: {path.name}, id: id, columns: {items}}}\n"
    (workspace.root / "master.yml").write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str]]:
    folder = tmp_path_factory.mktemp("people")
    make_persons.write(1200, folder, 5)
    with (folder / "persons.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_rows_their_source_no_longer_has_are_not_gathered(tmp_path: Path) -> None:
    from anlan.collection.deletions import DELETION
    from anlan.control.master.declaration import read_declaration
    from anlan.control.master.gather import gather
    from anlan.pool.pool import Pool

    table = "core_talent__holder"
    workspace, pool = Workspace(tmp_path, {}, {}), Pool(tmp_path / "pool")
    source = f"{{system: talent, label: 人才, table: {table}, id: holder_id, columns: {{name: name}}}}"
    declared = f"person:\n  trusted: [talent]\n  columns: {{name: name}}\n  sources: [{source}]\n"
    (tmp_path / "master.yml").write_text(declared, encoding="utf-8")
    rows = [{"holder_id": f"H{number}", "name": "某", "load_id": "L1", "row_no": number} for number in range(3)]
    pool.write(table, pa.Table.from_pylist(rows), partition={"load_id": "L1"})
    declaration = read_declaration(workspace, "person")
    assert gather(workspace, pool, declaration).num_rows == 3
    mark = {"core_table": table, "core_load_id": "L1", "core_row_no": 1, "deleted_on": NOW.date()}
    pool.write(DELETION, pa.Table.from_pylist([mark]))
    assert sorted(gather(workspace, pool, declaration).column("record_id").to_pylist()) == ["H0", "H2"]


@pytest.fixture
def mastered(database: Workspace, people: list[dict[str, str]]) -> Iterator[tuple[Workspace, Any]]:
    from anlan.control.master.refresh import refresh

    _write_sources(database, people)
    yield database, refresh(database, "person", NOW, full=True)
    (database.root / "master.yml").unlink()


def test_a_run_writes_golden_records_and_a_second_changes_nothing(mastered: tuple[Workspace, Any]) -> None:
    from anlan.control.master.declaration import read_declaration
    from anlan.control.master.refresh import assignments, refresh
    from anlan.control.place import open_pool

    workspace, done = mastered
    declaration, pool = read_declaration(workspace, "person"), open_pool(workspace)
    before = assignments(pool, declaration)
    assert done.records == 1200 == len(before)
    assert 0 < done.entities < 1200
    golden = pool.read("core_entity__person")
    assert golden.num_rows == done.entities
    assert sum(golden["record_count"].to_pylist()) == 1200
    again = refresh(workspace, "person", NOW)
    assert (again.new_records, again.merged, again.split) == (0, 0, 0)
    assert assignments(pool, declaration) == before


@pytest.mark.slow
def test_judgements_take_effect_and_undoing_takes_them_back(mastered: tuple[Workspace, Any]) -> None:
    from anlan.control.master.declaration import read_declaration
    from anlan.control.master.refresh import assignments, refresh
    from anlan.control.master.review import MasterDesk
    from anlan.control.master.stores import StoredJudgements
    from anlan.control.place import open_pool
    from anlan.entities.linkage.judgements import Judgement, Verdict

    workspace, _ = mastered
    declaration, pool = read_declaration(workspace, "person"), open_pool(workspace)
    before = assignments(pool, declaration)
    alone = {entity for entity, count in Counter(before.values()).items() if count == 1}
    left, right = sorted(key for key, entity in before.items() if entity in alone)[:2]
    number = StoredJudgements("person").add(Judgement(left, right, Verdict.SAME, "data_admin", NOW))
    assert refresh(workspace, "person", NOW).merged == 1
    joined = assignments(pool, declaration)
    assert joined[left] == joined[right]
    desk = MasterDesk(workspace, "person")
    old = ({before[left], before[right]} - {joined[left]}).pop()
    found = desk.entity(old)
    assert (found["entity_id"], found["asked_as"]) == (joined[left], old)
    assert {record["record"] for record in found["records"]} == {left, right}
    assert found["trail"][0]["label"] == "并入"
    desk.undo(number, "data_admin")
    refresh(workspace, "person", NOW)
    parted = assignments(pool, declaration)
    assert parted[left] != parted[right]
    assert {key: parted[key] for key in parted if key not in (left, right)} == {
        key: before[key] for key in before if key not in (left, right)
    }


@pytest.mark.slow
def test_new_rows_join_without_renaming_anyone(
    database: Workspace, people: list[dict[str, str]], mastered: tuple[Workspace, Any]
) -> None:
    from anlan.control.master.declaration import read_declaration
    from anlan.control.master.refresh import assignments, refresh
    from anlan.control.place import open_pool

    declaration, pool = read_declaration(database, "person"), open_pool(database)
    before = assignments(pool, declaration)
    known = next(row for row in people if row["id_number"] and len(row["id_number"]) == 18)
    _write_sources(database, [*people, {**known, "id": "N1", "system": "talent"}])
    done = refresh(database, "person", NOW)
    after = assignments(pool, declaration)
    assert done.new_records == 1
    assert after["talent:N1"] == after[f"{known['system']}:{known['id']}"]
    assert {key: after[key] for key in before} == before


def test_the_review_over_http(client_of: Callable[[str], Client], mastered: tuple[Workspace, Any]) -> None:
    client = client_of("data_admin")
    token = client.get("/api/v1/session").json()["csrf_token"]
    page = client.get("/api/v1/master/person/review").json()
    pair = page["rows"][0]
    assert pair["parts"][0]["column"] == "起点"
    shown = " ".join(str(part["left"]) + str(part["right"]) for part in pair["parts"])
    assert "*" in shown
    answer = client.post(
        f"/api/v1/master/person/review/{pair['id']}", {"verdict": "different"}, "application/json",
        headers={"X-CSRFToken": token},
    )  # fmt: skip
    assert answer.status_code == 200
    assert answer.json()["left"] == page["total"] - 1
    kept = client.get("/api/v1/master/person/judgements").json()["rows"][0]
    assert kept["label"] == "不是同一主体"
    undone = client.post(f"/api/v1/master/person/judgements/{kept['id']}/undo", headers={"X-CSRFToken": token})
    assert undone.json()["left"] == page["total"]
    entity = client.get("/api/v1/master/person/entities").json()["rows"][0]
    assert "*" in entity["values"]["name"]
    detail = client.get(f"/api/v1/master/person/entities/{entity['entity_id']}").json()
    assert len(detail["records"]) == entity["record_count"]
    assert {value["rule"] for value in detail["values"]} <= {"多数一致", "最近更新", "最完整", "来源优先"}


def test_values_side_by_side_lay_open_only_what_differs() -> None:
    from anlan.control.master.masked import shown_beside

    assert shown_beside("name", "张小明", "张小亮") == "张*明"
    assert shown_beside("id_number", "330102198001011234", "330102198001021234") == "330102*******11234"
    assert shown_beside("phone", "13912345678", None) == "139****5678"
    assert shown_beside("birth_date", "19800101", "19800102") == "19800101"


def test_an_undeclared_workspace_says_what_to_write(database: Workspace) -> None:
    from anlan.control.master.declaration import MasterUndeclared, read_declaration

    with pytest.raises(MasterUndeclared) as caught:
        read_declaration(database, "person")
    assert "master.yml" in caught.value.advice


def test_the_migrations_are_complete(database: Workspace) -> None:
    from django.core.management import call_command

    call_command("makemigrations", "master", check=True, dry_run=True, verbosity=0)
