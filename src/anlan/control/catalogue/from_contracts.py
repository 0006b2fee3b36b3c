"""Source contracts put before a reviewer as entries with their duties, so that nobody types them twice."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from anlan.base.settings import Workspace
from anlan.collection.catalogue_entry import entries_of
from anlan.control.catalogue.duties import DutyLife, WantedDuty
from anlan.control.catalogue.life import CatalogueLife, with_known_codes
from anlan.control.catalogue.log import VerifiableLog
from anlan.control.record_columns import standards
from anlan.control.source_view import contracts


@dataclass(frozen=True)
class ContractsSubmitted:
    """How many entries the contracts give, how many of them changed and went into review, and how many new duties."""

    entries: int
    submitted: int
    duties: int


def submit_contracts(workspace: Workspace, username: str) -> ContractsSubmitted:
    """Submit what the contracts promise; what is published unchanged is left alone. Raises: Findings."""
    log = VerifiableLog(workspace)
    found = contracts(workspace)
    entries = [entry for contract in found for entry in entries_of(contract, standards())]
    bases = {
        (contract.owner, str(table.catalogue["duty"])): str(table.catalogue.get("duty_basis", ""))
        for contract in found
        for table in contract.tables
        if table.catalogue.get("duty")
    }
    wanted = [WantedDuty(department, name, basis) for (department, name), basis in bases.items()]
    with transaction.atomic():
        duties = DutyLife(log).propose(wanted, username)
        versions = CatalogueLife(log).submit(with_known_codes(entries), username)
    return ContractsSubmitted(len(entries), len(versions), len(duties))
