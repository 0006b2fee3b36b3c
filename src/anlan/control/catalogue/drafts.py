"""Drafts: an entry being written, incomplete as it may be, seen by its author alone until it is submitted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from anlan.base.errors import Findings
from anlan.control.catalogue.duties import unknown_duties
from anlan.control.catalogue.errors import DraftUnknown, EntryUnknown, StateWrong
from anlan.control.catalogue.life import CatalogueLife, entry_of
from anlan.control.catalogue.models import Draft, EntryVersion
from anlan.standards.catalogue import CatalogueEntry, Finding, catalogue_classes, check_entry, differences


def entry_from(body: Mapping[str, Any]) -> CatalogueEntry:
    """The entry that a body describes; absent fields take their default. Raises: Findings for unknown fields."""
    needed = {"class_code": "", "class_name": "", "name": ""}
    try:
        entry = CatalogueEntry.from_dict({**needed, **body})
    except TypeError as error:
        raise Findings("目录条目", [f"字段有误：{error}"]) from error
    named = {one.code: one.path for one in catalogue_classes()}
    return CatalogueEntry.from_dict(entry.as_dict_json() | {"class_name": named.get(entry.class_code, "")})


def findings_of(entry: CatalogueEntry) -> list[dict[str, str]]:
    """What stands in the way of submitting an entry, each with its place."""
    found = check_entry(entry, catalogue_classes())
    if unknown_duties([entry]):
        found.append(Finding("职责事项", f"“{entry.duty}”未在{entry.responsible_party}的职责目录中登记"))
    return [{"place": one.place, "message": one.message} for one in found]


class Drafts:
    """The drafts of one person."""

    def __init__(self, username: str) -> None:
        self._username = username

    def all(self) -> list[dict[str, Any]]:
        """The drafts, the newest first, without their bodies."""
        return [_head(draft) for draft in Draft.objects.filter(author=self._username)]

    def get(self, number: int) -> dict[str, Any]:
        """A draft with what stands in its way and, for a change, what it changes. Raises: DraftUnknown."""
        draft = self._draft(number)
        entry = CatalogueEntry.from_dict(draft.body)
        return _head(draft) | {"entry": draft.body, "findings": findings_of(entry), "changes": _changes(entry)}

    def write(self, body: Mapping[str, Any], number: int | None = None) -> dict[str, Any]:
        """Keep a draft, new or in place of the one given. Raises: DraftUnknown, Findings for unknown fields."""
        entry = entry_from(body)
        draft = Draft(author=self._username) if number is None else self._draft(number)
        draft.name, draft.resource_code = entry.name[:100], entry.resource_code
        draft.body, draft.changed_at = entry.as_dict_json(), timezone.now()
        draft.save()
        return self.get(draft.pk)

    def begin(self, code: str) -> dict[str, Any]:
        """A draft that changes a resource, from what was refused or is published; the one begun already is continued.

        Raises: EntryUnknown, StateWrong for one in review or withdrawn.
        """
        known = Draft.objects.filter(author=self._username, resource_code=code).first()
        if known is not None:
            return self.get(known.pk)
        latest = EntryVersion.objects.filter(resource_code=code).order_by("-version").first()
        if latest is None:
            raise EntryUnknown(code=code)
        if latest.state in (EntryVersion.State.REVIEW, EntryVersion.State.WITHDRAWN):
            state = EntryVersion.State(latest.state).label
            advice = "在审的版本处理后再改；撤销的资源请作为新资源登记。"
            raise StateWrong(code=code, version=latest.version, state=state, step="编辑", advice=advice)
        return self.write(entry_of(latest).as_dict_json())

    def submit(self, number: int, life: CatalogueLife) -> EntryVersion | None:
        """Put a draft before a reviewer; the draft is gone then. None where it changes nothing.

        Raises: DraftUnknown, Findings with everything that stands in the way.
        """
        with transaction.atomic():
            draft = self._draft(number)
            versions = life.submit([CatalogueEntry.from_dict(draft.body)], self._username)
            draft.delete()
            return versions[0] if versions else None

    def drop(self, number: int) -> None:
        """Delete a draft. Raises: DraftUnknown."""
        self._draft(number).delete()

    def _draft(self, number: int) -> Draft:
        draft = Draft.objects.filter(pk=number, author=self._username).first()
        if draft is None:
            raise DraftUnknown(number=number)
        return draft


def _head(draft: Draft) -> dict[str, Any]:
    fields = ("name", "resource_code", "changed_at")
    refused = EntryVersion.objects.filter(resource_code=draft.resource_code).order_by("-version").first()
    reason = refused.reason if refused is not None and refused.state == EntryVersion.State.REFUSED else ""
    return {"id": draft.pk, **{name: getattr(draft, name) for name in fields}, "refused_reason": reason}


def _changes(entry: CatalogueEntry) -> list[dict[str, str]]:
    published = EntryVersion.objects.filter(resource_code=entry.resource_code, state=EntryVersion.State.PUBLISHED)
    before = published.first()
    return [] if before is None else change_rows(entry_of(before), entry)


def change_rows(before: CatalogueEntry, after: CatalogueEntry) -> list[dict[str, str]]:
    """What differs between two entries, field by field, in words."""
    from anlan.control.catalogue.wording import shown

    return [
        {"place": one.place, "before": shown(one.place, one.before), "after": shown(one.place, one.after)}
        for one in differences(before, after)
    ]
