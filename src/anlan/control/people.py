"""People: adding them, signing them in with a door that closes after failures, and what a session may do."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from anlan.base.errors import AnlanError
from anlan.control import audit
from anlan.control.access import ROLES, Permission, Viewer, denied, role_named
from anlan.control.models import Profile, SignInFailure

FAILURES_ALLOWED = 5
FAILURES_OF_ADDRESS_ALLOWED = 30
CLOSED_FOR = timedelta(minutes=15)


class SignInFailed(AnlanError):
    """The name or the password is wrong; which of them is not told."""

    code = "sign-in-failed"
    status = 401
    message = "用户名或密码不正确"
    hint = "检查大小写后重试；忘记密码请联系系统管理员重置。"


class SignInBlocked(AnlanError):
    """Too many failures in a short time."""

    code = "sign-in-blocked"
    status = 429
    message = "登录失败次数过多，已暂停登录"
    hint = "{minutes} 分钟后再试；急用请联系系统管理员（{admins}）。"


class PersonExists(AnlanError):
    """The user name is taken."""

    code = "person-exists"
    status = 409
    message = "用户名 {username} 已存在"
    hint = "换一个用户名，或用 `anlan person reset-password {username}` 重置密码。"


class PersonUnknown(AnlanError):
    """Nobody has that user name."""

    code = "person-unknown"
    status = 404
    message = "没有用户 {username}"
    hint = "运行 `anlan person list` 查看现有用户。"


class PasswordWeak(AnlanError):
    """The password does not meet the rules."""

    code = "password-weak"
    status = 422
    message = "密码不符合要求：{reasons}"
    hint = "使用至少 8 位、不常见且不全为数字的密码；省略密码可自动生成。"


class DistrictNeeded(AnlanError):
    """A role bound to a district was given without one, or another role with one."""

    code = "district-needed"
    status = 422
    message = "角色“{role}”{rule}"
    hint = "用 --district 指定六位行政区划代码，例如 110105（朝阳区）。"


def _checked(password: str, user: User) -> str:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise PasswordWeak(reasons="；".join(error.messages)) from error
    return password


def new_password() -> str:
    """A random password of 16 characters."""
    return secrets.token_urlsafe(12)


@transaction.atomic
def add(username: str, name: str, role: str, district_code: str = "", password: str = "") -> str:
    """Add a person; the answer is the password, made up where none was given.

    Raises: RoleUnknown, DistrictNeeded, PersonExists, PasswordWeak.
    """
    wanted = role_named(role)
    if wanted.by_district != bool(district_code):
        rule = "必须指定辖区" if wanted.by_district else "不按辖区划分"
        raise DistrictNeeded(role=wanted.label, rule=rule)
    if User.objects.filter(username=username).exists():
        raise PersonExists(username=username)
    user = User(username=username)
    secret = _checked(password or new_password(), user)
    user.set_password(secret)
    user.save()
    Profile.objects.create(user=user, name=name, role=role, district_code=district_code)
    return secret


def reset_password(username: str, password: str = "") -> str:
    """Give a person a new password and end their sessions. Raises: PersonUnknown, PasswordWeak."""
    user = User.objects.filter(username=username).first()
    if user is None:
        raise PersonUnknown(username=username)
    secret = _checked(password or new_password(), user)
    user.set_password(secret)
    user.save()
    SignInFailure.objects.filter(username=username).delete()
    return secret


def everyone() -> list[dict[str, Any]]:
    """All people: username, name, role, its label, district, last sign-in."""
    return [
        {
            "username": profile.user.username,
            "name": profile.name,
            "role": profile.role,
            "role_label": ROLES[profile.role].label,
            "district_code": profile.district_code or None,
            "last_sign_in": profile.user.last_login,
        }
        for profile in Profile.objects.select_related("user").order_by("user__username")
    ]


def names_in_role(role: str) -> list[str]:
    """The names of the people in a role, to say whom to ask."""
    return list(Profile.objects.filter(role=role).order_by("pk").values_list("name", flat=True)[:3])


def administrators() -> list[str]:
    """The names of the system administrators."""
    return names_in_role("admin")


def viewer_of(user: AbstractBaseUser | AnonymousUser) -> Viewer | None:
    """The person of a session with role and district; None for nobody or somebody without a role."""
    if not user.is_authenticated or not isinstance(user, User):
        return None
    profile = Profile.objects.filter(user=user).first()
    if profile is None or profile.role not in ROLES:
        return None
    return Viewer(user.username, profile.name, ROLES[profile.role], profile.district_code or None)


def describe(viewer: Viewer) -> dict[str, Any]:
    """The person as the console shows them."""
    return {
        "username": viewer.username,
        "name": viewer.name,
        "roles": [viewer.role.name],
        "role_labels": [viewer.role.label],
        "district_code": viewer.district_code,
        "permissions": sorted(viewer.role.permissions),
    }


def _door_is_closed(username: str, address: str) -> bool:
    recent = SignInFailure.objects.filter(at__gte=timezone.now() - CLOSED_FOR)
    by_name = recent.filter(username=username).count()
    return by_name >= FAILURES_ALLOWED or recent.filter(address=address).count() >= FAILURES_OF_ADDRESS_ALLOWED


def _authenticated(request: HttpRequest | None, username: str, password: str, address: str) -> tuple[User, Viewer]:
    if _door_is_closed(username, address):
        audit.record(username, audit.Action.SIGN_IN_BLOCKED, username, address=address)
        minutes = int(CLOSED_FOR.total_seconds() // 60)
        raise SignInBlocked(minutes=minutes, admins="、".join(administrators()) or "尚未设置")
    user = authenticate(request, username=username, password=password)
    viewer = viewer_of(user) if isinstance(user, User) else None
    if viewer is None or not isinstance(user, User):
        SignInFailure.objects.create(username=username[:150], address=address, at=timezone.now())
        audit.record(username[:150], audit.Action.SIGN_IN_FAILED, username, address=address)
        raise SignInFailed
    SignInFailure.objects.filter(username=username).delete()
    audit.record(username, audit.Action.SIGNED_IN, username, address=address)
    return user, viewer


def sign_in(request: HttpRequest, username: str, password: str, address: str) -> Viewer:
    """Start a session. Raises: SignInBlocked after too many failures, SignInFailed."""
    user, viewer = _authenticated(request, username, password, address)
    login(request, user)
    return viewer


def person_at_terminal(username: str, password: str, permission: Permission) -> Viewer:
    """The person who acts on the command line, held to the same door and rights as in the console.

    Raises: SignInBlocked, SignInFailed, AccessDenied.
    """
    _, viewer = _authenticated(None, username, password, "terminal")
    if not viewer.may(permission):
        audit.record(username, audit.Action.REFUSED, permission.label, address="terminal")
        raise denied(viewer, permission, administrators())
    return viewer


def sign_out(request: HttpRequest, address: str) -> None:
    """End the session of a request."""
    audit.record(request.user.get_username(), audit.Action.SIGNED_OUT, request.user.get_username(), address=address)
    logout(request)
