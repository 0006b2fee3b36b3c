"""Who is told of changes: subscriptions to resources, and the notices a person has."""

from __future__ import annotations

from typing import Any

from anlan.control.catalogue.errors import EntryUnknown
from anlan.control.catalogue.models import EntryVersion, Notice, Subscription

_SHOWN = 100


def subscribe(code: str, username: str) -> None:
    """Tell the person when the resource changes or is withdrawn. Raises: EntryUnknown where it is not published."""
    if not EntryVersion.objects.filter(resource_code=code, state=EntryVersion.State.PUBLISHED).exists():
        raise EntryUnknown(code=code)
    Subscription.objects.get_or_create(resource_code=code, username=username)


def unsubscribe(code: str, username: str) -> None:
    """Tell the person no more."""
    Subscription.objects.filter(resource_code=code, username=username).delete()


def is_subscribed(code: str, username: str) -> bool:
    """Whether the person is told of changes of the resource."""
    return Subscription.objects.filter(resource_code=code, username=username).exists()


def notices(username: str) -> dict[str, Any]:
    """The person's notices, the newest first, and how many are unread."""
    mine = Notice.objects.filter(username=username)
    fields = ("id", "resource_code", "text", "at", "is_read")
    rows = [{name: getattr(one, name) for name in fields} for one in mine.order_by("-id")[:_SHOWN]]
    return {"unread": mine.filter(is_read=False).count(), "rows": rows}


def mark_read(username: str) -> None:
    """The person has read every notice."""
    Notice.objects.filter(username=username, is_read=False).update(is_read=True)
