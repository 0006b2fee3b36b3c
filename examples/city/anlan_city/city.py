"""Build the city: source systems with data, their contracts and the truth, below a workspace folder."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.random import Generator

from anlan_city.exchange import write_exchange
from anlan_city.firms import make_firms
from anlan_city.months import MONTHS, Calendar
from anlan_city.noise import scatter
from anlan_city.plan import play
from anlan_city.rosters import write_rosters
from anlan_city.server import PORT, ROUTES_FILE
from anlan_city.server_stores import MariaStore, PostgresStore, with_database, with_schema
from anlan_city.stage import Stage
from anlan_city.stores import SQLiteStore, Store
from anlan_city.structures.declaration import declaration
from anlan_city.structures.estate import write_estate
from anlan_city.structures.values import Filler
from anlan_city.systems.arbitration import Arbitration
from anlan_city.systems.business_registration import BusinessRegistration
from anlan_city.systems.court import Court
from anlan_city.systems.employment import Employment
from anlan_city.systems.hotline import Hotline
from anlan_city.systems.labour_contract import LabourContract
from anlan_city.systems.labour_inspection import LabourInspection
from anlan_city.systems.listing import Listing
from anlan_city.systems.meters import Recruitment, Utilities
from anlan_city.systems.opinion import Opinion
from anlan_city.systems.social_insurance import SocialInsurance
from anlan_city.systems.tax import Tax, TaxNotice
from anlan_city.truth import write_truth
from anlan_city.workforce import Month, Workforce

CONTRACTS = Path(__file__).parent / "contracts"
LAST_DAY = date(2026, 11, 22)
SEED = 20261122
Progress = Callable[[str, int, int], None]
_JSON, _RSS = "application/json; charset=utf-8", "application/rss+xml; charset=utf-8"
ROUTES = {
    "court/enforcement": {"file": "court/enforcement.jsonl", "type": _JSON, "since": "publish_time"},
    "court/hearing": {"file": "court/hearing.jsonl", "type": _JSON, "since": "publish_time"},
    "court/bankruptcy": {"file": "court/bankruptcy.jsonl", "type": _JSON, "since": "publish_time"},
    "hotline/tickets": {"file": "hotline/tickets.jsonl", "type": _JSON, "since": "sync_time"},
    "hotline/petitions": {"file": "hotline/petitions.jsonl", "type": _JSON, "since": "sync_time"},
    "opinion/feed": {"file": "opinion/feed.xml", "type": _RSS},
}


class System(Protocol):
    """A source system being written."""

    def finish(self) -> None:
        """Write what does not come month by month, and close."""
        ...


class MonthlySystem(System, Protocol):
    """A source system that is written month by month."""

    def take(self, month: Month) -> None:
        """Write one month."""
        ...


@dataclass(frozen=True)
class City:
    """A built city: its folder, and the connections and settings with which a workspace reads it."""

    folder: Path
    connections: Mapping[str, str]
    settings: Mapping[str, Any]
    truth: Path


DATABASES = ("social_insurance", "employment", "labour_contract", "arbitration")
FOLDERS = ("labour_inspection", "business_registration", "listing", "tax", "tax_notice", "utilities", "recruitment")
SERVICES = ("court", "hotline_12345", "opinion")
ON_POSTGRESQL, ON_MARIADB = ("social_insurance",), ("employment", "arbitration")


@dataclass(frozen=True)
class Placement:
    """Where each system of a city is kept: files below a folder, or a database server where one is given."""

    folder: Path
    postgresql_url: str | None = None
    mariadb_url: str | None = None

    def store(self, system: str, added: bool = False) -> Store:
        """The store of a system that is a database: a new one, or the one it has, to which tables are added."""
        declared = declaration()
        if self.postgresql_url and system in (*ON_POSTGRESQL, *declared.of_make("postgresql")):
            return PostgresStore(self.postgresql_url, system, added)
        if self.mariadb_url and system in ON_MARIADB:
            return MariaStore(self.mariadb_url)
        if self.mariadb_url and system in declared.of_make("mariadb"):
            return MariaStore(with_database(self.mariadb_url, system), own=True)
        return SQLiteStore(self.folder / f"{system}.sqlite3", added)

    def connections(self) -> dict[str, str]:
        """Name → URL of every system, as a workspace's secrets hold them."""
        declared = declaration()
        schemas, own = declared.of_make("postgresql"), declared.of_make("mariadb")
        databases = (*DATABASES, *declared.of_make("sqlite"), *schemas, *own)
        found = {name: f"sqlite:///city/{name}.sqlite3" for name in databases}
        if self.postgresql_url:
            found.update({name: with_schema(self.postgresql_url, name) for name in (*ON_POSTGRESQL, *schemas)})
        if self.mariadb_url:
            found.update(dict.fromkeys(ON_MARIADB, self.mariadb_url))
            found.update({name: with_database(self.mariadb_url, name) for name in own})
        folders = (*FOLDERS, *declared.of_make("csv", "ddl", "dictionary"))
        found.update({name: f"file:city/{name}" for name in folders})
        return {**found, **dict.fromkeys(SERVICES, f"http://127.0.0.1:{PORT}")}


