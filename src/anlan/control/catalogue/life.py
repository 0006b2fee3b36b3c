"""The life of an entry: draft, review by another person, publication, change, withdrawal; each written into the log."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from anlan.base.errors import Findings
from anlan.control.catalogue.authorisations import revoke_unshared
from anlan.control.catalogue.duties import unknown_duties
from anlan.control.catalogue.errors import EntryUnknown, FourEyes, ReasonNeeded, StateWrong
from anlan.control.catalogue.log import VerifiableLog
from anlan.control.catalogue.models import AllottedNumber, EntryVersion, Notice, Subscription
from anlan.standards.catalogue import (
    CatalogueClass,
    CatalogueEntry,
    Difference,
    catalogue_classes,
    check_entry,
    differences,
    resource_code,
)

State = EntryVersion.State
_BATCH = 500


class CatalogueLife:
    """Moves entries through their life on behalf of a named person; nothing skips the second pair of eyes."""

    def __init__(self, log: VerifiableLog, classes: Sequence[CatalogueClass] = ()) -> None:
        self._log = log
        self._classes = tuple(classes) or catalogue_classes()

    def submit(self, entries: Iterable[CatalogueEntry], username: str) -> list[EntryVersion]:
        """Check entries, give new ones their codes, and put them before a reviewer, all or none.

        An entry that is the same as its published version is left alone. Rows: the versions now in review, in order.
        Raises: Findings with everything wrong; nothing is written then.
        """
        entries = list(entries)
        problems = [f"{e.name or e.resource_code}：{f}" for e in entries for f in check_entry(e, self._classes)]
        problems += _repeated(entries) + unknown_duties(entries)
        if problems:
            raise Findings("目录条目", problems)
        with transaction.atomic():
            coded = self._with_codes(entries)
            latest = _latest([entry.resource_code for entry in coded])
            versions, facts = [], []
            for entry in coded:
                before = latest.get(entry.resource_code)
                if before is not None and before.state == State.PUBLISHED and before.body == entry.as_dict_json():
                    continue
                version = self._next_version(entry, before, username)
                versions.append(version)
                facts.append(_fact("submit", version, username))
            EntryVersion.objects.bulk_create([v for v in versions if v.pk is None], batch_size=_BATCH)
            if facts:
                self._log.append(facts)
            return versions

    def _next_version(self, entry: CatalogueEntry, before: EntryVersion | None, username: str) -> EntryVersion:
        now = timezone.now()
        if before is not None and before.state == State.REVIEW:
            advice = "请先由审核人处理在审的版本。"
            raise StateWrong(
                code=before.resource_code, version=before.version, state="审核中", step="再次提交", advice=advice
            )
        if before is not None and before.state == State.WITHDRAWN:
            advice = "撤销的代码不再使用；请去掉资源代码，作为新资源登记。"
            raise StateWrong(
                code=before.resource_code, version=before.version, state="已撤销", step="变更", advice=advice
            )
        return EntryVersion(
            resource_code=entry.resource_code,
            version=1 if before is None else before.version + 1,
            state=State.REVIEW,
            name=entry.name,
            class_code=entry.class_code,
            responsible_party=entry.responsible_party,
            body=entry.as_dict_json(),
            author=username,
            changed_at=now,
        )

    def _with_codes(self, entries: list[CatalogueEntry]) -> list[CatalogueEntry]:
        wanted = {entry.class_code for entry in entries if not entry.resource_code}
        numbers = {n.class_code: n for n in AllottedNumber.objects.select_for_update().filter(class_code__in=wanted)}
        coded = []
        for entry in entries:
            if not entry.resource_code:
                number = numbers.setdefault(entry.class_code, AllottedNumber(class_code=entry.class_code, last=0))
                number.last += 1
                entry = replace(entry, resource_code=resource_code(entry.class_code, number.last))
            coded.append(entry)
        for number in numbers.values():
            number.save()
        return coded

    def approve(self, versions: Iterable[EntryVersion], username: str) -> int:
        """Publish versions in review, each logged and told to its subscribers; returns how many. All or none.

        Raises: FourEyes, StateWrong.
        """
        with transaction.atomic():
            chosen = self._in_review(versions, username, "发布")
            if problems := unknown_duties([entry_of(version) for version in chosen], published=True):
                raise Findings("职责目录", problems)
            now = timezone.now()
            before = _published([version.resource_code for version in chosen])
            for version in chosen:
                version.state, version.reviewer, version.decided_at = State.PUBLISHED, username, now
            for old in before.values():
                old.state = State.SUCCEEDED
            EntryVersion.objects.bulk_update([*before.values()], ["state"], batch_size=_BATCH)
            EntryVersion.objects.bulk_update(chosen, ["state", "reviewer", "decided_at"], batch_size=_BATCH)
            kinds = dict.fromkeys(before, "change")
            if chosen:
                self._log.append(_fact(kinds.get(v.resource_code, "publish"), v, username) for v in chosen)
            revoke_unshared(self._log, [v for v in chosen if v.resource_code in before], username)
            self._tell([v for v in chosen if v.resource_code in before], "已变更，新版本为第 {version} 版")
            return len(chosen)

    def refuse(self, version: EntryVersion, username: str, reason: str) -> None:
        """Send a version back to its author with a reason. Raises: FourEyes, StateWrong, ReasonNeeded."""
        if not reason.strip():
            raise ReasonNeeded(step="退回")
        with transaction.atomic():
            (chosen,) = self._in_review([version], username, "退回")
            chosen.state, chosen.reviewer, chosen.decided_at = State.REFUSED, username, timezone.now()
            chosen.reason = reason
            chosen.save()
            self._log.append([_fact("refuse", chosen, username)])
            text = f"{chosen.name}（{chosen.resource_code}）被退回：{reason}"
            Notice.objects.create(
                username=chosen.author, resource_code=chosen.resource_code, text=text, at=timezone.now()
            )

    def withdraw(self, code: str, username: str, reason: str) -> EntryVersion:
        """Take a published resource out of the catalogue for good; its code is never used again.

        Raises: EntryUnknown, FourEyes (its author may not), ReasonNeeded.
        """
        if not reason.strip():
            raise ReasonNeeded(step="撤销")
        with transaction.atomic():
            version = _published([code]).get(code)
            if version is None:
                raise EntryUnknown(code=code)
            if version.author == username:
                raise FourEyes(username=username, code=code)
            version.state, version.reason, version.reviewer = State.WITHDRAWN, reason, username
            version.save()
            self._log.append([_fact("withdraw", version, username)])
            revoke_unshared(self._log, [version], username)
            self._tell([version], f"已撤销：{reason}")
            return version

    def _in_review(self, versions: Iterable[EntryVersion], username: str, step: str) -> list[EntryVersion]:
        numbers = [version.pk for version in versions]
        chosen = list(EntryVersion.objects.select_for_update().filter(pk__in=numbers))
        for version in chosen:
            if version.state != State.REVIEW:
                state = State(version.state).label
                advice = "刷新后再看：可能已有人处理。"
                raise StateWrong(
                    code=version.resource_code, version=version.version, state=state, step=step, advice=advice
                )
            if version.author == username:
                raise FourEyes(username=username, code=version.resource_code)
        return chosen

    def _tell(self, versions: Sequence[EntryVersion], text: str) -> None:
        by_code = {version.resource_code: version for version in versions}
        now = timezone.now()
        Notice.objects.bulk_create(
            Notice(
                username=subscription.username,
                resource_code=subscription.resource_code,
                text=f"{version.name}（{version.resource_code}）" + text.format(version=version.version),
                at=now,
            )
            for subscription in Subscription.objects.filter(resource_code__in=by_code)
            if (version := by_code[subscription.resource_code])
        )


def _repeated(entries: Sequence[CatalogueEntry]) -> list[str]:
    seen: set[str] = set()
    problems = []
    for entry in entries:
        if entry.resource_code and entry.resource_code in seen:
            problems.append(f"资源代码 {entry.resource_code} 在本次提交中出现两次")
        seen.add(entry.resource_code)
    known = set(EntryVersion.objects.filter(resource_code__in=seen).values_list("resource_code", flat=True))
    problems += [f"资源代码 {code} 不是本目录分配的" for code in sorted(seen - known - {""})]
    return problems


def _latest(codes: Sequence[str]) -> dict[str, EntryVersion]:
    found: dict[str, EntryVersion] = {}
    for start in range(0, len(codes), _BATCH):
        for version in EntryVersion.objects.filter(resource_code__in=codes[start : start + _BATCH]).order_by("version"):
            found[version.resource_code] = version
    return found


def _published(codes: Sequence[str]) -> dict[str, EntryVersion]:
    found: dict[str, EntryVersion] = {}
    for start in range(0, len(codes), _BATCH):
        part = EntryVersion.objects.filter(resource_code__in=codes[start : start + _BATCH], state=State.PUBLISHED)
        found.update({version.resource_code: version for version in part})
    return found


def _fact(kind: str, version: EntryVersion, username: str) -> dict[str, Any]:
    return {
        "kind": kind,
        "resource_code": version.resource_code,
        "version": version.version,
        "name": version.name,
        "by": username,
        "at": timezone.now().isoformat(),
        "reason": version.reason,
        "entry": version.body,
    }


def entry_of(version: EntryVersion) -> CatalogueEntry:
    """The entry as it stands in a version."""
    return CatalogueEntry.from_dict(version.body)


def with_known_codes(entries: Iterable[CatalogueEntry]) -> list[CatalogueEntry]:
    """The entries with the codes they already have: the same source system and name is the same resource."""
    known = {}
    for version in EntryVersion.objects.exclude(state=State.WITHDRAWN).order_by("version"):
        known[version.body["source_system"], version.name] = version.resource_code
    return [
        entry if entry.resource_code else replace(entry, resource_code=known.get((entry.source_system, entry.name), ""))
        for entry in entries
    ]


def published_entries() -> list[CatalogueEntry]:
    """What the outside sees: the published version of every resource, by code."""
    return [entry_of(v) for v in EntryVersion.objects.filter(state=State.PUBLISHED).order_by("resource_code")]


def in_review() -> list[EntryVersion]:
    """The versions that wait for a reviewer, oldest first."""
    return list(EntryVersion.objects.filter(state=State.REVIEW).order_by("changed_at", "resource_code"))


def changes_of(version: EntryVersion) -> list[Difference]:
    """What a version changes against the published one, field by field; empty for a new resource."""
    before = _published([version.resource_code]).get(version.resource_code)
    return [] if before is None else differences(entry_of(before), entry_of(version))
