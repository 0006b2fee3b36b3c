"""Entries and duties in the approval inbox."""

from __future__ import annotations

from collections.abc import Sequence

from anlan.control.access import Permission
from anlan.control.approvals import Change, Decision, Dossier
from anlan.control.catalogue.drafts import change_rows
from anlan.control.catalogue.duties import DutyLife, DutyUnknown, unknown_duties
from anlan.control.catalogue.errors import EntryUnknown
from anlan.control.catalogue.life import CatalogueLife, entry_of, in_review
from anlan.control.catalogue.log import VerifiableLog
from anlan.control.catalogue.models import Duty, EntryVersion
from anlan.control.catalogue.mounting import Mounting, MountState
from anlan.control.catalogue.wording import shown
from anlan.control.place import open_pool, workspace
from anlan.control.source_view import contracts
from anlan.standards.catalogue import CatalogueEntry, field_label

_FACTS = (
    "class_name",
    "description",
    "responsible_party",
    "duty",
    "source_class",
    "source_system",
    "resource_format",
    "update_cycle",
    "share_type",
    "share_condition",
    "legal_basis",
    "open_type",
    "open_condition",
    "grade",
    "mounts",
)


def address_of(code: str) -> str:
    """A resource code as it stands in addresses: its slash would be a level of the path."""
    return code.replace("/", "-")


def code_of(address: str) -> str:
    """The resource code that an address stands for."""
    return address.replace("-", "/")


def catalogue_life() -> CatalogueLife:
    """The catalogue's life in the workspace of this process."""
    return CatalogueLife(VerifiableLog(workspace()))


def duty_life() -> DutyLife:
    """The life of duties in the workspace of this process."""
    return DutyLife(VerifiableLog(workspace()))


def mounting() -> Mounting:
    """The checks of mounts over the workspace of this process."""
    place = workspace()
    return Mounting.of(place, contracts(place), open_pool(place))


class EntryDecisions:
    """Catalogue entries: a new resource, or a change beside the published version."""

    kind = "entry"
    label = "资源目录"
    permission = Permission.CATALOGUE_REVIEW

    def waiting(self) -> list[Decision]:
        """Versions in review, oldest first."""
        return [_entry_decision(version) for version in in_review()]

    def dossier(self, number: int) -> Dossier:
        """The entry with what it changes and whether its mounts are there. Raises: EntryUnknown."""
        version = EntryVersion.objects.filter(pk=number, state=EntryVersion.State.REVIEW).first()
        if version is None:
            raise EntryUnknown(code=f"待审的第 {number} 号")
        entry = entry_of(version)
        before = EntryVersion.objects.filter(
            resource_code=version.resource_code, state=EntryVersion.State.PUBLISHED
        ).first()
        facts = {field_label(name): shown(field_label(name), getattr(entry, name)) for name in _FACTS}
        facts = {name: value for name, value in facts.items() if value} | {"信息项": f"{len(entry.items)} 个"}
        changes = [Change(**row) for row in change_rows(entry_of(before), entry)] if before else _all_new(entry)
        return Dossier(_entry_decision(version), facts, changes, _warnings(entry))

    def approve(self, numbers: Sequence[int], username: str) -> int:
        """Publish versions in review, all or none. Raises: EntryUnknown, FourEyes, StateWrong, Findings."""
        versions = list(EntryVersion.objects.filter(pk__in=numbers))
        lost = set(numbers) - {version.pk for version in versions}
        if lost:
            raise EntryUnknown(code=f"待审的第 {min(lost)} 号")
        return catalogue_life().approve(versions, username)

    def refuse(self, number: int, username: str, reason: str) -> None:
        """Send a version back to its author with a reason. Raises: EntryUnknown."""
        version = EntryVersion.objects.filter(pk=number).first()
        if version is None:
            raise EntryUnknown(code=f"待审的第 {number} 号")
        catalogue_life().refuse(version, username, reason)


def _entry_decision(version: EntryVersion) -> Decision:
    is_first = version.version == 1
    count = len(version.body["items"])
    return Decision(
        kind=EntryDecisions.kind,
        number=version.pk,
        code=version.resource_code,
        title=version.name,
        party=version.responsible_party,
        author=version.author,
        submitted_at=version.changed_at,
        summary=f"{'登记新资源' if is_first else f'第 {version.version} 版'}，{count} 个信息项",
    )


def _all_new(entry: CatalogueEntry) -> list[Change]:
    items = [(f"信息项 {item.code}", {"name": item.name, "data_type": item.data_type, "grade": item.grade,
                                     "share_type": item.share_type}) for item in entry.items]  # fmt: skip
    return [Change(place, "", shown(place, facts)) for place, facts in items]


def _warnings(entry: CatalogueEntry) -> list[str]:
    checks = mounting()
    found = [f"没有挂接：{entry.name}"] if not entry.mounts else []
    for mount in entry.mounts:
        check = checks.check(mount)
        if check.state is not MountState.FOUND:
            found.append(f"挂接 {mount.target}：{check.state.label}（{check.reason}）")
    return found + unknown_duties([entry], published=True)


class DutyDecisions:
    """Duties of departments, the level above data entries."""

    kind = "duty"
    label = "职责目录"
    permission = Permission.CATALOGUE_REVIEW

    def waiting(self) -> list[Decision]:
        """Duties in review, oldest first."""
        found = Duty.objects.filter(state=Duty.State.REVIEW).order_by("submitted_at", "code")
        return [_duty_decision(duty) for duty in found]

    def dossier(self, number: int) -> Dossier:
        """The duty with its basis. Raises: DutyUnknown."""
        duty = Duty.objects.filter(pk=number, state=Duty.State.REVIEW).first()
        if duty is None:
            raise DutyUnknown(code=number)
        facts = {"部门": duty.department, "职责事项": duty.name, "依据": duty.basis or "未写明"}
        return Dossier(_duty_decision(duty), facts, warnings=() if duty.basis else ("没有写明依据",))

    def approve(self, numbers: Sequence[int], username: str) -> int:
        """Publish duties, all or none."""
        return duty_life().approve(numbers, username)

    def refuse(self, number: int, username: str, reason: str) -> None:
        """Send a duty back with a reason."""
        duty_life().refuse(number, username, reason)


def _duty_decision(duty: Duty) -> Decision:
    return Decision(
        kind=DutyDecisions.kind,
        number=duty.pk,
        code=duty.code,
        title=duty.name,
        party=duty.department,
        author=duty.author,
        submitted_at=duty.submitted_at,
        summary="登记职责",
    )
