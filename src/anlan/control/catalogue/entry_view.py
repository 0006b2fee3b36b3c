"""One resource as its page shows it: the entry, its versions and what changed, where it is in the log."""

from __future__ import annotations

from typing import Any

from anlan.control.catalogue.decisions import mounting
from anlan.control.catalogue.drafts import change_rows
from anlan.control.catalogue.errors import EntryUnknown
from anlan.control.catalogue.life import entry_of
from anlan.control.catalogue.models import Duty, EntryVersion, Subscription
from anlan.control.catalogue.mounting import MountCheck, Mounting
from anlan.control.catalogue.published import published
from anlan.control.catalogue.subscriptions import is_subscribed
from anlan.control.catalogue.wording import VOCABULARY
from anlan.standards.catalogue import GRADES, catalogue_classes

State = EntryVersion.State
# What somebody without the right to submit or review may see: never a version that was not approved.
_OUTSIDE = (State.PUBLISHED, State.SUCCEEDED, State.WITHDRAWN)


def vocabulary() -> dict[str, Any]:
    """The code lists of an entry's fields, the classes, and the published duties by department."""
    coded = {name: [{"value": k, "label": v} for k, v in codes.items()] for name, codes in VOCABULARY.items()}
    duties = Duty.objects.filter(state=Duty.State.PUBLISHED).order_by("department", "name")
    return {
        "fields": {**coded, "grade": [{"value": grade, "label": grade} for grade in GRADES]},
        "classes": [{"value": one.code, "label": one.path} for one in catalogue_classes()],
        "duties": [{"code": d.code, "department": d.department, "name": d.name} for d in duties],
    }


def _versions(code: str, all_states: bool) -> list[EntryVersion]:
    found = EntryVersion.objects.filter(resource_code=code).order_by("version")
    kept = list(found if all_states else found.filter(state__in=_OUTSIDE))
    if not kept:
        raise EntryUnknown(code=code)
    return kept


def shown_version(code: str, all_states: bool) -> EntryVersion:
    """The published version; the newest one where none is published. Raises: EntryUnknown."""
    versions = _versions(code, all_states)
    return next((one for one in versions if one.state == State.PUBLISHED), versions[-1])


def entry_page(code: str, username: str, all_states: bool) -> dict[str, Any]:
    """The published version with its mounts checked; the newest one where none is published. Raises: EntryUnknown."""
    shown = shown_version(code, all_states)
    in_review = EntryVersion.objects.filter(resource_code=code, state=State.REVIEW).first() if all_states else None
    entry = entry_of(shown)
    checks = mounting()
    return {
        **version_head(shown),
        "entry": shown.body,
        "duty_code": _duty_code(entry.responsible_party, entry.duty),
        "mounts": [mount_row(checks.check(mount)) for mount in entry.mounts],
        "subscribed": is_subscribed(code, username),
        "subscribers": Subscription.objects.filter(resource_code=code).count(),
        "pending": in_review.version if in_review else None,
    }


def _duty_code(department: str, name: str) -> str:
    duty = Duty.objects.filter(department=department, name=name, state=Duty.State.PUBLISHED).first()
    return duty.code if duty else ""


def mount_row(check: MountCheck) -> dict[str, Any]:
    """A checked mount as screens show it."""
    mount = check.mount
    return {
        "kind": mount.kind,
        "kind_label": VOCABULARY["mount_kind"].get(mount.kind, mount.kind),
        "target": mount.target,
        "system": mount.system,
        "state": check.state.value,
        "state_label": check.state.label,
        "reason": check.reason,
    }


def version_head(version: EntryVersion) -> dict[str, Any]:
    """Where a version stands: who submitted and who decided it, when and why."""
    fields = ("version", "state", "name", "author", "changed_at", "reviewer", "decided_at", "reason")
    return {
        "code": version.resource_code,
        "state_label": State(version.state).label,
        **{name: getattr(version, name) for name in fields},
    }


def versions_of(code: str, all_states: bool) -> list[dict[str, Any]]:
    """The versions of a resource, the newest first, each with what it changed against the published one before.

    Raises: EntryUnknown.
    """
    found: list[dict[str, Any]] = []
    before: EntryVersion | None = None
    for one in _versions(code, all_states):
        changes = change_rows(entry_of(before), entry_of(one)) if before else []
        found.append(version_head(one) | {"changes": changes, "is_first": before is None})
        if one.state in _OUTSIDE:
            before = one
    return found[::-1]


def mount_list() -> dict[str, Any]:
    """Every mount of the published catalogue, checked, and the share of mounted entries by department."""
    checks: Mounting = mounting()
    rows, counted = [], []
    for row in published().rows.values():
        counted.append((row.party, row.mounts))
        head = {"code": row.code, "name": row.name, "party": row.party}
        rows += [head | mount_row(checks.check(mount)) for mount in row.mounts]
        if not row.mounts:
            none = {"kind": "", "kind_label": "", "target": "", "system": "", "reason": "没有挂接"}
            rows.append(head | none | {"state": "missing", "state_label": "未挂接"})
    rates = checks.rates(counted)
    return {
        "entries": sum(one.entries for one in rates),
        "mounted": sum(one.mounted for one in rates),
        "departments": [vars(one) | {"rate": one.rate} for one in rates],
        "rows": rows,
    }