def _silent(label: str, done: int, total: int) -> None:
    """Tell nobody."""


def build(
    workspace_root: Path,
    *,
    scale: float = 0.01,
    seed: int = SEED,
    end: date = LAST_DAY,
    progress: Progress = _silent,
    postgresql_url: str | None = None,
    mariadb_url: str | None = None,
) -> City:
    """A city of that scale below ``workspace_root/city``, with source contracts below ``workspace_root/sources``.

    The same seed, scale and end give the same rows. ``progress`` is told a label, what is done and what there is.
    With ``postgresql_url`` social insurance and others lie in schemas there, with ``mariadb_url`` employment,
    arbitration and others in databases there.
    **Units** ``scale`` 1.0 is Beijing at the end of 2021: 17.25 million insured persons, 0.8 million employers.
    """
    folder = workspace_root / "city"
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    progress("生成用人单位", 0, 1)
    rng = np.random.default_rng(seed)
    streams = iter(rng.spawn(24))
    firms = make_firms(next(streams), scale, end.toordinal())
    stage = Stage(next(streams), firms, Calendar(end))
    play(stage, scale)
    scatter(stage)
    progress("生成用人单位", 1, 1)
    place = Placement(folder, postgresql_url, mariadb_url)
    monthly, others = _systems(streams, stage, place)
    workforce = Workforce(next(streams), firms, stage.calendar, stage.orders)
    for month in workforce.months():
        for monthly_system in monthly:
            monthly_system.take(month)
        progress("逐月生成参保与就业", month.index + 1, MONTHS + 1)
    written = [*monthly, *others]
    for number, system in enumerate(written, start=1):
        system.finish()
        progress("写出来源系统", number, len(written))
    write_exchange(folder / "tax")
    write_estate(place, Filler(seed, firms, workforce.person, workforce.firm, stage.today), progress)
    (folder / ROUTES_FILE).write_text(json.dumps(ROUTES, indent=1) + "\n", encoding="utf-8")
    write_contracts(workspace_root / "sources")
    write_rosters(np.random.default_rng([seed, 1]), workspace_root, scale)
    truth = write_truth(stage, folder / "truth.parquet")
    return City(folder, place.connections(), {"clock.today": end.isoformat(), "bureau.city": "北京市"}, truth)


def _systems(streams: Iterator[Generator], stage: Stage, place: Placement) -> tuple[list[MonthlySystem], list[System]]:
    """The systems written month by month, and those written at once; each draws from a stream of its own."""
    folder = place.folder
    monthly: list[MonthlySystem] = [
        SocialInsurance(next(streams), stage, place.store("social_insurance")),
        Employment(next(streams), stage, place.store("employment")),
        LabourContract(next(streams), stage, place.store("labour_contract")),
        Tax(next(streams), stage, folder / "tax"),
        Utilities(next(streams), stage, folder / "utilities"),
        Recruitment(next(streams), stage, folder / "recruitment"),
    ]
    at_once: list[System] = [
        LabourInspection(next(streams), stage, folder / "labour_inspection"),
        Arbitration(next(streams), stage, place.store("arbitration")),
        Listing(next(streams), stage, folder / "listing"),
        TaxNotice(next(streams), stage, folder / "tax_notice"),
        BusinessRegistration(next(streams), stage, folder / "business_registration"),
        Court(next(streams), stage, folder / "court"),
        Hotline(next(streams), stage, folder / "hotline"),
        Opinion(next(streams), stage, folder / "opinion"),
    ]
    return monthly, at_once


def write_contracts(sources: Path) -> None:
    """Copy the contract of every system to where a workspace looks for it."""
    for path in sorted(CONTRACTS.glob("*.yml")):
        target = sources / path.stem / "contract.yml"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
