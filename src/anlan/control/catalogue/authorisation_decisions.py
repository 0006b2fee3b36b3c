"""Authorisations as people see them: requests in the approval inbox, and the list of a resource or of the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q

from anlan.control.access import Permission, Viewer
from anlan.control.approvals import Decision, Dossier
from anlan.control.catalogue.authorisations import (
    AuthorisationLife,
    AuthorisationUnknown,
    State,
    published_entry,
    standing,
)
from anlan.control.catalogue.decisions import address_of
from anlan.control.catalogue.errors import EntryUnknown
from anlan.control.catalogue.log import VerifiableLog
from anlan.control.catalogue.models import Authorisation, EntryVersion
from anlan.control.place import workspace
from anlan.standards.catalogue import SHARE_TYPES, CatalogueEntry

_FIELDS = (
    "code", "resource_code", "version", "name", "responsible_party", "department", "purpose", "basis", "share_type",
    "until", "author", "submitted_at", "reviewer", "decided_at", "ended_by", "ended_at", "reason",
)  # fmt: skip


def authorisation_life() -> AuthorisationLife:
    """The life of authorisations in the workspace of this process."""
    place = workspace()
    return AuthorisationLife(VerifiableLog(place), place.clock())


def authorisations(day: date, viewer: Viewer | None = None, code: str = "", all_states: bool = False) -> dict[str, Any]:
    """Authorisations in force on a day, the newest first; with ``all_states`` also requests and what has ended.

    Of those not in force a viewer sees only their own, unless the viewer reviews the catalogue; None sees all.
    """
    found = Authorisation.objects.filter(resource_code=code) if code else Authorisation.objects.all()
    in_force = Q(state=State.GRANTED, until__gte=day)
    if not all_states:
        found = found.filter(in_force)
    elif viewer is not None and not viewer.may(Permission.CATALOGUE_REVIEW):
        found = found.filter(in_force | Q(author=viewer.username))
    rows = [authorisation_row(one, day) for one in found.order_by("-id")]
    return {"day": day, "in_force": sum(row["state"] == State.GRANTED for row in rows), "rows": rows}


def authorisation_row(one: Authorisation, day: date) -> dict[str, Any]:
    """An authorisation as screens show it, with where it stands on a day and its items by name."""
    state, label = standing(one, day)
    names = _item_names(one)
    return {
        **{name: getattr(one, name) for name in _FIELDS},
        "state": state,
        "state_label": label,
        "share_label": SHARE_TYPES[one.share_type],
        "items": [{"code": code, "name": names.get(code, code)} for code in one.items],
    }


def _item_names(one: Authorisation) -> dict[str, str]:
    version = EntryVersion.objects.get(resource_code=one.resource_code, version=one.version)
    return {item["code"]: item["name"] for item in version.body["items"]}


class AuthorisationDecisions:
    """Requests for data that is shared under a condition."""

    kind = "authorisation"
    label = "数据授权"
    permission = Permission.CATALOGUE_REVIEW

    def waiting(self) -> list[Decision]:
        """Requests in review, oldest first."""
        found = Authorisation.objects.filter(state=State.REVIEW).order_by("submitted_at", "code")
        return [_decision(one) for one in found]

    def dossier(self, number: int) -> Dossier:
        """The request beside the condition of the entry. Raises: AuthorisationUnknown."""
        one = Authorisation.objects.filter(pk=number, state=State.REVIEW).first()
        if one is None:
            raise AuthorisationUnknown(code=number)
        names = _item_names(one)
        facts = {
            "申请部门": one.department,
            "用途": one.purpose,
            "依据或满足的条件": one.basis,
            "有效期至": one.until.isoformat(),
            "信息项": "、".join(names.get(code, code) for code in one.items),
            "责任方": one.responsible_party,
            "共享类型": SHARE_TYPES[one.share_type],
        }
        try:
            version, entry = published_entry(one.resource_code)
        except EntryUnknown:
            return Dossier(_decision(one), facts, warnings=["资源已不在目录中，不能批准"])
        facts["共享条件"] = _conditions(entry, one.items) or "未写明"
        changed = f"申请后资源已变更：申请时第 {one.version} 版，现第 {version.version} 版"
        warnings = [changed] if version.version != one.version else []
        if one.until < workspace().clock().today():
            warnings.append(f"申请的有效期 {one.until} 已过，不能批准")
        return Dossier(_decision(one), facts, (), warnings, f"/catalogue/entries/{address_of(one.resource_code)}")

    def approve(self, numbers: Sequence[int], username: str) -> int:
        """Grant requests, all or none."""
        return authorisation_life().approve(numbers, username)

    def refuse(self, number: int, username: str, reason: str) -> None:
        """Turn a request down with a reason."""
        authorisation_life().refuse(number, username, reason)


def _conditions(entry: CatalogueEntry, codes: Sequence[str]) -> str:
    told = [item.share_condition for item in entry.items if item.code in codes]
    return "；".join(dict.fromkeys(text for text in [entry.share_condition, *told] if text))


def _decision(one: Authorisation) -> Decision:
    return Decision(
        kind=AuthorisationDecisions.kind,
        number=one.pk,
        code=one.code,
        title=one.name,
        party=one.responsible_party,
        author=one.author,
        submitted_at=one.submitted_at,
        summary=f"{one.department}申请使用 {len(one.items)} 个信息项，至 {one.until}",
    )
