"""Data models: every table of the pool is declared, and a declared grain is held against the rows."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest

from anlan.base.settings import Workspace
from anlan.control.place import open_pool
from anlan.control.serving_tables import SERVED
from anlan.pool.pool import Pool
from anlan.risk import out_tables
from anlan.standards.models import affected_tables, read_models
from anlan.standards.registry import load_registry


def test_every_table_that_is_served_or_published_is_declared() -> None:
    models = read_models(load_registry())
    assert {table.name for table in SERVED} | set(out_tables.NAMES) <= models.keys()
    assert all(model.grain and model.key and model.label for model in models.values())


def test_what_is_made_of_a_table_is_found_over_any_number_of_steps_and_the_undeclared_is_suspect() -> None:
    models = read_models(load_registry())
    held = ["core_entity__person", "core_registry__enterprise", "core_tax__year", "out_risk__alert", "core_new__thing"]
    assert affected_tables(models, ["core_utility__month"], held) == ["core_new__thing", "out_risk__alert"]
    found = affected_tables(models, ["core_entity__person_record"], held)
    assert "core_entity__person" in found and "core_registry__enterprise" not in found


def test_a_grain_that_does_not_hold_is_found(database: Workspace, tmp_path: Path) -> None:
    from anlan.control.assets.table_models import check_grains

    pool = Pool(tmp_path / "pool")
    pool.write("out_risk__week", pa.table({"week": ["2026-W46", "2026-W47"]}))
    pool.write("out_risk__employer_week", pa.table({"week": ["2026-W47"] * 2, "uscc": ["a", "a"]}))
    pool.write("core_entity__person", pa.table({"name": ["甲"]}))
    pool.write("core_made__by_hand", pa.table({"x": [1]}))
    found = {row["table"]: row for row in check_grains(pool, [], load_registry())}
    assert found["out_risk__week"]["holds"]
    assert "1 行" in found["out_risk__employer_week"]["problem"]
    assert "entity_id" in found["core_entity__person"]["problem"]
    assert found["core_made__by_hand"]["problem"] == "没有声明"


def test_a_model_shows_concept_elements_and_how_it_lies(database: Workspace) -> None:
    from anlan.control.assets.table_models import TableModelMissing, model_detail, model_rows
    from anlan.control.source_view import contracts
    from anlan.control.standards.current import standards_now
    from anlan.reports.table_models import write_models

    pool, standards, known = open_pool(database), standards_now(), contracts(database)
    found = model_detail(pool, known, standards, "core_hotline__ticket")
    assert (found["layer_label"], found["domain_label"], found["grade"]) == ("明细层", "诉求", "L3")
    text = next(one for one in found["elements"] if one["name"] == "content_text")
    assert (text["grade"], text["physical_type"]) == ("L3", "VARCHAR")
    assert found["physical"]["rows"] == 5 and found["physical"]["partitioned_by"] == ["load_id"]
    raw = model_detail(pool, known, standards, "raw_hotline_12345__ticket")
    assert [one["label"] for one in raw["elements"] if one["name"] == "诉求内容"] == ["诉求内容"]
    rows = model_rows(pool, known, standards)
    made = write_models(rows, [{**one, "table": found["table"]} for one in found["elements"]], database.clock().now())
    book = openpyxl.load_workbook(io.BytesIO(made))
    assert book.sheetnames == ["表", "字段"] and book["表"].max_row == len(rows) + 1
    with pytest.raises(TableModelMissing):
        model_detail(pool, known, standards, "core_no__thing")
