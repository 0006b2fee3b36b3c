"""The city is the size it says, the same for the same seed, and its dirt is there."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path, PurePosixPath

import pytest

import anlan_city
from anlan.base.settings import create_workspace, open_workspace
from anlan.collection.exchange.manifest import digest_of, read_manifest
from anlan_city.plan import risks_per_type

from .conftest import SCALE, SmallCity, database_rows


def test_scale_gives_employers_and_insured_persons(small: SmallCity) -> None:
    units = list(database_rows(small.root / "city" / "social_insurance.sqlite3", "AB01"))
    assert len(units) == 800_000 * SCALE
    connection = sqlite3.connect(small.root / "city" / "social_insurance.sqlite3")
    months = connection.execute(
        "SELECT AAE003, count(DISTINCT AAC001) FROM AC43_MONTH GROUP BY 1 ORDER BY 1"
    ).fetchall()
    connection.close()
    assert months[0][0] == 202411
    assert months[-1][0] == 202610
    assert len(months) == 24
    assert all(0.9 < persons / (17_251_000 * SCALE) < 1.1 for _, persons in months)


def test_nothing_is_known_before_it_happened_or_after_the_last_day(small: SmallCity) -> None:
    connection = sqlite3.connect(small.root / "city" / "social_insurance.sqlite3")
    early, late = connection.execute("SELECT min(AAE036 / 1000000 - AAE035), max(AAE036) FROM AC_STOP").fetchone()
    (first_known,) = connection.execute("SELECT min(AAE036 / 100000000 - AAE003) FROM AC43_MONTH").fetchone()
    connection.close()
    assert early >= 1
    assert late < 20261123000000
    assert first_known >= 1


def test_the_same_seed_gives_the_same_city(tmp_path: Path) -> None:
    first, second = (anlan_city.build(tmp_path / name, scale=0.0005, seed=7).folder for name in ("a", "b"))
    files = sorted(path.relative_to(first) for path in first.rglob("*") if path.is_file())
    assert files == sorted(path.relative_to(second) for path in second.rglob("*") if path.is_file())
    assert [name for name in files if (first / name).read_bytes() != (second / name).read_bytes()] == []


def test_another_seed_gives_another_city(small: SmallCity, tmp_path: Path) -> None:
    other = anlan_city.build(tmp_path, scale=0.0005, seed=8)
    assert other.truth.read_bytes() != small.city.truth.read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("end", [date(2026, 1, 31), date(2025, 3, 1)])
def test_the_city_may_end_on_another_day(tmp_path: Path, end: date) -> None:
    city = anlan_city.build(tmp_path, scale=0.0005, end=end)
    assert city.settings["clock.today"] == end.isoformat()


def test_a_workspace_opens_with_the_citys_settings_and_connections(small: SmallCity) -> None:
    create_workspace(small.root, small.city.settings, small.city.connections)
    workspace = open_workspace(small.root)
    assert workspace.clock().today() == date(2026, 11, 22)
    assert {workspace.connection(small.contract(name)["connection"]) for name in small.systems}


def test_the_dirt_of_real_registers_is_there(small: SmallCity) -> None:
    path = small.root / "city" / "social_insurance.sqlite3"
    connection = sqlite3.connect(path)
    queries = {
        "corrected": "SELECT count(*) FROM (SELECT 1 FROM AC43_MONTH GROUP BY AAC001, AAB001, AAE003"
        " HAVING count(DISTINCT AAE036) > 1)",
        "duplicate": "SELECT count(*) FROM (SELECT 1 FROM AC43_MONTH GROUP BY AAC001, AAB001, AAE003, AAE036"
        " HAVING count(*) > 1)",
        "unknown reason": "SELECT count(*) FROM AC_STOP WHERE AAE160 = '6999'",
        "worded reason": "SELECT count(*) FROM AC_STOP WHERE AAE160 LIKE '%合同%'",
        "missing code": "SELECT count(*) FROM AB01 WHERE AAB005 IS NULL",
    }
    counts = {name: connection.execute(query).fetchone()[0] for name, query in queries.items()}
    connection.close()
    assert min(counts.values()) > 0, counts
    changes = sorted((small.root / "city" / "business_registration").glob("变更登记_*.csv"))
    assert sum(not path.read_bytes().endswith(b"\r\n") for path in changes) == 1


def test_risks_grow_less_than_the_city() -> None:
    assert [risks_per_type(scale) for scale in (0.0005, 0.001, 0.01)] == [3, 3, 22]
    assert risks_per_type(1.0) < 22 * 100


def test_the_tax_office_announces_every_file_once(small: SmallCity) -> None:
    folder = small.root / "city" / "tax"
    listed: list[str] = []
    for path in sorted(folder.glob("*.ctl")):
        assert path.with_suffix(".ok").is_file()
        manifest = read_manifest(path.read_bytes(), PurePosixPath(path.name))
        assert manifest.batch == path.stem
        for one in manifest.files:
            assert digest_of(folder / one.path, one.algorithm) == one.checksum
            assert len((folder / one.path).read_text("gb18030").splitlines()) == one.rows + 1
        listed += [one.path for one in manifest.files]
    assert sorted(listed) == sorted(path.name for path in folder.glob("*_*.csv"))
