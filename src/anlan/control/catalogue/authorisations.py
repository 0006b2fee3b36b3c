"""Authorisations 授权: a department asks for items of a published entry, another person grants, it ends on its day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from anlan.base.clock import Clock
from anlan.base.errors import AnlanError, Findings
from anlan.control.catalogue.errors import EntryUnknown, FourEyes, ReasonNeeded
from anlan.control.catalogue.log import VerifiableLog
from anlan.control.catalogue.models import AllottedNumber, Authorisation, EntryVersion, Notice
from anlan.standards.catalogue import CatalogueEntry, CatalogueItem

State = Authorisation.State
FREE, CONDITIONAL, NEVER = "1", "2", "3"
PLATFORM = "anlan"
_NUMBERS = "authorisation"


class AuthorisationUnknown(AnlanError):
    """There is no authorisation of that code."""

    code = "authorisation-unknown"
    status = 404
    message = "没有授权 {code}"
    hint = "用 `anlan catalogue authorisations --all` 查看授权与申请。"


class AuthorisationStateWrong(AnlanError):
    """The step does not lead on from where the authorisation stands."""

    code = "authorisation-state"
    status = 409
    message = "授权 {code} 处于“{state}”，不能{step}"
    hint = "刷新后再看：可能已有人处理，或有效期已过；确有需要时重新申请。"


class SharingRefused(AnlanError):
    """What is asked for is registered as not shared; no approval leads round that."""

    code = "sharing-refused"
    status = 409
    message = "{what}不予共享，依据：{basis}"
    hint = "只申请可共享的信息项；整个资源不予共享或对依据有异议的，请责任方{party}变更共享类型。"


@dataclass(frozen=True)
class WantedAuthorisation:
    """What a department asks for; no items named means every item that is shared at all."""

    resource_code: str
    department: str
    purpose: str
    until: date
    basis: str = ""
    items: tuple[str, ...] = ()


def authorisation_code(number: int) -> str:
    """The code of an authorisation: ``A`` and six digits never used twice."""
    return f"A{number:06d}"


class AuthorisationLife:
    """Moves authorisations from request to end; each step is written into the log. The clock tells the business day."""

    def __init__(self, log: VerifiableLog, clock: Clock) -> None:
        self._log = log
        self._clock = clock

    def request(self, wanted: WantedAuthorisation, username: str) -> Authorisation:
        """Put a request before a reviewer; what is shared without condition is in force at once, and logged too.

        Raises: EntryUnknown where it is not published, SharingRefused, Findings with everything that is missing.
        """
        with transaction.atomic():
            version, entry = published_entry(wanted.resource_code)
            items = _asked(entry, wanted.items)
            share_type = _share_type(entry, items)
            if problems := self._missing(wanted, share_type):
                raise Findings("授权申请", problems)
            number, _ = AllottedNumber.objects.select_for_update().get_or_create(class_code=_NUMBERS)
            number.last += 1
            number.save()
            now, is_free = timezone.now(), share_type == FREE
            made = Authorisation.objects.create(
                code=authorisation_code(number.last),
                resource_code=version.resource_code,
                version=version.version,
                name=version.name,
                responsible_party=version.responsible_party,
                department=wanted.department.strip(),
                purpose=wanted.purpose.strip(),
                basis=wanted.basis.strip(),
                share_type=share_type,
                items=[item.code for item in items],
                until=wanted.until,
                state=State.GRANTED if is_free else State.REVIEW,
                author=username,
                submitted_at=now,
                decided_at=now if is_free else None,
            )
            self._write("grant" if is_free else "submit", [made], username)
            return made

    def approve(self, numbers: Sequence[int], username: str) -> int:
        """Grant requests in review; all or none.

        Raises: FourEyes, AuthorisationStateWrong, AuthorisationUnknown, EntryUnknown or SharingRefused where the entry
        is no longer published or shared.
        """
        with transaction.atomic():
            chosen = self._in_review(numbers, username, "批准")
            for one in chosen:
                if one.until < self._clock.today():
                    raise AuthorisationStateWrong(code=one.code, state="有效期已过", step="批准")
                _asked(published_entry(one.resource_code)[1], tuple(one.items))
                one.state, one.reviewer, one.decided_at = State.GRANTED, username, timezone.now()
            Authorisation.objects.bulk_update(chosen, ["state", "reviewer", "decided_at"])
            self._write("grant", chosen, username)
            for one in chosen:
                _tell(one, f"已批准，有效期至 {one.until}")
            return len(chosen)

    def refuse(self, number: int, username: str, reason: str) -> None:
        """Turn a request down with a reason. Raises: FourEyes, AuthorisationStateWrong, ReasonNeeded."""
        if not reason.strip():
            raise ReasonNeeded(step="退回")
        with transaction.atomic():
            (one,) = self._in_review([number], username, "退回")
            one.state, one.reviewer, one.decided_at = State.REFUSED, username, timezone.now()
            one.reason = reason
            one.save()
            self._write("refuse", [one], username)
            _tell(one, f"被退回：{reason}")

    def revoke(self, code: str, username: str, reason: str) -> Authorisation:
        """Take an authorisation back before its day. Raises: AuthorisationUnknown/-StateWrong, ReasonNeeded."""
        if not reason.strip():
            raise ReasonNeeded(step="收回授权")
        with transaction.atomic():
            one = Authorisation.objects.select_for_update().filter(code=code).first()
            if one is None:
                raise AuthorisationUnknown(code=code)
            if one.state != State.GRANTED or one.until < self._clock.today():
                raise AuthorisationStateWrong(code=code, state=standing(one, self._clock.today())[1], step="收回")
            revoke_all(self._log, [one], username, reason)
            return one

    def expire(self) -> int:
        """Mark and log what ended before the business day; returns how many. It was out of force since its day."""
        with transaction.atomic():
            due = Authorisation.objects.select_for_update().filter(state=State.GRANTED, until__lt=self._clock.today())
            chosen = list(due)
            _end(self._log, chosen, State.EXPIRED, PLATFORM)
            for one in chosen:
                _tell(one, f"已于 {one.until} 到期")
            return len(chosen)

    def _missing(self, wanted: WantedAuthorisation, share_type: str) -> list[str]:
        found = []
        if not wanted.department.strip() or len(wanted.department) > 100:
            found.append("申请部门：必填，不超过 100 字")
        if not wanted.purpose.strip() or len(wanted.purpose) > 300:
            found.append("用途：必填，不超过 300 字")
        if len(wanted.basis) > 300:
            found.append("依据或满足的条件：不超过 300 字")
        if share_type == CONDITIONAL and not wanted.basis.strip():
            found.append("依据或满足的条件：有条件共享必须写明")
        if wanted.until < self._clock.today():
            found.append(f"有效期：{wanted.until} 已过")
        waiting = Authorisation.objects.filter(
            resource_code=wanted.resource_code, department=wanted.department.strip(), state=State.REVIEW
        ).first()
        if waiting is not None:
            found.append(f"申请部门：{waiting.department}对该资源的申请 {waiting.code} 正在审核")
        return found

    def _in_review(self, numbers: Sequence[int], username: str, step: str) -> list[Authorisation]:
        chosen = list(Authorisation.objects.select_for_update().filter(pk__in=numbers))
        lost = set(numbers) - {one.pk for one in chosen}
        if lost:
            raise AuthorisationUnknown(code=min(lost))
        for one in chosen:
            if one.state != State.REVIEW:
                raise AuthorisationStateWrong(code=one.code, state=State(one.state).label, step=step)
            if one.author == username:
                raise FourEyes(username=username, code=one.code)
        return chosen

    def _write(self, step: str, chosen: Sequence[Authorisation], username: str) -> None:
        _write(self._log, step, chosen, username)


def published_entry(code: str) -> tuple[EntryVersion, CatalogueEntry]:
    """The published version of a resource and its entry. Raises: EntryUnknown."""
    version = EntryVersion.objects.filter(resource_code=code, state=EntryVersion.State.PUBLISHED).first()
    if version is None:
        raise EntryUnknown(code=code)
    return version, CatalogueEntry.from_dict(version.body)


def _asked(entry: CatalogueEntry, codes: Sequence[str]) -> list[CatalogueItem]:
    """The items asked for, each of them shared. Raises: SharingRefused, Findings for items the entry has not."""
    party = entry.responsible_party
    if entry.share_type == NEVER:
        raise SharingRefused(what=entry.name, basis=entry.legal_basis or "未写明", party=party)
    known = {item.code: item for item in entry.items}
    if lost := [code for code in dict.fromkeys(codes) if code not in known]:
        raise Findings("授权申请", [f"信息项：{entry.name}没有 {code}" for code in lost])
    chosen = [known[code] for code in dict.fromkeys(codes)]
    closed = [item for item in chosen or known.values() if item.share_type == NEVER]
    if (chosen and closed) or len(closed) == len(known):
        told = "；".join(dict.fromkeys(item.legal_basis or "未写明" for item in closed))
        names = "、".join(item.name for item in closed)
        raise SharingRefused(what=f"{entry.name}的{names}", basis=told, party=party)
    return chosen or [item for item in known.values() if item.share_type != NEVER]


def _share_type(entry: CatalogueEntry, items: Sequence[CatalogueItem]) -> str:
    """The strictest of the resource and the items: codes grow with strictness."""
    return max([entry.share_type, *(item.share_type for item in items)])


def standing(one: Authorisation, day: date) -> tuple[str, str]:
    """Where an authorisation stands on a day, as code and in words: one whose day is past is expired at once."""
    is_over = one.state == State.GRANTED and one.until < day
    state = State.EXPIRED if is_over else State(one.state)
    return state.value, str(state.label)


def revoke_all(log: VerifiableLog, chosen: Sequence[Authorisation], username: str, reason: str) -> None:
    """Take authorisations back for one reason, each logged and told. Part of a surrounding transaction."""
    for one in chosen:
        one.reason = reason
    _end(log, chosen, State.REVOKED, username)
    for one in chosen:
        _tell(one, f"被收回：{reason}")


def revoke_unshared(log: VerifiableLog, versions: Sequence[EntryVersion], username: str) -> None:
    """Take back what a version withdraws, drops, or shares less freely than when it was granted."""
    by_code = {version.resource_code: version for version in versions}
    granted = Authorisation.objects.filter(state=State.GRANTED, resource_code__in=by_code)
    ended = []
    for one in granted:
        version = by_code[one.resource_code]
        entry = CatalogueEntry.from_dict(version.body)
        items = {item.code: item for item in entry.items}
        is_kept = version.state == EntryVersion.State.PUBLISHED and items.keys() >= set(one.items)
        if not is_kept or _share_type(entry, [items[code] for code in one.items]) > one.share_type:
            ended.append(one)
    if ended:
        revoke_all(log, ended, username, "资源已撤销，或变更后共享更严、不再包含所授权的信息项")


def _end(log: VerifiableLog, chosen: Sequence[Authorisation], state: Authorisation.State, username: str) -> None:
    now = timezone.now()
    for one in chosen:
        one.state, one.ended_by, one.ended_at = state, username, now
    Authorisation.objects.bulk_update(chosen, ["state", "ended_by", "ended_at", "reason"])
    _write(log, "expire" if state == State.EXPIRED else "revoke", chosen, username)


def _tell(one: Authorisation, text: str) -> None:
    told = f"{one.name}（{one.resource_code}）对{one.department}的授权 {one.code} {text}"
    Notice.objects.create(username=one.author, resource_code=one.resource_code, text=told, at=timezone.now())


def _write(log: VerifiableLog, step: str, chosen: Sequence[Authorisation], username: str) -> None:
    if chosen:
        log.append(
            {
                "kind": f"authorisation-{step}",
                "authorisation_code": one.code,
                "resource_code": one.resource_code,
                "version": one.version,
                "name": one.name,
                "department": one.department,
                "purpose": one.purpose,
                "basis": one.basis,
                "share_type": one.share_type,
                "items": one.items,
                "until": one.until.isoformat(),
                "by": username,
                "at": timezone.now().isoformat(),
                "reason": one.reason,
            }
            for one in chosen
        )
