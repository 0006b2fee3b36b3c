"""The same statements on both engines, from single spellings to the indicators of a small bureau."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from tests.engine.both_engines import both_engines
from tests.risk.world import END, World

from anlan.engine.relations import Relations
from anlan.pool.pool import Pool
from anlan.risk import read_registry
from anlan.risk.judge import MEASURED, take_measures

SPELLINGS = {
    "slice": "SELECT name, day_text[1:4] AS year_text FROM core_test__fact",
    "whole division": "SELECT name, amount_count // 3, amount_count % 3 FROM core_test__fact",
    "last word": "SELECT name, arg_max(note, day_date), arg_min(note, day_date) FROM core_test__fact GROUP BY name",
    "days": "SELECT name, day_date - 3, date_diff('day', DATE '2026-01-01', day_date) FROM core_test__fact",
    "one of many": "SELECT name, amount_count FROM core_test__fact QUALIFY row_number() OVER "
    "(PARTITION BY name ORDER BY amount_count DESC, day_date) = 1",
    "list": "SELECT string_agg(DISTINCT name, '、' ORDER BY name) FROM core_test__fact",
    "absent": "SELECT f.name FROM core_test__fact AS f ANTI JOIN core_test__known AS k ON k.name = f.name",
    "present": "SELECT f.name FROM core_test__fact AS f SEMI JOIN core_test__known AS k ON k.name = f.name",
    "filtered": "SELECT name, count(*) FILTER (amount_count > 2), sum(amount_count) FILTER (note IS NULL) "
    "FROM core_test__fact GROUP BY ALL",
    "any value passes over nothing": "SELECT name, any_value(note) FROM core_test__fact GROUP BY name",
    "bad number": "SELECT name, TRY_CAST(note AS INTEGER) FROM core_test__fact",
}


@pytest.fixture
def pool(tmp_path: Path) -> Pool:
    made = Pool(tmp_path / "pool")
    days = [date(2026, 1, 1) + timedelta(days=9 * number) for number in range(6)]
    facts = {
        "name": ["甲", "甲", "乙", "乙", "丙", "丙"],
        "note": ["12", None, None, "乙记", "丙记", "丙记"],
        "amount_count": [1, 2, 3, 4, 5, 5],
        "day_date": days,
        "day_text": [day.isoformat() for day in days],
    }
    made.write("core_test__fact", pa.table(facts))
    made.write("core_test__known", pa.table({"name": ["甲", "丙"]}))
    return made


@both_engines
def test_spellings(relations: Relations) -> dict[str, list[tuple[object, ...]]]:
    return {name: relations.execute(sql).fetchall() for name, sql in SPELLINGS.items()}


@both_engines
def test_tables_made_and_added_to(relations: Relations) -> dict[str, list[tuple[object, ...]]]:
    relations.execute("CREATE OR REPLACE TABLE made (name VARCHAR, amount BIGINT, day DATE)")
    relations.executemany("INSERT INTO made VALUES (?, ?, ?)", [["a", 1, date(2026, 1, 1)], ["b", None, None]])
    relations.execute(
        "INSERT INTO made SELECT name, amount_count, day_date FROM core_test__fact WHERE name = ?", ["甲"]
    )
    relations.execute("CREATE OR REPLACE VIEW seen AS SELECT name, amount FROM made WHERE amount IS NOT NULL")
    relations.execute("CREATE OR REPLACE TABLE twice AS SELECT * FROM seen UNION ALL SELECT * FROM seen")
    described = relations.execute("DESCRIBE SELECT name, amount FROM made").fetchall()
    relations.execute("DROP VIEW IF EXISTS core_test__known")
    return {
        "made": relations.execute("SELECT * FROM made").fetchall(),
        "twice": relations.execute("SELECT * FROM twice").fetchall(),
        "described": [(row[0],) for row in described],
    }


@pytest.fixture
def world_pool(tmp_path: Path) -> Pool:
    world = World()
    for uscc, staff in (("LAYOFF", 60), ("MOVED", 60), ("STEADY", 700), ("PARTNER", 5)):
        world.firm(uscc, staff)
    world.add("core_registry__holding", "x", date(2024, 1, 1), uscc="PARTNER", holder_uscc="MOVED", share_ratio=0.8)
    world.leave("LAYOFF", range(0, 30), date(2026, 10, 12))
    world.leave("MOVED", range(0, 30), date(2026, 10, 12), reason="6302", to="PARTNER")
    for source in ("甲报", "乙网"):
        world.article("E-LAYOFF", "LAYOFF", "R1", date(2026, 10, 16), source)
    return world.pool(tmp_path / "pool")


class TestIndicators:
    """The whole way from core tables to levelled indicators."""

    @pytest.fixture
    def pool(self, world_pool: Pool) -> Pool:
        return world_pool

    def test_same_measures(self, pool: Pool, tmp_path: Path) -> None:
        @both_engines
        def measures(relations: Relations) -> dict[str, list[tuple[object, ...]]]:
            take_measures(relations, read_registry(), [END.shift(-1), END], lambda label, done, total: None)
            found = {}
            for name in MEASURED:
                columns = relations.execute(f"SELECT * FROM {name} LIMIT 0").description or []
                listed = ", ".join(sorted(column[0] for column in columns))
                found[name] = relations.execute(f"SELECT {listed} FROM {name}").fetchall()
            return found

        measures(pool, tmp_path)
